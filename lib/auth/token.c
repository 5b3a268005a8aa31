#include "token.h"
#include "clock.h"
#include "folder.h"
#include "json.h"
#include "uuid.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* {"alg":"HS256","typ":"JWT"}, as libjwt writes it */
static const char header[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

/* What is read must be all of it. */
static bool
read_key(int fd, unsigned char out[KEY_BYTES])
{
	unsigned char bytes[KEY_BYTES + 1];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n != KEY_BYTES) {
		errno = n < 0 ? errno : EINVAL;
		return false;
	}
	memcpy(out, bytes, KEY_BYTES);
	return true;
}

/* Who can't get into the folder can't get at the key. */
static bool
is_exposed(const struct stat *key, const char *folder, bool for_group)
{
	const mode_t others = key->st_mode & (for_group ? 06 : 066);
	struct stat st;

	if (!others)
		return false;
	return stat(folder, &st) || (others & 060 && st.st_mode & 010)
		|| (others & 06 && st.st_mode & 01);
}

static enum status
note_trouble(struct arena *arena, const char *path, int error, const char **message)
{
	*message = arena_printf(arena, "signing key %s: %s; it must be 32 bytes in a folder of the "
		"web server's user", path, strerror(error));
	return status_of_error(error);
}

enum status
token_key(struct arena *arena, const char *folder, bool for_group, unsigned char out[KEY_BYTES],
	const char **message)
{
	const char *path = arena_printf(arena, "%s/.ht.key", folder);
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;
	struct stat st;
	enum status rc = OK;

	arena_hold_file(arena, fd);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : note_trouble(arena, path, errno, message);
	error = fstat(fd, &st) ? errno : 0;
	if (!error && st.st_uid == geteuid()
	    && (st.st_mode & 0777) != folder_file_mode(for_group)) {
		folder_follow(folder, for_group);
		error = fstat(fd, &st) ? errno : 0;
	}
	if (!error && is_exposed(&st, folder, for_group)) {
		*message = arena_printf(arena, "signing key %s: %s may use it, "
			"and so be everybody here; take that right away (chmod 600), or "
			"delete it, and all sign in anew%s", path, st.st_mode & 06 ? "anybody"
			: "its group",
			for_group ? "" : "; data_access = group allows it to its group");
		rc = ERR_SETUP;
	} else if (error || !read_key(fd, out)) {
		rc = note_trouble(arena, path, error ? error : errno, message);
	}
	arena_close_file(arena, fd);
	return rc;
}

/*
 * Some file systems have no links (FAT, some SMB servers), and renaming takes the place of what is
 * there: one after the other, and only the first one's becomes the key.
 */
static bool
rename_in_turn(struct arena *arena, const char *draft, const char *path, bool for_group)
{
	int lock = open(arena_printf(arena, "%s.lock", path), O_RDWR | O_CREAT | O_CLOEXEC,
		folder_file_mode(for_group)), error;
	struct stat st;
	bool is_there;

	if (lock < 0)
		return false;
	is_there = !flock(lock, LOCK_EX)
		&& (!stat(path, &st) || (errno == ENOENT && !rename(draft, path)));
	error = errno;
	close(lock);
	errno = error;
	return is_there;
}

/*
 * Made whole under another name and then linked: of many programs at once one wins, and all read
 * the same key.
 */
static bool
make_key(struct arena *arena, const char *folder, bool for_group)
{
	const char *path = arena_printf(arena, "%s/.ht.key", folder);
	unsigned char bytes[KEY_BYTES];
	char id[UUID_TEXT], *draft;
	bool made;
	int fd, error;

	uuid_make(id);
	draft = arena_printf(arena, "%s.%s", path, id);
	fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, folder_file_mode(for_group));
	if (fd < 0)
		return false;
	random_bytes(bytes, sizeof(bytes));
	made = write(fd, bytes, sizeof(bytes)) == KEY_BYTES && !fsync(fd);
	close(fd);
	made = made && (!link(draft, path) || errno == EEXIST
		|| rename_in_turn(arena, draft, path, for_group));
	error = errno;
	unlink(draft);
	errno = error;
	return made;
}

enum status
token_key_make(struct arena *arena, const char *folder, bool for_group,
	unsigned char out[KEY_BYTES], const char **message)
{
	enum status rc = token_key(arena, folder, for_group, out, message);

	if (rc != ERR_NOT_FOUND)
		return rc;
	if (!make_key(arena, folder, for_group))
		return note_trouble(arena, arena_printf(arena, "%s/.ht.key", folder), errno,
			message);
	rc = token_key(arena, folder, for_group, out, message);
	return rc == ERR_NOT_FOUND ? note_trouble(arena, arena_printf(arena, "%s/.ht.key", folder),
		ENOENT, message) : rc;
}

