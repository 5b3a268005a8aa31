/* The forms that a page offers, as the routes say, to who may. */
#include "access.h"
#include "doors.h"
#include "html_form.h"
#include "sheet.h"
#include "user.h"

#include <stdlib.h>
#include <string.h>

/* The same without its last step: where one is after what is there was deleted. */
static const char *
address_above(const struct request *req)
{
	const char *slash = strrchr(req->path, '/');
	size_t n = slash ? (size_t)(slash - req->path) : 0;

	return link_to(req, "%s", arena_copy(req->arena, req->path, n));
}

/* Whether an offer's path is of that route, whatever both call their ids. */
static bool
is_of_route(const char *path, const char *route)
{
	while (*path == *route && *path) {
		size_t named = *path == ':' ? strcspn(path, "/?") : 1;

		route += *route == ':' ? strcspn(route, "/") : 1;
		path += named;
	}
	return (!*path || *path == '?') && !*route;
}

static const struct route *
find_route(const struct sheet *sheet, enum method method, const char *path)
{
	const struct route *route = sheet->program->routes;

	while (route->path && (route->method != method || !is_of_route(path, route->path)))
		route++;
	return route->path ? route : NULL;
}

static bool
may_call(const struct sheet *sheet, const struct offer *offer, const struct route *route)
{
	struct request *req = sheet->req;

	if (offer->for_admins && !access_is_admin(req))
		return false;
	if (access_check(req, route ? route->access : offer->method == GET ? ANYONE : MEMBER))
		return false;
	return !offer->may || !offer->may(req, sheet->res);
}

/* Where a form leads: back here, unless there is something better. */
static const char *
find_next(const struct sheet *sheet, const struct offer *offer, const struct route *route,
	const char *action)
{
	struct request *req = sheet->req;

	if (offer->next)
		return link_to_page(req, offer->next);
	if (offer->leads_on || (route && route->is_told))
		return NULL;
	if (strcmp(action, sheet_path(req)))
		return sheet_address(req);
	if (offer->method == DELETE)
		return address_above(req);
	if (offer->method == POST)
		return sheet->program->made ? NULL : link_to_door(req, &door_shelf, "");
	return sheet_address(req);
}

/* The form of an offer, which goes there. `route` is the program's own, or NULL. */
static struct html_form
make_form(const struct sheet *sheet, const struct offer *offer, const struct route *route,
	const char *action)
{
	struct request *req = sheet->req;
	struct html_form form = {
		.action = action, .method = offer->method,
		.button = offer->button ? offer->button : offer->title, .id = offer->id,
		.next = link_as_next(req, find_next(sheet, offer, route, action)),
		.body = offer->body, .only = offer->only, .fixed = offer->fixed,
		.fixed_from = offer->fixed_from, .fixed_of = sheet->answer,
		.step = offer->step, .is_minor = offer->is_minor,
		.choices = offer->choices ? member_at(sheet->answer, offer->choices) : NULL,
		.is_sensitive = offer->is_sensitive && access_is_recent(req),
		.for_admin = access_is_admin(req),
	};

	if (offer->method != POST)
		form.values = offer->values ? member_at(sheet->answer, offer->values)
			: sheet->answer;
	if (route && !form.body && offer->method != DELETE)
		form.body = route->body;
	if (route)
		form.file = route->file_field;
	if (route && route->file_max == FILE_UPLOAD_MAX)
		form.accept = "image/jpeg,image/png,image/webp";
	return form;
}

static void
put_form(struct sheet *sheet, const struct offer *offer, const struct html_form *form)
{
	struct html *html = &sheet->html;

	if (offer->is_open)
		html_open(html, "section");
	else
		html_open(html, "details");
	html_attr(html, "class", "offer");
	if (!offer->is_open)
		html_element(html, "summary", NULL, offer->title);
	else if (form->body)
		html_element(html, "h2", NULL, offer->title);
	html_form(html, form);
	html_close(html);
	html_text(html, "\n");
}

/* Whether who asks is whom the offer is for. */
static bool
is_theirs(const struct sheet *sheet, const struct offer *offer, const cJSON *values)
{
	const cJSON *owner = offer->whose ? member_at(values, offer->whose) : NULL;

	if (!offer->whose)
		return true;
	if (!owner)
		owner = member_at(sheet->answer, offer->whose);
	return owner && sheet->req->user && !strcmp(owner->valuestring, sheet->req->user->id);
}

