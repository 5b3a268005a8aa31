#include "page.h"
#include "access.h"
#include "doors.h"
#include "form.h"
#include "html_form.h"
#include "html_view.h"
#include "shell.h"
#include "text.h"
#include "user.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_ROOM = 16 << 10, SUMMARY_MAX = 200, OFFERS_MAX = 32 };

/* A page that is being made. */
struct sheet {
	const struct app *program;
	struct request *req;
	struct response *res;		/* with the answer that it is made of */
	const cJSON *answer;		/* NULL for none */
	struct shell shell;
	struct buf out;
	struct html html;
};

static const struct web_page no_page;

static const struct web_page *
page_of(const struct sheet *sheet)
{
	const struct route *route = sheet->res->route;

	return route && route->page ? route->page : &no_page;
}

static struct arena *
arena_of(const struct sheet *sheet)
{
	return sheet->req->arena;
}

static bool
is_admin(const struct request *req)
{
	return req->user && req->user->role == ROLE_ADMIN;
}

/* The address that was asked for; and with its query. */
static const char *
own_path(const struct request *req)
{
	return link_to(req, "%s", strcmp(req->path, "/") ? req->path : "");
}

static const char *
own_address(const struct request *req)
{
	const char *query = request_env(req, "QUERY_STRING"), *path = own_path(req);

	return query && req->method == GET ? arena_printf(req->arena, "%s?%s", path, query) : path;
}

/* The same without its last step: where one is after what is there was deleted. */
static const char *
address_above(const struct request *req)
{
	const char *slash = strrchr(req->path, '/');
	size_t n = slash ? (size_t)(slash - req->path) : 0;

	return link_to(req, "%s", arena_copy(req->arena, req->path, n));
}

/* --- forms that a page offers ----------------------------------------------------------------- */

static const char *
find_value(const struct sheet *sheet, const cJSON *values, const char *name)
{
	const cJSON *item = member_at(values, name);

	if (item)
		return member_text(item);
	return strcmp(name, "id") && strcmp(name, "token") ? NULL : sheet->req->id[0];
}

/* A path with the values in it; NULL when one isn't there. */
static const char *
fill_path(const struct sheet *sheet, const char *path, const cJSON *values)
{
	struct buf filled;

	buf_init(&filled, arena_of(sheet), 100);
	while (*path) {
		size_t n = path[0] == ':' ? strcspn(path + 1, "/") : 0;
		const char *value;

		if (!n) {
			buf_putc(&filled, *path++);
			continue;
		}
		value = find_value(sheet, values, arena_copy(arena_of(sheet), path + 1, n));
		if (!value)
			return NULL;
		text_url(&filled, value);
		path += n + 1;
	}
	return strcmp(filled.data, "/") ? filled.data : "";
}

static const struct route *
find_route(const struct sheet *sheet, enum method method, const char *path)
{
	const struct route *route = sheet->program->routes;

	while (route->path && (route->method != method || strcmp(route->path, path)))
		route++;
	return route->path ? route : NULL;
}

static bool
may_call(const struct sheet *sheet, const struct offer *offer, const struct route *route)
{
	struct request *req = sheet->req;

	if (offer->for_admins && !is_admin(req))
		return false;
	if (route ? access_check(req, route->access) : !req->user && offer->method != GET)
		return false;
	return !offer->may || !offer->may(req, sheet->res);
}

static void
put_link(struct sheet *sheet, const char *text, const char *address)
{
	struct html *html = &sheet->html;

	html_open(html, "p");
	html_attr(html, "class", "offer-link");
	html_open(html, "a");
	html_link(html, "href", address);
	html_text(html, text);
	html_close(html);
	html_close(html);
	html_text(html, "\n");
}

/* Where a form leads: back here, unless there is something better. */
static const char *
find_next(const struct sheet *sheet, const struct offer *offer, const struct route *route,
	const char *action)
{
	struct request *req = sheet->req;

	if (offer->next)
		return link_to_page(req, offer->next);
	if (route && route->is_told)
		return NULL;
	if (strcmp(action, own_path(req)))
		return own_address(req);
	if (offer->method == DELETE)
		return address_above(req);
	if (offer->method == POST)
		return sheet->program->made ? NULL : link_to_door(req, &door_shelf, "");
	return own_address(req);
}

