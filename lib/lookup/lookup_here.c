/* What there is here of what was found elsewhere, and the pictures of it. */
#include "lookup.h"
#include "db.h"
#include "text.h"

#include <string.h>

enum { PICTURE_MS = 12000, PICTURE_MAX = 10 << 20, PICTURE_MIN = 1024, SIDE_MIN = 50 };

enum status
lookup_find_here(const struct call *call, const struct media *media, struct media *out)
{
	enum status rc = media_find_external(call, media, out);

	return rc == ERR_NOT_FOUND ? media_find_same(call, media, out) : rc;
}

/* --- pictures --------------------------------------------------------------------------------- */

/* In the settings' place of it, if there is one: a mirror has the same paths. */
static const char *
picture_address(struct arena *arena, const struct source *source, const struct config *config,
	const char *url)
{
	const char *instead = config->sources[source->at].images_url, *host = strstr(url, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;

	return *instead && path ? arena_printf(arena, "%s%s", instead, path) : url;
}

/* A blank, and what is too small or too wide for a cover, is no picture of a title. */
static bool
is_cover(const struct picture *picture)
{
	return picture->width >= SIDE_MIN && picture->height >= SIDE_MIN;
}

enum status
lookup_picture(struct request *req, const struct source *source, const char *url,
	struct picture *out)
{
	struct fetching *fetching = fetch_open(req->arena, req->config);
	struct fetch fetch = {
		.url = picture_address(req->arena, source, req->config, url),
		.hosts = source_hosts(req->arena, source, req->config, true),
		.accept = "image/jpeg, image/png, image/webp", .most = PICTURE_MAX,
	};
	const char *message;

	db_request_done(req->db);
	fetch_start(fetching, &fetch);
	fetch_run(fetching, PICTURE_MS);
	if (fetch.end != FETCH_ANSWERED || fetch.http != 200 || fetch.size < PICTURE_MIN
	    || picture_read(req->arena, fetch.bytes, fetch.size, out, &message) || !is_cover(out))
		return ERR_NOT_FOUND;
	return OK;
}

/* --- marks ------------------------------------------------------------------------------------ */

static enum status
mark_result(const struct call *call, struct result *result)
{
	struct media media;
	struct sql where;
	enum status rc = lookup_find_here(call, &result->found.media, &media);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	sql_init(&where, call->arena);
	where.joined = value_int(call->user->key);
	sql_and(&where, "t.key = $$", value_int(media.key));
	rc = store_find(call->db, call->arena, &media_my_view, &where, &media);
	if (rc)
		return rc;
	result->media_id = media.id;
	result->my_entry_id = media.my_entry_id;
	result->my_status = media.my_status;
	result->my_progress = media.my_progress;
	result->my_rating = media.my_rating;
	return OK;
}

enum status
lookup_mark(struct request *req, struct results *results)
{
	const struct call call = { req->db, req->arena, &req->problems, req->user };
	enum status rc = OK;

	for (int i = 0; i < results->count && !rc; i++)
		rc = mark_result(&call, &results->list[i]);
	return rc;
}
