/*
 * Sixteen calls at once, each in a process of its own as CGI runs them: limits stay exact, and what
 * may happen once happens once (api.md, section 2 and "Limits of calls").
 */
#include "client.h"
#include "clock.h"
#include "totp.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOGIN(password) "{\"username\":\"member\",\"password\":\"" password "\"}"

enum { CALLS = 16 };

static struct arena memory = { .limit = 64 << 20 };

/* An address that nobody has called from. */
static const char *const elsewhere[] = { "REMOTE_ADDR=198.51.100.7", NULL };

static const char *
sign_in(const char *username)
{
	return json_text(client_post(&nobody, &auth_app, "/login",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"correct horse\"}",
		username)), "access_token");
}

/* The clock runs, as those who wait must really wait; what was signed before is long over then. */
static void
setup(void)
{
	client_setup();
	clock_set(0);
	admin.token = sign_in("admin");
	member.token = sign_in("member");
}

struct sending {
	const struct sender *sender;
	const struct app *app;
	const char *method, *path, *body;
};

/*
 * Sends the n-th call from a process of its own as soon as `start` is closed; it ends with the
 * class of the answer.
 */
static pid_t
send_later(const struct sending *call, int start[2])
{
	pid_t pid = fork();
	char byte;

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	close(start[1]);
	if (read(start[0], &byte, 1) < 0)
		_exit(255);
	_exit(client_send(call->sender, call->app, call->method, call->path, "application/json",
		call->body, call->body ? strlen(call->body) : 0, elsewhere)->http - 200);
}

/* How many of sixteen calls, call i being calls[i % count], were answered with this status. */
static int
answered(const struct sending *calls, int count, int http)
{
	int start[2], status, hits = 0;
	pid_t pids[CALLS];

	client_restart();	/* no process may inherit an open database */
	ck_assert_int_eq(pipe(start), 0);
	for (int i = 0; i < CALLS; i++)
		pids[i] = send_later(&calls[i % count], start);
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < CALLS; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert(WIFEXITED(status));
		hits += WEXITSTATUS(status) == http - 200;
	}
	/* opens the database again, for the test's own looks */
	client_get(&nobody, &server_app, "/health");
	return hits;
}

static const struct {
	const char *path, *body;
	bool signed_in;
	/* what `times` calls answer, what all others do; and one more call */
	int http, times, others, settled;
} limited[] = {
	{ "/login", LOGIN("wrong horse"), false, 401, 10, 429, 429 },
	{ "/login", "{\"username\":\"nobody\",\"password\":\"wrong horse\"}", false, 401, 10, 429,
	  429 },
	{ "/login", LOGIN("correct horse"), false, 200, 16, 429, 200 },
	{ "/confirm-password", "{\"password\":\"wrong horse\"}", true, 403, 10, 429, 429 },
	{ "/confirm-password", "{\"password\":\"correct horse\"}", true, 200, 16, 429, 200 },
};

START_TEST(no_attempt_slips_past_the_limit_of_an_account)
{
	const struct sending call = { limited[_i].signed_in ? &member : &nobody, &auth_app, "POST",
		limited[_i].path, limited[_i].body };

	ck_assert_int_eq(answered(&call, 1, limited[_i].http), limited[_i].times);
	ck_assert_int_eq(client_send(call.sender, &auth_app, "POST", call.path, "application/json",
		call.body, strlen(call.body), elsewhere)->http, limited[_i].settled);
}
END_TEST

/* A code of the second factor, of an app and for recovery: sixteen bring the same. */
START_TEST(of_one_code_at_once_one_signs_in)
{
	const struct reply *asked = client_post(&member, &users_app, "/me/totp", NULL), *on;
	const char *secret = json_text(asked, "secret");
	struct sending call = { &nobody, &auth_app, "POST", "/login", NULL };
	char code[TOTP_DIGITS + 1];
	const int64_t step = clock_now() / TOTP_STEP;

	client_settings("rate_limit_account = 100");
	ck_assert(totp_generate(secret, step - 1, code));
	on = client_post(&member, &users_app, "/me/totp/confirm", text("{\"code\":\"%s\"}", code));
	ck_assert_msg(on->http == 200, "%s", on->body);
	ck_assert(totp_generate(secret, step + 1, code));	/* also if that begins meanwhile */
	call.body = text("{\"username\":\"member\",\"password\":\"correct horse\","
		"\"code\":\"%s\"}", _i ? json_text(on, "recovery_codes[0]") : code);
	ck_assert_int_eq(answered(&call, 1, 200), 1);
}
END_TEST

