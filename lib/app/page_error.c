/* What went wrong, and how to go on from there. */
#include "access.h"
#include "doors.h"
#include "html_form.h"
#include "origin.h"
#include "sheet.h"
#include "text.h"

#include <string.h>

/* What one signs in with, for whoever reads the answer. */
static const struct field sign_in_fields[] = {
	{ .name = "username", .flags = REQUIRED, .max = 500, .label = "Username or e-mail" },
	{ .name = "password", .flags = REQUIRED | SECRET, .max = 2000 },
	{ .name = "code", .flags = REQUIRED | SECRET, .max = 100,
	  .hint = "six digits of the app, or a recovery code" },
	{ 0 }
};
static const struct record sign_in = { .size = 1, .fields = FIELDS(sign_in_fields) };

/* Where one goes after signing in: there, if it can be gone to. */
static const char *
address_after(const struct request *req)
{
	return req->next ? req->next : req->method == GET ? sheet_address(req)
		: link_to_door(req, &door_shelf, "");
}

/* Whether it is a code that is missing, or wrong. */
static bool
wants_code(const struct sheet *sheet, enum status status)
{
	const struct problem *p = sheet->req->problems.first;

	return status == ERR_SECOND_FACTOR
		|| (status == ERR_AUTH && p && !strcmp(p->field, "code"));
}

static void
put_sign_in(struct sheet *sheet, bool with_code)
{
	const struct html_form form = {
		.action = link_to_door(sheet->req, &door_auth, "/login"), .method = POST,
		.button = "Sign in", .body = &sign_in,
		.only = with_code ? NULL : "username password",
		.next = link_as_next(sheet->req, address_after(sheet->req)),
		/* the name that was typed, when it was the password that was wrong */
		.values = sheet->req->body_kind == BODY_FORM ? sheet->req->body_object : NULL,
	};

	html_form(&sheet->html, &form);
	sheet_put_link(sheet, "Create an account",
		link_to_door(sheet->req, &door_auth, "/register"));
	sheet_put_link(sheet, "Forgot the password?",
		link_to_door(sheet->req, &door_auth, "/password-reset"));
}

/* The fields of a body that were sent, or that something is wrong with. */
static const char *
list_sent(const struct sheet *sheet, const struct record *body)
{
	const struct request *req = sheet->req;
	struct buf names;

	buf_init(&names, sheet->req->arena, 100);
	for (const struct field *field = body->fields; field->name; field++) {
		const struct problem *p = req->problems.first;

		while (p && strcmp(p->field, field->name))
			p = p->next;
		if (p || cJSON_GetObjectItemCaseSensitive(req->body_object, field->name))
			buf_printf(&names, "%s%s", names.length ? " " : "", field->name);
	}
	return names.data;
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
		.next = link_as_next(sheet->req, sheet_address(sheet->req)),
	};

	html_form(&sheet->html, &form);
}

/* Where the form is, which is the way on. */
static void
put_factor_link(struct sheet *sheet)
{
	struct html *html = &sheet->html;

	html_open(html, "p");
	html_attr(html, "class", "actions");
	html_anchor(html, "btn primary", link_to_door(sheet->req, &door_users, "/me/totp"),
		"Set it up");
	html_close(html);
}

/* What is wrong with what no input is there for. */
static void
put_problems(struct sheet *sheet, const char *but)
{
	struct html *html = &sheet->html;

	html_open(html, "ul");
	html_attr(html, "class", "problems");
	for (const struct problem *p = sheet->req->problems.first; p; p = p->next) {
		if (text_has_word(but, ' ', p->field))
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
		.action = sheet_address(req), .method = req->method,
		.button = route->title ? route->title : "Send it again",
		.next = link_as_next(req, req->next), .body = body,
		.values = req->body_object, .only = names,
		.file = route->file_field, .problems = &req->problems,
		.is_sensitive = route->is_sensitive && !access_check(req, route->access)
			&& access_is_recent(req),
	};

	html_form(&sheet->html, &form);
}

