/*
 * The items of lists. What is stored of their order is a `place` in each: gaps between them have
 * room for who comes in between, so that a move writes one row, however long the list is, and a
 * title that is deleted needs nobody to close ranks. Positions are counted when they are shown: in
 * a page they are known, of one item they are a walk through 5,000 entries of an index at most.
 */
#include "checks.h"
#include "clock.h"
#include "list.h"
#include "quota.h"
#include "text.h"

/* Between places, at first: as often as this can be halved somebody fits in between. */
enum { STEP = LIST_STEP };

static const struct field item_fields[] = {
	FIELD(struct list_item, key, HIDDEN | DERIVED),
	FIELD(struct list_item, id, READONLY, .column = "m.id"),	/* it is in a list once */
	FIELD(struct list_item, list_key, HIDDEN),
	FIELD(struct list_item, list_id, READONLY, .column = "l.id"),
	FIELD(struct list_item, media_key, HIDDEN),
	FIELD(struct list_item, media_id, REQUIRED | FIXED, .column = "m.id", .check = is_id,
		.also = { "medium_id", "movie_id", "book_id" }),
	FIELD(struct list_item, place, HIDDEN),
	FIELD(struct list_item, position, DERIVED | UNREAD | BRIEF, .min = 1),
	FIELD(struct list_item, note, LINES, .max = 10000, .also = { "comments" }),
	FIELD(struct list_item, created_at, READONLY, .label = "Added"),
	FIELD(struct list_item, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
static const struct field title_fields[] = { MEDIA_SHORT_FIELDS, { 0 } };
static const struct record title_part = {
	.name = "media", .at = offsetof(struct list_item, media), .alias = "m",
	.fields = FIELDS(title_fields), .finish = media_finish,
};
const struct record list_item_view = {
	.table = "list_items", .size = sizeof(struct list_item), .fields = FIELDS(item_fields),
	.joins = "JOIN lists l ON l.key = t.list_key JOIN media_items m ON m.key = t.media_key",
	.more = &title_part,
};

/* Which ones a page has the index alone says: the titles of those before are not looked at. */
enum status
list_items_read(const struct call *call, const struct list *list, const struct page *page,
	struct rows *out)
{
	const struct page all = { 1, page->page_size };
	const int64_t before = (page->page - 1) * page->page_size;
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.key IN (SELECT key FROM list_items WHERE list_key = $$ "
		"ORDER BY place, key", value_int(list->key));
	sql_add_value(&where, " LIMIT $$", value_int(page->page_size));
	sql_add_value(&where, " OFFSET $$)", value_int(before));
	rc = store_list(call->db, call->arena, &list_item_view, &where, "t.place, t.key", &all,
		out);
	if (rc)
		return rc;
	for (int i = 0; i < out->count; i++)
		ROW(out, struct list_item, i)->position = before + i + 1;
	out->total = list->item_count;
	return OK;
}

static void
match_item(struct sql *where, const struct call *call, const struct list *list, const char *id)
{
	sql_init(where, call->arena);
	sql_and(where, "m.id = $$", value_text(id));
	sql_and(where, "t.list_key = $$", value_int(list->key));
}

static enum status
find_item(const struct call *call, const struct list *list, const char *id, struct list_item *out)
{
	struct value args[] = { value_int(list->key), value_int(0) };
	struct sql where;
	enum status rc;

	match_item(&where, call, list, id);
	rc = store_find(call->db, call->arena, &list_item_view, &where, out);
	if (rc)
		return rc;
	args[1] = value_int(out->place);
	return db_number(call->db, "SELECT count(*) FROM list_items WHERE list_key = $1 "
		"AND place <= $2", args, 2, &out->position);
}

enum status
list_item_find(const struct call *call, const char *list_id, const char *id, struct list_item *out)
{
	struct list list;
	enum status rc = list_find(call, list_id, &list);

	return rc ? rc : find_item(call, &list, id, out);
}

/* Gives all of a list their places anew, when there is no room left somewhere. */
static enum status
spread_places(const struct call *call, int64_t list_key)
{
	const struct value args[] = { value_int(list_key), value_int(STEP) };

	return db_exec(call->db, "UPDATE list_items SET place = n.number * $2 FROM (SELECT key "
		"AS item_key, row_number() OVER (ORDER BY place, key) AS number FROM list_items "
		"WHERE list_key = $1) n WHERE list_items.key = n.item_key", args, 2);
}

/* A place behind all others. */
static enum status
find_last_place(const struct call *call, const struct list_item *item, int64_t *out)
{
	const struct value args[] = { value_int(item->list_key), value_int(item->key) };
	enum status rc = db_number(call->db, "SELECT place FROM list_items WHERE list_key = $1 "
		"AND key <> $2 ORDER BY place DESC, key DESC LIMIT 1", args, 2, out);

	*out = rc ? STEP : *out + STEP;
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* The places on both sides of a position among all others; how many of them there are. */
static enum status
find_neighbours(const struct call *call, const struct list_item *item, int64_t position,
	int64_t *places, int *count)
{
	const int64_t before = position > 2 ? position - 2 : 0;
	const struct value args[] = { value_int(item->list_key), value_int(item->key),
		value_int(position > 1 ? 2 : 1), value_int(before) };
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, "SELECT place FROM list_items "
		"WHERE list_key = $1 AND key <> $2 ORDER BY place, key LIMIT $3 OFFSET $4", args,
		4);

	*count = 0;
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			places[(*count)++] = stmt_int(stmt, 0);
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* A place before the first, or between two; *has_room is false where none is free. */
static enum status
find_place_between(const struct call *call, const struct list_item *item, int64_t position,
	int64_t *out, bool *has_room)
{
	int64_t places[2];
	int count;
	enum status rc = find_neighbours(call, item, position, places, &count);

	*has_room = true;
	if (rc || !count)
		return rc ? rc : find_last_place(call, item, out);
	if (position == 1)
		*out = places[0] - STEP;
	else if (count == 1)
		*out = places[0] + STEP;
	else
		*out = places[0] + (places[1] - places[0]) / 2;
	*has_room = count == 1 || *out > places[0];
	return OK;
}

/*
 * Finds the place of a position for an item, which isn't counted itself; `others` are there besides
 * it. Past the end is the end.
 */
static enum status
find_place(const struct call *call, struct list_item *item, int64_t others)
{
	bool has_room;
	enum status rc;

	if (item->position == INT_NONE || item->position > others) {
		item->position = others + 1;
		return find_last_place(call, item, &item->place);
	}
	rc = find_place_between(call, item, item->position, &item->place, &has_room);
	if (!rc && !has_room) {
		rc = spread_places(call, item->list_key);
		if (!rc)
			rc = find_place_between(call, item, item->position, &item->place,
				&has_room);
	}
	return rc;
}

/* The list has changed: so many items are more in it. */
static enum status
touch_list(const struct call *call, int64_t list_key, int64_t more)
{
	const struct value args[] = { value_int(list_key), value_int(more),
		value_int(clock_now()) };

	return db_exec(call->db, "UPDATE lists SET item_count = item_count + $2, updated_at = $3 "
		"WHERE key = $1", args, 3);
}

static enum status
refuse_too_many_items(const struct call *call, const struct list *list)
{
	if (list->item_count < LIST_ITEMS_MAX)
		return quota_check(call, QUOTA_LISTED, 1);
	problem_add(call->problems, "media_id", "would be more than the %d titles that a list has",
		LIST_ITEMS_MAX);
	return ERR_CONFLICT;
}

static const char in_list[] = "SELECT key FROM list_items WHERE media_key = $1 AND list_key = $2";

static enum status
refuse_twice(const struct call *call, const struct list_item *item)
{
	const struct value args[] = { value_int(item->media_key), value_int(item->list_key) };
	int64_t key;
	enum status rc = db_number(call->db, in_list, args, 2, &key);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	problem_add(call->problems, "media_id", "is in the list already");
	return ERR_CONFLICT;
}

enum status
list_item_create(const struct call *call, const char *list_id, struct list_item *item)
{
	struct list list;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = list_find_own(call, list_id, &list);
	if (!rc)
		rc = media_find(call, MEDIA_ANY, item->media_id, &item->media);
	if (rc)
		return db_end(call->db, rc);
	item->key = 0;
	item->list_key = list.key;
	item->media_key = item->media.key;
	item->created_at.seconds = item->updated_at.seconds = clock_now();
	rc = refuse_twice(call, item);
	if (!rc)
		rc = refuse_too_many_items(call, &list);
	if (!rc)
		rc = find_place(call, item, list.item_count);
	if (!rc)
		rc = store_insert(call->db, call->arena, &list_item_view, item);
	if (!rc)
		rc = touch_list(call, list.key, 1);
	if (!rc)
		rc = find_item(call, &list, item->media.id, item);
	return db_end(call->db, rc);
}

static enum status
append_item(const struct call *call, const struct list *list, struct list_item *item)
{
	enum status rc;

	if (list->item_count == LIST_ITEMS_MAX) {
		problem_add(call->problems, "list_id", "would have more than the %d titles that a "
			"list has", LIST_ITEMS_MAX);
		return ERR_CONFLICT;
	}
	item->key = 0;
	item->list_key = list->key;
	rc = find_last_place(call, item, &item->place);
	if (rc)
		return rc;
	item->note = NULL;
	item->created_at.seconds = item->updated_at.seconds = clock_now();
	return store_insert(call->db, call->arena, &list_item_view, item);
}

/* The quota's own problem is of a field that isn't sent here. */
static enum status
refuse_too_many_listed(const struct call *call, int64_t more)
{
	const struct call quiet = call_quietly(call);
	enum status rc = quota_check(&quiet, QUOTA_LISTED, more);

	if (rc == ERR_QUOTA)
		problem_add(call->problems, "list_id", "would be more titles in all lists "
			"together than a member may have");
	return rc;
}

enum status
list_items_append(const struct call *call, const char *list_id, struct list_item *items, int count)
{
	struct list list;
	int64_t before;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = list_find_own(call, list_id, &list);
	if (rc == ERR_NOT_FOUND || rc == ERR_FORBIDDEN)
		problem_add(call->problems, "list_id", "is no list of yours");
	if (rc)
		return db_end(call->db, rc);
	before = list.item_count;
	for (int i = 0; i < count && !rc; i++) {
		const struct value args[] = { value_int(items[i].media_key), value_int(list.key) };
		int64_t key;

		rc = db_number(call->db, in_list, args, 2, &key);
		if (rc != ERR_NOT_FOUND)
			continue;
		rc = append_item(call, &list, &items[i]);
		list.item_count++;
	}
	if (!rc && list.item_count > before)
		rc = refuse_too_many_listed(call, list.item_count - before);
	if (!rc && list.item_count > before)
		rc = touch_list(call, list.key, list.item_count - before);
	return db_end(call->db, rc);
}

enum status
list_last_place(const struct call *call, const struct list *list, int64_t *out)
{
	const struct value key = value_int(list->key);

	return db_number(call->db, "SELECT coalesce(max(place), 0) FROM list_items "
		"WHERE list_key = $1", &key, 1, out);
}

enum status
list_item_put(const struct call *call, const struct list *list, struct list_item *item,
	bool touches, bool *is_new)
{
	const struct value args[] = { value_int(item->media_key), value_int(list->key) };
	const struct value more[] = { value_int(list->key) };
	int64_t key;
	enum status rc = db_number(call->db, in_list, args, 2, &key);

	*is_new = rc == ERR_NOT_FOUND;
	if (!*is_new)
		return rc;
	item->key = 0;
	item->list_key = list->key;
	if (item->created_at.seconds == INT_NONE)
		item->created_at.seconds = clock_now();
	if (item->updated_at.seconds == INT_NONE)
		item->updated_at = item->created_at;
	rc = refuse_too_many_items(call, list);
	if (!rc)
		rc = store_insert(call->db, call->arena, &list_item_view, item);
	if (rc)
		return rc;
	return touches ? touch_list(call, list->key, 1) : db_exec(call->db,
		"UPDATE lists SET item_count = item_count + 1 WHERE key = $1", more, 1);
}

enum status
list_item_take_back(const struct call *call, const struct list *list,
	const struct list_item *put, bool *was_changed)
{
	struct list_item item;
	struct sql where;
	enum status rc;

	*was_changed = false;
	match_item(&where, call, list, put->media_id);
	rc = store_find(call->db, call->arena, &list_item_view, &where, &item);
	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	*was_changed = !text_is_same(item.note, put->note)
		|| item.created_at.seconds != put->created_at.seconds
		|| item.updated_at.seconds != put->updated_at.seconds;
	if (*was_changed)
		return OK;
	rc = store_delete(call->db, call->arena, &list_item_view, item.key);
	return rc ? rc : touch_list(call, list->key, -1);
}

enum status
list_item_change(const struct call *call, const char *list_id, const char *id,
	const struct change *change)
{
	struct list list;
	struct list_item item;
	int64_t before;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = list_find_own(call, list_id, &list);
	if (!rc)
		rc = find_item(call, &list, id, &item);
	if (rc)
		return db_end(call->db, rc);
	before = item.position;
	change_apply(change, &item);
	item.updated_at.seconds = clock_now();
	if (item.position == INT_NONE) {
		problem_add(call->problems, "position", "must not be empty");
		rc = ERR_VALIDATION;
	} else if (item.position != before) {
		rc = find_place(call, &item, list.item_count - 1);
	}
	if (!rc)
		rc = store_update(call->db, call->arena, &list_item_view, &item, item.key);
	if (!rc)
		rc = touch_list(call, list.key, 0);
	return db_end(call->db, rc);
}

enum status
list_item_delete(const struct call *call, const char *list_id, const char *id)
{
	struct list list;
	struct list_item item;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = list_find_own(call, list_id, &list);
	if (!rc)
		rc = find_item(call, &list, id, &item);
	if (!rc)
		rc = store_delete(call->db, call->arena, &list_item_view, item.key);
	if (!rc)
		rc = touch_list(call, list.key, -1);
	return db_end(call->db, rc);
}
