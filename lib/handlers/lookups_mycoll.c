/*
 * MyColl's search, in its own shapes (providers.md, 2.1): movies, of TMDb or, without it, Wikidata.
 */
#include "lookups.h"
#include "mycoll.h"

#include <stdlib.h>
#include <string.h>

/* What isn't known is "" there. */
struct movie {
	int64_t number;			/* of TMDb; else `id` */
	const char *id, *title, *overview, *release_year, *picture, *certification, *page;
	int64_t minutes;
	const char *source, *source_link;
};
static const struct field short_fields[] = {
	FIELD_AS(struct movie, number, "id", READONLY | OPTIONAL),
	FIELD(struct movie, id, READONLY | OPTIONAL),
	FIELD(struct movie, title, READONLY),
	FIELD(struct movie, overview, READONLY),
	FIELD(struct movie, release_year, READONLY),
	FIELD_AS(struct movie, picture, "poster_path", READONLY),
	FIELD(struct movie, source, READONLY | OPTIONAL),
	FIELD(struct movie, source_link, READONLY | OPTIONAL),
	{ 0 }
};
static const struct record short_view = {
	.size = sizeof(struct movie), .fields = FIELDS(short_fields),
};
static const struct field whole_fields[] = {
	FIELD(struct movie, title, READONLY),
	FIELD(struct movie, release_year, READONLY),
	FIELD(struct movie, overview, READONLY),
	FIELD_AS(struct movie, certification, "mpaa_rating", READONLY),
	FIELD_AS(struct movie, minutes, "runtime_minutes", READONLY),
	FIELD_AS(struct movie, picture, "image_link", READONLY),
	FIELD_AS(struct movie, page, "tmdb_page_link", READONLY),
	FIELD(struct movie, source, READONLY | OPTIONAL),
	FIELD(struct movie, source_link, READONLY | OPTIONAL),
	{ 0 }
};
static const struct record whole_view = {
	.size = sizeof(struct movie), .fields = FIELDS(whole_fields),
};

static const char *
or_empty(const char *text)
{
	return text ? text : "";
}

/* Only what isn't TMDb's says whose it is. */
static struct movie
movie_of(struct request *req, const struct found *found)
{
	const struct media *media = &found->media;
	const bool is_tmdb = !strcmp(media->external_source, "tmdb");
	const char *number = is_tmdb ? strrchr(media->external_id, '/') + 1 : NULL;

	return (struct movie){
		.number = number ? strtoll(number, NULL, 10) : INT_NONE,
		.id = number ? NULL : media->external_id,
		.title = media->title, .overview = or_empty(media->description),
		.release_year = media->pub_date ? arena_copy(req->arena, media->pub_date, 4) : "",
		.picture = or_empty(lookup_picture_link(req, found)),
		.certification = or_empty(found->certification), .minutes = media->length,
		.page = found->tmdb_id ? arena_printf(req->arena,
			"https://www.themoviedb.org/movie/%s", found->tmdb_id) : "",
		.source = is_tmdb ? NULL : media->external_source,
		.source_link = is_tmdb ? NULL : found->source_url,
	};
}

static enum status
query_of(struct request *req, struct response *res, const char **out)
{
	*out = ((const struct mycoll_search *)req->query)->query;
	if (*out)
		return lookups_check(req, res);
	problem_add(&req->problems, "query", "is required");
	return ERR_VALIDATION;
}

static enum status
search_movies(struct request *req, struct response *res, const char *q, struct results *out)
{
	const struct lookup_query query = { .q = q, .types = 1u << MEDIA_MOVIE };
	enum status rc = lookup_search(req, &query, out);

	return lookups_fail(res, rc, out->providers, out->provider_count);
}

enum status
lookups_mycoll_search(struct request *req, struct response *res)
{
	struct results results = { .count = 0 };
	struct movie *movies;
	const char *q;
	enum status rc = query_of(req, res, &q);

	if (!rc)
		rc = search_movies(req, res, q, &results);
	if (rc)
		return rc;
	movies = arena_alloc(req->arena, ((size_t)results.count + 1) * sizeof(*movies));
	for (int i = 0; i < results.count; i++) {
		const struct found *found = &results.list[i].found;

		movies[i] = movie_of(req, found);
		if (found->title_original)
			movies[i].title = found->title_original;
	}
	json_put_rows(&res->body, &req->links, &short_view, movies, results.count);
	return respond_json(res, 200);
}

/* A number is TMDb's, which Wikidata knows, too. */
static enum status
find_number(struct request *req, struct response *res, const char *number, struct found *out)
{
	struct results results = { .count = 0 };
	enum status rc = search_movies(req, res, arena_printf(req->arena,
		"https://www.themoviedb.org/movie/%s", number), &results);

	if (rc)
		return rc;
	if (!results.count)
		return ERR_NOT_FOUND;
	*out = results.list[0].found;
	return OK;
}

enum status
lookups_mycoll_details(struct request *req, struct response *res)
{
	const struct source *source;
	struct movie movie;
	struct found found;
	const char *id;
	enum status rc = query_of(req, res, &id);

	if (rc)
		return rc;
	if (!id[strspn(id, "0123456789")])
		rc = find_number(req, res, id, &found);
	else
		rc = lookups_details(req, res, &(struct named){ *id == 'Q' ? "wikidata" : "tmdb",
			id }, false, &source, &found);
	if (!rc && found.media.type != MEDIA_MOVIE)
		rc = ERR_NOT_FOUND;
	if (rc)
		return rc;
	movie = movie_of(req, &found);
	return respond_record(res, 200, &whole_view, &movie);
}
