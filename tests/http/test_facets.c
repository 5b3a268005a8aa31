/* What lists can be narrowed by, and facets: how many titles there are of each of it. */
#include "client.h"
#include "clock.h"
#include "media.h"

#include <string.h>

#define NOW 1775030400

static struct arena memory = { .limit = 256 << 20 };

/*
 * The catalogue in the order in which it was added; what has a status is on the shelf of `other`,
 * each entry a second later than the one before, with copies "format@platform".
 */
static const struct {
	const char *item, *entry;
	int rating;
	const char *copies[3];
} titles[] = {
	{ "{\"type\":\"BOOK\",\"title\":\"Good Omens\","
	  "\"creator\":\"Terry Pratchett, Neil Gaiman\","
	  "\"genre\":\"Fantasy, Comedy\",\"pub_date\":\"1990-05-10\",\"length\":288}",
	  "\"status\":\"COMPLETED\",\"start_date\":\"2026-01-02\",\"end_date\":\"2026-01-09\"", 5,
	  { "Paperback@", "E-book@Kindle" } },
	{ "{\"type\":\"BOOK\",\"title\":\"Coraline\",\"creator\":\"Neil Gaiman\","
	  "\"genre\":\"fantasy\",\"pub_date\":\"2002\",\"length\":163}",
	  "\"status\":\"TO_DO\"", 0, { "E-book@Kobo", "e-BOOK@Kindle" } },
	{ "{\"type\":\"MOVIE\",\"title\":\"Coraline\",\"creator\":\"Henry Selick\","
	  "\"genre\":\"Animation ,  Fantasy,\",\"pub_date\":\"2009-02-06\",\"length\":100}",
	  "\"status\":\"COMPLETED\",\"end_date\":\"2026-03-01\"", 4, { "DVD@Shelf" } },
	{ "{\"type\":\"TV_SHOW\",\"title\":\"Élite\",\"genre\":\"Drama\",\"length\":64}",
	  "\"status\":\"IN_PROGRESS\",\"start_date\":\"2026-02-01\"", 0, { NULL } },
	{ "{\"type\":\"MOVIE\",\"title\":\"Neil Young: Heart of Gold\",\"creator\":\"Neil\","
	  "\"genre\":\"DRÁMA\",\"pub_date\":\"2006\"}",
	  "\"status\":\"TO_DO\"", 0, { "DVD@", "VOD@Prime Video" } },
	{ "{\"type\":\"GAME\",\"title\":\"1979 Revolution\",\"creator\":\"iNK, N-Fusion\","
	  "\"genre\":\"Drama,Drama\",\"pub_date\":\"2016\",\"length\":2}", NULL, 0, { NULL } },
	{ "{\"type\":\"BOOK\",\"title\":\"Война и мир\",\"creator\":\"Лев Толстой\","
	  "\"pub_date\":\"1869\",\"length\":1225}",
	  "\"status\":\"PAUSED\",\"start_date\":\"2025-11-30\"", 3, { "Hardcover@" } },
	{ "{\"type\":\"BOOK\",\"title\":\"{untitled}\",\"creator\":\"U2\",\"genre\":\"Drama\","
	  "\"pub_date\":\"0800\",\"length\":10}", NULL, 0, { NULL } },
};

static void
make(const struct sender *sender, const struct app *program, const char *path, const char *body)
{
	struct reply *r = client_post(sender, program, path, body);

	ck_assert_msg(r->http == 201, "%s: %s", body, r->body);
}

static void
setup(void)
{
	client_setup();
	for (int i = 0; i < COUNT(titles); i++) {
		struct reply *r = client_post(&member, &media_app, "/", titles[i].item);
		const char *id = json_text(r, "id");

		ck_assert_msg(r->http == 201, "%s", r->body);
		clock_set(NOW + i);
		if (!titles[i].entry)
			continue;
		make(&other, &usermedia_app, "/", arena_printf(&memory,
			"{\"media_id\":\"%s\",%s}", id, titles[i].entry));
		if (titles[i].rating)
			ck_assert_int_eq(client_put(&other, &media_app,
				arena_printf(&memory, "/%s/rating", id),
				arena_printf(&memory, "{\"value\":%d}", titles[i].rating))->http,
				200);
		for (int n = 0; n < 3 && titles[i].copies[n]; n++) {
			const char *copy = titles[i].copies[n], *at = strchr(copy, '@');

			make(&other, &collection_app, "/copies", arena_printf(&memory,
				"{\"media_id\":\"%s\",\"format\":\"%.*s\",\"platform\":\"%s\"}", id,
				(int)(at - copy), copy, at + 1));
		}
	}
	/* somebody else's, of which nothing may be seen */
	make(&member, &collection_app, "/copies", arena_printf(&memory,
		"{\"media_id\":\"%s\",\"format\":\"Scroll\",\"platform\":\"Papyrus\"}",
		json_text(client_get(&member, &media_app, "/?q=elite"), "media[0].id")));
}

