/* Its lists, which are whole, by the words of types. */
#include "kallaxy.h"
#include "access.h"
#include "door_rows.h"
#include "text.h"

#include <string.h>

enum { PAGE = 100, WORDS = 100, WORD = 100, GROUPS = MEDIA_GAME + WORDS };

/* Puts a row behind `before` of its group; before the first, what that is called. */
static void
put_row(struct response *res, const struct record *view, const void *row, const char *name,
	bool is_first_group, int64_t before)
{
	if (!before) {
		buf_puts(&res->body, is_first_group ? "" : ",");
		json_put_string(&res->body, name);
		buf_puts(&res->body, ":[");
	}
	json_put_more(&res->body, &res->req->links, view, row, 1, !before);
}

/* --- titles ----------------------------------------------------------------------------------- */

static bool
is_of(struct arena *arena, const struct media *title, const char *media_type)
{
	const struct arena_mark mark = arena_mark(arena);
	const bool is_same = kallaxy_is_same(arena, media_type,
		kallaxy_type(arena, title));

	arena_rewind(arena, mark);
	return is_same;
}

/* Puts those of a page that are of the type, behind `*count`. */
static enum status
put_titles(struct response *res, const struct rows *rows, const char *media_type, int64_t *count)
{
	const struct arena_mark mark = arena_mark(res->req->arena);
	const size_t before = res->req->arena->used;
	enum status rc = OK;

	for (int i = 0; !rc && i < rows->count; i++) {
		const struct media *title = ROW(rows, struct media, i);

		if (!is_of(res->req->arena, title, media_type))
			continue;
		put_row(res, &kallaxy_medium, title, "media", true, (*count)++);
		rc = door_wind_back(res, mark, before);
	}
	return rc;
}

enum status
kallaxy_list_media(struct request *req, struct response *res)
{
	STMT_AUTO walk = NULL;
	const char *media_type = ((const struct kallaxy_title *)req->body)->media_type;
	struct page page = { 1, 0, &walk };
	struct media_filter filter;
	struct arena_mark mark;
	struct rows rows;
	size_t before;
	int64_t count = 0;
	enum status rc;

	respond_begin(res);
	buf_putc(&res->body, '{');
	record_clear(&media_filter, &filter);
	filter.types = 1u << kallaxy_type_of(media_type);
	rc = media_list(call_of(req), &filter, &page, &rows);
	mark = arena_mark(req->arena);
	before = req->arena->used;
	page.page_size = PAGE;
	while (!rc && walk) {
		rc = door_wind_back(res, mark, before);
		if (!rc)
			rc = media_list(call_of(req), &filter, &page, &rows);
		if (!rc)
			rc = put_titles(res, &rows, media_type, &count);
	}
	if (rc || !count)
		return rc ? rc : ERR_NOT_FOUND;
	buf_puts(&res->body, "]}");
	return respond_json(res, 200);
}

/* --- records ---------------------------------------------------------------------------------- */

/* The user's shelf by keys, in its order, and which group each is of. */
struct shelf {
	/* of their own that games have, and the same folded */
	char words[WORDS][4 * WORD + 1], folded[WORDS][4 * WORD + 1];
	int words_count;
	int64_t *keys, count;
	unsigned char *groups;		/* our types, and then the words */
	struct arena_mark mark;		/* behind all this, and what was taken until then */
	size_t before;
};

static const char *
group_name(const struct shelf *shelf, int group)
{
	return group < MEDIA_GAME ? kallaxy_types[group].name : shelf->words[group - MEDIA_GAME];
}

/* The group of a type; what has no place in any is a game like others. */
static int
group_of(struct arena *arena, struct shelf *shelf, const char *media_type)
{
	const word type = word_value(kallaxy_types, media_type);
	const char *folded = text_casefold(arena, media_type);
	const size_t room = sizeof(shelf->words[0]);

	for (int i = 0; i < MEDIA_GAME && type; i++)
		if (kallaxy_types[i].value == type)
			return i;
	for (int i = 0; i < shelf->words_count; i++)
		if (!strcmp(shelf->folded[i], folded))
			return MEDIA_GAME + i;
	if (shelf->words_count == WORDS || strlen(media_type) >= room || strlen(folded) >= room)
		return group_of(arena, shelf, word_text(kallaxy_types, MEDIA_GAME));
	strcpy(shelf->folded[shelf->words_count], folded);
	strcpy(shelf->words[shelf->words_count], media_type);
	return MEDIA_GAME + shelf->words_count++;
}

