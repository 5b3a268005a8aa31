#include "tonight.h"
#include "filter.h"
#include "text.h"
#include "uuid.h"

#include <stdlib.h>
#include <string.h>

/* The most titles that there is a choice of. */
enum { TITLES_MOST = 100000 };

static const struct field member_fields[] = {
	FIELD(struct tonight_member, key, HIDDEN),
	FIELD(struct tonight_member, id, READONLY),
	FIELD(struct tonight_member, username, READONLY | HEADING),
	FIELD(struct tonight_member, avatar_url, READONLY | PICTURE, .column = "avatar_image_id"),
	{ 0 }
};
const struct record tonight_member_view = {
	.table = "users", .size = sizeof(struct tonight_member), .fields = FIELDS(member_fields),
};

static const struct field wanting_fields[] = {
	FIELD(struct tonight_member, id, READONLY),
	FIELD(struct tonight_member, username, READONLY | HEADING),
	{ 0 }
};
static const struct record wanting_view = {
	.size = sizeof(struct tonight_member), .fields = FIELDS(wanting_fields),
};
static const struct children wanting = { .record = &wanting_view };

static const struct field copy_fields[] = {
	FIELD(struct tonight_copy, user_key, HIDDEN),
	FIELD(struct tonight_copy, media_key, HIDDEN),
	FIELD(struct tonight_copy, username, READONLY, .column = "u.username"),
	FIELD(struct tonight_copy, format, READONLY | HEADING),
	FIELD(struct tonight_copy, whereabouts, READONLY, .words = copy_whereabouts),
	FIELD(struct tonight_copy, vod_link, READONLY),
	{ 0 }
};
static const struct record copy_record = {
	.table = "copies", .size = sizeof(struct tonight_copy), .fields = FIELDS(copy_fields),
	.joins = "JOIN users u ON u.key = t.user_key",
};
static const struct children copies = {
	.record = &copy_record, .column = "t.media_key", .order = "t.user_key, t.key",
	.parent = offsetof(struct tonight_title, media_key),
	.key = offsetof(struct tonight_copy, media_key),
};

static const struct field item_fields[] = { MEDIA_SHORT_FIELDS, { 0 } };
static const struct record item_part = {
	.name = "media", .at = offsetof(struct tonight_title, media),
	.fields = FIELDS(item_fields), .finish = media_finish,
};
static const struct field read_fields[] = {
	FIELD(struct tonight_title, media_key, HIDDEN, .column = "key"),
	FIELD(struct tonight_title, at, READONLY, .children = &copies),
	{ 0 }
};
static const struct record read_record = {
	.table = "media_items", .size = sizeof(struct tonight_title),
	.fields = FIELDS(read_fields), .more = &item_part,
};
static const struct field shown_fields[] = {
	FIELD(struct tonight_title, wanted_by, READONLY | BRIEF, .children = &wanting),
	FIELD(struct tonight_title, at, READONLY | BRIEF, .children = &copies),
	{ 0 }
};
const struct record tonight_view = {
	.size = sizeof(struct tonight_title), .fields = FIELDS(shown_fields), .more = &item_part,
};

static const struct field filters[] = {
	FIELD(struct tonight_filter, users, MANY, .max = 500, .most = TONIGHT_OTHERS + 1,
		.label = "With", .hint = "ids of members, with commas between"),
	FIELD_AS(struct tonight_filter, types, "type", MANY, .words = media_types,
		.also = { "media_type" }, .condition = "c.type"),
	FIELD(struct tonight_filter, seed, UNASKED, .max = 100),
	{ 0 }
};
const struct record tonight_filter = {
	.size = sizeof(struct tonight_filter), .fields = FIELDS(filters),
};

/* --- who ------------------------------------------------------------------------------------- */

static bool
is_chosen(const struct tonight *chosen, const char *id)
{
	for (int i = 0; i < chosen->count; i++)
		if (!strcmp(chosen->members[i].id, id))
			return true;
	return false;
}

