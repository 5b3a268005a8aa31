/*
 * Pages: of any answer, described by a table or not, and of any form that came back, the HTML is
 * sound: nothing of it is markup that wasn't ours.
 */
#include "fuzz.h"
#include "html_form.h"
#include "html_view.h"
#include "markup.h"
#include "media.h"

#include <string.h>

static const char *const nothing[] = { NULL };

static void
check_html(const struct buf *out)
{
	const char *at;

	MUST(!markup_fault(out->data, &at));
}

static void
show(struct arena *arena, const struct record *view, const cJSON *tree)
{
	struct request req = { .arena = arena };
	struct html html = { .pictures = "/images/" };
	struct response res;
	struct view_face face;
	struct buf out;

	response_init(&res, &req);
	respond_shows(&res, "entry", &media_view);
	buf_init(&out, arena, 1000);
	html.out = &out;
	face = view_face(&html, &res, view, tree);
	html_element(&html, "h1", NULL, face.heading ? face.heading : "");
	html_face(&html, &face);
	html_brief(&html, &res, view, tree, nothing);
	html_facts(&html, &res, view, tree, nothing);
	html_texts(&html, &res, view, tree, nothing);
	check_html(&out);
}

/* What came back is a form: strings. */
static bool
is_form(const cJSON *tree)
{
	for (const cJSON *item = tree->child; item; item = item->next)
		if (!cJSON_IsString(item))
			return false;
	return true;
}

static void
ask(struct arena *arena, const cJSON *tree)
{
	struct problems problems = { .arena = arena };
	const cJSON *first = tree->child;
	const char *typed = first && cJSON_IsString(first) ? first->valuestring : "";
	struct html html = { 0 };
	struct html_form form = {
		.action = typed, .method = PATCH, .button = typed, .next = typed,
		.body = &media_my_view, .values = tree, .fixed = "id", .fixed_from = "id",
		.fixed_of = tree,
		.problems = &problems, .is_sensitive = true, .for_admin = true,
	};
	struct buf out;

	problem_add(&problems, "title", "%s", typed);
	buf_init(&out, arena, 1000);
	html.out = &out;
	html_form(&html, &form);
	if (is_form(tree)) {
		html_filter(&html, typed, &media_filter, tree, NULL);
		html_filter(&html, typed, &media_filter, tree, "type");
	}
	check_html(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	struct problems problems = { .arena = arena };
	cJSON *tree;

	if (json_parse(arena, (const char *)data, size, &tree, &problems))
		return 0;
	show(arena, &media_my_view, tree);
	show(arena, NULL, tree);
	ask(arena, tree);
	return 0;
}
