/*
 * Access tokens against libjwt, both ways: the input as a token, signed by our key as header and
 * payload (a line each), and as claims (a line each) of which libjwt makes a token. We accept
 * exactly what libjwt accepts with the same key as HS256, and is_foreign() doesn't refuse; and it
 * says the same.
 */
#include "clock.h"
#include "fuzz.h"
#include "json.h"
#include "token.h"

#include <jwt.h>
#include <math.h>
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <string.h>

enum { NOW = 1775030400 };

static const unsigned char key[KEY_BYTES] = "0123456789abcdef0123456789abcde";
static const char own_header[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/* base64url without padding (RFC 7515, 2). */
static char *
encode(struct arena *arena, const void *data, size_t size)
{
	struct base64_encode_ctx ctx;
	char *text = arena_alloc(arena,
		BASE64_ENCODE_LENGTH(size) + BASE64_ENCODE_FINAL_LENGTH + 1);
	size_t n;

	base64url_encode_init(&ctx);
	n = base64_encode_update(&ctx, text, size, data);
	n += base64_encode_final(&ctx, text + n);
	text[n] = '\0';
	text[strcspn(text, "=")] = '\0';
	return text;
}

/* A claim that is a time after `after`. */
static bool
is_time(jwt_t *jwt, const char *name, int64_t after)
{
	char *json = jwt_get_grants_json(jwt, name), *end = json;
	double time = json ? strtod(json, &end) : -1;
	bool good = end != json && !*end && time >= 0 && time <= 253402300799
		&& (int64_t)time > after;

	free(json);
	return good;
}

/*
 * base64url as it is written: libjwt takes other spellings, and whatever is no base64 at its end.
 */
static bool
is_canonical(struct arena *arena, const char *text, size_t size, struct buf *out)
{
	struct base64_decode_ctx ctx;
	char *padded = arena_printf(arena, "%.*s%s", (int)size, text,
		&"==="[size % 4 ? size % 4 - 1 : 3]), *again;
	size_t n = BASE64_DECODE_LENGTH(size + 3);

	buf_init(out, arena, n);
	base64url_decode_init(&ctx);
	if (size % 4 == 1
	    || !base64_decode_update(&ctx, &n, (uint8_t *)out->data, strlen(padded), padded)
	    || !base64_decode_final(&ctx))
		return false;
	out->length = n;
	again = encode(arena, out->data, n);
	return strlen(again) == size && !strncmp(again, text, size);
}

/*
 * What libjwt doesn't look at: a spelling that isn't ours, JSON that isn't strict, claims that ours
 * have.
 */
static bool
is_foreign(struct arena *arena, const char *text, jwt_t *jwt)
{
	struct problems problems = { .arena = arena };
	const char *payload = strchr(text, '.') + 1, *signature = strchr(payload, '.') + 1,
		*iss = jwt_get_grant(jwt, "iss");
	struct buf json, digest;
	cJSON *object;

	if (strlen(text) >= TOKEN_MAX || strncmp(text, own_header, sizeof(own_header) - 1)
	    || payload != text + sizeof(own_header))
		return true;
	if (!is_canonical(arena, payload, (size_t)(signature - 1 - payload), &json)
	    || !is_canonical(arena, signature, strlen(signature), &digest)
	    || json_parse(arena, json.data, json.length, &object, &problems))
		return true;
	return !iss || strcmp(iss, "vitrine") || !jwt_get_grant(jwt, "sub")
		|| !jwt_get_grant(jwt, "sid")
		|| !is_time(jwt, "iat", -1) || !is_time(jwt, "auth_time", -1)
		|| !is_time(jwt, "exp", NOW);
}

static bool
has_great_number(const cJSON *item)
{
	if (cJSON_IsNumber(item))
		return !(fabs(item->valuedouble) < 9.2e18);
	for (const cJSON *child = item->child; child; child = child->next)
		if (has_great_number(child))
			return true;
	return false;
}

/*
 * A number that libjwt's JSON can't hold makes it refuse; for us it is in a claim that we don't
 * know (RFC 7519, 4).
 */
static bool
is_too_great(struct arena *arena, const char *text)
{
	struct problems problems = { .arena = arena };
	const char *payload = strchr(text, '.') + 1;
	struct buf json;
	cJSON *object;

	return is_canonical(arena, payload, strcspn(payload, "."), &json)
		&& !json_parse(arena, json.data, json.length, &object, &problems)
		&& has_great_number(object);
}

static void
compare(struct arena *arena, const char *text)
{
	struct token token;
	jwt_t *jwt = NULL;
	bool taken = token_verify(arena, key, text, &token);
	bool libjwt_takes = !jwt_decode(&jwt, text, key, KEY_BYTES)
		&& jwt_get_alg(jwt) == JWT_ALG_HS256;

	if (libjwt_takes || !taken)
		MUST(taken == (libjwt_takes && !is_foreign(arena, text, jwt)));
	else
		MUST(is_too_great(arena, text));
	if (taken && libjwt_takes)
		MUST(!strcmp(jwt_get_grant(jwt, "sub"), token.sub)
			&& !strcmp(jwt_get_grant(jwt, "sid"), token.sid));
	jwt_free(jwt);
}

static const char *
sign(struct arena *arena, const char *text)
{
	struct hmac_sha256_ctx ctx;
	uint8_t digest[32];

	hmac_sha256_set_key(&ctx, KEY_BYTES, key);
	hmac_sha256_update(&ctx, strlen(text), (const uint8_t *)text);
	hmac_sha256_digest(&ctx, sizeof(digest), digest);
	return arena_printf(arena, "%s.%s", text, encode(arena, digest, sizeof(digest)));
}

/*
 * Lines: algorithm, iss, sub, sid, iat, exp, auth_time. libjwt makes the token, so we accept it,
 * but for the claims.
 */
static void
issue(struct arena *arena, char *text)
{
	static const char *const names[] = { "iss", "sub", "sid", "iat", "exp", "auth_time" };
	jwt_alg_t alg = JWT_ALG_HS256;
	jwt_t *jwt;
	char *token, *line = strsep(&text, "\n");

	if (line && *line >= '0' && *line <= '3')
		alg = (jwt_alg_t[]){ JWT_ALG_NONE, JWT_ALG_HS256, JWT_ALG_HS384,
			JWT_ALG_HS512 }[*line - '0'];
	MUST(!jwt_new(&jwt) && !jwt_set_alg(jwt, alg, alg == JWT_ALG_NONE ? NULL : key,
		alg == JWT_ALG_NONE ? 0 : KEY_BYTES));
	for (int i = 0; i < 6 && (line = strsep(&text, "\n")); i++) {
		if (i < 3)
			jwt_add_grant(jwt, names[i], line);
		else
			jwt_add_grant_int(jwt, names[i], strtol(line, NULL, 10));
	}
	token = jwt_encode_str(jwt);
	if (token)
		compare(arena, token);
	free(token);
	jwt_free(jwt);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	const uint8_t *end = memchr(data, '\n', size), *payload = end ? end + 1 : data;
	const char *header = end && end > data ? encode(arena, data, (size_t)(end - data))
		: own_header;

	clock_set(NOW);
	compare(arena, arena_copy(arena, data, size));
	compare(arena, sign(arena, arena_printf(arena, "%s.%s", header,
		encode(arena, payload, (size_t)(data + size - payload)))));
	compare(arena,
		sign(arena, arena_printf(arena, "%s.%s", own_header, arena_copy(arena, payload,
		(size_t)(data + size - payload)))));
	issue(arena, arena_copy(arena, data, size));
	return 0;
}
