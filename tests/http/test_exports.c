/* /exports: what a member takes elsewhere, to the byte, and how much memory it takes. */
#include "client.h"
#include "item.h"
#include "markup.h"

#include <stdio.h>
#include <string.h>

enum { FILMS = 2010, LITTLE = 8 << 20 };

static struct arena memory;
static const char *book, *film, *later, *game;	/* ids */

static const char *
add_title(const char *json)
{
	return json_text(made(client_post(&member, &media_app, "/", json)), "id");
}

static void
rate(const char *id, const char *stars)
{
	ck_assert_int_eq(client_put(&member, &media_app, text("/%s/rating", id),
		text("{\"value\":%s}", stars))->http, 200);
}

static void
add_book(void)
{
	book = add_title("{\"type\":\"BOOK\",\"title\":\"The \\\"Left\\\" Hand, of Darkness\","
		"\"creator\":\"Ursula K. Le Guin\",\"isbn\":\"9780441478125\",\"length\":304,"
		"\"pub_date\":\"1969-03\",\"genre\":\"Science fiction\",\"metadata\":{\"ids\":"
		"{\"goodreads\":\"18423\"},\"publisher\":\"Ace\",\"series\":"
		"{\"name\":\"Hainish\",\"position\":\"4\"}}}");
	made(client_post(&member, &usermedia_app, "/", text("{\"media_id\":\"%s\","
		"\"status\":\"COMPLETED\",\"start_date\":\"2012-06-01\","
		"\"end_date\":\"2012-06-14\",\"note\":\"=lent\","
		"\"tags\":[\"snow\",\"far, away\"]}", book)));
	made(client_post(&member, &collection_app, "/copies", text("{\"media_id\":\"%s\","
		"\"format\":\"Paperback\",\"platform\":\"Shelf\"}", book)));
	made(client_post(&member, &media_app, text("/%s/reviews", book),
		"{\"content\":\"[spoiler]\\nIce <& snow>\\nOn & on\"}"));
	rate(book, "4.5");
}

static void
add_films(void)
{
	film = add_title("{\"type\":\"MOVIE\",\"title\":\"Solaris\",\"pub_date\":\"1972\","
		"\"length\":167,\"metadata\":{\"ids\":{\"imdb\":\"tt0069293\","
		"\"tmdb\":\"movie/593\"}}}");
	made(client_post(&member, &usermedia_app, "/", text("{\"media_id\":\"%s\","
		"\"status\":\"COMPLETED\",\"start_date\":null,\"end_date\":\"2009-07-12\","
		"\"tags\":[\"slow\",\"sea\"]}", film)));
	rate(film, "3.5");
	made(client_post(&member, &diary_app, "/", text("{\"media_id\":\"%s\","
		"\"end_date\":\"2020-02-01\",\"start_date\":null,\"is_finished\":true,"
		"\"rating\":5}", film)));
	later = add_title("{\"type\":\"MOVIE\",\"title\":\"Stalker\",\"pub_date\":\"1979\"}");
	made(client_post(&member, &usermedia_app, "/", text("{\"media_id\":\"%s\"}", later)));
}

/* A ranked list with a film, and a game that is in it only; and an empty one. */
static void
add_lists(void)
{
	const char *list = json_text(made(client_post(&member, &lists_app, "/",
		"{\"name\":\"By the fire\",\"is_ranked\":true,\"visibility\":\"members\"}")), "id");

	game = add_title("{\"type\":\"GAME\",\"title\":\"Outer Wilds\"}");
	made(client_post(&member, &lists_app, text("/%s/items", list),
		text("{\"media_id\":\"%s\"}", film)));
	made(client_post(&member, &lists_app, text("/%s/items", list),
		text("{\"media_id\":\"%s\",\"position\":1,\"note\":\"first\"}", game)));
	made(client_post(&member, &lists_app, "/", "{\"name\":\"Empty\"}"));
}

static void
setup(void)
{
	arena_init(&memory, SIZE_MAX, NULL);
	client_setup();
	add_book();
	add_films();
	add_lists();
}

