/*
 * Limits of calls under /auth: per address, per account, and of password hashes at once (api.md,
 * sections 2 and 8).
 */
#include "client.h"
#include "clock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define JSON "application/json"
#define LOGIN "{\"username\":\"member\",\"password\":\"correct horse\"}"

enum { NOW = 1775030400, LATER = NOW + 3600, ACCOUNT = 10, ADDRESS = 30, QUARTER = 900 };

static struct arena memory = { .limit = 64 << 20 };

/* The defaults, an hour after the fixture's own calls. */
static void
setup(void)
{
	client_setup();
	clock_set(LATER);
	clock_hurry(true);
	client_settings("trusted_proxies = 10.0.0.1 10.1.0.0/16 2001:db8:ffff::/48");
}

/* A call from an address, perhaps said by a proxy. */
static struct reply *
call_via(const char *path, const char *body, const char *address, const char *forwarded)
{
	const char *const headers[] = { arena_printf(&memory, "REMOTE_ADDR=%s", address),
		arena_printf(&memory, "HTTP_X_FORWARDED_FOR=%s", forwarded), NULL };

	return client_send(&nobody, &auth_app, "POST", path, JSON, body, strlen(body), headers);
}

static struct reply *
asked_from(const char *address)
{
	return call_via("/refresh", "{}", address, "");
}

/* Makes as many calls as an address has in a minute. */
static void
use_up(const char *address)
{
	for (int i = 0; i < ADDRESS; i++)
		ck_assert_int_eq(asked_from(address)->http, 401);
}

static struct reply *
login(const char *name, const char *password)
{
	static int made;
	int n = made++;

	/* an address of its own: here it's the account that counts */
	return call_via("/login",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"%s\"}", name, password),
		arena_printf(&memory, "198.51.%d.%d", n / 200, n % 200 + 1), "");
}

static void
lock_account(const char *name)
{
	for (int i = 0; i < ACCOUNT; i++)
		ck_assert_int_eq(login(name, "wrong horse")->http, 401);
}

static void
assert_limited(const struct reply *r, const char *seconds)
{
	ck_assert_int_eq(r->http, 429);
	ck_assert_str_eq(json_text(r, "error.code"), "rate_limited");
	ck_assert_str_eq(reply_header(r, "Retry-After"), seconds);
}

/* What a person reads. */
static void
assert_says(const struct reply *r, const char *message)
{
	ck_assert_int_eq(r->http, 429);
	ck_assert_str_eq(json_text(r, "error.message"), message);
}

/* --- per address ------------------------------------------------------------------------------ */

static const struct {
	const char *path, *body;
	int http;
} calls[] = {
	{ "/login", LOGIN, 200 }, { "/login", "{\"username\":\"member\",\"password\":\"x\"}", 401 },
	{ "/login", "{", 400 },
	{ "/register", "{}", 400 }, { "/refresh", "{}", 401 }, { "/token", "{}", 400 },
	{ "/logout", "{}", 204 },
	{ "/login", "\xff", 400 },
	{ "/register", "{\"username\":\"member\",\"password\":\"correct horse\"}", 409 },
};

START_TEST(every_call_counts_whatever_its_body)
{
	for (int i = 0; i < ADDRESS; i++)
		ck_assert_int_eq(call_via(calls[i % COUNT(calls)].path,
			calls[i % COUNT(calls)].body, "192.0.2.9",
			"")->http,
			calls[i % COUNT(calls)].http);
	for (int i = 0; i < COUNT(calls); i++)
		assert_limited(call_via(calls[i].path, calls[i].body, "192.0.2.9", ""), "60");
	ck_assert_int_eq(asked_from("192.0.2.10")->http, 401);
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
}
END_TEST

