/*
 * The doctor, as far as it needs no web server: who may ask, what is told, and that nobody else can
 * pass for it.
 */
#include "client.h"
#include "clock.h"
#include "data_folder.h"
#include "installation.h"
#include "uuid.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena memory = { .limit = 64 << 20 };

/* Runs a shell command in the folder of the installation. */
static void
run(const char *command)
{
	ck_assert_int_eq(system(arena_printf(&memory, "cd %s && %s", client_folder(), command)), 0);
}

static const cJSON *
find_check(const struct reply *r, const char *name)
{
	const cJSON *check;

	cJSON_ArrayForEach(check, cJSON_GetObjectItemCaseSensitive(r->json, "checks"))
		if (!strcmp(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(check, "name")),
		name))
			return check;
	ck_abort_msg("no check \"%s\": %s", name, r->body);
	return NULL;
}

static const char *
member_of(const struct reply *r, const char *name, const char *text)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(find_check(r, name), text));
}

static struct reply *
ask(const struct sender *sender)
{
	return client_get(sender, &server_app, "/doctor");
}

/* --- who may ask ------------------------------------------------------------------------------ */

START_TEST(only_admins_may_ask)
{
	struct reply *r = ask(&admin);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_int_eq(ask(&nobody)->http, 401);
	ck_assert_int_eq(ask(&member)->http, 403);
}
END_TEST

START_TEST(anybody_may_while_nobody_has_an_account)
{
	struct reply *r;

	client_settings("sendmail = /bin/true\nbase_url = https://books.example");
	ck_assert_ptr_nonnull(strstr(ask(&admin)->body, "/bin/true"));
	client_restart();
	run("rm -r data");
	r = ask(&nobody);
	ck_assert_int_eq(r->http, 200);
	/* no paths, but of data and settings */
	ck_assert_ptr_null(strstr(r->body, "/bin/true"));
	ck_assert_str_eq(member_of(r, "data folder", "state"), "ok");
	ck_assert_ptr_nonnull(strstr(member_of(r, "data folder", "found"), client_folder()));
}
END_TEST

/* What is there instead of a database that could say who is an admin. */
static const char *const unreadable[] = {
	"yes x | head -c 9000 >data/.ht.vitrine.db", "echo short >data/.ht.key",
	"echo 'no_such_setting = 1' >>vitrine.conf",
};

START_TEST(nobody_may_while_nobody_can_show_who_he_is)
{
	struct reply *r;

	client_restart();
	run(unreadable[_i]);
	r = ask(&admin);
	ck_assert_int_eq(r->http, 503);
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "server.cgi --doctor"));
	ck_assert_ptr_null(strstr(r->body, client_folder()));
}
END_TEST

/*
 * Data that is elsewhere, as the web folder was moved or its data is published: with it is whoever
 * has an account.
 */
START_TEST(nobody_may_while_the_data_is_elsewhere)
{
	const struct trouble cause = { .from = "/home/ann/data", .to = "/home/ann/elsewhere" };
	const struct config config = { .data_dir = "/nowhere" };
	const struct request req = { .arena = &memory, .config = &config, .unready = ERR_SETUP,
		.cause = &cause };
	const struct trouble none = { .to = "/home/ann/elsewhere" };
	struct request fresh = req;
	bool has_accounts;

	ck_assert_int_eq(installation_has_accounts(&req, &has_accounts), ERR_SETUP);
	fresh.cause = &none;
	ck_assert_int_eq(installation_has_accounts(&fresh, &has_accounts), OK);
	ck_assert(!has_accounts);
}
END_TEST

/* --- what is told ----------------------------------------------------------------------------- */

START_TEST(what_is_not_ok_has_a_remedy_that_says_where_it_belongs)
{
	const struct reply *r = ask(&admin);
	const cJSON *check;
	int others = 0;

	cJSON_ArrayForEach(check, cJSON_GetObjectItemCaseSensitive(r->json, "checks")) {
		const char *state = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(check,
			"state"));
		const cJSON *remedy = cJSON_GetObjectItemCaseSensitive(check, "remedy");

		if (!strcmp(state, "ok")) {
			ck_assert(cJSON_IsNull(remedy));
			continue;
		}
		others++;
		ck_assert_msg(!strncmp(cJSON_GetStringValue(remedy), "# in ", 5)
			|| !strncmp(cJSON_GetStringValue(remedy), "# only who runs ", 16),
			"no place: %s", cJSON_GetStringValue(remedy));
	}
	ck_assert_int_gt(others, 0);	/* there is no web server to be looked at */
}
END_TEST

START_TEST(no_secret_is_told)
{
	char key[32], hex[65];
	int fd = open(arena_printf(&memory, "%s/data/.ht.key", client_folder()), O_RDONLY);
	const struct reply *r = ask(&admin);

	ck_assert_int_eq(read(fd, key, sizeof(key)), sizeof(key));
	close(fd);
	hex_encode(key, sizeof(key), hex);
	ck_assert_ptr_null(strstr(r->body, hex));
	ck_assert_ptr_null(strstr(r->body, admin.token));
	ck_assert_ptr_null(strstr(r->body, "scrypt:"));
	/* its mark is gone */
	ck_assert_int_ne(access(arena_printf(&memory, "%s/data/.ht.doctor", client_folder()), F_OK),
		0);
}
END_TEST

