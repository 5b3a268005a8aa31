#include "html_view.h"
#include "text.h"
#include "uuid.h"

#include <stdio.h>
#include <string.h>

enum { LEVELS = 8 };

const char *
field_label(struct arena *arena, const struct field *field)
{
	return field->label ? field->label : html_words(arena, field->name);
}

const char *
word_label(struct arena *arena, const struct word_name *words, const char *name)
{
	for (; words && words->name; words++)
		if (!strcmp(words->name, name) && words->label)
			return words->label;
	if (!strcmp(name, "true") || !strcmp(name, "false"))
		return *name == 't' ? "Yes" : "No";
	return html_words(arena, name);
}

const char *
member_text(const cJSON *item)
{
	return cJSON_IsString(item) || cJSON_IsNumber(item) ? item->valuestring : NULL;
}

const cJSON *
member_at(const cJSON *object, const char *path)
{
	while (object && *path) {
		size_t n = strcspn(path, ".");
		const cJSON *item = cJSON_IsObject(object) ? object->child : NULL;

		while (item && (strncmp(item->string, path, n) || item->string[n]))
			item = item->next;
		object = cJSON_IsNull(item) ? NULL : item;
		path += n + (path[n] == '.');
	}
	return object;
}

/* --- the members of an answer ----------------------------------------------------------------- */

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* The field that a member is from: in its group, or in a part that is shown under that name. */
static const struct field *
find_field(const struct record *view, const char *group, const char *name)
{
	for (const struct record *part = view; part; part = part->more)
		for (const struct field *field = part->fields; field->name; field++)
			if (!(field->flags & (HIDDEN | SECRET)) && !strcmp(field->name, name)
			    && is_same(part->name ? part->name : field->group, group))
				return field;
	return NULL;
}

const struct record *
view_of_member(const struct response *res, const char *name)
{
	for (int i = 0; i < res->shown_count; i++)
		if (!strcmp(res->shown[i].name, name))
			return res->shown[i].view;
	return NULL;
}

/* A walk through an answer. */
struct walk {
	struct html *html;
	const struct response *res;
	view_visitor *visit;
	void *state;
};

static bool
is_empty(const cJSON *item)
{
	return cJSON_IsNull(item) || (cJSON_IsString(item) && !*item->valuestring)
		|| ((cJSON_IsArray(item) || cJSON_IsObject(item)) && !item->child);
}

static void
walk_object(const struct walk *walk, const struct record *view, const char *group,
	const char *above, const cJSON *object, int levels)
{
	struct arena *arena = walk->html->out->arena;

	for (const cJSON *item = object->child; item; item = item->next) {
		const char *path = *above ? arena_printf(arena, "%s.%s", above, item->string)
			: item->string;
		const struct field *field = find_field(view, group, item->string);
		const struct record *own = field && field->children ? field->children->record
			: view_of_member(walk->res, item->string);
		const struct view_member member = { path, own ? own : view, field, item };
		bool is_value = member.field && member.field->type == FIELD_OBJECT && !own;

		if (is_empty(item))
			continue;
		if (cJSON_IsObject(item) && !is_value && levels)
			walk_object(walk, member.view, own ? NULL : item->string, path, item,
				levels - 1);
		else
			walk->visit(walk->html, &member, walk->state);
	}
}

void
view_walk(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object, view_visitor *visit, void *state)
{
	const struct walk walk = { html, res, visit, state };

	if (cJSON_IsObject(object))
		walk_object(&walk, view, NULL, "", object, LEVELS);
}

/* --- one value -------------------------------------------------------------------------------- */

const char *
html_day(struct arena *arena, const char *text)
{
	static const char *const months[] = { "January", "February", "March", "April", "May",
		"June", "July", "August", "September", "October", "November", "December" };
	int year, month, day;

	/* The widths keep the numbers in range. NOLINTNEXTLINE(cert-err34-c) */
	if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3 || month < 1 || month > 12)
		return NULL;
	return arena_printf(arena, "%d %s %d", day, months[month - 1], year);
}