static void
put_offer(struct sheet *sheet, const struct offer *offer)
{
	struct request *req = sheet->req;
	struct html *html = &sheet->html;
	const struct route *route = offer->door ? NULL
		: find_route(sheet, offer->method, offer->path);
	const cJSON *values = offer->values ? member_at(sheet->answer, offer->values)
		: sheet->answer;
	const char *path;
	struct html_form form;
	bool is_folded;

	if (!offer->door && !route)
		return;
	if ((offer->needs && !member_at(sheet->answer, offer->needs))
	    || (offer->unless && member_at(sheet->answer, offer->unless)))
		return;
	path = fill_path(sheet, offer->path, cJSON_IsObject(values) ? values : sheet->answer);
	if (!path || !may_call(sheet, offer, route))
		return;
	if (offer->method == GET) {
		put_link(sheet, offer->title, offer->door ? link_to_door(req, offer->door, path)
			: link_to(req, "%s", path));
		return;
	}
	form = (struct html_form){
		.action = offer->door ? link_to_door(req, offer->door, path)
			: link_to(req, "%s", path),
		.method = offer->method,
		.button = offer->button ? offer->button : offer->title,
		.body = offer->body ? offer->body : route && offer->method != DELETE ? route->body
			: NULL,
		.values = offer->method == POST ? NULL : values,
		.only = offer->only, .fixed = offer->fixed,
		.fixed_value = offer->fixed_from ? find_value(sheet, sheet->answer,
			offer->fixed_from) : NULL,
		.file = route ? route->file_field : NULL,
		.accept = route && route->file_max == FILE_UPLOAD_MAX
			? "image/jpeg,image/png,image/webp" : NULL,
		.is_sensitive = offer->is_sensitive && access_is_recent(req),
		.for_admin = is_admin(req),
	};
	form.next = link_as_next(req, find_next(sheet, offer, route, form.action));
	is_folded = !offer->is_open;
	if (is_folded)
		html_open(html, "details");
	else
		html_open(html, "section");
	html_attr(html, "class", "offer");
	if (is_folded)
		html_element(html, "summary", NULL, offer->title);
	else if (form.body)
		html_element(html, "h2", NULL, offer->title);
	html_form(html, &form);
	html_close(html);
	html_text(html, "\n");
}

/* What the address itself takes, where nothing says what its page offers. */
static void
put_own_offers(struct sheet *sheet)
{
	static const struct {
		enum method method;
		const char *title;
	} usual[] = { { PATCH, "Change" }, { POST, "Add" }, { DELETE, "Delete" } };
	const struct route *answers = sheet->res->route;

	for (size_t i = 0; answers && i < sizeof(usual) / sizeof(usual[0]); i++) {
		const struct route *route = find_route(sheet, usual[i].method, answers->path);
		const struct offer offer = { .title = route && route->title ? route->title
			: usual[i].title, .method = usual[i].method, .path = answers->path };

		if (route)
			put_offer(sheet, &offer);
	}
}

static void
put_offers(struct sheet *sheet)
{
	const struct offer *offers = page_of(sheet)->offers;

	html_open(&sheet->html, "div");
	html_attr(&sheet->html, "class", "offers");
	html_text(&sheet->html, "\n");
	if (!offers && sheet->res->route->method == GET)
		put_own_offers(sheet);
	for (; offers && offers->title; offers++)
		put_offer(sheet, offers);
	html_close(&sheet->html);
	html_text(&sheet->html, "\n");
}

/* --- lists ------------------------------------------------------------------------------------ */

static const char *
find_address(const struct sheet *sheet, const struct web_list *list, const cJSON *item)
{
	const char *path = list && list->path ? fill_path(sheet, list->path, item) : NULL;

	if (!path)
		return NULL;
	return list->door ? link_to_door(sheet->req, list->door, path)
		: link_to(sheet->req, "%s", path);
}

/* The button by which an item of a list is deleted. */
static void
put_drop(struct sheet *sheet, const struct web_list *list, const char *address)
{
	const struct html_form form = { .action = address, .method = DELETE,
		.button = list->drop,
		.next = link_as_next(sheet->req, own_address(sheet->req)) };

	html_form(&sheet->html, &form);
}

