#include "dialect_mediatracker.h"
#include "response.h"
#include "signin.h"
#include "user.h"

/* {"field": "message", …}: of each field the first, as names in an object are used once. */
static void
put_details(struct buf *body, const struct problems *problems)
{
	buf_putc(body, '{');
	for (const struct problem *p = problems->first; p; p = p->next) {
		if (!problem_is_first(problems, p))
			continue;
		json_put_name(body, *p->field ? p->field : "body");
		json_put_string(body, p->message);
	}
	buf_putc(body, '}');
}

/* {"error": sentence, "details": {field: message}} */
static void
put_error(struct response *res, enum status status)
{
	struct buf *body = &res->body;

	buf_putc(body, '{');
	json_put_name(body, "error");
	json_put_string(body, response_sentence(res, status));
	if (res->req->problems.first) {
		json_put_name(body, "details");
		put_details(body, &res->req->problems);
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