static void
teardown(void)
{
	client_teardown();
	arena_release(&memory);
}

static struct reply *
get(const char *path)
{
	struct reply *r = client_get(&member, &exports_app, path);

	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	return r;
}

#define GOODREADS_HEAD "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13," \
	"My Rating,Average Rating,Publisher,Binding,Number of Pages,Year Published," \
	"Original Publication Year,Date Read,Date Added,Bookshelves," \
	"Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count," \
	"Owned Copies\r\n"
#define GOODREADS_ROW(note) "18423,\"The \"\"Left\"\" Hand, of Darkness (Hainish, #4)\"," \
	"Ursula K. Le Guin,\"Guin, Ursula K. Le\",,\"=\"\"0441478123\"\"\"," \
	"\"=\"\"9780441478125\"\"\",5,,Ace,Paperback,304,1969,1969,2012/06/14,2026/04/01," \
	"\"snow, far  away\",,read,Ice &lt;&amp; snow&gt;<br/>On &amp; on,true," note ",1,1\r\n"
#define LETTERBOXD_HEAD "tmdbID,imdbID,Title,Year,Rating10,Rating,WatchedDate,Rewatch,Tags," \
	"Review\r\n"
#define LETTERBOXD_ROWS "593,tt0069293,Solaris,1972,7,3.5,2009-07-12,,\"slow, sea\",\r\n" \
	"593,tt0069293,Solaris,1972,10,5,2020-02-01,true,\"slow, sea\",\r\n"
#define FLAT_HEAD "title,creator,type,year,isbn,status,rating,start,end,times,progress,length," \
	"note,review,tags,genre,format,platform,imdb,tmdb,tvdb,mal,goodreads,added," \
	"location,condition,lent_to,lent_on,due_on,acquired_on,price,currency,barcode\r\n"
#define FLAT_ROWS(note) "\"The \"\"Left\"\" Hand, of Darkness\",Ursula K. Le Guin,BOOK,1969-03," \
	"9780441478125,COMPLETED,4.5,2012-06-01,2012-06-14,1,304,304," note "," \
	"\"[spoiler]\nIce <& snow>\nOn & on\",\"snow|far, away\",Science fiction,Paperback," \
	"Shelf,,,,,18423,2026-04-01,,,,,,,,,\r\n" \
	"Solaris,,MOVIE,1972,,COMPLETED,5,,2020-02-01,2,167,167,,,slow|sea,,,,tt0069293," \
	"movie/593,,,,2026-04-01,,,,,,,,,\r\n" \
	"Stalker,,MOVIE,1979,,TO_DO,,,,0,,,,,,,,,,,,,,2026-04-01,,,,,,,,,\r\n" \
	"Outer Wilds,,GAME,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n"
#define BOM "\xef\xbb\xbf"

static const struct {
	const char *path, *name, *body;
} tables[] = {
	{ "/goodreads.csv", "goodreads.csv", GOODREADS_HEAD GOODREADS_ROW("=lent") },
	{ "/goodreads.csv?for=spreadsheet", "goodreads.csv",
	  BOM GOODREADS_HEAD GOODREADS_ROW("'=lent") },
	{ "/letterboxd.csv", "letterboxd.csv", LETTERBOXD_HEAD LETTERBOXD_ROWS },
	{ "/letterboxd.csv?part=1&for=spreadsheet", "letterboxd.csv",
	  BOM LETTERBOXD_HEAD LETTERBOXD_ROWS },
	{ "/letterboxd-watchlist.csv", "letterboxd-watchlist.csv",
	  "tmdbID,imdbID,Title,Year,Tags\r\n,,Stalker,1979,\r\n" },
	{ "/vitrine.csv", "vitrine.csv", FLAT_HEAD FLAT_ROWS("=lent") },
	{ "/vitrine.csv?for=spreadsheet", "vitrine.csv", BOM FLAT_HEAD FLAT_ROWS("'=lent") },
};

