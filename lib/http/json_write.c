/* A record becomes text, written directly: building a tree first would be half of a list's time. */
#include "json.h"
#include "clock.h"

#include <string.h>

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

/*
 * Whether all of eight bytes are plain: a byte below n borrows from its highest bit (Bit Twiddling
 * Hacks, "hasless").
 */
static bool
are_plain(const char *text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t eight, quote, backslash;

	memcpy(&eight, text, sizeof(eight));
	quote = eight ^ ones * '"';
	backslash = eight ^ ones * '\\';
	return !((((eight - ones * 0x20) & ~eight) | ((quote - ones) & ~quote) | ((backslash
		- ones) & ~backslash)) & high);
}

/* How many of `size` bytes need no escape, from the first on. */
static size_t
plain_length(const char *text, size_t size)
{
	size_t n = 0;

	while (size - n >= sizeof(uint64_t) && are_plain(text + n))
		n += sizeof(uint64_t);
	while (n < size && is_plain((unsigned char)text[n]))
		n++;
	return n;
}

static char *
put_escape(char *p, unsigned char c)
{
	const char *plain = c == '\n' ? "n" : c == '\t' ? "t" : c == '\r' ? "r" : NULL;

	*p++ = '\\';
	if (c == '"' || c == '\\') {
		*p++ = (char)c;
	} else if (plain) {
		*p++ = *plain;
	} else {
		p = stpcpy(p, "u00");
		*p++ = "0123456789abcdef"[c >> 4];
		*p++ = "0123456789abcdef"[c & 15];
	}
	return p;
}

void
json_put_string(struct buf *buf, const char *text)
{
	size_t size = strlen(text), n;
	char *start = buf_need(buf, size * 6 + 2), *p = start;

	*p++ = '"';
	for (; size; text += n, size -= n) {
		n = plain_length(text, size);	/* nearly always all of it */
		memcpy(p, text, n);
		p += n;
		if (n < size)
			p = put_escape(p, (unsigned char)text[n++]);
	}
	*p++ = '"';
	buf->length += (size_t)(p - start);
	buf->data[buf->length] = '\0';
}

void
json_put_text_or_null(struct buf *buf, const char *text)
{
	if (text)
		json_put_string(buf, text);
	else
		buf_puts(buf, "null");
}

void
json_put_name(struct buf *buf, const char *name)
{
	size_t n = strlen(name);
	char *start = buf_need(buf, n + 4), *p = start;

	if (buf->length && p[-1] != '{')	/* it follows another member */
		*p++ = ',';
	*p++ = '"';
	memcpy(p, name, n);
	p = stpcpy(p + n, "\":");
	buf->length += (size_t)(p - start);
}

static void
put_texts(struct buf *buf, const struct texts *texts)
{
	buf_putc(buf, '[');
	for (int i = 0; i < texts->count; i++) {
		if (i)
			buf_putc(buf, ',');
		json_put_string(buf, texts->list[i]);
	}
	buf_putc(buf, ']');
}

void
json_put_plain(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	const void *member = (const char *)record + field->offset;
	const struct records *records = member;
	int64_t halves;
	const char *text;
	char time[CLOCK_TEXT];

	if (field_is_unset(field, record)) {
		buf_puts(buf, field->type == FIELD_OBJECT ? "{}" : "null");
		return;
	}
	switch (field->type) {
	case FIELD_TEXT:
		text = *(const char *const *)member;
		json_put_string(buf,
			field->flags & PICTURE ? links_show(links, buf->arena, text) : text);
		break;
	case FIELD_INT:
		buf_int(buf, *(const int64_t *)member);
		break;
	case FIELD_HALVES:
		halves = *(const int64_t *)member;
		buf_int(buf, halves / 2);
		if (halves % 2)
			buf_puts(buf, ".5");
		break;
	case FIELD_REAL:
		buf_printf(buf, "%.1f", *(const double *)member);
		break;
	case FIELD_BOOL:
		buf_puts(buf, *(const bool *)member ? "true" : "false");
		break;
	case FIELD_TIME:
	case FIELD_DAY:
		clock_format(*(const int64_t *)member, time);
		json_put_string(buf, time);
		break;
	case FIELD_WORD:
		json_put_string(buf, word_text(field->words, *(const word *)member));
		break;
	case FIELD_OBJECT:
		buf_puts(buf, ((const struct object *)member)->json);
		break;
	case FIELD_TEXTS:
		put_texts(buf, member);
		break;
	case FIELD_RECORDS:
		if (field->flags & ONE)
			json_put_record(buf, links, field->children->record, records->list);
		else
			json_put_rows(buf, links, field->children->record, records->list,
				records->count);
		break;
	}
}