static void
put_row(struct sheet *sheet, const struct web_list *list, const struct record *view,
	const cJSON *item)
{
	struct html *html = &sheet->html;
	const struct view_face face = view_face(html, sheet->res, view, item);
	const char *address = find_address(sheet, list, item);
	static const char *const nothing[] = { NULL };
	const char *const name[] = { face.member, NULL };
	bool is_linked = address && !list->drop;

	html_open(html, "li");
	html_attr(html, "class", "row");
	html_face(html, &face);
	html_open(html, "div");
	html_attr(html, "class", "row-main");
	if (is_linked) {
		html_open(html, "a");
		html_attr(html, "class", "row-name");
		html_link(html, "href", address);
	} else {
		html_open(html, "b");
		html_attr(html, "class", "row-name");
	}
	html_text(html, face.heading ? face.heading : "Without a name");
	html_close(html);
	html_open(html, "p");
	html_attr(html, "class", "brief");
	html_brief(html, sheet->res, view, item, nothing);
	html_close(html);
	if (face.text)
		html_element(html, "p", "about", face.text);
	if (!view)
		html_facts(html, sheet->res, view, item, name);
	html_close(html);
	if (address && list->drop)
		put_drop(sheet, list, address);
	html_close(html);
	html_text(html, "\n");
}

static void
put_rows(struct sheet *sheet, const struct web_list *list, const struct record *view,
	const cJSON *rows)
{
	const cJSON *item;

	html_open(&sheet->html, "ul");
	html_attr(&sheet->html, "class", "rows");
	html_text(&sheet->html, "\n");
	cJSON_ArrayForEach(item, rows)
		put_row(sheet, list, view, item);
	html_close(&sheet->html);
	html_text(&sheet->html, "\n");
}

static const struct web_list *
find_list(const struct sheet *sheet, const char *member)
{
	for (const struct web_list *list = page_of(sheet)->lists; list->member; list++)
		if (!strcmp(list->member, member))
			return list;
	return NULL;
}

/* A list in a record. */
static void
put_inner_list(struct html *html, const struct view_member *member, void *state)
{
	struct sheet *sheet = state;
	const struct web_list *list = find_list(sheet, member->path);
	const struct record *view = member->field && member->field->children
		? member->field->children->record : member->field ? member->view : NULL;

	if (!cJSON_IsArray(member->item) || !cJSON_IsObject(member->item->child))
		return;
	html_open(html, "section");
	html_attr(html, "class", "part");
	html_element(html, "h2", NULL, list && list->title ? list->title
		: member->field ? field_label(html->out->arena, member->field)
		: html_words(html->out->arena, member->item->string));
	put_rows(sheet, list, view, member->item);
	html_close(html);
}

/* Whether the list was asked for with a condition. */
static bool
is_filtered(const struct sheet *sheet, const cJSON *values)
{
	const struct route *route = sheet->res->route;
	const char *tabs = page_of(sheet)->tabs;

	for (const struct field *field = route->query->fields; field->name; field++) {
		const char *value = form_text(values, field->name);

		if (value && *value && !(tabs && !strcmp(tabs, field->name)))
			return true;
	}
	return false;
}

static void
put_tab(struct sheet *sheet, const char *name, const char *value, const char *text, bool is_here)
{
	struct html *html = &sheet->html;
	const cJSON *counts = member_at(sheet->answer, "counts"),
		*count = value ? member_at(counts, value) : NULL;

	html_open(html, "a");
	html_link(html, "href", response_address_with(sheet->req, name, value));
	html_attr(html, "aria-current", is_here ? "true" : NULL);
	html_text(html, text);
	if (count) {
		html_text(html, " ");
		html_element(html, "small", NULL, count->valuestring);
	}
	html_close(html);
	html_text(html, " ");
}

/* Whether one of the values that a filter has is this word. */
static bool
has_value(const cJSON *values, const struct field *field, word wanted)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, values)
		if (!strcmp(item->string, field->name)
		    && word_value(field->words, item->valuestring) == wanted)
			return true;
	return false;
}

