/*
 * Kallaxy's look-ups (providers.md, 2.2): what the provider says, unchanged, where it can be had;
 * without a key of it, the same from another in our own shapes.
 */
#include "lookups.h"
#include "checks.h"
#include "text.h"

#include <string.h>

static enum status
refuse(struct request *req, const char *name, const char *message)
{
	problem_add(&req->problems, name, "%s", message);
	return ERR_VALIDATION;
}

static enum status
require(struct request *req, struct response *res, const char *value, const char *name)
{
	return value ? lookups_check(req, res) : refuse(req, name, "is required");
}

static const char *
encode(struct request *req, const char *text)
{
	struct buf out;

	buf_init(&out, req->arena, 3 * strlen(text) + 1);
	text_url(&out, text);
	return out.data;
}

static bool
is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

/* A key of Open Library: letters, a number, and its kind. */
static bool
is_key(const char *key, char kind)
{
	const size_t length = strlen(key);

	return length > 3 && !strncmp(key, "OL", 2) && key[length - 1] == kind
		&& strspn(key + 2, "0123456789") == length - 3;
}

/* What a source says at a path, as it is. */
static enum status
ask_plain(struct request *req, struct response *res, const struct source *source, const char *path,
	const char **text)
{
	struct provider provider = { .source = NULL };
	enum status rc = lookup_text(req, source, path, text, &provider);

	return lookups_fail(res, rc, &provider, provider.message != NULL);
}

static enum status
tell_plain(struct request *req, struct response *res, const struct source *source, const char *path)
{
	const char *text;
	enum status rc = ask_plain(req, res, source, path, &text);

	if (rc)
		return rc;
	buf_puts(&res->body, text);
	return respond_json(res, 200);
}

/* --- books: Open Library needs no key --------------------------------------------------------- */

/* The query as it came, each part of it encoded by us. */
enum status
lookups_kallaxy_books(struct request *req, struct response *res)
{
	const cJSON *query = request_query(req), *part;
	enum status rc = req->problems.count ? ERR_VALIDATION : lookups_check(req, res);
	struct buf path;

	if (rc)
		return rc;
	buf_init(&path, req->arena, 200);
	buf_puts(&path, "/search.json");
	cJSON_ArrayForEach(part, query) {
		if (!strcmp(part->string, "format") || !*part->valuestring)
			continue;
		buf_printf(&path, "%c%s=%s", path.length > strlen("/search.json") ? '&' : '?',
			encode(req, part->string), encode(req, part->valuestring));
	}
	if (path.length == strlen("/search.json"))
		return refuse(req, "title", "is required, or another of Open Library's parameters");
	return tell_plain(req, res, &source_openlibrary, path.data);
}

enum status
lookups_kallaxy_isbn(struct request *req, struct response *res)
{
	const struct lookups_asked *asked = req->query;
	const char *isbn = NULL, *message = NULL;
	enum status rc = require(req, res, asked->isbn, "isbn");

	if (rc)
		return rc;
	isbn = is_isbn(req->arena, asked->isbn, &message);
	if (!isbn)
		return refuse(req, "isbn", message);
	return tell_plain(req, res, &source_openlibrary,
		arena_printf(req->arena, "/isbn/%s.json", isbn));
}

enum status
lookups_kallaxy_author(struct request *req, struct response *res)
{
	const struct lookups_asked *asked = req->query;
	enum status rc = require(req, res, asked->author, "author");

	if (rc)
		return rc;
	if (!is_key(asked->author, 'A'))
		return refuse(req, "author", "must be a key like OL34184A");
	return tell_plain(req, res, &source_openlibrary,
		arena_printf(req->arena, "/authors/%s.json", asked->author));
}

struct numbers {
	const char *isbn10, *isbn13;
};
static const struct field numbers_paths[] = {
	FIELD_AS(struct numbers, isbn10, "entries[0].isbn_10[0]", 0),
	FIELD_AS(struct numbers, isbn13, "entries[0].isbn_13[0]", 0),
	{ 0 }
};
static const struct record numbers_view = {
	.size = sizeof(struct numbers), .fields = FIELDS(numbers_paths),
};

/* The ISBNs of a work's first edition. */
enum status
lookups_kallaxy_work(struct request *req, struct response *res)
{
	const struct lookups_asked *asked = req->query;
	size_t room = 16 << 20;
	struct numbers numbers;
	const char *text;
	enum status rc = require(req, res, asked->key, "key");

	if (rc)
		return rc;
	if (!is_key(asked->key, 'W'))
		return refuse(req, "key", "must be a key like OL45804W");
	rc = ask_plain(req, res, &source_openlibrary, arena_printf(req->arena,
		"/works/%s/editions.json", asked->key), &text);
	if (rc)
		return rc;
	json_read_foreign(req->arena, json_tree_foreign(req->arena, text, strlen(text), &room),
		&numbers_view, &numbers);
	return respond_texts(res, 200, TEXTS("isbn10", numbers.isbn10 ? numbers.isbn10 : "",
		"isbn13", numbers.isbn13 ? numbers.isbn13 : ""));
}

/* --- what is without a key -------------------------------------------------------------------- */

