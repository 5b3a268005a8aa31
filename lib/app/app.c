#include "app.h"
#include "audit.h"
#include "copies_due.h"
#include "dialect.h"
#include "page.h"
#include "folder.h"
#include "image.h"
#include "installation.h"
#include "key.h"
#include "log.h"
#include "origin.h"
#include "trail.h"
#include "uuid.h"

#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ARENA_MAX = 64 << 20, PAGE_SIZE_MAX = 100 };

/* Every list takes these. */
static const struct field page_fields[] = {
	FIELD(struct page_asked, page, 0, .min = 1, .max = 1000000000),
	FIELD(struct page_asked, page_size, 0, .min = 1, .max = PAGE_SIZE_MAX,
		.also = { "pageSize" }),
	{ 0 }
};
static const struct record page_record = {
	.size = sizeof(struct page_asked), .fields = FIELDS(page_fields),
};

/* Which part of a list is asked for. */
static void
take_page(struct request *req, const struct page_asked *asked)
{
	const struct list_shape *shape = req->dialect ? req->dialect->list : NULL;
	const int64_t usual = shape && shape->per_page ? shape->per_page : 20;

	req->page = asked->page > 0 ? asked->page : 1;
	req->page_size = asked->limit > 0 ? asked->limit
		: asked->page_size > 0 ? asked->page_size : usual;
	req->skip = asked->skip > 0 ? asked->skip : 0;
}

static enum status
decode_query(struct request *req, const struct record *view)
{
	const struct list_shape *shape = req->dialect ? req->dialect->list : NULL;
	struct page_asked asked = { INT_NONE, INT_NONE, INT_NONE, INT_NONE };
	struct change pages = { .values = &asked,
		.view = shape && shape->paging ? shape->paging : &page_record };
	struct change query = { .view = view, .values = arena_alloc(req->arena, view->size) };
	const struct json_in in = {
		.arena = req->arena, .problems = &req->problems, .mode = DECODE_QUERY,
		.is_form = true,
	};
	cJSON *object = request_query(req);

	if (req->problems.count)
		return ERR_VALIDATION;
	json_decode(&in, object, &pages);
	json_decode(&in, object, &query);
	req->query = query.values;
	take_page(req, &asked);
	return req->problems.count ? ERR_VALIDATION : OK;
}

/* From here on nobody else writes, until the answer is ready. */
static enum status
begin_writing(struct request *req)
{
	enum status rc = req->holds_transaction ? OK : db_begin(req->db);

	req->holds_transaction = !rc;
	return rc;
}

/*
 * Pictures of ours that the body links to must be there. The write transaction begins before, so
 * that nobody takes one away in between; for a body that is bad already nobody needs to wait.
 */
static enum status
check_pictures(struct request *req, bool is_bad)
{
	const struct change *change = &req->change;
	enum status rc = OK, found;

	for (int i = 0; change->view->fields[i].name; i++) {
		const struct field *field = &change->view->fields[i];
		const char *text = field->flags & PICTURE && change->sent >> i & 1
			? *(const char *const *)((const char *)change->values + field->offset)
				: NULL;

		if (!text || !uuid_valid(text))
			continue;
		found = is_bad ? OK : begin_writing(req);
		if (!found)
			found = image_exists(req->db, text);
		if (found == ERR_NOT_FOUND) {
			problem_add(&req->problems, field->name, "is no picture that is here");
			found = ERR_VALIDATION;
		}
		rc = rc ? rc : found;
	}
	return rc;
}

enum status
request_decode(struct request *req, const struct record *view)
{
	const struct json_in in = {
		.arena = req->arena, .problems = &req->problems, .links = &req->links,
		.is_form = req->body_kind != BODY_JSON,
		/* a question (`asks`) says all at once, as what is made does */
		.mode = req->method == PUT ? DECODE_REPLACE : req->method == PATCH ? DECODE_CHANGE
		: DECODE_CREATE,
		.is_lax = req->dialect && req->dialect->is_lax,
		.empty = req->dialect ? req->dialect->empty : EMPTY_IS_TEXT,
	};
	enum status rc, pictures_rc;

	req->change = (struct change){ .view = view,
		.values = arena_alloc(req->arena, view->size) };
	req->body = req->change.values;
	rc = json_decode(&in, req->body_object, &req->change);
	pictures_rc = check_pictures(req, rc != OK);
	return rc ? rc : pictures_rc;
}

