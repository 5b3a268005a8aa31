#include "lookup.h"
#include "checks.h"
#include "db.h"
#include "entry.h"
#include "text.h"

#include <string.h>
#include <strings.h>

enum { SEARCH_MS = 8000, RESULTS_MAX = 100 };

#define TYPES (1u << MEDIA_TV_SHOW | 1u << MEDIA_MOVIE | 1u << MEDIA_BOOK | 1u << MEDIA_GAME)

static const struct field query_fields[] = {
	FIELD(struct lookup_query, q, REQUIRED, .min = 1, .max = 500, .also = { "query" }),
	FIELD_AS(struct lookup_query, types, "type", MANY, .words = media_types,
		.also = { "media_type" }),
	FIELD_AS(struct lookup_query, sources, "source", MANY, .max = 20, .most = SOURCE_COUNT),
	{ 0 }
};
const struct record lookup_query = {
	.size = sizeof(struct lookup_query), .fields = FIELDS(query_fields),
};

static const struct field my_fields[] = {
	FIELD_AS(struct result, my_entry_id, "entry_id", READONLY),
	FIELD_AS(struct result, my_status, "status", READONLY, .words = entry_statuses),
	FIELD_AS(struct result, my_progress, "progress", READONLY),
	FIELD_AS(struct result, my_rating, "rating", READONLY),
	{ 0 }
};
static const struct record my_part = { .name = "my", .fields = FIELDS(my_fields) };
static const struct field result_fields[] = {
	FIELD_AS(struct result, found.media.external_source, "source", READONLY),
	FIELD_AS(struct result, found.media.external_id, "external_id", READONLY),
	FIELD_AS(struct result, found.media.type, "type", READONLY, .words = media_types),
	FIELD_AS(struct result, found.media.title, "title", READONLY | HEADING),
	FIELD_AS(struct result, found.media.creator, "creator", READONLY),
	FIELD_AS(struct result, found.media.pub_date, "pub_date", READONLY),
	FIELD(struct result, picture_url, READONLY),
	FIELD_AS(struct result, found.source_url, "source_url", READONLY),
	FIELD(struct result, media_id, READONLY),
	{ 0 }
};
const struct record result_view = {
	.size = sizeof(struct result), .fields = FIELDS(result_fields), .more = &my_part,
};

static const struct field provider_fields[] = {
	FIELD(struct provider, source, READONLY | HEADING),
	FIELD(struct provider, state, READONLY, .words = source_states),
	FIELD(struct provider, message, READONLY),
	FIELD_AS(struct provider, attribution, "text", READONLY | NULLABLE, .group = "attribution"),
	FIELD_AS(struct provider, attribution_url, "url", READONLY, .group = "attribution"),
	{ 0 }
};
const struct record provider_view = {
	.size = sizeof(struct provider), .fields = FIELDS(provider_fields),
};

/* --- what is wanted --------------------------------------------------------------------------- */

static bool
is_imdb_id(const char *text)
{
	const size_t digits = strspn(text + (strncmp(text, "tt", 2) ? 0 : 2), "0123456789");

	return !strncmp(text, "tt", 2) && digits >= 7 && digits <= 10 && !text[2 + digits];
}

/* Addresses of the sources' pages, up to where the id begins; what may follow it. */
static const struct {
	const char *host, *path, *source, *prefix;
} pages[] = {
	{ "themoviedb.org", "/movie/", "tmdb", "movie/" },
	{ "themoviedb.org", "/tv/", "tmdb", "tv/" },
	{ "openlibrary.org", "/books/", "openlibrary", "" },
	{ "openlibrary.org", "/works/", "openlibrary", "" },
	{ "tvmaze.com", "/shows/", "tvmaze", "" },
	{ "wikidata.org", "/wiki/", "wikidata", "" },
	{ "rawg.io", "/games/", "rawg", "" },
	{ "imdb.com", "/title/", "imdb", "" },
	{ "books.google.com", "/books?id=", "googlebooks", "" },
};

/* What is behind scheme and host of an address of this host, or of its `www.`; NULL. */
static const char *
path_at(const char *url, const char *host)
{
	url += !strncasecmp(url, "https://", 8) ? 8 : !strncasecmp(url, "http://", 7) ? 7 : 0;
	url += strncasecmp(url, "www.", 4) ? 0 : 4;
	return strncasecmp(url, host, strlen(host)) ? NULL : url + strlen(host);
}

