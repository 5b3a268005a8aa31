#include "response.h"
#include "dialect.h"
#include "folder.h"
#include "text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Apache answers 500 for a program's header line of 8 KiB */
	LINK_MAX = 8000,
	FILE_PIECE = 64 << 10,
	/* what is larger is answered as it is to who asks for a page */
	PAGED_MAX = 4 << 20,
};

static void spill_body(struct buf *body, void *res);

static void
init_body(struct response *res, size_t room)
{
	buf_init(&res->body, res->req->arena, room);
	res->body.spill = spill_body;
	res->body.owner = res;
}

/* Closes what it has open that won't be sent. */
static void
close_file(struct response *res)
{
	if (res->file >= 0)
		close(res->file);
	res->file = -1;
	res->file_size = 0;
}

static void
end_response(void *res)
{
	close_file(res);
}

void
response_init(struct response *res, struct request *req)
{
	*res = (struct response){ .req = req, .http = 200, .content_type = "application/json",
		.file = -1, .hash = { 0, UINT64_C(0x9e3779b97f4a7c15) } };
	arena_hold(req->arena, end_response, res);
	init_body(res, 2000);
	buf_init(&res->headers, req->arena, 500);
}

void
response_header(struct response *res, const char *name, const char *value)
{
	buf_puts(&res->headers, name);
	buf_puts(&res->headers, ": ");
	for (; *value; value++)
		buf_putc(&res->headers,
			(unsigned char)*value < 0x20 || *value == 0x7f ? ' ' : *value);
	buf_puts(&res->headers, "\r\n");
}

void
response_wait(struct response *res, const char *sentence, int64_t seconds)
{
	struct arena *arena = res->req->arena;
	const char *when = seconds > 90
		? arena_printf(arena, "%lld minutes", (long long)(seconds + 59) / 60)
		: arena_printf(arena, seconds == 1 ? "%lld second" : "%lld seconds",
			(long long)seconds);

	response_header(res, "Retry-After", arena_printf(arena, "%lld", (long long)seconds));
	res->message = arena_printf(arena, "%s Try again in %s.", sentence, when);
}

/* Moves the body's first bytes to the end of the file. */
static enum status
move_body(struct response *res, size_t size)
{
	struct request *req = res->req;
	ssize_t n = 0;

	if (res->file < 0)
		res->file = folder_nameless_file(req->config->data_dir);
	for (size_t at = 0; res->file >= 0 && n >= 0 && at < size; at += (size_t)n)
		n = write(res->file, res->body.data + at, size - at);
	if (res->file < 0 || n < 0) {
		req->trouble = arena_printf(req->arena,
			"data folder: an answer can't be put aside: %s", strerror(errno));
		return status_of_error(errno);
	}
	res->file_size += size;
	res->body.length -= size;
	memmove(res->body.data, res->body.data + size, res->body.length + 1);
	return OK;
}

static uint64_t
mix_hash(uint64_t hash, uint64_t piece)
{
	hash = (hash ^ piece) * UINT64_C(0xff51afd7ed558ccd);
	return hash ^ hash >> 32;
}

enum { HASHED = 2 * sizeof(uint64_t) };	/* bytes at once */

/*
 * Two halves that don't wait for each other's multiplication. (In line, gcc makes a worse loop of
 * it, which is what a list's tag takes.)
 */
static void __attribute__((noinline))
hash_pieces(uint64_t hash[2], const char *p, size_t size)
{
	const char *const end = p + size;
	uint64_t a = hash[0], b = hash[1], one, other;

	for (; p < end; p += HASHED) {
		memcpy(&one, p, sizeof(one));
		memcpy(&other, p + sizeof(one), sizeof(other));
		a = mix_hash(a, one);
		b = mix_hash(b, other);
	}
	hash[0] = a;
	hash[1] = b;
}

const char *
response_etag(const struct response *res)
{
	const size_t whole = res->body.length / HASHED * HASHED;
	uint64_t hash[] = { res->hash[0], res->hash[1] };
	char last[HASHED] = { 0 };

	if (res->etag)
		return res->etag;
	hash_pieces(hash, res->body.data, whole);
	memcpy(last, res->body.data + whole, res->body.length - whole);
	hash_pieces(hash, last, HASHED);
	hash[0] = mix_hash(hash[0], res->file_size + res->body.length);
	return arena_printf(res->req->arena, "\"%016llx\"",
		(unsigned long long)mix_hash(hash[0], hash[1]));
}

