/* lib/auth/password: what may be a password, and that its hash knows it again. */
#include "client.h"
#include "clock.h"
#include "password.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <fcntl.h>
#include <libscrypt.h>
#include <unistd.h>

static struct arena memory = { .limit = 64 << 20 };
static char folder[] = "/tmp/vitrine-test.XXXXXX";
static const char *message;
static struct config config = { .data_dir = folder, .scrypt_log_n = 10, .scrypt_r = 1,
	.scrypt_p = 1, .hash_slots = 2 };

static const char *
slot_path(int slot)
{
	return arena_printf(&memory, "%s/.ht.hash.%d", folder, slot);
}

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
teardown(void)
{
	for (int i = 0; i < config.hash_slots; i++)
		unlink(slot_path(i));
	ck_assert_int_eq(rmdir(folder), 0);	/* nothing else was made */
}

static char *
repeated(char c, size_t count)
{
	char *text = arena_alloc(&memory, count + 1);

	memset(text, c, count);
	return text;
}

START_TEST(a_password_has_8_to_1024_bytes)
{
	message = NULL;
	ck_assert_ptr_null(is_password(&memory, "", &message));
	ck_assert_ptr_null(is_password(&memory, "zq7!xk2", &message));
	ck_assert_ptr_nonnull(message);
	ck_assert_str_eq(is_password(&memory, "zq7!xk2v", &message), "zq7!xk2v");
	ck_assert_str_eq(is_password(&memory, " zq7 xk2v ", &message), " zq7 xk2v ");
	ck_assert_ptr_nonnull(is_password(&memory, repeated('z', 1024), &message));
	ck_assert_ptr_null(is_password(&memory, repeated('z', 1025), &message));
}
END_TEST

/* of zxcvbn's list the first, one from its midst and the 3,000th; and our own name */
static const char *const common[] = { "password", "PassWord", "12345678", "123456789",
	"qwertyuiop", "cassandr", "GREYHOUN", "Vitrine1" };

START_TEST(a_common_password_is_refused_in_any_case)
{
	message = NULL;
	ck_assert_ptr_null(is_password(&memory, common[_i], &message));
	ck_assert_str_eq(message, "is one of the most common passwords");
}
END_TEST

START_TEST(ones_own_name_is_told_without_regard_to_case)
{
	ck_assert(password_is_name(&memory, "AnnaBerta", "annaberta"));
	ck_assert(password_is_name(&memory, "\xc3\x89milezola", "e\xcc\x81milezola"));
	ck_assert(!password_is_name(&memory, "annaberta1", "annaberta"));
	ck_assert(!password_is_name(&memory, "annaberta", NULL));
}
END_TEST

START_TEST(a_hash_knows_its_password_and_no_other)
{
	const char *hash, *again;
	bool outdated = true;

	ck_assert_int_eq(password_hash(&memory, &config, "correct horse", &hash, &message), OK);
	ck_assert_int_eq(password_hash(&memory, &config, "correct horse", &again, &message), OK);
	ck_assert_str_ne(hash, again);	/* a salt of its own */
	ck_assert_int_eq(strncmp(hash, "scrypt:10:1:1:", 14), 0);
	ck_assert_ptr_null(strstr(hash, "horse"));
	ck_assert_int_eq(password_verify(&memory, &config, hash, "correct horse", &outdated,
		&message), OK);
	ck_assert(!outdated);
	ck_assert_int_eq(password_verify(&memory, &config, hash, "correct horse ", &outdated,
		&message), ERR_AUTH);
	ck_assert_int_eq(password_verify(&memory, &config, hash, "Correct horse", &outdated,
		&message), ERR_AUTH);
	ck_assert_int_eq(password_verify(&memory, &config, hash, "", &outdated, &message),
		ERR_AUTH);
	ck_assert_int_eq(password_verify(&memory, &config, NULL, "correct horse", &outdated,
		&message), ERR_AUTH);
}
END_TEST

START_TEST(a_hash_of_another_cost_still_counts_and_is_outdated)
{
	struct config dearer = config;
	const char *hash;
	bool outdated = false;

	ck_assert_int_eq(password_hash(&memory, &config, "correct horse", &hash, &message), OK);
	dearer.scrypt_p = 2;
	ck_assert_int_eq(password_verify(&memory, &dearer, hash, "correct horse", &outdated,
		&message), OK);
	ck_assert(outdated);
	ck_assert_int_eq(password_hash(&memory, &dearer, "correct horse", &hash, &message), OK);
	ck_assert_int_eq(password_verify(&memory, &dearer, hash, "correct horse", &outdated,
		&message), OK);
	ck_assert(!outdated);
}
END_TEST

/* As one keyboard writes it, and another. */
static const char composed[] = "caf\u00e9-\u1ec7-1", decomposed[] = "cafe\u0301-e\u0323\u0302-1",
	mixed[] = "caf\u00e9-\u1eb9\u0302-1";
static const char *const written[] = { composed, decomposed, mixed };

/* The hash that 0.1.0 made: of the bytes that came. */
static const char *
hash_of_bytes(const char *password)
{
	unsigned char hash[32];
	char hex[65];

	ck_assert_int_eq(libscrypt_scrypt((const uint8_t *)password, strlen(password),
		(const uint8_t *)"abcd", 4, 1024, 1, 1, hash, sizeof(hash)), 0);
	for (int i = 0; i < 32; i++)
		sprintf(hex + 2 * i, "%02x", hash[i]);
	return arena_printf(&memory, "scrypt:10:1:1:abcd:%s", hex);
}

