/* What members show to others (/shared), and what they manage of that (/shares). */
#include "app.h"
#include "own_list.h"
#include "share.h"
#include "shared.h"
#include "shared_feeds.h"
#include "shared_page.h"
#include "stats.h"
#include "token.h"

#include <string.h>

enum { DIGITS = 64 };

/* --- for whoever has the address -------------------------------------------------------------- */

/* Its addresses: those that were asked for begin with the secret. */
static void
take_addresses(struct request *req, const char *secret, struct share *share)
{
	share->url = link_to_door(req, &door_shared, arena_printf(req->arena, "/%s", secret));
	share->rss = arena_printf(req->arena, "%s.rss", share->url);
	share->ics = arena_printf(req->arena, "%s.ics", share->url);
	share->csv = arena_printf(req->arena, "%s.csv", share->url);
	share->json = arena_printf(req->arena, "%s.json", share->url);
}

/* Who tries many that open nothing has to wait. */
static enum status
count_guess(struct request *req, struct response *res)
{
	int64_t seconds = 0;
	enum status rc = limit_call(req, &limit_guesses, &seconds);

	if (rc == ERR_RATE_LIMITED)
		response_wait(res, limit_guesses.sentence, seconds);
	return rc ? rc : ERR_NOT_FOUND;
}

static enum status
open_share(struct request *req, struct response *res, struct share *share)
{
	const char *secret = req->id[0];
	enum status rc = share_open(call_of(req), token_hash(req->arena, secret, DIGITS), share);

	if (rc)
		return rc == ERR_NOT_FOUND ? count_guess(req, res) : rc;
	take_addresses(req, secret, share);
	return OK;
}

/* Once all was read that is shown. */
static enum status
read_shared(struct request *req, const struct share *share, int64_t size, enum shared_order order,
	struct rows *rows)
{
	const struct page page = { req->page, size };
	enum status rc = shared_read(call_of(req), share, &page, order, rows);

	req->page_size = size;
	if (!rc)
		share_note_use(req->db, share);
	return rc;
}

static void
name_file(struct response *res, const char *end)
{
	response_header(res, "Content-Disposition",
		arena_printf(res->req->arena, "attachment; filename=\"vitrine%s\"", end));
}

/* The numbers of a year, but not of the one before it; of all else there are none. */
static enum status
read_stats(struct request *req, const struct share *share, struct stats *out)
{
	const struct user owner = { .key = share->user_key };
	const struct stats_asked asked = { share->year, share->type };
	struct call call = *call_of(req);
	enum status rc;

	call.user = &owner;
	rc = share->what == SHARE_YEAR ? stats_read(&call, &asked, out) : OK;
	out->before = (struct records){ 0 };
	return rc;
}

/* What a share is of, its numbers, and a page of what it has in it. */
struct opened {
	struct share share;
	struct stats stats;
	struct rows rows;
};

static enum status
read_opened(struct request *req, struct response *res, int64_t size, struct opened *out)
{
	enum status rc = open_share(req, res, &out->share);

	if (!rc)
		rc = read_stats(req, &out->share, &out->stats);
	return rc ? rc : read_shared(req, &out->share, size, SHARED_OWN_ORDER, &out->rows);
}

static enum status
show_page(struct request *req, struct response *res)
{
	struct opened opened;
	enum status rc = read_opened(req, res, SHARED_PAGE_SIZE, &opened);

	return rc ? rc : shared_page(res, &opened.share, &opened.rows,
		opened.share.what == SHARE_YEAR ? &opened.stats : NULL);
}

