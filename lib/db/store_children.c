#include "store.h"

enum {
	KEYS = 100,		/* of parents in a query */
	MOST = 8 << 20,		/* bytes of the children of more than one parent */
};

/* Where a field of one of some rows is. */
struct place {
	char *rows;
	size_t size, at;	/* of a row; of its part that has the field */
	const struct field *field;
};

static int64_t
parent_key(const struct place *place, int row)
{
	const char *part = place->rows + place->size * (size_t)row + place->at;

	return *(const int64_t *)(part + place->field->children->parent);
}

static int64_t
child_key(const struct children *children, const struct records *all, int n)
{
	const char *child = (const char *)all->list + children->record->size * (size_t)n;

	return *(const int64_t *)(child + children->key);
}

/* Those of one parent are behind each other, and parents ascend. */
static struct records
children_of(const struct children *children, const struct records *all, int64_t key)
{
	int low = 0, high = all->count, end;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (child_key(children, all, middle) < key)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < all->count && child_key(children, all, end) == key; end++)
		;
	if (end == low)
		return (struct records){ NULL, 0 };
	return (struct records){ (char *)all->list + children->record->size * (size_t)low,
		end - low };
}

/* Of few lengths, so that few statements are kept: what is too much is filled with NULL. */
static int
list_length(int count)
{
	return count == 1 ? 1 : count <= 20 ? 20 : KEYS;
}

static enum status
read_children(struct db *db, struct arena *arena, const struct place *place,
	const struct sql *where, int count)
{
	const struct children *children = place->field->children;
	const char *order = arena_printf(arena, "%s, %s", children->column, children->order);
	struct value keys[KEYS];
	struct records all;
	struct sql own;
	enum status rc;

	for (int i = 0; i < list_length(count); i++)
		keys[i] = value_int(i < count ? parent_key(place, i) : INT_NONE);
	sql_init_for(&own, arena, where);
	own.joined = where->joined;
	sql_add_where(&own, where);
	sql_in(&own, children->column, keys, list_length(count));
	rc = store_list_all(db, arena, children->record, &own, order, count > 1 ? MOST : 0, &all);
	for (int i = 0; i < count && !rc; i++) {
		char *part = place->rows + place->size * (size_t)i + place->at;

		*(struct records *)(part + place->field->offset) =
			children_of(children, &all, parent_key(place, i));
	}
	return rc;
}

/* All that these rows have, of whatever kind. */
static enum status
read_all_children(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, void *rows, int count)
{
	struct place place = { .rows = rows, .size = record->size };
	enum status rc = OK;

	for (const struct record *part = record; part; part = part->more) {
		place.at = part->at;
		for (place.field = part->fields; place.field->name && !rc; place.field++)
			if (place.field->type == FIELD_RECORDS)
				rc = read_children(db, arena, &place, where, count);
	}
	return rc;
}

enum status
store_children(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, void *rows, int count, int *done)
{
	const struct arena_mark mark = arena_mark(arena);
	enum status rc = OK;

	*done = count < KEYS ? count : KEYS;
	while (*done) {
		rc = read_all_children(db, arena, record, where, rows, *done);
		if (rc != ERR_TOO_LARGE)
			break;
		arena_rewind(arena, mark);
		*done /= 2;
	}
	return rc;
}