START_TEST(a_clock_that_is_wrong_is_seen)
{
	static const char cure[] = "# only who runs the web server can do this, "
		"in a shell as root:\n"
		"timedatectl set-ntp true";
	struct reply *r;

	clock_set(0);
	client_restart();
	run("rm -r data");
	ck_assert_str_eq(member_of(ask(&nobody), "clock", "state"), "ok");
	clock_set(1775030400);	/* not what the disk says */
	r = ask(&nobody);
	ck_assert_str_eq(member_of(r, "clock", "state"), "warning");
	ck_assert_str_eq(member_of(r, "clock", "remedy"), cure);
	clock_set(86400);
	r = ask(&nobody);
	ck_assert_str_eq(member_of(r, "clock", "state"), "broken");
	ck_assert_str_eq(member_of(r, "clock", "remedy"), cure);
	clock_set(0);		/* which is what that does: no test sets the clock of a machine */
	ck_assert_str_eq(member_of(ask(&nobody), "clock", "state"), "ok");
}
END_TEST

START_TEST(a_password_that_is_hashed_too_fast_is_seen)
{
	const struct reply *r = ask(&admin);

	ck_assert_str_eq(member_of(r, "password hashing", "state"), "warning");
	ck_assert_ptr_nonnull(strstr(member_of(r, "password hashing", "remedy"),
		"vitrine.conf:\nscrypt_log_n = "));
}
END_TEST

/* Some web servers tell no address of who connects by a socket file. */
START_TEST(certificates_that_cannot_be_read_are_seen)
{
	struct reply *r;

	client_settings("ca_file = /nowhere/ca.crt\ntmdb_key = 0123456789abcdef0123456789abcdef");
	r = ask(&admin);
	ck_assert_str_eq(member_of(r, "look-up", "state"), "broken");
	ck_assert_ptr_nonnull(strstr(member_of(r, "look-up", "found"), "ca_file"));
	ck_assert_ptr_nonnull(strstr(member_of(r, "look-up", "remedy"), "\nca_file ="));
	client_settings("ca_file = /etc/passwd\ntmdb_key = 0123456789abcdef0123456789abcdef");
	r = ask(&admin);
	ck_assert_str_eq(member_of(r, "look-up", "state"), "ok");
	ck_assert_ptr_nonnull(strstr(member_of(r, "look-up", "found"), "TMDB"));
	ck_assert_ptr_null(strstr(r->body, "0123456789abcdef"));
	client_settings("ca_file = /nowhere/ca.crt\nlookup = off");
	ck_assert_str_eq(member_of(ask(&admin), "look-up", "state"), "ok");
}
END_TEST

START_TEST(data_of_tmdb_that_is_too_old_is_seen)
{
	struct reply *r = client_post(&member, &media_app, "/", "{\"type\":\"MOVIE\","
		"\"title\":\"Old\",\"source\":\"EXTERNAL\",\"external_source\":\"tmdb\","
		"\"external_id\":\"movie/27\"}");
	const char *id = arena_strdup(&memory, json_text(r, "id"));

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(member_of(ask(&admin), "look-up", "state"), "ok");
	client_sql("UPDATE media_items SET updated_at = updated_at - 181 * 86400", NULL, NULL);
	r = ask(&admin);
	ck_assert_str_eq(member_of(r, "look-up", "state"), "warning");
	ck_assert_ptr_nonnull(strstr(member_of(r, "look-up", "found"), "1 title has"));
	ck_assert_ptr_nonnull(strstr(member_of(r, "look-up", "remedy"), id));
	client_sql("UPDATE media_items SET external_source = 'wikidata'", NULL, NULL);
	ck_assert_str_eq(member_of(ask(&admin), "look-up", "state"), "ok");
}
END_TEST

START_TEST(a_proxy_without_an_address_is_seen)
{
	const char *headers[] = { "REMOTE_ADDR=unix:", "HTTP_X_FORWARDED_FOR=192.0.2.1", NULL };
	struct reply *r = client_send(&admin, &server_app, "GET", "/doctor", NULL, NULL, 0,
		headers);

	ck_assert_str_eq(member_of(r, "proxies", "state"), "warning");
	ck_assert_ptr_nonnull(strstr(member_of(r, "proxies", "remedy"),
		"# in a browser, by the web server's own address:"));
	headers[0] = "REMOTE_ADDR=192.0.2.9";		/* that way */
	headers[1] = NULL;
	r = client_send(&admin, &server_app, "GET", "/doctor", NULL, NULL, 0, headers);
	ck_assert_str_eq(member_of(r, "proxies", "state"), "ok");
}
END_TEST

