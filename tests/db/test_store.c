/* lib/db: records in and out, conflicts, transactions, and what a request may leave behind. */
#include "client.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena memory = { .limit = 64 << 20 };
static char folder[] = "/tmp/vitrine-test.XXXXXX";
static struct db *db, *second;

struct thing {
	int64_t key;
	const char *id, *name, *owner, *derived;
	int64_t count;
	double mean;
	bool open;
	struct timestamp at;
	word colour;
	struct object extra;
	int64_t given;
	struct records parts;
};

struct part {
	int64_t key, thing_key;
	const char *label;
};
static const struct field part_fields[] = {
	FIELD(struct part, key, HIDDEN | DERIVED),
	FIELD(struct part, thing_key, HIDDEN),
	FIELD(struct part, label, 0),
	{ 0 }
};
static const struct record part_record = {
	.table = "parts", .size = sizeof(struct part), .fields = FIELDS(part_fields),
};
static const struct children thing_parts = {
	.record = &part_record, .column = "t.thing_key", .order = "t.label DESC, t.key",
	.parent = offsetof(struct thing, key), .key = offsetof(struct part, thing_key),
};

static const struct word_name colours[] = { { "RED", 1 }, { "GREEN", 2 }, { NULL, 0 } };
static const struct field fields[] = {
	FIELD(struct thing, key, HIDDEN | DERIVED),
	FIELD(struct thing, id, READONLY),
	FIELD_AS(struct thing, name, "title", REQUIRED, .column = "name"),
	FIELD(struct thing, owner, 0, .column = "o.name"),
	FIELD(struct thing, derived, DERIVED, .column = "upper(t.name)"),
	FIELD(struct thing, count, 0), FIELD(struct thing, mean, 0), FIELD(struct thing, open, 0),
	FIELD(struct thing, at, 0),
	FIELD(struct thing, colour, 0, .words = colours), FIELD(struct thing, extra, 0),
	FIELD(struct thing, given, DERIVED),
	FIELD(struct thing, parts, READONLY, .children = &thing_parts),
	{ 0 }
};
static const struct record things = { .table = "things", .size = sizeof(struct thing),
	.fields = FIELDS(fields),
	.joins = "LEFT JOIN owners o ON o.thing_key = t.key" };

static struct db *
open_db(void)
{
	const struct db_options options = { .path = arena_printf(&memory, "%s/db", folder),
		.lossy = true };
	struct db *opened;

	ck_assert_int_eq(db_open(&options, &opened), OK);
	return opened;
}

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	db = open_db();
	ck_assert_int_eq(db_script(db, "CREATE TABLE things (key INTEGER PRIMARY KEY, "
		"id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
		" count INTEGER, mean REAL, open INTEGER NOT NULL, at INTEGER, "
		"colour TEXT CHECK (colour <> 'GREEN'), extra TEXT,"
		" given INTEGER NOT NULL DEFAULT 7, UNIQUE (name, count)) STRICT; "
		"CREATE TABLE parts (key INTEGER PRIMARY KEY, thing_key INTEGER NOT NULL, "
		"label TEXT NOT NULL) STRICT; "
		"CREATE TABLE owners (thing_key INTEGER REFERENCES things (key), "
		"name TEXT) STRICT"), OK);
}

static void
teardown(void)
{
	db_close(db);
	db_close(second);
	ck_assert_int_eq(system(arena_printf(&memory, "rm -rf %s", folder)), 0);
}

static struct thing
make(const char *id, const char *name)
{
	struct thing thing;

	record_clear(&things, &thing);
	thing.id = id;
	thing.name = name;
	return thing;
}

static int64_t
insert(const char *id, const char *name)
{
	struct thing thing = make(id, name);

	ck_assert_int_eq(store_insert(db, &memory, &things, &thing), OK);
	return thing.key;
}

static enum status
find(struct db *where_to, const char *id, struct thing *out)
{
	struct sql where;

	sql_init(&where, &memory);
	sql_and(&where, "t.id = $$", value_text(id));
	return store_find(where_to, &memory, &things, &where, out);
}