void
json_put_value(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	if (field->flags & SHAPED && field->shape->put)
		field->shape->put(buf, links, field, record);
	else
		json_put_plain(buf, links, field, record);
}

/* What few fields are: so that the others are asked once. */
enum { SPECIAL = HIDDEN | SECRET | OPTIONAL | SHAPED };

static bool
is_left_out(const struct field *field, const void *record)
{
	return field->flags & (HIDDEN | SECRET)
		|| (field->flags & OPTIONAL && field_is_unset(field, record));
}

/* Writes a member that says itself how; false, and nothing written, when it doesn't. */
static bool
put_shaped(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	if (!(field->flags & SHAPED))
		return false;
	json_put_name(buf, field->name);
	json_put_value(buf, links, field, record);
	return true;
}

/* The fields of a group, from its first to its last; returns the field after them. */
static const struct field *
json_group(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	const char *group = field->group;
	bool is_null = field->flags & NULLABLE && field_is_unset(field, record);

	json_put_name(buf, group);
	buf_puts(buf, is_null ? "null" : "{");
	for (; field->name && field->group && !strcmp(field->group, group); field++) {
		if (is_null || (field->flags & (HIDDEN | SECRET | SHAPED)
		    && (is_left_out(field, record) || put_shaped(buf, links, field, record))))
			continue;
		json_put_name(buf, field->name);
		json_put_plain(buf, links, field, record);
	}
	if (!is_null)
		buf_putc(buf, '}');
	return field;
}

static void
json_part(struct buf *buf, const struct links *links, const struct record *part, const void *at)
{
	for (const struct field *field = part->fields; field->name;) {
		if (field->flags & SPECIAL && (is_left_out(field, at)
		    || (!field->group && put_shaped(buf, links, field, at)))) {
			field++;
		} else if (field->group) {
			field = json_group(buf, links, field, at);
		} else {
			json_put_name(buf, field->name);
			json_put_plain(buf, links, field, at);
			field++;
		}
	}
}

void
json_put_members(struct buf *buf, const struct links *links, const struct record *view,
	const void *record)
{
	for (const struct record *part = view; part; part = part->more) {
		if (part->name) {
			json_put_name(buf, part->name);
			buf_putc(buf, '{');
		}
		json_part(buf, links, part, (const char *)record + part->at);
		if (part->name)
			buf_putc(buf, '}');
	}
}

void
json_put_record(struct buf *buf, const struct links *links, const struct record *view,
	const void *record)
{
	buf_putc(buf, '{');
	json_put_members(buf, links, view, record);
	buf_putc(buf, '}');
}

void
json_put_more(struct buf *buf, const struct links *links, const struct record *view,
	const void *rows, int count, bool is_first)
{
	for (int i = 0; i < count; i++) {
		if (i || !is_first)
			buf_putc(buf, ',');
		json_put_record(buf, links, view, (const char *)rows + view->size * (size_t)i);
		buf_may_spill(buf);
	}
}

void
json_put_rows(struct buf *buf, const struct links *links, const struct record *view,
	const void *rows, int count)
{
	buf_putc(buf, '[');
	json_put_more(buf, links, view, rows, count, true);
	buf_putc(buf, ']');
}
