#include "key.h"

static const struct {
	const char *find;		/* SQL, its first `$$` the key */
	bool is_own;			/* a second one is the user's */
	const char *type;		/* SQL: the item's type */
} kinds[] = {
	[KEYED_TITLE] = { "SELECT m.id FROM media_items m WHERE m.key = $$", .type = "m.type" },
	[KEYED_SHELVED] = { "SELECT m.id FROM media_items m JOIN entries e "
		"ON e.media_key = m.key WHERE m.key = $$", true, "m.type" },
	[KEYED_ENTRY] = { "SELECT e.id FROM entries e JOIN media_items m "
		"ON m.key = e.media_key WHERE e.key = $$", true, "m.type" },
	[KEYED_COPY] = { "SELECT e.id FROM copies e JOIN media_items m "
		"ON m.key = e.media_key WHERE e.key = $$", true, "m.type" },
};

enum status
key_find(const struct call *call, const struct keyed *what, int64_t key, const char **id)
{
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	if (kinds[what->kind].is_own && !call->user)
		return ERR_NOT_FOUND;
	sql_init(&sql, call->arena);
	sql_add_value(&sql, kinds[what->kind].find, value_int(key));
	if (kinds[what->kind].is_own)
		sql_add_value(&sql, " AND e.user_key = $$", value_int(call->user->key));
	if (what->type) {
		sql_add(&sql, " AND ");
		sql_add(&sql, kinds[what->kind].type);
		sql_add_value(&sql, " = $$",
			value_text(word_text(media_types, (word)what->type)));
	}
	rc = db_query(call->db, &stmt, sql.text.data, sql.args, sql.count);
	if (!rc)
		rc = stmt_step(stmt);
	if (!rc)
		*id = stmt_text(stmt, 0, call->arena);
	return rc;
}
