#include "lines.h"
#include "buf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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

const char *
record_lines(struct arena *arena, const struct record *view, const void *record)
{
	struct buf buf;

	buf_init(&buf, arena, 256);
	for (const struct field *field = view->fields; field->name; field++)
		pack_field(&buf, field, (const char *)record + field->offset);
	return buf.data;
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
record_of_lines(struct arena *arena, const struct record *view, const char *lines, void *record)
{
	const char *line = lines ? lines : "", *end;

	for (const struct field *field = view->fields; field->name; field++)
		field_clear(field, record);
	for (; *line; line = *end ? end + 1 : end) {
		const size_t n = strcspn(line, " \n");

		end = line + strcspn(line, "\n");
		for (const struct field *field = view->fields; field->name && line[n] == ' ';
		    field++)
			if (strlen(field->name) == n && !strncmp(field->name, line, n))
				unpack_field(arena, field, (char *)record + field->offset,
					read_line(arena, line + n + 1, end));
	}
}