START_TEST(the_minute_slides)
{
	for (int i = 0; i < ADDRESS; i++) {
		clock_set(LATER + 2 * i);
		ck_assert_int_eq(asked_from("192.0.2.9")->http, 401);
	}
	assert_limited(asked_from("192.0.2.9"), "2");
	assert_says(asked_from("192.0.2.9"), "Too many requests. Try again in 2 seconds.");
	clock_set(LATER + 59);
	assert_limited(asked_from("192.0.2.9"), "1");
	assert_says(asked_from("192.0.2.9"), "Too many requests. Try again in 1 second.");
	clock_set(LATER + 60);
	ck_assert_int_eq(asked_from("192.0.2.9")->http, 401);
	assert_limited(asked_from("192.0.2.9"), "2");
	clock_set(LATER + 62);
	ck_assert_int_eq(asked_from("192.0.2.9")->http, 401);
}
END_TEST

START_TEST(refused_calls_do_not_prolong_the_wait)
{
	use_up("192.0.2.9");
	clock_set(LATER + 30);
	for (int i = 0; i < ADDRESS; i++)
		assert_limited(asked_from("192.0.2.9"), "30");
	clock_set(LATER + 60);
	use_up("192.0.2.9");
}
END_TEST

/* What it counted then counts as if it were now, and no longer. */
START_TEST(a_clock_that_was_ahead_keeps_nobody_waiting)
{
	clock_set(LATER + 86400);
	use_up("192.0.2.9");
	lock_account("member");
	clock_set(LATER);
	assert_limited(asked_from("192.0.2.9"), "60");
	assert_limited(login("member", "correct horse"), "900");
	clock_set(LATER + 60);
	use_up("192.0.2.9");
	assert_limited(login("member", "correct horse"), "840");
	clock_set(LATER + QUARTER);
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
}
END_TEST

START_TEST(an_ipv6_address_counts_by_its_64_bits)
{
	use_up("2001:db8:0:1::1");
	assert_limited(asked_from("2001:db8:0:1::1"), "60");
	assert_limited(asked_from("2001:db8:0:1:ffff:ffff:ffff:ffff"), "60");
	assert_limited(asked_from("2001:0DB8:0000:0001::2"), "60");
	ck_assert_int_eq(asked_from("2001:db8:0:2::1")->http, 401);
}
END_TEST

static const struct {
	const char *proxy, *forwarded, *counted;
} proxies[] = {
	{ "192.0.2.9", "192.0.2.77", "192.0.2.9" },		/* not one of ours */
	{ "10.0.0.2", "192.0.2.77", "10.0.0.2" },
	{ "10.0.0.1", "192.0.2.77", "192.0.2.77" },
	{ "10.1.2.3", "192.0.2.77", "192.0.2.77" },
	{ "2001:db8:ffff::1", "192.0.2.77", "192.0.2.77" },
	{ "10.0.0.1", "2001:db8::5", "2001:db8::6" },
	/* the first is what the client says */
	{ "10.0.0.1", "192.0.2.1, 192.0.2.77", "192.0.2.77" },
	{ "10.0.0.1", "nonsense", "10.0.0.1" },
	{ "10.0.0.1", "", "10.0.0.1" },
	{ "10.0.0.1", "192.0.2.77, x", "10.0.0.1" },
	/* through two of ours */
	{ "10.0.0.1", "192.0.2.1, 192.0.2.77, 10.1.9.9", "192.0.2.77" },
	{ "10.0.0.1", "192.0.2.77:4711", "192.0.2.77" },
	{ "10.0.0.1", "[2001:db8::5]:4711", "2001:db8::6" },
	{ "10.0.0.1", "192.0.2.1, \"192.0.2.77:80\" , 10.1.9.9:80", "192.0.2.77" },
	{ "10.0.0.2", "192.0.2.77:80", "10.0.0.2" },
	{ "10.0.0.1", "x,10.1.9.9", "10.1.9.9" }, { "10.0.0.1", "10.1.9.9", "10.1.9.9" },
};

