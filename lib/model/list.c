#include "list.h"
#include "checks.h"
#include "clock.h"
#include "quota.h"
#include "share.h"
#include "uuid.h"

const struct word_name list_visibilities[] = {
	{ "private", LIST_PRIVATE, "Only me" }, { "members", LIST_MEMBERS, "All members" },
	{ "public", LIST_PUBLIC, "Everybody" }, { NULL, 0 },
};
static const struct word_name scopes[] = {
	{ "mine", LISTS_MINE }, { "members", LISTS_OF_MEMBERS }, { NULL, 0 },
};

/* What a cover is drawn from, where there is no picture. */
static const struct field cover_fields[] = {
	FIELD(struct media, id, READONLY),
	FIELD(struct media, type, READONLY | KIND | BRIEF, .words = media_types),
	FIELD(struct media, title, READONLY | HEADING),
	FIELD(struct media, creator, READONLY | BRIEF),
	FIELD(struct media, image_url, READONLY | PICTURE),
	FIELD(struct media, pub_date, READONLY),
	{ 0 }
};
static const struct record cover_view = {
	.table = "list_items", .size = sizeof(struct media), .fields = FIELDS(cover_fields),
	.alias = "m", .joins = "JOIN media_items m ON m.key = t.media_key",
};
static const struct children list_covers = { .record = &cover_view };

