#include "imports_page.h"
#include "html_view.h"
#include "item.h"
#include "media.h"

#include <string.h>

/* --- an import in words ---------------------------------------------------------------------- */

static const struct {
	const char *state, *text;
} sentences[] = {
	{ "reading", "It is being read: go on by its button. Nothing has been changed yet." },
	{ "planned", "All of it has been read, and nothing has been changed yet. Moved in it would "
		"be so:" },
	{ "running", "It is being moved in: go on by its button." },
	{ "done", "It has been moved in." },
	{ "undoing", "It is being taken back: go on by its button." },
	{ "undone", "It has been taken back." },
	{ "failed", "It can't be read." },
};

static const struct {
	const char *name, *text;
} outcomes[] = {
	{ "new", "new" }, { "matched", "in the catalogue already" }, { "changed", "changed" },
	{ "unchanged", "as they were" }, { "unclear", "for you to decide" },
	{ "skipped", "skipped" }, { "failed", "failed" },
};

static const char *
text_at(const cJSON *answer, const char *path)
{
	const cJSON *member = member_at(answer, path);
	const char *text = member ? member_text(member) : NULL;

	return text ? text : "";
}

/* Those that there are. */
static void
put_counts(struct buf *out, const cJSON *answer)
{
	const char *between = " ";

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		const char *count = text_at(answer,
			arena_printf(out->arena, "counts.%s", outcomes[i].name));

		if (!*count || !strcmp(count, "0"))
			continue;
		buf_printf(out, "%s%s %s", between, count, outcomes[i].text);
		between = ", ";
	}
	if (*between == ',')
		buf_putc(out, '.');
}

const char *
imports_say(struct arena *arena, const cJSON *answer)
{
	const char *state = text_at(answer, "state"), *message = text_at(answer, "message"),
		*question = text_at(answer, "question"), *unclear;
	struct buf out;

	buf_init(&out, arena, 200);
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (!strcmp(sentences[i].state, state))
			buf_puts(&out, sentences[i].text);
	if (!strcmp(question, "columns"))
		message = "Which of the file's columns is the title, and which are the others?";
	if (*message)
		buf_printf(&out, "%s%s", out.length ? " " : "", message);
	put_counts(&out, answer);
	unclear = text_at(answer, "counts.unclear");
	if (!strcmp(state, "done") && *unclear && strcmp(unclear, "0") != 0)
		buf_puts(&out, " What is for you to decide hasn't been moved in yet.");
	return out.length ? out.data : NULL;
}

const char *const imports_untold[] = {
	"can_step", "can_run", "can_change", "can_undo", "can_forget", "counts", "options",
	"question", "message", "done", "total", NULL,
};

/* --- what a row says -------------------------------------------------------------------------- */

static const struct field read_fields[] = {
	FIELD(struct item_read, start_date, READONLY | HEADING),
	FIELD(struct item_read, end_date, READONLY | HEADING | BRIEF),
	FIELD(struct item_read, rating, READONLY | BRIEF),
	{ 0 }
};
static const struct record read_view = {
	.size = sizeof(struct item_read), .fields = FIELDS(read_fields),
};
static const struct children told_reads = { .record = &read_view };

static const struct field told_fields[] = {
	FIELD(struct item, type, READONLY | BRIEF | KIND, .words = media_types),
	FIELD(struct item, creator, READONLY | BRIEF, .label = "By"),
	FIELD(struct item, pub_date, READONLY | BRIEF, .label = "Released"),
	FIELD(struct item, isbn, READONLY, .label = "ISBN"),
	FIELD(struct item, status, READONLY | BRIEF, .words = entry_statuses),
	FIELD(struct item, rating, READONLY | BRIEF),
	FIELD(struct item, note, READONLY | LINES),
	FIELD(struct item, tags, READONLY),
	FIELD(struct item, times, READONLY, .label = "Times through it"),
	FIELD(struct item, reads, READONLY, .children = &told_reads, .label = "Days"),
	FIELD(struct item, review, READONLY | LINES),
	{ 0 }
};
const struct record imports_told_view = {
	.size = sizeof(struct item), .fields = FIELDS(told_fields),
};

const char *const imports_untold_of_row[] = {
	"can_choose", "values.key", "values.is_list", "values.media_id", "values.title",
	"values.image_url", "values.external_source", "values.external_id", "values.ids",
	"values.metadata", "values.entry_id", "values.created_at", "values.updated_at",
	"values.added", "values.rated_at", "values.reviewed_at", "values.places",
	"values.episodes", "values.is_ranked", NULL,
};