/* What has no whole pieces for the hash stays: it is the same wherever the body was cut. */
static void
put_aside(struct response *res)
{
	const size_t whole = res->body.length / HASHED * HASHED;

	hash_pieces(res->hash, res->body.data, whole);
	if (!res->aside)
		res->aside = move_body(res, whole);
	if (res->aside)
		res->body.length = 0;
}

/* A page is made of what is in memory. */
static void
spill_body(struct buf *body, void *res)
{
	if (!((struct response *)res)->req->wants_page || body->length >= PAGED_MAX)
		put_aside(res);
}

/* What is left in the body goes to what was put aside, from whose beginning it is sent. */
static enum status
end_aside(struct response *res)
{
	enum status rc = move_body(res, res->body.length);

	return !rc && lseek(res->file, 0, SEEK_SET) ? ERR_INTERNAL : rc;
}

void
respond_begin(struct response *res)
{
	const struct dialect *dialect = res->req->dialect;

	if (dialect && dialect->before)
		buf_puts(&res->body, dialect->before);
}

enum status
respond_json(struct response *res, int http)
{
	const struct dialect *dialect = res->req->dialect;

	if (dialect && dialect->after)
		buf_puts(&res->body, dialect->after);
	res->http = http;
	if (res->aside)
		return res->aside;
	res->has_etag = res->file < 0;
	if (res->has_etag)
		return OK;
	res->etag = response_etag(res);
	return end_aside(res);
}

/*
 * The last piece stays in the body; when nothing was put aside before it, it is the whole answer.
 */
enum status
respond_in_pieces(struct response *res, const char *content_type, piece_writer *write, void *state)
{
	struct arena *arena = res->req->arena;
	const struct arena_mark mark = arena_mark(arena);
	bool more = true;
	enum status rc = OK;

	res->content_type = content_type;
	while (!rc && more) {
		arena_rewind(arena, mark);
		init_body(res, FILE_PIECE);
		more = false;
		rc = write(res, state, &more);
		if (!rc && more)
			rc = move_body(res, res->body.length);
	}
	return rc || res->file < 0 ? rc : end_aside(res);
}

/* An empty piece: of a stream none is put aside. */
static void
begin_piece(struct response *res)
{
	buf_init(&res->body, res->req->arena, FILE_PIECE);
}

enum status
respond_stream(struct response *res, const char *content_type, piece_writer *write, void *state)
{
	bool more = false;
	enum status rc;

	if (res->req->method != GET || res->req->holds_transaction)
		return ERR_INTERNAL;
	res->content_type = content_type;
	res->no_page = true;
	res->cache = CACHE_NO_STORE;
	begin_piece(res);
	rc = write(res, state, &more);
	if (!rc && more) {
		res->stream = write;
		res->stream_state = state;
	}
	return rc;
}

enum status
response_send_stream(struct response *res)
{
	const struct gateway *gateway = res->req->gateway;
	struct arena *arena = res->req->arena;
	const struct arena_mark mark = arena_mark(arena);
	bool more = res->stream && !res->req->is_head;
	enum status rc = OK;

	while (!rc && more) {
		arena_rewind(arena, mark);
		begin_piece(res);
		more = false;
		rc = res->stream(res, res->stream_state, &more);
		if (!rc && !gateway->write(gateway->context, res->body.data, res->body.length))
			more = false;
	}
	return rc;
}

void
response_break_off(const struct gateway *gateway)
{
	static const char text[] = "\n\"This file is not whole: it broke off here.";

	gateway->write(gateway->context, text, sizeof(text) - 1);
}

void
respond_shows(struct response *res, const char *name, const struct record *view)
{
	if (res->shown_count < SHOWN_MAX)
		res->shown[res->shown_count++] = (struct shown){ name, view };
}