static const char *
encoded(const char *text)
{
	struct buf out;

	buf_init(&out, &memory, 100);
	for (; *text; text++)
		buf_printf(&out, "%%%02X", (unsigned char)*text);
	return out.data;
}

/* --- the filters ------------------------------------------------------------------------------ */

static const struct {
	const struct app *program;
	const char *list, *query, *titles;
} lists[] = {
	/* one of several genres, in any spelling; several asked for: any of them */
	{ &media_app, "media", "genre=fantasy", "Coraline|Coraline|Good Omens" },
	{ &media_app, "media", "genre=COMEDY", "Good Omens" },
	{ &media_app, "media", "genre=Fantasy,+Comedy", "Good Omens" },
	{ &media_app, "media", "genre=Animation,fantasy", "Coraline" },
	{ &media_app, "media", "genre=comedy&genre=animation", "Coraline|Good Omens" },
	{ &media_app, "media", "genre=comedy&genre=", "Good Omens" },
	{ &media_app, "media", "genre=com", "" }, { &media_app, "media", "genre=%25", "" },
	{ &media_app, "media", "genre=drama&sort=title_asc&page_size=2", "1979 Revolution|Élite" },
	/* a creator's whole name is nobody else's; what nobody is called is looked for in names */
	{ &media_app, "media", "creator=neil+gaiman", "Coraline|Good Omens" },
	{ &media_app, "media", "creator=Neil", "Neil Young: Heart of Gold" },
	{ &media_app, "media", "creator=gaiman", "Coraline|Good Omens" },
	{ &media_app, "media", "creator=gaim", "Coraline|Good Omens" },
	{ &media_app, "media", "creator=Terry+Pratchett,+Neil+Gaiman", "Good Omens" },
	{ &media_app, "media", "creator=neil&creator=selick",
	  "Neil Young: Heart of Gold|Coraline" },
	{ &media_app, "media", "creator=u2", "{untitled}" },
	{ &media_app, "media", "creator=ck", "Coraline" },
	{ &media_app, "media", "creator=Лев+Толстой", "Война и мир" },
	{ &books_app, "books", "curated=all&author=neil+gaiman", "Coraline|Good Omens" },
	{ &movies_app, "movies", "director=selick", "Coraline" },
	/* years, decades */
	{ &media_app, "media", "decade=2000", "Neil Young: Heart of Gold|Coraline|Coraline" },
	{ &media_app, "media", "decade=1990s&decade=0800", "{untitled}|Good Omens" },
	{ &media_app, "media", "year=2009", "Coraline" },
	{ &movies_app, "movies", "decade=2000&sort=title_asc",
	  "Coraline|Neil Young: Heart of Gold" },
	/* first letters */
	{ &media_app, "media", "letter=c&sort=title_asc", "Coraline|Coraline" },
	{ &media_app, "media", "letter=É", "Élite" },
	{ &media_app, "media", "letter=%23&sort=title_asc",
	  "1979 Revolution|{untitled}|Война и мир" },
	/* lengths */
	{ &media_app, "media", "length_min=163&length_max=288", "Coraline|Good Omens" },
	{ &media_app, "media", "length_max=10", "{untitled}|1979 Revolution" },
	{ &media_app, "media", "sort=uploaded_asc&page_size=2", "Good Omens|Coraline" },
};

START_TEST(a_catalogue_is_narrowed)
{
	struct reply *r = client_get(&nobody, lists[_i].program,
		arena_printf(&memory, "/?%s", lists[_i].query));

	ck_assert_msg(r->http == 200, "%s: %s", lists[_i].query, r->body);
	ck_assert_str_eq(json_column(r, lists[_i].list, "title"), lists[_i].titles);
}
END_TEST

