#include "dialect_booktracker.h"
#include "response.h"
#include "route.h"
#include "signin.h"
#include "user.h"

#include <string.h>

/* Each with where it is: [{"loc": ["body", "title"], "msg": "is required", "type": "missing"}]. */
static void
put_problems(struct buf *body, const char *part, const struct problems *problems)
{
	buf_putc(body, '[');
	for (const struct problem *p = problems->first; p; p = p->next) {
		const char *type = !*p->field ? "json_invalid"
			: !strcmp(p->message, "is required") ? "missing" : "value_error";

		buf_puts(body, p == problems->first ? "{" : ",{");
		buf_printf(body, "\"loc\":[\"%s\"", part);
		if (*p->field) {
			buf_putc(body, ',');
			json_put_string(body, p->field);
		}
		buf_puts(body, "]");
		json_put_name(body, "msg");
		json_put_string(body, p->message);
		json_put_name(body, "type");
		json_put_string(body, type);
		buf_putc(body, '}');
	}
	buf_putc(body, ']');
}

/* One sentence: what the handler says, what the problem is, or what the framework would say. */
static const char *
sentence(const struct response *res, enum status status)
{
	const struct problem *problem = res->req->problems.first;
	struct arena *arena = res->req->arena;

	if (res->http >= 500)
		return response_sentence(res, status);
	if (!res->message && problem && *problem->field)
		return arena_printf(arena, "%s %s.", problem->field, problem->message);
	if (res->message || status == ERR_QUOTA)
		return response_message(res, status);
	switch (status) {
	case ERR_AUTH: return "Not authenticated";
	case ERR_FORBIDDEN:
	case ERR_NOT_FOUND:
	case ERR_METHOD: return http_reason(res->http);
	default: return response_message(res, status);
	}
}

static void
put_error(struct response *res, enum status status)
{
	struct problems *problems = &res->req->problems;
	struct buf *body = &res->body;

	if (status == ERR_VALIDATION && !problems->first)
		problem_add(problems, "", "%s", response_message(res, status));
	buf_puts(body, "{\"detail\":");
	if (status == ERR_VALIDATION)
		put_problems(body, res->route && res->route->query ? "query" : "body", problems);
	else
		json_put_string(body, sentence(res, status));
	buf_putc(body, '}');
}

static const struct status_as statuses[] = { { ERR_VALIDATION, 422 }, { 0 } };

static const struct field paging_fields[] = {
	FIELD(struct page_asked, skip, 0, .min = 0, .max = 1000000000),
	FIELD(struct page_asked, limit, 0, .min = 1, .max = 100),
	FIELD(struct page_asked, page, 0, .min = 1, .max = 1000000000),
	FIELD(struct page_asked, page_size, 0, .min = 1, .max = 100),
	{ 0 }
};
static const struct record paging = {
	.size = sizeof(struct page_asked), .fields = FIELDS(paging_fields),
};
static const struct list_shape lists = {
	.is_bare = true, .per_page = 100, .paging = &paging,
};

static void
put_lower_case(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	(void)links;
	(void)field;
	(void)record;
	json_put_string(buf, "bearer");
}
static const struct shape shape_bearer = { .put = put_lower_case };

static const struct field tokens_fields[] = {
	FIELD(struct tokens, access_token, READONLY),
	FIELD(struct tokens, token_type, READONLY | SHAPED, .shape = &shape_bearer),
	{ 0 }
};
static const struct record tokens_view = { .fields = FIELDS(tokens_fields) };

static const struct field user_fields[] = {
	FIELD_AS(struct user, key, "id", READONLY),
	FIELD(struct user, username, READONLY),
	FIELD(struct user, email, READONLY),
	FIELD(struct user, is_active, READONLY),
	{ 0 }
};
static const struct record user_view = {
	.size = sizeof(struct user), .fields = FIELDS(user_fields), .whole = &user_record,
};

const struct dialect dialect_booktracker = {
	.put_error = put_error,
	.statuses = statuses,
	.list = &lists,
	.empty = EMPTY_IS_NULL,
	.is_lax = true,
	.user = &user_view,
	.tokens = &tokens_view,
};
