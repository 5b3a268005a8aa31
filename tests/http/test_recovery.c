/*
 * Getting back in: password resets by mail and by an admin's link, confirm-password (api.md,
 * sections 2 and 8). The mail goes to a script of the test, which keeps what it was given.
 */
#include "client.h"
#include "clock.h"
#include "mail.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NONE "00000000-0000-4000-8000-000000000000"
#define BASE "https://films.example/ann"
#define ANN "{\"username\":\"ann\",\"email\":\"Ann@Example.com\",\"password\":\"correct horse\"}"
#define ASK "{\"email\":\"ann@example.COM\"}"
/* Keeps its arguments, variables and input, and says that it is done by a file of its own. */
#define KEEP_ALL "#!/bin/sh\nprintf '%%s\\n' \"$@\" > %1$s/args\nenv > %1$s/env\n" \
	"cat > %1$s/mail\necho x >> %1$s/count\n"

enum { NOW = 1775030400, SIX_HOURS = 6 * 3600 };

static struct arena memory = { .limit = 64 << 20 };
static struct sender ann;

static const char *
in_folder(const char *name)
{
	return arena_printf(&memory, "%s/%s", client_folder(), name);
}

static void
write_script(const char *text)
{
	FILE *file = fopen(in_folder("sendmail"), "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(in_folder("sendmail"), 0700), 0);
}

static void
set_up_mail(const char *base_url)
{
	client_settings(arena_printf(&memory,
		"rate_limit_address = 100000\nsendmail = %s\nbase_url = %s",
		in_folder("sendmail"), base_url));
}

static void
setup(void)
{
	struct reply *r;

	client_setup();
	/* Whatever a program leaves behind becomes ours, so that its end can be waited for. */
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	write_script(arena_printf(&memory, KEEP_ALL, client_folder()));
	set_up_mail(BASE);
	r = client_post(&nobody, &auth_app, "/register", ANN);
	ck_assert_int_eq(r->http, 201);
	ann = (struct sender){ "ann", json_text(r, "access_token"), json_text(r, "refresh_token"),
		json_text(r, "id") };
}

/* Waits until nothing runs any more. */
static void
settle(void)
{
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* What a file of the folder holds, "" when it isn't there. */
static const char *
contents(const char *name)
{
	char *text = arena_alloc(&memory, 65536);
	FILE *file = fopen(in_folder(name), "r");

	if (!file)
		return "";
	text[fread(text, 1, 65535, file)] = '\0';
	fclose(file);
	return text;
}

static int
mails(void)
{
	settle();
	return (int)strlen(contents("count")) / 2;
}

static struct reply *
ask(const char *json)
{
	return client_post(&nobody, &auth_app, "/password-reset", json);
}

static const char *
mailed_token(void)
{
	const char *link;

	settle();
	link = strstr(contents("mail"), "reset.html?token=");
	ck_assert_ptr_nonnull(link);
	return arena_copy(&memory, link + strlen("reset.html?token="), 64);
}

/* A token for ann by the admin's hand. */
static const char *
new_token(void)
{
	struct reply *r = client_post(&admin, &users_app,
		arena_printf(&memory, "/%s/password-reset", ann.id), NULL);

	ck_assert_msg(r->http == 201, "%s", r->body);
	return json_text(r, "reset_token");
}

static struct reply *
look(const char *token)
{
	return client_get(&nobody, &auth_app, arena_printf(&memory, "/password-reset/%s", token));
}

static struct reply *
use(const char *token, const char *password)
{
	return client_post(&nobody, &auth_app, arena_printf(&memory, "/password-reset/%s", token),
		arena_printf(&memory, "{\"password\":\"%s\"}", password));
}

static int
log_in(const char *name, const char *password)
{
	return client_post(&nobody, &auth_app, "/login",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"%s\"}", name,
		password))->http;
}

/* Standard error goes to a file until the test ends. */
static void
catch_log(void)
{
	int fd = open(in_folder("log"), O_WRONLY | O_CREAT | O_APPEND, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	close(fd);
}

/* --- the mail --------------------------------------------------------------------------------- */

START_TEST(a_link_is_mailed_and_opens_the_account_once)
{
	struct reply *r = ask(ASK);
	const char *token;

	ck_assert_msg(r->http == 202, "%s", r->body);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 1);
	ck_assert_str_ne(json_text(r, "message"), "(none)");
	token = mailed_token();
	ck_assert_ptr_null(strstr(r->body, token));
	ck_assert_ptr_null(strstr(r->head, token));
	ck_assert_str_eq(json_text(look(token), "email"), "A…@Example.com");
	r = use(token, "another horse");
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, "id"), ann.id);
	ck_assert_str_eq(json_text(r, "access_token"), "(none)");
	ck_assert_int_eq(use(token, "a third horse")->http, 404);
	ck_assert_int_eq(log_in("ann", "correct horse"), 401);
	ck_assert_int_eq(log_in("ann", "another horse"), 200);
}
END_TEST

