#include "record.h"
#include "buf.h"

#include <string.h>
#include <strings.h>

static const struct {
	size_t size;
} types[] = {
	[FIELD_TEXT] = { sizeof(const char *) }, [FIELD_INT] = { sizeof(int64_t) },
	[FIELD_HALVES] = { sizeof(struct halves) },
	[FIELD_REAL] = { sizeof(double) }, [FIELD_BOOL] = { sizeof(bool) },
	[FIELD_TIME] = { sizeof(struct timestamp) }, [FIELD_DAY] = { sizeof(struct day) },
	[FIELD_WORD] = { sizeof(word) }, [FIELD_OBJECT] = { sizeof(struct object) },
	[FIELD_TEXTS] = { sizeof(struct texts) }, [FIELD_RECORDS] = { sizeof(struct records) },
};

/* What isn't unset by zeros. */
static void
clear_number(const struct field *field, void *member)
{
	if (field->type == FIELD_INT || field->type == FIELD_HALVES || field->type == FIELD_TIME
	    || field->type == FIELD_DAY)
		*(int64_t *)member = INT_NONE;
	else if (field->type == FIELD_REAL)
		*(double *)member = NAN;
}

void
field_clear(const struct field *field, void *record)
{
	void *member = (char *)record + field->offset;

	memset(member, 0, types[field->type].size);
	clear_number(field, member);
}

void
record_clear(const struct record *view, void *record)
{
	if (view->whole)
		record_clear(view->whole, record);
	else
		memset(record, 0, view->size);
	for (const struct record *part = view; part; part = part->more)
		for (const struct field *field = part->fields; field->name; field++)
			clear_number(field, (char *)record + part->at + field->offset);
}

bool
day_is_none(struct day day)
{
	return day.seconds == INT_NONE;
}

bool
field_is_unset(const struct field *field, const void *record)
{
	const void *member = (const char *)record + field->offset;

	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_OBJECT:
		return !*(const char *const *)member;
	case FIELD_INT:
	case FIELD_HALVES:
	case FIELD_TIME:
	case FIELD_DAY:
		return *(const int64_t *)member == INT_NONE;
	case FIELD_REAL:
		return isnan(*(const double *)member);
	case FIELD_WORD:
		return !*(const word *)member;
	case FIELD_BOOL:
		return field->flags & OPTIONAL && !*(const bool *)member;
	case FIELD_RECORDS:
		return field->flags & ONE && !((const struct records *)member)->count;
	case FIELD_TEXTS:
		return false;
	}
	return true;
}

/* The bits of the fields that show this member: more than one when it has several names. */
static uint64_t
bits_at(const struct change *change, size_t offset)
{
	uint64_t bits = 0;

	for (int i = 0; change->view->fields[i].name; i++)
		if (change->view->fields[i].offset == offset)
			bits |= UINT64_C(1) << i;
	return bits;
}

bool
change_has(const struct change *change, size_t offset)
{
	return change->sent & bits_at(change, offset);
}

bool
change_names(const struct change *change, size_t offset)
{
	return change->named & bits_at(change, offset);
}

void
change_mark(struct change *change, size_t offset, bool sent)
{
	const uint64_t bits = bits_at(change, offset);

	change->sent = sent ? change->sent | bits : change->sent & ~bits;
	change->named = sent ? change->named | bits : change->named & ~bits;
}

void
change_apply(const struct change *change, void *record)
{
	for (int i = 0; change->view->fields[i].name; i++) {
		const struct field *field = &change->view->fields[i];

		if (change->sent >> i & 1)
			memcpy((char *)record + field->offset,
				(const char *)change->values + field->offset,
				types[field->type].size);
	}
}

const char *
texts_lines(struct arena *arena, const struct texts *texts)
{
	struct buf lines;

	if (!texts->count)
		return NULL;
	buf_init(&lines, arena, 64);
	for (int i = 0; i < texts->count; i++) {
		if (i)
			buf_putc(&lines, '\n');
		buf_puts(&lines, texts->list[i]);
	}
	return lines.data;
}

struct texts
texts_of_lines(struct arena *arena, const char *lines)
{
	struct texts texts = { NULL, 0 };
	int count = 1;

	if (!lines)
		return texts;
	for (const char *p = lines; *p; p++)
		count += *p == '\n';
	texts.list = arena_alloc(arena, sizeof(*texts.list) * (size_t)count);
	while (texts.count < count) {
		const size_t length = strcspn(lines, "\n");

		texts.list[texts.count++] = arena_copy(arena, lines, length);
		lines += length + 1;
	}
	return texts;
}

bool
texts_have(const struct texts *texts, const char *text)
{
	for (int i = 0; i < texts->count; i++)
		if (!strcmp(texts->list[i], text))
			return true;
	return false;
}

const char *
halves_text(struct arena *arena, int64_t halves)
{
	return arena_printf(arena, "%lld%s", (long long)(halves / 2), halves % 2 ? ".5" : "");
}

const struct word_name yes_or_no[] = {
	{ "true", YES }, { "1", YES }, { "false", NO }, { "0", NO }, { NULL, 0 },
};

const char *
word_text(const struct word_name *words, word value)
{
	for (; words->name; words++)
		if (words->value == value)
			return words->name;
	return NULL;
}

word
word_value(const struct word_name *words, const char *text)
{
	for (; words->name; words++)	/* most differ in their first letter, whatever its case */
		if (((words->name[0] ^ text[0]) & ~0x20) == 0 && !strcasecmp(words->name, text))
			return words->value;
	return 0;
}

void *
records_next(struct arena *arena, struct records *list, size_t size)
{
	if (list->count == list->room) {
		void *more;

		list->room = list->room ? 2 * list->room : 16;
		more = arena_alloc(arena, size * (size_t)list->room);
		if (list->count)
			memcpy(more, list->list, size * (size_t)list->count);
		list->list = more;
	}
	return (char *)list->list + size * (size_t)list->count++;
}
