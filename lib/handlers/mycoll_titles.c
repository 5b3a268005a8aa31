#include "mycoll_titles.h"
#include "collected.h"
#include "door_change.h"
#include "door_rows.h"
#include "mycoll.h"

#include <ctype.h>
#include <string.h>

static const char tmdb[] = "https://www.themoviedb.org/";

const struct mycoll_kind *
mycoll_kind_of(const struct request *req)
{
	const struct mycoll_kind *kind = req->shared;

	while (strncmp(req->path, kind->path, strlen(kind->path)) != 0)
		kind++;
	return kind;
}

/* --- read ------------------------------------------------------------------------------------- */

cJSON *
mycoll_metadata(struct arena *arena, const struct media *media)
{
	const char *json = media->metadata.json;

	return json && json[1] != '}' ? json_tree(arena, json, strlen(json)) : NULL;
}

/* A text of an object, put into what is there; NULL for none. */
static const char *
take_text(const cJSON *object, const char *name, char **to)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
	char *taken = *to;

	if (!text || !taken)
		return NULL;
	*to = stpcpy(taken, text) + 1;
	return taken;
}

/* Of the metadata its texts stay, which are shorter, and the tree goes: it may be large. */
static void
take_texts(struct arena *arena, const struct media *media, struct mycoll_title *out)
{
	const char *json = media->metadata.json;
	char *to = json ? arena_room(arena, strlen(json) + 1) : NULL;
	const struct arena_mark mark = arena_mark(arena);
	const cJSON *metadata = mycoll_metadata(arena, media);

	out->rating = take_text(metadata, "certification", &to);
	out->page = take_text(metadata, "tmdb_page_link", &to);
	arena_rewind(arena, mark);
}

void
mycoll_title_of(struct arena *arena, const struct media *media, struct mycoll_title *out)
{
	const bool is_tmdb = media->external_source && !strcmp(media->external_source, "tmdb")
		&& media->external_id && strchr(media->external_id, '/');

	*out = (struct mycoll_title){ .media = *media };
	take_texts(arena, media, out);
	if (!out->page && is_tmdb)
		out->page = arena_printf(arena, "%s%s", tmdb, media->external_id);
}

static enum status
read_titles(struct request *req, const struct page *page, struct rows *out)
{
	struct entry_filter filter;
	struct mycoll_title *titles;
	enum status rc;

	record_clear(&entry_filter, &filter);
	filter.item.types = 1u << mycoll_kind_of(req)->type;
	rc = entry_list(call_of(req), &entry_whole, &filter, page, out, NULL);
	if (rc)
		return rc;
	titles = arena_alloc(req->arena, sizeof(*titles) * ((size_t)out->count + 1));
	for (int i = 0; i < out->count; i++)
		mycoll_title_of(req->arena, &ROW(out, struct entry, i)->media, &titles[i]);
	out->rows = titles;
	return OK;
}

enum status
mycoll_titles_list(struct request *req, struct response *res)
{
	const struct mycoll_kind *kind = mycoll_kind_of(req);

	return respond_rows(res, NULL, kind->view, read_titles, kind->read);
}

static enum status
find_title(struct request *req, struct mycoll_title *out)
{
	struct entry entry;
	enum status rc = entry_find_media(call_of(req), &entry_whole, mycoll_kind_of(req)->type,
		req->id[0], &entry);

	if (!rc)
		mycoll_title_of(req->arena, &entry.media, out);
	return rc;
}

static enum status
answer_title(struct request *req, struct response *res, int http)
{
	const struct mycoll_kind *kind = mycoll_kind_of(req);
	struct mycoll_title title;
	int done;
	enum status rc = find_title(req, &title);

	if (!rc)
		rc = kind->read(req, &title, 1, &done);
	return rc ? rc : respond_record(res, http, kind->view, &title);
}

enum status
mycoll_title_get(struct request *req, struct response *res)
{
	return answer_title(req, res, 200);
}

/* --- written ---------------------------------------------------------------------------------- */

void
mycoll_drop_preview(struct request *req)
{
	static const char name[] = "image_link";
	const char *link = cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(req->body_object, name));

	if (link && mycoll_is_preview(link))
		cJSON_DetachItemFromObjectCaseSensitive(req->body_object, name);
}