/* "2025-04-01T07:58:56Z" as people write it; false for another text. */
static bool
put_time(struct html *html, const char *text, bool is_day)
{
	const char *day = html_day(html->out->arena, text);
	int n = 0;

	if (!day || sscanf(text, "%*4d-%*2d-%*2dT%*2d:%*2d:%*2dZ%n", &n) || !n || text[n])
		return false;
	html_open(html, "time");
	html_attr(html, "datetime", is_day ? arena_copy(html->out->arena, text, 10) : text);
	html_text(html, day);
	if (!is_day)
		html_text(html, arena_printf(html->out->arena, ", %.5s UTC", text + 11));
	html_close(html);
	return true;
}

static void
put_string(struct html *html, const struct field *field, const char *text)
{
	bool is_address = !strncmp(text, "http://", 7) || !strncmp(text, "https://", 8);

	if (field && field->flags & DRAWING) {
		html_drawing(html, text);
	} else if (field && field->type == FIELD_WORD) {
		html_text(html, word_label(html->out->arena, field->words, text));
	} else if (is_address && (!field || field->type == FIELD_TEXT)) {
		html_open(html, "a");
		html_link(html, "href", text);
		html_attr(html, "rel", "noopener nofollow");
		html_text(html, text);
		html_close(html);
	} else if ((field && field->type != FIELD_TIME && field->type != FIELD_DAY)
		|| !put_time(html, text, field && field->type == FIELD_DAY)) {
		html_text(html, text);
	}
}

static void
put_value(struct html *html, const struct field *field, const cJSON *item, int levels)
{
	const char *separator = "";

	if (cJSON_IsBool(item)) {
		html_text(html, cJSON_IsTrue(item) ? "Yes" : "No");
	} else if (cJSON_IsString(item)) {
		put_string(html, field, item->valuestring);
	} else if (cJSON_IsNumber(item)) {
		html_text(html, item->valuestring);
	} else if (levels) {
		for (const cJSON *part = item->child; part; part = part->next) {
			html_text(html, separator);
			if (cJSON_IsObject(item))
				html_text(html, arena_printf(html->out->arena, "%s: ",
					part->string));
			put_value(html, NULL, part, levels - 1);
			separator = cJSON_IsObject(item) ? "; " : ", ";
		}
	}
}

/* The unit of a number: what follows it, where a table says so. */
static const char *
find_unit(const struct view_member *member)
{
	const cJSON *next = member->item->next;
	const struct field *field = next && member->field
		? find_field(member->view, member->field->group, next->string) : NULL;

	return field && field->flags & UNIT ? cJSON_GetStringValue(next) : NULL;
}

static void
put_member(struct html *html, const struct view_member *member)
{
	const char *unit = find_unit(member);

	put_value(html, member->field, member->item, LEVELS);
	if (unit)
		html_text(html, arena_printf(html->out->arena, " %s", unit));
}

/* --- a record --------------------------------------------------------------------------------- */

static bool
has_flag(const struct view_member *member, unsigned flag)
{
	return member->field && member->field->flags & flag;
}

/* What stands for a record: the first picture of its part, or of the last that may have one. */
static const struct field *
find_picture(const struct record *view)
{
	const struct field *found = NULL;

	for (const struct record *part = view; part; part = part->more) {
		const struct field *field = part->fields;

		while (field->name && !(field->flags & PICTURE))
			field++;
		found = field->name ? field : found;
	}
	return found;
}

/* Of several the first; of records their picture. */
static const char *
first_text(const struct view_member *member)
{
	const cJSON *item = cJSON_IsArray(member->item) ? member->item->child : member->item;
	const struct field *picture = cJSON_IsObject(item) && has_flag(member, PICTURE)
		? find_picture(member->field->children->record) : NULL;

	return cJSON_GetStringValue(picture ? member_at(item, picture->name) : item);
}