/* The filter that is a row of links. */
static void
put_tabs(struct sheet *sheet, const cJSON *values)
{
	const char *name = page_of(sheet)->tabs, *value;
	const struct field *field = sheet->res->route->query->fields;

	if (!name)
		return;
	while (field->name && strcmp(field->name, name))
		field++;
	if (!field->name)
		return;
	value = form_text(values, name);
	html_open(&sheet->html, "nav");
	html_attr(&sheet->html, "class", "links");
	html_attr(&sheet->html, "aria-label", field_label(arena_of(sheet), field));
	put_tab(sheet, name, NULL, "All", !value || !*value);
	for (const struct word_name *w = field->words; w->name; w++)
		if (word_text(field->words, w->value) == w->name)
			put_tab(sheet, name, w->name,
				word_label(arena_of(sheet), field->words, w->name),
				has_value(values, field, w->value));
	html_close(&sheet->html);
	html_text(&sheet->html, "\n");
}

static void
put_filter(struct sheet *sheet, const cJSON *values)
{
	struct html *html = &sheet->html;
	const struct record *query = sheet->res->route->query;

	if (!query->fields->name)
		return;
	html_open(html, "details");
	html_attr(html, "class", "offer narrow-by");
	html_flag(html, "open", is_filtered(sheet, values));
	html_element(html, "summary", NULL, "Search and sort");
	html_filter(html, own_path(sheet->req), query, values, page_of(sheet)->tabs);
	html_close(html);
	html_text(html, "\n");
}

static void
put_step(struct sheet *sheet, const char *text, const char *rel, int64_t page)
{
	struct html *html = &sheet->html;

	html_open(html, "a");
	html_attr(html, "class", "btn");
	html_attr(html, "rel", rel);
	html_link(html, "href", response_address_with(sheet->req, "page",
		arena_printf(arena_of(sheet), "%lld", (long long)page)));
	html_text(html, text);
	html_close(html);
}

static void
put_pager(struct sheet *sheet, int64_t total)
{
	const struct request *req = sheet->req;
	const int64_t last = total ? (total + req->page_size - 1) / req->page_size : 1;

	if (last == 1)
		return;
	html_open(&sheet->html, "nav");
	html_attr(&sheet->html, "class", "pager");
	html_attr(&sheet->html, "aria-label", "Pages");
	if (req->page > 1)
		put_step(sheet, "Previous", "prev", req->page - 1 < last ? req->page - 1 : last);
	html_element(&sheet->html, "span", "where", arena_printf(arena_of(sheet),
		"Page %lld of %lld", (long long)req->page, (long long)last));
	if (req->page < last)
		put_step(sheet, "Next", "next", req->page + 1);
	html_close(&sheet->html);
	html_text(&sheet->html, "\n");
}

/* The array that an answer is the list of; NULL for a record. */
static const cJSON *
find_rows(const struct sheet *sheet)
{
	const struct shown *shown = sheet->res->shown_count ? &sheet->res->shown[0] : NULL;
	const cJSON *rows = shown && *shown->name ? member_at(sheet->answer, shown->name) : NULL;

	return cJSON_IsArray(rows) && sheet->res->route->query ? rows : NULL;
}

static void
put_list(struct sheet *sheet, const cJSON *rows)
{
	struct html *html = &sheet->html;
	const cJSON *total = member_at(sheet->answer, "total"), *values;
	struct problems problems = sheet->req->problems;

	values = request_query(sheet->req);
	sheet->req->problems = problems;
	html_open(html, "div");
	html_attr(html, "class", "head");
	html_element(html, "h1", NULL, sheet->shell.title);
	if (total)
		html_element(html, "p", NULL, arena_printf(arena_of(sheet), "%s in all",
			total->valuestring));
	html_close(html);
	put_tabs(sheet, values);
	put_filter(sheet, values);
	if (rows->child)
		put_rows(sheet, find_list(sheet, rows->string), sheet->res->shown[0].view, rows);
	else
		html_element(html, "p", "notice", is_filtered(sheet, values)
			? "Nothing here is like that." : "Nothing is here yet.");
	if (total)
		put_pager(sheet, strtoll(total->valuestring, NULL, 10));
	put_offers(sheet);
}

/* --- one record ------------------------------------------------------------------------------- */

/* The members that forms show: no facts, too. */
static void
list_changed(const struct sheet *sheet, const char **paths)
{
	const struct offer *offers = page_of(sheet)->offers;

	for (; offers && offers->title; offers++)
		if (offers->values && offers->method != DELETE)
			*paths++ = offers->values;
	*paths = NULL;
}

