#include "lookup.h"
#include "access.h"
#include "checks.h"
#include "clock.h"
#include "db.h"
#include "entry.h"
#include "slot.h"
#include "text.h"

#include <string.h>
#include <strings.h>

enum {
	SEARCH_MS = 8000,
	FIRST_MS = 4500,		/* of it for a source that another takes the place of */
	RESULTS_MAX = 100,
	ANSWERS_ROOM = 40 << 20,	/* bytes of a request's arena for what sources answer */
};

#define TYPES (1u << MEDIA_TV_SHOW | 1u << MEDIA_MOVIE | 1u << MEDIA_BOOK | 1u << MEDIA_GAME)

static const struct field query_fields[] = {
	FIELD(struct lookup_query, q, REQUIRED, .min = 1, .max = 500, .also = { "query" },
		.label = "Title, ISBN or link"),
	FIELD_AS(struct lookup_query, types, "type", MANY, .words = media_types,
		.also = { "media_type" }),
	FIELD_AS(struct lookup_query, sources, "source", MANY | UNASKED,
		.max = 20, .most = SOURCE_COUNT),
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
	FIELD_AS(struct result, found.media.external_source, "source",
		READONLY | BRIEF, .label = "From"),
	FIELD_AS(struct result, found.media.external_id, "external_id", READONLY),
	FIELD_AS(struct result, found.media.type, "type", READONLY | KIND | BRIEF,
		.words = media_types),
	FIELD_AS(struct result, found.media.title, "title", READONLY | HEADING),
	FIELD_AS(struct result, found.media.creator, "creator", READONLY | BRIEF,
		.label = "By"),
	FIELD_AS(struct result, found.media.pub_date, "pub_date", READONLY | BRIEF),
	FIELD(struct result, picture_url, READONLY | PICTURE),
	FIELD_AS(struct result, found.source_url, "source_url", READONLY),
	FIELD(struct result, media_id, READONLY),
	{ 0 }
};
const struct record result_view = {
	.size = sizeof(struct result), .fields = FIELDS(result_fields), .more = &my_part,
};

static const struct field provider_fields[] = {
	FIELD(struct provider, source, READONLY | HEADING),
	FIELD(struct provider, state, READONLY | BRIEF, .words = source_states),
	FIELD(struct provider, message, READONLY | BRIEF),
	FIELD_AS(struct provider, attribution, "text", READONLY | NULLABLE | BRIEF,
		.group = "attribution"),
	FIELD_AS(struct provider, attribution_url, "url", READONLY | BRIEF, .group = "attribution"),
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

/* What is behind scheme and host of an address of this host, its `www.` or `m.`; NULL. */
static const char *
path_at(const char *url, const char *host)
{
	url += !strncasecmp(url, "https://", 8) ? 8 : !strncasecmp(url, "http://", 7) ? 7 : 0;
	url += !strncasecmp(url, "www.", 4) ? 4 : !strncasecmp(url, "m.", 2) ? 2 : 0;
	return strncasecmp(url, host, strlen(host)) ? NULL : url + strlen(host);
}

/* The source and id of a page's address; NULL when it is none that we know. */
static const struct source *
read_address(struct arena *arena, const char *text, struct wanted *wanted)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		const struct source *source = source_find(pages[i].source);
		const char *path = path_at(text, pages[i].host), *id;

		if (!path || strncmp(path, pages[i].path, strlen(pages[i].path)))
			continue;
		id = path + strlen(pages[i].path);
		/* "27205-inception" is number and name, and the number is enough */
		id = arena_copy(arena, id, strcspn(id, !strcmp(pages[i].source, "tmdb") ? "-/?#&"
			: "/?#&"));
		if (is_imdb_id(id)) {
			wanted->imdb_id = id;
			return NULL;
		}
		id = arena_printf(arena, "%s%s", pages[i].prefix, id);
		if (!source || !source_is_id(source, id))
			continue;
		wanted->id = id;
		if (!strcmp(pages[i].source, "tmdb"))
			wanted->tmdb_id = id;
		return source;
	}
	return NULL;
}

/*
 * "Dune (2021)" is a title and its year, by which those of one name are told apart. (Without its
 * brackets a year is the title's own as often as not.)
 */
static void
read_words(struct arena *arena, const char *q, struct wanted *wanted)
{
	const size_t length = strlen(q);
	const char *year = length > 6 ? q + length - 6 : "";

	wanted->q = q;
	if (*year != '(' || strspn(year + 1, "0123456789") != 4 || year[5] != ')')
		return;
	q = text_trim(arena, arena_copy(arena, q, length - 6));
	if (!*q)
		return;
	wanted->q = q;
	wanted->year = arena_copy(arena, year + 1, 4);
}

