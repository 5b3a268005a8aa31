#include "request.h"
#include "address.h"
#include "folder.h"
#include "form.h"
#include "json.h"
#include "place.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	DRAIN_MAX = 33 << 20,		/* what our server configurations let through */
	NEXT_MAX = 2000,
	PIECE = 64 << 10,
};

const char *
request_env(const struct request *req, const char *name)
{
	const char *value = req->gateway->env(req->gateway->context, name);

	return value && *value ? value : NULL;
}

static enum method
method_of(const char *text)
{
	static const struct word_name methods[] = {
		{ "GET", GET }, { "HEAD", HEAD }, { "POST", POST }, { "PUT", PUT },
		{ "PATCH", PATCH },
		{ "DELETE", DELETE }, { "OPTIONS", OPTIONS }, { NULL, 0 },
	};

	for (const struct word_name *m = methods; text && m->name; m++)
		if (!strcmp(m->name, text))
			return m->value;
	return 0;
}

/* The methods that a POST may mean instead, by its form or its header. */
static enum method
override_of(const char *text)
{
	enum method method = method_of(text);

	return method & (PUT | PATCH | DELETE) ? method : 0;
}

static const char *
clean_path(struct request *req)
{
	const char *text = request_env(req, "PATH_INFO");
	struct buf path;

	buf_init(&path, req->arena, 64);
	for (; text && *text; text++)
		if (*text != '/' || !path.length || path.data[path.length - 1] != '/')
			buf_putc(&path, *text);
	while (path.length > 1 && path.data[path.length - 1] == '/')
		path.data[--path.length] = '\0';
	return path.length ? path.data : "/";
}

/* The bytes of the body. Without CONTENT_LENGTH (Apache, chunked) it goes to its end. */
static uint64_t
body_size(const struct request *req)
{
	const char *length = request_env(req, "CONTENT_LENGTH");
	uint64_t size = length ? strtoull(length, NULL, 10) : 0;

	if (!length && request_env(req, "HTTP_TRANSFER_ENCODING"))
		return BODY_UNTOLD;
	return size < BODY_UNTOLD ? size : BODY_UNTOLD - 1;
}

/* Some servers let only GET and POST through: the header says what a POST is meant to be. */
static void
take_override(struct request *req)
{
	const char *header = request_env(req, "HTTP_X_HTTP_METHOD_OVERRIDE");

	if (!header || req->method != POST)
		return;
	req->overrides = true;
	req->method = override_of(header);
}

/* How well a range of types is a type: 3 by name, 2 by its first half, 1 as all are, 0 not. */
static int
fit_of(const char *range, size_t length, const char *type)
{
	const size_t major = strcspn(type, "/") + 1;

	if (length == strlen(type) && !strncasecmp(range, type, length))
		return 3;
	if (length == major + 1 && range[major] == '*' && !strncasecmp(range, type, major))
		return 2;
	return length == 3 && !strncmp(range, "*/*", 3);
}

/* How much a type is wanted, from 0 to 1000, by an Accept header (RFC 9110, 12.5.1). */
static int
wish_for(const char *accept, const char *type)
{
	int best = 0, wish = 0;

	for (size_t n; *accept; accept += n + (accept[n] == ',')) {
		const char *range = accept + strspn(accept, " \t"), *q;
		int fit = fit_of(range, strcspn(range, ";, \t"), type);

		n = strcspn(accept, ",");
		if (fit <= best)
			continue;
		best = fit;
		q = memmem(range, (size_t)(accept + n - range), "q=", 2);
		wish = q ? (int)(strtod(q + 2, NULL) * 1000) : 1000;
	}
	return wish;
}

#define FORMAT "format"
#define FORMAT_JSON "json"

/*
 * Whether who asks is to get a page: it names HTML, and wants it more than JSON. What scripts ask
 * for is never one (Sec-Fetch-Mode).
 */
static bool
is_visit(const struct request *req)
{
	const char *accept = request_env(req, "HTTP_ACCEPT"), *mode;

	if (!accept || !strstr(accept, "text/html"))
		return false;
	mode = request_env(req, "HTTP_SEC_FETCH_MODE");
	if ((mode && strcmp(mode, "navigate"))
	    || text_has_word(request_env(req, "QUERY_STRING"), '&', FORMAT "=" FORMAT_JSON))
		return false;
	return wish_for(accept, "text/html") > wish_for(accept, "application/json");
}

void
request_start(struct request *req, const char *alias)
{
	req->method = method_of(request_env(req, "REQUEST_METHOD"));
	take_override(req);
	req->body_left = body_size(req);
	req->path = clean_path(req);
	place_find(req, alias);
	if (req->method == HEAD) {
		req->method = GET;
		req->is_head = true;
	}
	req->wants_page = req->method == GET && is_visit(req);
}

