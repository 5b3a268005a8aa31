#include "refold.h"
#include "media.h"
#include "text.h"

#include <string.h>

/*
 * A title of 500 ligatures that unfold to eighteen letters each takes 150 KiB: a batch of the
 * largest rows there are fits.
 */
enum { BATCH = 32, TEXTS = 3, BATCH_ARENA = 32 << 20 };

/*
 * A table: up to three texts, each with its folded form behind it, of the next BATCH rows; and how
 * they are written. The schema is that of now, so a later migration that renames one of these
 * columns must come with other words here. (Tags, and places and conditions of copies, are younger
 * than the last change of folding: the next one has those, too, and makes entry_tags anew, of what
 * entries have.)
 */
struct table {
	const char *select, *update;	/* $1 the last key; $1…$3 the folded texts, $4 the key */
	int texts;
	const struct search_index *index;	/* of the first two; NULL for none */
};

static const struct table tables[] = {
	{ "SELECT key, title, title_folded, creator, creator_folded, genre, genre_folded "
	  "FROM media_items "
	  "WHERE key > $1 ORDER BY key LIMIT $2",
	  "UPDATE media_items SET title_folded = $1, creator_folded = $2, genre_folded = $3 "
	  	"WHERE key = $4", 3, &media_search },
	{ "SELECT key, format, format_folded, platform, platform_folded FROM copies WHERE key > $1 "
	  "ORDER BY key LIMIT $2",
	  "UPDATE copies SET format_folded = $1, platform_folded = $2 WHERE key = $4", 2, NULL },
	{ "SELECT key, username || ' ' || coalesce(name, '') || ' ' || coalesce(email, ''), "
	  "search_folded FROM users "
	  "WHERE key > $1 ORDER BY key LIMIT $2",
	  "UPDATE users SET search_folded = $1 WHERE key = $4", 1, NULL },
};

struct row {
	int64_t key;
	const char *before[TEXTS], *after[TEXTS];
};

static bool
is_right(const struct row *row)
{
	for (int i = 0; i < TEXTS; i++)
		if (row->before[i] != row->after[i]
		    && (!row->before[i] || !row->after[i] || strcmp(row->before[i], row->after[i])))
			return false;
	return true;
}

/*
 * The next rows behind `last`. They are read before any is written: a query must not see its own
 * table change.
 */
static enum status
read_batch(struct db *db, struct arena *arena, const struct table *table, int64_t last,
	struct row *rows, int *count)
{
	STMT_AUTO stmt = NULL;
	const struct value args[] = { value_int(last), value_int(BATCH) };
	enum status rc = db_query(db, &stmt, table->select, args, 2);

	*count = 0;
	while (!rc) {
		struct row *row = &rows[*count];

		rc = stmt_step(stmt);
		if (rc)
			break;
		*row = (struct row){ .key = stmt_int(stmt, 0) };
		for (int i = 0; i < table->texts; i++) {
			row->after[i] = text_fold(arena, stmt_text(stmt, 2 * i + 1, arena));
			row->before[i] = stmt_text(stmt, 2 * i + 2, arena);
		}
		++*count;
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static enum status
write_row(struct db *db, struct arena *arena, const struct table *table, const struct row *row)
{
	const struct value args[] = { value_text(row->after[0]), value_text(row->after[1]),
		value_text(row->after[2]), value_int(row->key) };
	enum status rc = OK;

	if (is_right(row))
		return OK;
	if (table->index)
		rc = db_search_remove(db, arena, table->index, row->key, row->before);
	if (!rc)
		rc = db_exec(db, table->update, args, 4);
	return rc || !table->index ? rc
		: db_search_add(db, arena, table->index, row->key, row->after);
}

static enum status
refold_table(struct db *db, struct arena *arena, const struct table *table)
{
	struct row rows[BATCH];
	int64_t last = 0;
	int count;
	enum status rc;

	do {
		arena_reset(arena);
		rc = read_batch(db, arena, table, last, rows, &count);
		for (int i = 0; i < count && !rc; i++)
			rc = write_row(db, arena, table, &rows[i]);
		last = count ? rows[count - 1].key : last;
	} while (!rc && count == BATCH);
	return rc;
}

enum status
refold(struct db *db)
{
	struct arena arena;
	enum status rc = OK;

	arena_init(&arena, BATCH_ARENA, NULL);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && !rc; i++)
		rc = refold_table(db, &arena, &tables[i]);
	arena_release(&arena);
	return rc;
}
