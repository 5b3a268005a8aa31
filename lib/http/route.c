#include "route.h"
#include "uuid.h"

#include <string.h>

static const struct field no_fields[] = { { 0 } };
const struct record no_query = { .size = 1, .fields = no_fields };

static bool
matches(const char *pattern, const char *path, const char **ids, int *count)
{
	*count = 0;
	while (*pattern) {
		if (!strncmp(pattern, ":id", 3)) {
			if (*count == IDS || strlen(path) < UUID_TEXT - 1 || !uuid_at(path))
				return false;
			ids[(*count)++] = path;
			path += UUID_TEXT - 1;
			pattern += 3;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return !*path;
}

enum status
route_find(const struct route *routes, struct request *req, const struct route **out, unsigned *allowed)
{
	const char *ids[IDS];
	int count;

	*allowed = 0;
	for (const struct route *route = routes; route->path; route++) {
		if (!matches(route->path, req->path, ids, &count))
			continue;
		*allowed |= route->method;
		if (route->method != req->method)
			continue;
		for (int i = 0; i < count; i++)
			req->id[i] = arena_copy(req->arena, ids[i], UUID_TEXT - 1);
		*out = route;
		return OK;
	}
	return *allowed ? ERR_METHOD : ERR_NOT_FOUND;
}

static const struct {
	enum method method;
	const char *name;
} names[] = {
	{ GET, "GET" }, { HEAD, "HEAD" }, { POST, "POST" }, { PUT, "PUT" }, { PATCH, "PATCH" },
	{ DELETE, "DELETE" }, { OPTIONS, "OPTIONS" },
};
enum { METHODS = sizeof(names) / sizeof(names[0]) };

const char *
method_name(enum method method)
{
	for (int i = 0; i < METHODS; i++)
		if (names[i].method == method)
			return names[i].name;
	return "?";
}

const char *
route_allow(struct arena *arena, unsigned methods)
{
	struct buf allow;

	if (methods & GET)
		methods |= HEAD;
	methods |= OPTIONS;
	buf_init(&allow, arena, 64);
	for (int i = 0; i < METHODS; i++) {
		if (!(methods & names[i].method))
			continue;
		if (allow.length)
			buf_puts(&allow, ", ");
		buf_puts(&allow, names[i].name);
	}
	return allow.data;
}