enum status
respond_record(struct response *res, int http, const struct record *view, const void *record)
{
	respond_shows(res, "", view);
	respond_begin(res);
	json_put_record(&res->body, &res->req->links, view, record);
	return respond_json(res, http);
}

enum status
respond_texts(struct response *res, int http, const char *const *texts)
{
	respond_begin(res);
	buf_putc(&res->body, '{');
	for (; *texts; texts += 2) {
		json_put_name(&res->body, texts[0]);
		json_put_string(&res->body, texts[1]);
	}
	buf_putc(&res->body, '}');
	return respond_json(res, http);
}

/* The tag that the client has, if it asks for what is new only. */
static bool
is_known(const struct response *res, const char *etag)
{
	const char *known = request_env(res->req, "HTTP_IF_NONE_MATCH");

	return known && res->req->method == GET && res->http == 200 && etag_matches(known, etag);
}

bool
respond_unchanged(struct response *res, const char *etag)
{
	res->cache = CACHE_FOREVER;
	res->etag = etag;
	return is_known(res, etag);
}

enum status
respond_bytes(struct response *res, const char *content_type, const void *bytes, size_t size)
{
	buf_add(&res->body, bytes, size);
	res->content_type = content_type;
	return OK;
}

enum status
respond_file(struct response *res, const char *content_type, const char *name, int file,
	uint64_t size)
{
	res->content_type = content_type;
	res->file = file;
	res->file_size = size;
	res->cache = CACHE_NO_STORE;
	response_header(res, "Content-Disposition",
		arena_printf(res->req->arena, "attachment; filename=\"%s\"", name));
	return OK;
}

void
response_drop(struct response *res)
{
	arena_let_go(res->req->arena, res);
}

bool
response_send_file(struct response *res)
{
	const struct gateway *gateway = res->req->gateway;
	uint64_t left = res->req->is_head ? 0 : res->file_size;
	char *piece = res->file >= 0 ? arena_room(res->req->arena, FILE_PIECE) : NULL;
	bool taken = true;
	ssize_t n = 1;
	int error;

	while (piece && left && taken && n > 0) {
		n = read(res->file, piece, left < FILE_PIECE ? (size_t)left : FILE_PIECE);
		taken = n <= 0 || gateway->write(gateway->context, piece, (size_t)n);
		left -= n > 0 ? (uint64_t)n : 0;
	}
	error = n < 0 ? errno : 0;
	close_file(res);
	errno = error;
	return n > 0;
}

enum status
respond_moved(struct response *res, const char *location)
{
	res->body.length = 0;
	res->http = 301;
	res->location = location;
	return OK;
}

enum status
respond_sent_on(struct response *res, const char *location)
{
	const char *query = request_env(res->req, "QUERY_STRING");

	respond_moved(res, query ? arena_printf(res->req->arena, "%s?%s", location, query)
		: location);
	res->http = 307;
	res->no_page = true;
	return OK;
}

enum status
respond_nothing(struct response *res)
{
	const struct dialect *dialect = res->req->dialect;

	res->http = dialect && dialect->nothing ? 200 : 204;
	if (res->http == 200)
		buf_puts(&res->body, dialect->nothing);
	return OK;
}

/* Whether a parameter of a query has this name. */
static bool
has_name(const char *parameter, const char *name)
{
	const size_t n = strlen(name);

	return !strncmp(parameter, name, n) && parameter[n] == '=';
}

/* This list's address up to where a parameter goes: without the one of this name, and `page`. */
static struct buf
begin_address(const struct request *req, const char *name)
{
	const char *query = request_env(req, "QUERY_STRING");
	struct buf address;

	buf_init(&address, req->arena, 300);
	buf_puts(&address, link_to(req, "%s", strcmp(req->path, "/") ? req->path : ""));
	buf_putc(&address, '?');
	while (query && *query) {
		size_t n = strcspn(query, "&");

		if (n && !has_name(query, "page") && !has_name(query, name)) {
			for (size_t i = 0; i < n; i++) {
				unsigned char c = (unsigned char)query[i];

				if (c <= 0x20 || c >= 0x7f || strchr("<>\"\\", c))
					buf_printf(&address, "%%%02X", c);
				else
					buf_putc(&address, (char)c);
			}
			buf_putc(&address, '&');
		}
		query += n + (query[n] == '&');
	}
	if (req->kept)
		buf_printf(&address, "%s&", req->kept);
	return address;
}