START_TEST(the_mail_is_a_well_formed_message)
{
	static const char *const lines[] = {
		"From: Vitrine <vitrine@films.example>\n", "\nTo: <Ann@Example.com>\n",
		"\nSubject: A new password for Vitrine\n",
		"\nDate: Wed, 1 Apr 2026 08:00:00 +0000\n", "@films.example>\nMIME-Version: 1.0\n",
		"\nContent-Type: text/plain; charset=utf-8\n",
		"\nAuto-Submitted: auto-generated\n\nHello ann,\n",
		"\n" BASE "/reset.html?token=",
	};

	ask(ASK);
	settle();
	for (int i = 0; i < COUNT(lines); i++)
		ck_assert_msg(strstr(contents("mail"), lines[i]) != NULL, "no %s in %s", lines[i],
			contents("mail"));
	ck_assert_str_eq(contents("args"), "-i\n-f\nvitrine@films.example\n--\nAnn@Example.com\n");
}
END_TEST

START_TEST(the_program_inherits_nothing_of_the_request)
{
	static const char *const headers[] = { "HTTP_HOST=evil.example",
		"HTTP_X_EVIL=() { :; }; touch x", NULL };

	ck_assert_int_eq(setenv("HTTP_PROXY", "evil.example", 1), 0);
	ck_assert_int_eq(client_send(&nobody, &auth_app, "POST", "/password-reset",
		"application/json", ASK, strlen(ASK), headers)->http, 202);
	settle();
	ck_assert_ptr_nonnull(strstr(contents("env"), "PATH=/usr/local/sbin"));
	ck_assert_ptr_null(strstr(contents("env"), "HTTP_"));
	ck_assert_ptr_null(strstr(contents("env"), "VITRINE"));
	ck_assert_ptr_null(strstr(contents("mail"), "evil"));
}
END_TEST

START_TEST(mail_from_is_the_sender)
{
	client_settings(arena_printf(&memory, "sendmail = %s\nbase_url = " BASE
		"\nmail_from = films@ann.example", in_folder("sendmail")));
	ask(ASK);
	settle();
	ck_assert_str_eq(contents("args"), "-i\n-f\nfilms@ann.example\n--\nAnn@Example.com\n");
	ck_assert_ptr_nonnull(strstr(contents("mail"), "From: Vitrine <films@ann.example>\n"));
}
END_TEST

static const char *const bad_settings[] = {
	"sendmail = sendmail", "mail_from = nobody", "mail_from = -oQ/tmp@x.y",
	"mail_from = a@b.c> d", "mail_from = a b@c.d",
};

START_TEST(a_bad_mail_setting_is_refused)
{
	client_settings(bad_settings[_i]);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 503);
}
END_TEST

/* --- who gets none ---------------------------------------------------------------------------- */