static int64_t
rows(struct db *of)
{
	struct sql where;
	int64_t count = -1;

	sql_init(&where, &memory);
	ck_assert_int_eq(store_count(of, &memory, &things, &where, &count), OK);
	return count;
}

START_TEST(conditions_read_as_sql)
{
	const struct value values[] = { value_int(1), value_int(2) };
	struct sql where, sql;

	sql_init(&where, &memory);
	sql_init_for(&sql, &memory, &where);
	sql_add_where(&sql, &where);
	ck_assert_str_eq(sql.text.data, "");
	sql_condition(&where, "t.open = 1");
	sql_open(&where, "NOT EXISTS (SELECT 1 FROM owners o");
	sql_condition(&where, "o.thing_key = t.key");
	sql_and(&where, "(o.name = $$ OR o.name > $$)", value_text("x"));
	sql_close(&where);
	sql_in(&where, "t.count", values, 2);
	sql_and(&where, "t.id = $$", value_text("a"));
	ck_assert_str_eq(where.text.data,
		" WHERE t.open = 1 AND NOT EXISTS (SELECT 1 FROM owners o WHERE "
		"o.thing_key = t.key AND (o.name = $1 OR o.name > $1)) AND t.count IN ($2, $3) "
		"AND t.id = $4");
	sql_init_for(&sql, &memory, &where);
	ck_assert_int_eq(sql_bind(&sql, value_int(7)), 5);
	sql_add(&sql, "SELECT $5");
	sql_add_where(&sql, &where);
	sql_and(&sql, "t.id <> $$", value_text("b"));
	ck_assert_ptr_nonnull(strstr(sql.text.data, "SELECT $5 WHERE t.open = 1 AND "));
	ck_assert_ptr_nonnull(strstr(sql.text.data, " AND t.id = $4 AND t.id <> $6"));
}
END_TEST

START_TEST(a_record_of_every_type_comes_back)
{
	struct thing in = make("a", "it's; DROP TABLE things --\xc3\xa9"), out;
	struct value values[2];

	in.count = INT64_MAX;
	in.mean = 4.25;
	in.open = true;
	in.at.seconds = -1;
	in.colour = 1;
	in.extra.json = "{\"a\":1}";
	ck_assert_int_eq(store_insert(db, &memory, &things, &in), OK);
	values[0] = value_int(in.key);
	values[1] = value_text("Ann");
	ck_assert_int_eq(db_exec(db, "INSERT INTO owners VALUES ($1, $2)", values, 2), OK);
	ck_assert_int_eq(find(db, "a", &out), OK);
	ck_assert_int_eq(out.key, in.key);
	ck_assert_str_eq(out.name, in.name);
	ck_assert_str_eq(out.owner, "Ann");
	ck_assert_str_eq(out.derived, "IT'S; DROP TABLE THINGS --\xc3\xa9");
	ck_assert_int_eq(out.count, INT64_MAX);
	ck_assert_double_eq(out.mean, 4.25);
	ck_assert(out.open);
	ck_assert_int_eq(out.at.seconds, -1);
	ck_assert_uint_eq(out.colour, 1);
	ck_assert_str_eq(out.extra.json, "{\"a\":1}");
}
END_TEST

START_TEST(what_is_unset_comes_back_unset)
{
	struct thing out;

	insert("a", "x");
	ck_assert_int_eq(find(db, "a", &out), OK);
	ck_assert_ptr_null(out.owner);
	ck_assert_int_eq(out.count, INT_NONE);
	ck_assert_double_nan(out.mean);
	ck_assert(!out.open);
	ck_assert_int_eq(out.at.seconds, INT_NONE);
	ck_assert_uint_eq(out.colour, 0);
	ck_assert_ptr_null(out.extra.json);
}
END_TEST

START_TEST(a_row_is_changed_and_deleted_alone)
{
	int64_t key = insert("a", "x");
	struct thing thing;

	insert("b", "y");
	ck_assert_int_eq(find(db, "a", &thing), OK);
	thing.name = "z";
	ck_assert_int_eq(store_update(db, &memory, &things, &thing, key), OK);
	ck_assert_int_eq(find(db, "a", &thing), OK);
	ck_assert_str_eq(thing.name, "z");
	ck_assert_int_eq(find(db, "b", &thing), OK);
	ck_assert_str_eq(thing.name, "y");
	ck_assert_int_eq(store_delete(db, &memory, &things, key), OK);
	ck_assert_int_eq(find(db, "a", &thing), ERR_NOT_FOUND);
	ck_assert_int_eq(rows(db), 1);
}
END_TEST