/* Looks through the shelf once. */
static enum status
find_groups(struct request *req, struct shelf *shelf, int64_t most)
{
	STMT_AUTO walk = NULL;
	struct page page = { 1, 0, &walk };
	struct entry_filter filter;
	struct arena_mark mark;
	struct rows rows;
	enum status rc;

	record_clear(&entry_filter, &filter);
	rc = entry_list(call_of(req), &entry_whole, &filter, &page, &rows, NULL);
	mark = arena_mark(req->arena);
	page.page_size = PAGE;
	while (!rc && walk) {
		arena_rewind(req->arena, mark);
		rc = entry_list(call_of(req), &entry_whole, &filter, &page, &rows, NULL);
		for (int i = 0; !rc && i < rows.count && shelf->count < most; i++) {
			const struct arena_mark row = arena_mark(req->arena);
			const struct entry *entry = ROW(&rows, struct entry, i);
			const int group = group_of(req->arena, shelf,
				kallaxy_type(req->arena, &entry->media));

			arena_rewind(req->arena, row);
			shelf->keys[shelf->count] = entry->key;
			shelf->groups[shelf->count++] = (unsigned char)group;
		}
	}
	return rc;
}

/* Puts the entries of these keys, in the shelf's order; unused ones are 0. */
static enum status
put_records(struct response *res, const struct shelf *shelf, const int64_t keys[ENTRY_KEYS],
	int group, bool is_first, int64_t *put)
{
	STMT_AUTO walk = NULL;
	struct page page = { 1, PAGE, &walk };
	struct entry_filter filter;
	struct rows rows;
	enum status rc = OK;

	record_clear(&entry_filter, &filter);
	filter.keys = keys;
	filter.key_count = ENTRY_KEYS;
	do {
		rc = door_wind_back(res, shelf->mark, shelf->before);
		if (!rc)
			rc = entry_list(call_of(res->req), &entry_whole, &filter, &page, &rows,
				NULL);
		for (int i = 0; !rc && i < rows.count; i++)
			put_row(res, &kallaxy_record_with_title, ROW(&rows, struct entry, i),
				group_name(shelf, group), is_first, (*put)++);
	} while (!rc && walk);
	return rc;
}

/* Puts a whole group, as many at a time as can be asked for by keys. */
static enum status
put_group(struct response *res, const struct shelf *shelf, int group, bool is_first)
{
	int64_t keys[ENTRY_KEYS] = { 0 }, put = 0;
	enum status rc = OK;
	int count = 0;

	for (int64_t i = 0; !rc && i < shelf->count; i++) {
		if (shelf->groups[i] != group)
			continue;
		keys[count++] = shelf->keys[i];
		if (count < ENTRY_KEYS)
			continue;
		rc = put_records(res, shelf, keys, group, is_first, &put);
		memset(keys, 0, sizeof(keys));
		count = 0;
	}
	if (!rc && count)
		rc = put_records(res, shelf, keys, group, is_first, &put);
	buf_putc(&res->body, ']');
	return rc;
}

/* Reads how many there are, and all keys: 9 bytes of each. */
static enum status
read_shelf(struct request *req, struct shelf *shelf)
{
	struct entry_filter filter;
	struct rows rows;
	enum status rc;

	record_clear(&entry_filter, &filter);
	rc = entry_list(call_of(req), &entry_view, &filter, &(struct page){ 1, 1 }, &rows, NULL);
	if (rc || !rows.total)
		return rc ? rc : ERR_NOT_FOUND;
	shelf->keys = arena_alloc(req->arena, sizeof(*shelf->keys) * (size_t)rows.total);
	shelf->groups = arena_alloc(req->arena, (size_t)rows.total);
	return find_groups(req, shelf, rows.total);
}

enum status
kallaxy_list_records(struct request *req, struct response *res)
{
	struct shelf *shelf = arena_alloc(req->arena, sizeof(*shelf));
	bool is_first = true, has_rows[GROUPS] = { false };
	enum status rc = read_shelf(req, shelf);

	if (rc)
		return rc;
	for (int64_t i = 0; i < shelf->count; i++)
		has_rows[shelf->groups[i]] = true;
	respond_begin(res);
	buf_puts(&res->body, "{\"records\":{");
	shelf->mark = arena_mark(req->arena);
	shelf->before = req->arena->used;
	for (int group = 0; !rc && group < GROUPS; group++) {
		if (!has_rows[group])
			continue;
		rc = put_group(res, shelf, group, is_first);
		is_first = false;
	}
	buf_puts(&res->body, "}}");
	return rc ? rc : respond_json(res, 200);
}