/* Whether it leads to a place in the list. */
static bool
is_within(const struct sheet *sheet, const struct offer *offer, const cJSON *values)
{
	const cJSON *from = offer->step ? member_at(values, offer->fixed_from) : NULL,
		*total = member_at(sheet->answer, "total");
	const int64_t to = from ? strtoll(from->valuestring, NULL, 10) + offer->step : 1;

	return to > 0 && (!from || !total || to <= strtoll(total->valuestring, NULL, 10));
}

/* As a condition has it. */
static const char *
text_of(const cJSON *member)
{
	return cJSON_IsBool(member) ? cJSON_IsTrue(member) ? "true" : "false" : member_text(member);
}

/* Whether a member is there: "my.entry"; or is that: "counts.failed=0", "is_active=true". */
static bool
has_member(const struct sheet *sheet, const cJSON *values, const char *wanted)
{
	const size_t n = strcspn(wanted, "=");
	const cJSON *member = member_at(values, arena_copy(sheet->req->arena, wanted, n));
	const char *text = member && wanted[n] ? text_of(member) : NULL;

	return wanted[n] ? text && !strcmp(text, wanted + n + 1) : member != NULL;
}

/* Whether the answer, or one of its items, is one that the offer is for. */
static bool
fits(const struct sheet *sheet, const struct offer *offer, const cJSON *values)
{
	return !(offer->needs && !has_member(sheet, values, offer->needs))
		&& !(offer->unless && has_member(sheet, values, offer->unless))
		&& is_theirs(sheet, offer, values) && is_within(sheet, offer, values);
}

static void
put_offer(struct sheet *sheet, const struct offer *offer)
{
	struct request *req = sheet->req;
	const struct route *route = offer->door ? NULL
		: find_route(sheet, offer->method, offer->path);
	const cJSON *values = offer->values ? member_at(sheet->answer, offer->values) : NULL;
	const char *path, *action;
	struct html_form form;

	if ((!offer->door && !route) || !fits(sheet, offer, sheet->answer))
		return;
	path = sheet_fill(sheet, offer->path, cJSON_IsObject(values) ? values : sheet->answer);
	if (!path || !may_call(sheet, offer, route))
		return;
	action = offer->door ? link_to_door(req, offer->door, path) : link_to(req, "%s", path);
	if (offer->method == GET) {
		sheet_put_link(sheet, offer->title, action);
		return;
	}
	form = make_form(sheet, offer, route, action);
	put_form(sheet, offer, &form);
}

/* A link that says to who doesn't see the row what it is of. */
static void
put_item_link(struct html *html, const char *text, const char *address, const char *name)
{
	html_open(html, "p");
	html_attr(html, "class", "offer-link");
	html_open(html, "a");
	html_link(html, "href", address);
	html_text(html, text);
	if (name)
		html_element(html, "span", "vh", arena_printf(html->out->arena, ": %s", name));
	html_close(html);
	html_close(html);
}

/* A link leads to the page of a form, too, where nothing else is there. */
static const struct route *
find_item_route(const struct sheet *sheet, const struct offer *offer)
{
	const struct route *route = find_route(sheet, offer->method, offer->path);

	return route || offer->method != GET ? route : find_route(sheet, POST, offer->path);
}

static void
put_item_offer(struct sheet *sheet, const struct offer *offer, const cJSON *item,
	const char *name)
{
	const struct route *route = find_item_route(sheet, offer);
	const char *path = sheet_fill(sheet, offer->path, item), *action;
	struct html_form form;

	if (!route || !path || !fits(sheet, offer, item) || !may_call(sheet, offer, route))
		return;
	action = link_to(sheet->req, "%s", path);
	if (offer->method == GET) {
		put_item_link(&sheet->html, offer->title, action, name);
		return;
	}
	form = make_form(sheet, offer, route, action);
	form.fixed_of = item;
	form.of = name;
	if (!offer->next && !offer->leads_on && !route->is_told)	/* other rows are here */
		form.next = link_as_next(sheet->req, sheet_address(sheet->req));
	if (form.values)
		form.values = item;
	html_form(&sheet->html, &form);
}

void
sheet_put_item_offers(struct sheet *sheet, const struct offer *offers, const cJSON *item,
	const char *name)
{
	html_open(&sheet->html, "div");
	html_attr(&sheet->html, "class", "row-offers");
	for (; offers->title; offers++)
		put_item_offer(sheet, offers, item, name);
	html_close(&sheet->html);
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

void
sheet_put_offers(struct sheet *sheet)
{
	const struct offer *offers = sheet_page(sheet)->offers;

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