START_TEST(no_row_is_not_found)
{
	struct thing thing;
	int64_t number = 4711;

	ck_assert_int_eq(find(db, "a", &thing), ERR_NOT_FOUND);
	ck_assert_int_eq(db_number(db, "SELECT key FROM things", NULL, 0, &number), ERR_NOT_FOUND);
	ck_assert_int_eq(number, 4711);
}
END_TEST

START_TEST(a_broken_rule_is_a_conflict_with_its_column)
{
	struct thing same = make("a", "y"), coloured = make("b", "y");
	struct value orphan = value_int(4711);

	insert("a", "x");
	ck_assert_int_eq(store_insert(db, &memory, &things, &same), ERR_CONFLICT);
	ck_assert_str_eq(db_conflict(db), "id");
	coloured.colour = 2;	/* a rule that a client can't break is our mistake */
	ck_assert_int_eq(store_insert(db, &memory, &things, &coloured), ERR_INTERNAL);
	ck_assert_int_eq(db_exec(db, "INSERT INTO owners VALUES ($1, 'x')", &orphan, 1),
		ERR_UNAVAILABLE);
	ck_assert_int_eq(rows(db), 1);
	ck_assert(!db_is_stale(db));
}
END_TEST

START_TEST(every_page_of_a_list_has_its_rows)
{
	struct sql where;
	struct rows list;
	int seen = 0;

	for (int i = 0; i < 25; i++)
		insert(arena_printf(&memory, "%02d", i), i % 5 ? "x" : "y");
	sql_init(&where, &memory);
	sql_and(&where, "t.name = $$", value_text("x"));
	for (int64_t page = 1; page <= 4; page++) {
		ck_assert_int_eq(store_list(db, &memory, &things, &where, "t.id DESC",
			&(struct page){ page, 8 }, &list), OK);
		ck_assert_int_eq(list.count, page < 3 ? 8 : page == 3 ? 4 : 0);
		for (int i = 0; i < list.count; i++, seen++)
			ck_assert_str_eq(ROW(&list, struct thing, i)->id,
				arena_printf(&memory, "%02d", 24 - seen - seen / 4));
	}
	ck_assert_int_eq(seen, 20);
}
END_TEST

START_TEST(a_whole_list_is_read_by_one_statement)
{
	STMT_AUTO walk = NULL;
	struct page page = { 1, 0, &walk };
	char *large = memset(arena_alloc(&memory, 100001), 'x', 100000);
	int seen = 0, pages = 0;
	struct sql where;
	struct rows list;

	for (int i = 0; i < 25; i++)
		insert(arena_printf(&memory, "%02d", i), i < 10 ? large : "x");
	sql_init(&where, &memory);
	ck_assert_int_eq(store_list(db, &memory, &things, &where, "t.id DESC", &page, &list), OK);
	ck_assert_ptr_nonnull(walk);
	ck_assert_int_eq(list.count, 0);
	page.page_size = 8;
	for (; walk; pages++) {
		ck_assert_int_eq(store_list(db, &memory, &things, &where, "t.id DESC", &page,
			&list), OK);
		ck_assert_int_le(list.count, seen < 15 ? 8 : 3);
		for (int i = 0; i < list.count; i++, seen++)
			ck_assert_str_eq(ROW(&list, struct thing, i)->id,
				arena_printf(&memory, "%02d", 24 - seen));
		ck_assert_int_eq(db_exec(db, "INSERT INTO owners SELECT key, 'late' FROM things "
			"WHERE id = '00' AND NOT EXISTS (SELECT 1 FROM owners)", NULL, 0), OK);
	}
	ck_assert_int_eq(seen, 25);
	ck_assert_int_ge(pages, 2 + 3);
}
END_TEST