/* An ISBN, an id of IMDb, the address of a page, or words. */
static const struct source *
read_wanted(struct arena *arena, const struct lookup_query *query, struct wanted *wanted)
{
	const struct source *source = read_address(arena, query->q, wanted);
	const char *message;

	wanted->types = query->types ? query->types : TYPES;
	if (wanted->id)
		return source;
	wanted->isbn = wanted->imdb_id ? NULL : is_isbn(arena, query->q, &message);
	if (!wanted->isbn && !wanted->imdb_id && is_imdb_id(query->q))
		wanted->imdb_id = query->q;
	if (wanted->isbn)
		wanted->types = 1u << MEDIA_BOOK;
	else if (wanted->imdb_id)
		wanted->types &= 1u << MEDIA_MOVIE | 1u << MEDIA_TV_SHOW;
	else
		read_words(arena, query->q, wanted);
	return NULL;
}

/* --- who is asked ----------------------------------------------------------------------------- */

enum { ASKS = SOURCE_COUNT + 1 };	/* one more, in the place of one that fails */

/* All asks of one look-up. */
struct asking {
	struct request *req;
	const struct wanted *wanted;
	struct fetching *fetching;
	struct answers *answers;
	struct ask asks[ASKS];
	struct wanted narrowed[ASKS];
	int count;
	bool is_anew;
	size_t room;			/* for what they answer */
	int slot;			/* of the host: from run_asks to end_asking */
};

static void
open_asking(struct asking *asking, struct request *req, const struct wanted *wanted)
{
	*asking = (struct asking){
		.req = req, .wanted = wanted, .fetching = fetch_open(req->arena, req->config),
		.answers = answers_open(req), .room = ANSWERS_ROOM,
	};
}

static bool
is_named(const struct texts *names, const char *name)
{
	for (int i = 0; i < names->count; i++)
		if (!strcmp(names->list[i], name))
			return true;
	return false;
}

static struct ask *
add_ask(struct asking *asking, const struct source *source, word types)
{
	struct request *req = asking->req;
	struct ask *ask = &asking->asks[asking->count];

	asking->narrowed[asking->count] = *asking->wanted;
	asking->narrowed[asking->count].types = types;
	*ask = (struct ask){
		.source = source, .wanted = &asking->narrowed[asking->count], .arena = req->arena,
		.config = req->config, .fetching = asking->fetching, .answers = asking->answers,
		.request_id = req->request_id, .is_anew = asking->is_anew,
		.by_admin = access_is_admin(req), .room = &asking->room, .owner = asking,
		.retry_after = -1,
		.found = arena_alloc(req->arena, FOUND_MAX * sizeof(struct found)),
	};
	asking->count++;
	return ask;
}

/* What is to be told as it is: it stays in ask->text. */
static void
take_text(struct ask *ask, const cJSON *tree)
{
	(void)ask;
	(void)tree;
}

static void
start_ask(struct ask *ask)
{
	if (!source_is_on(ask->source, ask->config))
		ask_without_key(ask);
	else if (ask->plain_path)
		ask_for(ask, take_text, ask->plain_path);
	else if (!ask->wanted->id)
		ask->source->search(ask);
	else if (source_is_id(ask->source, ask->wanted->id))
		ask->source->details(ask);
}

/*
 * What Wikidata knows, too, when a source fails that is asked before it. (Series are TVmaze's,
 * too.)
 */
static word
types_instead(const struct ask *failed)
{
	const char *id = failed->wanted->tmdb_id;

	if (id)
		return 1u << (!strncmp(id, "tv/", 3) ? MEDIA_TV_SHOW : MEDIA_MOVIE);
	return failed->wanted->id || failed->source == &source_wikidata ? 0
		: failed->wanted->types & (1u << MEDIA_MOVIE | 1u << MEDIA_GAME);
}

static void
ask_wikidata(struct ask *failed)
{
	struct asking *asking = failed->owner;
	const word types = types_instead(failed);
	struct ask *ask;

	if (!types || asking->count == ASKS)
		return;
	ask = add_ask(asking, &source_wikidata, types);
	asking->narrowed[asking->count - 1].id = NULL;
	start_ask(ask);
}

/* One that may fail has to do so while there is time to ask another. */
static void
allow_failure(struct ask *ask)
{
	if (!types_instead(ask))
		return;
	ask->failed = ask_wikidata;
	ask->patience = FIRST_MS;
}