static void
put_record(struct sheet *sheet, const struct record *view, const struct view_face *face)
{
	struct html *html = &sheet->html;
	const char *but[OFFERS_MAX];

	list_changed(sheet, but);
	html_open(html, "article");
	html_attr(html, "class", face->picture ? "record with-face" : "record");
	html_open(html, "div");
	html_attr(html, "class", "record-head");
	html_element(html, "h1", NULL, sheet->shell.title);
	html_open(html, "p");
	html_attr(html, "class", "brief");
	html_brief(html, sheet->res, view, sheet->answer, but);
	html_close(html);
	if (page_of(sheet)->lead)
		html_element(html, "p", "lead", page_of(sheet)->lead);
	html_close(html);
	html_face(html, face);
	html_open(html, "div");
	html_attr(html, "class", "record-main");
	html_texts(html, sheet->res, view, sheet->answer, but);
	view_walk(html, sheet->res, view, sheet->answer, put_inner_list, sheet);
	put_offers(sheet);
	html_close(html);
	html_text(html, "\n");
	html_open(html, "div");
	html_attr(html, "class", "record-facts");
	html_facts(html, sheet->res, view, sheet->answer, but);
	html_close(html);
	html_close(html);
}

/* --- whole pages ------------------------------------------------------------------------------ */

static void
begin_sheet(struct sheet *sheet, const char *title)
{
	sheet->shell.title = title;
	buf_init(&sheet->out, arena_of(sheet), PAGE_ROOM);
	shell_begin(sheet->req, &sheet->shell, &sheet->out, &sheet->html);
}

static void
end_sheet(struct sheet *sheet)
{
	shell_end(sheet->req, &sheet->shell, &sheet->html);
	respond_html(sheet->res, &sheet->out);
}

/* A call that looks at no credentials knows nobody; its page is somebody's all the same. */
static void
know_user(struct request *req)
{
	if (!req->user && req->db && !req->unready && access_identify(req)) {
		req->user = NULL;
		req->session = NULL;
	}
}

/* The beginning of a text, as others show it of a link. */
static const char *
summary_of(const struct sheet *sheet, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	if (n <= SUMMARY_MAX)
		return text;
	for (n = SUMMARY_MAX; n && text[n] != ' '; n--)
		;
	return arena_printf(arena_of(sheet), "%.*s…", (int)n, text);
}

/* What a page is called that nothing gives a name. */
static const char *
title_of(const struct sheet *sheet)
{
	const struct route *route = sheet->res->route;
	const char *slash = route ? strrchr(route->path, '/') : NULL;

	if (page_of(sheet)->title)
		return page_of(sheet)->title;
	if (route && route->title)
		return route->title;
	if (!slash || !slash[1] || slash[1] == ':')
		return html_words(arena_of(sheet), sheet->program->name);
	return html_words(arena_of(sheet), slash + 1);
}

/* The answer as a page: a list, or one record. */
static void
show_answer(struct sheet *sheet)
{
	struct html none = { .out = &sheet->out };
	const struct record *view = NULL;
	struct view_face face;
	const cJSON *rows;

	sheet->answer = json_tree(arena_of(sheet), sheet->res->body.data, sheet->res->body.length);
	know_user(sheet->req);
	if (page_of(sheet)->screen)
		sheet->shell.screen = fill_path(sheet, page_of(sheet)->screen, sheet->answer);
	rows = find_rows(sheet);
	if (rows) {
		begin_sheet(sheet, title_of(sheet));
		put_list(sheet, rows);
		end_sheet(sheet);
		return;
	}
	for (int i = 0; i < sheet->res->shown_count; i++)
		if (!*sheet->res->shown[i].name)
			view = sheet->res->shown[i].view;
	buf_init(&sheet->out, arena_of(sheet), 0);
	face = view_face(&none, sheet->res, view, sheet->answer);
	sheet->shell.description = summary_of(sheet, face.text);
	sheet->shell.picture = face.address;
	begin_sheet(sheet, view && face.heading && !page_of(sheet)->title ? face.heading
		: title_of(sheet));
	put_record(sheet, view, &face);
	end_sheet(sheet);
}