static void
find_face(struct html *html, const struct view_member *member, void *state)
{
	struct view_face *face = state;
	const char *text = first_text(member);

	if (has_flag(member, HEADING) && cJSON_IsNumber(member->item) && !face->nth)
		face->nth = arena_printf(html->out->arena, "%s %s", field_label(html->out->arena,
			member->field), member->item->valuestring);
	if (!text)
		return;
	if (has_flag(member, HEADING) && !face->heading)
		face->heading = member->field->type == FIELD_WORD ? word_label(html->out->arena,
			member->field->words, text) : text;
	if (has_flag(member, PICTURE) && !face->address
	    && (!face->picture || face->picture == member->field))
		face->address = text;
	if (has_flag(member, LINES) && !face->text)
		face->text = text;
	if (has_flag(member, KIND) && !face->kind)
		face->kind = text;
}

/* The first text, where no table says how a thing is called. */
static void
find_name(struct view_face *face, const cJSON *object)
{
	for (const cJSON *item = object->child; item && !face->heading; item = item->next)
		if (cJSON_IsString(item) && !uuid_valid(item->valuestring)) {
			face->heading = item->valuestring;
			face->member = item->string;
		}
}

struct view_face
view_face(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object)
{
	struct view_face face = { .picture = find_picture(view) };

	view_walk(html, res, view, object, find_face, &face);
	if (!face.heading)
		face.heading = face.nth;
	if (!face.heading && !view)
		find_name(&face, object);
	return face;
}

static bool
begins_with(const char *address, const char *begin)
{
	return address && begin && !strncmp(address, begin, strlen(begin));
}

void
html_face(struct html *html, const struct view_face *face)
{
	bool is_ours = begins_with(face->address, html->pictures)
		|| begins_with(face->address, html->fetched);

	if (!face->picture)
		return;
	html_open(html, "span");
	html_attr(html, "class", "face");
	html_attr(html, "data-of", face->picture->name);
	html_attr(html, "data-word", face->kind);
	if (is_ours) {
		html_open(html, "img");
		html_link(html, "src", face->address);
		html_attr(html, "alt", "");
		html_attr(html, "loading", "lazy");
		html_close(html);
	} else {
		html_open(html, "span");
		/* By the style sheet: without one the name beside it isn't said twice. */
		html_attr(html, "aria-hidden", "true");
		html_attr(html, "data-of", face->heading);
		html_close(html);
	}
	html_close(html);
}

/* What a list of facts leaves out, and whether it has begun. */
struct facts {
	const struct response *res;
	const char *const *but;
	bool has_begun;
};

static bool
is_below(const char *path, const char *const *but)
{
	for (; *but; but++) {
		size_t n = strlen(*but);

		if (!strncmp(path, *but, n) && (!path[n] || path[n] == '.'))
			return true;
	}
	return false;
}

/* The records that belong to one, each by how it is called and what is brief of it. */
static void
put_children(struct html *html, const struct facts *facts, const struct view_member *member)
{
	const struct record *view = member->field->children->record;
	const cJSON *child;

	cJSON_ArrayForEach(child, member->item) {
		const struct view_face face = view_face(html, facts->res, view, child);

		html_text(html, " ");
		html_open(html, "span");
		html_attr(html, "class", "tag");
		html_text(html, face.heading ? face.heading : member->item->string);
		html_close(html);
	}
}

static void
put_brief(struct html *html, const struct view_member *member, void *state)
{
	const struct field *field = member->field;
	const struct facts *facts = state;

	if (!has_flag(member, BRIEF) || is_below(member->path, facts->but))
		return;
	if (field->type == FIELD_RECORDS) {
		put_children(html, facts, member);
		return;
	}
	html_text(html, " ");
	html_open(html, "span");
	if (field->type == FIELD_WORD) {
		html_attr(html, "class", "tag");
		html_attr(html, "data-word", cJSON_GetStringValue(member->item));
	} else if (field->type != FIELD_TEXT) {
		html_element(html, "small", NULL, field_label(html->out->arena, field));
		html_text(html, " ");
	}
	put_member(html, member);
	html_close(html);
}