/* Another one, as far as the id says. */
static enum status
choose_id(const struct call *call, struct tonight *chosen, const char *id)
{
	if (!*id || is_chosen(chosen, id))
		return OK;
	if (!uuid_valid(id))
		problem_add(call->problems, "users", "must be ids with commas between");
	else if (chosen->count > TONIGHT_OTHERS)
		problem_add(call->problems, "users", "must be at most %d others", TONIGHT_OTHERS);
	else
		chosen->members[chosen->count++].id = id;
	return call->problems->count ? ERR_VALIDATION : OK;
}

static enum status
choose_ids(const struct call *call, struct tonight *chosen, const char *ids)
{
	enum status rc = OK;

	while (!rc && *ids) {
		const size_t n = strcspn(ids, ",");

		rc = choose_id(call, chosen, text_trim(call->arena,
			arena_copy(call->arena, ids, n)));
		ids += n + (ids[n] == ',');
	}
	return rc;
}

/* Who lets the user include them. */
static void
match_willing(const struct call *call, struct sql *where)
{
	sql_init(where, call->arena);
	sql_and(where, "t.tonight = $$", value_text(word_text(user_tonights, TONIGHT_MEMBERS)));
	sql_and(where, "t.is_active = $$", value_int(1));
	sql_and(where, "t.key <> $$", value_int(call->user->key));
}

static enum status
find_member(const struct call *call, struct tonight_member *member)
{
	struct sql where;
	enum status rc;

	match_willing(call, &where);
	sql_and(&where, "t.id = $$", value_text(member->id));
	rc = store_find(call->db, call->arena, &tonight_member_view, &where, member);
	return rc == ERR_NOT_FOUND ? ERR_FORBIDDEN : rc;
}

static enum status
choose(const struct call *call, const struct texts *users, struct tonight *out)
{
	const struct user *user = call->user;
	enum status rc = OK;

	*out = (struct tonight){ .count = 1, .members = { { .key = user->key, .id = user->id,
		.username = user->username } } };
	for (int i = 0; i < users->count && !rc; i++)
		rc = choose_ids(call, out, users->list[i]);
	for (int i = 1; i < out->count && !rc; i++)
		rc = find_member(call, &out->members[i]);
	return rc;
}

enum status
tonight_members(const struct call *call, const struct page *page, struct rows *out)
{
	struct sql where;
	int64_t total;
	enum status rc;

	match_willing(call, &where);
	rc = store_count(call->db, call->arena, &tonight_member_view, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &tonight_member_view, &where,
			"t.username_folded", page, out);
	if (!rc)
		out->total = total;
	return rc;
}

/* --- what ------------------------------------------------------------------------------------- */

/* A title that is to be had, and its place among them by chance. */
struct drawn {
	int64_t key;
	uint64_t place;
};

static uint64_t
place_of(uint64_t seed, int64_t key)
{
	uint64_t place = seed ^ ((uint64_t)key * UINT64_C(0x9e3779b97f4a7c15));

	place = (place ^ place >> 32) * UINT64_C(0xff51afd7ed558ccd);
	place = (place ^ place >> 29) * UINT64_C(0xc4ceb9fe1a85ec53);
	return place ^ place >> 32;
}

static int
by_place(const void *a, const void *b)
{
	const struct drawn *one = a, *other = b;

	if (one->place != other->place)
		return one->place < other->place ? -1 : 1;
	return (one->key > other->key) - (one->key < other->key);
}

/* Copies at hand of those who are chosen. */
static void
match_copies(struct sql *where, const char *user_key, const char *whereabouts,
	const struct tonight *chosen)
{
	const struct value at_hand[] = { value_text(word_text(copy_whereabouts, COPY_HOME)),
		value_text(word_text(copy_whereabouts, COPY_STREAMING)) };
	struct value keys[1 + TONIGHT_OTHERS];

	for (int i = 0; i < chosen->count; i++)
		keys[i] = value_int(chosen->members[i].key);
	sql_in(where, user_key, keys, chosen->count);
	sql_in(where, whereabouts, at_hand, 2);
}