START_TEST(what_the_database_gives_a_row_is_known_at_once)
{
	struct thing first = make("a", "x"), second_one = make("b", "y"), found;

	ck_assert_int_eq(store_insert(db, &memory, &things, &first), OK);
	ck_assert_int_eq(store_insert(db, &memory, &things, &second_one), OK);
	ck_assert_int_eq(find(db, "b", &found), OK);
	ck_assert_int_ne(first.key, second_one.key);
	ck_assert_int_eq(second_one.key, found.key);
	ck_assert_int_eq(second_one.given, 7);
	ck_assert_str_eq(second_one.name, "y");
}
END_TEST

/* The things of a list, each with the labels of its parts. */
static const char *
labels(const struct rows *list)
{
	struct buf out;

	buf_init(&out, &memory, 1000);
	for (int i = 0; i < list->count; i++) {
		const struct thing *thing = ROW(list, struct thing, i);

		buf_puts(&out, thing->id);
		for (int j = 0; j < thing->parts.count; j++)
			buf_puts(&out, ((const struct part *)thing->parts.list)[j].label);
		buf_putc(&out, ' ');
	}
	return out.data;
}

/* Those of all. Returns how many times were needed. */
static int
read_parts(const struct sql *where, void *rows, int count)
{
	int times = 0, done;

	for (int at = 0; at < count || !times; at += done, times++)
		ck_assert_int_eq(store_children(db, &memory, &things, where,
			(struct thing *)rows + at, count - at, &done), OK);
	return times;
}

START_TEST(children_are_with_their_parents_by_one_query)
{
	struct sql where;
	struct rows list;

	for (int i = 0; i < 7; i++) {
		int64_t key = insert(arena_printf(&memory, "%d", i), "x");

		for (int j = 0; j < i % 4; j++) {
			struct part part = { .thing_key = key, .label = j % 2 ? "b" : "a" };

			ck_assert_int_eq(store_insert(db, &memory, &part_record, &part), OK);
		}
	}
	sql_init(&where, &memory);
	ck_assert_int_eq(store_list(db, &memory, &things, &where, "t.id DESC",
		&(struct page){ 1, 100 }, &list), OK);
	read_parts(&where, list.rows, list.count);
	ck_assert_str_eq(labels(&list), "6ba 5a 4 3baa 2ba 1a 0 ");
	sql_and(&where, "t.label = $$", value_text("a"));
	read_parts(&where, list.rows, list.count);
	ck_assert_str_eq(labels(&list), "6a 5a 4 3aa 2a 1a 0 ");
	read_parts(&where, ROW(&list, struct thing, 3), 1);
	ck_assert_str_eq(labels(&list), "6a 5a 4 3aa 2a 1a 0 ");
	read_parts(&where, list.rows, 0);
}
END_TEST

START_TEST(many_parents_have_many_children)
{
	enum { PARENTS = 250, CHILDREN = 40 };
	struct sql where;
	struct rows list;

	ck_assert_int_eq(db_begin(db), OK);
	for (int i = 0; i < PARENTS; i++) {
		int64_t key = insert(arena_printf(&memory, "%03d", i), "x");

		for (int j = 0; j < CHILDREN; j++) {
			struct part part = { .thing_key = key,
				.label = arena_printf(&memory, "%03d", i) };

			ck_assert_int_eq(store_insert(db, &memory, &part_record, &part), OK);
		}
	}
	ck_assert_int_eq(db_end(db, OK), OK);
	sql_init(&where, &memory);
	ck_assert_int_eq(store_list(db, &memory, &things, &where, "t.id DESC",
		&(struct page){ 1, 1000 }, &list), OK);
	read_parts(&where, list.rows, list.count);
	for (int i = 0; i < PARENTS; i++) {
		const struct thing *thing = ROW(&list, struct thing, i);
		const struct part *parts = thing->parts.list;

		ck_assert_int_eq(thing->parts.count, CHILDREN);
		ck_assert_str_eq(parts[0].label, thing->id);
		ck_assert_str_eq(parts[CHILDREN - 1].label, thing->id);
	}
}
END_TEST

