#include "cell.h"
#include "item.h"
#include "json.h"
#include "text.h"

#include <string.h>

static const int64_t NUMBER_MAX = 9007199254740991, FIRST_TIME = -62167219200,
	LAST_TIME = 253402300799;

/* More than anybody takes: how much of it stays, item_settle decides, and says. */
enum { KEPT_MAX = 96 << 10 };

static const char *
cut(struct arena *arena, const char *text)
{
	size_t size = KEPT_MAX;

	if (strlen(text) <= size)
		return text;
	while (((unsigned char)text[size] & 0xc0) == 0x80)
		size--;
	return arena_copy(arena, text, size);
}

/* Several lines are as they were typed. */
static const char *
tidy_text(struct arena *arena, const char *text, bool is_lines)
{
	if (!text)
		return NULL;
	text = cut(arena, cell_plain(arena, text, is_lines));
	if (!is_lines)
		text = text_trim(arena, text);
	return text_is_visible(text) ? text : NULL;
}

static void
tidy_texts(struct arena *arena, struct texts *texts)
{
	struct texts tidied = { NULL, 0, 0 };

	for (int i = 0; i < texts->count; i++)
		texts_add(arena, &tidied, tidy_text(arena, texts->list[i], false));
	*texts = tidied;
}

static void
tidy_number(const struct field *field, void *record)
{
	int64_t *member = (int64_t *)((char *)record + field->offset);

	if (*member < field->min || *member > (field->max ? field->max : NUMBER_MAX))
		field_clear(field, record);
}

static void tidy_record(struct arena *arena, const struct record *view, void *record);

static void
tidy_field(struct arena *arena, const struct field *field, void *record)
{
	void *member = (char *)record + field->offset;
	const struct records *records = member;
	struct object *object = member;

	switch (field->type) {
	case FIELD_TEXT:
		*(const char **)member = tidy_text(arena, *(const char **)member,
			field->flags & LINES);
		break;
	case FIELD_TEXTS:
		tidy_texts(arena, member);
		break;
	case FIELD_INT:
	case FIELD_HALVES:
		tidy_number(field, record);
		break;
	case FIELD_TIME:
		if (*(int64_t *)member < FIRST_TIME || *(int64_t *)member > LAST_TIME)
			field_clear(field, record);
		break;
	case FIELD_OBJECT:
		if (object->json && (*object->json != '{' || strlen(object->json) > OBJECT_MAX
		    || !json_is_strict(object->json, strlen(object->json))))
			object->json = NULL;
		break;
	case FIELD_RECORDS:
		for (int i = 0; i < records->count; i++)
			tidy_record(arena, field->children->record, (char *)records->list
				+ field->children->record->size * (size_t)i);
		break;
	default:
		break;
	}
}

static void
tidy_record(struct arena *arena, const struct record *view, void *record)
{
	for (const struct field *field = view->fields; field->name; field++)
		tidy_field(arena, field, record);
}

/* The list isn't the caller's own then: its records are changed. */
static void
copy_records(struct arena *arena, struct records *records, size_t size)
{
	if (!records->count)
		return;
	records->list = arena_copy(arena, records->list, size * (size_t)records->count);
	records->room = 0;
}

void
item_tidy(struct arena *arena, struct item *item)
{
	struct item_place *place;

	copy_records(arena, &item->reads, sizeof(struct item_read));
	copy_records(arena, &item->copies, sizeof(struct item_copy));
	copy_records(arena, &item->places, sizeof(struct item_place));
	tidy_record(arena, &item_view, item);
	place = item->places.list;
	for (int i = 0; i < item->places.count; i++, place++)
		if (!place->list)
			place->list = "list:";
	if (!item->key)
		item->key = "?";
}