START_TEST(a_password_is_the_same_from_any_keyboard)
{
	const char *hash;
	bool outdated = true;

	ck_assert_str_eq(is_password(&memory, written[_i], &message), composed);
	ck_assert_int_eq(password_hash(&memory, &config, written[_i], &hash, &message), OK);
	for (int i = 0; i < COUNT(written); i++) {
		ck_assert_int_eq(password_verify(&memory, &config, hash, written[i], &outdated,
			&message), OK);
		ck_assert(!outdated);
	}
	ck_assert_int_eq(password_verify(&memory, &config, hash, "cafe-e-1", &outdated, &message),
		ERR_AUTH);
}
END_TEST

START_TEST(an_old_hash_of_another_form_counts_and_is_outdated)
{
	bool outdated = !_i;

	ck_assert_int_eq(password_verify(&memory, &config, hash_of_bytes(written[_i]), written[_i],
		&outdated, &message), OK);
	ck_assert_int_eq(outdated, _i > 0);
	ck_assert_int_eq(password_verify(&memory, &config, hash_of_bytes(decomposed), written[_i],
		&outdated, &message), OK);
	ck_assert(outdated);
	ck_assert_int_eq(password_verify(&memory, &config, hash_of_bytes(composed), written[_i],
		&outdated, &message), OK);
	ck_assert(!outdated);
}
END_TEST

static const char *const damaged[] = { "", "scrypt", "scrypt:10:1:1:", "scrypt:10:1:1:00",
	"scrypt:10:1:1::00",
	"bcrypt:10:1:1:00:00", "correct horse", "scrypt:10:1:1:XY:00" };

START_TEST(a_damaged_hash_is_an_error_and_never_right)
{
	bool outdated;

	ck_assert_int_eq(password_verify(&memory, &config, damaged[_i], "correct horse", &outdated,
		&message), ERR_INTERNAL);
}
END_TEST

START_TEST(a_cut_hash_is_never_right)
{
	const char *hash;
	bool outdated;

	ck_assert_int_eq(password_hash(&memory, &config, "correct horse", &hash, &message), OK);
	for (size_t n = strlen(hash) - 1; n > 10; n--)
		ck_assert_int_ne(password_verify(&memory, &config, arena_copy(&memory, hash, n),
			"correct horse", &outdated, &message), OK);
}
END_TEST

START_TEST(a_free_slot_is_used_while_others_are_taken)
{
	int fd = open(slot_path(0), O_RDWR | O_CREAT, 0600);
	const char *hash;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	ck_assert_int_eq(password_hash(&memory, &config, "correct horse", &hash, &message), OK);
	close(fd);
}
END_TEST

/* Who reads the log must know whether it is the load, the folder or the memory. */
START_TEST(why_no_hash_is_made_is_told)
{
	const struct config none = { .data_dir = "/nowhere/at all", .scrypt_log_n = 10,
		.scrypt_r = 1, .scrypt_p = 1, .hash_slots = 2 };
	const struct config huge = { .data_dir = folder, .scrypt_log_n = 62, .scrypt_r = 32,
		.scrypt_p = 1, .hash_slots = 2 };
	int slots[] = { open(slot_path(0), O_RDWR | O_CREAT, 0600),
		open(slot_path(1), O_RDWR | O_CREAT, 0600) };
	const char *hash;

	ck_assert_int_eq(password_hash(&memory, &none, "correct horse", &hash, &message),
		ERR_SETUP);
	ck_assert_ptr_nonnull(strstr(message, "/nowhere/at all/.ht.hash.0: No such file"));
	ck_assert_int_eq(password_hash(&memory, &huge, "correct horse", &hash, &message),
		ERR_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(message, "memory is short"));
	clock_hurry(true);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(flock(slots[i], LOCK_EX), 0);
	ck_assert_int_eq(password_hash(&memory, &config, "correct horse", &hash, &message),
		ERR_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(message, "raise hash_slots"));
	close(slots[0]);
	close(slots[1]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("password");
	TCase *tc = tcase_create("password");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_password_has_8_to_1024_bytes);
	tcase_add_loop_test(tc, a_common_password_is_refused_in_any_case, 0, COUNT(common));
	tcase_add_test(tc, ones_own_name_is_told_without_regard_to_case);
	tcase_add_test(tc, a_hash_knows_its_password_and_no_other);
	tcase_add_test(tc, a_hash_of_another_cost_still_counts_and_is_outdated);
	tcase_add_loop_test(tc, a_password_is_the_same_from_any_keyboard, 0, COUNT(written));
	tcase_add_loop_test(tc, an_old_hash_of_another_form_counts_and_is_outdated, 0,
		COUNT(written));
	tcase_add_loop_test(tc, a_damaged_hash_is_an_error_and_never_right, 0, COUNT(damaged));
	tcase_add_test(tc, a_cut_hash_is_never_right);
	tcase_add_test(tc, a_free_slot_is_used_while_others_are_taken);
	tcase_add_test(tc, why_no_hash_is_made_is_told);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