#define GOLD "Neil Young: Heart of Gold"
#define PEACE "Война и мир"
static const struct {
	const char *query, *titles;
} shelves[] = {
	{ "genre=fantasy&genre=drama", GOLD "|Élite|Coraline|Coraline|Good Omens" },
	{ "genre=fantasy&type=MOVIE", "Coraline" },
	{ "creator=neil+gaiman", "Coraline|Good Omens" },
	{ "creator=neil", GOLD }, { "creator=gaim", "Coraline|Good Omens" },
	{ "year=2002", "Coraline" }, { "decade=1860&decade=1990", PEACE "|Good Omens" },
	{ "letter=C", "Coraline|Coraline" }, { "letter=%23", PEACE },
	{ "length_min=288", PEACE "|Good Omens" }, { "length_max=100", "Élite|Coraline" },
	{ "status=TO_DO&status=paused", PEACE "|" GOLD "|Coraline" },
	{ "rating_min=4", "Coraline|Good Omens" }, { "rating_max=4", PEACE "|Coraline" },
	{ "rating_min=4&rating_max=4", "Coraline" }, { "rating_min=4.5", "Good Omens" },
	{ "rating_min=3.5&rating_max=4.5", "Coraline" }, { "rating_max=0.5", "" },
	{ "rated=true&type=BOOK", PEACE "|Good Omens" },
	{ "rated=false", GOLD "|Élite|Coraline" },
	{ "owned=false", "Élite" }, { "owned=true&status=COMPLETED", "Coraline|Good Omens" },
	{ "format=dvd&format=Hardcover", PEACE "|" GOLD "|Coraline" },
	{ "platform=kindle", "Coraline|Good Omens" },
	{ "format=e-book&platform=kobo", "Coraline" }, { "format=paperback&platform=kindle", "" },
	{ "format=%CC%81&genre=+&creator=%E2%80%8B&owned=false", "Élite" },
	/* orders: what there is none of comes last, both ways */
	{ "sort=title_desc", PEACE "|" GOLD "|Good Omens|Élite|Coraline|Coraline" },
	{ "sort=added_asc", "Good Omens|Coraline|Coraline|Élite|" GOLD "|" PEACE },
	{ "sort=added_desc&page_size=2", PEACE "|" GOLD },
	{ "sort=updated_asc&page_size=2", "Good Omens|Coraline" },
	{ "sort=start_asc", PEACE "|Good Omens|Élite|" GOLD "|Coraline|Coraline" },
	{ "sort=end_asc", "Good Omens|Coraline|" PEACE "|" GOLD "|Élite|Coraline" },
	{ "sort=rating_asc", PEACE "|Coraline|Good Omens|" GOLD "|Élite|Coraline" },
	{ "sort=rating_desc", "Good Omens|Coraline|" PEACE "|" GOLD "|Élite|Coraline" },
	{ "sort=release_asc", PEACE "|Good Omens|Coraline|" GOLD "|Coraline|Élite" },
	{ "sort=release_desc", "Coraline|" GOLD "|Coraline|Good Omens|" PEACE "|Élite" },
	{ "sort=length_asc", "Élite|Coraline|Coraline|Good Omens|" PEACE "|" GOLD },
	{ "sort=length_desc", PEACE "|Good Omens|Coraline|Coraline|Élite|" GOLD },
	{ "sort=creator_asc", "Coraline|" GOLD "|Coraline|Good Omens|" PEACE "|Élite" },
	{ "sort=creator_desc", PEACE "|Good Omens|Coraline|" GOLD "|Coraline|Élite" },
};

START_TEST(a_shelf_is_narrowed)
{
	const char *query = arena_printf(&memory, "/?%s", shelves[_i].query);
	struct reply *r = client_get(&other, &usermedia_app, query);

	ck_assert_msg(r->http == 200, "%s: %s", query, r->body);
	ck_assert_str_eq(json_column(r, "records", "media.title"), shelves[_i].titles);
	/* a collection is the same shelf */
	ck_assert_str_eq(json_column(client_get(&other, &collection_app, query), "items", "title"),
		shelves[_i].titles);
}
END_TEST

