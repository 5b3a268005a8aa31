#include "token.h"
#include "clock.h"
#include "uuid.h"

#include <jwt.h>
#include <stdlib.h>

char *
token_issue(struct arena *arena, const unsigned char key[KEY_BYTES], const char *user_id,
	const char *session_id, int64_t auth_time, int64_t since, int64_t ttl)
{
	char jti[UUID_TEXT], *encoded = NULL, *text;
	int64_t now = clock_now(), iat = now > since ? now : since;
	jwt_t *jwt;

	uuid_make(jti);
	if (jwt_new(&jwt))
		return NULL;
	if (!jwt_add_grant(jwt, "iss", "vitrine") && !jwt_add_grant(jwt, "sub", user_id)
	    && !jwt_add_grant(jwt, "sid", session_id) && !jwt_add_grant(jwt, "jti", jti)
	    && !jwt_add_grant_int(jwt, "iat", iat) && !jwt_add_grant_int(jwt, "exp", now + ttl)
	    && !jwt_add_grant_int(jwt, "auth_time", auth_time)
	    && !jwt_set_alg(jwt, JWT_ALG_HS256, key, KEY_BYTES))
		encoded = jwt_encode_str(jwt);
	jwt_free(jwt);
	arena_hold(arena, free, encoded);
	text = arena_strdup(arena, encoded);
	arena_let_go(arena, encoded);
	return text;
}