/*
 * A question without a body is in the query, where it is read as a form's: names that it doesn't
 * know are ignored, and what is SECRET isn't there, as addresses are logged.
 */
static void
ask_by_query(struct request *req, const struct record *view)
{
	req->body_object = request_query(req);
	req->body_kind = BODY_FORM;
	for (const struct field *field = view->fields; field->name; field++)
		while (field->flags & SECRET
		    && cJSON_DetachItemFromObject(req->body_object, field->name))
			;
}

/* `:key` becomes the id of the row that it is the key of. */
static enum status
find_keyed(const struct route *route, struct request *req)
{
	return route->key
		? key_find(call_of(req), route->key, strtoll(req->id[0], NULL, 10), &req->id[0])
		: OK;
}

static enum status
prepare_request(const struct route *route, struct request *req, struct response *res)
{
	enum status rc = OK;

	if (route->asks && req->body_kind == BODY_NONE)
		ask_by_query(req, route->body);
	if (route->query)
		rc = decode_query(req, route->query);
	if (!rc && route->body)
		rc = request_decode(req, route->body);
	if (!rc && route->prepare)
		rc = route->prepare(req, res);
	return rc;
}

/*
 * If-Match (RFC 9110, 13.1.1): the answer that GET would give now must have one of the tags. The
 * write transaction begins before, so that nobody changes it in between.
 */
static enum status
check_if_match(const struct app *program, struct request *req)
{
	const char *wanted = request_env(req, "HTTP_IF_MATCH");
	enum method method = req->method;
	const struct route *route;
	struct response current;
	unsigned allowed;
	enum status rc;

	if (!wanted || !(method & (PUT | PATCH | DELETE)))
		return OK;
	rc = begin_writing(req);
	if (rc)
		return rc;
	req->method = GET;
	rc = route_find(program->routes, req, &route, &allowed);
	if (!rc)
		rc = route->asks ? ERR_NOT_FOUND : find_keyed(route, req);
	if (rc) {
		rc = ERR_PRECONDITION;	/* what can't be read has no tag */
	} else {
		response_init(&current, req);
		access_take_role(req);
		rc = route->handler(req, &current);
		response_drop(&current);
	}
	req->method = method;
	access_take_role(req);
	if (rc)
		return rc;
	return etag_matches(wanted, response_etag(&current)) ? OK : ERR_PRECONDITION;
}

static enum status
answer_options(struct response *res, unsigned allowed)
{
	const char *allow = route_allow(res->req->arena, allowed);

	response_header(res, "Allow", allow);
	origin_cors(res, allow);
	res->http = 204;
	return OK;
}

static enum status
hold_limit(struct request *req, struct response *res, const struct limit *limit)
{
	int64_t seconds = 0;
	enum status rc = limit ? limit_call(req, limit, &seconds) : OK;

	if (rc == ERR_RATE_LIMITED)
		response_wait(res, limit->sentence, seconds);
	return rc;
}

/* The route that a body with files goes to, NULL when it takes none. */
static const struct route *
find_file_route(const struct app *program, struct request *req)
{
	const struct route *route = NULL;
	unsigned allowed;

	if (req->method != POST || route_find(program->routes, req, &route, &allowed))
		return NULL;
	return route->file_max ? route : NULL;
}

static struct body_limits
find_body_limits(const struct app *program, const struct route *file_route,
	const struct request *req)
{
	struct body_limits limits = { .size = BODY_MAX,
		.takes_null = req->dialect && req->dialect->is_lax };

	if (req->body_left)
		limits.size = route_body_max(program->routes, req);
	if (!file_route)
		return limits;
	limits.file_types = file_route->file_types;
	limits.spools = file_route->spools;
	limits.file_size = (size_t)(file_route->file_max == FILE_UPLOAD_MAX
		? req->config->upload_max : file_route->file_max == FILE_IMPORT_MAX
		? req->config->import_max : file_route->file_max);
	return limits;
}

