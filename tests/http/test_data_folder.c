/*
 * Where the data is: in the web folder only behind our own rules, else outside of the web, else
 * nowhere.
 */
#include "client.h"
#include "data_folder.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ANN = 54321, VARIABLES = 16 };

static struct arena memory = { .limit = 16 << 20 };
static char top[64];
static const char *home, *web, *beside, *outside;
static bool is_root;

/* Variables in pairs, NULL at the end. */
static const char *
get_env(void *context, const char *name)
{
	for (const char *const *pair = context; *pair; pair += 2)
		if (!strcmp(pair[0], name))
			return pair[1];
	return NULL;
}

static void
run(const char *command)
{
	ck_assert_int_eq(system(arena_printf(&memory, "cd %s && %s", top, command)), 0);
}

/* Has /etc/passwd know ann, in this process alone. False where nobody may do so. */
static bool
know_ann(void)
{
	if (geteuid() || unshare(CLONE_NEWNS)
	    || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	run(arena_printf(&memory, "cat /etc/passwd >passwd && echo ann:x:%d:%d::%s/ann:/bin/sh "
		">>passwd && chmod 644 passwd", ANN, ANN, top));
	return !mount(arena_printf(&memory, "%s/passwd", top), "/etc/passwd", NULL, MS_BIND, NULL);
}

/* ~ann/public_html/vitrine as unpacked. */
static void
setup(void)
{
	strcpy(top, "/tmp/vitrine-folder-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	is_root = know_ann();
	run("mkdir -p ann/public_html/vitrine/cgi-bin && touch ann/public_html/vitrine/index.html "
		"&& chmod -R go-w,a+rX .");
	home = arena_printf(&memory, "%s/ann", top);
	web = arena_printf(&memory, "%s/public_html/vitrine", home);
	beside = arena_printf(&memory, "%s/data", web);
	outside = arena_printf(&memory, "%s/.local/share/vitrine/public_html/vitrine", home);
	setenv("VITRINE_PROGRAM", arena_printf(&memory, "%s/cgi-bin/media.cgi", web), 1);
	if (is_root) {
		run("chown -R 54321:54321 ann");
		ck_assert_int_eq(seteuid(ANN), 0);
	}
}

static void
teardown(void)
{
	if (is_root)
		ck_assert_int_eq(seteuid(0), 0);
	umount("/etc/passwd");
	run("rm -rf /tmp/${PWD##*/}");
}

static struct trouble trouble;
static const char *chosen;

/* What a request with these variables, beside the usual ones, makes of the setting (NULL: none). */
static enum status
choose(const char *setting, const char *const more[])
{
	static const char *const usual[] = { "SERVER_SOFTWARE", "lighttpd/1.4.69",
		"SERVER_PROTOCOL", "HTTP/1.1",
		"SCRIPT_NAME", "/~ann/vitrine/cgi-bin/media.cgi", NULL };
	const char *variables[2 * VARIABLES] = { NULL };
	const struct gateway gateway = { .env = get_env, .context = variables };
	const struct config config = { .chooses_data_dir = !setting,
		.data_dir = setting ? setting : beside };
	int n = 0;

	for (; more && *more; more++)
		variables[n++] = *more;
	for (const char *const *one = usual; *one; one++)
		variables[n++] = *one;
	trouble = (struct trouble){ 0 };
	chosen = NULL;
	return data_folder_choose(&memory, &gateway, &config, beside, &chosen, &trouble);
}

#define GUARD "VITRINE_GUARD", "1"
#define WITH(...) (const char *const[]){ __VA_ARGS__, NULL }

static void
assert_unready(enum status rc, const char *log)
{
	ck_assert_int_eq(rc, ERR_SETUP);
	ck_assert_ptr_nonnull(trouble.log);
	ck_assert_msg(strstr(trouble.log, log) != NULL, "%s is not in: %s", log, trouble.log);
	ck_assert_ptr_nonnull(trouble.message);
}

START_TEST(behind_our_rules_it_is_in_the_web_folder)
{
	ck_assert_int_eq(choose(NULL, WITH(GUARD)), OK);
	ck_assert_str_eq(chosen, beside);
	ck_assert_int_eq(choose(NULL, WITH("REDIRECT_VITRINE_GUARD", "1")), OK);
	ck_assert_str_eq(chosen, beside);
	ck_assert_int_eq(choose(NULL, WITH("SSL_VITRINE_GUARD", "1")), OK);
	ck_assert_str_eq(chosen, beside);
	ck_assert_int_eq(access(outside, F_OK), -1);
}
END_TEST

START_TEST(a_client_cannot_say_that_our_rules_are_there)
{
	if (!is_root)
		return;	/* an ordinary user has a home, which is not the one here */
	ck_assert_int_eq(choose(NULL, WITH("HTTP_VITRINE_GUARD", "1", "HTTP_SSL_VITRINE_GUARD", "1",
		"QUERY_STRING", "VITRINE_GUARD=1")), OK);
	ck_assert_str_ne(chosen, beside);
}
END_TEST

START_TEST(without_them_it_is_outside_of_the_web)
{
	struct stat st;

	if (!is_root)
		return;
	ck_assert_int_eq(choose(NULL, NULL), OK);
	ck_assert_str_eq(chosen, outside);
	ck_assert_int_eq(stat(outside, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	ck_assert_int_eq(choose(NULL, NULL), OK);
	ck_assert_str_eq(chosen, outside);
}
END_TEST

static const char *const proxies[][2] = {
	{ "HTTP_X_FORWARDED_FOR", "192.0.2.7" }, { "HTTP_X_FORWARDED_PROTO", "https" },
	{ "HTTP_X_REAL_IP", "192.0.2.7" },
	{ "HTTP_FORWARDED", "for=192.0.2.7" }, { "HTTP_VIA", "1.1 front" },
	{ "SERVER_PROTOCOL", "HTTP/1.0" },
	{ "VITRINE_PROXIED", "1" }, { "REDIRECT_VITRINE_PROXIED", "1" },
	{ "SSL_VITRINE_PROXIED", "1" },
};

START_TEST(behind_a_proxy_a_new_one_is_outside_and_an_old_one_stays)
{
	const char *variables[] = { GUARD, proxies[_i][0], proxies[_i][1], NULL, NULL };

	if (!is_root)
		return;
	run("mkdir ann/public_html/vitrine/data && touch "
		"ann/public_html/vitrine/data/.ht.vitrine.db");
	ck_assert_int_eq(choose(NULL, variables), OK);
	ck_assert_str_eq(chosen, beside);
	run("rm -r ann/public_html/vitrine/data");
	ck_assert_int_eq(choose(NULL, variables), OK);
	ck_assert_str_eq(chosen, outside);
	/* Once it is used it stays, whichever way the next request comes. */
	run("touch ann/.local/share/vitrine/public_html/vitrine/.ht.vitrine.db");
	ck_assert_int_eq(choose(NULL, WITH(GUARD)), OK);
	ck_assert_str_eq(chosen, outside);
}
END_TEST

START_TEST(what_is_published_is_not_used)
{
	run("mkdir ann/public_html/vitrine/data && touch "
		"ann/public_html/vitrine/data/.ht.vitrine.db");
	assert_unready(choose(NULL, NULL), "Move it out: mv");
	ck_assert_ptr_nonnull(strstr(trouble.log, beside));
	ck_assert_ptr_null(strstr(trouble.message, top));
	assert_unready(choose(beside, NULL), "Move it out: mv");
	ck_assert_int_eq(choose(NULL, WITH(GUARD)), OK);
	ck_assert_str_eq(chosen, beside);
}
END_TEST

START_TEST(a_setting_may_not_publish_either)
{
	const char *elsewhere = arena_printf(&memory, "%s/public_html/books", home);

	assert_unready(choose(arena_printf(&memory, "%s/deep/data", web), NULL),
		"would be published");
	/*
	 * Beside the web folder, where the address shows that the host shows it; by another name of
	 * the same folder.
	 */
	assert_unready(choose(elsewhere, NULL), "would be published");
	run("ln -s ann/public_html other-name");
	assert_unready(choose(arena_printf(&memory, "%s/other-name/books", top), NULL),
		"would be published");
	assert_unready(choose(arena_printf(&memory, "%s/srv/data", top),
		WITH("DOCUMENT_ROOT", arena_printf(&memory, "%s/srv", top))),
		"would be published");
	/*
	 * Our rules don't speak for what is beside the web folder; Apache's own do, where it is in
	 * use already.
	 */
	assert_unready(choose(elsewhere, WITH(GUARD)), "would be published");
	assert_unready(choose(elsewhere, WITH(GUARD, "SERVER_SOFTWARE", "Apache/2.4.62")),
		"would be published");
	run("mkdir ann/public_html/books && touch ann/public_html/books/.ht.vitrine.db");
	assert_unready(choose(elsewhere, WITH(GUARD)), "Move it out: mv");
	ck_assert_int_eq(choose(elsewhere, WITH(GUARD, "SERVER_SOFTWARE", "Apache/2.4.62")), OK);
	ck_assert_int_eq(choose(arena_printf(&memory, "%s/deep/data", web), WITH(GUARD)), OK);
	/* A name that only begins alike is another folder. */
	ck_assert_int_eq(choose(arena_printf(&memory, "%s-data", web),
		WITH("SCRIPT_NAME", "/cgi-bin/media.cgi")), OK);
	ck_assert_int_eq(choose(arena_printf(&memory, "%s/vitrine-data", home), NULL), OK);
	ck_assert_str_eq(chosen, arena_printf(&memory, "%s/vitrine-data", home));
}
END_TEST

START_TEST(without_a_home_it_says_what_to_do)
{
	if (!is_root)
		return;
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(seteuid(ANN + 1), 0);
	assert_unready(choose(NULL, NULL), "data_dir = ");
	ck_assert_ptr_nonnull(strstr(trouble.message,
		arena_printf(&memory, "data_dir = %s/vitrine-data", home)));
	assert_unready(choose(NULL, WITH(GUARD, "HTTP_X_REAL_IP", "192.0.2.7")), "a proxy");
}
END_TEST

START_TEST(what_cannot_be_looked_into_is_not_begun_anew)
{
	if (!is_root)
		return;
	run("mkdir ann/public_html/vitrine/data && touch "
		"ann/public_html/vitrine/data/.ht.vitrine.db");
	ck_assert_int_eq(seteuid(0), 0);
	run("chown 0:0 ann/public_html/vitrine/data && chmod 700 ann/public_html/vitrine/data");
	ck_assert_int_eq(seteuid(ANN), 0);
	ck_assert_int_eq(choose(NULL, WITH(GUARD, "HTTP_X_FORWARDED_FOR", "192.0.2.7")), OK);
	ck_assert_str_eq(chosen, beside);	/* where opening it fails */
	assert_unready(choose(NULL, NULL), "Move it out: mv");
	ck_assert_int_eq(access(outside, F_OK), -1);
}
END_TEST

START_TEST(a_folder_above_is_no_home)
{
	if (!is_root)
		return;
	/*
	 * The home is another's, as where people come by SFTP alone; what is ours in it is shown,
	 * or may be.
	 */
	ck_assert_int_eq(seteuid(0), 0);
	run("chown 0:0 ann");
	ck_assert_int_eq(seteuid(ANN), 0);
	assert_unready(choose(NULL, NULL), "would be published");
	ck_assert_int_eq(access(arena_printf(&memory, "%s/public_html/.local", home), F_OK), -1);
}
END_TEST

START_TEST(a_home_that_is_shown_is_no_place)
{
	if (!is_root)
		return;
	assert_unready(choose(NULL, WITH("DOCUMENT_ROOT", home)), "would be published");
	ck_assert_int_eq(access(arena_printf(&memory, "%s/.local", home), F_OK), -1);
}
END_TEST

START_TEST(a_home_where_others_may_write_is_no_place)
{
	if (!is_root)
		return;
	run("chmod 777 ann");
	assert_unready(choose(NULL, NULL), "would be published");
}
END_TEST

START_TEST(a_web_folder_that_was_moved_does_not_begin_anew)
{
	if (!is_root)
		return;
	ck_assert_int_eq(choose(NULL, NULL), OK);
	run("touch ann/.local/share/vitrine/public_html/vitrine/.ht.vitrine.db && mv "
		"ann/public_html/vitrine ann/public_html/shelf");
	setenv("VITRINE_PROGRAM",
		arena_printf(&memory, "%s/public_html/shelf/cgi-bin/media.cgi", home), 1);
	beside = arena_printf(&memory, "%s/public_html/shelf/data", home);
	assert_unready(choose(NULL, WITH("SCRIPT_NAME", "/~ann/shelf/cgi-bin/media.cgi")),
		"was moved here: mv");
	ck_assert_ptr_nonnull(strstr(trouble.log, outside));
	ck_assert_ptr_null(strstr(trouble.message, top));
	ck_assert_int_eq(data_folder_choose(&memory, NULL,
		&(struct config){ .chooses_data_dir = true }, beside, &chosen, &trouble),
		ERR_SETUP);
	ck_assert_ptr_nonnull(strstr(trouble.log, "was moved here: mv"));
	/* What the log says. */
	run("mv ann/.local/share/vitrine/public_html/vitrine "
		"ann/.local/share/vitrine/public_html/shelf");
	ck_assert_int_eq(choose(NULL, WITH("SCRIPT_NAME", "/~ann/shelf/cgi-bin/media.cgi")), OK);
	ck_assert_str_eq(chosen,
		arena_printf(&memory, "%s/.local/share/vitrine/public_html/shelf", home));
}
END_TEST

START_TEST(two_installations_of_one_home_keep_apart)
{
	const char *first;

	if (!is_root)
		return;
	ck_assert_int_eq(choose(NULL, NULL), OK);
	first = chosen;
	run("mkdir ann/public_html/vitrine/deep && cp -R ann/public_html/vitrine/cgi-bin "
		"ann/public_html/vitrine/index.html ann/public_html/vitrine/deep");
	setenv("VITRINE_PROGRAM", arena_printf(&memory, "%s/deep/cgi-bin/media.cgi", web), 1);
	beside = arena_printf(&memory, "%s/deep/data", web);
	ck_assert_int_eq(choose(NULL, NULL), OK);
	ck_assert_str_eq(chosen, arena_printf(&memory, "%s/deep", first));
}
END_TEST

START_TEST(programs_elsewhere_have_their_data_as_told)
{
	run("mkdir -p ann/cgi-bin");
	setenv("VITRINE_PROGRAM", arena_printf(&memory, "%s/cgi-bin/media.cgi", home), 1);
	beside = arena_printf(&memory, "%s/data", home);
	ck_assert_int_eq(choose(NULL, WITH("SCRIPT_NAME", "/cgi-bin/media.cgi", "DOCUMENT_ROOT",
		arena_printf(&memory, "%s/public_html", home))), OK);
	ck_assert_str_eq(chosen, beside);
	assert_unready(choose(arena_printf(&memory, "%s/cgi-bin/data", home),
		WITH("SCRIPT_NAME", "/cgi-bin/media.cgi")), "would be published");
}
END_TEST

START_TEST(a_command_uses_what_is_there)
{
	const struct config config = { .chooses_data_dir = true, .data_dir = beside };

	ck_assert_int_eq(data_folder_choose(&memory, NULL, &config, beside, &chosen, &trouble),
		ERR_SETUP);
	ck_assert_ptr_nonnull(strstr(trouble.log, "open the page once"));
	if (is_root) {
		ck_assert_int_eq(choose(NULL, NULL), OK);
		run("touch ann/.local/share/vitrine/public_html/vitrine/.ht.vitrine.db");
		ck_assert_int_eq(data_folder_choose(&memory, NULL, &config, beside, &chosen,
			&trouble), OK);
		ck_assert_str_eq(chosen, outside);
	}
	run("mkdir ann/public_html/vitrine/data && touch "
		"ann/public_html/vitrine/data/.ht.vitrine.db");
	ck_assert_int_eq(data_folder_choose(&memory, NULL, &config, beside, &chosen, &trouble), OK);
	ck_assert_str_eq(chosen, beside);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("data folder");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, behind_our_rules_it_is_in_the_web_folder);
	tcase_add_test(tests, a_client_cannot_say_that_our_rules_are_there);
	tcase_add_test(tests, without_them_it_is_outside_of_the_web);
	tcase_add_loop_test(tests, behind_a_proxy_a_new_one_is_outside_and_an_old_one_stays, 0,
		COUNT(proxies));
	tcase_add_test(tests, what_is_published_is_not_used);
	tcase_add_test(tests, a_setting_may_not_publish_either);
	tcase_add_test(tests, without_a_home_it_says_what_to_do);
	tcase_add_test(tests, what_cannot_be_looked_into_is_not_begun_anew);
	tcase_add_test(tests, a_folder_above_is_no_home);
	tcase_add_test(tests, a_home_that_is_shown_is_no_place);
	tcase_add_test(tests, a_home_where_others_may_write_is_no_place);
	tcase_add_test(tests, a_web_folder_that_was_moved_does_not_begin_anew);
	tcase_add_test(tests, two_installations_of_one_home_keep_apart);
	tcase_add_test(tests, programs_elsewhere_have_their_data_as_told);
	tcase_add_test(tests, a_command_uses_what_is_there);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