/*
 * Some of the body. Never more than CONTENT_LENGTH said: a server may leave the connection itself
 * open behind it (RFC 3875, 4.2), and we would wait for the client's next request.
 */
static ssize_t
take_bytes(struct request *req, void *buffer, size_t size)
{
	ssize_t n;

	if (size > req->body_left)
		size = (size_t)req->body_left;
	n = size ? req->gateway->read(req->gateway->context, buffer, size) : 0;
	req->body_left -= n > 0 ? (uint64_t)n : 0;
	return n;
}

/* The whole body, NUL at its end. */
static enum status
read_all(struct request *req, size_t limit, struct buf *out)
{
	const uint64_t announced = req->body_left == BODY_UNTOLD ? 0 : req->body_left;
	ssize_t n;

	buf_init(out, req->arena, 0);
	if (announced > limit)
		return ERR_TOO_LARGE;
	for (;;) {
		/*
		 * Beyond a usual body room is made once: doubling would take a multiple of a
		 * picture.
		 */
		size_t want = announced ? (size_t)announced - out->length
			: out->length < BODY_MAX ? 8192 : limit + 1 - out->length;

		if (!want)
			return OK;
		n = take_bytes(req, buf_need(out, want), want);
		if (n < 0)
			return ERR_VALIDATION;
		if (!n)
			return announced ? ERR_VALIDATION : OK;
		out->length += (size_t)n;
		out->data[out->length] = '\0';
		if (out->length > limit)
			return ERR_TOO_LARGE;
	}
}

static enum status
spool_trouble(struct request *req)
{
	const int error = errno;

	req->trouble = arena_printf(req->arena, "data folder: a file can't be taken in: %s",
		strerror(error));
	return status_of_error(error);
}

static bool
write_all(int file, const char *bytes, size_t size)
{
	ssize_t n = 0;

	for (; size && n >= 0; size -= (size_t)n, bytes += n) {
		n = write(file, bytes, size);
		n = n < 0 && errno == EINTR ? 0 : n;
	}
	return n >= 0;
}

/* The whole body, in a file without a name, which the request has open until it ends. */
static enum status
spool_all(struct request *req, uint64_t limit, struct form_source *out)
{
	const uint64_t announced = req->body_left == BODY_UNTOLD ? 0 : req->body_left;
	char *piece;
	ssize_t n;

	*out = (struct form_source){ .file = -1 };
	if (announced > limit)
		return ERR_TOO_LARGE;
	out->file = folder_nameless_file(req->config->data_dir);
	if (out->file < 0)
		return spool_trouble(req);
	arena_hold_file(req->arena, out->file);
	piece = arena_room(req->arena, PIECE);
	while ((n = take_bytes(req, piece, PIECE)) > 0) {
		out->size += (uint64_t)n;
		if (out->size > limit)
			return ERR_TOO_LARGE;
		if (!write_all(out->file, piece, (size_t)n))
			return spool_trouble(req);
	}
	return n < 0 || out->size < announced ? ERR_VALIDATION : OK;
}

void
request_drain(struct request *req)
{
	char *trash;
	size_t taken = 0;
	ssize_t n = 1;

	if (!req->body_left)
		return;
	trash = arena_alloc(req->arena, 16384);
	while (n > 0 && taken < DRAIN_MAX) {
		n = take_bytes(req, trash, 16384);
		taken += n > 0 ? (size_t)n : 0;
	}
}

/* Whether it is one of some types with spaces between them. */
static bool
is_one_of(const char *content_type, const char *types)
{
	for (size_t n; types && *types; types += n + (types[n] == ' ')) {
		n = strcspn(types, " ");
		if (!strncasecmp(content_type, types, n) && strchr(" ;", content_type[n]))
			return true;
	}
	return false;
}

/* What the body of this type is; BODY_NONE for a type that we don't read. */
static enum body_kind
kind_of(const char *type, const struct body_limits *limits)
{
	if (is_one_of(type, limits->file_types))
		return BODY_FILE;
	if (is_one_of(type, "application/json") || is_one_of(type, "application/merge-patch+json"))
		return BODY_JSON;
	return is_one_of(type, "application/x-www-form-urlencoded")
		|| is_one_of(type, "multipart/form-data") ? BODY_FORM : BODY_NONE;
}

/* Some clients call every body a form that isn't said to be anything else. */
static enum status
parse_urlencoded(struct request *req, const char *text, size_t size)
{
	const char first = text[strspn(text, " \t\r\n")];

	if (first == '{' || first == '[') {
		problem_add(&req->problems, "Content-Type",
			"must be application/json: the body looks like JSON");
		return ERR_VALIDATION;
	}
	return form_parse(req->arena, text, size, &req->body_object, &req->problems);
}