/* By the copies, of which there are fewer than titles on shelves. */
static enum status
begin_titles(const struct call *call, const struct tonight_filter *filter,
	const struct tonight *chosen, struct stmt **stmt)
{
	struct sql sql;

	sql_init(&sql, call->arena);
	sql_add(&sql, "SELECT DISTINCT c.media_key FROM copies c");
	match_copies(&sql, "c.user_key", "c.whereabouts", chosen);
	filter_add(&sql, call->arena, &tonight_filter, filter);
	for (int i = 0; i < chosen->count; i++) {
		sql_and(&sql, "EXISTS (SELECT 1 FROM entries e WHERE e.user_key = $$ "
			"AND e.media_key = c.media_key AND e.status = 'TO_DO')",
			value_int(chosen->members[i].key));
	}
	sql_add_value(&sql, " LIMIT $$", value_int(TITLES_MOST));
	return db_query(call->db, stmt, sql.text.data, sql.args, sql.count);
}

/* All of them, in the order of the seed. */
static enum status
draw(const struct call *call, const struct tonight_filter *filter, const struct tonight *chosen,
	struct records *out)
{
	const uint64_t seed = text_hash(filter->seed);
	STMT_AUTO stmt = NULL;
	enum status rc = begin_titles(call, filter, chosen, &stmt);

	*out = (struct records){ 0 };
	while (!rc) {
		struct drawn *drawn;

		rc = stmt_step(stmt);
		if (rc)
			break;
		drawn = records_next(call->arena, out, sizeof(*drawn));
		drawn->key = stmt_int(stmt, 0);
		drawn->place = place_of(seed, drawn->key);
	}
	if (out->count)
		qsort(out->list, (size_t)out->count, sizeof(struct drawn), by_place);
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* Those of a page, in its order. */
static enum status
read_titles(const struct call *call, const struct drawn *drawn, int count, struct rows *out)
{
	struct tonight_title *titles = arena_alloc(call->arena,
		sizeof(*titles) * (size_t)(count + 1));
	struct value *keys = arena_alloc(call->arena, sizeof(*keys) * (size_t)(count + 1));
	const struct page all = { 1, count };
	struct rows found;
	struct sql where;
	enum status rc;

	*out = (struct rows){ titles, count, 0 };
	if (!count)
		return OK;
	for (int i = 0; i < count; i++)
		keys[i] = value_int(drawn[i].key);
	sql_init(&where, call->arena);
	sql_in(&where, "t.key", keys, count);
	rc = store_list(call->db, call->arena, &read_record, &where, "t.key", &all, &found);
	for (int i = 0; i < count && !rc; i++)
		for (int n = 0; n < found.count; n++)
			if (ROW(&found, struct tonight_title, n)->media_key == drawn[i].key)
				titles[i] = *ROW(&found, struct tonight_title, n);
	return rc;
}

enum status
tonight_read(const struct call *call, struct tonight_filter *filter, const struct page *page,
	struct tonight *chosen, struct rows *out)
{
	const int64_t before = (page->page - 1) * page->page_size;
	const struct drawn *drawn = NULL;	/* none behind the last page: no pointer to there */
	struct records all;
	int64_t count = 0;
	enum status rc = choose(call, &filter->users, chosen);

	if (!filter->seed)
		filter->seed = uuid_new(call->arena);
	if (!rc)
		rc = draw(call, filter, chosen, &all);
	if (rc)
		return rc;
	if (before < all.count) {
		drawn = (const struct drawn *)all.list + before;
		count = all.count - before < page->page_size ? all.count - before : page->page_size;
	}
	rc = read_titles(call, drawn, (int)count, out);
	for (int i = 0; i < out->count; i++)
		ROW(out, struct tonight_title, i)->wanted_by = (struct records){
			chosen->members, chosen->count, 0 };
	out->total = all.count;
	return rc;
}

/* A link is its owner's. */
static void
hide_links(const struct call *call, const struct records *at)
{
	for (int i = 0; i < at->count; i++) {
		struct tonight_copy *copy = (struct tonight_copy *)at->list + i;

		if (copy->user_key != call->user->key)
			copy->vod_link = NULL;
	}
}

enum status
tonight_read_copies(const struct call *call, const struct tonight *chosen, void *rows, int count,
	int *done)
{
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	match_copies(&where, "t.user_key", "t.whereabouts", chosen);
	rc = store_children(call->db, call->arena, &read_record, &where, rows, count, done);
	for (int i = 0; i < *done && !rc; i++)
		hide_links(call, &((struct tonight_title *)rows)[i].at);
	return rc;
}