/* Wikidata knows films and games, but less of them: it is asked where the others are off. */
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

		if (!names->count && sources[i] == &source_wikidata)
			types = types_left(config, types);
		if (!types || (names->count ? !is_named(names, source_setting(sources[i])->name)
		    : !source_is_on(sources[i], config)))
			continue;
		add_ask(asking, sources[i], types);
		if (!names->count)
			allow_failure(&asking->asks[asking->count - 1]);
	}
}

/*
 * Each holds a process of a host that others share, and up to all of its arena. Who asks one source
 * alone has slots of that source, half as many: when it hangs, those that ask others find theirs.
 */
static enum status
take_slot(struct asking *asking)
{
	struct request *req = asking->req;
	struct slots slots = { "lookup", "look-up", "title can be looked up",
		.setting = "lookup" };
	int64_t count = req->config->lookup_slots;

	if (asking->count == 1) {
		slots.name = arena_printf(req->arena, "lookup.%s",
			source_setting(asking->asks[0].source)->name);
		count = (count + 1) / 2;
	}
	return slot_take(req->arena, req->config, &slots, count, &asking->slot, &req->trouble);
}

/* Nothing more is asked: others may. */
static void
end_asking(const struct asking *asking)
{
	arena_close_file(asking->req->arena, asking->slot);
}