/* What a list was asked for, to be asked once more; and where its page leads on to. */
static void
put_query_again(struct sheet *sheet)
{
	struct request *req = sheet->req;
	const struct route *route = sheet->res->route;
	const struct web_page *page = route && route->method == GET && route->query
		? route->page : NULL;
	const struct problems problems = req->problems;
	const cJSON *values;
	const char *path;

	if (!page || !page->lists[0].member)
		return;
	values = request_query(req);
	req->problems = problems;
	html_filter(&sheet->html, sheet_path(req), route->query, values, page->tabs);
	for (const struct offer *offer = page->offers; offer && offer->title; offer++)
		if (offer->method == GET && offer->door
		    && (path = sheet_fill(sheet, offer->path, sheet->answer)))
			sheet_put_link(sheet, offer->title, link_to_door(req, offer->door, path));
}

/* Who came by http leaves it: nothing else of ours is offered to be called by it. */
static void
put_https(struct sheet *sheet)
{
	const struct request *req = sheet->req;
	const char *address = origin_by_https(req, req->method == GET ? sheet_address(req)
		: link_to_page(req, "index.html"));

	if (address)
		sheet_put_link(sheet, "Open it by https", address);
}

static const struct record *
body_of(const struct sheet *sheet)
{
	const struct route *route = sheet->res->route;

	if (!route || route->method == GET || sheet->req->body_kind != BODY_FORM)
		return NULL;
	return sheet->req->change.view ? sheet->req->change.view : route->body;
}

/* (That a code is asked for is no failure.) */
static void
put_message(struct sheet *sheet, enum status status, const char *message)
{
	struct html *html = &sheet->html;

	if (status == ERR_SECOND_FACTOR) {
		html_element(html, "p", "notice",
			"Now the code of your app, or a recovery code.");
		return;
	}
	html_open(html, "p");
	html_attr(html, "class", "form-error");
	html_attr(html, "role", "alert");
	html_text(html, status == ERR_NO_FACTOR ? sheet_factor_first : message);
	html_close(html);
	if (status == ERR_NO_FACTOR)
		put_factor_link(sheet);
}

static bool
is_of_sign_in(enum status status)
{
	return status == ERR_AUTH || status == ERR_SECOND_FACTOR;
}

static const char *
title_of(enum status status)
{
	if (is_of_sign_in(status))
		return "Sign in";
	return status == ERR_NOT_FOUND ? "Page not found"
		: status == ERR_NO_FACTOR ? "Set up a second factor" : "That did not work";
}

void
sheet_show_error(struct sheet *sheet, enum status status)
{
	const char *message = response_message(sheet->res, status), *names = "";
	const struct record *body = body_of(sheet);
	const struct route *route = sheet->res->route;
	const bool is_sign_in = is_of_sign_in(status);
	struct html *html = &sheet->html;

	respond_anew(sheet->res, status);
	if (status != ERR_HTTPS)
		sheet_know_user(sheet->req);
	sheet_begin(sheet, title_of(status));
	html_open(html, "section");
	html_attr(html, "class", "panel");
	html_element(html, "h1", NULL, sheet->shell.title);
	put_message(sheet, status, message);
	if (body && !is_sign_in)
		names = list_sent(sheet, body);
	if (route && route->is_sensitive)
		names = arena_printf(sheet->req->arena, "%s _current", names);
	put_problems(sheet, is_sign_in ? "code" : names);
	if (*names)
		put_form_again(sheet, body, names);
	else if (status == ERR_REAUTHENTICATE)
		put_confirmation(sheet);
	if (is_sign_in)
		put_sign_in(sheet, wants_code(sheet, status));
	else if (status == ERR_HTTPS)
		put_https(sheet);
	else if (status != ERR_NOT_FOUND && status != ERR_NO_FACTOR)
		put_query_again(sheet);
	if (sheet->res->http >= 500)
		html_element(html, "p", "aside", arena_printf(sheet->req->arena,
			"The error log knows this request as %s.", sheet->req->request_id));
	sheet_put_link(sheet, "To the start", link_to_page(sheet->req, "index.html"));
	html_close(html);
	sheet_end(sheet);
}