START_TEST(a_proxy_is_believed_only_where_it_is_trusted)
{
	for (int i = 0; i < ADDRESS; i++)
		ck_assert_int_eq(call_via("/refresh", "{}", proxies[_i].proxy,
			proxies[_i].forwarded)->http, 401);
	assert_limited(asked_from(proxies[_i].counted), "60");
	ck_assert_int_eq(asked_from("192.0.2.78")->http, 401);
}
END_TEST

START_TEST(the_limit_of_an_address_is_a_setting)
{
	client_settings("rate_limit_address = 2");
	ck_assert_int_eq(asked_from("192.0.2.9")->http, 401);
	ck_assert_int_eq(asked_from("192.0.2.9")->http, 401);
	assert_limited(asked_from("192.0.2.9"), "60");
}
END_TEST

/* --- per account ------------------------------------------------------------------------------ */

static const char *const accounts[] = { "member", "nobody", "no@body.example", "Ольга",
	"' OR 1=1 --" };

START_TEST(failures_count_for_known_and_unknown_names_alike)
{
	lock_account(accounts[_i]);
	assert_limited(login(accounts[_i], "wrong horse"), "900");
	assert_limited(login(accounts[_i], "correct horse"), "900");
	assert_says(login(accounts[_i], "correct horse"),
		"Too many wrong passwords. Try again in 15 minutes.");
	ck_assert_int_eq(login("other", "correct horse")->http, 200);
	clock_set(LATER + 61);
	assert_says(login(accounts[_i], "correct horse"),
		"Too many wrong passwords. Try again in 14 minutes.");
	clock_set(LATER + QUARTER - 90);
	assert_says(login(accounts[_i], "correct horse"),
		"Too many wrong passwords. Try again in 90 seconds.");
	clock_set(LATER + QUARTER - 1);
	assert_limited(login(accounts[_i], "correct horse"), "1");
	clock_set(LATER + QUARTER);
	ck_assert_int_eq(login(accounts[_i], "correct horse")->http,
		strcmp(accounts[_i], "member") ? 401 : 200);
}
END_TEST

START_TEST(case_makes_no_other_account)
{
	lock_account("Member");
	assert_limited(login("mEMBER", "correct horse"), "900");
}
END_TEST

START_TEST(both_ways_to_sign_in_count_as_one)
{
	lock_account("member");
	assert_limited(call_via("/token",
		"{\"grant_type\":\"password\",\"username\":\"member\",\"password\":\"correct "
		"horse\"}",
		"192.0.2.9", ""), "900");
}
END_TEST

START_TEST(success_is_no_failure)
{
	for (int i = 0; i < 3 * ACCOUNT; i++)
		ck_assert_int_eq(login("member", "correct horse")->http, 200);
}
END_TEST

START_TEST(a_locked_account_keeps_its_sessions)
{
	struct reply *r = call_via("/refresh", arena_printf(&memory, "{\"refresh_token\":\"%s\"}",
		member.refresh_token),
		"192.0.2.9", "");
	const struct sender sender = { .token = json_text(r, "access_token") };

	lock_account("member");
	ck_assert_int_eq(client_get(&sender, &usermedia_app, "/")->http, 200);
	r = call_via("/refresh",
		arena_printf(&memory, "{\"refresh_token\":\"%s\"}", json_text(r, "refresh_token")),
		"192.0.2.9", "");
	ck_assert_int_eq(r->http, 200);
}
END_TEST

/*
 * --- an address that the account's password has come from --------------------------------------
 */

static struct reply *
login_from(const char *address, const char *forwarded, const char *name, const char *password)
{
	return call_via("/login", arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"%s\"}",
		name, password), address, forwarded);
}

