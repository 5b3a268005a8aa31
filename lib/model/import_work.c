/*
 * What of an import is only read with it has no columns of its own: it is one text, a line for each
 * member that is set, its name before it.
 */
#include "import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct word_name stages[] = {
	{ "none", STAGE_NONE }, { "clear", STAGE_CLEAR }, { "read", STAGE_READ },
	{ "plan", STAGE_PLAN }, { "titles", STAGE_TITLES }, { "lists", STAGE_LISTS }, { NULL, 0 },
};
const struct word_name import_policies[] = {
	{ "fill", POLICY_FILL, "Fill what is empty at mine" },
	{ "keep", POLICY_KEEP, "Leave what is on my shelf alone" },
	{ "file", POLICY_FILE, "Take what the file has" }, { NULL, 0 },
};

static const struct field fields[] = {
	FIELD(struct import, stage, 0, .words = stages),
	FIELD(struct import, policy, 0, .words = import_policies),
	FIELD(struct import, next, 0),
	FIELD(struct import, done, 0),
	FIELD(struct import, told, 0),
	FIELD(struct import, bytes, 0),
	FIELD(struct import, total, 0),
	FIELD(struct import, day_first, 0),
	FIELD(struct import, is_day_first, 0),
	FIELD(struct import, format, 0),
	FIELD(struct import, file_name, 0),
	FIELD(struct import, name, 0),
	FIELD(struct import, question, 0),
	FIELD(struct import, message, 0),
	FIELD(struct import, place, 0),
	FIELD(struct import, columns, 0),
	FIELD(struct import, headers, 0),
	{ 0 }
};
static void
put_line(struct buf *buf, const char *name, const char *text)
{
	if (!text)
		return;
	buf_puts(buf, name);
	buf_putc(buf, ' ');
	for (; *text; text++) {
		if (*text == '\n' || *text == '\\')
			buf_putc(buf, '\\');
		buf_putc(buf, *text == '\n' ? 'n' : *text);
	}
	buf_putc(buf, '\n');
}

/* As it was, of a line that ends there. */
static const char *
read_line(struct arena *arena, const char *text, const char *end)
{
	char *out = arena_alloc(arena, (size_t)(end - text) + 1), *p = out;

	for (; text < end; text++) {
		if (*text == '\\' && text + 1 < end)
			*p++ = *++text == 'n' ? '\n' : *text;
		else
			*p++ = *text;
	}
	return out;
}

static void
pack_field(struct buf *buf, const struct field *field, const void *member)
{
	const struct texts *texts = member;

	if (field->type == FIELD_TEXTS) {
		for (int i = 0; i < texts->count; i++)
			put_line(buf, field->name, texts->list[i]);
		return;
	}
	if (field->type == FIELD_INT)
		put_line(buf, field->name, *(const int64_t *)member == INT_NONE ? NULL
			: arena_printf(buf->arena, "%" PRId64, *(const int64_t *)member));
	else if (field->type == FIELD_WORD)
		put_line(buf, field->name, word_text(field->words, *(const word *)member));
	else
		put_line(buf, field->name, *(const char *const *)member);
}

void
import_pack_work(struct arena *arena, struct import *import)
{
	struct buf buf;

	buf_init(&buf, arena, 256);
	for (const struct field *field = fields; field->name; field++)
		pack_field(&buf, field, (const char *)import + field->offset);
	import->work = buf.data;
}

static void
unpack_field(struct arena *arena, const struct field *field, void *member, const char *text)
{
	struct texts *texts = member;

	if (field->type == FIELD_INT) {
		*(int64_t *)member = strtoll(text, NULL, 10);
	} else if (field->type == FIELD_WORD) {
		*(word *)member = word_value(field->words, text);
	} else if (field->type == FIELD_TEXTS) {
		if (texts->count == texts->room) {
			const char **more;

			texts->room = texts->room ? 2 * texts->room : 16;
			more = arena_alloc(arena, sizeof(*more) * (size_t)texts->room);
			if (texts->count)
				memcpy(more, texts->list, sizeof(*more) * (size_t)texts->count);
			texts->list = more;
		}
		texts->list[texts->count++] = text;
	} else {
		*(const char **)member = text;
	}
}

void
import_unpack_work(struct arena *arena, struct import *import)
{
	const char *line = import->work ? import->work : "", *end;

	for (const struct field *field = fields; field->name; field++)
		field_clear(field, import);
	for (; *line; line = *end ? end + 1 : end) {
		const size_t n = strcspn(line, " \n");

		end = line + strcspn(line, "\n");
		for (const struct field *field = fields; field->name && line[n] == ' '; field++)
			if (strlen(field->name) == n && !strncmp(field->name, line, n))
				unpack_field(arena, field, (char *)import + field->offset,
					read_line(arena, line + n + 1, end));
	}
}
