#include "tag.h"
#include "checks.h"
#include "text.h"
#include "user.h"

#include <string.h>

static const struct field tag_fields[] = {
	FIELD(struct tag, name, REQUIRED | HEADING, .min = 1, .max = TAG_LENGTH, .check = is_tag),
	FIELD(struct tag, count, READONLY | BRIEF, .label = "Titles"),
	{ 0 }
};
const struct record tag_view = { .size = sizeof(struct tag), .fields = FIELDS(tag_fields) };

enum sort { NAME_ASC = 1, COUNT_DESC };
static const struct word_name sorts[] = {
	{ "name_asc", NAME_ASC }, { "count_desc", COUNT_DESC }, { NULL, 0 },
};
static const struct field filters[] = {
	FIELD(struct tag_filter, q, 0, .max = 500, .label = "Search"),
	FIELD(struct tag_filter, sort, 0, .words = sorts),
	{ 0 }
};
const struct record tag_filter = {
	.size = sizeof(struct tag_filter), .fields = FIELDS(filters),
};

/* Tags have a line each: this is around one of them, and around all. */
#define LINE(text) "char(10) || " text " || char(10)"
/* The tags in SQL, of which one was replaced by what is between two line breaks. */
#define TAGS_WITH(old, new) \
	"nullif(trim(replace(" LINE("tags") ", " LINE(old) ", " new "), char(10)), '')"

static enum status
count_tags(const struct call *call, const struct sql *where, int64_t *out)
{
	struct sql sql;

	sql_init_for(&sql, call->arena, where);
	/* They come in order: DISTINCT would keep them all beside. */
	sql_add(&sql, "SELECT count(*) FROM (SELECT 1 FROM entry_tags t");
	sql_add_where(&sql, where);
	sql_add(&sql, " GROUP BY t.name_folded) g");
	return db_number(call->db, sql.text.data, sql.args, sql.count, out);
}

static enum status
list_tags(const struct call *call, const struct sql *where, const char *order,
	const struct page *page, struct rows *out)
{
	struct tag *tags = arena_alloc(call->arena, sizeof(*tags) * (size_t)page->page_size);
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;
	int count = 0;

	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT min(t.name), count(*) FROM entry_tags t");
	sql_add_where(&sql, where);
	sql_add(&sql, " GROUP BY t.name_folded ORDER BY ");
	sql_add(&sql, order);
	sql_add_value(&sql, " LIMIT $$", value_int(page->page_size));
	sql_add_value(&sql, " OFFSET $$", value_int((page->page - 1) * page->page_size));
	rc = db_query(call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			tags[count++] = (struct tag){ stmt_text(stmt, 0, call->arena),
				stmt_int(stmt, 1) };
	}
	*out = (struct rows){ tags, count, 0 };
	return rc == ERR_NOT_FOUND ? OK : rc;
}

enum status
tags_read(const struct call *call, const struct tag_filter *filter, const struct page *page,
	struct rows *out)
{
	const char *q = text_fold(call->arena, filter->q);
	struct sql where;
	int64_t total = 0;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	if (q && *q)
		sql_and(&where, db_contains(call->db, call->arena, "t.name_folded", "$$"),
			value_text(q));
	rc = count_tags(call, &where, &total);
	if (!rc)
		rc = list_tags(call, &where, filter->sort == COUNT_DESC
			? "count(*) DESC, t.name_folded" : "t.name_folded", page, out);
	if (!rc)
		out->total = total;
	return rc;
}

enum status
tag_find(const struct call *call, const char *name, struct tag *out)
{
	const struct page one = { 1, 1 };
	struct rows rows;
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	sql_and(&where, "t.name_folded = $$", value_text(text_fold(call->arena, name)));
	rc = list_tags(call, &where, "t.name_folded", &one, &rows);
	if (!rc && !rows.count)
		rc = ERR_NOT_FOUND;
	if (!rc)
		*out = *ROW(&rows, struct tag, 0);
	return rc;
}

/* Takes a tag, which is written so, off the entries that have another one, too. */
static enum status
leave_other(const struct call *call, const struct tag *tag, const char *other)
{
	const struct value args[] = { value_int(call->user->key),
		value_text(text_fold(call->arena, tag->name)),
		value_text(text_fold(call->arena, other)), value_text(tag->name) };
	enum status rc = db_exec(call->db, "UPDATE entries SET tags = "
		TAGS_WITH("$4", "char(10)") " WHERE key IN (SELECT entry_key FROM entry_tags "
		"WHERE user_key = $1 AND name_folded = $2) AND key IN (SELECT entry_key "
		"FROM entry_tags WHERE user_key = $1 AND name_folded = $3)", args, 4);

	return rc ? rc : db_exec(call->db, "DELETE FROM entry_tags WHERE user_key = $1 "
		"AND name_folded = $2 AND entry_key IN (SELECT entry_key FROM entry_tags "
		"WHERE user_key = $1 AND name_folded = $3)", args, 3);
}

/* Writes a tag in another way, which no entry that has it has beside. */
static enum status
write_tag(const struct call *call, const struct tag *tag, const char *to)
{
	const struct value user = value_int(call->user->key),
		folded = value_text(text_fold(call->arena, tag->name));
	const struct value args[] = { user, folded, value_text(to), value_text(tag->name) };
	const struct value names[] = { user, folded, value_text(to),
		value_text(text_fold(call->arena, to)) };
	enum status rc = db_exec(call->db, "UPDATE entries SET tags = "
		TAGS_WITH("$4", LINE("$3")) " WHERE key IN (SELECT entry_key FROM entry_tags "
		"WHERE user_key = $1 AND name_folded = $2)", args, 4);

	return rc ? rc : db_exec(call->db, "UPDATE entry_tags SET name = $3, name_folded = $4 "
		"WHERE user_key = $1 AND name_folded = $2", names, 4);
}