/* The fixture registers everybody from 192.0.2.1. */
START_TEST(strangers_lock_nobody_out_at_home)
{
	struct sender sender;

	lock_account("member");
	assert_limited(login("member", "correct horse"), "900");
	ck_assert_int_eq(login_from("192.0.2.1", "", "member", "correct horse")->http, 200);
	ck_assert_int_eq(call_via("/token",
		"{\"grant_type\":\"password\",\"username\":\"member\",\"password\":\"correct "
		"horse\"}",
		"192.0.2.1", "")->http, 200);
	sender = (struct sender){ .token = json_text(login_from("192.0.2.1", "", "member",
		"correct horse"), "access_token") };
	ck_assert_int_eq(client_post(&sender, &auth_app, "/confirm-password",
		"{\"password\":\"correct horse\"}")->http, 200);
	/* Nor does who gets in open the door for strangers. */
	assert_limited(login("member", "correct horse"), "900");
}
END_TEST

START_TEST(a_known_address_has_its_own_count)
{
	for (int i = 0; i < ACCOUNT; i++)
		ck_assert_int_eq(login_from("192.0.2.1", "", "member", "wrong horse")->http, 401);
	assert_limited(login_from("192.0.2.1", "", "member", "correct horse"), "900");
	ck_assert_int_eq(login_from("192.0.2.1", "", "other", "correct horse")->http, 200);
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
	lock_account("member");
	assert_limited(login("member", "correct horse"), "900");
	clock_set(LATER + QUARTER);
	ck_assert_int_eq(login_from("192.0.2.1", "", "member", "correct horse")->http, 200);
}
END_TEST

/*
 * Who knows one account's address has only that account: for others, and for names that nobody has,
 * it is a stranger's.
 */
START_TEST(an_address_is_known_to_its_account_only)
{
	static const char *const names[] = { "other", "nobody" };

	ck_assert_int_eq(login_from("203.0.113.5", "", "member", "correct horse")->http, 200);
	for (int i = 0; i < COUNT(names); i++) {
		lock_account(names[i]);
		assert_limited(login_from("203.0.113.5", "", names[i], "correct horse"), "900");
	}
}
END_TEST

START_TEST(a_wrong_password_makes_no_address_known)
{
	ck_assert_int_eq(login_from("203.0.113.5", "", "member", "wrong horse")->http, 401);
	for (int i = 1; i < ACCOUNT; i++)
		ck_assert_int_eq(login("member", "wrong horse")->http, 401);
	assert_limited(login_from("203.0.113.5", "", "member", "correct horse"), "900");
}
END_TEST

START_TEST(a_known_address_is_the_clients_behind_a_proxy)
{
	ck_assert_int_eq(login_from("10.0.0.1", "203.0.113.5:4711", "member",
		"correct horse")->http, 200);
	ck_assert_int_eq(login_from("10.0.0.1", "2001:db8:0:1::1", "member", "correct horse")->http,
		200);
	lock_account("member");
	assert_limited(login_from("10.0.0.1", "203.0.113.6", "member", "correct horse"), "900");
	assert_limited(login_from("192.0.2.99", "203.0.113.5", "member", "correct horse"), "900");
	ck_assert_int_eq(login_from("10.0.0.1", "203.0.113.5", "member", "correct horse")->http,
		200);
	ck_assert_int_eq(login_from("203.0.113.5", "", "member", "correct horse")->http, 200);
	ck_assert_int_eq(login_from("10.0.0.1", "2001:db8:0:1:2:3:4:5", "member",
		"correct horse")->http, 200);
}
END_TEST

START_TEST(an_address_is_known_for_ninety_days_and_after_signing_out)
{
	struct reply *r = login_from("203.0.113.5", "", "member", "correct horse");
	const struct sender sender = { .token = json_text(r, "access_token") };

	ck_assert_int_eq(client_post(&sender, &auth_app, "/logout", NULL)->http, 204);
	clock_set(LATER + 90 * 86400 - 60);
	lock_account("member");
	ck_assert_int_eq(login_from("203.0.113.5", "", "member", "correct horse")->http, 200);
	clock_set(LATER + 2 * 90 * 86400);
	lock_account("member");
	assert_limited(login_from("203.0.113.5", "", "member", "correct horse"), "900");
}
END_TEST

