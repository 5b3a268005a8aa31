#include "route.h"
#include "clock.h"
#include "text.h"
#include "uuid.h"

#include <string.h>

static const struct field no_fields[] = { { 0 } };
const struct record no_query = { .size = 1, .fields = FIELDS(no_fields) };

/* 64 hex digits, as secrets have. */
static bool
secret_at(const char *text)
{
	return strspn(text, "0123456789abcdef") >= 64;
}

/* A word of people's own, which may have a slash in it. */
static bool
word_at(const char *text)
{
	return *text && text_is_utf8(text, strlen(text));
}

/* A number from 1. */
static bool
number_at(const char *text)
{
	const size_t n = strspn(text, "0123456789");

	return n > 0 && n < 10 && !text[n] && *text != '0';
}

/* A row's key: the same, with up to 15 digits. */
static bool
key_at(const char *text)
{
	const size_t n = strspn(text, "0123456789");

	return n > 0 && n < 16 && !text[n] && *text != '0';
}

/* The day of a copy of all, or the copy of what was there before a restoration. */
static bool
day_at(const char *text)
{
	static const char before[] = "before-restore-";
	const size_t prefix = sizeof(before) - 1, time = sizeof("T101112") - 1;
	size_t n = strcspn(text, "/");
	char day[sizeof("2026-11-28")];
	int64_t midnight;

	if (n > prefix + time && !strncmp(text, before, prefix)) {
		n -= time;
		if (text[n] != 'T' || strspn(text + n + 1, "0123456789") != time - 1)
			return false;
		text += prefix;
		n -= prefix;
	}
	if (n != sizeof(day) - 1)
		return false;
	memcpy(day, text, n);
	day[n] = '\0';
	return clock_parse(day, &midnight);
}

#define REST 0
#define SEGMENT SIZE_MAX

static const struct {
	const char *name;
	/* of what it stands for; REST of the path, or the SEGMENT up to a slash */
	size_t length;
	bool (*fits)(const char *text);	/* looks at no more than that, and never behind a NUL */
} placeholders[] = {
	{ ":id", UUID_TEXT - 1, uuid_at }, { ":item_id", UUID_TEXT - 1, uuid_at },
	{ ":token", 64, secret_at }, { ":tag", REST, word_at }, { ":number", REST, number_at },
	{ ":key", REST, key_at }, { ":day", SEGMENT, day_at },
};
enum { PLACEHOLDERS = sizeof(placeholders) / sizeof(placeholders[0]) };

/* Which placeholder the pattern has here, -1 for none. */
static int
placeholder_at(const char *pattern)
{
	for (int i = 0; *pattern == ':' && i < PLACEHOLDERS; i++)
		if (!strncmp(pattern, placeholders[i].name, strlen(placeholders[i].name)))
			return i;
	return -1;
}

static bool
path_matches(struct arena *arena, const char *pattern, const char *path, const char **ids,
	int *count)
{
	*count = 0;
	while (*pattern) {
		int i = placeholder_at(pattern);
		size_t length;

		if (i >= 0) {
			if (*count == IDS || !placeholders[i].fits(path))
				return false;
			length = placeholders[i].length == SEGMENT ? strcspn(path, "/")
				: placeholders[i].length ? placeholders[i].length : strlen(path);
			ids[(*count)++] = arena_copy(arena, path, length);
			path += length;
			pattern += strlen(placeholders[i].name);
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return !*path;
}

enum status
route_find(const struct route *routes, struct request *req, const struct route **out,
	unsigned *allowed)
{
	const char *ids[IDS];
	int count;

	*allowed = 0;
	for (const struct route *route = routes; route->path; route++) {
		if (!path_matches(req->arena, route->path, req->path, ids, &count))
			continue;
		*allowed |= route->method;
		if (route->method != req->method)
			continue;
		for (int i = 0; i < count && i < IDS; i++)
			req->id[i] = ids[i];
		*out = route;
		return OK;
	}
	return *allowed ? ERR_METHOD : ERR_NOT_FOUND;
}

size_t
route_body_max(const struct route *routes, const struct request *req)
{
	const char *ids[IDS];
	size_t most = 0, its;
	int count;

	for (const struct route *route = routes; route->path; route++) {
		its = route->body_max ? route->body_max : BODY_MAX;
		if (its > most && path_matches(req->arena, route->path, req->path, ids, &count))
			most = its;
	}
	return most ? most : BODY_MAX;
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