START_TEST(an_unknown_address_is_answered_alike_and_gets_nothing)
{
	struct reply *known = ask(ASK), *unknown = ask("{\"email\":\"nobody@example.com\"}");

	ck_assert_int_eq(unknown->http, 202);
	ck_assert_str_eq(unknown->body, known->body);
	ck_assert_int_eq((int)strlen(unknown->head), (int)strlen(known->head));
	ck_assert_int_eq(mails(), 1);
	ck_assert_int_eq(client_rows("tokens"), 1);
}
END_TEST

START_TEST(a_deactivated_account_gets_no_mail_and_its_links_are_dead)
{
	const char *token = new_token(), *account = arena_printf(&memory, "/%s", ann.id);

	ck_assert_int_eq(client_patch(&admin, &users_app, account, "{\"is_active\":false}")->http,
		200);
	ck_assert_int_eq(ask(ASK)->http, 202);
	ck_assert_int_eq(mails(), 0);
	ck_assert_int_eq(look(token)->http, 404);
	ck_assert_int_eq(use(token, "another horse")->http, 404);
	ck_assert_int_eq(client_post(&admin, &users_app,
		arena_printf(&memory, "%s/password-reset", account), NULL)->http, 409);
	ck_assert_int_eq(client_patch(&admin, &users_app, account, "{\"is_active\":true}")->http,
		200);
	ck_assert_int_eq(use(token, "another horse")->http, 200);
}
END_TEST

static const char *const incomplete[] = { "sendmail = /bin/true", "base_url = " BASE, "" };

START_TEST(without_program_or_address_nothing_is_mailed)
{
	client_settings(incomplete[_i]);
	ck_assert_int_eq(ask(ASK)->http, 202);
	ck_assert_int_eq(ask("{\"email\":\"nobody@example.com\"}")->http, 202);
	ck_assert_int_eq(mails(), 0);
	ck_assert_int_eq(client_rows("tokens"), 0);
}
END_TEST

START_TEST(nobody_is_flooded_with_mail)
{
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(ask(ASK)->http, 202);
	ck_assert_int_eq(mails(), 3);
	clock_set(NOW + 901);
	ck_assert_int_eq(ask(ASK)->http, 202);
	ck_assert_int_eq(mails(), 4);
	ck_assert_int_eq(client_rows("tokens"), 3);
	ck_assert_int_eq(look(mailed_token())->http, 200);
}
END_TEST

/* --- addresses that want more ----------------------------------------------------------------- */

static const char *const bad_addresses[] = {
	"{\"email\":\"ann@example.com\\nBcc: eve@example.com\"}",
	"{\"email\":\"ann@example.com\\r\\n\\r\\nHello\"}",
	"{\"email\":\"ann@example.com, eve@example.com\"}",
	"{\"email\":\"ann@example.com eve@example.com\"}",
	"{\"email\":\"ann@example.com>\"}", "{\"email\":\"ann\"}", "{\"email\":\"\"}",
	"{\"email\":null}", "{\"email\":7}", "{}",
	"{\"email\":[\"ann@example.com\"]}",
	"{\"email\":\"ann@example.com\",\"to\":\"eve@example.com\"}",
};

START_TEST(an_address_that_is_none_gets_no_mail)
{
	struct reply *r = ask(bad_addresses[_i]);

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.code"), "validation_error");
	ck_assert_int_eq(mails(), 0);
}
END_TEST

static const char *const odd_addresses[] = {
	"-oQ/tmp@x.y", "-t@x.y", "--@x.y", "|touch${IFS}x@x.y", "$HOME@x.y", "`id`@x.y",
	"/etc/passwd@x.y", "a'b@x.y", "a&b=c@x.y",
	"%0aBcc@x.y", "J\xc3\xbcrgen@x.y",
};