static enum status
show_json(struct request *req, struct response *res)
{
	struct opened opened;
	const struct share *share = &opened.share;
	const struct rows *rows = &opened.rows;
	enum status rc = read_opened(req, res, req->page_size, &opened);

	if (rc)
		return rc;
	res->no_page = true;
	name_file(res, ".json");
	buf_putc(&res->body, '{');
	json_put_members(&res->body, &req->links, &share_open_view, share);
	if (share->what == SHARE_YEAR) {
		json_put_name(&res->body, "stats");
		json_put_record(&res->body, &req->links, &stats_view, &opened.stats);
	}
	json_put_name(&res->body, "items");
	json_put_rows(&res->body, &req->links, shared_view(share), rows->rows, rows->count);
	respond_page(res, rows->total);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

/* The feed that the address ends with. Where there is more, a link leads on. */
static enum status
show_feed(struct request *req, struct response *res)
{
	const struct shared_feed *feed = shared_feeds;
	struct share share;
	struct rows rows;
	enum status rc = open_share(req, res, &share);

	while (feed->end && strcmp(feed->end, req->path + 1 + DIGITS) != 0)
		feed++;
	if (!rc)
		rc = read_shared(req, &share, SHARED_FEED_SIZE, feed->order, &rows);
	if (rc)
		return rc;
	if (rows.total > req->page * SHARED_FEED_SIZE)
		response_header(res, "Link", arena_printf(req->arena, "<%s>; rel=\"next\"",
			response_address_with(req, "page", arena_printf(req->arena, "%lld",
			(long long)req->page + 1))));
	if (feed->is_file)
		name_file(res, feed->end);
	res->content_type = feed->type;
	res->no_page = true;
	res->has_etag = true;
	feed->write(res, &share, &rows);
	return OK;
}

/* The secret in the query of an address: shared.html?t=SECRET. NULL for none. */
static const char *
secret_in(struct request *req, const char *address)
{
	const char *query = address ? strstr(address, "?t=") : NULL;

	if (!query || strspn(query + 3, "0123456789abcdef") != DIGITS)
		return NULL;
	return arena_copy(req->arena, query + 3, DIGITS);
}

/* The page that led here can't say of what it is without a script: where it came from does. */
static enum status
lead_on(struct request *req, struct response *res)
{
	const char *query = request_env(req, "QUERY_STRING");
	const char *secret = query ? secret_in(req, arena_printf(req->arena, "?%s", query))
		: secret_in(req, request_env(req, "HTTP_REFERER"));

	if (!secret)
		return ERR_NOT_FOUND;
	respond_see(res, link_to(req, "/%s", secret));
	return OK;
}

/* --- for members ------------------------------------------------------------------------------ */

static enum status
list_shares(struct request *req, struct response *res)
{
	(void)req;
	return respond_own(res, "shares", &share_view, share_list);
}

static enum status
get_share(struct request *req, struct response *res)
{
	struct share share;
	enum status rc = share_find(call_of(req), req->id[0], &share);

	return rc ? rc : respond_record(res, 200, &share_view, &share);
}

/* The only answer that has its addresses: what is stored tells nobody. */
static enum status
answer_new(struct request *req, struct response *res, int http, const char *secret,
	struct share *share)
{
	take_addresses(req, secret, share);
	res->cache = CACHE_NO_STORE;
	return respond_record(res, http, &share_new_view, share);
}

static enum status
create_share(struct request *req, struct response *res)
{
	struct share *share = req->body;
	const char *secret = token_random(req->arena, DIGITS);
	enum status rc = share_create(call_of(req), share,
		token_hash(req->arena, secret, DIGITS));

	if (rc)
		return rc;
	res->location = link_to(req, "/shares/%s", share->id);
	return answer_new(req, res, 201, secret, share);
}

static enum status
renew_share(struct request *req, struct response *res)
{
	const char *secret = token_random(req->arena, DIGITS);
	struct share share;
	enum status rc = share_renew(call_of(req), req->id[0],
		token_hash(req->arena, secret, DIGITS), &share);

	return rc ? rc : answer_new(req, res, 200, secret, &share);
}

static enum status
delete_share(struct request *req, struct response *res)
{
	enum status rc = share_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct offer list_offers[] = {
	{ "Show something to others", .method = POST, .path = "/shares" },
	{ "My shelf", .method = GET, .door = &door_shelf, .path = "" },
	{ NULL }
};
static const struct web_page list_page = {
	.title = "Sharing", .offers = list_offers, .screen = "settings.html",
	.lists = { { "shares", .path = "/shares/:id" } },
};
static const struct offer share_offers[] = {
	{ "Give it another address", .method = POST, .path = "/shares/:id/renew" },
	{ "End it", .method = DELETE, .path = "/shares/:id" },
	{ "All that I show", .method = GET, .path = "/shares" },
	{ NULL }
};
static const struct web_page share_page = {
	.offers = share_offers, .screen = "settings.html",
};

#define APART MEMBER, .is_apart = true

static const struct route routes[] = {
	{ GET,    "/", lead_on, ANYONE, .inner = true },
	{ GET,    "/:token", show_page, ANYONE, .query = &no_query },
	{ GET,    "/:token.json", show_json, ANYONE, .query = &no_query },
	{ GET,    "/:token.rss", show_feed, ANYONE, .query = &no_query },
	{ GET,    "/:token.ics", show_feed, ANYONE, .query = &no_query },
	{ GET,    "/:token.csv", show_feed, ANYONE, .query = &no_query },
	{ GET,    "/shares", list_shares, APART, .query = &no_query, .page = &list_page },
	{ POST,   "/shares", create_share, APART, .body = &share_new_view, .title = "Show it",
	  .is_told = true },
	{ GET,    "/shares/:id", get_share, APART, .page = &share_page },
	{ DELETE, "/shares/:id", delete_share, APART },
	{ POST,   "/shares/:id/renew", renew_share, APART, .is_told = true,
	  .title = "Give it another address" },
	{ 0 }
};

const struct app app = {
	.name = "shared",
	.door = "/shared",
	.routes = routes,
	.is_unlisted = true,
};
