/* Lists as pages: their filters, their rows, and the ways from page to page. */
#include "form.h"
#include "html_form.h"
#include "sheet.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const char *
find_address(const struct sheet *sheet, const struct web_list *list, const cJSON *item)
{
	const char *path = list && list->path ? sheet_fill(sheet, list->path, item) : NULL,
		*other = list && !path && list->else_path
			? sheet_fill(sheet, list->else_path, item) : NULL;

	if (other)
		return link_to(sheet->req, "%s", other);
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
		.next = link_as_next(sheet->req, sheet_address(sheet->req)) };

	html_form(&sheet->html, &form);
}

/* The box by which an item is meant by a form for several. */
static void
put_box(struct html *html, const struct web_list *list, const cJSON *item, const char *name)
{
	const cJSON *id = cJSON_GetObjectItem(item, "id");

	if (!cJSON_IsString(id))
		return;
	html_open(html, "input");
	html_attr(html, "type", "checkbox");
	html_attr(html, "name", list->chosen);
	html_attr(html, "value", id->valuestring);
	html_attr(html, "form", list->chosen_for);
	html_attr(html, "aria-label", arena_printf(html->out->arena, "Choose %s", name));
	html_close(html);
	html_text(html, " ");
}

static void
put_row(struct sheet *sheet, const struct web_list *list, const struct record *view,
	const cJSON *item)
{
	struct html *html = &sheet->html;
	struct view_face face = view_face(html, sheet->res, view, item);
	const char *address = find_address(sheet, list, item);
	static const char *const nothing[] = { NULL };
	const char *const name[] = { face.member, NULL };
	bool is_linked = address && !list->drop;

	if (list && list->call)
		face.heading = list->call(sheet->req->arena, item);
	html_open(html, "li");
	html_attr(html, "class", "row");
	if (list && list->chosen)
		put_box(html, list, item, face.heading ? face.heading : "it");
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
	if (list && list->offers)
		sheet_put_item_offers(sheet, list->offers, item, face.heading);
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
	for (const struct web_list *list = sheet_page(sheet)->lists; list->member; list++)
		if (!strcmp(list->member, member))
			return list;
	return NULL;
}

static bool
is_untold(const struct sheet *sheet, const char *path)
{
	const char *const *untold = sheet_page(sheet)->untold;

	while (untold && *untold && strcmp(*untold, path) != 0)
		untold++;
	return untold && *untold;
}

/* A list in a record. */
void
sheet_put_inner_list(struct html *html, const struct view_member *member, void *state)
{
	struct sheet *sheet = state;
	const struct web_list *list = find_list(sheet, member->path);
	const struct record *view = member->field && member->field->children
		? member->field->children->record : member->field ? member->view
		: view_of_member(sheet->res, member->item->string);

	if (!cJSON_IsArray(member->item) || !cJSON_IsObject(member->item->child)
	    || is_untold(sheet, member->path))
		return;
	html_open(html, "section");
	html_attr(html, "class", "part");
	html_element(html, "h2", NULL, list && list->title ? list->title
		: member->field ? field_label(html->out->arena, member->field)
		: html_words(html->out->arena, member->item->string));
	put_rows(sheet, list, view, member->item);
	html_close(html);
}

/* What an answer has beside the list that it is. */
static void
put_other_lists(struct sheet *sheet)
{
	const struct response *res = sheet->res;

	for (int i = 1; i < res->shown_count; i++) {
		const cJSON *rows = member_at(sheet->answer, res->shown[i].name);
		const struct web_list *list = find_list(sheet, res->shown[i].name);

		if (!cJSON_IsArray(rows) || !rows->child || !list)
			continue;
		html_open(&sheet->html, "section");
		html_attr(&sheet->html, "class", "part");
		html_element(&sheet->html, "h2", NULL, list->title);
		put_rows(sheet, list, res->shown[i].view, rows);
		html_close(&sheet->html);
	}
}