/* Strangers use up all attempts there are, while the user signs in where the account was made. */
START_TEST(strangers_at_once_keep_nobody_out)
{
	const struct sending stranger = { &nobody, &auth_app, "POST", "/login",
		LOGIN("wrong horse") };
	int start[2], status;
	pid_t pids[CALLS];

	client_restart();
	ck_assert_int_eq(pipe(start), 0);
	for (int i = 0; i < CALLS; i++)
		pids[i] = send_later(&stranger, start);
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < CALLS; i++)
		ck_assert_int_eq(client_post(&nobody, &auth_app, "/login",
			LOGIN("correct horse"))->http, 200);
	for (int i = 0; i < CALLS; i++)
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", LOGIN("correct horse"))->http,
		200);
	ck_assert_int_eq(client_send(&nobody, &auth_app, "POST", "/login", "application/json",
		LOGIN("correct horse"), strlen(LOGIN("correct horse")), elsewhere)->http, 429);
}
END_TEST

START_TEST(right_and_wrong_passwords_at_once_are_told_apart)
{
	const struct sending calls[] = {
		{ &nobody, &auth_app, "POST", "/login", LOGIN("wrong horse") },
		{ &nobody, &auth_app, "POST", "/login", LOGIN("correct horse") },
	};

	/* From now on this address has a count of its own. */
	ck_assert_int_eq(client_send(&nobody, &auth_app, "POST", "/login", "application/json",
		calls[1].body, strlen(calls[1].body), elsewhere)->http, 200);
	ck_assert_int_eq(answered(calls, 2, 200), 8);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(client_send(&nobody, &auth_app, "POST", "/login",
			"application/json", calls[0].body, strlen(calls[0].body),
			elsewhere)->http, i < 2 ? 401 : 429);
}
END_TEST

START_TEST(no_call_slips_past_the_limit_of_an_address)
{
	const struct sending call = { &nobody, &auth_app, "POST", "/login", "{}" };

	client_settings("rate_limit_address = 12");
	ck_assert_int_eq(answered(&call, 1, 400), 12);
	ck_assert_int_eq(answered(&call, 1, 429), 16);
}
END_TEST

START_TEST(one_of_sixteen_uses_a_link)
{
	struct reply *r = client_post(&admin, &users_app,
		arena_printf(&memory, "/%s/password-reset", member.id), NULL);
	const struct sending call = { &nobody, &auth_app, "POST",
		arena_printf(&memory, "/password-reset/%s",
		json_text(r, "reset_token")), "{\"password\":\"another horse\"}" };

	ck_assert_int_eq(answered(&call, 1, 200), 1);
	ck_assert_int_eq(answered(&call, 1, 404), 16);
}
END_TEST

START_TEST(sixteen_requests_send_three_mails)
{
	const struct sending call = { &nobody, &auth_app, "POST", "/password-reset",
		"{\"email\":\"a@b.c\"}" };
	const char *script = arena_printf(&memory, "%s/sendmail", client_folder());
	struct stat st;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	ck_assert_int_eq(system(arena_printf(&memory,
		"printf '#!/bin/sh\\necho x >> %s/count\\n' > %s && chmod 700 %s",
		client_folder(), script, script)), 0);
	client_settings(arena_printf(&memory,
		"rate_limit_address = 100\nbase_url = http://a.b\nsendmail = %s", script));
	ck_assert_int_eq(client_patch(&member, &users_app, "/me", "{\"email\":\"a@b.c\"}")->http,
		200);
	ck_assert_int_eq(answered(&call, 1, 202), 16);
	while (waitpid(-1, NULL, 0) > 0)
		;
	ck_assert_int_eq(stat(arena_printf(&memory, "%s/count", client_folder()), &st), 0);
	ck_assert_int_eq(st.st_size, 3 * 2);
}
END_TEST

START_TEST(one_link_at_once_makes_one_account)
{
	struct sending calls[CALLS];
	const char *secret;
	int64_t accounts;

	client_settings("registration = invite");
	secret = json_text(made(client_post(&admin, &users_app, "/invites", "{}")), "token");
	accounts = client_rows("users");
	for (int i = 0; i < CALLS; i++)
		calls[i] = (struct sending){ &nobody, &auth_app, "POST", "/register",
			arena_printf(&memory, "{\"username\":\"ann-%d\",\"password\":"
			"\"correct horse\",\"invite\":\"%s\"}", i, secret) };
	ck_assert_int_eq(answered(calls, CALLS, 201), 1);
	ck_assert_int_eq(client_rows("users"), accounts + 1);
	ck_assert_int_eq(client_rows("tokens"), 0);
}
END_TEST

