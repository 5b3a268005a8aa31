#include "password.h"
#include "slot.h"
#include "text.h"
#include "token.h"
#include "uuid.h"

#include <libscrypt.h>
#include <stdio.h>
#include <string.h>

enum { SALT = 16, HASH = 32, LEAST = 8, MOST = 1024 };

static bool
is_common(const char *password)
{
	static const char *const common[] = {
#include "common_passwords.inc"
	};

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (!strcmp(common[i], password))
			return true;
	return false;
}

const char *
is_password(struct arena *arena, const char *text, const char **message)
{
	size_t n;

	text = text_nfc(arena, text);
	n = strlen(text);
	if (n < LEAST)
		*message = "must have at least 8 characters";
	else if (n > MOST)
		*message = "must have at most 1024 bytes";
	else if (is_common(text_casefold(arena, text)))
		*message = "is one of the most common passwords";
	else
		return text;
	return NULL;
}

bool
password_is_name(struct arena *arena, const char *password, const char *name)
{
	return name && !strcmp(text_casefold(arena, password), text_casefold(arena, name));
}

static const struct slots slots = { "hash", "password hash", "password can be hashed" };

static enum status
scrypt(struct arena *arena, const struct config *config, const char *password, const char *salt,
	int log_n, int r, int p, char hex[2 * HASH + 1], const char **message)
{
	uint8_t hash[HASH];
	int slot, failed;
	enum status rc = slot_take(arena, config, &slots, config->hash_slots, &slot, message);

	if (rc)
		return rc;
	failed = libscrypt_scrypt((const uint8_t *)password, strlen(password),
		(const uint8_t *)salt, strlen(salt),
		UINT64_C(1) << log_n, (uint32_t)r, (uint32_t)p, hash, HASH);
	arena_close_file(arena, slot);
	if (failed) {
		*message = "no password can be hashed: memory is short; "
			"lower scrypt_log_n or hash_slots if that is usual";
		return ERR_UNAVAILABLE;
	}
	hex_encode(hash, HASH, hex);
	return OK;
}

/* "scrypt:14:8:5:SALT:HASH", salt and hash in hex; the salt is used as written. */
enum status
password_hash(struct arena *arena, const struct config *config, const char *password,
	const char **out, const char **message)
{
	unsigned char salt[SALT];
	char salt_hex[2 * SALT + 1], hex[2 * HASH + 1];
	int log_n = (int)config->scrypt_log_n, r = (int)config->scrypt_r, p = (int)config->scrypt_p;
	enum status rc;

	random_bytes(salt, sizeof(salt));
	hex_encode(salt, sizeof(salt), salt_hex);
	rc = scrypt(arena, config, text_nfc(arena, password), salt_hex, log_n, r, p, hex, message);
	if (!rc)
		*out = arena_printf(arena, "scrypt:%d:%d:%d:%s:%s", log_n, r, p, salt_hex, hex);
	return rc;
}

/*
 * How the same password may have been written when its hash was made: NFC; 0.1.0 took it as it
 * came, as now, or apart. Returns how many differ.
 */
static int
password_forms(struct arena *arena, const char *password, const char *forms[3])
{
	const char *all[] = { text_nfc(arena, password), password, text_nfd(arena, password) };
	int count = 0;

	for (int i = 0; i < 3; i++) {
		bool is_new = true;

		for (int j = 0; j < count; j++)
			is_new = is_new && strcmp(all[i], forms[j]) != 0;
		if (is_new)
			forms[count++] = all[i];
	}
	return count;
}

enum status
password_verify(struct arena *arena, const struct config *config, const char *hash,
	const char *password, bool *outdated, const char **message)
{
	char salt[65] = "none", wanted[129] = "", hex[2 * HASH + 1];
	int log_n = (int)config->scrypt_log_n, r = (int)config->scrypt_r, p = (int)config->scrypt_p,
		count;
	const char *forms[3] = { NULL };

	/* The widths keep the numbers in range. NOLINTNEXTLINE(cert-err34-c) */
	if (hash && sscanf(hash, "scrypt:%2d:%3d:%3d:%64[0-9a-f]:%128[0-9a-f]", &log_n, &r, &p,
		salt, wanted) != 5) {
		*message = "the stored hash of this account's password is none; "
			"an admin's link gives it a new password";
		return ERR_INTERNAL;
	}
	count = password_forms(arena, password, forms);
	for (int i = 0; i < count; i++) {
		enum status rc = scrypt(arena, config, forms[i], salt, log_n, r, p, hex, message);

		if (rc)
			return rc;
		*outdated = i || log_n != config->scrypt_log_n || r != config->scrypt_r
			|| p != config->scrypt_p;
		if (hash && secret_equal(hex, wanted))
			return OK;
	}
	return ERR_AUTH;
}
