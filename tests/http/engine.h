/*
 * What only SQLite says, for tests that look into the database or break it: for another engine
 * this file has other words.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "db.h"

/* Asserts that nothing in a database is broken: pages, references, the search index. */
void engine_check(struct db *db);

/* A query for the names of all tables but those of the search index, in order. */
enum status engine_tables(struct db *db, struct stmt **out);

/* From now on what happens ("AFTER DELETE ON reviews") fails. */
void engine_refuse(struct db *db, const char *event);

/* From now on what happens takes some milliseconds more. */
void engine_slow(struct db *db, const char *event);

/* Makes the search index anew, for rows that were written past it. */
void engine_index(struct db *db);

/*
 * Counts what the engine does for databases that are opened from now on; how much it was since the
 * last time.
 */
void engine_watch(void);
int64_t engine_work(void);

#endif