START_TEST(a_reader_s_library_is_narrowed)
{
	static const struct {
		const char *query, *titles;
	} libraries[] = {
		{ "status=Completed&status=Wishlist", "Coraline|Good Omens" },
		{ "author=neil+gaiman&genre=comedy", "Good Omens" },
		{ "sort=release_asc", PEACE "|Good Omens|Coraline" }, { "rated=false", "Coraline" },
	};

	for (int i = 0; i < COUNT(libraries); i++)
		ck_assert_str_eq(json_column(client_get(&other, &library_app,
			arena_printf(&memory, "/?%s", libraries[i].query)), "books", "book.title"),
			libraries[i].titles);
}
END_TEST

static const struct {
	const struct app *program;
	const char *query, *field, *message;
} bad_queries[] = {
	{ &media_app, "year=abc", "year", "\"abc\" isn't a year" },
	{ &usermedia_app, "year=abc", "year", "\"abc\" isn't a year" },
	{ &books_app, "year=19991", "year", "\"19991\" isn't a year" },
	{ &media_app, "year=a+text+that+is+much+longer", "year",
	  "must have at most 20 characters" },
	{ &media_app, "decade=1994", "decade", "\"1994\" isn't a decade, as 1990 is" },
	{ &collection_app, "decade=1990&decade=x", "decade", "\"x\" isn't a decade, as 1990 is" },
	{ &media_app, "letter=ab", "letter", "\"ab\" isn't a letter from A to Z, nor #" },
	{ &media_app, "letter=%D0%B9", "letter", NULL },
	{ &usermedia_app, "length_min=0", "length_min", "must be at least 1" },
	{ &media_app, "length_max=long", "length_max", "must be a whole number" },
	{ &usermedia_app, "rating_min=6", "rating_min", "must be from 0.5 to 5, in steps of 0.5" },
	{ &usermedia_app, "rating_max=4.25", "rating_max",
	  "must be from 0.5 to 5, in steps of 0.5" },
	{ &collection_app, "rated=perhaps", "rated", "must be one of true, false" },
	{ &library_app, "status=TO_DO", "status", NULL },
	{ &usermedia_app, "sort=title", "sort", NULL },
};

START_TEST(a_bad_filter_says_what_it_is_not)
{
	static const char *const paths[] = { "/", "/facets" };

	for (int i = 0; i < COUNT(paths); i++) {
		struct reply *r = client_get(&other, bad_queries[_i].program,
			arena_printf(&memory, "%s?%s", paths[i], bad_queries[_i].query));

		if (r->http == 404)	/* not every door has facets */
			continue;
		ck_assert_msg(r->http == 400, "%s: %d", bad_queries[_i].query, r->http);
		ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_queries[_i].field);
		if (bad_queries[_i].message)
			ck_assert_str_eq(json_text(r, "error.details[0].message"),
				bad_queries[_i].message);
	}
}
END_TEST

/* All that can be asked for at once is no more than SQL takes. */
START_TEST(a_query_may_have_everything_in_it)
{
	static const char *const names[] = { "genre", "creator", "decade", "format", "platform" };
	static const struct app *const programs[] = { &media_app, &usermedia_app, &collection_app };
	struct buf query;

	buf_init(&query, &memory, 4096);
	buf_puts(&query, "q=e&year=1990&letter=g&length_min=1&length_max=999&rating_min=1&"
		"rating_max=5&rated=true&owned=true&stars=1&source=USER_ADDED&curated=false&"
		"scope=all&isbn=9780451524935&sort=title_asc&type=BOOK&type=MOVIE&type=GAME&"
		"type=TV_SHOW&status=TO_DO&status=COMPLETED&status=PAUSED&name=e");
	for (int i = 0; i < COUNT(names); i++)
		for (int n = 0; n < FILTER_TEXTS; n++)
			buf_printf(&query, "&%s=%d", names[i], 1900 + 10 * n);
	for (int i = 0; i < COUNT(programs); i++) {
		ck_assert_int_eq(client_get(&other, programs[i],
			arena_printf(&memory, "/?%s", query.data))->http, 200);
		ck_assert_int_eq(client_get(&other, programs[i],
			arena_printf(&memory, "/facets?%s", query.data))->http, 200);
	}
	buf_puts(&query, "&genre=one+more");
	ck_assert_str_eq(json_text(client_get(&other, &media_app,
		arena_printf(&memory, "/?%s", query.data)), "error.details[0].message"),
		"must have at most 20 texts");
}
END_TEST