START_TEST(an_address_stays_one_argument)
{
	const char *address = odd_addresses[_i];

	ck_assert_int_eq(client_patch(&ann, &users_app, "/me",
		arena_printf(&memory, "{\"email\":\"%s\"}", address))->http, 200);
	ck_assert_int_eq(ask(arena_printf(&memory, "{\"email\":\"%s\"}", address))->http, 202);
	ck_assert_int_eq(mails(), 1);
	ck_assert_str_eq(contents("args"),
		arena_printf(&memory, "-i\n-f\nvitrine@films.example\n--\n%s\n", address));
	ck_assert_ptr_nonnull(strstr(contents("mail"),
		arena_printf(&memory, "\nTo: <%s>\n", address)));
}
END_TEST

static const char *const stored_addresses[] = {
	"eve@x.y\nBcc: all@x.y", "eve@x.y\r\n.\r\n", "eve@x.y, all@x.y", "eve@x.y>", "eve <eve@x.y",
	"(eve)@x.y",
};

/*
 * Such an address can't be registered; should one get into the database all the same, the mail
 * itself refuses it.
 */
START_TEST(no_header_is_made_of_an_address)
{
	const struct request req = { .arena = &memory,
		.config = &(struct config){ .mail_from = "a@b.c" } };

	ck_assert_ptr_null(mail_message(&req, stored_addresses[_i], "Subject", "text"));
	ck_assert_ptr_null(mail_message(&req, "eve@x.y", "Subject\nBcc: all@x.y", "text"));
	ck_assert_ptr_nonnull(mail_message(&req, "eve@x.y", "Subject", "text"));
}
END_TEST

/* --- programs that fail ----------------------------------------------------------------------- */

static const struct { const char *script, *logged; } failing[] = {
	{ "#!/bin/sh\ncat >/dev/null\necho trouble >&2\nexit 75\n", "ended with 75" },
	{ "#!/bin/sh\nexit 1\n", "ended with 1" },
	{ "#!/bin/sh\nkill -9 $$\n", "ended by signal 9" },
	{ "#!/no/such/shell\n", "No such file or directory" },
};

START_TEST(a_program_that_fails_is_one_line_in_the_log)
{
	struct reply *r;
	const char *line;

	catch_log();
	write_script(failing[_i].script);
	r = ask(ASK);
	ck_assert_int_eq(r->http, 202);
	settle();
	line = strstr(contents("log"), "no mail was sent");
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_eq(strchr(contents("log"), '\n')[1] ? contents("log") : NULL, NULL);
	ck_assert_ptr_nonnull(strstr(line, failing[_i].logged));
	ck_assert_ptr_nonnull(strstr(contents("log"), reply_header(r, "X-Request-Id")));
	ck_assert_ptr_null(strcasestr(contents("log"), "example.com"));
	ck_assert_ptr_null(strstr(contents("log"), "token"));
}
END_TEST

/* The program hangs until somebody reads from the pipe; by then the answer is long there. */
START_TEST(nobody_waits_for_the_program)
{
	int fd;

	ck_assert_int_eq(mkfifo(in_folder("pipe"), 0600), 0);
	write_script(arena_printf(&memory,
		"#!/bin/sh\necho here > %1$s/pipe\necho x >> %1$s/count\n", client_folder()));
	ck_assert_int_eq(ask(ASK)->http, 202);
	ck_assert_str_eq(contents("count"), "");
	fd = open(in_folder("pipe"), O_RDONLY);
	ck_assert_int_eq(mails(), 1);
	close(fd);
}
END_TEST

START_TEST(a_program_that_hangs_is_killed_with_its_children)
{
	const struct config config = { .sendmail = in_folder("sendmail"), .mail_from = "a@b.c" };
	const struct request req = { .arena = &memory, .config = &config };

	ck_assert_int_eq(mkfifo(in_folder("pipe"), 0600), 0);
	write_script(arena_printf(&memory, "#!/bin/sh\n(: > %1$s/pipe) &\n: > %1$s/pipe\n",
		client_folder()));
	ck_assert_str_eq(mail_run(&req, "ann@example.com", "text", 50), "did not end within 50 ms");
	settle();	/* would never come back if a child were left */
}
END_TEST