static enum status
tell_results(struct request *req, struct response *res, const char *q, word types)
{
	const struct lookup_query query = { .q = q, .types = types };
	struct results results = { .count = 0 };
	enum status rc = lookup_search(req, &query, &results);

	if (rc)
		return lookups_fail(res, rc, results.providers, results.provider_count);
	buf_putc(&res->body, '{');
	json_put_name(&res->body, "results");
	json_put_rows(&res->body, &req->links, &result_view, results.list, results.count);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

static enum status
tell_found(struct request *req, struct response *res, const char *page, word types)
{
	const struct lookup_query query = { .q = page, .types = types };
	struct results results = { .count = 0 };
	enum status rc = lookup_search(req, &query, &results);

	if (rc)
		return lookups_fail(res, rc, results.providers, results.provider_count);
	return results.count ? respond_record(res, 200, &media_view, &results.list[0].found.media)
		: ERR_NOT_FOUND;
}

/* --- films and series ------------------------------------------------------------------------- */

static enum status
search_tmdb(struct request *req, struct response *res, const char *kind, word types)
{
	const struct lookups_asked *asked = req->query;
	enum status rc = require(req, res, asked->query, "query");

	if (rc)
		return rc;
	if (!source_is_on(&source_tmdb, req->config))
		return tell_results(req, res, asked->query, types);
	return tell_plain(req, res, &source_tmdb, arena_printf(req->arena,
		"/3/search/%s?query=%s&include_adult=false&language=%s", kind,
		encode(req, asked->query), encode(req, req->config->lookup_language)));
}

enum status
lookups_kallaxy_movies(struct request *req, struct response *res)
{
	return search_tmdb(req, res, "movie", 1u << MEDIA_MOVIE);
}

enum status
lookups_kallaxy_shows(struct request *req, struct response *res)
{
	return search_tmdb(req, res, "tv", 1u << MEDIA_TV_SHOW);
}

enum status
lookups_kallaxy_all(struct request *req, struct response *res)
{
	return search_tmdb(req, res, "multi", 1u << MEDIA_MOVIE | 1u << MEDIA_TV_SHOW);
}

/* A film's or a series' number, and what follows it at TMDb. */
static enum status
tell_title(struct request *req, struct response *res, const char *kind, const char *number,
	const char *rest, const char *language)
{
	if (!is_number(number))
		return refuse(req, !strcmp(kind, "movie") ? "movie_id" : "tv_id",
			"must be a number of TMDb");
	if (!source_is_on(&source_tmdb, req->config))
		return tell_found(req, res, arena_printf(req->arena,
			"https://www.themoviedb.org/%s/%s", kind, number),
			1u << (!strcmp(kind, "movie") ? MEDIA_MOVIE : MEDIA_TV_SHOW));
	return tell_plain(req, res, &source_tmdb, arena_printf(req->arena, "/3/%s/%s%s?language=%s",
		kind, number, rest, encode(req, language && *language ? language
			: req->config->lookup_language)));
}

enum status
lookups_kallaxy_title(struct request *req, struct response *res)
{
	const struct lookups_asked *query = req->query, *body = req->body;
	const char *movie = body->movie_id && *body->movie_id ? body->movie_id : query->movie_id,
		*show = body->tv_id && *body->tv_id ? body->tv_id : query->tv_id,
		*language = body->language ? body->language : query->language;
	enum status rc = require(req, res, movie ? movie : show, "movie_id");

	if (rc)
		return rc;
	return movie ? tell_title(req, res, "movie", movie, "", language)
		: tell_title(req, res, "tv", show, "", language);
}

enum status
lookups_kallaxy_credits(struct request *req, struct response *res)
{
	const struct lookups_asked *asked = req->query;
	enum status rc = require(req, res, asked->movie_id, "movie_id");

	return rc ? rc : tell_title(req, res, "movie", asked->movie_id, "/credits",
		asked->language);
}

/* --- games ------------------------------------------------------------------------------------ */

enum status
lookups_kallaxy_games(struct request *req, struct response *res)
{
	const struct lookups_asked *asked = req->query;
	const char *platforms = asked->platforms;
	enum status rc = require(req, res, asked->search, "search");

	if (rc)
		return rc;
	if (platforms && platforms[strspn(platforms, "0123456789,")])
		return refuse(req, "platforms", "must be numbers of RAWG with commas between them");
	if (!source_is_on(&source_rawg, req->config))
		return tell_results(req, res, asked->search, 1u << MEDIA_GAME);
	return tell_plain(req, res, &source_rawg, arena_printf(req->arena,
		"/api/games?search=%s&search_precise=true%s%s", encode(req, asked->search),
		platforms ? "&platforms=" : "", platforms ? encode(req, platforms) : ""));
}

enum status
lookups_kallaxy_game(struct request *req, struct response *res)
{
	const struct lookups_asked *asked = req->query;
	const struct source *source;
	struct found found;
	enum status rc = require(req, res, asked->id, "id");

	if (rc)
		return rc;
	if (source_is_on(&source_rawg, req->config) && *asked->id != 'Q')
		return source_is_id(&source_rawg, asked->id) ? tell_plain(req, res, &source_rawg,
			arena_printf(req->arena, "/api/games/%s", asked->id))
			: refuse(req, "id", "must be a number or name of RAWG");
	rc = lookups_details(req, res, &(struct named){ *asked->id == 'Q' ? "wikidata" : "rawg",
		asked->id }, false, &source, &found);
	return rc ? rc : respond_record(res, 200, &media_view, &found.media);
}