static enum status
run_asks(struct asking *asking)
{
	struct request *req = asking->req;
	const int count = asking->count;
	enum status rc;

	db_request_done(req->db);	/* nobody waits for us while we wait */
	rc = take_slot(asking);
	if (rc)
		return rc;
	for (int i = 0; i < count; i++)
		start_ask(&asking->asks[i]);
	fetch_run(asking->fetching, SEARCH_MS);
	for (int i = 0; i < asking->count; i++)
		if (!asking->asks[i].state)
			asking->asks[i].state = SOURCE_OK;
	return OK;
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
			there->preview_url = found->preview_url;
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
add_result(struct asking *asking, struct results *out, const struct found *found)
{
	struct request *req = asking->req;
	struct result *result;

	/* of one source too that is named by an address */
	if (asking->wanted->types && !(asking->wanted->types >> found->media.type & 1))
		return;
	if (out->count == RESULTS_MAX || merge_found(req->arena, out, found))
		return;
	result = &out->list[out->count++];
	record_clear(&result_view, result);
	record_clear(&my_part, result);
	result->found = *found;
}

/* One line a source, also where it was asked a second time. */
static void
add_provider(struct results *out, const struct ask *ask)
{
	const struct source *source = ask->source;

	for (int i = 0; i < out->provider_count; i++)
		if (!strcmp(out->providers[i].source, source_setting(source)->name))
			return;
	out->providers[out->provider_count++] = (struct provider){
		.source = source_setting(source)->name, .state = ask->state,
		.message = ask->message, .attribution = source->attribution,
		.attribution_url = source->attribution_url,
		.retry_after = ask->retry_after,
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
				add_result(asking, out, &asking->asks[i].found[n]);
	for (int i = 0; i < out->count; i++)
		out->list[i].picture_url = lookup_picture_link(asking->req,
			&out->list[i].found);
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
	const struct source *source;
	enum status rc = OK;

	for (int i = 0; i < names->count && !rc; i++)
		rc = lookup_source(req, names->list[i], &source);
	return rc;
}

enum status
lookup_source(struct request *req, const char *name, const struct source **out)
{
	*out = source_find(name);
	if (*out)
		return OK;
	problem_add(&req->problems, "source", "must be one of openlibrary, googlebooks, tmdb, "
		"tvmaze, wikidata, rawg");
	return ERR_VALIDATION;
}

enum status
lookup_search(struct request *req, const struct lookup_query *query, struct results *out)
{
	struct wanted wanted = { 0 };
	const struct source *source = read_wanted(req->arena, query, &wanted);
	struct asking asking;
	enum status rc = check_names(req, &query->sources);

	memset(out, 0, sizeof(*out));
	if (rc)
		return rc;
	open_asking(&asking, req, &wanted);
	if (source)
		allow_failure(add_ask(&asking, source, source->types));
	else
		add_asks(&asking, &query->sources);
	rc = run_asks(&asking);
	if (rc)
		return rc;
	end_asking(&asking);
	collect_results(&asking, out);
	return have_all_failed(&asking) ? ERR_UNAVAILABLE : OK;
}

/* The seconds that are left of a whole look-up. */
static int
left_of(int64_t until)
{
	const int64_t left = until - clock_ticks();

	return left > 0 ? (int)left : 0;
}

/* Whose episodes they are stays with the title: they may want to be named. */
static void
note_seasons(struct arena *arena, const struct ask *ask, struct media *media)
{
	cJSON *patch = cJSON_CreateObject();
	const char *both;

	cJSON_AddStringToObject(cJSON_AddObjectToObject(patch, "ids"),
		source_setting(ask->source)->name, ask->seasons_of);
	both = json_merge(arena, media->metadata.json, json_print(patch));
	if (strlen(both) <= OBJECT_MAX)
		media->metadata.json = both;
}

/* The episodes that a source knows of a series, by its own id or those that others have for it. */
static void
find_seasons(struct asking *asking, const struct source *source, int64_t until,
	struct found *found)
{
	struct records *out = &found->seasons;
	struct wanted *wanted;
	struct ask *ask;

	if (out->count || asking->count == ASKS || !source_is_on(source, asking->req->config))
		return;
	ask = add_ask(asking, source, 1u << MEDIA_TV_SHOW);
	wanted = &asking->narrowed[asking->count - 1];
	*wanted = (struct wanted){ .types = 1u << MEDIA_TV_SHOW };
	if (!strcmp(found->media.external_source, source_setting(source)->name)) {
		wanted->id = found->media.external_id;
	} else {
		wanted->imdb_id = found->imdb_id;
		wanted->tvdb_id = found->tvdb_id;
	}
	source->episodes(ask);
	fetch_run(asking->fetching, left_of(until));
	*out = ask->seasons;
	if (out->count && ask->seasons_of)
		note_seasons(asking->req->arena, ask, &found->media);
}

static int64_t
count_regular(const struct records *seasons)
{
	const struct season *list = seasons->list;
	int64_t count = 0;

	for (int i = 0; i < seasons->count; i++)
		count += list[i].number ? list[i].episodes.count : 0;
	return count;
}

/* TVmaze's are the best; TMDb's own where it doesn't know the series. */
static void
add_seasons(struct asking *asking, const struct ask *ask, int64_t until, struct found *found)
{
	found->seasons = ask->seasons;
	if (found->media.type == MEDIA_TV_SHOW) {
		find_seasons(asking, &source_tvmaze, until, found);
		if (ask->source == &source_tmdb)
			find_seasons(asking, &source_tmdb, until, found);
	}
	if (count_regular(&found->seasons))
		found->media.length = count_regular(&found->seasons);
}

/* The title that was asked for, with its episodes, or how its source failed. */
static enum status
take_details(struct asking *asking, int64_t until, struct found *out, struct provider *provider)
{
	const struct ask *ask = &asking->asks[0];
	struct results results = { .count = 0 };

	add_provider(&results, ask);
	*provider = results.providers[0];
	if (ask->state != SOURCE_OK)
		return ERR_UNAVAILABLE;
	if (!ask->count)
		return ERR_NOT_FOUND;
	*out = ask->found[0];
	add_seasons(asking, ask, until, out);
	return OK;
}

enum status
lookup_details(struct request *req, const struct source *source, const char *id, bool is_anew,
	struct found *out, struct provider *provider)
{
	const struct wanted wanted = { .id = id };
	struct asking asking;
	const int64_t until = clock_ticks() + SEARCH_MS;
	enum status rc;

	*provider = (struct provider){ .source = source_setting(source)->name };
	open_asking(&asking, req, &wanted);
	asking.is_anew = is_anew;
	add_ask(&asking, source, source->types);
	rc = run_asks(&asking);
	if (rc)
		return rc;
	rc = take_details(&asking, until, out, provider);
	end_asking(&asking);
	return rc;
}

/* --- as it is --------------------------------------------------------------------------------- */

enum status
lookup_text(struct request *req, const struct source *source, const char *path, const char **out,
	struct provider *provider)
{
	const struct wanted wanted = { 0 };
	struct results results = { .count = 0 };
	struct asking asking;
	struct ask *ask;
	enum status rc;

	open_asking(&asking, req, &wanted);
	ask = add_ask(&asking, source, 0);
	ask->plain_path = path;
	rc = run_asks(&asking);
	if (rc)
		return rc;
	end_asking(&asking);
	add_provider(&results, ask);
	*provider = results.providers[0];
	if (ask->state != SOURCE_OK)
		return ERR_UNAVAILABLE;
	*out = ask->text;
	return *out && **out ? OK : ERR_NOT_FOUND;
}