/* A page's are read in several steps where they are too large for one. */
START_TEST(large_children_are_read_a_few_at_a_time)
{
	enum { PARENTS = 10, SIZE = 1 << 20 };
	char *label = arena_alloc(&memory, SIZE + 1);
	struct sql where;
	struct rows list;

	memset(label, 'x', SIZE);
	for (int i = 0; i < PARENTS; i++) {
		struct part part = { .label = label, .thing_key = insert(arena_printf(&memory,
			"%d", i), "x") };

		for (int j = 0; j < 3; j++)
			ck_assert_int_eq(store_insert(db, &memory, &part_record, &part), OK);
	}
	sql_init(&where, &memory);
	ck_assert_int_eq(store_list(db, &memory, &things, &where, "t.id DESC",
		&(struct page){ 1, PARENTS }, &list), OK);
	ck_assert_int_eq(read_parts(&where, list.rows, 1), 1);
	ck_assert_int_gt(read_parts(&where, list.rows, list.count), PARENTS / 3);
	for (int i = 0; i < PARENTS; i++) {
		const struct thing *thing = ROW(&list, struct thing, i);

		ck_assert_int_eq(thing->parts.count, 3);
		for (int j = 0; j < 3; j++)
			ck_assert_str_eq(((const struct part *)thing->parts.list)[j].label, label);
	}
}
END_TEST

START_TEST(an_undone_transaction_leaves_nothing)
{
	ck_assert_int_eq(db_begin(db), OK);
	ck_assert_int_eq(db_begin(db), OK);
	insert("a", "x");
	ck_assert_int_eq(db_end(db, OK), OK);	/* the inner one: not yet */
	second = open_db();
	ck_assert_int_eq(rows(second), 0);
	ck_assert_int_eq(db_end(db, ERR_FORBIDDEN), ERR_FORBIDDEN);
	ck_assert_int_eq(rows(db), 0);
	ck_assert_int_eq(db_begin(db), OK);
	insert("b", "x");
	ck_assert_int_eq(rows(second), 0);
	ck_assert_int_eq(db_end(db, OK), OK);
	/* within a request it reads one state of the database */
	db_request_done(second);
	ck_assert_int_eq(rows(second), 1);
}
END_TEST

/* The ids that are there, in order. */
static const char *
ids(struct db *of)
{
	STMT_AUTO stmt = NULL;
	struct buf out;

	buf_init(&out, &memory, 100);
	ck_assert_int_eq(db_query(of, &stmt, "SELECT id FROM things ORDER BY id", NULL, 0), OK);
	while (stmt_step(stmt) == OK)
		buf_puts(&out, stmt_text(stmt, 0, &memory));
	return out.data;
}

/* As a model function does it: a row, and one more that fails when `id` is there already. */
static enum status
add_twice(const char *id)
{
	const struct value first = value_text(arena_printf(&memory, "%s+", id)),
		args = value_text(id);
	enum status rc = db_begin(db);

	if (!rc)
		rc = db_exec(db, "INSERT INTO things (id, name, open) VALUES ($1, 'n', 1)",
			&first, 1);
	if (!rc)
		rc = db_exec(db, "INSERT INTO things (id, name, open) VALUES ($1, 'n', 1)",
			&args, 1);
	return db_end(db, rc);
}

/* The rows of a file, of which one is bad. */
START_TEST(a_part_that_fails_is_undone_alone)
{
	ck_assert_int_eq(db_begin(db), OK);
	ck_assert_int_eq(add_twice("a"), OK);
	ck_assert_int_eq(add_twice("b"), OK);
	ck_assert_int_eq(add_twice("a"), ERR_CONFLICT);	/* its "a+" would be there already, too */
	db_exec(db, "DELETE FROM things WHERE id = 'a+'", NULL, 0);
	ck_assert_int_eq(add_twice("a"), ERR_CONFLICT);
	ck_assert_str_eq(ids(db), "abb+");
	ck_assert_int_eq(add_twice("c"), OK);
	ck_assert_int_eq(db_end(db, OK), OK);
	second = open_db();
	ck_assert_str_eq(ids(second), "abb+cc+");
	ck_assert_int_eq(add_twice("a"), ERR_CONFLICT);	/* and alone, as ever */
	ck_assert_str_eq(ids(second), "abb+cc+");
}
END_TEST

