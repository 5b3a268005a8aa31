/*
 * Pictures of sources: fetched by us, so that no visitor's browser ever asks another host, checked,
 * and made small.
 */
#include "lookup.h"
#include "clock.h"
#include "db.h"
#include "picture.h"
#include "slot.h"
#include "text.h"
#include "token.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>

enum {
	PICTURE_MS = 12000, PICTURE_MAX = 10 << 20, PICTURE_MIN = 1024, SIDE_MIN = 50,
	PREVIEW_SIDE = 480, COVER_SIDE = 900, DAY = 86400, SIGNATURE = 16,
};

/* Where a kept one is among the answers: it is no source's own path. */
static const char previews[] = "picture";

/* --- addresses through us --------------------------------------------------------------------- */

/* What shows that we gave out an address on a day: hex digits. */
static const char *
sign_url(struct request *req, const char *url, int64_t day)
{
	const char *text = arena_printf(req->arena, "look-up picture\n%lld\n%s",
		(long long)day, url);
	uint8_t digest[SIGNATURE];
	struct hmac_sha256_ctx ctx;
	struct buf hex;

	hmac_sha256_set_key(&ctx, KEY_BYTES, req->key);
	hmac_sha256_update(&ctx, strlen(text), (const uint8_t *)text);
	hmac_sha256_digest(&ctx, sizeof(digest), digest);
	buf_init(&hex, req->arena, 2 * sizeof(digest));
	for (size_t i = 0; i < sizeof(digest); i++)
		buf_printf(&hex, "%02x", digest[i]);
	return hex.data;
}

static bool
is_signature(struct request *req, const char *url, const char *signature)
{
	const int64_t today = clock_now() / DAY;

	for (int64_t day = today; day >= today - 1; day--) {
		const char *right = sign_url(req, url, day);

		if (strlen(signature) == strlen(right)
		    && memeql_sec(signature, right, strlen(right)))
			return true;
	}
	return false;
}

/* In the settings' place of it, if there is one: a mirror has the same paths. */
static const char *
address_of(struct arena *arena, const struct source *source, const struct config *config,
	const char *url)
{
	const char *instead = config->sources[source->at].images_url, *host = strstr(url, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;

	return *instead && path ? arena_printf(arena, "%s%s", instead, path) : url;
}

static bool
is_of(struct request *req, const struct source *source, const char *url)
{
	return fetch_may_go(req->arena, url, source->picture_hosts)
		|| (*req->config->sources[source->at].images_url && fetch_may_go(req->arena, url,
			source_hosts(req->arena, source, req->config, true)));
}

/* The source whose picture it is; NULL. */
static const struct source *
source_of(struct request *req, const char *url)
{
	for (int i = 0; sources[i]; i++)
		if (is_of(req, sources[i], url))
			return sources[i];
	return NULL;
}

const char *
lookup_picture_link(struct request *req, const struct found *found)
{
	const char *url = found->preview_url;
	struct buf encoded;

	if (!url || !source_of(req, url))
		return NULL;
	buf_init(&encoded, req->arena, 3 * strlen(url));
	text_url(&encoded, url);
	return link_to(req, "/picture?u=%s&s=%s", encoded.data,
		sign_url(req, url, clock_now() / DAY));
}

/* --- fetching --------------------------------------------------------------------------------- */

static const struct slots fetch_slots = { "lookup_picture", "picture of a look-up",
	"picture can be looked up", .setting = "lookup" };
static const struct slots decode_slots = { "picture", "picture", "picture can be taken" };

/* A blank, and what is too small or too wide for a cover, is no picture of a title. */
static bool
is_cover(const struct picture *picture, bool is_scene)
{
	const double ratio = (double)picture->width / (double)picture->height;

	return picture->width >= SIDE_MIN && picture->height >= SIDE_MIN
		&& (is_scene || (ratio >= 0.4 && ratio <= 1.1));
}

/* Decoded, checked, and no larger than `side`. */
static enum status
read_picture(struct request *req, const struct fetch *fetch, bool is_scene, int side, bool renew,
	struct picture *out)
{
	struct picture picture;
	const char *message;
	int slot;
	enum status rc = slot_take(req->arena, req->config, &decode_slots,
		req->config->picture_slots, &slot, &req->trouble);

	if (rc)
		return rc;
	rc = picture_read(req->arena, fetch->bytes, fetch->size, &picture, &message);
	if (!rc && !is_cover(&picture, is_scene))
		rc = ERR_NOT_FOUND;
	if (!rc)
		rc = picture_fit(req->arena, &picture, side, side, renew, out);
	arena_close_file(req->arena, slot);
	return rc ? ERR_NOT_FOUND : OK;
}

static enum status
fetch_picture(struct request *req, const struct source *source, const char *url, int side,
	bool renew, struct picture *out)
{
	struct fetching *fetching = fetch_open(req->arena, req->config);
	struct fetch fetch = {
		.url = address_of(req->arena, source, req->config, url),
		.hosts = source_hosts(req->arena, source, req->config, true),
		.accept = "image/jpeg, image/png, image/webp", .most = PICTURE_MAX,
	};

	fetch_start(fetching, &fetch);
	fetch_run(fetching, PICTURE_MS);
	if (fetch.end != FETCH_ANSWERED || fetch.http != 200 || fetch.size < PICTURE_MIN)
		return ERR_NOT_FOUND;
	return read_picture(req, &fetch, source->has_wide_pictures, side, renew, out);
}

/* As many at once as look-ups, beside these: a page shows twenty. */
static enum status
fetch_in_turn(struct request *req, const struct source *source, const char *url, int side,
	bool renew, struct picture *out)
{
	int slot;
	enum status rc = slot_take(req->arena, req->config, &fetch_slots,
		req->config->lookup_slots, &slot, &req->trouble);

	if (rc)
		return rc;
	rc = fetch_picture(req, source, url, side, renew, out);
	arena_close_file(req->arena, slot);
	return rc;
}

/* One that isn't kept; that there is none is kept, too. */
static enum status
fetch_preview(struct request *req, struct answers *answers, const char *url, struct picture *out)
{
	const struct source *source = source_of(req, url);
	enum status rc = source ? fetch_in_turn(req, source, url, PREVIEW_SIDE, true, out)
		: ERR_NOT_FOUND;

	if (!rc)
		answers_keep_bytes(answers, previews, url, out->bytes, out->size, KEEP_DETAILS);
	else if (rc == ERR_NOT_FOUND)
		answers_keep(answers, previews, url, "", KEEP_UNREACHED);
	return rc;
}

enum status
lookup_picture(struct request *req, const char *url, const char *signature, struct picture *out)
{
	struct answers *answers = answers_open(req);
	size_t size;
	const char *kept;

	if (!is_signature(req, url, signature))
		return ERR_NOT_FOUND;
	db_request_done(req->db);
	kept = answers_find_bytes(answers, previews, url, &size);
	if (!kept)
		return fetch_preview(req, answers, url, out);
	*out = (struct picture){ .content_type = PICTURE_WEBP, .bytes = kept, .size = size };
	return size ? OK : ERR_NOT_FOUND;
}

enum status
lookup_cover(struct request *req, const struct source *source, const struct found *found,
	struct picture *out)
{
	if (!found->picture_url)
		return ERR_NOT_FOUND;
	db_request_done(req->db);
	return fetch_in_turn(req, source, found->picture_url, COVER_SIDE, false, out);
}