START_TEST(a_table_is_as_others_read_it)
{
	struct reply *r = get(tables[_i].path);

	ck_assert_str_eq(r->body, tables[_i].body);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "text/csv; charset=utf-8");
	ck_assert_str_eq(reply_header(r, "Content-Disposition"),
		text("attachment; filename=\"%s\"", tables[_i].name));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_ptr_null(reply_header(r, "ETag"));
	ck_assert_ptr_null(reply_header(r, "Link"));
}
END_TEST

START_TEST(everything_is_in_vitrine_json)
{
	struct reply *r = get("/vitrine.json");

	ck_assert_str_eq(reply_header(r, "Content-Type"), "application/json");
	ck_assert_str_eq(reply_header(r, "Content-Disposition"),
		"attachment; filename=\"vitrine.json\"");
	ck_assert_str_eq(json_text(r, "vitrine"), "1");
	ck_assert_str_eq(json_column(r, "items", "title"), "By the fire|Empty|"
		"The \"Left\" Hand, of Darkness|Solaris|Stalker|Outer Wilds");
	ck_assert_str_eq(json_column(r, "items", "is_list"), "true|true|false|false|false|false");
	ck_assert_str_eq(json_text(r, "items[0].visibility"), "members");
	ck_assert_str_eq(json_text(r, "items[0].is_ranked"), "true");
	ck_assert_str_eq(json_text(r, "items[2].media_id"), book);
	ck_assert_str_eq(json_text(r, "items[2].metadata.series.name"), "Hainish");
	ck_assert_str_eq(json_text(r, "items[2].copies[0].platform"), "Shelf");
	ck_assert_str_eq(json_text(r, "items[2].rating"), "4.5");
	ck_assert_str_eq(json_text(r, "items[2].review"), "[spoiler]\nIce <& snow>\nOn & on");
	ck_assert_str_eq(json_text(r, "items[2].tags[1]"), "far, away");
	ck_assert_str_eq(json_text(r, "items[3].reads[0].end_date"), "2009-07-12");
	ck_assert_str_eq(json_text(r, "items[3].reads[0].rating"), "3.5");
	ck_assert_str_eq(json_text(r, "items[3].reads[1].rating"), "5");
	ck_assert_str_eq(json_text(r, "items[3].places[0].position"), "2");
	ck_assert_str_eq(json_text(r, "items[5].places[0].position"), "1");
	ck_assert_str_eq(json_text(r, "items[5].places[0].note"), "first");
	ck_assert_str_eq(json_text(r, "items[5].places[0].list"), json_text(r, "items[0].key"));
	ck_assert_str_eq(json_text(r, "items[5].status"), "(none)");
}
END_TEST

/* What is written is read again, and written the same. */
START_TEST(an_item_comes_back_as_it_went)
{
	struct reply *r = get("/vitrine.json");
	const char *line = strchr(r->body, '\n') + 1;
	int count = 0;

	for (const char *end; *line == '{'; line = end + 1 + (*end == ','), count++) {
		struct problems problems = { .arena = &memory };
		struct item item;
		struct buf again;
		cJSON *tree;

		end = strchr(line, '\n');
		end -= end[-1] == ',';
		tree = json_tree(&memory, line, (size_t)(end - line));
		ck_assert_int_eq(item_read_json(&memory, tree, &problems, &item), OK);
		buf_init(&again, &memory, 1000);
		item_put(&again, &item);
		ck_assert_str_eq(again.data, arena_copy(&memory, line, (size_t)(end - line)));
	}
	ck_assert_int_eq(count, 6);
}
END_TEST

START_TEST(two_exports_of_the_same_are_the_same_and_of_nobody_else)
{
	const char *body = get("/vitrine.json")->body;

	ck_assert_str_eq(get("/vitrine.json")->body, body);
	ck_assert_str_eq(client_get(&other, &exports_app, "/vitrine.json")->body,
		"{\"vitrine\":1,\"items\":[\n]}\n");
	ck_assert_str_eq(client_get(&other, &exports_app, "/vitrine.csv")->body, FLAT_HEAD);
	ck_assert_str_eq(client_get(&admin, &exports_app, "/letterboxd.csv")->body,
		LETTERBOXD_HEAD);
	ck_assert_int_eq(client_get(&nobody, &exports_app, "/vitrine.json")->http, 401);
	ck_assert_int_eq(client_get(&nobody, &exports_app, "/")->http, 401);
}
END_TEST

