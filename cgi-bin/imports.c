/* Imports (/imports): files of other services move into my account, by steps, and out again. */
#include "app.h"
#include "apply.h"
#include "checks.h"
#include "form.h"
#include "imports_csv.h"
#include "imports_page.h"
#include "job.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* --- an import as it is shown ---------------------------------------------------------------- */

/* The columns of a file are of interest where they are asked for, or others can be said. */
static bool
asks_columns(const struct import *import)
{
	if (import->state == IMPORT_ASKING)
		return !strcmp(import->question, "columns");
	return import->state == IMPORT_PLANNED && !strcmp(import->format, "csv");
}

/* What the member chose. */
static void
put_options(struct request *req, struct import *import)
{
	struct buf json;

	buf_init(&json, req->arena, 100);
	buf_putc(&json, '{');
	json_put_name(&json, "policy");
	json_put_string(&json, word_text(import_policies, import->policy));
	json_put_name(&json, "columns");
	buf_puts(&json, import->columns.json ? import->columns.json : "null");
	json_put_name(&json, "day_first");
	buf_puts(&json, import->day_first == INT_NONE ? "null"
		: import->day_first ? "true" : "false");
	json_put_name(&json, "name");
	json_put_text_or_null(&json, import->name);
	buf_putc(&json, '}');
	import->options.json = json.data;
	if (!asks_columns(import))
		import->headers = (struct texts){ NULL, 0 };
}

static enum status
answer(struct request *req, struct response *res, int http, struct import *import)
{
	put_options(req, import);
	res->made_id = import->id;
	return respond_record(res, http, &import_view, import);
}

static enum status
read_import(struct request *req, struct response *res)
{
	struct import import;
	enum status rc = import_find(call_of(req), req->id[0], &import);

	return rc ? rc : answer(req, res, 200, &import);
}

static enum status
read_imports(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc = imports_read(call_of(req), &page, &rows);

	if (rc)
		return rc;
	for (int i = 0; i < rows.count; i++)
		put_options(req, ROW(&rows, struct import, i));
	return respond_list(res, "imports", &import_view, rows.rows, rows.count, rows.total);
}

/* --- a file comes ---------------------------------------------------------------------------- */

struct sent {
	const char *file, *name;
};
static const struct field sent_fields[] = {
	FIELD(struct sent, file, READONLY),	/* a form without one */
	FIELD(struct sent, name, 0, .max = 200, .label = "Its name",
		.hint = "as it came, where it has another one now"),
	{ 0 }
};
static const struct record sent_view = {
	.size = sizeof(struct sent), .fields = FIELDS(sent_fields),
};

static int64_t
read_memory(void *context, uint64_t offset, void *out, size_t size)
{
	const struct form_file *file = context;
	const size_t left = offset < file->size ? (size_t)(file->size - offset) : 0;
	const size_t n = size < left ? size : left;

	memcpy(out, (const char *)file->bytes + offset, n);
	return (int64_t)n;
}