/* --- facets ----------------------------------------------------------------------------------- */

/* "name count|…" of one facet. */
static const char *
facet(const struct reply *r, const char *name)
{
	const cJSON *value, *values = cJSON_GetObjectItem(r->json, name);
	struct buf out;

	ck_assert_msg(cJSON_IsArray(values), "no %s: %s", name, r->body);
	buf_init(&out, &memory, 200);
	cJSON_ArrayForEach(value, values)
		buf_printf(&out, "%s%s %d", out.length ? "|" : "",
			cJSON_GetStringValue(cJSON_GetObjectItem(value, "name")),
			cJSON_GetObjectItem(value, "count")->valueint);
	return out.data;
}

static const struct {
	const struct app *program;
	const char *query, *name, *values;
} facets[] = {
	/* the most first, then by name; a name as some title has it */
	{ &media_app, "", "types", "BOOK 4|MOVIE 2|GAME 1|TV_SHOW 1" },
	{ &media_app, "", "genres", "Drama 4|Fantasy 3|Animation 1|Comedy 1" },
	{ &media_app, "", "creators", "Neil Gaiman 2|Henry Selick 1|iNK 1|N-Fusion 1|Neil 1|"
	  "Terry Pratchett 1|U2 1|Лев Толстой 1" },
	/* but where there is an order, in that */
	{ &media_app, "", "decades", "2010 1|2000 3|1990 1|1860 1|0800 1" },
	{ &media_app, "", "letters", "# 3|C 2|E 1|G 1|N 1" },
	/* under all filters but its own */
	{ &media_app, "type=MOVIE", "types", "BOOK 4|MOVIE 2|GAME 1|TV_SHOW 1" },
	{ &media_app, "type=MOVIE", "decades", "2000 2" },
	{ &media_app, "type=BOOK&genre=drama", "types", "BOOK 1|GAME 1|MOVIE 1|TV_SHOW 1" },
	{ &media_app, "type=BOOK&genre=drama", "genres", "fantasy 2|Comedy 1|Drama 1" },
	{ &media_app, "q=coraline", "types", "BOOK 1|MOVIE 1" },
	{ &media_app, "q=nothing", "genres", "" },
	{ &media_app, "scope=shelf", "types", "BOOK 3|MOVIE 2|TV_SHOW 1" },
	{ &media_app, "facet=creators&name=GAIM", "creators", "Neil Gaiman 2" },
	{ &usermedia_app, "", "statuses", "COMPLETED 2|TO_DO 2|IN_PROGRESS 1|PAUSED 1" },
	{ &usermedia_app, "", "types", "BOOK 3|MOVIE 2|TV_SHOW 1" },
	{ &usermedia_app, "", "genres", "Fantasy 3|Drama 2|Animation 1|Comedy 1" },
	{ &usermedia_app, "", "letters", "# 1|C 2|E 1|G 1|N 1" },
	{ &usermedia_app, "status=TO_DO", "statuses",
	  "COMPLETED 2|TO_DO 2|IN_PROGRESS 1|PAUSED 1" },
	{ &usermedia_app, "status=TO_DO", "types", "BOOK 1|MOVIE 1" },
	{ &usermedia_app, "rated=true", "decades", "2000 1|1990 1|1860 1" },
	/* titles with such copies, not copies */
	{ &usermedia_app, "", "formats", "DVD 2|E-book 2|Hardcover 1|Paperback 1|VOD 1" },
	/* but here copies */
	{ &collection_app, "", "platforms", "Kindle 2|Kobo 1|Prime Video 1|Shelf 1" },
	{ &collection_app, "", "formats", "E-book 3|DVD 2|Hardcover 1|Paperback 1|VOD 1" },
	{ &collection_app, "format=e-book", "platforms", "Kindle 2|Kobo 1" },
	{ &collection_app, "platform=kindle", "formats", "E-book 2" },
	{ &collection_app, "format=dvd", "types", "MOVIE 2" },
	{ &collection_app, "", "types", "BOOK 5|MOVIE 3" },
};