/* A picture of ours stays here: elsewhere it would be nobody's. */
START_TEST(a_picture_of_ours_is_not_taken_along)
{
	client_add_picture("7d444840-9dc0-41d1-b245-5ffdce74fad2", "member");
	client_sql("UPDATE media_items SET image_url = $1 WHERE id = $2",
		"7d444840-9dc0-41d1-b245-5ffdce74fad2", book);
	client_sql("UPDATE media_items SET image_url = $1 WHERE id = $2",
		"https://example.org/a.jpg", film);
	ck_assert_str_eq(json_text(get("/vitrine.json"), "items[2].image_url"), "(none)");
	ck_assert_str_eq(json_text(get("/vitrine.json"), "items[3].image_url"),
		"https://example.org/a.jpg");
}
END_TEST

static void
rate_for_other(const char *id, const char *stars)
{
	ck_assert_int_eq(client_put(&other, &media_app, text("/%s/rating", id),
		text("{\"value\":%s}", stars))->http, 200);
}

START_TEST(what_is_rated_or_reviewed_only_is_in_it_too)
{
	struct reply *r;

	rate_for_other(later, "2");
	made(client_post(&other, &media_app, text("/%s/reviews", game), "{\"content\":\"!\"}"));
	r = client_get(&other, &exports_app, "/vitrine.json");
	ck_assert_str_eq(json_column(r, "items", "title"), "Stalker|Outer Wilds");
	ck_assert_str_eq(json_column(r, "items", "rating"), "2|(none)");
	ck_assert_str_eq(json_column(r, "items", "review"), "(none)|!");
	ck_assert_str_eq(client_get(&other, &exports_app, "/letterboxd.csv")->body,
		LETTERBOXD_HEAD);
}
END_TEST

/* So many films, all of them seen. */
static void
add_many(void)
{
	client_sql("INSERT INTO media_items (id, type, title, title_folded, metadata, source, "
		"curated, created_at, updated_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
		"SELECT i + 1 FROM n WHERE i < " "2010" ") SELECT 'film-' || i, 'MOVIE', "
		"'Film ' || i, 'film', '{}', 'USER_ADDED', 0, 0, 0 FROM n", NULL, NULL);
	client_sql("INSERT INTO entries (id, user_key, media_key, status, note, created_at, "
		"updated_at) SELECT 'entry-' || m.id, u.key, m.key, 'COMPLETED', "
		"hex(zeroblob(2000)), 0, 0 FROM media_items m JOIN users u ON u.username = $1 "
		"WHERE m.title_folded = 'film'", "other", NULL);
}

static int
count_of(const char *body, const char *part)
{
	int count = 0;

	for (; (body = strstr(body, part)); body += strlen(part))
		count++;
	return count;
}

START_TEST(letterboxd_gets_a_thousand_films_at_a_time)
{
	static const int rows[] = { 1000, 1000, 10 };

	add_many();
	for (int i = 0; i < COUNT(rows); i++) {
		struct reply *r = client_get(&other, &exports_app,
			text("/letterboxd.csv?part=%d", i + 1));
		const char *link = i < 2 ? text("<https://vitrine.example/exports/letterboxd.csv?"
			"part=%d>; rel=\"next\"", i + 2) : NULL;

		ck_assert_int_eq(r->http, 200);
		ck_assert_int_eq(count_of(r->body, "\r\n"), 1 + rows[i]);
		ck_assert_int_eq(strncmp(r->body, LETTERBOXD_HEAD ",,Film ",
			strlen(LETTERBOXD_HEAD ",,Film ")), 0);
		if (link)
			ck_assert_ptr_nonnull(strstr(reply_header(r, "Link"),
				text("letterboxd.csv?part=%d>; rel=\"next\"", i + 2)));
		else
			ck_assert_ptr_null(reply_header(r, "Link"));
	}
	ck_assert_int_eq(client_get(&other, &exports_app, "/letterboxd.csv?part=4")->http, 404);
	ck_assert_str_eq(reply_header(client_get(&other, &exports_app, "/letterboxd.csv?part=2"),
		"Content-Disposition"), "attachment; filename=\"letterboxd-2.csv\"");
}
END_TEST