static void
sign_text(const unsigned char key[KEY_BYTES], const char *text, size_t size,
	unsigned char out[SHA256_DIGEST_SIZE])
{
	struct hmac_sha256_ctx ctx;

	hmac_sha256_set_key(&ctx, KEY_BYTES, key);
	hmac_sha256_update(&ctx, size, (const uint8_t *)text);
	hmac_sha256_digest(&ctx, SHA256_DIGEST_SIZE, out);
}

static int
base64url_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/*
 * base64url without padding (RFC 7515, 2); strict: exactly what encoding gives, so that a token has
 * one spelling.
 */
static bool
decode_part(const char *text, size_t size, uint8_t *out, size_t *length)
{
	unsigned bits = 0, count = 0;
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		int value = base64url_value(text[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (unsigned)value;
		count += 6;
		if (count >= 8) {
			count -= 8;
			out[n++] = (uint8_t)(bits >> count);
			bits &= (1u << count) - 1;
		}
	}
	*length = n;
	return size % 4 != 1 && !bits;	/* what is left over must be zero */
}

/* A time within bounds: the cast of a number without any is undefined. */
static bool
read_time(const cJSON *object, const char *name, int64_t *out)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0
	    && item->valuedouble <= 253402300799.0))
		return false;
	*out = (int64_t)item->valuedouble;
	return true;
}

static bool
read_payload(struct arena *arena, const char *text, size_t size, struct token *out)
{
	struct problems problems = { .arena = arena };
	cJSON *object;
	const char *iss;

	if (json_parse(arena, text, size, &object, &problems))
		return false;
	iss = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "iss"));
	out->sub = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "sub"));
	out->sid = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "sid"));
	return iss && !strcmp(iss, "vitrine") && out->sub && out->sid
		&& read_time(object, "iat", &out->iat)
		&& read_time(object, "exp", &out->exp)
		&& read_time(object, "auth_time", &out->auth_time);
}

bool
token_verify(struct arena *arena, const unsigned char key[KEY_BYTES], const char *text,
	struct token *out)
{
	const size_t n = sizeof(header) - 1;
	unsigned char wanted[SHA256_DIGEST_SIZE], given[TOKEN_MAX], payload[TOKEN_MAX];
	const char *dot;
	size_t length;

	if (strlen(text) >= TOKEN_MAX || strncmp(text, header, n))
		return false;
	dot = strchr(text + n, '.');
	if (!dot || !decode_part(dot + 1, strlen(dot + 1), given, &length)
	    || length != SHA256_DIGEST_SIZE)
		return false;
	sign_text(key, text, (size_t)(dot - text), wanted);
	if (!nettle_memeql_sec(wanted, given, SHA256_DIGEST_SIZE))
		return false;
	if (!decode_part(text + n, (size_t)(dot - text) - n, payload, &length))
		return false;
	return read_payload(arena, (const char *)payload, length, out) && out->exp > clock_now();
}

char *
token_random(struct arena *arena, size_t digits)
{
	unsigned char bytes[32];
	char *hex = arena_alloc(arena, 2 * sizeof(bytes) + 1);

	random_bytes(bytes, sizeof(bytes));
	hex_encode(bytes, sizeof(bytes), hex);
	hex[digits] = '\0';
	return hex;
}

char *
token_next(struct arena *arena, const unsigned char key[KEY_BYTES], const char *secret,
	size_t digits)
{
	/* nothing else that is signed begins so */
	const char *text = arena_printf(arena, "next %s", secret);
	unsigned char bytes[SHA256_DIGEST_SIZE];
	char *hex = arena_alloc(arena, 2 * sizeof(bytes) + 1);

	sign_text(key, text, strlen(text), bytes);
	hex_encode(bytes, sizeof(bytes), hex);
	hex[digits] = '\0';
	return hex;
}

char *
token_hash(struct arena *arena, const char *text, size_t size)
{
	struct sha256_ctx ctx;
	uint8_t digest[SHA256_DIGEST_SIZE];
	char *hex = arena_alloc(arena, 2 * SHA256_DIGEST_SIZE + 1);

	sha256_init(&ctx);
	sha256_update(&ctx, size, (const uint8_t *)text);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, digest);
	hex_encode(digest, sizeof(digest), hex);
	return hex;
}

bool
secret_equal(const char *a, const char *b)
{
	size_t n = strlen(a);

	return n == strlen(b) && nettle_memeql_sec(a, b, n);
}