START_TEST(the_latest_twenty_addresses_are_known)
{
	for (int i = 0; i < 21; i++) {
		clock_set(LATER + i);
		ck_assert_int_eq(login_from(arena_printf(&memory, "203.0.113.%d", i), "", "member",
			"correct horse")->http, 200);
	}
	lock_account("member");
	assert_limited(login_from("203.0.113.0", "", "member", "correct horse"), "900");
	for (int i = 1; i < 21; i++)
		ck_assert_int_eq(login_from(arena_printf(&memory, "203.0.113.%d", i), "", "member",
			"correct horse")->http, 200);
}
END_TEST

START_TEST(a_new_password_makes_the_address_known)
{
	const struct sender sender = { .token = json_text(login_from("192.0.2.1", "", "admin",
		"correct horse"), "access_token") };
	struct reply *r = client_post(&sender, &users_app,
		arena_printf(&memory, "/%s/password-reset", member.id), NULL);
	const char *path;

	ck_assert_int_eq(r->http, 201);
	path = arena_printf(&memory, "/password-reset/%s", json_text(r, "reset_token"));
	for (int i = 0; i < ACCOUNT; i++)
		ck_assert_int_eq(login_from("192.0.2.1", "", "member", "wrong horse")->http, 401);
	lock_account("member");
	ck_assert_int_eq(call_via(path, "{\"password\":\"another horse\"}", "203.0.113.5",
		"")->http, 200);
	ck_assert_int_eq(login_from("192.0.2.1", "", "member", "another horse")->http, 200);
	lock_account("member");
	ck_assert_int_eq(login_from("203.0.113.5", "", "member", "another horse")->http, 200);
}
END_TEST

/* --- where they are kept ---------------------------------------------------------------------- */

START_TEST(a_new_process_knows_the_counts)
{
	use_up("192.0.2.9");
	lock_account("member");
	client_restart();
	assert_limited(asked_from("192.0.2.9"), "60");
	assert_limited(login("member", "correct horse"), "900");
}
END_TEST

/* In the data folder, $f being the file. */
static const char *const damages[] = {
	"rm -f $f*", "echo this is no database >$f", ":>$f", "head -c 5000 /dev/urandom >$f",
	"cp .ht.key $f",
	"rm -f $f-* && dd if=/dev/urandom of=$f bs=1 seek=100 count=9000 conv=notrunc 2>/dev/null",
};

START_TEST(a_lost_or_corrupt_file_begins_anew)
{
	use_up("192.0.2.9");
	ck_assert_int_eq(system(arena_printf(&memory, "cd %s/data && f=.ht.limits.db && %s",
		client_folder(), damages[_i])), 0);
	use_up("192.0.2.9");
	assert_limited(asked_from("192.0.2.9"), "60");
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
}
END_TEST

START_TEST(old_calls_are_forgotten)
{
	struct stat before, after;
	const char *path = arena_printf(&memory, "%s/data/.ht.limits.db", client_folder());

	for (int i = 0; i < 200; i++)
		asked_from(arena_printf(&memory, "192.0.2.%d", i));
	client_restart();
	ck_assert_int_eq(stat(path, &before), 0);
	clock_set(LATER + 1000);
	for (int i = 0; i < 200; i++)
		asked_from(arena_printf(&memory, "192.0.3.%d", i));
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_int_le(after.st_size, before.st_size + 4096);
}
END_TEST

/* --- password hashes at once ------------------------------------------------------------------ */

enum { SLOTS = 2 };

/* Takes the slots, as other programs that hash would. */
static void
take_slots(int slots[SLOTS], int count)
{
	for (int i = 0; i < count; i++) {
		slots[i] = open(arena_printf(&memory, "%s/data/.ht.hash.%d", client_folder(), i),
			O_RDWR | O_CREAT, 0600);
		ck_assert_int_ge(slots[i], 0);
		ck_assert_int_eq(flock(slots[i], LOCK_EX | LOCK_NB), 0);
	}
}