/* The word in X-HTTP-Method-Override is none that a POST may mean. */
static enum status
refuse_override(struct request *req)
{
	problem_add(&req->problems, "X-HTTP-Method-Override", "must be one of PUT, PATCH, DELETE");
	return ERR_VALIDATION;
}

/* Who is asking, and may they. */
static enum status
admit_caller(const struct route *route, struct request *req, struct response *res)
{
	const bool is_stranger = route->access == NOBODY;
	enum status rc = is_stranger ? hold_limit(req, res, &limit_strangers) : OK;

	res->no_page |= route->oauth;
	if (!rc)
		rc = is_stranger ? access_stranger(req) : access_identify(req);
	if (!rc)
		rc = access_check_key(route, res);
	if (!rc)
		rc = access_check(req, route->access);
	if (!rc)
		access_hold_back(req, route->access);
	if (!rc)
		rc = hold_limit(req, res, route->limit);
	if (!rc)
		rc = find_keyed(route, req);
	return rc || !route->admit ? rc : route->admit(req, res);
}

/*
 * Files are large: nobody's are read before it is known who sends them, and that they may. (What a
 * form's `_method` says is not known by then, as it is in the same body: all methods of such an
 * address are for who may post to it.) While they come in, which takes long, no moment of the
 * database is held on to.
 */
static enum status
admit_file(const struct route *route, struct request *req, struct response *res)
{
	enum status rc = admit_caller(route, req, res);

	if (!rc)
		db_request_done(req->db);
	return rc;
}

/* Everything between the first look at a request and its handler's end, in this order. */
static enum status
answer_request(const struct app *program, struct request *req, struct response *res)
{
	const struct route *route = NULL, *file_route = find_file_route(program, req);
	const struct body_limits limits = find_body_limits(program, file_route, req);
	struct problems of_body;
	unsigned allowed;
	enum status body_rc, rc;

	if (req->method == OPTIONS) {
		rc = route_find(program->routes, req, &route, &allowed);
		return allowed ? answer_options(res, allowed) : rc;
	}
	if (req->overrides && !req->method)
		return refuse_override(req);
	rc = file_route ? admit_file(file_route, req, res) : OK;
	if (rc)
		return rc;
	body_rc = request_read_body(req, &limits);	/* first: a form's _method is in it */
	of_body = req->problems;	/* they are no details of a 404 or 401 */
	req->problems = (struct problems){ .arena = req->arena };
	rc = route_find(program->routes, req, &route, &allowed);
	if (rc == ERR_METHOD && body_rc && req->body_kind == BODY_FORM && req->method == POST) {
		/* what it means is in the part that can't be read: POST may be right or wrong */
		req->problems = of_body;
		return body_rc;
	}
	res->route = rc ? NULL : route;
	if (rc == ERR_METHOD)
		response_header(res, "Allow", route_allow(req->arena, allowed));
	if (!rc && route != file_route)
		rc = admit_caller(route, req, res);
	if (rc)
		return rc;
	req->problems = of_body;
	if (!route->oauth || body_rc != ERR_VALIDATION)
		rc = body_rc;
	if (!rc)
		rc = prepare_request(route, req, res);
	if (!rc)
		rc = check_if_match(program, req);
	if (!rc)
		rc = route->handler(req, res);
	if (!rc)
		access_renew_csrf_token(res);
	if (!rc && route->http)
		res->http = route->http;
	return req->holds_transaction ? db_end(req->db, rc) : rc;
}

/*
 * While the installation needs attention: what needs none of it is answered, and unknown addresses
 * stay unknown.
 */
static enum status
answer_unready(const struct app *program, struct request *req, struct response *res,
	enum status why)
{
	const struct route *route;
	unsigned allowed;
	enum status rc = route_find(program->routes, req, &route, &allowed);

	if (rc)
		return rc == ERR_NOT_FOUND ? rc : why;
	res->route = route;
	return route->always ? route->handler(req, res) : why;
}

/*
 * Where https is required, whoever comes by http is told that, and nothing of the request is looked
 * at. What may be the fault of a proxy that isn't believed is told to the owner, too.
 */
