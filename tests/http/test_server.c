/* What the installation tells of itself: its features, in any state. */
#include "client.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena memory = { .limit = 64 << 20 };

/* Runs a shell command in the folder of the installation. */
static void
run(const char *command)
{
	ck_assert_int_eq(system(arena_printf(&memory, "cd %s && %s", client_folder(), command)), 0);
}

static struct reply *
features(void)
{
	return client_get(&nobody, &server_app, "/features");
}

START_TEST(features_are_what_the_settings_say)
{
	struct reply *r = features();

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body,
		"{\"mail\":false,\"registration\":\"open\",\"catalogue\":\"public\","
		"\"has_accounts\":true,\"second_factor\":\"optional\","
		"\"lookup\":{\"sources\":[\"openlibrary\",\"tvmaze\",\"wikidata\"]},\"scan\":true,"
		"\"version\":\"" VITRINE_VERSION "\"}");
	client_settings("tmdb_key = 0123456789abcdef0123456789abcdef");
	ck_assert_ptr_nonnull(strstr(features()->body, "\"tmdb\""));
	client_settings("lookup = off");
	ck_assert_ptr_nonnull(strstr(features()->body,
		"\"lookup\":{\"sources\":[]},\"scan\":false"));
	client_settings("registration = closed\ncatalogue = private\nsendmail = /bin/true\n"
		"second_factor = admins");
	r = features();
	ck_assert_str_eq(json_text(r, "registration"), "closed");
	ck_assert_str_eq(json_text(r, "catalogue"), "private");
	ck_assert_str_eq(json_text(r, "second_factor"), "admins");
	ck_assert_str_eq(json_text(r, "mail"), "false");	/* no address to put into one */
	client_settings("sendmail = /bin/true\nbase_url = https://books.example");
	ck_assert_str_eq(json_text(features(), "mail"), "true");
}
END_TEST

/* What is there instead of the installation, and whether that tells if anybody has an account. */
static const struct {
	const char *breaks;
	int http;
	const char *has_accounts;
} states[] = {
	{ "rm -r data", 200, "false" },
	{ "rm -r data && : >data", 200, "false" },
	{ "rm -r data && ln -s nowhere/at/all data", 200, "false" },
	{ "rm -r data && mkdir data && : >data/.ht.vitrine.db && echo short >data/.ht.key", 200,
	  "false" },
	{ "echo short >data/.ht.key", 503, "(none)" },
	{ "yes x | head -c 9000 >data/.ht.vitrine.db", 503, "(none)" },
	{ "echo 'no_such_setting = 1' >>vitrine.conf", 503, "(none)" },
};

START_TEST(who_has_an_account_is_told_in_any_state_where_it_is_known)
{
	struct reply *r;

	client_restart();
	run(states[_i].breaks);
	r = features();
	ck_assert_int_eq(r->http, states[_i].http);
	ck_assert_str_eq(json_text(r, "has_accounts"), states[_i].has_accounts);
	if (r->http != 200)
		ck_assert_str_eq(json_text(r, "error.code"), "unavailable");
}
END_TEST

/*
 * What came of starting all programs, as anybody may ask; kept where data may be, and not after an
 * end.
 */
static const struct {
	const char *breaks, *holds;
} keeping[] = {
	{ "true", "test -s data/.ht.programs" },
	{ "yes x | head -c 9000 >data/.ht.vitrine.db", "test -s data/.ht.programs" },
	{ "echo short >data/.ht.key", "test -s data/.ht.programs" },
	{ "rm data/.ht.* && : >data/.ht.removed", "! test -e data/.ht.programs" },
	{ "rm -r data && : >data", "! test -s data" },
};

START_TEST(health_keeps_what_it_found_where_it_may)
{
	client_restart();
	run(keeping[_i].breaks);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, _i ? 503 : 200);
	run(keeping[_i].holds);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("server");
	TCase *tc = tcase_create("server");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_test(tc, features_are_what_the_settings_say);
	tcase_add_loop_test(tc, who_has_an_account_is_told_in_any_state_where_it_is_known, 0,
		COUNT(states));
	tcase_add_loop_test(tc, health_keeps_what_it_found_where_it_may, 0, COUNT(keeping));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