static int64_t
read_open(void *context, uint64_t offset, void *out, size_t size)
{
	const struct form_file *file = context;
	const uint64_t left = offset < file->size ? file->size - offset : 0;
	size_t done = 0;

	if (size > left)
		size = (size_t)left;
	while (done < size) {
		const ssize_t n = pread(file->file, (char *)out + done, size - done,
			(off_t)(file->offset + offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	return (int64_t)done;
}

static enum status
create_import(struct request *req, struct response *res)
{
	const struct sent *sent = req->body;
	const struct form_file *file;
	struct form_file source;
	struct import import;
	struct input input;
	enum status rc = request_file(req, "file", &file);

	if (rc)
		return rc;
	source = *file;
	input = (struct input){ .context = &source, .size = file->size, .name = file->file_name,
		.read = file->bytes ? read_memory : read_open };
	if (!file->size) {
		problem_add(&req->problems, "file", "is empty");
		return ERR_VALIDATION;
	}
	rc = job_create(call_of(req), &input, sent->name, &import);
	if (rc)
		return rc;
	res->location = link_to(req, "/%s", import.id);
	return answer(req, res, 201, &import);
}

/* --- steps, and what is chosen --------------------------------------------------------------- */

struct step {
	bool run;
};
static const struct field step_fields[] = { FIELD(struct step, run, 0), { 0 } };
static const struct record step_view = {
	.size = sizeof(struct step), .fields = FIELDS(step_fields),
};

static enum status
step_import(struct request *req, struct response *res)
{
	const struct step *step = req->body;
	struct import import;
	enum status rc = job_step(call_of(req), req->id[0], step->run, &import);

	return rc ? rc : answer(req, res, 200, &import);
}

/* What is sent: forms say the columns one by one. */
struct sent_change {
	struct job_change job;
	struct {
		const char *title, *creator, *type, *year, *isbn, *status, *rating, *rating10;
		const char *start, *end, *times, *progress, *length, *tags, *review, *note;
		const char *genre, *format, *platform, *added;
	} column;
	word all_are;			/* their type, where no column has it */
};
static const struct word_name orders[] = {
	{ "true", 1, "The day: 3 April" }, { "false", 2, "The month: 4 March" }, { NULL, 0 },
};
#define COLUMN_PREFIX "column_"
#define COLUMN(name, of) FIELD_AS(struct sent_change, column.name, COLUMN_PREFIX #name, UNASKED, \
	.label = (of))
static const struct field change_fields[] = {
	FIELD_AS(struct sent_change, job.policy, "policy", NOT_NULL, .words = import_policies),
	FIELD_AS(struct sent_change, job.day_first, "day_first", NOT_NULL, .words = orders,
		.label = "In 3/4/2024 comes first"),
	FIELD_AS(struct sent_change, job.name, "name", 0, .max = 200, .label = "Its name",
		.hint = "of a file that came alone out of an archive: as it was called there"),
	FIELD_AS(struct sent_change, job.columns, "columns", 0,
		.hint = "our names and the file's, as JSON: {\"title\": \"Name\"}"),
	COLUMN(title, "Title"), COLUMN(creator, "By (author, director, …)"),
	COLUMN(type, "Type (book, movie, …)"),
	FIELD_AS(struct sent_change, all_are, "all_are", UNASKED, .words = media_types,
		.label = "Or all of them are"),
	COLUMN(year, "Year, or day of release"), COLUMN(isbn, "ISBN"), COLUMN(status, "Status"),
	COLUMN(rating, "Rating, of 5"), COLUMN(rating10, "Rating, of 10"),
	COLUMN(start, "Begun"), COLUMN(end, "Finished"), COLUMN(times, "How many times"),
	COLUMN(progress, "Progress"), COLUMN(length, "Pages, minutes, episodes or hours"),
	COLUMN(tags, "Tags"), COLUMN(review, "Review"), COLUMN(note, "Note"),
	COLUMN(genre, "Genre"), COLUMN(format, "Format of my copy"),
	COLUMN(platform, "Platform of my copy"), COLUMN(added, "Put on the shelf"),
	{ 0 }
};
#define COLUMN_FIELDS "column_title column_creator column_type all_are column_year column_isbn " \
	"column_status column_rating column_rating10 column_start column_end column_times " \
	"column_progress column_length column_tags column_review column_note column_genre " \
	"column_format column_platform column_added"
static const struct record change_view = {
	.size = sizeof(struct sent_change), .fields = FIELDS(change_fields),
};

static void
put_column(struct buf *json, const char *name, const char *value)
{
	json_put_name(json, name);
	json_put_string(json, value);
}

/* The columns that were sent one by one, as `columns`: NULL for none. */
static const char *
gather_columns(struct arena *arena, const struct sent_change *sent)
{
	const size_t prefix = strlen(COLUMN_PREFIX);
	struct buf json;

	buf_init(&json, arena, 200);
	buf_putc(&json, '{');
	for (const struct field *field = change_fields; field->name; field++) {
		const char *const *text = (const void *)((const char *)sent + field->offset);

		if (!strncmp(field->name, COLUMN_PREFIX, prefix) && *text)
			put_column(&json, field->name + prefix, *text);
	}
	if (sent->all_are && !sent->column.type)
		put_column(&json, "type", arena_printf(arena, "=%s",
			word_text(media_types, sent->all_are)));
	buf_putc(&json, '}');
	return json.length > 2 ? json.data : NULL;
}

static enum status
change_import(struct request *req, struct response *res)
{
	struct sent_change *sent = req->body;
	struct job_change *change = &sent->job;
	const char *columns = gather_columns(req->arena, sent);
	enum status rc;

	change->has_columns = CHANGED(&req->change, struct sent_change, job.columns);
	change->has_day_first = CHANGED(&req->change, struct sent_change, job.day_first);
	change->has_name = CHANGED(&req->change, struct sent_change, job.name);
	if (columns && !sent->column.title && !sent->all_are) {
		problem_add(&req->problems, "column_title", "is the one that has to be said");
		return ERR_VALIDATION;
	}
	if (columns) {
		change->has_columns = true;
		change->columns.json = columns;
	}
	rc = job_change(call_of(req), req->id[0], change);
	return rc ? rc : read_import(req, res);
}

static enum status
delete_import(struct request *req, struct response *res)
{
	struct import import;
	bool is_undoing;
	enum status rc = job_delete(call_of(req), req->id[0], &is_undoing);

	if (rc || !is_undoing)
		return rc ? rc : respond_nothing(res);
	rc = import_find(call_of(req), req->id[0], &import);
	return rc ? rc : answer(req, res, 202, &import);
}

/* --- rows ------------------------------------------------------------------------------------ */

/* A page of them, and how many there are of each outcome. */
struct shown_rows {
	struct records rows;
	int64_t counts[OUTCOMES];
};
static const struct children import_rows = { .record = &import_row_view };
#define COUNT(name, of) FIELD_AS(struct shown_rows, counts[of], name, READONLY, .group = "counts")
static const struct field rows_fields[] = {
	FIELD(struct shown_rows, rows, READONLY, .children = &import_rows),
	COUNT("new", ROW_NEW), COUNT("matched", ROW_MATCHED), COUNT("changed", ROW_CHANGED),
	COUNT("unchanged", ROW_UNCHANGED), COUNT("unclear", ROW_UNCLEAR),
	COUNT("skipped", ROW_SKIPPED), COUNT("failed", ROW_FAILED),
	{ 0 }
};
static const struct record rows_view = { .fields = FIELDS(rows_fields) };

/* What a row says is shown as it would be moved in. */
static enum status
settle_row(struct request *req, const struct import *import, struct import_row *row)
{
	struct item item;
	struct buf json;
	enum status rc = apply_read(call_of(req), import, row, &item);

	if (rc)
		return rc;
	buf_init(&json, req->arena, 500);
	item_put(&json, &item);
	row->item.json = json.data;
	return OK;
}

static enum status
read_rows(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct shown_rows shown;
	struct import import;
	struct rows rows;
	enum status rc = import_find(call_of(req), req->id[0], &import);

	if (!rc)
		rc = import_rows_read(call_of(req), &import, req->query, &page, &rows);
	for (int i = 0; !rc && i < rows.count; i++)
		rc = settle_row(req, &import, ROW(&rows, struct import_row, i));
	if (rc)
		return rc;
	shown.rows = (struct records){ rows.rows, rows.count };
	memcpy(shown.counts, import.counts, sizeof(shown.counts));
	respond_shows(res, "rows", &import_row_view);
	respond_shows(res, "values", &imports_told_view);
	buf_putc(&res->body, '{');
	json_put_members(&res->body, &req->links, &rows_view, &shown);
	respond_page(res, rows.total);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

static enum status
read_row(struct request *req, struct response *res)
{
	struct import import;
	struct import_row row;
	enum status rc = import_find_work(call_of(req), req->id[0], &import);

	if (!rc)
		rc = import_row_find(call_of(req), &import, strtoll(req->id[1], NULL, 10), &row);
	if (!rc)
		rc = settle_row(req, &import, &row);
	if (rc)
		return rc;
	rc = respond_record(res, 200, &import_row_view, &row);
	respond_shows(res, "values", &imports_told_view);
	return rc;
}

static const struct field choice_fields[] = {
	FIELD(struct job_choice, media_id, 0, .check = is_id),
	FIELD_AS(struct job_choice, is_new, "new", 0),
	FIELD_AS(struct job_choice, is_skipped, "skip", 0),
	{ 0 }
};
static const struct record choice_view = {
	.size = sizeof(struct job_choice), .fields = FIELDS(choice_fields),
};

static enum status
choose_row(struct request *req, struct response *res)
{
	const struct job_choice *choice = req->body;
	enum status rc;

	if ((choice->media_id != NULL) + choice->is_new + choice->is_skipped != 1) {
		problem_add(&req->problems, "media_id",
			"is to be sent, or new: true, or skip: true; and one of these only");
		return ERR_VALIDATION;
	}
	rc = job_choose(call_of(req), req->id[0], strtoll(req->id[1], NULL, 10), choice);
	return rc ? rc : read_row(req, res);
}

/* --- pages ----------------------------------------------------------------------------------- */

static const struct offer imports_offers[] = {
	{ "Import a file", .button = "Look what is in it", .method = POST, .path = "/",
	  .is_open = true, .leads_on = true },
	{ "Export", .method = GET, .door = &door_exports, .path = "" },
	{ NULL }
};
static const struct web_page imports_page = {
	.title = "Import", .offers = imports_offers,
	.lists = { { "imports", .path = "/:id" } },
};
#define STEP .method = POST, .path = "/:id/steps", .is_open = true
#define ASSIGN .button = "Read them so", .method = PATCH, .path = "/:id", \
	.only = COLUMN_FIELDS, .choices = "headers"
static const struct offer import_offers[] = {
	{ "Do the next 200", STEP, .only = "", .needs = "can_step" },
	{ "Move it in", STEP, .only = "", .fixed = "run", .fixed_from = "can_run",
	  .needs = "can_run" },
	{ "Decide what is unclear", .method = GET, .path = "/:id/rows?outcome=unclear",
	  .unless = "counts.unclear=0" },
	{ "Which column is what", ASSIGN, .needs = "question=columns", .is_open = true },
	{ "Which comes first", .button = "Save", .method = PATCH, .path = "/:id",
	  .only = "day_first", .needs = "question=day_first", .is_open = true },
	{ "What the file is called", .button = "Save", .method = PATCH, .path = "/:id",
	  .only = "name", .needs = "question=name", .is_open = true },
	{ "All rows", .method = GET, .path = "/:id/rows" },
	{ "Rows that failed, as a file", .method = GET, .path = "/:id/rows.csv?outcome=failed",
	  .unless = "counts.failed=0" },
	{ "Which column is what", ASSIGN, .needs = "headers", .unless = "question" },
	{ "What it may change of mine", .button = "Save", .method = PATCH, .path = "/:id",
	  .values = "options", .only = "policy", .needs = "can_change", .unless = "question" },
	{ "How its days are written", .button = "Save", .method = PATCH, .path = "/:id",
	  .values = "options", .only = "day_first", .needs = "can_change",
	  .unless = "question" },
	{ "Take it all back", .method = DELETE, .path = "/:id", .needs = "can_undo",
	  .leads_on = true },
	{ "Forget it", .method = DELETE, .path = "/:id", .needs = "can_forget" },
	{ "All imports", .method = GET, .path = "/" },
	{ NULL }
};
static const struct web_page import_page = {
	.say = imports_say, .untold = imports_untold, .offers = import_offers,
	.lists = { { "kept", .title = "What stayed", .door = &door_media, .path = "/:media_id" } },
};
#define CHOOSE .method = PATCH, .path = "/:id/rows/:number", .only = ""
static const struct offer row_offers[] = {
	{ "It is a new title", CHOOSE, .fixed = "new", .fixed_from = "can_choose",
	  .needs = "can_choose" },
	{ "Skip it", CHOOSE, .fixed = "skip", .fixed_from = "can_choose",
	  .needs = "can_choose", .is_minor = true },
	{ "Which title it is", .method = GET, .path = "/:id/rows/:number", .needs = "can_choose" },
	{ NULL }
};
static const struct offer rows_offers[] = {
	{ "The import", .method = GET, .path = "/:id" },
	{ NULL }
};
static const struct web_page rows_page = {
	.title = "Rows", .tabs = "outcome", .offers = rows_offers,
	.lists = { { "rows", .path = "/:id/rows/:number", .offers = row_offers } },
};
static const struct offer candidate_offers[] = {
	{ "It is this one", CHOOSE, .fixed = "media_id", .fixed_from = "media_id" },
	{ NULL }
};
static const struct offer one_row_offers[] = {
	{ "It is a new title", CHOOSE, .fixed = "new", .fixed_from = "can_choose",
	  .needs = "can_choose", .is_open = true },
	{ "Skip it", CHOOSE, .fixed = "skip", .fixed_from = "can_choose",
	  .needs = "can_choose", .is_open = true, .is_minor = true },
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:media_id" },
	{ "All rows", .method = GET, .path = "/:id/rows" },
	{ NULL }
};
static const struct web_page row_page = {
	.untold = imports_untold_of_row, .offers = one_row_offers,
	.lists = { { "candidates", .title = "It may be one of these", .door = &door_media,
		.path = "/:media_id", .offers = candidate_offers } },
};

static const struct route routes[] = {
	{ GET,    "/",    read_imports,  MEMBER, .query = &no_query, .page = &imports_page },
	{ POST,   "/",    create_import, MEMBER, .body = &sent_view, .limit = &limit_uploads,
	  .file_max = FILE_IMPORT_MAX, .spools = true, .file_field = "file",
	  .file_types = "text/csv application/json application/zip application/xml "
		"application/gzip application/octet-stream",
	  .title = "Import a file" },
	{ GET,    "/:id", read_import,   MEMBER, .page = &import_page },
	{ PATCH,  "/:id", change_import, MEMBER, .body = &change_view },
	{ DELETE, "/:id", delete_import, MEMBER },
	{ POST,   "/:id/steps", step_import, MEMBER, .body = &step_view },
	{ GET,    "/:id/rows", read_rows, MEMBER, .query = &import_row_filter,
	  .page = &rows_page },
	{ GET,    "/:id/rows.csv", imports_csv, MEMBER, .query = &import_row_filter },
	{ GET,    "/:id/rows/:number", read_row,   MEMBER, .page = &row_page },
	{ PATCH,  "/:id/rows/:number", choose_row, MEMBER, .body = &choice_view },
	{ 0 }
};

const struct app app = {
	.name = "imports",
	.door = "/imports",
	.made = &door_imports,
	.routes = routes,
};