const char *
response_address_with(const struct request *req, const char *name, const char *value)
{
	struct buf address = begin_address(req, name);

	if (value)
		buf_printf(&address, "%s=%s", name, value);
	else
		address.data[--address.length] = '\0';	/* a ? or & */
	return address.data;
}

/*
 * Adds a link to a page of a list, whose address begins so, to a Link header; of these there are
 * more when they get long. A link too long for any is left out.
 */
static void
add_link(struct response *res, struct buf *links, const struct buf *address, int64_t page,
	const char *rel)
{
	struct buf link;

	buf_init(&link, res->req->arena, address->length + 60);
	buf_putc(&link, '<');
	buf_add(&link, address->data, address->length);
	buf_puts(&link, "page=");
	buf_int(&link, page);
	buf_puts(&link, ">; rel=\"");
	buf_puts(&link, rel);
	buf_putc(&link, '"');
	if (link.length > LINK_MAX)
		return;
	if (links->length + link.length > LINK_MAX) {
		response_header(res, "Link", links->data);
		links->length = 0;
	}
	buf_puts(links, links->length ? ", " : "");
	buf_add(links, link.data, link.length);
}

void
respond_links(struct response *res, int64_t total)
{
	const struct request *req = res->req;
	const struct buf address = begin_address(req, "page");
	int64_t last = total ? (total + req->page_size - 1) / req->page_size : 1;
	struct buf links;

	buf_init(&links, req->arena, 300);
	add_link(res, &links, &address, 1, "first");
	if (req->page > 1)
		add_link(res, &links, &address, req->page - 1 < last ? req->page - 1 : last,
			"prev");
	if (req->page < last)
		add_link(res, &links, &address, req->page + 1, "next");
	add_link(res, &links, &address, last, "last");
	if (links.length)
		response_header(res, "Link", links.data);
}

/* A member of a list's; none without a name. */
static void
put_number(struct response *res, const char *name, int64_t number)
{
	if (!name)
		return;
	json_put_name(&res->body, name);
	buf_int(&res->body, number);
}

void
respond_page(struct response *res, int64_t total)
{
	static const struct list_shape ours = { .page = "page", .page_size = "page_size",
		.total = "total" };
	const struct request *req = res->req;
	const struct list_shape *shape = req->dialect && req->dialect->list ? req->dialect->list
		: &ours;

	put_number(res, shape->page, req->page);
	put_number(res, shape->page_size, req->page_size);
	put_number(res, shape->total, total);
	respond_links(res, total);
}

enum status
respond_wind_back(struct response *res, struct arena_mark mark)
{
	char rest[HASHED];
	size_t size;

	put_aside(res);
	size = res->body.length;
	memcpy(rest, res->body.data, size);
	arena_rewind(res->req->arena, mark);
	init_body(res, FILE_PIECE);
	buf_add(&res->body, rest, size);
	return res->aside;
}

const char *
respond_plural(const struct response *res, const char *plural)
{
	const struct dialect *dialect = res->req->dialect;

	return dialect && dialect->list && dialect->list->items ? dialect->list->items : plural;
}