START_TEST(parts_of_parts_are_undone_with_what_they_belong_to)
{
	ck_assert_int_eq(db_begin(db), OK);
	insert("a", "x");
	ck_assert_int_eq(db_begin(db), OK);
	insert("b", "x");
	ck_assert_int_eq(db_begin(db), OK);
	insert("c", "x");
	ck_assert_int_eq(db_end(db, OK), OK);
	ck_assert_str_eq(ids(db), "abc");
	ck_assert_int_eq(db_end(db, ERR_NOT_FOUND), ERR_NOT_FOUND);
	ck_assert_str_eq(ids(db), "a");
	insert("d", "x");
	ck_assert_int_eq(db_end(db, OK), OK);
	second = open_db();
	ck_assert_str_eq(ids(second), "ad");
}
END_TEST

START_TEST(the_outermost_never_says_ok_to_what_is_lost)
{
	ck_assert_int_eq(db_begin(db), OK);
	insert("a", "x");
	ck_assert_int_eq(db_begin(db), OK);
	insert("b", "x");
	/* as a full disk does: the engine itself undoes everything */
	ck_assert_int_eq(db_script(db, "INSERT OR ROLLBACK INTO things (id, name, open) "
		"VALUES ('a', 'n', 1)"), ERR_CONFLICT);
	ck_assert_int_eq(db_end(db, _i ? OK : ERR_CONFLICT), _i ? ERR_UNAVAILABLE : ERR_CONFLICT);
	/* nothing can be part of it any more */
	ck_assert_int_eq(db_begin(db), ERR_UNAVAILABLE);
	ck_assert_int_eq(db_end(db, ERR_UNAVAILABLE), ERR_UNAVAILABLE);
	ck_assert_int_eq(db_end(db, OK), ERR_UNAVAILABLE);
	ck_assert_int_eq(rows(db), 0);
	ck_assert_int_eq(db_begin(db), OK);	/* the next one is as new */
	insert("c", "x");
	ck_assert_int_eq(db_end(db, OK), OK);
	ck_assert_str_eq(ids(db), "c");
}
END_TEST

START_TEST(an_end_without_a_beginning_is_an_error)
{
	ck_assert_int_eq(db_end(db, OK), ERR_INTERNAL);
	ck_assert_int_eq(db_end(db, ERR_NOT_FOUND), ERR_NOT_FOUND);
	ck_assert_int_eq(db_begin(db), OK);
	ck_assert_int_eq(db_end(db, OK), OK);
	ck_assert_int_eq(db_end(db, OK), ERR_INTERNAL);
}
END_TEST

START_TEST(transactions_within_each_other_have_an_end)
{
	enum status rc = OK;
	int depth = 0;

	while (!rc && depth < 1000) {
		rc = db_begin(db);
		depth++;
	}
	ck_assert_int_eq(rc, ERR_INTERNAL);
	insert("a", "x");
	while (depth--)
		rc = db_end(db, rc);
	ck_assert_int_eq(rc, ERR_INTERNAL);
	ck_assert_int_eq(rows(db), 0);
}
END_TEST

/* The second time after more SQL than a process keeps statements for. */
START_TEST(nothing_outlives_a_request)
{
	struct stmt *stmt;
	int64_t left = -1;

	for (int i = 0; i < 300 * _i; i++)
		ck_assert_int_eq(db_number(db, arena_printf(&memory, "SELECT %d", i), NULL, 0,
			&(int64_t){ 0 }), OK);
	for (int i = 0; i < 3; i++)
		insert(arena_printf(&memory, "%d", i), "x");
	ck_assert_int_eq(db_query(db, &stmt, "SELECT key FROM things", NULL, 0), OK);
	ck_assert_int_eq(stmt_step(stmt), OK);
	ck_assert_int_eq(db_begin(db), OK);
	insert("left", "x");
	db_request_done(db);
	ck_assert_int_eq(rows(db), 3);
	db_request_done(db);
	/* neither a read nor a write lock is left: others may write and change tables */
	second = open_db();
	ck_assert_int_eq(db_begin(second), OK);
	ck_assert_int_eq(db_script(second, "DROP TABLE owners; DELETE FROM things"), OK);
	ck_assert_int_eq(db_end(second, OK), OK);
	ck_assert_int_eq(db_number(db, "SELECT count(*) FROM things", NULL, 0, &left), OK);
	ck_assert_int_eq(left, 0);
	/* what is read is the newest state: one may write on it */
	ck_assert_int_eq(db_begin(db), OK);
	insert("new", "x");
	ck_assert_int_eq(db_end(db, OK), OK);
}
END_TEST