/* What a request does when it needs too much is not for the process that mails. */
START_TEST(a_mail_that_needs_too_much_memory_ends_alone)
{
	const struct config config = { .sendmail = in_folder("sendmail"), .mail_from = "a@b.c" };
	struct arena small;
	const struct request req = { .arena = &small, .config = &config, .program = "auth" };
	char *home = arena_alloc(&memory, 100001);
	jmp_buf overflow;

	memset(home, 'x', 100000);
	ck_assert_int_eq(setenv("HOME", home, 1), 0);
	catch_log();
	arena_init(&small, 100000, &overflow);
	if (setjmp(overflow)) {
		creat(in_folder("twice"), 0600);
		_exit(1);
	}
	mail_send(&req, "ann@example.com", "Subject", "text");
	ck_assert_int_eq(mails(), 0);
	ck_assert_int_ne(access(in_folder("twice"), F_OK), 0);
	ck_assert_ptr_nonnull(strstr(contents("log"), "sendmail needs too much memory"));
	arena_release(&small);
}
END_TEST

START_TEST(a_program_that_reads_nothing_is_fine)
{
	write_script(arena_printf(&memory, "#!/bin/sh\nexec <&-\necho x >> %s/count\n",
		client_folder()));
	catch_log();
	ask(ASK);
	ck_assert_int_eq(mails(), 1);
	ck_assert_str_eq(contents("log"), "");
}
END_TEST

/* --- the link --------------------------------------------------------------------------------- */

START_TEST(an_admin_hands_over_a_link)
{
	static const char *const evil[] = { "HTTP_HOST=evil.example",
		"HTTP_X_FORWARDED_HOST=evil.example", NULL };
	const char *where = arena_printf(&memory, "/%s/password-reset", member.id);
	struct reply *r = client_send(&admin, &users_app, "POST", where, NULL, NULL, 0, evil);
	const char *token = json_text(r, "reset_token");

	ck_assert_int_eq(r->http, 201);
	ck_assert_int_eq((int)strspn(token, "0123456789abcdef"), 64);
	ck_assert_str_ne(json_text(r, "message"), "(none)");
	ck_assert_str_eq(json_text(r, "reset_link"),
		arena_printf(&memory, BASE "/reset.html?token=%s", token));
	ck_assert_str_eq(reply_header(r, "Location"),
		arena_printf(&memory, BASE "/auth/password-reset/%s", token));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	set_up_mail("");
	r = client_send(&admin, &users_app, "POST", where, NULL, NULL, 0, evil);
	ck_assert_str_eq(json_text(r, "reset_link"),
		arena_printf(&memory, "reset.html?token=%s", json_text(r, "reset_token")));
	ck_assert_str_eq(json_text(look(token), "email"), "null");
	ck_assert_int_eq(mails(), 0);
	ck_assert_str_eq(json_text(use(token, "another horse"), "username"), "member");
}
END_TEST

static const struct { const char *email, *hint; } hints[] = {
	{ "a@example.com", "a…@example.com" },
	{ "\xc3\xa9mile@example.com", "\xc3\xa9…@example.com" },
	{ "\xe5\xb1\xb1@example.com", "\xe5\xb1\xb1…@example.com" },
};

START_TEST(a_link_tells_no_more_than_a_hint)
{
	struct reply *r;

	ck_assert_int_eq(client_patch(&ann, &users_app, "/me",
		arena_printf(&memory, "{\"email\":\"%s\"}", hints[_i].email))->http, 200);
	r = look(new_token());
	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 2);
	ck_assert_str_eq(json_text(r, "valid"), "true");
	ck_assert_str_eq(json_text(r, "email"), hints[_i].hint);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
}
END_TEST

START_TEST(a_link_works_for_six_hours)
{
	const char *token = new_token();

	clock_set(NOW + SIX_HOURS - 1);
	ck_assert_int_eq(look(token)->http, 200);
	clock_set(NOW + SIX_HOURS);
	ck_assert_int_eq(look(token)->http, 404);
	ck_assert_int_eq(use(token, "another horse")->http, 404);
	ck_assert_int_eq(log_in("ann", "correct horse"), 200);
}
END_TEST