/* The source and id of a page's address; NULL when it is none that we know. */
static const struct source *
read_address(struct arena *arena, const char *text, struct wanted *wanted)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		const char *path = path_at(text, pages[i].host), *id;

		if (!path || strncmp(path, pages[i].path, strlen(pages[i].path)))
			continue;
		id = path + strlen(pages[i].path);
		/* "27205-inception" is number and name, and the number is enough */
		id = arena_copy(arena, id, strcspn(id, !strcmp(pages[i].source, "tmdb") ? "-/?#&"
			: "/?#&"));
		if (!*id)
			continue;
		if (is_imdb_id(id)) {
			wanted->imdb_id = id;
			return NULL;
		}
		wanted->id = arena_printf(arena, "%s%s", pages[i].prefix, id);
		return source_find(pages[i].source);
	}
	return NULL;
}

/* An ISBN, an id of IMDb, the address of a page, or words. */
static const struct source *
read_wanted(struct arena *arena, const struct lookup_query *query, struct wanted *wanted)
{
	const struct source *source = read_address(arena, query->q, wanted);
	const char *message;

	wanted->types = query->types ? query->types : TYPES;
	if (wanted->id || wanted->imdb_id)
		return source;
	wanted->isbn = is_isbn(arena, query->q, &message);
	if (wanted->isbn)
		wanted->types = 1u << MEDIA_BOOK;
	else if (is_imdb_id(query->q))
		wanted->imdb_id = query->q;
	else
		wanted->q = query->q;
	return NULL;
}

/* --- who is asked ----------------------------------------------------------------------------- */

/* All asks of one look-up. */
struct asking {
	struct request *req;
	const struct wanted *wanted;
	struct fetching *fetching;
	struct answers *answers;
	struct ask asks[SOURCE_COUNT];
	struct wanted narrowed[SOURCE_COUNT];
	int count;
};

static bool
is_named(const struct texts *names, const char *name)
{
	for (int i = 0; i < names->count; i++)
		if (!strcmp(names->list[i], name))
			return true;
	return !names->count;
}

static struct ask *
add_ask(struct asking *asking, const struct source *source, word types)
{
	struct ask *ask = &asking->asks[asking->count];

	asking->narrowed[asking->count] = *asking->wanted;
	asking->narrowed[asking->count].types = types;
	*ask = (struct ask){
		.source = source, .wanted = &asking->narrowed[asking->count],
		.arena = asking->req->arena, .config = asking->req->config,
		.fetching = asking->fetching, .answers = asking->answers, .retry_after = -1,
		.found = arena_alloc(asking->req->arena, FOUND_MAX * sizeof(struct found)),
	};
	asking->count++;
	return ask;
}

/* Wikidata knows films and games, but less of them: it is asked where the others can't be. */
static word
types_left(const struct config *config, word types)
{
	if (source_is_on(&source_tmdb, config))
		types &= ~(1u << MEDIA_MOVIE);
	if (source_is_on(&source_rawg, config))
		types &= ~(1u << MEDIA_GAME);
	return types & ~(1u << MEDIA_TV_SHOW);
}

static void
add_asks(struct asking *asking, const struct texts *names)
{
	const struct config *config = asking->req->config;

	for (int i = 0; sources[i]; i++) {
		word types = sources[i]->types & asking->wanted->types;

		if (sources[i] == &source_wikidata && !names->count)
			types = types_left(config, types);
		if (!types || !is_named(names, sources[i]->name))
			continue;
		if (source_is_on(sources[i], config))
			add_ask(asking, sources[i], types);
	}
}

static void
run_asks(struct asking *asking, int from)
{
	db_request_done(asking->req->db);	/* nobody waits for us while we wait */
	for (int i = from; i < asking->count; i++)
		if (asking->wanted->id)
			asking->asks[i].source->details(&asking->asks[i]);
		else
			asking->asks[i].source->search(&asking->asks[i]);
	fetch_run(asking->fetching, SEARCH_MS);
	for (int i = from; i < asking->count; i++)
		if (!asking->asks[i].state)
			asking->asks[i].state = SOURCE_OK;
}

/* What a source that failed was asked for, and Wikidata knows, too. */
static word
types_failed(const struct asking *asking)
{
	word types = 0;

	for (int i = 0; i < asking->count; i++) {
		if (asking->asks[i].source == &source_wikidata)
			return 0;
		if (asking->asks[i].state != SOURCE_OK)
			types |= asking->asks[i].wanted->types;
	}
	return types & source_wikidata.types & ~(1u << MEDIA_TV_SHOW);
}