enum status
tag_rename(const struct call *call, const char *name, const char *to, struct tag *out)
{
	struct tag tag, other;
	bool is_same;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = tag_find(call, name, &tag);
	if (rc)
		return db_end(call->db, rc);
	is_same = !strcmp(text_fold(call->arena, tag.name), text_fold(call->arena, to));
	rc = is_same ? ERR_NOT_FOUND : tag_find(call, to, &other);
	if (!rc) {
		to = other.name;
		rc = leave_other(call, &tag, to);
	} else if (rc == ERR_NOT_FOUND) {
		rc = OK;
	}
	if (!rc)
		rc = write_tag(call, &tag, to);
	if (!rc)
		rc = tag_find(call, to, out);
	return db_end(call->db, rc);
}

enum status
tag_delete(const struct call *call, const char *name)
{
	struct value args[] = { value_int(call->user->key),
		value_text(text_fold(call->arena, name)), value_text(NULL) };
	struct tag tag;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = tag_find(call, name, &tag);
	if (rc)
		return db_end(call->db, rc);
	args[2] = value_text(tag.name);
	rc = db_exec(call->db, "UPDATE entries SET tags = " TAGS_WITH("$3", "char(10)")
		" WHERE key IN (SELECT entry_key FROM entry_tags "
		"WHERE user_key = $1 AND name_folded = $2)", args, 3);
	if (!rc)
		rc = db_exec(call->db, "DELETE FROM entry_tags "
			"WHERE user_key = $1 AND name_folded = $2", args, 2);
	return db_end(call->db, rc);
}

/* Where one of the tags is this one, however it is written; -1 for nowhere. */
static int
place_of(struct arena *arena, const struct texts *tags, const char *tag)
{
	const struct arena_mark mark = arena_mark(arena);
	const char *folded = text_fold(arena, tag);
	int place = 0;

	while (place < tags->count && strcmp(text_fold(arena, tags->list[place]), folded) != 0)
		place++;
	arena_rewind(arena, mark);	/* there may be thousands to compare in one request */
	return place < tags->count ? place : -1;
}

struct texts
tags_changed(struct arena *arena, const struct texts *tags, const struct texts *added,
	const struct texts *removed)
{
	struct texts out = { arena_alloc(arena, sizeof(*out.list)
		* (size_t)(tags->count + added->count + 1)), 0 };

	for (int i = 0; i < tags->count; i++)
		if (place_of(arena, removed, tags->list[i]) < 0)
			out.list[out.count++] = tags->list[i];
	for (int i = 0; i < added->count; i++)
		if (place_of(arena, removed, added->list[i]) < 0
		    && place_of(arena, &out, added->list[i]) < 0)
			out.list[out.count++] = added->list[i];
	return out;
}

bool
tags_are_same(const struct texts *one, const struct texts *other)
{
	if (one->count != other->count)
		return false;
	for (int i = 0; i < one->count; i++)
		if (strcmp(one->list[i], other->list[i]) != 0)
			return false;
	return true;
}

enum status
tags_check(const struct call *call, const struct texts *tags)
{
	for (int i = 0; i < tags->count; i++) {
		const int first = place_of(call->arena, tags, tags->list[i]);

		if (first == i)
			continue;
		problem_add(call->problems, "tags", "must not have one twice: \"%s\" and \"%s\"",
			tags->list[first], tags->list[i]);
		return ERR_VALIDATION;
	}
	if (tags->count <= TAGS_MAX)
		return OK;
	problem_add(call->problems, "tags", "must have at most %d texts", TAGS_MAX);
	return ERR_VALIDATION;
}

/* How the user's other entries write a tag: as it is where none has it. */
static enum status
spell_tag(const struct call *call, int64_t entry_key, const char **tag)
{
	const struct value args[] = { value_int(call->user->key),
		value_text(text_fold(call->arena, *tag)), value_int(entry_key) };
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, "SELECT t.name FROM entry_tags t "
		"WHERE t.user_key = $1 AND t.name_folded = $2 AND t.entry_key <> $3 LIMIT 1",
		args, 3);

	if (!rc)
		rc = stmt_step(stmt);
	if (!rc)
		*tag = stmt_text(stmt, 0, call->arena);
	return rc == ERR_NOT_FOUND ? OK : rc;
}

enum status
tags_spell(const struct call *call, int64_t entry_key, struct texts *tags)
{
	enum status rc = OK;

	for (int i = 0; i < tags->count && !rc; i++)
		rc = spell_tag(call, entry_key, &tags->list[i]);
	return rc;
}

enum status
tags_index(const struct call *call, int64_t entry_key, const struct texts *tags)
{
	struct value args[] = { value_int(entry_key), value_int(call->user->key),
		value_text(NULL), value_text(NULL) };
	enum status rc = db_exec(call->db, "DELETE FROM entry_tags WHERE entry_key = $1", args, 1);

	for (int i = 0; i < tags->count && !rc; i++) {
		args[2] = value_text(text_fold(call->arena, tags->list[i]));
		args[3] = value_text(tags->list[i]);
		rc = db_exec(call->db, "INSERT INTO entry_tags (entry_key, user_key, "
			"name_folded, name) VALUES ($1, $2, $3, $4)", args, 4);
	}
	return rc;
}