static const char *const bad_tokens[] = {
	"0", "", "0000000000000000000000000000000000000000000000000000000000000000",
	"000000000000000000000000000000000000000000000000000000000000000",
	"00000000000000000000000000000000000000000000000000000000000000000",
	"000000000000000000000000000000000000000000000000000000000000000G", NONE, "%27%20OR%201=1",
};

START_TEST(a_link_that_never_was_is_not_found)
{
	new_token();
	ck_assert_int_eq(look(bad_tokens[_i])->http, *bad_tokens[_i] ? 404 : 405);
	ck_assert_int_eq(use(bad_tokens[_i], "another horse")->http, *bad_tokens[_i] ? 404 : 400);
	ck_assert_int_eq(log_in("ann", "correct horse"), 200);
}
END_TEST

static const struct { const char *password; int http; } new_passwords[] = {
	{ "short", 400 }, { "password123", 400 }, { "ANN@example.com", 400 },
	{ "another horse", 200 },
};

START_TEST(a_bad_new_password_does_not_use_the_link_up)
{
	const char *token = new_token();
	struct reply *r = use(token, new_passwords[_i].password);

	ck_assert_int_eq(r->http, new_passwords[_i].http);
	if (r->http == 400)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "password");
	ck_assert_int_eq(look(token)->http, r->http == 400 ? 200 : 404);
}
END_TEST

START_TEST(a_new_password_ends_every_session_and_every_other_link)
{
	const char *first = new_token(), *second = new_token();

	ck_assert_int_eq(use(second, "another horse")->http, 200);
	ck_assert_int_eq(look(first)->http, 404);
	ck_assert_int_eq(client_rows("tokens"), 0);
	ck_assert_int_eq(client_get(&ann, &users_app, "/me")->http, 401);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/refresh",
		arena_printf(&memory, "{\"refresh_token\":\"%s\"}", ann.refresh_token))->http, 401);
	ck_assert_int_eq(client_get(&member, &users_app, "/me")->http, 200);
}
END_TEST

static const char *const owners_changes[] = { "{\"password\":\"another horse\"}",
	"{\"email\":\"new@example.com\"}" };

START_TEST(links_die_with_the_password_or_address_they_are_for)
{
	const char *token = new_token();

	ck_assert_int_eq(client_patch(&ann, &users_app, "/me", "{\"name\":\"Ann\"}")->http, 200);
	ck_assert_int_eq(look(token)->http, 200);
	ck_assert_int_eq(client_patch(&ann, &users_app, "/me", owners_changes[_i])->http, 200);
	ck_assert_int_eq(look(token)->http, 404);
}
END_TEST

START_TEST(three_links_are_open_at_most_and_none_is_stored_in_clear)
{
	const char *tokens[5];
	int64_t in_clear;

	for (int i = 0; i < 5; i++) {
		clock_set(NOW + i);
		tokens[i] = new_token();
	}
	for (int i = 0; i < 5; i++) {
		const struct value token = value_text(tokens[i]);

		ck_assert_int_eq(look(tokens[i])->http, i < 2 ? 404 : 200);
		ck_assert_int_eq(db_number(client_db(),
			"SELECT count(*) FROM tokens WHERE hash = $1", &token, 1,
			&in_clear), OK);
		ck_assert_int_eq(in_clear, 0);
	}
}
END_TEST

START_TEST(who_has_a_new_password_is_not_locked_out_any_more)
{
	const char *token = new_token();

	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(log_in("ann", "wrong horse"), 401);
	ck_assert_int_eq(log_in("ann", "correct horse"), 429);
	ck_assert_int_eq(use(token, "another horse")->http, 200);
	ck_assert_int_eq(log_in("ann", "another horse"), 200);
}
END_TEST