START_TEST(titles_are_counted_by_what_they_have)
{
	struct reply *r = client_get(&other, facets[_i].program,
		arena_printf(&memory, "/facets?%s", facets[_i].query));

	ck_assert_msg(r->http == 200, "%s: %s", facets[_i].query, r->body);
	ck_assert_str_eq(facet(r, facets[_i].name), facets[_i].values);
	ck_assert_str_eq(json_text(r, "is_complete"), "true");
}
END_TEST

static const struct {
	const struct app *program;
	const char *query;
} narrowed[] = {
	{ &media_app, "" }, { &media_app, "type=BOOK" }, { &media_app, "type=BOOK&type=MOVIE" },
	{ &media_app, "genre=drama&type=MOVIE" }, { &media_app, "creator=neil+gaiman" },
	{ &media_app, "creator=gaim&genre=fantasy" }, { &media_app, "decade=2000&letter=C" },
	{ &media_app, "year=2002" }, { &media_app, "q=neil&length_min=100" },
	{ &media_app, "scope=not_mine&stars=3" },
	{ &usermedia_app, "" }, { &usermedia_app, "status=COMPLETED" },
	{ &usermedia_app, "type=BOOK&status=TO_DO&status=PAUSED" },
	{ &usermedia_app, "genre=fantasy&decade=2000" }, { &usermedia_app, "q=coraline" },
	{ &usermedia_app, "owned=true&rated=false" }, { &usermedia_app, "rating_min=4" },
	{ &usermedia_app, "format=dvd&format=e-book" }, { &usermedia_app, "letter=C" },
	{ &usermedia_app, "format=e-book&platform=kindle" }, { &usermedia_app, "platform=kindle" },
	{ &collection_app, "" }, { &collection_app, "format=dvd&type=MOVIE" },
	{ &collection_app, "platform=kindle&status=COMPLETED" },
};
static const struct {
	const char *facet, *filter;
} own_filters[] = {
	{ "types", "type=" }, { "statuses", "status=" }, { "genres", "genre=" },
	{ "decades", "decade=" }, { "creators", "creator=" }, { "letters", "letter=" },
	{ "formats", "format=" }, { "platforms", "platform=" },
};

/* A query without what a facet is chosen by. */
static const char *
without(const char *query, const char *filter)
{
	struct buf out;

	buf_init(&out, &memory, 100);
	for (size_t length; *query; query += length + (query[length] == '&')) {
		length = strcspn(query, "&");
		if (strncmp(query, filter, strlen(filter)))
			buf_printf(&out, "%.*s&", (int)length, query);
	}
	return out.data;
}

/* Whatever a facet counts is what the list has that is narrowed by the name. */
START_TEST(a_list_takes_back_what_a_facet_names)
{
	struct reply *r = client_get(&other, narrowed[_i].program,
		arena_printf(&memory, "/facets?%s", narrowed[_i].query));
	int seen = 0;

	ck_assert_int_eq(r->http, 200);
	for (int i = 0; i < COUNT(own_filters); i++) {
		const char *query = without(narrowed[_i].query, own_filters[i].filter);
		const cJSON *value;

		cJSON_ArrayForEach(value, cJSON_GetObjectItem(r->json, own_filters[i].facet)) {
			const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(value, "name")),
				*narrower = arena_printf(&memory, "/%s?%s%s%s",
				narrowed[_i].program == &collection_app ? "copies" : "", query,
				own_filters[i].filter, encoded(name));
			struct reply *list = client_get(&other, narrowed[_i].program, narrower);

			ck_assert_msg(list->http == 200 && cJSON_GetObjectItem(list->json,
				"total")->valueint == cJSON_GetObjectItem(value, "count")->valueint,
				"%s (%s): %s", narrower, name, r->body);
			seen++;
		}
	}
	ck_assert_int_gt(seen, 3);
}
END_TEST

START_TEST(only_what_was_asked_for_is_counted)
{
	struct reply *r = client_get(&other, &usermedia_app,
		"/facets?facet=formats&facet=types");

	ck_assert_int_eq(cJSON_GetArraySize(r->json), 3);
	ck_assert_str_eq(cJSON_GetArrayItem(r->json, 0)->string, "types");
	ck_assert_str_eq(cJSON_GetArrayItem(r->json, 1)->string, "formats");
	ck_assert_int_eq(client_get(&other, &usermedia_app, "/facets?facet=colours")->http, 400);
	ck_assert_int_eq(client_get(&other, &collection_app, "/facets?facet=letters")->http, 400);
}
END_TEST

