/* Find, list, insert, update, delete for any record: the SQL comes from its field table. */
#ifndef STORE_H
#define STORE_H

#include "record.h"
#include "sql.h"

/*
 * Which part of a list: page from 1, items per page. With `walk`, which is a STMT_AUTO, a list is
 * read whole, by one statement: each time the next page_size rows, or fewer that take much memory.
 * It is NULL before and behind them. Texts that it binds must stay until then: a page_size of 0
 * begins it without a row. How many there are nobody counts.
 */
struct page {
	int64_t page, page_size;
	struct stmt **walk;
};

/* Rows of a list, one record behind the other. */
struct rows {
	void *rows;
	int count;
	int64_t total;		/* in the whole list */
};

/* The n-th row. */
#define ROW(list, type, n) (&((type *)(list)->rows)[n])

/*
 * In conditions (`where`) the record's own table is called `t`. What they bind is in `where` before
 * the call, and what the record's joins bind is its `joined`; it is not changed.
 */

/* Reads the one row that the conditions allow. ERR_NOT_FOUND without one. */
enum status store_find(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, void *out);

/*
 * Reads a page of rows in an order that ends in a unique column. `order` is a literal. Leaves
 * `total` 0.
 */
enum status store_list(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, const char *order, const struct page *page, struct rows *out);

/*
 * Reads all rows, however many they are. ERR_TOO_LARGE when they take more than about `most` bytes
 * of the arena; 0: whatever they take.
 */
enum status store_list_all(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, const char *order, size_t most, struct records *out);

/*
 * Reads the children of `count` rows that were read as `record`, one behind the other, into their
 * FIELD_RECORDS: by one query for all of a page. Where they are very large only of the first
 * `*done` rows, at least of one. Conditions are those that the children must meet, too.
 */
enum status store_children(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, void *rows, int count, int *done);

/* Counts the rows that the conditions allow. */
enum status store_count(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, int64_t *out);

/*
 * Inserts every stored field, and reads what the database gives the row (DERIVED columns of its
 * table, the key above all) into `values`. ERR_CONFLICT breaks a uniqueness rule.
 */
enum status store_insert(struct db *db, struct arena *arena, const struct record *record,
	void *values);

/* Writes every stored field of the row with this key. */
enum status store_update(struct db *db, struct arena *arena, const struct record *record,
	const void *values, int64_t key);

/* Deletes the row with this key from the record's table. */
enum status store_delete(struct db *db, struct arena *arena, const struct record *record,
	int64_t key);

#endif