/* --- its visits ------------------------------------------------------------------------------- */

static void
leave_mark(const char *nonce)
{
	run(arena_printf(&memory, "printf %s >data/.ht.doctor", nonce));
}

static struct reply *
visit(const char *nonce, const char *authorization)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_AUTHORIZATION=%s",
		authorization), NULL };

	return client_send(&nobody, &server_app, "GET",
		arena_printf(&memory, "/probe/%s/100%%25", nonce), NULL, NULL, 0, headers);
}

/* What was found where https is required, by who came so: the state, or a word of the rest. */
static struct reply *
ask_by_https(const char *settings)
{
	const char *const headers[] = { "HTTPS=on", "HTTP_HOST=books.example", NULL };

	client_settings(arena_printf(&memory, "https = required\n%s", settings));
	return client_send(&admin, &server_app, "GET", "/doctor", NULL, NULL, 0, headers);
}

START_TEST(an_address_by_http_where_https_is_required_is_seen)
{
	struct reply *r = ask_by_https("base_url = http://books.example/mine");

	ck_assert_str_eq(member_of(r, "https", "state"), "broken");
	ck_assert_ptr_nonnull(strstr(member_of(r, "https", "found"), "https = required"));
	ck_assert_ptr_nonnull(strstr(member_of(r, "https", "remedy"),
		"\nbase_url = https://books.example"));
	r = ask_by_https("base_url = https://books.example/mine");
	ck_assert_str_eq(member_of(r, "https", "state"), "ok");
	r = ask_by_https("");
	ck_assert_str_eq(member_of(r, "https", "state"), "ok");
	ck_assert_str_eq(member_of(r, "https", "found"), "Who comes by http is refused.");
}
END_TEST

START_TEST(only_the_doctor_is_received)
{
	const char *nonce = token_random(&memory, 64), *wrong = token_random(&memory, 64);
	struct reply *r;

	ck_assert_int_eq(visit(nonce, "")->http, 404);
	leave_mark(nonce);
	ck_assert_int_eq(visit(wrong, "")->http, 404);
	r = visit(nonce, "");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "doctor"), token_hash(&memory, nonce, 64));
	ck_assert_str_eq(json_text(r, "authorization"), "false");
	ck_assert_str_eq(json_text(visit(nonce, arena_printf(&memory, "Vitrine-Doctor %s", nonce)),
		"authorization"), "true");
	run("touch -d '5 minutes ago' data/.ht.doctor");
	ck_assert_int_eq(visit(nonce, "")->http, 404);
	leave_mark("short");
	ck_assert_int_eq(visit(nonce, "")->http, 404);
}
END_TEST

/* The address that is connected to is the web server's, whatever a client says of it. */
START_TEST(nothing_is_fetched_from_where_a_client_says)
{
	static const char *const targets[][4] = {
		/* nobody is connected there */
		{ "SERVER_ADDR=192.0.2.7", "SERVER_PORT=80", "REMOTE_PORT=1", NULL },
		{ "SERVER_ADDR=", "SERVER_PORT=80", "REMOTE_PORT=1", NULL },
		{ "SERVER_ADDR=books.example", "SERVER_PORT=80", "REMOTE_PORT=1", NULL },
		{ "SERVER_ADDR=127.0.0.1", "SERVER_PORT=80", "HTTPS=on", NULL },
	};

	for (int i = 0; i < COUNT(targets); i++) {
		struct reply *r = client_send(&admin, &server_app, "GET", "/doctor", NULL, NULL, 0,
			targets[i]);

		ck_assert_str_eq(member_of(r, "PATH_INFO", "state"), "warning");
		ck_assert_ptr_nonnull(strstr(member_of(r, "PATH_INFO", "found"),
			"Couldn't look from here: the web server "));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("doctor");
	TCase *tc = tcase_create("doctor");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, only_admins_may_ask);
	tcase_add_test(tc, anybody_may_while_nobody_has_an_account);
	tcase_add_loop_test(tc, nobody_may_while_nobody_can_show_who_he_is, 0, COUNT(unreadable));
	tcase_add_test(tc, nobody_may_while_the_data_is_elsewhere);
	tcase_add_test(tc, what_is_not_ok_has_a_remedy_that_says_where_it_belongs);
	tcase_add_test(tc, no_secret_is_told);
	tcase_add_test(tc, a_clock_that_is_wrong_is_seen);
	tcase_add_test(tc, a_password_that_is_hashed_too_fast_is_seen);
	tcase_add_test(tc, certificates_that_cannot_be_read_are_seen);
	tcase_add_test(tc, data_of_tmdb_that_is_too_old_is_seen);
	tcase_add_test(tc, a_proxy_without_an_address_is_seen);
	tcase_add_test(tc, an_address_by_http_where_https_is_required_is_seen);
	tcase_add_test(tc, only_the_doctor_is_received);
	tcase_add_test(tc, nothing_is_fetched_from_where_a_client_says);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