static const struct field list_fields[] = {
	FIELD(struct list, key, HIDDEN | DERIVED),
	FIELD(struct list, id, READONLY),
	FIELD(struct list, user_key, HIDDEN),
	FIELD(struct list, name, REQUIRED | HEADING, .min = 1, .max = 200),
	FIELD(struct list, description, LINES, .max = 20000, .label = "About"),
	FIELD(struct list, is_ranked, KEEP | NOT_NULL, .label = "Ranked"),
	FIELD(struct list, visibility, KEEP | NOT_NULL | BRIEF, .words = list_visibilities,
		.label = "Seen by"),
	FIELD(struct list, item_count, READONLY | BRIEF, .label = "Titles"),
	FIELD(struct list, covers, READONLY | PICTURE, .children = &list_covers),
	FIELD_AS(struct list, user_id, "id", READONLY, .column = "u.id", .group = "user"),
	FIELD_AS(struct list, username, "username", READONLY | BRIEF, .column = "u.username",
		.group = "user", .label = "By"),
	FIELD_AS(struct list, avatar_url, "avatar_url", READONLY | PICTURE,
		.column = "u.avatar_image_id", .group = "user"),
	FIELD(struct list, created_at, READONLY, .label = "Made"),
	FIELD(struct list, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
static const char list_joins[] = "JOIN users u ON u.key = t.user_key";
const struct record list_view = {
	.table = "lists", .size = sizeof(struct list), .fields = FIELDS(list_fields),
	.joins = list_joins,
};

static const struct field filters[] = {
	FIELD(struct list_filter, scope, UNASKED, .words = scopes),
	FIELD(struct list_filter, media_id, UNASKED, .check = is_id),
	{ 0 }
};
const struct record list_filter = {
	.size = sizeof(struct list_filter), .fields = FIELDS(filters),
};

/* A title is in a list once: the join finds one item, or none. */
static const struct field title_fields[] = {
	FIELD(struct list, media_id, READONLY, .column = "m.id"),
	FIELD(struct list, item_id, READONLY,
		.column = "CASE WHEN i.key IS NOT NULL THEN m.id END"),
	{ 0 }
};
static const struct record title_part = {
	.fields = FIELDS(title_fields), .joins = "JOIN media_items m ON m.id = $$ "
		"LEFT JOIN list_items i ON i.media_key = m.key AND i.list_key = t.key",
};
const struct record list_title_view = {
	.table = "lists", .size = sizeof(struct list), .fields = FIELDS(list_fields),
	.joins = list_joins, .more = &title_part,
};

/* The first titles of a list, in its order. */
static enum status
read_covers(const struct call *call, struct list *list)
{
	const struct page first = { 1, LIST_COVERS };
	struct rows rows = { 0 };
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.list_key = $$", value_int(list->key));
	rc = list->item_count ? store_list(call->db, call->arena, &cover_view, &where,
		"t.place, t.key", &first, &rows) : OK;
	list->covers = (struct records){ rows.rows, rows.count };
	return rc;
}

static enum status
count_lists(const struct call *call, const struct sql *where, int64_t *out)
{
	static const struct record counted = { .table = "lists", .joins = list_joins };

	return store_count(call->db, call->arena, &counted, where, out);
}

/* What others show: but of those whose account was deactivated. */
static void
match_others(const struct call *call, struct sql *where)
{
	const struct value shown[] = { value_text("members"), value_text("public") };

	sql_in(where, "t.visibility", shown, 2);
	sql_and(where, "t.user_key <> $$", value_int(call->user->key));
	sql_and(where, "u.is_active = $$", value_int(1));
}

enum status
lists_read(const struct call *call, const struct list_filter *filter, const struct page *page,
	struct rows *out)
{
	const struct record *view = filter->media_id ? &list_title_view : &list_view;
	struct media media;
	struct sql where;
	int64_t total = 0;
	enum status rc = filter->media_id ? media_find(call, MEDIA_ANY, filter->media_id, &media)
		: OK;

	if (rc)
		return rc;
	sql_init(&where, call->arena);
	where.joined = value_text(filter->media_id);
	if (filter->scope == LISTS_OF_MEMBERS)
		match_others(call, &where);
	else
		sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	rc = count_lists(call, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, view, &where,
			"t.updated_at DESC, t.key DESC", page, out);
	for (int i = 0; !rc && i < out->count; i++)
		rc = read_covers(call, ROW(out, struct list, i));
	if (!rc)
		out->total = total;
	return rc;
}

enum status
lists_read_on(const struct call *call, int64_t key, struct records *out)
{
	const struct page page = { 1, 100 };
	struct rows rows;
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	sql_and(&where, "t.key > $$", value_int(key));
	rc = store_list(call->db, call->arena, &list_view, &where, "t.key", &page, &rows);
	*out = rc ? (struct records){ NULL, 0 } : (struct records){ rows.rows, rows.count };
	return rc;
}

enum status
list_find(const struct call *call, const char *id, struct list *out)
{
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.id = $$", value_text(id));
	if (call->user)
		sql_and(&where, "(t.user_key = $$ OR (t.visibility <> 'private' "
			"AND u.is_active = 1))", value_int(call->user->key));
	else
		sql_condition(&where, "t.visibility = 'public' AND u.is_active = 1");
	rc = store_find(call->db, call->arena, &list_view, &where, out);
	if (!rc)
		rc = read_covers(call, out);
	return rc == ERR_NOT_FOUND && !call->user ? ERR_AUTH : rc;
}

enum status
list_find_own(const struct call *call, const char *id, struct list *out)
{
	enum status rc = list_find(call, id, out);

	return rc || out->user_key == call->user->key ? rc : ERR_FORBIDDEN;
}

enum status
list_find_named(const struct call *call, const char *name, struct list *out)
{
	const struct page one = { 1, 1 };
	struct rows rows;
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	sql_and(&where, "t.name = $$", value_text(name));
	rc = store_list(call->db, call->arena, &list_view, &where, "t.key", &one, &rows);
	if (rc || !rows.count)
		return rc ? rc : ERR_NOT_FOUND;
	*out = *ROW(&rows, struct list, 0);
	return OK;
}

enum status
list_create(const struct call *call, struct list *list)
{
	enum status rc = db_begin(call->db);

	if (!list->id)
		list->id = uuid_new(call->arena);
	list->user_key = call->user->key;
	list->item_count = 0;
	if (!list->visibility)
		list->visibility = LIST_PRIVATE;
	if (list->created_at.seconds == INT_NONE)
		list->created_at.seconds = clock_now();
	if (list->updated_at.seconds == INT_NONE)
		list->updated_at.seconds = clock_now();
	if (!rc)
		rc = quota_check(call, QUOTA_LISTS, 1);
	if (!rc)
		rc = store_insert(call->db, call->arena, &list_view, list);
	if (!rc)
		rc = list_find(call, list->id, list);
	return db_end(call->db, rc);
}

enum status
list_change(const struct call *call, const char *id, const struct change *change)
{
	struct list list;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = list_find_own(call, id, &list);
	if (rc)
		return db_end(call->db, rc);
	change_apply(change, &list);
	list.updated_at.seconds = clock_now();
	rc = store_update(call->db, call->arena, &list_view, &list, list.key);
	return db_end(call->db, rc);
}

enum status
list_delete(const struct call *call, const char *id)
{
	struct list list;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = list_find_own(call, id, &list);
	if (!rc)
		rc = store_delete(call->db, call->arena, &list_view, list.key);
	if (!rc)
		rc = share_forget_list(call, id);
	return db_end(call->db, rc);
}