/* --- what went wrong -------------------------------------------------------------------------- */

/* What one signs in with, for whoever reads the answer. */
static const struct field sign_in_fields[] = {
	{ .name = "username", .flags = REQUIRED, .max = 500, .label = "Username or e-mail" },
	{ .name = "password", .flags = REQUIRED | SECRET, .max = 2000 },
	{ 0 }
};
static const struct record sign_in = { .size = 1, .fields = FIELDS(sign_in_fields) };

/* Where one goes after signing in: there, if it can be gone to. */
static const char *
address_after(const struct request *req)
{
	return req->next ? req->next : req->method == GET ? own_address(req)
		: link_to_door(req, &door_shelf, "");
}

static void
put_sign_in(struct sheet *sheet)
{
	const struct html_form form = {
		.action = link_to_door(sheet->req, &door_auth, "/login"), .method = POST,
		.button = "Sign in", .body = &sign_in,
		.next = link_as_next(sheet->req, address_after(sheet->req)),
	};

	html_form(&sheet->html, &form);
	put_link(sheet, "Create an account", link_to_door(sheet->req, &door_auth, "/register"));
	put_link(sheet, "Forgot the password?",
		link_to_door(sheet->req, &door_auth, "/password-reset"));
}

/* The fields of a body that were sent, or that something is wrong with. */
static const char *
list_sent(const struct sheet *sheet, const struct record *body)
{
	const struct request *req = sheet->req;
	struct buf names;

	buf_init(&names, arena_of(sheet), 100);
	for (const struct field *field = body->fields; field->name; field++) {
		const struct problem *p = req->problems.first;

		while (p && strcmp(p->field, field->name))
			p = p->next;
		if (p || cJSON_GetObjectItemCaseSensitive(req->body_object, field->name))
			buf_printf(&names, "%s%s", names.length ? " " : "", field->name);
	}
	return names.data;
}

static bool
is_named(const char *names, const char *name)
{
	const size_t n = strlen(name);

	for (const char *p = names; n && (p = strstr(p, name)); p += n)
		if ((p == names || p[-1] == ' ') && (!p[n] || p[n] == ' '))
			return true;
	return false;
}

/* Asks for the password, and goes on to where one was. */
static void
put_confirmation(struct sheet *sheet)
{
	static const struct field fields[] = {
		{ .name = "password", .flags = REQUIRED | SECRET, .max = 2000 }, { 0 }
	};
	static const struct record body = { .size = 1, .fields = FIELDS(fields) };
	const struct html_form form = {
		.action = link_to_door(sheet->req, &door_auth, "/confirm-password"),
		.method = POST, .button = "Confirm", .body = &body,
		.next = link_as_next(sheet->req, own_address(sheet->req)),
	};

	html_form(&sheet->html, &form);
}

/* What is wrong with what no input is there for. */
static void
put_problems(struct sheet *sheet, const char *but)
{
	struct html *html = &sheet->html;

	html_open(html, "ul");
	html_attr(html, "class", "problems");
	for (const struct problem *p = sheet->req->problems.first; p; p = p->next) {
		if (is_named(but, p->field))
			continue;
		html_open(html, "li");
		html_element(html, "b", NULL, p->field);
		html_text(html, " ");
		html_text(html, p->message);
		html_close(html);
	}
	html_close(html);
}

/* The form once more, with what was typed and what is wrong with it. */
static void
put_form_again(struct sheet *sheet, const struct record *body, const char *names)
{
	const struct request *req = sheet->req;
	const struct route *route = sheet->res->route;
	const struct html_form form = {
		.action = own_address(req), .method = req->method,
		.button = route->title ? route->title : "Send it again",
		.next = link_as_next(req, req->next), .body = body,
		.values = req->body_object, .only = names,
		.file = route->file_field, .problems = &req->problems,
		.is_sensitive = route->is_sensitive && !access_check(req, MEMBER)
			&& access_is_recent(req),
	};

	html_form(&sheet->html, &form);
}

static const struct record *
body_of(const struct sheet *sheet)
{
	const struct route *route = sheet->res->route;

	if (!route || route->method == GET || sheet->req->body_kind != BODY_FORM)
		return NULL;
	return sheet->req->change.view ? sheet->req->change.view : route->body;
}