void
html_brief(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object, const char *const *but)
{
	struct facts facts = { .res = res, .but = but };

	view_walk(html, res, view, object, put_brief, &facts);
}

static bool
is_list(const cJSON *item)
{
	return cJSON_IsArray(item) && cJSON_IsObject(item->child);
}

/* (An id says nothing to people: the address has it.) */
static bool
is_fact(const struct view_member *member)
{
	const char *text = cJSON_GetStringValue(member->item);

	return !is_list(member->item)
		&& !has_flag(member, HEADING | PICTURE | LINES | UNIT | DRAWING)
		&& !(text && uuid_valid(text));
}

static void
put_fact(struct html *html, const struct view_member *member, void *state)
{
	struct facts *facts = state;

	if (!is_fact(member) || is_below(member->path, facts->but))
		return;
	if (!facts->has_begun) {
		html_open(html, "dl");
		html_attr(html, "class", "facts");
		facts->has_begun = true;
	}
	html_open(html, "div");
	html_element(html, "dt", NULL, member->field
		? field_label(html->out->arena, member->field)
		: html_words(html->out->arena, member->item->string));
	html_open(html, "dd");
	put_member(html, member);
	html_close(html);
	html_close(html);
}

void
html_facts(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object, const char *const *but)
{
	struct facts facts = { .res = res, .but = but };

	view_walk(html, res, view, object, put_fact, &facts);
	if (facts.has_begun)
		html_close(html);
}

/* A text, or texts that are a line each; NULL for anything else. */
static const char *
lines_of(struct arena *arena, const cJSON *item)
{
	const cJSON *part;
	struct buf out;

	if (!cJSON_IsArray(item))
		return cJSON_GetStringValue(item);
	buf_init(&out, arena, 500);
	cJSON_ArrayForEach(part, item)
		if (cJSON_IsString(part))
			buf_printf(&out, "%s%s", out.length ? "\n" : "", part->valuestring);
	return out.data;
}

static void
put_text(struct html *html, const struct view_member *member, void *state)
{
	const struct facts *facts = state;
	const char *text = has_flag(member, LINES | DRAWING)
		? lines_of(html->out->arena, member->item) : NULL;

	if (!text || is_below(member->path, facts->but))
		return;
	html_open(html, "section");
	html_attr(html, "class", "part");
	html_element(html, "h2", NULL, field_label(html->out->arena, member->field));
	if (has_flag(member, DRAWING))
		html_drawing(html, text);
	else if (cJSON_IsArray(member->item))
		html_element(html, "pre", NULL, text);
	else
		html_element(html, "p", "about", text);
	html_close(html);
}

void
html_texts(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object, const char *const *but)
{
	struct facts facts = { .res = res, .but = but };

	view_walk(html, res, view, object, put_text, &facts);
}

/* --- a list's pages --------------------------------------------------------------------------- */

static void
put_step(struct html *html, const struct request *req, const char *text, const char *rel,
	int64_t page)
{
	html_open(html, "a");
	html_attr(html, "class", "btn");
	html_attr(html, "rel", rel);
	html_link(html, "href", response_address_with(req, "page",
		arena_printf(req->arena, "%lld", (long long)page)));
	html_text(html, text);
	html_close(html);
	html_text(html, "\n");
}

void
html_pager(struct html *html, const struct request *req, int64_t total, int64_t size)
{
	const int64_t page = req->page, last = (total + size - 1) / size;

	if (last <= 1)
		return;
	html_open(html, "nav");
	html_attr(html, "class", "pager");
	html_attr(html, "aria-label", "Pages");
	if (page > 1)
		put_step(html, req, "Previous", "prev", page - 1 < last ? page - 1 : last);
	html_element(html, "span", "where", arena_printf(req->arena, "Page %lld of %lld",
		(long long)page, (long long)last));
	html_text(html, "\n");
	if (page < last)
		put_step(html, req, "Next", "next", page + 1);
	html_close(html);
	html_text(html, "\n");
}