START_TEST(one_statement_may_run_twice_at_once)
{
	struct stmt *outer, *inner;
	int pairs = 0;

	for (int i = 0; i < 3; i++)
		insert(arena_printf(&memory, "%d", i), "x");
	ck_assert_int_eq(db_query(db, &outer, "SELECT key FROM things", NULL, 0), OK);
	while (!stmt_step(outer)) {
		ck_assert_int_eq(db_query(db, &inner, "SELECT key FROM things", NULL, 0), OK);
		while (!stmt_step(inner))
			pairs++;
		stmt_done(inner);
	}
	stmt_done(outer);
	ck_assert_int_eq(pairs, 9);
}
END_TEST

START_TEST(endlessly_different_sql_still_runs)
{
	for (int i = 0; i < 300; i++) {
		int64_t number = -1;

		ck_assert_int_eq(db_number(db, arena_printf(&memory, "SELECT %d", i), NULL, 0,
			&number), OK);
		ck_assert_int_eq(number, i);
	}
}
END_TEST

static const char *const bad_sql[] = { "SELECT", "SELECT * FROM nowhere", "SELECT ?", "SELECT :a",
	"SELECT $x", "SELECT $0",
	"SELECT $128", "SELECT @1" };

START_TEST(bad_sql_is_our_mistake)
{
	ck_assert_int_eq(db_exec(db, bad_sql[_i], NULL, 0), ERR_INTERNAL);
	ck_assert_str_ne(db_message(db), "");
}
END_TEST

START_TEST(a_replaced_file_is_noticed)
{
	ck_assert(!db_is_stale(db));
	ck_assert_int_eq(system(arena_printf(&memory, "cp %s/db %s/copy && mv %s/copy %s/db",
		folder, folder, folder, folder)), 0);
	ck_assert(db_is_stale(db));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store");
	TCase *tc = tcase_create("store");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, conditions_read_as_sql);
	tcase_add_test(tc, a_record_of_every_type_comes_back);
	tcase_add_test(tc, what_is_unset_comes_back_unset);
	tcase_add_test(tc, a_row_is_changed_and_deleted_alone);
	tcase_add_test(tc, no_row_is_not_found);
	tcase_add_test(tc, a_broken_rule_is_a_conflict_with_its_column);
	tcase_add_test(tc, every_page_of_a_list_has_its_rows);
	tcase_add_test(tc, a_whole_list_is_read_by_one_statement);
	tcase_add_test(tc, what_the_database_gives_a_row_is_known_at_once);
	tcase_add_test(tc, children_are_with_their_parents_by_one_query);
	tcase_add_test(tc, many_parents_have_many_children);
	tcase_add_test(tc, large_children_are_read_a_few_at_a_time);
	tcase_add_test(tc, an_undone_transaction_leaves_nothing);
	tcase_add_test(tc, a_part_that_fails_is_undone_alone);
	tcase_add_test(tc, parts_of_parts_are_undone_with_what_they_belong_to);
	tcase_add_loop_test(tc, the_outermost_never_says_ok_to_what_is_lost, 0, 2);
	tcase_add_test(tc, an_end_without_a_beginning_is_an_error);
	tcase_add_test(tc, transactions_within_each_other_have_an_end);
	tcase_add_loop_test(tc, nothing_outlives_a_request, 0, 2);
	tcase_add_test(tc, one_statement_may_run_twice_at_once);
	tcase_add_test(tc, endlessly_different_sql_still_runs);
	tcase_add_loop_test(tc, bad_sql_is_our_mistake, 0, COUNT(bad_sql));
	tcase_add_test(tc, a_replaced_file_is_noticed);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
