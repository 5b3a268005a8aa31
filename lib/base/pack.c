#include "pack.h"

#include <limits.h>

static bool
is_packed(const struct field *field)
{
	return field->type != FIELD_REAL && field->type != FIELD_RECORDS;
}

void
pack_int(struct buf *buf, int64_t number)
{
	buf_add(buf, &number, sizeof(number));
}

/* With its NUL, so that it can be used where it lies. */
void
pack_text(struct buf *buf, const char *text)
{
	const size_t size = text ? strlen(text) + 1 : 0;

	pack_int(buf, (int64_t)size);
	buf_add(buf, text ? text : "", size);
}

void
pack_texts(struct buf *buf, const struct texts *texts)
{
	pack_int(buf, texts->count);
	for (int i = 0; i < texts->count; i++)
		pack_text(buf, texts->list[i]);
}

static void
pack_member(struct buf *buf, const struct field *field, const void *member)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_OBJECT:
		pack_text(buf, *(const char *const *)member);
		break;
	case FIELD_INT:
	case FIELD_HALVES:
	case FIELD_TIME:
	case FIELD_DAY:
		pack_int(buf, *(const int64_t *)member);
		break;
	case FIELD_BOOL:
		pack_int(buf, *(const bool *)member);
		break;
	case FIELD_WORD:
		pack_int(buf, *(const word *)member);
		break;
	case FIELD_TEXTS:
		pack_texts(buf, member);
		break;
	case FIELD_REAL:
	case FIELD_RECORDS:
		break;
	}
}

void
pack_record(struct buf *buf, const struct record *view, const void *record)
{
	for (const struct field *field = view->fields; field->name; field++)
		if (is_packed(field))
			pack_member(buf, field, (const char *)record + field->offset);
}

static const char *
names_of(struct arena *arena, const struct record *view)
{
	struct buf names;

	buf_init(&names, arena, 256);
	for (const struct field *field = view->fields; field->name; field++)
		if (is_packed(field))
			buf_printf(&names, "%s %d ", field->name, (int)field->type);
	return names.data;
}

void
pack_names(struct buf *buf, const struct record *view)
{
	pack_text(buf, names_of(buf->arena, view));
}

/* The next bytes; NULL, now and from now on, when there aren't as many. */
static const char *
take_bytes(struct packed *packed, size_t size)
{
	const char *bytes = packed->next;

	if (packed->is_broken || (size_t)(packed->end - bytes) < size) {
		packed->is_broken = true;
		return NULL;
	}
	packed->next += size;
	return bytes;
}

int64_t
unpack_int(struct packed *packed)
{
	int64_t number = 0;
	const char *bytes = take_bytes(packed, sizeof(number));

	if (bytes)
		memcpy(&number, bytes, sizeof(number));
	return number;
}

const char *
unpack_text(struct packed *packed)
{
	const int64_t size = unpack_int(packed);
	const char *text;

	if (!size)
		return NULL;
	text = size > 0 ? take_bytes(packed, (size_t)size) : NULL;
	if (!text || text[size - 1]) {
		packed->is_broken = true;
		return NULL;
	}
	return text;
}

int
unpack_count(struct packed *packed)
{
	const int64_t count = unpack_int(packed);

	if (count < 0 || count > packed->end - packed->next || count > INT_MAX)
		packed->is_broken = true;
	return packed->is_broken ? 0 : (int)count;
}

void
unpack_texts(struct packed *packed, struct texts *out)
{
	const int count = unpack_count(packed);

	*out = (struct texts){ NULL, 0 };
	if (count)
		out->list = arena_alloc(packed->arena, sizeof(*out->list) * (size_t)count);
	for (int i = 0; i < count; i++) {
		const char *text = unpack_text(packed);

		if (!text)
			packed->is_broken = true;
		else
			out->list[out->count++] = text;
	}
}

static void
unpack_member(struct packed *packed, const struct field *field, void *member)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_OBJECT:
		*(const char **)member = unpack_text(packed);
		break;
	case FIELD_INT:
	case FIELD_HALVES:
	case FIELD_TIME:
	case FIELD_DAY:
		*(int64_t *)member = unpack_int(packed);
		break;
	case FIELD_BOOL:
		*(bool *)member = unpack_int(packed) != 0;
		break;
	case FIELD_WORD:
		*(word *)member = (word)unpack_int(packed);
		break;
	case FIELD_TEXTS:
		unpack_texts(packed, member);
		break;
	case FIELD_REAL:
	case FIELD_RECORDS:
		break;
	}
}

void
unpack_record(struct packed *packed, const struct record *view, void *out)
{
	record_clear(view, out);
	for (const struct field *field = view->fields; field->name; field++)
		if (is_packed(field))
			unpack_member(packed, field, (char *)out + field->offset);
}

void
unpack_names(struct packed *packed, const struct record *view)
{
	const char *names = unpack_text(packed);

	if (!names || strcmp(names, names_of(packed->arena, view)))
		packed->is_broken = true;
}
