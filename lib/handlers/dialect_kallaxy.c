#include "dialect_kallaxy.h"
#include "response.h"
#include "shapes.h"
#include "signin.h"

static const struct field user_fields[] = {
	FIELD(struct user, id, READONLY),
	FIELD(struct user, created_at, READONLY | SHAPED, .shape = &shape_bare_time),
	FIELD(struct user, updated_at, READONLY | SHAPED, .shape = &shape_bare_time),
	FIELD(struct user, username, READONLY),
	FIELD(struct user, email, READONLY | SHAPED, .shape = &shape_empty_text),
	{ 0 }
};
static const struct record user = { .size = sizeof(struct user), .fields = FIELDS(user_fields) };

static const struct field token_fields[] = {
	FIELD(struct tokens, access_token, READONLY),
	FIELD(struct tokens, refresh_token, READONLY | OPTIONAL),
	{ 0 }
};
static const struct record tokens = { .fields = FIELDS(token_fields) };

/* All that is wrong, in one sentence. */
static void
put_error(struct response *res, enum status status)
{
	const struct request *req = res->req;
	const struct problem *p = res->http < 500 ? req->problems.first : NULL;
	struct buf text;

	buf_init(&text, req->arena, 200);
	if (!p)
		buf_puts(&text, response_sentence(res, status));
	for (; p; p = p->next) {
		buf_puts(&text, text.length ? "; " : "");
		buf_puts(&text, *p->field ? p->field : "The body");
		buf_putc(&text, ' ');
		buf_puts(&text, p->message);
	}
	buf_puts(&res->body, "{\"error\":");
	json_put_string(&res->body, text.data);
	buf_putc(&res->body, '}');
}

static const struct list_shape list = { .is_whole = true };

const struct dialect dialect_kallaxy = {
	.put_error = put_error,
	.list = &list,
	.empty = EMPTY_IS_UNSENT,
	.is_lax = true,
	.session_tells_time = true,
	.has_whole_links = true,
	.user = &user, .tokens = &tokens,
};
