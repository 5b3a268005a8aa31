#include "holding.h"

enum { TITLES = 100, MOST = 4 << 20 /* bytes of more than one title */ };

static const struct field read_fields[] = {
	FIELD(struct diary_record, media_key, HIDDEN, .column = "t.media_key"),
	FIELD(struct diary_record, id, READONLY),
	FIELD(struct diary_record, start_date, READONLY),
	FIELD(struct diary_record, end_date, READONLY),
	FIELD(struct diary_record, is_finished, READONLY),
	FIELD(struct diary_record, on_shelf, READONLY),
	FIELD(struct diary_record, progress, READONLY),
	FIELD(struct diary_record, note, READONLY),
	FIELD(struct diary_record, rating, READONLY),
	FIELD(struct diary_record, created_at, READONLY),
	FIELD(struct diary_record, updated_at, READONLY),
	{ 0 }
};
/* From the side of the entries: a user's of one title are found by an index. */
static const struct record read_record = {
	.table = "entries", .size = sizeof(struct diary_record), .fields = FIELDS(read_fields),
	.alias = "d", .joins = "JOIN diary d ON d.entry_key = t.key",
};
static const struct children reads = {
	.record = &read_record, .column = "t.media_key", .order = "d.number, d.key",
	.parent = offsetof(struct media, key), .key = offsetof(struct diary_record, media_key),
};

static const struct children copies = {
	.record = &copy_view, .column = "t.media_key", .order = "t.key",
	.parent = offsetof(struct media, key), .key = offsetof(struct copy, media_key),
};

/* From the side of the lists, which are a user's. */
static const struct field place_fields[] = {
	FIELD(struct list_item, media_key, HIDDEN, .column = "i.media_key"),
	FIELD(struct list_item, list_id, READONLY, .column = "t.id"),
	FIELD(struct list_item, position, READONLY, .column = "(SELECT count(*) FROM list_items b "
		"WHERE b.list_key = i.list_key AND b.place <= i.place)"),
	FIELD(struct list_item, note, READONLY, .column = "i.note"),
	FIELD(struct list_item, created_at, READONLY, .column = "i.created_at"),
	FIELD(struct list_item, updated_at, READONLY, .column = "i.updated_at"),
	{ 0 }
};
static const struct record place_record = {
	.table = "lists", .size = sizeof(struct list_item), .fields = FIELDS(place_fields),
	.joins = "JOIN list_items i ON i.list_key = t.key",
};
static const struct children places = {
	.record = &place_record, .column = "i.media_key", .order = "t.key",
	.parent = offsetof(struct media, key), .key = offsetof(struct list_item, media_key),
};

static const struct field id_fields[] = {
	FIELD(struct holding_id, media_key, HIDDEN),
	FIELD(struct holding_id, id, READONLY),
	{ 0 }
};
static const struct record id_record = {
	.table = "(SELECT told_by AS user_key, media_key, id FROM media_ids)",
	.size = sizeof(struct holding_id), .fields = FIELDS(id_fields),
};
static const struct children ids = {
	.record = &id_record, .column = "t.media_key", .order = "t.id",
	.parent = offsetof(struct media, key), .key = offsetof(struct holding_id, media_key),
};

static const struct field own_fields[] = {
	FIELD(struct holding, entry_id, READONLY, .column = "e.id"),
	FIELD(struct holding, status, READONLY, .column = "e.status", .words = entry_statuses),
	FIELD(struct holding, progress, READONLY, .column = "e.progress"),
	FIELD(struct holding, note, READONLY, .column = "e.note"),
	FIELD(struct holding, tags, READONLY, .column = "e.tags"),
	FIELD(struct holding, times, READONLY, .column = "e.times"),
	FIELD(struct holding, created_at, READONLY, .column = "e.created_at"),
	FIELD(struct holding, updated_at, READONLY, .column = "e.updated_at"),
	FIELD(struct holding, rating, READONLY, .column = "r.value"),
	FIELD(struct holding, rated_at, READONLY, .column = "r.updated_at"),
	FIELD(struct holding, review, READONLY, .column = "w.content"),
	FIELD(struct holding, reviewed_at, READONLY, .column = "w.updated_at"),
	FIELD(struct holding, reads, READONLY, .children = &reads),
	FIELD(struct holding, copies, READONLY, .children = &copies),
	FIELD(struct holding, places, READONLY, .children = &places),
	FIELD(struct holding, ids, READONLY, .children = &ids),
	{ 0 }
};
static const struct record own_part = {
	.fields = FIELDS(own_fields),
	.joins = "LEFT JOIN entries e ON e.media_key = t.key AND e.user_key = $$ "
		"LEFT JOIN ratings r ON r.media_key = t.key AND r.user_key = $$ "
		"LEFT JOIN reviews w ON w.media_key = t.key AND w.user_key = $$",
};
static const struct record holding_record = {
	.table = "media_items", .size = sizeof(struct holding), .fields = media_fields,
	.joins = media_joins, .finish = media_finish, .more = &own_part,
};

/* Which titles follow, and where each of them is. */
struct titles {
	struct value keys[TITLES];
	struct holding_place places[TITLES];
	int count;
};