static void
show_error(struct sheet *sheet, enum status status)
{
	const char *message = response_message(sheet->res, status), *names = "";
	const struct record *body = body_of(sheet);
	const struct route *route = sheet->res->route;
	struct html *html = &sheet->html;

	respond_anew(sheet->res, status);
	know_user(sheet->req);
	begin_sheet(sheet, status == ERR_NOT_FOUND ? "An empty place"
		: status == ERR_AUTH ? "Sign in" : "That did not work");
	html_open(html, "section");
	html_attr(html, "class", "panel");
	html_element(html, "h1", NULL, sheet->shell.title);
	html_open(html, "p");
	html_attr(html, "class", "form-error");
	html_attr(html, "role", "alert");
	html_text(html, message);
	html_close(html);
	if (body && status != ERR_AUTH)
		names = list_sent(sheet, body);
	if (route && route->is_sensitive)
		names = arena_printf(arena_of(sheet), "%s _current", names);
	put_problems(sheet, names);
	if (*names)
		put_form_again(sheet, body, names);
	else if (status == ERR_REAUTHENTICATE)
		put_confirmation(sheet);
	if (status == ERR_AUTH)
		put_sign_in(sheet);
	if (sheet->res->http >= 500)
		html_element(html, "p", "aside", arena_printf(arena_of(sheet),
			"The error log knows this request as %s.", sheet->req->request_id));
	put_link(sheet, "To the start", link_to_page(sheet->req, "index.html"));
	html_close(html);
	end_sheet(sheet);
}

static bool
is_json(const struct response *res)
{
	return res->body.length && res->file < 0 && !strcmp(res->content_type, "application/json");
}

/* The route of an address that can't be read, and takes a form. */
static const struct route *
find_form_route(const struct app *program, struct request *req)
{
	static const enum method methods[] = { POST, PUT, DELETE };
	const struct route *route = NULL, *found;
	unsigned allowed;

	for (int i = 0; i < 3 && !route; i++) {
		req->method = methods[i];
		if (!route_find(program->routes, req, &found, &allowed) && found->title)
			route = found;
	}
	req->method = GET;
	return route;
}

/* A page with nothing but the form that the address takes. */
static void
show_form(struct sheet *sheet)
{
	struct request *req = sheet->req;
	const struct route *route = sheet->res->route;
	const char *next = request_next(req);
	struct html *html = &sheet->html;
	const struct html_form form = {
		.action = own_path(req), .method = route->method, .button = route->title,
		.body = route->body, .file = route->file_field,
		.next = link_as_next(req, next ? next
			: sheet->program->made || route->is_told ? NULL
			: link_to_door(req, &door_shelf, "")),
		.is_sensitive = route->is_sensitive && access_is_recent(req),
		.for_admin = is_admin(req),
	};

	sheet->res->headers.length = 0;
	sheet->res->has_etag = true;
	begin_sheet(sheet, route->title);
	html_open(html, "section");
	html_attr(html, "class", "panel");
	html_element(html, "h1", NULL, route->title);
	html_form(html, &form);
	html_close(html);
	end_sheet(sheet);
}

void
page_answer_visit(const struct app *program, struct response *res, enum status status)
{
	struct sheet sheet = { .program = program, .req = res->req, .res = res };
	const struct route *route = status == ERR_METHOD ? find_form_route(program, res->req)
		: NULL;

	if (!status && is_json(res)) {
		show_answer(&sheet);
	} else if (route) {
		res->route = route;
		know_user(res->req);
		status = access_check(res->req, route->access);
		if (status)
			show_error(&sheet, status);
		else
			show_form(&sheet);
	} else if (status) {
		show_error(&sheet, status);
	}
}

void
page_answer_form(const struct app *program, struct response *res, enum status status)
{
	struct request *req = res->req;
	struct sheet sheet = { .program = program, .req = req, .res = res };
	const char *to = req->next;

	if (status) {
		show_error(&sheet, status);
		return;
	}
	if (!to && res->route->is_told) {
		show_answer(&sheet);
		return;
	}
	if (!to && program->made && res->made_id)
		to = link_to_door(req, program->made, arena_printf(req->arena, "/%s",
			res->made_id));
	respond_see(res, to ? to : link_to_page(req, "index.html"));
}