/*
 * The password is stored by then: a client that hears 503 would use the link again, which is gone.
 */
START_TEST(counters_that_fail_do_not_deny_a_reset_that_has_worked)
{
	const struct db_options options = { .path = in_folder("data/.ht.limits.db"),
		.lossy = true };
	const char *token = new_token();
	struct db *counters;

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(log_in("ann", "wrong horse"), 401);
	ck_assert_int_eq(db_open(&options, &counters), OK);
	ck_assert_int_eq(db_script(counters,
		"CREATE TRIGGER stuck BEFORE DELETE ON calls WHEN OLD.bucket LIKE 'account%' "
		"BEGIN SELECT RAISE(ABORT, 'stuck'); END"), OK);
	catch_log();
	ck_assert_int_eq(use(token, "another horse")->http, 200);
	ck_assert_int_eq(look(token)->http, 404);
	ck_assert_int_eq(system(arena_printf(&memory,
		"grep -q 'limits of calls: database: stuck' %s", in_folder("log"))), 0);
	ck_assert_int_eq(db_script(counters, "DROP TRIGGER stuck"), OK);
	db_close(counters);
	ck_assert_int_eq(log_in("ann", "another horse"), 200);
}
END_TEST

/* --- confirm-password ------------------------------------------------------------------------- */

static struct reply *
confirm(const char *password)
{
	return client_post(&ann, &auth_app, "/confirm-password",
		arena_printf(&memory, "{\"password\":\"%s\"}", password));
}

START_TEST(a_confirmed_password_is_fresh_and_stays_so_after_a_refresh)
{
	const char *change = "{\"email\":\"new@example.com\"}";
	struct reply *r;

	clock_set(NOW + 3000);
	ck_assert_int_eq(client_patch(&ann, &users_app, "/me", change)->http, 403);
	r = confirm("correct horse");
	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 3);
	ck_assert_str_eq(json_text(r, "token_type"), "Bearer");
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: access_token="));
	ck_assert_ptr_null(strstr(r->head, "Set-Cookie: refresh_token="));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	/* the old token is as old as ever */
	ck_assert_int_eq(client_patch(&ann, &users_app, "/me", change)->http, 403);
	clock_set(NOW + 3500);
	r = client_post(&nobody, &auth_app, "/refresh",
		arena_printf(&memory, "{\"refresh_token\":\"%s\"}", ann.refresh_token));
	ann.token = json_text(r, "access_token");
	ck_assert_int_eq(client_patch(&ann, &users_app, "/me", change)->http, 200);
}
END_TEST

START_TEST(a_wrong_password_is_forbidden_and_counts)
{
	struct reply *r;

	for (int i = 0; i < 10; i++) {
		r = confirm("wrong horse");
		ck_assert_int_eq(r->http, 403);
		ck_assert_str_eq(json_text(r, "error.code"), "forbidden");
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "password");
		ck_assert_ptr_null(strstr(r->head, "Set-Cookie"));
	}
	r = confirm("correct horse");
	ck_assert_int_eq(r->http, 429);
	ck_assert_str_eq(reply_header(r, "Retry-After"), "900");
	ck_assert_int_eq(log_in("ann", "correct horse"), 429);
	/* the same account by its other name */
	ck_assert_int_eq(log_in("ann@example.com", "correct horse"), 429);
	ck_assert_int_eq(client_get(&ann, &users_app, "/me")->http, 200);
	clock_set(NOW + 901);
	ck_assert_int_eq(confirm("correct horse")->http, 200);
}
END_TEST

static const struct { const char *path, *body; int http; } unauthenticated[] = {
	{ "/password-reset", ASK, 202 },
	{ "/password-reset", "{}", 400 },
	{ "/password-reset/0000000000000000000000000000000000000000000000000000000000000000",
	  "{\"password\":\"another horse\"}", 404 },
	{ "/password-reset/0000000000000000000000000000000000000000000000000000000000000000", NULL,
	  404 },
};

