#include "dialect_mediatracker.h"
#include "response.h"
#include "signin.h"
#include "user.h"

/* {"error": sentence, "details": {field: message}} */
static void
put_error(struct response *res, enum status status)
{
	const struct problem *problem = res->req->problems.first;
	struct buf *body = &res->body;

	buf_putc(body, '{');
	json_put_name(body, "error");
	json_put_string(body, response_message(res, status));
	if (problem) {
		json_put_name(body, "details");
		buf_putc(body, '{');
		for (; problem; problem = problem->next) {
			json_put_name(body, problem->field);
			json_put_string(body, problem->message);
		}
		buf_putc(body, '}');
	}
	buf_putc(body, '}');
}

static const struct list_shape list = { .is_bare = true, .is_whole = true };

static const struct field user_fields[] = {
	FIELD_AS(struct user, key, "id", READONLY),
	FIELD(struct user, username, READONLY),
	FIELD(struct user, created_at, READONLY),
	{ 0 }
};
static const struct record user = { .fields = FIELDS(user_fields) };

static const struct field tokens_fields[] = {
	FIELD_AS(struct tokens, access_token, "token", READONLY),
	{ 0 }
};
static const struct record tokens = { .fields = FIELDS(tokens_fields) };

const struct dialect dialect_mediatracker = {
	.put_error = put_error,
	.list = &list,
	.empty = EMPTY_IS_NULL,
	.is_lax = true,
	.user = &user,
	.tokens = &tokens,
};