/* (A copy's title is on the shelf.) Each part is walked along its index, and they are merged. */
static enum status
find_used(const struct call *call, const struct holding_place *place, struct titles *out)
{
	const struct value args[] = { value_int(call->user->key), value_int(place->media_key),
		value_int(TITLES) };
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt,
		"SELECT media_key FROM entries WHERE user_key = $1 AND media_key > $2 "
		"UNION SELECT media_key FROM ratings WHERE user_key = $1 AND media_key > $2 "
		"UNION SELECT media_key FROM reviews WHERE user_key = $1 AND media_key > $2 "
		"ORDER BY 1 LIMIT $3", args, 3);

	while (!rc) {
		rc = stmt_step(stmt);
		if (rc)
			break;
		out->places[out->count] = (struct holding_place){ .media_key = stmt_int(stmt, 0) };
		out->keys[out->count++] = value_int(stmt_int(stmt, 0));
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* Behind the place, in the list that it is in, or in those that follow. */
static enum status
find_listed(const struct call *call, const struct holding_place *place, struct titles *out)
{
	const struct value args[] = { value_int(call->user->key), value_int(place->list_key),
		value_int(place->place), value_int(place->item_key), value_int(TITLES) };
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt,
		"SELECT i.list_key, i.place, i.key, i.media_key FROM lists l "
		"JOIN list_items i ON i.list_key = l.key WHERE l.user_key = $1 AND l.key >= $2 "
		"AND (l.key > $2 OR (i.place, i.key) > ($3, $4)) "
		"AND NOT EXISTS (SELECT 1 FROM entries x WHERE x.user_key = $1 "
		"AND x.media_key = i.media_key) "
		"AND NOT EXISTS (SELECT 1 FROM ratings x WHERE x.user_key = $1 "
		"AND x.media_key = i.media_key) "
		"AND NOT EXISTS (SELECT 1 FROM reviews x WHERE x.user_key = $1 "
		"AND x.media_key = i.media_key) "
		"AND NOT EXISTS (SELECT 1 FROM list_items x JOIN lists f ON f.key = x.list_key "
		"WHERE x.media_key = i.media_key AND x.list_key < i.list_key AND f.user_key = $1) "
		"ORDER BY l.key, i.place, i.key LIMIT $5", args, 5);

	while (!rc) {
		rc = stmt_step(stmt);
		if (rc)
			break;
		out->places[out->count] = (struct holding_place){ .is_beyond = true,
			.list_key = stmt_int(stmt, 0), .place = stmt_int(stmt, 1),
			.item_key = stmt_int(stmt, 2) };
		out->keys[out->count++] = value_int(stmt_int(stmt, 3));
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static enum status
find_titles(const struct call *call, const struct holding_place *place, struct titles *out)
{
	enum status rc = OK;

	out->count = 0;
	if (!place->is_beyond)
		rc = find_used(call, place, out);
	return rc || out->count ? rc : find_listed(call, place, out);
}

/* The rows of these titles, in the order of these, which isn't that of their keys. */
static void
put_in_order(struct arena *arena, const struct titles *titles, struct records *rows)
{
	const struct holding *from = rows->list;
	struct holding *to = arena_alloc(arena, sizeof(*to) * (size_t)(rows->count + 1));
	int count = 0;

	for (int i = 0; i < titles->count; i++)
		for (int n = 0; n < rows->count; n++)
			if (from[n].media.key == titles->keys[i].integer)
				to[count++] = from[n];
	*rows = (struct records){ to, count };
}

/* The first `count` of these titles. ERR_TOO_LARGE when they are large, and more than one. */
static enum status
read_titles(const struct call *call, const struct titles *titles, int count, struct records *out)
{
	struct value keys[TITLES];
	struct sql where;

	for (int i = 0; i < TITLES; i++)
		keys[i] = i < count ? titles->keys[i] : value_null(VALUE_INT);
	sql_init(&where, call->arena);
	where.joined = value_int(call->user->key);
	/* always of one length: one statement is kept */
	sql_in(&where, "t.key", keys, TITLES);
	return store_list_all(call->db, call->arena, &holding_record, &where, "t.key",
		count > 1 ? MOST : 0, out);
}

/* All of them that memory should hold. */
static enum status
read_some(const struct call *call, const struct titles *titles, struct records *out)
{
	const struct arena_mark mark = arena_mark(call->arena);
	int count = titles->count;
	enum status rc = read_titles(call, titles, count, out);

	while (rc == ERR_TOO_LARGE) {
		arena_rewind(call->arena, mark);
		count /= 2;
		rc = read_titles(call, titles, count, out);
	}
	return rc;
}

enum status
holdings_read(const struct call *call, struct holding_place *place, struct records *out)
{
	struct titles titles;
	struct sql own;
	int done;
	enum status rc = find_titles(call, place, &titles);

	*out = (struct records){ NULL, 0 };
	if (rc || !titles.count)
		return rc;
	rc = read_some(call, &titles, out);
	if (rc)
		return rc;
	put_in_order(call->arena, &titles, out);
	sql_init(&own, call->arena);
	own.joined = value_int(call->user->key);
	sql_and(&own, "t.user_key = $$", own.joined);
	rc = store_children(call->db, call->arena, &holding_record, &own, out->list, out->count,
		&done);
	out->count = done;
	*place = titles.places[done - 1];
	return rc;
}