START_TEST(guessing_is_limited_per_address)
{
	client_settings("rate_limit_address = 3");
	clock_set(NOW + 60);	/* the fixture has called too */
	for (int i = 0; i < 4; i++) {
		struct reply *r = unauthenticated[_i].body
			? client_post(&nobody, &auth_app, unauthenticated[_i].path,
				unauthenticated[_i].body)
			: client_get(&nobody, &auth_app, unauthenticated[_i].path);

		ck_assert_int_eq(r->http, i < 3 ? unauthenticated[_i].http : 429);
		if (i == 3)
			ck_assert_str_eq(reply_header(r, "Retry-After"), "60");
	}
}
END_TEST

START_TEST(confirming_needs_somebody_and_a_password)
{
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/confirm-password",
		"{\"password\":\"correct horse\"}")->http, 401);
	ck_assert_int_eq(client_post(&ann, &auth_app, "/confirm-password", "{}")->http, 400);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("recovery");
	TCase *tc = tcase_create("recovery");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_test(tc, a_link_is_mailed_and_opens_the_account_once);
	tcase_add_test(tc, the_mail_is_a_well_formed_message);
	tcase_add_test(tc, the_program_inherits_nothing_of_the_request);
	tcase_add_test(tc, mail_from_is_the_sender);
	tcase_add_loop_test(tc, a_bad_mail_setting_is_refused, 0, COUNT(bad_settings));
	tcase_add_test(tc, an_unknown_address_is_answered_alike_and_gets_nothing);
	tcase_add_test(tc, a_deactivated_account_gets_no_mail_and_its_links_are_dead);
	tcase_add_loop_test(tc, without_program_or_address_nothing_is_mailed, 0, COUNT(incomplete));
	tcase_add_test(tc, nobody_is_flooded_with_mail);
	tcase_add_loop_test(tc, an_address_that_is_none_gets_no_mail, 0, COUNT(bad_addresses));
	tcase_add_loop_test(tc, an_address_stays_one_argument, 0, COUNT(odd_addresses));
	tcase_add_loop_test(tc, no_header_is_made_of_an_address, 0, COUNT(stored_addresses));
	tcase_add_loop_test(tc, a_program_that_fails_is_one_line_in_the_log, 0, COUNT(failing));
	tcase_add_test(tc, nobody_waits_for_the_program);
	tcase_add_test(tc, a_program_that_hangs_is_killed_with_its_children);
	tcase_add_test(tc, a_mail_that_needs_too_much_memory_ends_alone);
	tcase_add_test(tc, a_program_that_reads_nothing_is_fine);
	tcase_add_test(tc, an_admin_hands_over_a_link);
	tcase_add_loop_test(tc, a_link_tells_no_more_than_a_hint, 0, COUNT(hints));
	tcase_add_test(tc, a_link_works_for_six_hours);
	tcase_add_loop_test(tc, a_link_that_never_was_is_not_found, 0, COUNT(bad_tokens));
	tcase_add_loop_test(tc, a_bad_new_password_does_not_use_the_link_up, 0,
		COUNT(new_passwords));
	tcase_add_test(tc, a_new_password_ends_every_session_and_every_other_link);
	tcase_add_loop_test(tc, links_die_with_the_password_or_address_they_are_for, 0,
		COUNT(owners_changes));
	tcase_add_test(tc, three_links_are_open_at_most_and_none_is_stored_in_clear);
	tcase_add_test(tc, who_has_a_new_password_is_not_locked_out_any_more);
	tcase_add_test(tc, counters_that_fail_do_not_deny_a_reset_that_has_worked);
	tcase_add_test(tc, a_confirmed_password_is_fresh_and_stays_so_after_a_refresh);
	tcase_add_test(tc, a_wrong_password_is_forbidden_and_counts);
	tcase_add_loop_test(tc, guessing_is_limited_per_address, 0, COUNT(unauthenticated));
	tcase_add_test(tc, confirming_needs_somebody_and_a_password);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