/* The body is the file, and what else there is to say of it in the query. */
static enum status
take_file(struct request *req, const struct form_source *body)
{
	struct form_file *file = arena_alloc(req->arena, sizeof(*file));

	*file = (struct form_file){ .bytes = body->bytes, .file = body->file, .size = body->size };
	req->files = file;
	req->body_object = request_query(req);
	return req->problems.count ? ERR_VALIDATION : OK;
}

static enum status
parse_body(struct request *req, const char *type, const struct form_source *body, bool takes_files)
{
	const size_t size = (size_t)body->size;

	if (!type || req->body_kind == BODY_NONE || request_is_encoded(req))
		return ERR_MEDIA_TYPE;
	if (req->body_kind == BODY_FILE)
		return take_file(req, body);
	if (req->body_kind == BODY_JSON)
		return json_parse(req->arena, body->bytes, size, &req->body_object,
			&req->problems);
	if (is_one_of(type, "application/x-www-form-urlencoded"))
		return parse_urlencoded(req, body->bytes, size);
	return form_parse_multipart(req->arena, type, body, &req->body_object,
		takes_files ? &req->files : NULL, &req->problems);
}

/*
 * `next` is a path of this site, in ASCII: no scheme, no host, nothing that a header or a browser
 * could misread.
 */
static const char *
checked_next(const struct request *req, const char *next)
{
	struct buf url;

	if (!next || !*next || strlen(next) > NEXT_MAX || text_has_control(next, "")
	    || strpbrk(next, "\\ "))
		return NULL;
	if (next[0] == '/' ? next[1] == '/' : strchr(next, ':') || next[0] == '.')
		return NULL;
	buf_init(&url, req->arena, strlen(next) + 16);
	text_url_but(&url, next, strlen(next), "%/?#:@!$&'()*+,;=");
	return next[0] == '/' ? url.data : link_to_page(req, url.data);
}

const char *
request_next(struct request *req)
{
	const struct problems before = req->problems;
	const cJSON *query = request_query(req);

	req->problems = before;
	return checked_next(req, form_text(query, "next"));
}

/* `_method` of a form. What the header said it doesn't change: the two must agree. */
static enum status
take_form_method(struct request *req, const char *sent)
{
	enum method method = override_of(sent);

	if (method && (!req->overrides || method == req->method)) {
		req->method = method;
		return OK;
	}
	problem_add(&req->problems, "_method", method ? "must be what X-HTTP-Method-Override says"
		: "must be one of PUT, PATCH, DELETE");
	return ERR_VALIDATION;
}

static enum status
take_form_controls(struct request *req)
{
	const char *method = form_text(req->body_object, "_method");

	req->next = checked_next(req, form_text(req->body_object, "next"));
	return method && (req->method == POST || req->overrides)
		? take_form_method(req, method) : OK;
}

/* A body that was compressed on its way: we read none, and none of our clients needs it. */
bool
request_is_encoded(const struct request *req)
{
	const char *encoding = request_env(req, "HTTP_CONTENT_ENCODING");

	return encoding && strcasecmp(encoding, "identity") != 0;
}

/* The whole body, where such a body goes. */
static enum status
read_body(struct request *req, size_t limit, bool spools, struct form_source *out)
{
	struct buf body;
	enum status rc;

	if (spools)
		return spool_all(req, limit, out);
	rc = read_all(req, limit, &body);
	*out = (struct form_source){ .bytes = body.data, .file = -1, .size = body.length };
	return rc;
}

/* Nothing, or what some clients write where they have nothing to send. */
static bool
is_no_body(const struct form_source *body, enum body_kind kind, const struct body_limits *limits)
{
	static const char spaces[] = " \t\r\n", nothing[] = "null";
	const char *text = body->bytes;

	if (!body->size || !limits->takes_null || !text || kind == BODY_FORM || kind == BODY_FILE)
		return !body->size;
	text += strspn(text, spaces);
	if (strncmp(text, nothing, sizeof(nothing) - 1) != 0)
		return false;
	text += sizeof(nothing) - 1;
	text += strspn(text, spaces);
	return text == body->bytes + body->size;
}