START_TEST(facets_are_for_who_may_read_the_list)
{
	ck_assert_int_eq(client_get(&nobody, &usermedia_app, "/facets")->http, 401);
	ck_assert_int_eq(client_get(&nobody, &collection_app, "/facets")->http, 401);
	ck_assert_int_eq(client_get(&nobody, &media_app, "/facets?scope=mine")->http, 401);
	ck_assert_int_eq(client_get(&nobody, &media_app, "/facets")->http, 200);
	client_settings("catalogue = private\n");
	ck_assert_int_eq(client_get(&nobody, &media_app, "/facets")->http, 401);
	ck_assert_int_eq(client_get(&member, &media_app, "/facets")->http, 200);
}
END_TEST

START_TEST(mycoll_s_door_counts_movies)
{
	static const char *const headers[] = {
		"REQUEST_URI=/api/v1/movies/facets", NULL
	};
	struct reply *r = client_send(&other, &collection_app, "GET", "/facets", NULL, NULL, 0,
		headers);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(facet(r, "types"), "MOVIE 3");
	ck_assert_str_eq(facet(r, "formats"), "DVD 2|VOD 1");
}
END_TEST

/* So many titles, each with a creator of its own or without. */
static void
add_titles(int count, bool has_creator)
{
	client_sql(arena_printf(&memory, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
		"SELECT i + 1 FROM n WHERE i < %d) "
		"INSERT INTO media_items (id, type, title, title_folded, creator, creator_folded, "
		"metadata, source, curated, created_at, updated_at) "
		"SELECT '%d ' || i, 'GAME', 'Z', 'z', %s || i, %s || i, '{}', 'USER_ADDED', 0, 0, "
		"0 FROM n", count, has_creator, has_creator ? "'Maker '" : "NULL",
		has_creator ? "'maker '" : "NULL"), NULL, NULL);
}

/* Of many names the first hundred; of many titles the newest, and it says so. */
START_TEST(a_facet_has_an_end)
{
	struct reply *r;

	add_titles(150, true);
	r = client_get(&nobody, &media_app, "/facets");
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "creators")), 100);
	ck_assert_str_eq(json_text(r, "creators[0].name"), "Neil Gaiman");
	ck_assert_str_eq(json_text(r, "is_complete"), "true");
	r = client_get(&nobody, &media_app, "/facets?facet=creators&name=maker+14");
	ck_assert_str_eq(facet(r, "creators"), "Maker 14 1|Maker 140 1|Maker 141 1|Maker 142 1|"
		"Maker 143 1|Maker 144 1|Maker 145 1|Maker 146 1|Maker 147 1|Maker 148 1|"
		"Maker 149 1");
	add_titles(20000, false);
	r = client_get(&nobody, &media_app, "/facets");
	ck_assert_str_eq(json_text(r, "is_complete"), "false");
	ck_assert_str_eq(facet(r, "types"), "GAME 20000");
	r = client_get(&nobody, &media_app, "/facets?type=BOOK");
	ck_assert_str_eq(facet(r, "genres"), "fantasy 2|Comedy 1|Drama 1");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("facets");
	TCase *tc = tcase_create("facets");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_catalogue_is_narrowed, 0, COUNT(lists));
	tcase_add_loop_test(tc, a_shelf_is_narrowed, 0, COUNT(shelves));
	tcase_add_test(tc, a_reader_s_library_is_narrowed);
	tcase_add_loop_test(tc, a_bad_filter_says_what_it_is_not, 0, COUNT(bad_queries));
	tcase_add_test(tc, a_query_may_have_everything_in_it);
	tcase_add_loop_test(tc, titles_are_counted_by_what_they_have, 0, COUNT(facets));
	tcase_add_loop_test(tc, a_list_takes_back_what_a_facet_names, 0, COUNT(narrowed));
	tcase_add_test(tc, only_what_was_asked_for_is_counted);
	tcase_add_test(tc, facets_are_for_who_may_read_the_list);
	tcase_add_test(tc, mycoll_s_door_counts_movies);
	tcase_add_test(tc, a_facet_has_an_end);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
