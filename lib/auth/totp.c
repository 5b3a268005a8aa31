#include "totp.h"
#include "buf.h"
#include "text.h"
#include "token.h"
#include "uuid.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

enum { SECRET_BYTES = 20, RECOVERY_BYTES = 15, RECOVERY_LETTERS = 24, GROUP = 4 };

/* Random bytes as base32; `size` is a multiple of five, and so nothing has to fill up. */
static const char *
random_base32(struct arena *arena, size_t size)
{
	char bytes[SECRET_BYTES], *text;
	size_t length;
	const char *out;

	random_bytes(bytes, size);
	if (oath_base32_encode(bytes, size, &text, &length) != OATH_OK)
		abort();	/* without memory for 32 letters */
	arena_hold(arena, free, text);
	out = arena_copy(arena, text, length);
	arena_let_go(arena, text);
	return out;
}

const char *
totp_secret(struct arena *arena)
{
	return random_base32(arena, SECRET_BYTES);
}

const char *
totp_uri(struct arena *arena, const char *secret, const char *username, const char *host)
{
	struct buf uri;

	buf_init(&uri, arena, 200);
	buf_puts(&uri, "otpauth://totp/Vitrine:");
	text_url(&uri, username);
	if (host && *host) {
		text_url(&uri, "@");
		text_url(&uri, host);
	}
	buf_printf(&uri, "?secret=%s&issuer=Vitrine", secret);
	return uri.data;
}

/* A text without spaces and hyphens. */
static char *
joined(struct arena *arena, const char *typed)
{
	char *out = arena_copy(arena, typed, strlen(typed)), *end = out;

	for (; *typed; typed++)
		if (*typed != ' ' && *typed != '-')
			*end++ = *typed;
	*end = '\0';
	return out;
}

const char *
totp_code(struct arena *arena, const char *typed)
{
	const char *code = joined(arena, typed);

	return strlen(code) == TOTP_DIGITS && strspn(code, "0123456789") == TOTP_DIGITS
		? code : NULL;
}

bool
totp_generate(const char *secret, int64_t step, char out[TOTP_DIGITS + 1])
{
	char *bytes;
	size_t size;
	bool made;

	if (step < 0 || oath_base32_decode(secret, strlen(secret), &bytes, &size) != OATH_OK)
		return false;
	made = oath_hotp_generate(bytes, size, (uint64_t)step, TOTP_DIGITS, false,
		OATH_HOTP_DYNAMIC_TRUNCATION, out) == OATH_OK;
	explicit_bzero(bytes, size);
	free(bytes);
	return made;
}

bool
totp_verify(const char *secret, const char *code, int64_t now, int64_t *step)
{
	char right[TOTP_DIGITS + 1];
	bool found = false;

	/* all three, whichever it is; of two alike the later, so that the other is used up, too */
	for (int64_t i = now / TOTP_STEP - 1; i <= now / TOTP_STEP + 1; i++) {
		const bool is_it = totp_generate(secret, i, right) && secret_equal(right, code);

		if (is_it)
			*step = i;
		found |= is_it;
	}
	return found;
}

const char *
recovery_code(struct arena *arena)
{
	const char *letters = random_base32(arena, RECOVERY_BYTES);
	struct buf code;

	buf_init(&code, arena, RECOVERY_LETTERS + RECOVERY_LETTERS / GROUP);
	for (int i = 0; i < RECOVERY_LETTERS; i++) {
		if (i && i % GROUP == 0)
			buf_putc(&code, '-');
		buf_putc(&code, letters[i]);
	}
	return code.data;
}

const char *
recovery_code_hash(struct arena *arena, const char *typed)
{
	char *code = joined(arena, typed);

	for (char *p = code; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	if (strlen(code) != RECOVERY_LETTERS
	    || strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != RECOVERY_LETTERS)
		return NULL;
	return token_hash(arena, code, RECOVERY_LETTERS);
}