/* --- what was found --------------------------------------------------------------------------- */

/* The same from a second source fills what the first left out, which decides what it is. */
static bool
merge_found(struct arena *arena, struct results *out, const struct found *found)
{
	for (int i = 0; i < out->count; i++) {
		struct found *there = &out->list[i].found;

		if (!facts_are_same(arena, there, found))
			continue;
		if (!there->picture_url) {
			there->picture_url = found->picture_url;
			there->media.image_url = found->media.image_url;
		}
		if (!there->media.creator)
			there->media.creator = found->media.creator;
		if (!there->media.pub_date)
			there->media.pub_date = found->media.pub_date;
		return true;
	}
	return false;
}

static void
add_result(struct arena *arena, struct results *out, const struct found *found)
{
	struct result *result;

	if (out->count == RESULTS_MAX || merge_found(arena, out, found))
		return;
	result = &out->list[out->count++];
	record_clear(&result_view, result);
	record_clear(&my_part, result);
	result->found = *found;
}

static void
add_provider(struct results *out, const struct ask *ask)
{
	out->providers[out->provider_count++] = (struct provider){
		.source = ask->source->name, .state = ask->state, .message = ask->message,
		.attribution = ask->source->attribution,
		.attribution_url = ask->source->attribution_url, .retry_after = ask->retry_after,
	};
}

/* In turns, the first of each source first: what is at its head is what it means most. */
static void
collect_results(struct asking *asking, struct results *out)
{
	out->list = arena_alloc(asking->req->arena, RESULTS_MAX * sizeof(*out->list));
	for (int n = 0; n < FOUND_MAX; n++)
		for (int i = 0; i < asking->count; i++)
			if (n < asking->asks[i].count)
				add_result(asking->req->arena, out, &asking->asks[i].found[n]);
	for (int i = 0; i < asking->count; i++)
		add_provider(out, &asking->asks[i]);
}

static bool
have_all_failed(const struct asking *asking)
{
	for (int i = 0; i < asking->count; i++)
		if (asking->asks[i].state == SOURCE_OK)
			return false;
	return asking->count > 0;
}

static enum status
check_names(struct request *req, const struct texts *names)
{
	for (int i = 0; i < names->count; i++)
		if (!source_find(names->list[i])) {
			problem_add(&req->problems, "source", "must be one of openlibrary, "
				"googlebooks, tmdb, tvmaze, wikidata, rawg");
			return ERR_VALIDATION;
		}
	return OK;
}

enum status
lookup_search(struct request *req, const struct lookup_query *query, struct results *out)
{
	struct asking asking = { .req = req, .fetching = fetch_open(req->arena, req->config),
		.answers = answers_open(req) };
	struct wanted wanted = { 0 };
	const struct source *source = read_wanted(req->arena, query, &wanted);
	enum status rc = check_names(req, &query->sources);
	word failed;

	memset(out, 0, sizeof(*out));
	if (rc)
		return rc;
	asking.wanted = &wanted;
	if (source)
		add_ask(&asking, source, source->types);
	else
		add_asks(&asking, &query->sources);
	run_asks(&asking, 0);
	failed = source || query->sources.count ? 0 : types_failed(&asking);
	if (failed) {
		add_ask(&asking, &source_wikidata, failed);
		run_asks(&asking, asking.count - 1);
	}
	collect_results(&asking, out);
	return have_all_failed(&asking) ? ERR_UNAVAILABLE : OK;
}

enum status
lookup_details(struct request *req, const struct source *source, const char *id,
	struct found *out, struct provider *provider)
{
	const struct wanted wanted = { .id = id };
	struct asking asking = { .req = req, .wanted = &wanted,
		.fetching = fetch_open(req->arena, req->config), .answers = answers_open(req) };
	struct results results = { .count = 0 };

	add_ask(&asking, source, source->types);
	run_asks(&asking, 0);
	add_provider(&results, &asking.asks[0]);
	*provider = results.providers[0];
	if (asking.asks[0].state != SOURCE_OK)
		return ERR_UNAVAILABLE;
	if (!asking.asks[0].count)
		return ERR_NOT_FOUND;
	*out = asking.asks[0].found[0];
	return OK;
}
