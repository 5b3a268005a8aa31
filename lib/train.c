/*
 * What SQLite is trained with as it is built (deps.sh sqlite3): gcc makes that fast which ran here,
 * and the rest small. `train DATABASE SCHEMA`: the kind of work that a program does for a request,
 * on a database of the first release's schema. Always the same, as two builds have to be.
 */
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>

enum { REQUESTS = 60, SCHEMA_MAX = 1 << 16 };

static const char rows[] =
	"BEGIN;"
	"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20) "
	"INSERT INTO users (key, id, username, username_folded, search_folded, password, "
	"password_changed_at, role, is_active, created_at, updated_at) "
	"SELECT i, 'user-' || i, 'User' || i, 'user' || i, 'user' || i, 'x', 1, 'member', 1, i, i "
	"FROM n;"
	"INSERT INTO sessions (id, user_key, family_hash, refresh_hash, auth_time, created_at, "
	"last_used_at, expires_at) "
	"SELECT 'session-' || key, key, 'f' || key, 'r' || key, 1, 1, 1, 1000000 FROM users;"
	"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
	"INSERT INTO media_items (key, id, type, title, title_folded, creator, creator_folded, "
	"genre, genre_folded, pub_date, length, image_url, metadata, source, curated, created_by, "
	"created_at, updated_at) "
	"SELECT i, 'media-' || i, CASE i % 3 WHEN 0 THEN 'BOOK' WHEN 1 THEN 'MOVIE' "
	"ELSE 'GAME' END, "
	"'The Title ' || i, 'the title ' || i, 'Creator ' || (i % 50), 'creator ' || (i % 50), "
	"'Drama', 'drama', 1900 + i % 120, i, 'https://a.example/' || i, '{}', 'USER_ADDED', 1, "
	"1 + i % 20, i, i FROM n;"
	"INSERT INTO media_search (rowid, title_folded, creator_folded) "
	"SELECT key, title_folded, creator_folded FROM media_items;"
	"INSERT INTO entries (id, user_key, media_key, status, progress, note, created_at, "
	"updated_at) SELECT 'entry-' || u.key || '-' || m.key, u.key, m.key, "
	"CASE m.key % 3 WHEN 0 THEN 'TO_DO' WHEN 1 THEN 'IN_PROGRESS' ELSE 'COMPLETED' END, "
	"m.key, 'A note', m.key, m.key FROM users u JOIN media_items m ON m.key % 10 = u.key % 10;"
	"INSERT INTO ratings (user_key, media_key, value, created_at, updated_at) "
	"SELECT user_key, media_key, 1 + media_key % 5, 1, 1 FROM entries WHERE media_key % 2 = 0;"
	"INSERT INTO reviews (id, user_key, media_key, content, created_at, updated_at) "
	"SELECT 'review-' || id, user_key, media_key, 'Good.', 1, 1 FROM entries "
	"WHERE media_key % 4 = 0;"
	"COMMIT";

/* $1 is a number of which there is a user, a title, and an entry of them. */
static const char *const reads[] = {
	"SELECT t.key, t.id, t.user_key, t.refresh_hash, t.auth_time, t.expires_at, u.key, u.id, "
	"u.username, u.role, u.is_active, u.password_changed_at FROM sessions t "
	"JOIN users u ON u.key = t.user_key WHERE u.id = 'user-' || $1 AND t.id = 'session-' || $1 "
	"AND t.expires_at > 5",
	"SELECT t.status FROM entries t WHERE t.user_key = $1",
	"SELECT t.key, t.id, t.user_key, t.media_key, m.id, t.status, t.progress, t.note, "
	"t.start_date, t.end_date, r.value, w.id, t.created_at, t.updated_at, m.id, m.type, "
	"m.title, m.creator, m.image_url, m.pub_date, m.length FROM entries t "
	"JOIN media_items m ON m.key = t.media_key "
	"LEFT JOIN ratings r ON r.media_key = t.media_key AND r.user_key = t.user_key "
	"LEFT JOIN reviews w ON w.media_key = t.media_key AND w.user_key = t.user_key "
	"WHERE t.user_key = $1 ORDER BY t.updated_at DESC, t.key DESC LIMIT 20 OFFSET 5",
	"SELECT t.key, t.id, t.type, t.title, t.creator, t.description, t.genre, t.pub_date, "
	"t.image_url, t.rank, c.id FROM media_items t LEFT JOIN users c ON c.key = t.created_by "
	"WHERE t.curated = 1 ORDER BY t.title_folded, t.key LIMIT 20 OFFSET 20",
	"SELECT count(*) FROM media_items t WHERE t.type IN ('BOOK', 'GAME') AND t.curated = 1",
	"SELECT t.key, t.title FROM media_items t WHERE t.key IN (SELECT rowid FROM media_search "
	"WHERE media_search MATCH '\"title ' || $1 || '\"') ORDER BY t.title_folded LIMIT 20",
	"SELECT t.key, t.id, t.title FROM media_items t WHERE t.id = 'media-' || $1",
	"SELECT 1 WHERE EXISTS (SELECT 1 FROM entries e WHERE e.user_key = $1 "
	"AND e.media_key = $1)",
};
static const char *const writes[] = {
	"BEGIN IMMEDIATE",
	"INSERT INTO copies (id, user_key, media_key, format, format_folded, created_at, "
	"updated_at) VALUES ('copy-' || $1, $1, $1, 'DVD', 'dvd', 1, 1) RETURNING key",
	"UPDATE entries SET status = 'PAUSED', updated_at = 9 WHERE user_key = $1 "
	"AND media_key = $1",
	"UPDATE media_items SET rating_count = rating_count + 1 WHERE key = $1",
	"DELETE FROM copies WHERE id = 'copy-' || $1",
	"COMMIT",
};

static void
must(int is_done, sqlite3 *db, const char *what)
{
	if (is_done)
		return;
	fprintf(stderr, "train: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void
run(sqlite3 *db, const char *sql, int number)
{
	sqlite3_stmt *stmt;
	int code;

	must(!sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL), db, sql);
	if (sqlite3_bind_parameter_count(stmt))
		sqlite3_bind_int(stmt, 1, number);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(stmt); i++)
			sqlite3_column_text(stmt, i);
	must(code == SQLITE_DONE, db, sql);
	sqlite3_finalize(stmt);
}

static sqlite3 *
open_database(const char *path)
{
	sqlite3 *db;

	must(!sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), db,
		path);
	must(!sqlite3_exec(db, "PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF", NULL, NULL,
		NULL), db, "settings");
	return db;
}

int
main(int argc, char **argv)
{
	static char schema[SCHEMA_MAX];
	FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
	sqlite3 *db;

	if (!file || fread(schema, 1, sizeof(schema) - 1, file) < 1000 || !feof(file)) {
		fputs("train: DATABASE and SCHEMA are needed\n", stderr);
		return 1;
	}
	db = open_database(argv[1]);
	must(!sqlite3_exec(db, schema, NULL, NULL, NULL), db, "schema");
	must(!sqlite3_exec(db, rows, NULL, NULL, NULL), db, "rows");
	sqlite3_close(db);
	for (int i = 1; i <= REQUESTS; i++) {
		db = open_database(argv[1]);
		for (size_t k = 0; k < sizeof(reads) / sizeof(reads[0]); k++)
			if (k < 3 || k % 3 == (size_t)i % 3)
				run(db, reads[k], 1 + i % 20);
		for (size_t k = 0; k < sizeof(writes) / sizeof(writes[0]) && i % 4 == 0; k++)
			run(db, writes[k], 1 + i % 20);
		sqlite3_close(db);
	}
	return 0;
}
