#include "page.h"
#include "access.h"
#include "doors.h"
#include "html_form.h"
#include "sheet.h"
#include "uuid.h"

#include <string.h>

enum { SUMMARY_MAX = 200, OFFERS_MAX = 64 };

/* The members that forms show, and those that aren't for people: no facts, too. */
static void
list_changed(const struct sheet *sheet, const char **paths)
{
	const struct offer *offers = sheet_page(sheet)->offers;
	const char *const *untold = sheet_page(sheet)->untold;
	int count = 0;

	for (; untold && *untold && count < OFFERS_MAX - 1; untold++)
		paths[count++] = *untold;
	for (; offers && offers->title && count < OFFERS_MAX - 1; offers++)
		if (offers->values && offers->method != DELETE)
			paths[count++] = offers->values;
	paths[count] = NULL;
}

static void
put_record(struct sheet *sheet, const struct record *view, const struct view_face *face)
{
	struct html *html = &sheet->html;
	const char *but[OFFERS_MAX], *said = sheet_page(sheet)->say
		? sheet_page(sheet)->say(sheet->req->arena, sheet->answer) : NULL;

	list_changed(sheet, but);
	html_open(html, "article");
	html_attr(html, "class", face->picture ? "record with-face" : "record");
	html_open(html, "div");
	html_attr(html, "class", "record-head");
	html_element(html, "h1", NULL, sheet->shell.title);
	if (view && face->heading && face->heading != sheet->shell.title)
		html_element(html, "p", "lead", face->heading);
	if (said)
		html_element(html, "p", "notice", said);
	if (sheet->req->lacks_factor && sheet->req->method == GET)
		html_element(html, "p", "notice", sheet_factor_first);
	html_open(html, "p");
	html_attr(html, "class", "brief");
	html_brief(html, sheet->res, view, sheet->answer, but);
	html_close(html);
	if (sheet_page(sheet)->lead)
		html_element(html, "p", "lead", sheet_page(sheet)->lead);
	html_close(html);
	html_face(html, face);
	html_open(html, "div");
	html_attr(html, "class", "record-main");
	html_texts(html, sheet->res, view, sheet->answer, but);
	view_walk(html, sheet->res, view, sheet->answer, sheet_put_inner_list, sheet);
	sheet_put_offers(sheet);
	html_close(html);
	html_text(html, "\n");
	html_open(html, "div");
	html_attr(html, "class", "record-facts");
	html_facts(html, sheet->res, view, sheet->answer, but);
	html_close(html);
	html_close(html);
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
	return arena_printf(sheet->req->arena, "%.*s…", (int)n, text);
}

/* What a page is called that nothing gives a name. */
static const char *
title_of(const struct sheet *sheet)
{
	const struct route *route = sheet->res->route;
	const char *slash = route ? strrchr(route->path, '/') : NULL;

	if (sheet_page(sheet)->title)
		return sheet_page(sheet)->title;
	if (route && route->title)
		return route->title;
	if (!slash || !slash[1] || slash[1] == ':')
		return html_words(sheet->req->arena, sheet->program->name);
	return html_words(sheet->req->arena, slash + 1);
}

/* What a list is called: as what it belongs to is, where it does. */
static const char *
title_of_list(const struct sheet *sheet, struct html *none)
{
	const char *name = sheet_page(sheet)->of;
	const cJSON *whole = name ? member_at(sheet->answer, name) : NULL;
	const char *heading = whole ? view_face(none, sheet->res, view_of_member(sheet->res, name),
		whole).heading : NULL;

	return heading ? heading : title_of(sheet);
}

/* The answer as a page: a list, or one record. */
static void
show_answer(struct sheet *sheet)
{
	struct html none = { .out = &sheet->out };
	const struct record *view = NULL;
	struct view_face face;
	const cJSON *rows;

	sheet->answer = json_tree(sheet->req->arena, sheet->res->body.data,
		sheet->res->body.length);
	sheet_know_user(sheet->req);
	if (sheet_page(sheet)->screen)
		sheet->shell.screen = sheet_fill(sheet, sheet_page(sheet)->screen, sheet->answer);
	rows = sheet_rows(sheet);
	buf_init(&sheet->out, sheet->req->arena, 0);
	if (rows) {
		sheet_begin(sheet, title_of_list(sheet, &none));
		sheet_put_list(sheet, rows);
		sheet_end(sheet);
		return;
	}
	for (int i = 0; i < sheet->res->shown_count; i++)
		if (!*sheet->res->shown[i].name)
			view = sheet->res->shown[i].view;
	face = view_face(&none, sheet->res, view, sheet->answer);
	sheet->shell.description = summary_of(sheet, face.text);
	sheet->shell.picture = face.address;
	sheet_begin(sheet, view && face.heading && !sheet_page(sheet)->title ? face.heading
		: title_of(sheet));
	put_record(sheet, view, &face);
	sheet_end(sheet);
}