static enum status
hold_https(const struct app *program, struct request *req, struct response *res)
{
	const struct route *route;
	unsigned allowed;

	if (!origin_requires_https(req->config) || origin_is_proven_https(req))
		return OK;
	if (!route_find(program->routes, req, &route, &allowed) && route->by_http)
		return OK;
	if (origin_claims_https(req)) {
		req->trouble = "https is required, and whoever is in front may speak it, but "
			"trusted_proxies doesn't name who says so";
		res->message = "This Vitrine is open by https alone, and nobody whom it believes "
			"says that you came by it. Its error log tells its owner more.";
	}
	return ERR_HTTPS;
}

/* A cause that lasts, until its owner does something, is no news with each request. */
static void
log_trouble(const struct app *program, const struct request *req, int http, bool lasts)
{
	const char *cause = req->trouble ? req->trouble : db_message(req->db);

	if (!lasts || log_is_due(installation_folder(req),
	    folder_file_mode(config_for_group(req->config)), cause))
		log_line(req->request_id, "%s: %d %s %s%s%s", program->name, http,
			method_name(req->method), cause, req->user ? "; user " : "",
			req->user ? req->user->id : "");
}

/* Which types a body that is a file may have. */
static const char *
types_taken(struct arena *arena, const char *types)
{
	struct buf out;

	buf_init(&out, arena, 200);
	buf_puts(&out, "Send the file in multipart/form-data or as ");
	for (; *types; types++)
		buf_puts(&out, *types == ' ' ? ", " : (char[]){ *types, '\0' });
	buf_puts(&out, ", and say which in Content-Type.");
	return out.data;
}

static void
finish_answer(const struct app *program, struct request *req, struct response *res, enum status rc)
{
	const char *policy;

	if (rc == ERR_AUTH && req->lacks_factor) {	/* held back: signing in is no way out */
		res->message = NULL;
		rc = ERR_NO_FACTOR;
	}
	res->is_unlisted = program->is_unlisted;
	res->is_secret = program->is_unlisted
		&& !(res->route && res->route->access >= SIGNED_IN);
	if (rc == ERR_MEDIA_TYPE && !res->message && res->route && res->route->file_types)
		res->message = types_taken(req->arena, res->route->file_types);
	if (rc == ERR_MEDIA_TYPE && request_is_encoded(req)) {
		res->message = "The body must not be compressed: no Content-Encoding.";
		response_header(res, "Accept-Encoding", "identity");
	}
	if (rc == ERR_AUTH && !res->message && access_lacks_scheme(req))
		res->message = "Authorization must begin with \"Bearer \", before the token.";
	if (rc == ERR_AUTH || rc == ERR_SECOND_FACTOR)
		response_header(res, "WWW-Authenticate",
			req->sent_token ? "Bearer error=\"invalid_token\"" : "Bearer");
	if (req->trouble || rc == ERR_INTERNAL || rc == ERR_SETUP || rc == ERR_FULL
	    || (rc == ERR_UNAVAILABLE && !res->message))
		log_trouble(program, req, rc ? status_http(rc) : res->http,
			req->unready || !rc || rc == ERR_SETUP || rc == ERR_FULL
			|| rc == ERR_HTTPS);
	if (request_is_form(req) && !res->no_page)
		page_answer_form(program, res, rc);
	else if (req->wants_page)
		page_answer_visit(program, res, rc);
	else if (rc)
		respond_error(res, rc);
	if (rc || req->method != OPTIONS)	/* answer_options has added its own */
		origin_cors(res, NULL);
	policy = origin_transport_policy(req);
	if (policy)
		response_header(res, "Strict-Transport-Security", policy);
}

/* All that it reads is of the moment that its first piece was of. */
static void
send_stream(struct process *process, const struct gateway *gateway, struct response *res)
{
	enum status rc = response_send_stream(res);

	if (rc) {
		log_line(res->req->request_id, "%s: an answer broke off: %s", res->req->program,
			res->req->trouble ? res->req->trouble : db_message(process->db));
		response_break_off(gateway);
	}
	db_request_done(process->db);
}

