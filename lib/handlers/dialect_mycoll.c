#include "dialect_mycoll.h"
#include "response.h"
#include "signin.h"
#include "user.h"

#include <ctype.h>
#include <string.h>

static void
put_messages(struct buf *body, const struct problem *problem)
{
	const char *field = problem->field;
	bool is_first = true;

	buf_putc(body, '[');
	for (; problem; problem = problem->next) {
		if (strcmp(problem->field, field) != 0)
			continue;
		if (!is_first)
			buf_putc(body, ',');
		is_first = false;
		json_put_string(body, islower((unsigned char)*problem->message)
			? arena_printf(body->arena, "This field %s.", problem->message)
			: problem->message);
	}
	buf_putc(body, ']');
}

/* {"title":["This field is required."],"non_field_errors":["…"]} */
static void
put_problems(struct buf *body, const struct problems *problems)
{
	for (const struct problem *p = problems->first; p; p = p->next) {
		if (!problem_is_first(problems, p))
			continue;
		json_put_name(body, *p->field ? p->field : "non_field_errors");
		put_messages(body, p);
	}
}

static void
put_error(struct response *res, enum status status)
{
	const struct request *req = res->req;
	struct buf *body = &res->body;

	buf_putc(body, '{');
	if ((status == ERR_VALIDATION || status == ERR_CONFLICT) && req->problems.first) {
		put_problems(body, &req->problems);
	} else {
		json_put_name(body, "detail");
		json_put_string(body, response_sentence(res, status));
	}
	if (status == ERR_AUTH && req->sent_token) {
		json_put_name(body, "code");
		json_put_string(body, "token_not_valid");
	}
	buf_putc(body, '}');
}

static const struct status_as statuses[] = { { ERR_CONFLICT, 400 }, { 0 } };

static const struct list_shape lists = { .is_bare = true, .is_whole = true };

static const struct field user_fields[] = {
	FIELD_AS(struct user, key, "id", READONLY),
	FIELD(struct user, username, READONLY),
	FIELD(struct user, email, READONLY),
	{ 0 }
};
static const struct record user_shown = {
	.size = sizeof(struct user), .fields = FIELDS(user_fields),
};
static const struct field token_fields[] = {
	FIELD_AS(struct tokens, access_token, "access", READONLY),
	FIELD_AS(struct tokens, refresh_token, "refresh", READONLY | OPTIONAL),
	{ 0 }
};
static const struct record tokens_shown = {
	.size = sizeof(struct tokens), .fields = FIELDS(token_fields),
};

const struct dialect dialect_mycoll = {
	.put_error = put_error,
	.statuses = statuses,
	.list = &lists,
	.empty = EMPTY_IS_NULL,
	.is_lax = true,
	.has_whole_links = true,
	.user = &user_shown,
	.tokens = &tokens_shown,
};