static bool
is_json(const struct response *res)
{
	return res->body.length && res->file < 0 && !res->no_page
		&& !strcmp(res->content_type, "application/json");
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
		.action = sheet_path(req), .method = route->method, .button = route->title,
		.body = route->body, .file = route->file_field,
		.next = link_as_next(req, next ? next
			: sheet->program->made || route->is_told ? NULL
			: link_to_door(req, &door_shelf, "")),
		.is_sensitive = route->is_sensitive && access_is_recent(req),
		.for_admin = access_is_admin(req),
	};

	sheet->res->headers.length = 0;
	sheet->res->has_etag = true;
	sheet_begin(sheet, route->title);
	html_open(html, "section");
	html_attr(html, "class", "panel");
	html_element(html, "h1", NULL, route->title);
	if (route->page && route->page->warns)
		html_element(html, "p", "notice", route->page->warns(req));
	html_form(html, &form);
	html_close(html);
	sheet_end(sheet);
}

/*
 * The screen that led here says of what it is, which a page without a script can't pass on: where
 * a route's screen is "title.html?id=:id", or that of what it belongs to,
 * "list.html?list=:list.id", and that one's address ends so (or by "?id="), the route's own is
 * meant. NULL for any other.
 */
static const char *
address_of_screen(struct request *req, const struct route *route, const char *screen)
{
	const char *name = route->page && route->page->screen ? route->page->screen : "";
	const char *mark = strstr(name, "=:"), *id = strstr(route->path, ":id");
	const size_t length = mark ? (size_t)(mark + 1 - name) : 0;
	const size_t page = strcspn(name, "?");
	const char *value = mark && !strncmp(screen, name, length) ? screen + length
		: mark && !strncmp(screen, name, page) && !strncmp(screen + page, "?id=", 4)
		? screen + page + 4 : NULL;
	const char *member = mark && strchr(mark, '.') ? strchr(mark, '.') + 1 : name + length + 1;

	if (!value || !id || strcmp(member, "id") || strchr(id + 1, ':') || !uuid_at(value))
		return NULL;
	return link_to(req, "%.*s%.36s%s", (int)(id - route->path), route->path, value,
		id + strlen(":id"));
}

/* The last route that it may be: what something consists of is behind what it is. */
static const char *
find_screen(const struct app *program, struct request *req)
{
	const char *came_from = request_env(req, "HTTP_REFERER"), *screen, *address = NULL, *found;
	const char *query = came_from ? strchr(came_from, '?') : NULL;

	if (!query || strcmp(req->path, "/") || request_env(req, "QUERY_STRING"))
		return NULL;
	for (screen = query; screen > came_from && screen[-1] != '/'; screen--)
		;
	for (const struct route *route = program->routes; route->path; route++) {
		found = route->method == GET ? address_of_screen(req, route, screen) : NULL;
		address = found ? found : address;
	}
	return address;
}

void
page_answer_visit(const struct app *program, struct response *res, enum status status)
{
	struct sheet sheet = { .program = program, .req = res->req, .res = res };
	const struct route *route = status == ERR_METHOD ? find_form_route(program, res->req)
		: NULL;
	const char *address = status == ERR_HTTPS ? NULL : find_screen(program, res->req);

	if (address) {
		res->headers.length = 0;
		respond_see(res, address);
	} else if (!status && is_json(res)) {
		show_answer(&sheet);
	} else if (route) {
		res->route = route;
		sheet_know_user(res->req);
		status = access_check(res->req, route->access);
		if (status)
			sheet_show_error(&sheet, status);
		else
			show_form(&sheet);
	} else if (status) {
		sheet_show_error(&sheet, status);
	}
}

void
page_answer_form(const struct app *program, struct response *res, enum status status)
{
	struct request *req = res->req;
	struct sheet sheet = { .program = program, .req = req, .res = res };
	const char *to = req->next;

	if (status) {
		sheet_show_error(&sheet, status);
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