static void
send_answer(struct process *process, const struct gateway *gateway, struct response *res)
{
	struct buf out = response_finish(res, res->req->user != NULL);

	request_drain(res->req);
	if (process->db && !res->stream)
		db_request_done(process->db);
	copies_look(process);
	/* some servers end a program as soon as they have its answer */
	if (process->one_shot && !res->stream)
		process_close_db(process);
	process->is_answering = true;
	if (!gateway->write(gateway->context, out.data, out.length)) {
		res->file_size = 0;	/* nobody takes it any more */
		res->stream = NULL;
	}
	if (res->stream)
		send_stream(process, gateway, res);
	else if (!response_send_file(res))
		log_line(res->req->request_id, "%s: the file sent broke off: %s", res->req->program,
			errno ? strerror(errno) : "it is shorter than it was");
}

/* Which dialect is spoken, and from where its links begin. */
static void
choose_dialect(const struct app *program, struct request *req)
{
	req->dialect = program->dialect;
	for (const struct side *side = program->sides; side && side->path; side++) {
		const size_t n = strlen(side->path);

		if (strncmp(req->path, side->path, n) || (req->path[n] && req->path[n] != '/'))
			continue;
		req->dialect = side->dialect;
		req->path = req->path[n] ? req->path + n : "/";
	}
	if (!req->dialect)
		return;
	req->wants_page = false;	/* these are no addresses for people */
	if (req->dialect->has_whole_links) {
		req->root = origin_absolute(req, arena_printf(req->arena, "%s/", req->root));
		req->root = arena_copy(req->arena, req->root, strlen(req->root) - 1);
		req->links.pictures = origin_absolute(req, req->links.pictures);
	}
}

/* Serves a request, or says that it needs too much. */
static void
serve_request(struct process *process, const struct app *program, const struct gateway *gateway,
	bool is_too_much)
{
	struct arena *arena = &process->request_arena;
	struct request *req;
	struct response *res;
	struct trouble trouble;
	enum status rc = process_ready(process, gateway, arena, &trouble), refused;

	req = arena_alloc(arena, sizeof(*req));
	res = arena_alloc(arena, sizeof(*res));
	*req = (struct request){ .gateway = gateway, .arena = arena, .config = &process->config,
		.db = process->db, .process = process,
		.key = process->key, .program = program->name, .door = program->door,
		.shared = program->shared, .problems = { .arena = arena },
		.page = 1, .page_size = 20 };
	uuid_make(req->request_id);
	req->unready = rc;
	req->cause = rc ? &trouble : NULL;
	req->trouble = rc ? trouble.log : is_too_much ? "the request needed too much memory" : NULL;
	if (!process->has_config)
		process->config = (struct config){ .base_url = "", .cors_origins = "",
			.trusted_proxies = "" };
	request_start(req, program->alias);
	choose_dialect(program, req);
	if (program->is_front && req->is_stray)
		/* no route: what a folder is called (data) may be one's path, too */
		req->path = "";
	if (is_too_much)
		/* read the first time: no body takes so much memory by itself */
		req->body_left = 0;
	response_init(res, req);
	res->no_page = req->dialect != NULL;
	if (!rc && req->config->log_events)
		req->trail = arena_alloc(arena, sizeof(*req->trail));
	refused = hold_https(program, req, res);
	if (refused) {
		rc = refused;
	} else if (rc) {
		rc = answer_unready(program, req, res, rc);
		if (rc == req->unready && !res->message)
			res->message = trouble.message;
	} else {
		rc = is_too_much ? ERR_UNAVAILABLE : answer_request(program, req, res);
		trail_end(req, rc);
	}
	finish_answer(program, req, res, rc);
	send_answer(process, gateway, res);
}

void
app_serve(struct process *process, const struct app *program, const struct gateway *gateway)
{
	struct arena *arena = &process->request_arena;
	volatile bool is_too_much = false;
	jmp_buf overflow;

	if (!arena->limit)
		arena_init(arena, ARENA_MAX, &overflow);
	arena->overflow = &overflow;
	process->is_answering = false;
	if (!setjmp(overflow)) {
		serve_request(process, program, gateway, false);
	} else if (process->is_answering) {
		log_line(NULL, "%s: an answer broke off: it needed too much memory", program->name);
		response_break_off(gateway);
		if (process->db)
			db_request_done(process->db);
	} else if (!is_too_much) {
		is_too_much = true;
		if (process->db)
			db_request_done(process->db);
		arena_reset(arena);
		serve_request(process, program, gateway, true);
	}
	json_use_arena(NULL);
	arena_reset(arena);
}
