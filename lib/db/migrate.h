/*
 * Brings a database to the schema of this release: db/migrations in order, each once, all or
 * nothing.
 */
#ifndef MIGRATE_H
#define MIGRATE_H

#include "db.h"

struct migration {
	int number;		/* from 1, without gaps */
	const char *name, *sql;
	/* What SQL can't do, behind it in the same transaction; NULL for nothing. */
	enum status (*then)(struct db *db);
};

/* The migrations compiled in, made from db/migrations by embed.sh; the last has number 0. */
extern const struct migration migrations[];

/* The number of the last one. */
int64_t migrate_newest(const struct migration *list);

/*
 * Applies what is missing. Many programs may call it at once on an empty folder: one of them works.
 * ERR_SETUP when the database is newer than this release.
 */
enum status migrate(struct db *db, const struct migration *list);

#endif