static const char *const whole[] = {
	"/vitrine.json", "/vitrine.csv", "/goodreads.csv", "/letterboxd.csv",
};

/* All of it is 8 MB of notes: more than a request has here. */
START_TEST(an_export_takes_little_memory_however_much_there_is)
{
	struct reply *r;
	size_t was;

	add_many();
	was = client_limit_memory(LITTLE);
	r = client_get(&other, &exports_app, whole[_i]);
	client_limit_memory(was);
	ck_assert_int_eq(r->http, 200);
	if (_i < 2)
		ck_assert_int_eq(count_of(r->body, "Film "), FILMS);
	if (!_i)
		ck_assert_str_eq(r->body + r->size - 4, "\n]}\n");
}
END_TEST

static const struct {
	const char *path;
	int http;
	const char *field;
} refused[] = {
	{ "/vitrine.json?for=spreadsheet", 200, NULL },
	{ "/vitrine.csv?for=paper", 400, "for" }, { "/vitrine.csv?part=2", 200, NULL },
	{ "/letterboxd.csv?part=0", 400, "part" }, { "/letterboxd.csv?part=2", 404, NULL },
	{ "/vitrine.xml", 404, NULL }, { "/letterboxd.json", 404, NULL },
};

START_TEST(what_there_is_not_is_said)
{
	struct reply *r = client_get(&member, &exports_app, refused[_i].path);

	ck_assert_int_eq(r->http, refused[_i].http);
	if (refused[_i].field)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), refused[_i].field);
}
END_TEST

START_TEST(all_of_them_are_listed_and_on_a_page)
{
	static const char *const html[] = { "HTTP_ACCEPT=text/html", NULL };
	struct reply *r = get("/");

	ck_assert_str_eq(json_column(r, "exports", "name"), "vitrine.json|vitrine.csv|"
		"goodreads.csv|letterboxd.csv|letterboxd-watchlist.csv");
	ck_assert_str_eq(json_text(r, "exports[0].url"), "/exports/vitrine.json");
	ck_assert_str_eq(json_text(r, "exports[0].spreadsheet_url"), "null");
	ck_assert_str_eq(json_text(r, "exports[2].spreadsheet_url"),
		"/exports/goodreads.csv?for=spreadsheet");
	r = client_send(&member, &exports_app, "GET", "/", NULL, NULL, 0, html);
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "href=\"/exports/vitrine.json\""));
	ck_assert_msg(strstr(r->body, "href=\"/exports/vitrine.csv?for=spreadsheet\"") != NULL,
		"%s", strstr(r->body, "<main"));
	/* a visit gets the file, too, not a page of it */
	r = client_send(&member, &exports_app, "GET", "/vitrine.json", NULL, NULL, 0, html);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "application/json");
	ck_assert_str_eq(json_text(r, "vitrine"), "1");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("exports");
	TCase *tc = tcase_create("exports");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_table_is_as_others_read_it, 0, COUNT(tables));
	tcase_add_test(tc, everything_is_in_vitrine_json);
	tcase_add_test(tc, an_item_comes_back_as_it_went);
	tcase_add_test(tc, two_exports_of_the_same_are_the_same_and_of_nobody_else);
	tcase_add_test(tc, a_picture_of_ours_is_not_taken_along);
	tcase_add_test(tc, what_is_rated_or_reviewed_only_is_in_it_too);
	tcase_add_test(tc, letterboxd_gets_a_thousand_films_at_a_time);
	tcase_add_loop_test(tc, an_export_takes_little_memory_however_much_there_is, 0,
		COUNT(whole));
	tcase_add_loop_test(tc, what_there_is_not_is_said, 0, COUNT(refused));
	tcase_add_test(tc, all_of_them_are_listed_and_on_a_page);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
