#include "migrate.h"

static enum status
apply_migrations(struct db *db, const struct migration *list)
{
	int64_t at;
	enum status rc = db_version(db, &at);	/* again, now that we hold the lock */

	for (; !rc && list->number; list++) {
		if (list->number <= at)
			continue;
		rc = db_script(db, list->sql);
		if (!rc && list->then)
			rc = list->then(db);
		if (!rc)
			rc = db_set_version(db, list->number);
	}
	return rc;
}

int64_t
migrate_newest(const struct migration *list)
{
	int64_t newest = 0;

	for (; list->number; list++)
		newest = list->number;
	return newest;
}

enum status
migrate(struct db *db, const struct migration *list)
{
	const int64_t newest = migrate_newest(list);
	int64_t at;
	enum status rc = db_version(db, &at);

	if (rc)
		return rc;
	if (at > newest)
		return ERR_SETUP;
	if (at == newest)
		return OK;
	rc = db_begin(db);
	if (!rc)
		rc = apply_migrations(db, list);
	return db_end(db, rc);
}
