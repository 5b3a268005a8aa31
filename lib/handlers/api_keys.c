#include "api_keys.h"
#include "access.h"
#include "api_key.h"
#include "audit.h"
#include "own_list.h"
#include "token.h"

#include <string.h>

enum status
api_keys_list(struct request *req, struct response *res)
{
	(void)req;
	return respond_own(res, "tokens", &api_key_view, api_key_list);
}

static enum status
store_key(struct request *req, struct api_key *key)
{
	const char *hash = token_hash(req->arena, key->token, strlen(key->token));
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = api_key_create(call_of(req), key, hash);
	if (!rc)
		rc = audit_note(call_from(req), EVENT_KEY_MADE, req->user, key->name);
	return db_end(req->db, rc);
}

enum status
api_keys_create(struct request *req, struct response *res)
{
	struct api_key *key = req->body;
	enum status rc = access_is_recent(req);

	key->token = arena_printf(req->arena, API_KEY_PREFIX "%s",
		token_random(req->arena, API_KEY_DIGITS));
	if (!rc)
		rc = store_key(req, key);
	res->cache = CACHE_NO_STORE;
	return rc ? rc : respond_record(res, 201, &api_key_new_view, key);
}

enum status
api_keys_revoke(struct request *req, struct response *res)
{
	struct api_key key;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = api_key_revoke(call_of(req), req->id[0], &key);
	if (!rc)
		rc = audit_note(call_from(req), EVENT_KEY_REVOKED, req->user, key.name);
	rc = db_end(req->db, rc);
	return rc ? rc : respond_nothing(res);
}