START_TEST(more_hashes_than_slots_wait_and_then_are_503)
{
	/* an unknown name costs a hash as well */
	const char *const names[] = { "member", "nobody" };
	int slots[SLOTS];
	int64_t start = clock_ticks();
	struct reply *r;

	client_settings("hash_slots = 2");
	take_slots(slots, SLOTS);
	for (int i = 0; i < COUNT(names); i++) {
		r = login(names[i], "correct horse");
		ck_assert_int_eq(r->http, 503);
		ck_assert_str_eq(json_text(r, "error.code"), "unavailable");
		ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
		ck_assert_int_ge(clock_ticks() - start, 5000 * (i + 1));
	}
	r = call_via("/register", "{\"username\":\"anna\",\"password\":\"correct horse\"}",
		"192.0.2.9", "");
	ck_assert_int_eq(r->http, 503);
	ck_assert_int_eq(client_rows("users"), 3);
	close(slots[0]);
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
	ck_assert_int_eq(login("nobody", "correct horse")->http, 401);
}
END_TEST

START_TEST(a_503_is_no_failure_of_the_account)
{
	int slots[SLOTS];

	client_settings("hash_slots = 2");
	take_slots(slots, SLOTS);
	for (int i = 0; i < ACCOUNT + 1; i++)
		ck_assert_int_eq(login("member", "wrong horse")->http, 503);
	close(slots[1]);
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
}
END_TEST

START_TEST(with_a_slot_left_nobody_waits)
{
	int slots[SLOTS];
	int64_t start = clock_ticks();

	client_settings("hash_slots = 2");
	take_slots(slots, 1);
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
	ck_assert_int_lt(clock_ticks() - start, 5000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("limits");
	TCase *tc = tcase_create("limits");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, every_call_counts_whatever_its_body);
	tcase_add_test(tc, the_minute_slides);
	tcase_add_test(tc, refused_calls_do_not_prolong_the_wait);
	tcase_add_test(tc, a_clock_that_was_ahead_keeps_nobody_waiting);
	tcase_add_test(tc, an_ipv6_address_counts_by_its_64_bits);
	tcase_add_loop_test(tc, a_proxy_is_believed_only_where_it_is_trusted, 0, COUNT(proxies));
	tcase_add_test(tc, the_limit_of_an_address_is_a_setting);
	tcase_add_loop_test(tc, failures_count_for_known_and_unknown_names_alike, 0,
		COUNT(accounts));
	tcase_add_test(tc, case_makes_no_other_account);
	tcase_add_test(tc, both_ways_to_sign_in_count_as_one);
	tcase_add_test(tc, success_is_no_failure);
	tcase_add_test(tc, a_locked_account_keeps_its_sessions);
	tcase_add_test(tc, strangers_lock_nobody_out_at_home);
	tcase_add_test(tc, a_known_address_has_its_own_count);
	tcase_add_test(tc, an_address_is_known_to_its_account_only);
	tcase_add_test(tc, a_wrong_password_makes_no_address_known);
	tcase_add_test(tc, a_known_address_is_the_clients_behind_a_proxy);
	tcase_add_test(tc, an_address_is_known_for_ninety_days_and_after_signing_out);
	tcase_add_test(tc, the_latest_twenty_addresses_are_known);
	tcase_add_test(tc, a_new_password_makes_the_address_known);
	tcase_add_test(tc, a_new_process_knows_the_counts);
	tcase_add_loop_test(tc, a_lost_or_corrupt_file_begins_anew, 0, COUNT(damages));
	tcase_add_test(tc, old_calls_are_forgotten);
	tcase_add_test(tc, more_hashes_than_slots_wait_and_then_are_503);
	tcase_add_test(tc, a_503_is_no_failure_of_the_account);
	tcase_add_test(tc, with_a_slot_left_nobody_waits);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