/* Whether the list was asked for with a condition. */
static bool
is_filtered(const struct sheet *sheet, const cJSON *values)
{
	const struct route *route = sheet->res->route;
	const char *tabs = sheet_page(sheet)->tabs;

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
	const char *name = sheet_page(sheet)->tabs, *value;
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
	html_attr(&sheet->html, "aria-label", field_label(sheet->req->arena, field));
	put_tab(sheet, name, NULL, "All", !value || !*value);
	for (const struct word_name *w = field->words; w->name; w++)
		if (word_text(field->words, w->value) == w->name)
			put_tab(sheet, name, w->name,
				word_label(sheet->req->arena, field->words, w->name),
				has_value(values, field, w->value));
	html_close(&sheet->html);
	html_text(&sheet->html, "\n");
}

static void
put_filter(struct sheet *sheet, const cJSON *values)
{
	struct html *html = &sheet->html;
	const struct record *query = sheet->res->route->query;
	const struct field *field = query->fields;

	while (field->name && field->flags & UNASKED)
		field++;
	if (!field->name)
		return;
	html_open(html, "details");
	html_attr(html, "class", "offer narrow-by");
	html_flag(html, "open", is_filtered(sheet, values));
	html_element(html, "summary", NULL, "Search and sort");
	html_filter(html, sheet_path(sheet->req), query, values, sheet_page(sheet)->tabs);
	html_close(html);
	html_text(html, "\n");
}

/* The array that an answer is the list of; NULL for a record. */
const cJSON *
sheet_rows(const struct sheet *sheet)
{
	const struct shown *shown = sheet->res->shown_count ? &sheet->res->shown[0] : NULL;
	const cJSON *rows = shown && *shown->name ? member_at(sheet->answer, shown->name) : NULL;

	return cJSON_IsArray(rows) && sheet->res->route->query ? rows : NULL;
}

/* Who may know what isn't here. */
static void
put_elsewhere(struct sheet *sheet, const cJSON *values)
{
	const struct web_page *page = sheet_page(sheet);
	const char *q = form_text(values, "q");
	struct buf query;

	if (!page->elsewhere || !q || !*q)
		return;
	buf_init(&query, sheet->req->arena, 100);
	buf_printf(&query, "?q=");
	text_url(&query, q);
	sheet_put_link(sheet, page->elsewhere,
		link_to_door(sheet->req, page->elsewhere_door, query.data));
}

/* What is said of the thing that the list belongs to. */
static void
put_whole(struct sheet *sheet)
{
	static const char *const nothing[] = { NULL };
	const char *name = sheet_page(sheet)->of;
	const cJSON *whole = name ? member_at(sheet->answer, name) : NULL;
	const struct record *view = name ? view_of_member(sheet->res, name) : NULL;
	struct html *html = &sheet->html;
	struct view_face face;

	if (!whole || !view)
		return;
	face = view_face(html, sheet->res, view, whole);
	html_open(html, "p");
	html_attr(html, "class", "brief");
	html_brief(html, sheet->res, view, whole, nothing);
	html_close(html);
	if (face.text)
		html_element(html, "p", "about", face.text);
	html_text(html, "\n");
}

void
sheet_put_list(struct sheet *sheet, const cJSON *rows)
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
		html_element(html, "p", NULL, arena_printf(sheet->req->arena, "%s in all",
			total->valuestring));
	html_close(html);
	put_whole(sheet);
	put_tabs(sheet, values);
	put_filter(sheet, values);
	if (rows->child) {
		put_rows(sheet, find_list(sheet, rows->string), sheet->res->shown[0].view, rows);
	} else {
		html_element(html, "p", "notice", is_filtered(sheet, values)
			? "Nothing here is like that." : "Nothing is here yet.");
		put_elsewhere(sheet, values);
	}
	if (total)
		html_pager(&sheet->html, sheet->req,
			strtoll(total->valuestring, NULL, 10), sheet->req->page_size);
	put_other_lists(sheet);
	sheet_put_offers(sheet);
}