enum status
respond_list_read(struct response *res, const char *plural, const struct record *view, void *rows,
	int count, int64_t total, rows_reader *read)
{
	const struct arena_mark mark = arena_mark(res->req->arena);
	enum status rc = OK;
	int done = count;

	respond_shows(res, plural, view);
	respond_begin(res);
	buf_putc(&res->body, '{');
	json_put_name(&res->body, respond_plural(res, plural));
	buf_putc(&res->body, '[');
	for (int at = 0; at < count; at += done) {
		char *row = (char *)rows + view->size * (size_t)at;

		if (at)
			rc = respond_wind_back(res, mark);
		if (!rc && read)
			rc = read(res->req, row, count - at, &done);
		if (rc)
			return rc;
		json_put_more(&res->body, &res->req->links, view, row, done, !at);
	}
	buf_putc(&res->body, ']');
	respond_page(res, total);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

enum status
respond_list(struct response *res, const char *plural, const struct record *view, void *rows,
	int count, int64_t total)
{
	return respond_list_read(res, plural, view, rows, count, total, NULL);
}

const char *
response_message(const struct response *res, enum status status)
{
	static const char *const numbers[] = { "", "One field needs", "Two fields need",
		"Three fields need" };
	int count = res->req->problems.count;

	if (res->message)
		return res->message;
	if (status != ERR_VALIDATION || !count || !*res->req->problems.first->field)
		return status_text(status);
	if (count < 4)
		return arena_printf(res->req->arena, "%s attention.", numbers[count]);
	return arena_printf(res->req->arena, "%d fields need attention.", count);
}

const char *
response_sentence(const struct response *res, enum status status)
{
	const char *message = response_message(res, status);

	return res->http < 500 ? message : arena_printf(res->req->arena,
		"%s The error log knows this request as %s.", message, res->req->request_id);
}

/* The HTTP status of an outcome behind this door. */
static int
http_of(const struct request *req, enum status status)
{
	const struct status_as *as = req->dialect ? req->dialect->statuses : NULL;

	for (; as && as->http; as++)
		if (as->status == status)
			return as->http;
	return status_http(status);
}

void
respond_anew(struct response *res, enum status status)
{
	const char *cookies = arena_strdup(res->req->arena, res->headers.data);

	close_file(res);
	res->stream = NULL;
	res->body.length = 0;
	res->headers.length = 0;
	res->location = NULL;
	res->has_etag = false;
	res->etag = NULL;
	res->cache = CACHE_DEFAULT;
	res->http = http_of(res->req, status);
	buf_puts(&res->headers, cookies);
	if (res->http == 503 && !strcasestr(cookies, "Retry-After:"))
		response_header(res, "Retry-After",
			status == ERR_SETUP || status == ERR_FULL ? "300" : "5");
}

void
respond_error(struct response *res, enum status status)
{
	const struct dialect *dialect = res->req->dialect;
	struct buf *body = &res->body;

	respond_anew(res, status);
	if (dialect && dialect->put_error) {
		dialect->put_error(res, status);
		return;
	}
	buf_puts(body, "{\"success\":false,\"error\":{");
	json_put_name(body, "code");
	json_put_string(body, status_code(status));
	json_put_name(body, "message");
	json_put_string(body, response_message(res, status));
	if (res->req->problems.first) {
		json_put_name(body, "details");
		buf_putc(body, '[');
		for (const struct problem *p = res->req->problems.first; p; p = p->next) {
			buf_puts(body, p == res->req->problems.first ? "{" : ",{");
			json_put_name(body, "field");
			json_put_string(body, p->field);
			json_put_name(body, "message");
			json_put_string(body, p->message);
			buf_putc(body, '}');
		}
		buf_putc(body, ']');
	}
	if (res->http >= 500) {
		json_put_name(body, "request_id");
		json_put_string(body, res->req->request_id);
	}
	buf_puts(body, "}}");
}

void
respond_see(struct response *res, const char *address)
{
	res->body.length = 0;
	res->has_etag = false;
	res->http = 303;
	res->location = address;
}

void
respond_html(struct response *res, const struct buf *page)
{
	res->body = *page;
	res->content_type = "text/html; charset=utf-8";
}

/* What is behind our tag in one that a server has marked after compressing the answer: "…-gzip". */
static bool
is_encoding(const char *text, size_t size)
{
	static const char *const marks[] = { "", "-gzip", "-br", "-deflate", "-zstd", "-bzip2" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strlen(marks[i]) == size && !memcmp(text, marks[i], size))
			return true;
	return false;
}

bool
etag_matches(const char *header, const char *etag)
{
	size_t n = strlen(etag) - 2;	/* without the quotes */
	const char *p = header + strspn(header, " \t"), *end;

	if (*p == '*' && !p[1 + strspn(p + 1, " \t")])
		return true;
	for (; *p; p = end) {
		p += strspn(p, " \t,");
		if (!strncmp(p, "W/", 2))
			p += 2;
		end = *p == '"' ? strchr(p + 1, '"') : p + strcspn(p, ",");
		if (!end)
			return false;
		if (*p != '"')
			continue;
		if (!strncmp(p + 1, etag + 1, n)
		    && is_encoding(p + 1 + n, (size_t)(end - p - 1 - (long)n)))
			return true;
		end++;
	}
	return false;
}

/* A private catalogue's pictures are for its members, not for caches between. */
static bool
is_for_anybody(const struct response *res)
{
	return res->cache == CACHE_FOREVER && strcmp(res->req->config->catalogue, "private") != 0;
}

static const char *
cache_control(const struct response *res, bool show_user)
{
	switch (res->cache) {
	case CACHE_NO_STORE: return "no-store";
	case CACHE_PRIVATE: return "private, no-cache";
	case CACHE_FOREVER:
		return is_for_anybody(res) ? "public, max-age=31536000, immutable"
			: "private, max-age=31536000, immutable";
	case CACHE_DEFAULT: break;
	}
	return show_user || res->is_secret ? "private, no-cache" : "no-cache";
}

/* What else of a request the answer depends on. (A picture is the same in every page.) */
static const char *
varies_by(const struct response *res)
{
	if (!is_for_anybody(res))
		return "Vary: Accept, Authorization, Cookie, Origin\r\n";
	return res->req->config->cors_origins[0] ? "Vary: Origin\r\n" : "";
}

/*
 * A page is shown with our style sheet; whatever else is opened as one shows nothing but itself.
 * (Nobody shows JSON as a page, and heads are much of what it weighs.)
 */
static const char *
content_security_policy(const struct response *res)
{
	if (!strncmp(res->content_type, "application/json", 16))
		return "";
	if (!strncmp(res->content_type, "text/html", 9))
		return "Content-Security-Policy: default-src 'none'; style-src 'self'; "
			"font-src 'self'; img-src 'self'; base-uri 'none'; "
			"form-action 'self'; frame-ancestors 'none'\r\n";
	return "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
}

/* A line of the head, or its end. (By printf a head takes as long as the body of one record.) */
static void
add_line(struct buf *out, const char *text, const char *value)
{
	buf_puts(out, text);
	buf_puts(out, value);
	buf_puts(out, "\r\n");
}

struct buf
response_finish(struct response *res, bool show_user)
{
	const struct request *req = res->req;
	const char *etag = res->etag;
	struct buf out;

	if (res->has_etag && res->cache != CACHE_NO_STORE)
		etag = response_etag(res);
	if (etag && is_known(res, etag))
		res->http = 304;
	if (res->http == 204 || res->http == 304) {
		res->body.length = 0;
		close_file(res);
	}
	buf_init(&out, req->arena, res->body.length + res->headers.length + 900);
	buf_puts(&out, "Status: ");
	buf_int(&out, res->http);
	add_line(&out, " ", http_reason(res->http));
	if (res->body.length || (res->http != 204 && res->http / 100 != 3))
		add_line(&out, "Content-Type: ", res->content_type);
	if (res->http != 304 && res->http != 204 && !res->stream) {
		buf_puts(&out, "Content-Length: ");
		buf_int(&out, (int64_t)(res->file >= 0 ? res->file_size : res->body.length));
		buf_puts(&out, "\r\n");
	}
	/* with a 200 a server would answer what is there instead (RFC 3875, 6.2.2) */
	if (res->location && res->http != 200)
		response_header(res, "Location", res->location);
	if (etag)
		add_line(&out, "ETag: ", etag);
	add_line(&out, "Cache-Control: ", cache_control(res, show_user));
	buf_puts(&out, varies_by(res));
	buf_puts(&out, "X-Content-Type-Options: nosniff\r\n");
	buf_puts(&out, content_security_policy(res));
	buf_puts(&out, res->is_secret ? "Referrer-Policy: no-referrer\r\n"
		: "Referrer-Policy: same-origin\r\n");
	buf_puts(&out, res->is_unlisted ? "X-Robots-Tag: noindex\r\n" : "");
	add_line(&out, "X-Request-Id: ", req->request_id);
	buf_add(&out, res->headers.data, res->headers.length);
	buf_puts(&out, "\r\n");
	if (!req->is_head)
		buf_add(&out, res->body.data, res->body.length);
	return out;
}
