/* Its lists, which are whole, by the words of types. */
#include "kallaxy.h"
#include "access.h"

#include <string.h>
#include <strings.h>

enum { PAGE = 100, WORDS = 100, WORD = 100, ENOUGH = 4 << 20 };

/* Words of their own that games have. */
struct words {
	char list[WORDS][4 * WORD + 1];
	int count;
};

/* A list of titles of one type, or of records of them. */
struct group {
	const char *media_type;
	const char *name;		/* of the member that it is */
	enum status (*list)(struct request *req, enum media_type type, const struct page *page,
		struct rows *out);
	const struct record *view;
	size_t title;			/* where the title is in a row */
	const struct words *others;	/* that have groups of their own; NULL: all have */
};

static const struct media *
title_at(const struct group *group, const struct rows *rows, int n)
{
	return (const void *)((const char *)rows->rows + group->view->size * (size_t)n
		+ group->title);
}

static bool
has_word(const struct words *words, const char *media_type)
{
	for (int i = 0; i < words->count; i++)
		if (!strcasecmp(words->list[i], media_type))
			return true;
	return false;
}

/* Whether a title is one of the group; what has no place in any is a game like others. */
static bool
is_of(const struct group *group, struct arena *arena, const struct media *title)
{
	const char *type = kallaxy_type(arena, title);
	const bool is_lost = group->others && !word_value(kallaxy_types, type)
		&& !has_word(group->others, type);

	return kallaxy_is_same(group->media_type,
		is_lost ? word_text(kallaxy_types, MEDIA_GAME) : type);
}

/* Puts a row behind `count` of its group; before the first, what that is called. */
static void
put_row(struct response *res, const struct group *group, const struct rows *rows, int n,
	bool is_first_group, int64_t count)
{
	if (!count) {
		buf_puts(&res->body, is_first_group ? "" : ",");
		json_put_string(&res->body, group->name);
		buf_puts(&res->body, ":[");
	}
	json_put_more(&res->body, &res->req->links, group->view,
		(const char *)rows->rows + group->view->size * (size_t)n, 1, !count);
}

/* Puts a whole group, a page at a time, so that it takes no more memory than one; none if empty. */
static enum status
put_group(struct response *res, const struct group *group, int64_t *count)
{
	struct arena *arena = res->req->arena;
	const struct arena_mark mark = arena_mark(arena);
	const enum media_type type = kallaxy_type_of(group->media_type);
	struct page page = { 1, PAGE };
	struct rows rows = { .count = PAGE };
	int64_t put = 0;
	enum status rc = OK;

	for (; !rc && rows.count == PAGE; page.page++) {
		if (page.page > 1)
			rc = respond_wind_back(res, mark);
		if (!rc)
			rc = group->list(res->req, type, &page, &rows);
		for (int i = 0; !rc && i < rows.count; i++)
			if (is_of(group, arena, title_at(group, &rows, i)))
				put_row(res, group, &rows, i, !*count, put++);
	}
	if (put)
		buf_putc(&res->body, ']');
	*count += put;
	return rc;
}

static enum status
list_titles(struct request *req, enum media_type type, const struct page *page, struct rows *out)
{
	struct media_filter filter;

	record_clear(&media_filter, &filter);
	filter.types = 1u << type;
	return media_list(call_of(req), &filter, page, out);
}

enum status
kallaxy_list_media(struct request *req, struct response *res)
{
	const struct kallaxy_title *asked = req->body;
	const struct group group = { asked->media_type, "media", list_titles, &kallaxy_medium };
	int64_t count = 0;
	enum status rc;

	respond_begin(res);
	buf_putc(&res->body, '{');
	rc = put_group(res, &group, &count);
	if (rc || !count)
		return rc ? rc : ERR_NOT_FOUND;
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

static enum status
list_records(struct request *req, enum media_type type, const struct page *page, struct rows *out)
{
	struct entry_filter filter;

	record_clear(&entry_filter, &filter);
	filter.item.types = 1u << type;
	return entry_list(call_of(req), &entry_whole, &filter, page, out, NULL);
}

/* Which words of their own the user's games have. */
static enum status
find_words(struct request *req, struct words *words)
{
	const struct arena_mark mark = arena_mark(req->arena);
	struct page page = { 1, PAGE };
	struct rows rows = { .count = PAGE };
	enum status rc = OK;

	for (; !rc && rows.count == PAGE; page.page++) {
		arena_rewind(req->arena, mark);
		rc = list_records(req, MEDIA_GAME, &page, &rows);
		for (int i = 0; !rc && i < rows.count; i++) {
			const char *text = kallaxy_type(req->arena,
				&ROW(&rows, struct entry, i)->media);

			if (!word_value(kallaxy_types, text) && words->count < WORDS
			    && strlen(text) < sizeof(words->list[0]) && !has_word(words, text))
				strcpy(words->list[words->count++], text);
		}
	}
	return rc;
}

enum status
kallaxy_list_records(struct request *req, struct response *res)
{
	struct words *words = arena_alloc(req->arena, sizeof(*words));
	struct group group = { .list = list_records, .view = &kallaxy_record_with_title,
		.title = offsetof(struct entry, media), .others = words };
	const struct arena_mark mark = arena_mark(req->arena);
	const size_t before = req->arena->used;
	int64_t count = 0;
	enum status rc = find_words(req, words);

	respond_begin(res);
	buf_puts(&res->body, "{\"records\":{");
	for (int i = 0; !rc && i < MEDIA_GAME + words->count; i++) {
		group.media_type = group.name = i < MEDIA_GAME ? kallaxy_types[i].name
			: words->list[i - MEDIA_GAME];
		if (req->arena->used > before + ENOUGH)
			rc = respond_wind_back(res, mark);
		if (!rc)
			rc = put_group(res, &group, &count);
	}
	if (rc || !count)
		return rc ? rc : ERR_NOT_FOUND;
	buf_puts(&res->body, "}}");
	return respond_json(res, 200);
}