START_TEST(of_two_admins_who_leave_at_once_one_stays)
{
	const struct sending leaving[] = {
		{ &admin, &users_app, "DELETE", "/me", NULL },
		{ &member, &users_app, "PATCH", arena_printf(&memory, "/%s", member.id),
		  "{\"role\":\"member\"}" },
	};
	int64_t admins;

	ck_assert_int_eq(client_patch(&admin, &users_app, leaving[1].path,
		"{\"role\":\"admin\"}")->http, 200);
	ck_assert_int_ge(answered(leaving, 2, 409), 1);
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM users WHERE role = 'admin'",
		NULL, 0, &admins), OK);
	ck_assert_int_eq(admins, 1);
}
END_TEST

/* What may happen to an account while somebody is being let in, or changes it. */
static const char *const upheavals[] = {
	"UPDATE users SET password = 'scrypt:10:1:1:00:00', password_changed_at = $2 WHERE id = $1",
	"UPDATE users SET is_active = 0, created_at = $2 WHERE id = $1",
	"DELETE FROM users WHERE id = $1 AND id <> $2",
};

/* Waits until the process stands in the queue of a lock (proc(5)). */
static void
wait_until_it_waits(pid_t pid)
{
	const char *wanted = arena_printf(&memory, " WRITE %d ", (int)pid);
	bool waits = false;

	while (!waits) {
		FILE *locks = fopen("/proc/locks", "r");
		char line[200];

		ck_assert_ptr_nonnull(locks);
		while (fgets(line, sizeof(line), locks))
			waits = waits || (strstr(line, "-> FLOCK") && strstr(line, wanted));
		fclose(locks);
		ck_assert_int_eq(kill(pid, 0), 0);
	}
}

/*
 * One call that has its password checked or hashed, and then finds the account's sessions and
 * password taken away.
 */
static int
answer_after(const char *upheaval, const struct sending *call)
{
	int start[2], status,
		queue = open(arena_printf(&memory, "%s/data/.ht.vitrine.db-queue", client_folder()),
		O_RDWR);
	pid_t pid;

	client_restart();
	ck_assert_int_eq(flock(queue, LOCK_EX), 0);
	ck_assert_int_eq(pipe(start), 0);
	pid = send_later(call, start);
	close(start[0]);
	close(start[1]);
	wait_until_it_waits(pid);
	client_get(&nobody, &server_app, "/health");
	client_sql("DELETE FROM sessions WHERE user_key = (SELECT key FROM users WHERE id = $1)",
		member.id, NULL);
	client_sql(upheaval, member.id, "1");
	ck_assert_int_eq(flock(queue, LOCK_UN), 0);
	close(queue);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status) + 200;
}

START_TEST(who_is_shut_out_while_signing_in_is_not_let_in)
{
	const struct sending call = { &nobody, &auth_app, "POST", "/login",
		LOGIN("correct horse") };

	/* the other half of the times, the hash is made anew */
	client_settings(_i % 2 ? "" : "scrypt_r = 2");
	ck_assert_int_eq(answer_after(upheavals[_i / 2], &call), 401);
	ck_assert_int_eq(client_rows("sessions WHERE user_key = (SELECT key FROM users "
		"WHERE username = 'member')"), 0);
}
END_TEST

START_TEST(who_is_shut_out_while_changing_the_password_changes_nothing)
{
	const struct sending call = { &member, &users_app, "PATCH", "/me",
		"{\"password\":\"another horse\"}" };

	ck_assert_int_eq(answer_after(upheavals[_i], &call), 401);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", LOGIN("another horse"))->http,
		401);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("at once");
	TCase *tc = tcase_create("at once");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_loop_test(tc, no_attempt_slips_past_the_limit_of_an_account, 0, COUNT(limited));
	tcase_add_loop_test(tc, of_one_code_at_once_one_signs_in, 0, 2);
	tcase_add_test(tc, strangers_at_once_keep_nobody_out);
	tcase_add_test(tc, right_and_wrong_passwords_at_once_are_told_apart);
	tcase_add_test(tc, one_link_at_once_makes_one_account);
	tcase_add_test(tc, no_call_slips_past_the_limit_of_an_address);
	tcase_add_test(tc, one_of_sixteen_uses_a_link);
	tcase_add_test(tc, sixteen_requests_send_three_mails);
	tcase_add_test(tc, of_two_admins_who_leave_at_once_one_stays);
	tcase_add_loop_test(tc, who_is_shut_out_while_signing_in_is_not_let_in, 0,
		2 * COUNT(upheavals));
	tcase_add_loop_test(tc, who_is_shut_out_while_changing_the_password_changes_nothing, 0,
		COUNT(upheavals));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