static enum status
decode_title(struct request *req)
{
	mycoll_drop_preview(req);
	return request_decode(req, mycoll_kind_of(req)->view);
}

/* The title of TMDb that a page is of, as it is called there: movie/12345. */
static const char *
id_of_page(struct arena *arena, const char *page, enum media_type type)
{
	const char *kind = type == MEDIA_MOVIE ? "movie/" : "tv/", *id;
	size_t digits;

	if (!page || strncmp(page, tmdb, strlen(tmdb)))
		return NULL;
	id = page + strlen(tmdb);
	if (strncmp(id, kind, strlen(kind)))
		return NULL;
	digits = strspn(id + strlen(kind), "0123456789");
	return digits && !isalnum((unsigned char)id[strlen(kind) + digits])
		? arena_copy(arena, id, strlen(kind) + digits) : NULL;
}

static void
put_text(struct buf *patch, const char *name, const char *text)
{
	json_put_name(patch, name);
	json_put_text_or_null(patch, text);
}

/* What an item has otherwise. */
static void
complete_media(struct arena *arena, enum media_type type, struct mycoll_title *title)
{
	struct media *media = &title->media;
	struct buf metadata;

	media->type = type;
	if (media->publication_year != INT_NONE)
		media->pub_date = arena_printf(arena, "%04d", (int)media->publication_year);
	media->external_id = id_of_page(arena, title->page, type);
	media->external_source = media->external_id ? "tmdb" : NULL;
	media->source = media->external_id ? SOURCE_EXTERNAL : SOURCE_USER_ADDED;
	buf_init(&metadata, arena, 64);
	buf_putc(&metadata, '{');
	if (title->rating)
		put_text(&metadata, "certification", title->rating);
	if (title->page && !media->external_id)
		put_text(&metadata, "tmdb_page_link", title->page);
	buf_putc(&metadata, '}');
	media->metadata.json = metadata.data;
}

enum status
mycoll_title_add(struct request *req, struct response *res)
{
	const struct mycoll_kind *kind = mycoll_kind_of(req);
	struct mycoll_title *title;
	enum status rc = decode_title(req);

	if (rc)
		return rc;
	title = req->body;
	complete_media(req->arena, kind->type, title);
	rc = collect_item(req, &title->media);
	if (rc)
		return rc;
	req->id[0] = title->media.id;
	res->location = link_to(req, "%s/%lld", kind->path, (long long)title->media.key);
	return answer_title(req, res, 201);
}

/* What has no member of its own in an item is a change of its metadata. */
static void
move_to_metadata(struct request *req)
{
	struct change *change = &req->change;
	struct mycoll_title *title = change->values;
	const bool has_rating = CHANGED(change, struct mycoll_title, rating),
		has_page = CHANGED(change, struct mycoll_title, page);
	struct buf patch;

	buf_init(&patch, req->arena, 64);
	buf_putc(&patch, '{');
	if (has_rating)
		put_text(&patch, "certification", title->rating);
	if (has_page)
		put_text(&patch, "tmdb_page_link", title->page);
	buf_putc(&patch, '}');
	for (int i = 0; change->view->fields[i].name; i++) {
		const size_t offset = change->view->fields[i].offset;

		if (offset >= sizeof(struct media))
			change->sent &= ~(UINT64_C(1) << i);
		else if (offset == offsetof(struct media, metadata) && (has_rating || has_page))
			change->sent |= UINT64_C(1) << i;
	}
	title->media.metadata.json = patch.data;
	change->merge = json_merge;
}

static enum status
find_before(struct request *req, void *before)
{
	return find_title(req, before);
}

static enum status
change_title(struct request *req, const void *before)
{
	const struct mycoll_title *title = before;

	move_to_metadata(req);
	return media_change(call_of(req), (enum media_type)title->media.type, req->id[0],
		&req->change);
}

enum status
mycoll_title_change(struct request *req, struct response *res)
{
	struct mycoll_title before;
	enum status rc = decode_title(req);

	if (!rc)
		rc = door_change(req, find_before, &before, change_title);
	return rc ? rc : answer_title(req, res, 200);
}

enum status
mycoll_title_delete(struct request *req, struct response *res)
{
	enum status rc = entry_delete_media(call_of(req), mycoll_kind_of(req)->type, req->id[0]);

	return rc ? rc : respond_nothing(res);
}