enum status
request_read_body(struct request *req, const struct body_limits *limits)
{
	const char *type = request_env(req, "CONTENT_TYPE");
	bool takes_files = limits->file_size && type && is_one_of(type, "multipart/form-data");
	size_t size = limits->size;
	struct form_source body;
	enum status rc;

	req->body_kind = type ? kind_of(type, limits) : BODY_NONE;
	req->file_max = limits->file_size;
	if (req->body_kind == BODY_FILE)
		size = limits->file_size;
	else if (takes_files)
		size += limits->file_size;
	rc = read_body(req, size,
		limits->spools && (takes_files || req->body_kind == BODY_FILE), &body);
	if (rc)
		return rc;
	if (is_no_body(&body, req->body_kind, limits)) {
		req->body_kind = BODY_NONE;
		return OK;
	}
	rc = parse_body(req, type, &body, takes_files);
	if (!rc && req->body_kind == BODY_FORM)
		rc = take_form_controls(req);
	return rc;
}

enum status
request_file(struct request *req, const char *name, const struct form_file **out)
{
	const struct form_file *found = NULL;
	const int before = req->problems.count;

	for (const struct form_file *file = req->files; file; file = file->next) {
		if (file->name && strcmp(file->name, name))
			problem_add(&req->problems, file->name, "is not known here");
		else if (found)
			problem_add(&req->problems, name, "must be one file");
		else
			found = file;
	}
	if (!found || !found->size)
		problem_add(&req->problems, name, found ? "must not be empty" : "is required, "
			"as a file in multipart/form-data");
	*out = found;
	if (!found || req->problems.count > before)
		return ERR_VALIDATION;
	if (found->size <= req->file_max)
		return OK;
	problem_add(&req->problems, name, "must be at most %zu bytes", req->file_max);
	return ERR_TOO_LARGE;
}

/* That who asks wants no page is said to us: some lists have a filter of the same name. */
static void
drop_format(cJSON *query)
{
	cJSON *member, *next;

	for (member = query->child; member; member = next) {
		next = member->next;
		if (!strcmp(member->string, FORMAT) && cJSON_IsString(member)
		    && !strcmp(member->valuestring, FORMAT_JSON))
			cJSON_DetachItemViaPointer(query, member);
	}
}

cJSON *
request_query(struct request *req)
{
	const char *text = request_env(req, "QUERY_STRING");
	cJSON *object = NULL;

	if (!text || form_parse(req->arena, text, strlen(text), &object, &req->problems))
		return NULL;
	drop_format(object);
	return object;
}

bool
request_is_form(const struct request *req)
{
	const char *type = request_env(req, "CONTENT_TYPE"),
		*accept = request_env(req, "HTTP_ACCEPT");
	const char *sent = request_env(req, "REQUEST_METHOD");

	return sent && !strcmp(sent, "POST") && type && accept && strstr(accept, "text/html")
		&& (is_one_of(type, "application/x-www-form-urlencoded")
		|| is_one_of(type, "multipart/form-data"));
}

static const char *
link_under(const struct request *req, const char *program, const char *door, const char *path)
{
	if (req->is_short)
		return arena_printf(req->arena, "%s%s%s", req->root, door, path);
	return arena_printf(req->arena, "%s/cgi-bin/%s.cgi%s", req->root, program, path);
}

const char *
link_to(const struct request *req, const char *format, ...)
{
	va_list args;
	const char *path;

	va_start(args, format);
	path = arena_vprintf(req->arena, format, args);
	va_end(args);
	return link_under(req, req->program, req->door, path);
}

const char *
link_to_door(const struct request *req, const struct door *door, const char *path)
{
	return link_under(req, door->program, door->path, path);
}

const char *
link_to_page(const struct request *req, const char *page)
{
	return arena_printf(req->arena, "%s/%s", req->root, page);
}

const char *
link_to_hand_over(const struct request *req, const char *page)
{
	const char *base = req->config->base_url;

	return arena_printf(req->arena, "%s%s%s", base, base[0] ? "/" : "", page);
}

const char *
link_as_next(const struct request *req, const char *address)
{
	const size_t n = strlen(req->root);

	if (!address || !n || req->root[0] == '/' || strncmp(address, req->root, n))
		return address;
	return arena_printf(req->arena, "%s%s", req->base, address + n);
}

const char *
request_address(const struct request *req)
{
	const char *address = request_env(req, "REMOTE_ADDR"),
		*forwarded = request_env(req, "HTTP_X_FORWARDED_FOR"), *last;
	char *rest, *comma;

	if (!address)
		return "unknown";
	rest = arena_strdup(req->arena, forwarded);
	while (rest && address_in(address, req->config->trusted_proxies)) {
		/* each proxy appends whom it was called by, so the one we believe wrote the last */
		comma = strrchr(rest, ',');
		last = address_of_client(req->arena, comma ? comma + 1 : rest);
		if (!last)
			break;
		address = last;
		if (comma)
			*comma = '\0';
		else
			rest = NULL;
	}
	return address;
}
