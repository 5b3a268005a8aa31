/*
 * /lookup, as far as no network is needed: what is asked of which source, and what becomes of its
 * answers. Every answer is one that was kept: lib/lookup/answers.h is played here.
 */
#include "client.h"
#include "clock.h"
#include "json.h"
#include "told.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDED_MAX = 40 };

static struct arena memory;
static struct {
	const char *source, *path, *answer;
} recorded[RECORDED_MAX];
static int recorded_count;
static struct buf asked;		/* "source path\n" of each request */
static const char *kept_picture;	/* of this address there is one; NULL: of none */

/* --- the answers ------------------------------------------------------------------------------ */

/* What isn't recorded is unknown there. */
const char *
answers_find(struct answers *answers, const char *source, const char *path)
{
	(void)answers;
	buf_printf(&asked, "%s %s\n", source, path);
	for (int i = 0; i < recorded_count; i++)
		if (!strcmp(recorded[i].source, source) && !strcmp(recorded[i].path, path))
			return recorded[i].answer;
	return "";
}

const char *
answers_find_bytes(struct answers *answers, const char *source, const char *path, size_t *size)
{
	(void)answers;
	(void)source;
	*size = kept_picture && !strcmp(path, kept_picture) ? strlen("bytes") : 0;
	return *size ? "bytes" : "";
}

/* From now on this is a source's answer; in it ' is ", so that it can be read. */
static void
record(const char *source, const char *path, const char *answer)
{
	char *json = arena_strdup(&memory, answer);

	for (char *p = json; *p; p++)
		if (*p == '\'')
			*p = '"';
	ck_assert_int_lt(recorded_count, RECORDED_MAX);
	recorded[recorded_count].source = source;
	recorded[recorded_count].path = path;
	recorded[recorded_count++].answer = json;
}

#define KEYS "google_books_key = AIza0123456789\ntmdb_key = 0123456789abcdef0123456789abcdef\n" \
	"rawg_key = fedcba9876543210fedcba9876543210\n"
#define MANY_CALLS "rate_limit_lookups = 100000\n"

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 64 << 20, NULL);
	client_settings(MANY_CALLS KEYS);
	json_use_arena(&memory);
	recorded_count = 0;
	kept_picture = NULL;
	buf_init(&asked, &memory, 1000);
}

static void
teardown(void)
{
	client_teardown();
	arena_release(&memory);
}

static struct reply *
look_up(const char *query)
{
	asked.length = 0;
	asked.data[0] = '\0';
	return client_get(&member, &lookup_app, arena_printf(&memory, "/?%s", query));
}

static struct reply *
details(const char *source, const char *id)
{
	asked.length = 0;
	asked.data[0] = '\0';
	return client_get(&member, &lookup_app, arena_printf(&memory, "/details?source=%s&id=%s",
		source, id));
}

/* --- Open Library ----------------------------------------------------------------------------- */

#define WORKS(q) "/search.json?q=" q "&fields=key,title,subtitle,author_name,cover_i," \
	"cover_edition_key,first_publish_year,language&limit=20&lang=en"
#define EDITION(key) "/api/books?bibkeys=" key "&jscmd=data&format=json"

START_TEST(works_are_found_with_all_or_nothing_beside_their_title)
{
	struct reply *r;

	record("openlibrary", WORKS("tides"), "{'numFound':4,'docs':["
		"{'key':'/works/OL1W','title':'Tides','author_name':['Ines Calloway','B &amp; C'],"
		"'cover_i':40001,'cover_edition_key':'OL2M','first_publish_year':1998,"
		"'isbn':['9780999001011'],'language':['eng']},"
		"{'key':'/works/OL3W','title':'Bare'},"
		"{'key':'/works/OL4W'},{'title':'Nowhere'},7,null,[],"
		"{'key':7,'title':'Odd','author_name':'One','cover_i':'x'},"
		"{'key':'/works/OL5W','title':'<b>Odd</b> &amp; Ends','author_name':[null,7,''],"
		"'cover_i':-1,'first_publish_year':0,'subtitle':{}}]}");
	r = look_up("q=tides&type=BOOK&source=openlibrary");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_column(r, "results", "title"), "Tides|Bare|Odd & Ends");
	ck_assert_str_eq(json_column(r, "results", "external_id"), "OL2M|OL3W|OL5W");
	ck_assert_str_eq(json_column(r, "results", "creator"), "Ines Calloway, B & C|null|null");
	ck_assert_str_eq(json_column(r, "results", "pub_date"), "1998|null|null");
	ck_assert_str_eq(json_column(r, "results", "type"), "BOOK|BOOK|BOOK");
	ck_assert_str_eq(json_text(r, "results[0].source_url"),
		"https://openlibrary.org/works/OL1W");
	ck_assert_str_eq(json_column(r, "providers", "state"), "ok");
}
END_TEST

/* An ISBN mixes all editions in a search: it is never taken for that of the title. */
START_TEST(words_too_short_for_it_are_not_asked)
{
	ck_assert_int_eq(look_up("q=it&type=BOOK&source=openlibrary")->http, 200);
	ck_assert_str_eq(asked.data, "");
	ck_assert_int_eq(look_up("q=%C3%A9%C3%A9&type=BOOK&source=openlibrary")->http, 200);
	ck_assert_str_eq(asked.data, "");
	look_up("q=%C3%A9%C3%A9%C3%A9&type=BOOK&source=openlibrary");
	ck_assert_str_ne(asked.data, "");
}
END_TEST

#define FOX "{'ISBN:9780999001011':{'key':'/books/OL2M','title':'Harbour','subtitle':'a tale'," \
	"'authors':[{'name':'Ines Calloway','url':'x'}],'number_of_pages':312," \
	"'publish_date':'October 1, 1998','publishers':[{'name':'Northlight'}]," \
	"'identifiers':{'isbn_10':['0999001019'],'isbn_13':['9780999001011']," \
	"'goodreads':['700001']},'subjects':[{'name':'Sea'},{'name':'Fog'}]," \
	"'cover':{'large':'https://covers.openlibrary.org/b/id/40001-L.jpg'}," \
	"'works':[{'key':'/works/OL1W'}]}}"

START_TEST(an_isbn_is_asked_for_as_13_digits)
{
	static const char *const typed[] = {
		"9780999001011", "978-0-9990010-1-1", "0999001019", "0-9990010-1-9",
		"978%200%209990010%201%201", "%E2%80%8B9780999001011",
	};
	struct reply *r;

	record("openlibrary", EDITION("ISBN:9780999001011"), FOX);
	for (int i = 0; i < COUNT(typed); i++) {
		r = look_up(arena_printf(&memory, "q=%s&source=openlibrary", typed[i]));
		ck_assert_str_eq(asked.data, "openlibrary " EDITION("ISBN:9780999001011") "\n");
		ck_assert_str_eq(json_column(r, "results", "external_id"), "OL2M");
	}
}
END_TEST

START_TEST(an_isbn_is_of_an_edition)
{
	struct reply *r;

	record("openlibrary", EDITION("OLID:OL2M"), FOX);
	record("openlibrary", "/works/OL1W.json",
		"{'key':'/works/OL1W','description':{'type':'/type/text',"
		"'value':'One.\\r\\n\\r\\nTwo.'}}");
	r = details("openlibrary", "OL2M");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "Harbour: a tale");
	ck_assert_str_eq(json_text(r, "creator"), "Ines Calloway");
	ck_assert_str_eq(json_text(r, "pub_date"), "1998-10-01");
	ck_assert_str_eq(json_text(r, "isbn"), "9780999001011");
	ck_assert_str_eq(json_text(r, "length"), "312");
	ck_assert_str_eq(json_text(r, "length_unit"), "pages");
	ck_assert_str_eq(json_text(r, "genre"), "Sea, Fog");
	ck_assert_str_eq(json_text(r, "description"), "One.\n\nTwo.");
	ck_assert_str_eq(json_text(r, "source"), "EXTERNAL");
	ck_assert_str_eq(json_text(r, "external_source"), "openlibrary");
	ck_assert_str_eq(json_text(r, "external_id"), "OL2M");
	ck_assert_str_eq(json_text(r, "image_url"), "null");
	ck_assert_str_eq(json_text(r, "metadata.publishers[0]"), "Northlight");
	ck_assert_str_eq(json_text(r, "metadata.ids.goodreads"), "700001");
	ck_assert_str_eq(json_text(r, "metadata.ids.openlibrary_work"), "OL1W");
}
END_TEST

START_TEST(an_edition_may_lack_all_but_its_title)
{
	struct reply *r;

	record("openlibrary", EDITION("OLID:OL2M"), "{'OLID:OL2M':{'key':'/books/OL2M',"
		"'title':'Bare',"
		"'number_of_pages':0,'publish_date':'[19--]','identifiers':{'isbn_13':['978x',7],"
		"'isbn_10':[]},'authors':[{}],'cover':{}}}");
	r = details("openlibrary", "OL2M");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "Bare");
	ck_assert_str_eq(json_text(r, "length"), "null");
	ck_assert_str_eq(json_text(r, "pub_date"), "null");
	ck_assert_str_eq(json_text(r, "isbn"), "null");
	ck_assert_str_eq(json_text(r, "creator"), "null");
	ck_assert_str_eq(json_text(r, "metadata"),
		"{\"source_url\":\"https://openlibrary.org/books/OL2M\"}");
	record("openlibrary", EDITION("OLID:OL3M"), "{'OLID:OL3M':{'key':'/books/OL3M'}}");
	ck_assert_int_eq(details("openlibrary", "OL3M")->http, 404);
	record("openlibrary", EDITION("OLID:OL4M"), "{}");
	ck_assert_int_eq(details("openlibrary", "OL4M")->http, 404);
	record("openlibrary", EDITION("OLID:OL5M"), "[]");
	ck_assert_int_eq(details("openlibrary", "OL5M")->http, 404);
	ck_assert_int_eq(details("openlibrary", "OL6M")->http, 404);
}
END_TEST

/* {type: redirect}: three at most, and none for ever. */
START_TEST(a_work_that_was_merged_is_followed)
{
	struct reply *r;

	record("openlibrary", EDITION("OLID:OL2M"), FOX);
	record("openlibrary", "/works/OL1W.json",
		"{'type':{'key':'/type/redirect'},'location':'/works/OL7W','key':'/works/OL1W'}");
	record("openlibrary", "/works/OL7W.json", "{'key':'/works/OL7W','description':'Plain.'}");
	r = details("openlibrary", "OL2M");
	ck_assert_str_eq(json_text(r, "description"), "Plain.");
	recorded_count--;
	record("openlibrary", "/works/OL7W.json",
		"{'type':{'key':'/type/redirect'},'location':'/works/OL1W','key':'/works/OL7W'}");
	r = details("openlibrary", "OL2M");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "description"), "null");
	ck_assert_str_eq(asked.data, "openlibrary " EDITION("OLID:OL2M") "\n"
		"openlibrary /works/OL1W.json\nopenlibrary /works/OL7W.json\n"
		"openlibrary /works/OL1W.json\nopenlibrary /works/OL7W.json\n");
}
END_TEST

START_TEST(a_work_becomes_the_edition_in_ones_language)
{
	record("openlibrary", "/works/OL1W/editions.json?limit=50", "{'size':4,'entries':["
		"{'key':'/books/OL3M','title':'A'},"
		"{'key':'/books/OL4M','title':'B','isbn_13':['9783999001067'],"
		"'languages':[{'key':'/languages/ger'}]},"
		"{'key':'/books/OL2M','title':'C','isbn_10':['0999001019'],"
		"'languages':[{'key':'/languages/eng'}]},"
		"{'key':'/books/OL5M','languages':[{'key':'/languages/eng'}]}]}");
	record("openlibrary", EDITION("OLID:OL2M"), FOX);
	record("openlibrary", EDITION("OLID:OL4M"), FOX);
	ck_assert_str_eq(json_text(details("openlibrary", "OL1W"), "external_id"), "OL2M");
	client_settings(MANY_CALLS "lookup_language = de\n");
	details("openlibrary", "OL1W");
	ck_assert_ptr_nonnull(strstr(asked.data, "OLID:OL4M"));
	record("openlibrary", "/works/OL9W/editions.json?limit=50", "{'size':0,'entries':[]}");
	ck_assert_int_eq(details("openlibrary", "OL9W")->http, 404);
}
END_TEST

/* --- Google Books ----------------------------------------------------------------------------- */

#define VOLUME "{'kind':'books#volume','id':'gb1','volumeInfo':{'title':'Harbour'," \
	"'authors':['Ines Calloway'],'publisher':'Northlight','publishedDate':'1998-10'," \
	"'description':'<p><b>One.</b></p><p>&lt;i&gt;Two&lt;/i&gt; &amp; three.</p>'," \
	"'industryIdentifiers':[{'type':'OTHER','identifier':'UOM:39015012345678'}," \
	"{'type':'ISBN_10','identifier':'0999001019'}],'pageCount':0,'categories':['Fiction']," \
	"'imageLinks':{'thumbnail':'http://books.google.com/books/content?id=gb1&zoom=1" \
	"&edge=curl&source=gbs_api'}}}"

START_TEST(a_volume_is_read_without_its_markup)
{
	struct reply *r;

	record("googlebooks", "/books/v1/volumes/gb1?country=US", VOLUME);
	r = details("googlebooks", "gb1");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "description"), "One.\n\nTwo & three.");
	ck_assert_str_eq(json_text(r, "isbn"), "9780999001011");
	ck_assert_str_eq(json_text(r, "length"), "null");
	ck_assert_str_eq(json_text(r, "pub_date"), "1998-10");
	ck_assert_str_eq(json_text(r, "genre"), "Fiction");
	record("googlebooks", "/books/v1/volumes/gb2?country=US", "{'id':'gb2','volumeInfo':{}}");
	ck_assert_int_eq(details("googlebooks", "gb2")->http, 404);
}
END_TEST

START_TEST(a_volume_found_by_isbn_has_that_isbn)
{
	static const char path[] =
		"/books/v1/volumes?q=isbn:9780999001011&maxResults=5&printType=books&country=US";
	struct reply *r;

	record("googlebooks", path, "{'totalItems':2,'items':[{'id':'gb2','volumeInfo':{'title':"
		"'Another','industryIdentifiers':[{'type':'ISBN_13',"
		"'identifier':'9780999001042'}]}},"
		"{'id':'gb3','volumeInfo':{'title':'None'}}," VOLUME "]}");
	r = look_up("q=978-0-9990010-1-1&source=googlebooks");
	ck_assert_str_eq(json_column(r, "results", "external_id"), "gb1");
	recorded_count = 0;
	record("googlebooks", path, "{'kind':'books#volumes','totalItems':0}");
	r = look_up("q=978-0-9990010-1-1&source=googlebooks");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_column(r, "results", "external_id"), "");
}
END_TEST

/* --- TMDb ------------------------------------------------------------------------------------- */

#define MOVIE(id) "/3/movie/" id "?append_to_response=release_dates,credits,external_ids&language="
#define MOVIE_27 "{'id':27,'title':'Lantern','original_title':'Lykta'," \
		"'release_date':'2011-03-04'," \
	"'runtime':104,'overview':'%s','poster_path':'/a.jpg','imdb_id':'tt9000027'," \
	"'genres':[{'id':1,'name':'Drama'},{'id':2,'name':'Mystery'}]," \
	"'belongs_to_collection':{'id':1,'name':'Lanterns'}," \
	"'external_ids':{'imdb_id':'tt9000027','wikidata_id':'Q9000027'}," \
	"'credits':{'cast':[{'name':'Ada'},{'name':null},{'name':'Bo'}]," \
	"'crew':[{'name':'Cy','job':'Director'},{'name':'Di','job':'Writer'}," \
	"{'name':'Ed','job':'Director'}]},'release_dates':{'results':[" \
	"{'iso_3166_1':'DE','release_dates':[{'certification':'12'}]}," \
	"{'iso_3166_1':'US','release_dates':[{'certification':''},{'certification':'PG-13'}]}]}}"

START_TEST(a_film_has_its_directors_and_its_first_certification)
{
	struct reply *r;

	record("tmdb", MOVIE("27") "en", arena_printf(&memory, MOVIE_27, "Lit."));
	r = details("tmdb", "movie/27");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "type"), "MOVIE");
	ck_assert_str_eq(json_text(r, "external_id"), "movie/27");
	ck_assert_str_eq(json_text(r, "creator"), "Cy, Ed");
	ck_assert_str_eq(json_text(r, "genre"), "Drama, Mystery");
	ck_assert_str_eq(json_text(r, "length"), "104");
	ck_assert_str_eq(json_text(r, "length_unit"), "minutes");
	ck_assert_str_eq(json_text(r, "description"), "Lit.");
	ck_assert_str_eq(json_text(r, "metadata.title_original"), "Lykta");
	ck_assert_str_eq(json_text(r, "metadata.series.name"), "Lanterns");
	ck_assert_str_eq(json_text(r, "metadata.certification"), "PG-13");
	ck_assert_str_eq(json_text(r, "metadata.cast[1]"), "Bo");
	ck_assert_str_eq(json_text(r, "metadata.ids.imdb"), "tt9000027");
	ck_assert_str_eq(json_text(r, "metadata.ids.tmdb"), "27");
	ck_assert_str_eq(json_text(r, "metadata.ids.wikidata"), "Q9000027");
}
END_TEST

START_TEST(an_overview_that_is_empty_is_told_in_english)
{
	client_settings(MANY_CALLS KEYS "lookup_language = sv\n");
	record("tmdb", MOVIE("27") "sv", arena_printf(&memory, MOVIE_27, ""));
	record("tmdb", "/3/movie/27?language=en-US", "{'id':27,'title':'X','overview':'Lit.'}");
	ck_assert_str_eq(json_text(details("tmdb", "movie/27"), "description"), "Lit.");
	ck_assert_str_eq(json_text(details("tmdb", "movie/27"), "title"), "Lantern");
	recorded_count--;
	ck_assert_str_eq(json_text(details("tmdb", "movie/27"), "description"), "null");
	ck_assert_str_eq(json_text(details("tmdb", "movie/27"), "title"), "Lantern");
}
END_TEST

START_TEST(a_series_is_as_long_as_its_seasons_but_the_specials)
{
	struct reply *r;

	record("tmdb", "/3/tv/27?append_to_response=content_ratings,credits,"
		"external_ids&language=en",
		"{'id':27,'name':'Marsh','original_name':'Marsh','first_air_date':'',"
		"'created_by':[{'name':'Fay'}],'episode_run_time':[],'networks':[{'name':'Nine'}],"
		"'overview':'Wet.','number_of_episodes':12,'seasons':["
		"{'season_number':0,'episode_count':7},{'season_number':1,'episode_count':3},"
		"{'season_number':2,'episode_count':2},{'season_number':3,'episode_count':null},"
		"{'season_number':'4','episode_count':9},null],"
		"'external_ids':{'imdb_id':null,'tvdb_id':330001},"
		"'content_ratings':{'results':[{'iso_3166_1':'US','rating':'TV-14'}]}}");
	r = details("tmdb", "tv/27");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "type"), "TV_SHOW");
	ck_assert_str_eq(json_text(r, "external_id"), "tv/27");
	ck_assert_str_eq(json_text(r, "creator"), "Fay");
	ck_assert_str_eq(json_text(r, "length"), "5");
	ck_assert_str_eq(json_text(r, "pub_date"), "null");
	ck_assert_str_eq(json_text(r, "metadata.title_original"), "(none)");
	ck_assert_str_eq(json_text(r, "metadata.network"), "Nine");
	ck_assert_str_eq(json_text(r, "metadata.certification"), "TV-14");
	ck_assert_str_eq(json_text(r, "metadata.ids.tvdb"), "330001");
}
END_TEST

START_TEST(of_a_film_nothing_may_be_known)
{
	struct reply *r;

	record("tmdb", MOVIE("28") "en", "{'id':28,'title':'Untold','release_date':'',"
		"'overview':'',"
		"'poster_path':null,'runtime':0,'genres':[],'credits':null,"
		"'belongs_to_collection':null}");
	r = details("tmdb", "movie/28");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "length"), "null");
	ck_assert_str_eq(json_text(r, "description"), "null");
	ck_assert_str_eq(json_text(r, "creator"), "null");
	ck_assert_str_eq(json_text(r, "pub_date"), "null");
	ck_assert_str_eq(json_text(r, "metadata.series"), "(none)");
}
END_TEST

/* Numbers overlap, and nothing else is an id: it is never part of a path. */
static const char *const no_tmdb_ids[] = {
	"27", "movie", "movie/", "movie/x", "movie/27/credits", "movie/27%3Fa=b", "movie/-1",
	"person/27", "tv/..", "..%2F..%2Faccount", "movie/1234567890123", "movie%2527", "MOVIE/27",
};

START_TEST(what_is_no_id_of_it_is_not_asked)
{
	struct reply *r = details("tmdb", no_tmdb_ids[_i]);

	ck_assert_int_eq(r->http, 404);
	ck_assert_str_eq(asked.data, "");
}
END_TEST

#define SEARCH_MOVIE "/3/search/movie?query=lantern&include_adult=false&language=en"
#define SEARCH_TV "/3/search/tv?query=lantern&include_adult=false&language=en"

START_TEST(films_and_series_of_one_number_are_two)
{
	struct reply *r;

	record("tmdb", SEARCH_MOVIE, "{'page':1,'results':[{'id':27,'title':'Lantern',"
		"'release_date':'2011-03-04','poster_path':null},{'id':28,'title':'Lantern',"
		"'poster_path':'evil.example/x.jpg'},{'title':'No id'},{'id':{},'title':'x'}]}");
	record("tmdb", SEARCH_TV, "{'page':1,'results':[{'id':27,'name':'Lantern',"
		"'first_air_date':'2011'}]}");
	r = look_up("q=lantern&source=tmdb");
	ck_assert_str_eq(json_column(r, "results", "external_id"), "movie/27|movie/28|tv/27");
	ck_assert_str_eq(json_column(r, "results", "type"), "MOVIE|MOVIE|TV_SHOW");
	r = look_up("q=lantern&source=tmdb&type=TV_SHOW");
	ck_assert_str_eq(json_column(r, "results", "external_id"), "tv/27");
	ck_assert_str_eq(asked.data, "tmdb " SEARCH_TV "\n");
}
END_TEST

/* --- TVmaze ----------------------------------------------------------------------------------- */

/* A full page of films takes no series' room. */
START_TEST(of_both_kinds_there_are_some)
{
	struct buf films;
	struct reply *r;

	buf_init(&films, &memory, 2000);
	for (int i = 1; i <= 20; i++)
		buf_printf(&films, "%s{'id':%d,'title':'Film %d'}", i > 1 ? "," : "", i, i);
	record("tmdb", "/3/search/movie?query=both&include_adult=false&language=en",
		arena_printf(&memory, "{'results':[%s]}", films.data));
	record("tmdb", "/3/search/tv?query=both&include_adult=false&language=en",
		"{'results':[{'id':1,'name':'Series'}]}");
	r = look_up("q=both&source=tmdb");
	ck_assert_ptr_nonnull(strstr(json_column(r, "results", "external_id"), "|tv/1"));
	ck_assert_ptr_nonnull(strstr(json_column(r, "results", "external_id"), "movie/10|"));
	r = look_up("q=both&source=tmdb&type=MOVIE");
	ck_assert_ptr_nonnull(strstr(json_column(r, "results", "external_id"), "|movie/20"));
}
END_TEST

START_TEST(a_show_is_read_with_its_network_or_its_web_channel)
{
	static const char *const channels[] = {
		"'network':{'name':'Nine'},'webChannel':null",
		"'network':null,'webChannel':{'name':'Nine'}",
	};
	struct reply *r;

	for (int i = 0; i < COUNT(channels); i++) {
		recorded_count = 0;
		record("tvmaze", "/shows/82?embed[]=crew", arena_printf(&memory,
			"{'id':82,'url':'https://www.tvmaze.com/shows/82/marsh','name':'Marsh',"
			"'genres':['Drama','Nature'],'premiered':'2016-01-05',"
			"'language':'English',%s,"
			"'externals':{'imdb':'tt9000101','thetvdb':330001},'image':null,"
			"'summary':'<p><b>Wet</b> &amp; wide.</p>',"
			"'_embedded':{'crew':[{'type':'Editor','person':{'name':'No'}},"
			"{'type':'Creator',"
			"'person':{'name':'Fay'}}]}}", channels[i]));
		record("tvmaze", "/shows/82/episodes?specials=1",
			"[{'season':1,'number':1,'type':'regular','name':'Low &amp; Slow',"
			"'airdate':'2016-01-05','runtime':45},"
			"{'season':1,'number':null,'type':'significant_special','name':'Made'},"
			"{'season':2,'number':1,'type':'regular','name':null,'airdate':'',"
			"'runtime':0},"
			"{'season':'x','number':1},{'number':3},null,7]");
		r = details("tvmaze", "82");
		ck_assert_int_eq(r->http, 200);
		ck_assert_str_eq(json_column(r, "seasons", "number"), "0|1|2");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[0].title"), "Low & Slow");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[0].air_date"), "2016-01-05");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[0].length"), "45");
		ck_assert_str_eq(json_text(r, "seasons[2].episodes[0].air_date"), "null");
		ck_assert_str_eq(json_text(r, "seasons[2].episodes[0].length"), "null");
		ck_assert_str_eq(json_text(r, "metadata.network"), "Nine");
		ck_assert_str_eq(json_text(r, "creator"), "Fay");
		ck_assert_str_eq(json_text(r, "description"), "Wet & wide.");
		ck_assert_str_eq(json_text(r, "length"), "2");
		ck_assert_str_eq(json_text(r, "metadata.ids.tvdb"), "330001");
	}
}
END_TEST

START_TEST(of_a_show_all_may_be_null)
{
	struct reply *r;

	record("tvmaze", "/shows/83?embed[]=crew", "{'id':83,'name':'Salt','url':"
		"'javascript:alert(1)','genres':[],'premiered':null,'network':null,"
		"'webChannel':null,"
		"'image':null,'summary':null,'language':null,'externals':{'imdb':null,"
		"'thetvdb':null}}");
	r = details("tvmaze", "83");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "length"), "null");
	ck_assert_str_eq(json_text(r, "pub_date"), "null");
	ck_assert_str_eq(json_text(r, "metadata"), "{}");
	ck_assert_ptr_null(strstr(r->body, "javascript"));
	ck_assert_int_eq(details("tvmaze", "84")->http, 404);
}
END_TEST

/* --- Wikidata --------------------------------------------------------------------------------- */

#define ENTITIES(ids, props) "/w/api.php?action=wbgetentities&format=json&maxlag=5&ids=" ids \
	"&props=" props "&languages=en%7Cen%7Cmul"
#define WHOLE "labels%7Cdescriptions%7Cclaims"
#define ITEM(id) "{'mainsnak':{'snaktype':'value','datavalue':{'value':{'id':'" id "'}}}," \
	"'rank':'normal'}"
#define TIME(text, rank_) "{'mainsnak':{'snaktype':'value','datavalue':{'value':{'time':'" text \
	"','precision':11}}},'rank':'" rank_ "'}"
#define AMOUNT(amount_, unit_) "{'mainsnak':{'snaktype':'value','datavalue':{'value':{'amount':'" \
	amount_ "','unit':'http://www.wikidata.org/entity/" unit_ "'}}},'rank':'normal'}"
#define STRING(text) "{'mainsnak':{'snaktype':'value','datavalue':{'value':'" text "'}}," \
	"'rank':'normal'}"
#define LABEL(text) "'labels':{'en':{'language':'en','value':'" text "'}}"
#define UNKNOWN "{'mainsnak':{'snaktype':'somevalue'},'rank':'normal'}"

START_TEST(of_several_dates_the_earliest_that_is_not_deprecated_counts)
{
	static const struct {
		const char *times, *date;
	} cases[] = {
		{ TIME("+2011-04-01T00:00:00Z", "normal") ","
			"" TIME("+2011-03-04T00:00:00Z", "normal")
			"," TIME("+1999-01-01T00:00:00Z", "deprecated") "," UNKNOWN, "2011-03-04" },
		{ TIME("+2003-01-01T00:00:00Z", "normal") ","
			TIME("+2004-06-00T00:00:00Z", "preferred"), "2004-06" },
		{ TIME("+2010-00-00T00:00:00Z", "normal"), "2010" }, { UNKNOWN, "null" },
	};
	struct reply *r;

	for (int i = 0; i < COUNT(cases); i++) {
		recorded_count = 0;
		record("wikidata", ENTITIES("Q27", WHOLE), arena_printf(&memory,
			"{'entities':{'Q27':{'id':'Q27'," LABEL("Lantern") ",'claims':{"
			"'P31':[" ITEM("Q11424") "],'P577':[%s]}}}}", cases[i].times));
		r = details("wikidata", "Q27");
		ck_assert_int_eq(r->http, 200);
		ck_assert_str_eq(json_text(r, "pub_date"), cases[i].date);
	}
}
END_TEST

/* Settings have pt-BR, as TMDb does; Wikidata has pt-br. */
START_TEST(a_language_of_a_country_is_one_of_wikidata)
{
	client_settings(MANY_CALLS "lookup_language = pt-BR\n");
	record("wikidata", "/w/api.php?action=wbgetentities&format=json&maxlag=5&ids=Q27"
		"&props=" WHOLE "&languages=pt-br%7Cen%7Cmul", "{'entities':{'Q27':{'id':'Q27',"
		"'labels':{'en':{'value':'Lantern'},'pt-br':{'value':'Lanterna'}},"
		"'claims':{'P31':[" ITEM("Q11424") "]}}}}");
	ck_assert_str_eq(json_text(details("wikidata", "Q27"), "title"), "Lanterna");
}
END_TEST

START_TEST(facts_have_names_in_the_place_of_ids)
{
	struct reply *r;

	record("wikidata", ENTITIES("Q27", WHOLE), "{'entities':{'Q27':{'id':'Q27',"
		LABEL("Lantern") ",'descriptions':{'en':{'value':'2011 film'}},'claims':{"
		"'P31':[" ITEM("Q11424") "],'P57':[" ITEM("Q501") "," ITEM("Q502") "," UNKNOWN "],"
		"'P136':[" ITEM("Q601") "," ITEM("Q699") "],'P2047':[" AMOUNT("+1.5", "Q25235") "],"
		"'P345':[" STRING("tt9000027") "],'P4947':[" STRING("27") "]}}}}");
	record("wikidata", ENTITIES("Q501%7CQ502%7CQ601%7CQ699", "labels"), "{'entities':{"
		"'Q501':{" LABEL("Cy") "},'Q502':{'labels':{'mul':{'value':'Ed'}}},"
		"'Q601':{" LABEL("drama film") "},'Q699':{'labels':{}}}}");
	r = details("wikidata", "Q27");
	ck_assert_str_eq(json_text(r, "creator"), "Cy, Ed");
	ck_assert_str_eq(json_text(r, "genre"), "drama film");
	ck_assert_str_eq(json_text(r, "length"), "90");
	ck_assert_str_eq(json_text(r, "type"), "MOVIE");
	ck_assert_str_eq(json_text(r, "metadata.ids.imdb"), "tt9000027");
	ck_assert_str_eq(json_text(r, "metadata.ids.tmdb"), "27");
	ck_assert_str_eq(json_text(r, "metadata.ids.wikidata"), "Q27");
	/* names are more than is needed */
	recorded_count--;
	r = details("wikidata", "Q27");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "creator"), "null");
}
END_TEST

static const char *const no_entities[] = {
	"{'error':{'code':'no-such-entity'}}", "{'entities':{'Q27':{'id':'Q27','missing':''}}}",
	"{}", "[]", "{'entities':[]}", "{'entities':{'Q27':7}}",
	"{'entities':{'Q27':{'id':'Q27'," LABEL("A street") ",'claims':{}}}}",
	"{'entities':{'Q27':{'id':'Q27','labels':{},'claims':{'P31':[" ITEM("Q11424") "]}}}}",
};

START_TEST(what_is_no_title_is_not_found)
{
	struct reply *r;

	record("wikidata", ENTITIES("Q27", WHOLE), no_entities[_i]);
	r = details("wikidata", "Q27");
	ck_assert_msg(r->http == 404 || (r->http == 503 && !_i), "%s", r->body);
}
END_TEST

START_TEST(only_ids_of_items_are_asked_for)
{
	static const char *const ids[] = { "P31", "Q", "27", "q27", "Q27%7CQ28", "Q27%26x=1",
		"L1" };

	for (int i = 0; i < COUNT(ids); i++) {
		ck_assert_int_eq(details("wikidata", ids[i])->http, 404);
		ck_assert_str_eq(asked.data, "");
	}
}
END_TEST

/* What would be a command of its search is a word. */
START_TEST(words_are_no_commands)
{
	client_settings(MANY_CALLS);
	look_up("q=%22a%22+-b+insource:/c/+(d)*&type=MOVIE");
	ck_assert_msg(!strstr(asked.data, "%22") && !strstr(asked.data, "insource%3A")
		&& !strstr(asked.data, "%2F") && !strstr(asked.data, "%2A"), "%s", asked.data);
	ck_assert_ptr_nonnull(strstr(asked.data, "haswbstatement%3AP31%3DQ11424%7CP31%3D"));
}
END_TEST

/* --- RAWG ------------------------------------------------------------------------------------- */

START_TEST(a_game_is_read_by_number_and_by_an_old_name)
{
	static const char game[] = "{'id':4200,'slug':'lantern-run','name':'Lantern Run',"
		"'name_original':'Lyktloppet','released':'2011-04-18','background_image':null,"
		"'playtime':11,'platforms':[{'platform':{'name':'PC'}},{'platform':null}],"
		"'genres':[{'name':'Puzzle'}],'stores':null,'esrb_rating':{'name':'Everyone'},"
		"'description':'<p>Run.</p>','developers':[{'name':'Glass'}],"
		"'publishers':[{'name':'Big'}]}";
	struct reply *r;

	record("rawg", "/api/games/4200", game);
	record("rawg", "/api/games/old", "{'id':4200,'redirect':true,'slug':'lantern-run'}");
	record("rawg", "/api/games/lantern-run", game);
	for (int i = 0; i < 2; i++) {
		r = details("rawg", i ? "old" : "4200");
		ck_assert_int_eq(r->http, 200);
		ck_assert_str_eq(json_text(r, "external_id"), "4200");
		ck_assert_str_eq(json_text(r, "type"), "GAME");
		ck_assert_str_eq(json_text(r, "creator"), "Glass");
		ck_assert_str_eq(json_text(r, "length"), "11");
		ck_assert_str_eq(json_text(r, "length_unit"), "hours");
		ck_assert_str_eq(json_text(r, "description"), "Run.");
		ck_assert_str_eq(json_text(r, "metadata.platforms[0]"), "PC");
		ck_assert_str_eq(json_text(r, "metadata.certification"), "Everyone");
	}
	/* one that leads to itself ends */
	record("rawg", "/api/games/loop", "{'id':1,'redirect':true,'slug':'loop'}");
	ck_assert_int_eq(details("rawg", "loop")->http, 404);
}
END_TEST

START_TEST(of_a_game_all_may_be_null)
{
	struct reply *r;

	record("rawg", "/api/games/4201", "{'id':4201,'slug':'blank','name':'Blank',"
		"'released':null,"
		"'background_image':null,'playtime':0,'platforms':null,'genres':[],"
		"'esrb_rating':null,"
		"'metacritic':null}");
	r = details("rawg", "4201");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "length"), "null");
	ck_assert_str_eq(json_text(r, "pub_date"), "null");
	ck_assert_str_eq(json_text(r, "metadata"),
		"{\"source_url\":\"https://rawg.io/games/blank\"}");
}
END_TEST

/* --- who is asked for what -------------------------------------------------------------------- */

/* The names of the sources in `asked`, in its order, each once. */
static const char *
asked_sources(void)
{
	struct buf names;

	buf_init(&names, &memory, 100);
	for (const char *line = asked.data; *line; line = strchr(line, '\n') + 1) {
		const char *name = arena_copy(&memory, line, strcspn(line, " "));

		if (!strstr(names.data, name))
			buf_printf(&names, "%s%s", names.length ? " " : "", name);
	}
	return names.data;
}

static const struct {
	const char *settings, *query, *sources;
} choices[] = {
	{ "", "q=lantern", "openlibrary tvmaze wikidata" },
	{ "", "q=lantern&type=BOOK", "openlibrary" },
	{ "", "q=lantern&type=TV_SHOW", "tvmaze" },
	{ "", "q=lantern&type=MOVIE", "wikidata" },
	{ "", "q=lantern&type=GAME", "wikidata" },
	{ "", "q=lantern&type=BOOK&type=GAME", "openlibrary wikidata" },
	{ KEYS, "q=lantern", "openlibrary googlebooks tmdb tvmaze rawg" },
	{ KEYS, "q=lantern&type=BOOK", "openlibrary googlebooks" },
	{ KEYS, "q=lantern&type=TV_SHOW", "tmdb tvmaze" },
	{ KEYS, "q=lantern&type=MOVIE", "tmdb" },
	{ KEYS, "q=lantern&type=GAME", "rawg" },
	{ "rawg_key = 12345678\n", "q=lantern&type=GAME&type=MOVIE", "wikidata rawg" },
	{ KEYS, "q=lantern&source=wikidata&source=tvmaze", "tvmaze wikidata" },
	{ KEYS, "q=9780999001011", "openlibrary googlebooks" },
	{ KEYS, "q=tt9000101", "tmdb tvmaze" },
	{ "", "q=tt9000101", "tvmaze wikidata" },
	/* addresses of pages */
	{ KEYS, "q=https://www.themoviedb.org/movie/27-lantern?language=de", "tmdb" },
	{ KEYS, "q=https://www.themoviedb.org/tv/27", "tmdb" },
	{ KEYS, "q=https://openlibrary.org/books/OL2M/Harbour", "openlibrary" },
	{ KEYS, "q=https://openlibrary.org/works/OL1W", "openlibrary" },
	{ KEYS, "q=http://tvmaze.com/shows/82/marsh", "tvmaze" },
	{ KEYS, "q=https://www.wikidata.org/wiki/Q27", "wikidata" },
	{ KEYS, "q=https://rawg.io/games/lantern-run", "rawg" },
	{ KEYS, "q=https://www.imdb.com/title/tt9000101/", "tmdb tvmaze" },
	{ KEYS, "q=https://books.google.com/books?id=gb1%26hl=en", "googlebooks" },
	{ KEYS, "q=https://openlibrary.org.evil.example/books/OL2M&type=TV_SHOW", "tmdb tvmaze" },
};

START_TEST(each_is_asked_for_what_it_knows)
{
	client_settings(arena_printf(&memory, MANY_CALLS "%s", choices[_i].settings));
	look_up(choices[_i].query);
	ck_assert_str_eq(asked_sources(), choices[_i].sources);
}
END_TEST

START_TEST(what_is_looked_for_is_encoded)
{
	static const char *const words[] = {
		"a%26b%3Dc", "a%23b", "a%25b", "caf%C3%A9", "a%2Fb%3Fc", "a%0D%0AHost:%20x",
			"%22%27%3C",
	};

	for (int i = 0; i < COUNT(words); i++) {
		struct reply *r = look_up(arena_printf(&memory, "q=%s", words[i]));
		int lines = 0;

		if (r->http == 400)	/* a line break is none of a search */
			continue;
		for (const char *line = asked.data; *line; line = strchr(line, '\n') + 1)
			lines++;
		ck_assert_int_eq(lines, 6);
		ck_assert_ptr_null(strpbrk(asked.data, "\"'<\r"));
		ck_assert_ptr_null(strstr(asked.data, "#"));
		ck_assert_ptr_null(strstr(asked.data, "\xc3"));
		ck_assert_ptr_null(strstr(asked.data, "&b="));
		ck_assert_ptr_null(strstr(asked.data, "a/b"));
	}
	details("tvmaze", "..%2F..%2Fa%3Fb");
	ck_assert_ptr_null(strstr(asked.data, "/../"));
	details("rawg", "..%2F..%2Fa%3Fb");
	ck_assert_ptr_null(strstr(asked.data, "/../"));
}
END_TEST

static const struct {
	const char *q, *words, *year;
} years[] = {
	{ "dune%20(2021)", "dune", "2021" }, { "dune(2021)", "dune", "2021" },
	{ "dune%20(2021)%20", "dune", "2021" }, { "1917%20(2019)", "1917", "2019" },
	/* these are words of a title */
	{ "dune%202021", "dune%202021", NULL }, { "(2021)", "%282021%29", NULL },
	{ "dune%20(21)", "dune%20%2821%29", NULL },
	{ "dune%20(20211)", "dune%20%2820211%29", NULL },
	{ "dune%20(202x)", "dune%20%28202x%29", NULL },
	{ "dune%20(2021)%20x", "dune%20%282021%29%20x", NULL },
};

START_TEST(a_year_in_brackets_is_the_titles)
{
	look_up(arena_printf(&memory, "q=%s", years[_i].q));
	ck_assert_ptr_nonnull(strstr(asked.data, arena_printf(&memory,
		"tmdb /3/search/movie?query=%s&include_adult=false&language=en%s%s\n",
		years[_i].words, years[_i].year ? "&primary_release_year=" : "",
		years[_i].year ? years[_i].year : "")));
	ck_assert_ptr_nonnull(strstr(asked.data, arena_printf(&memory,
		"tmdb /3/search/tv?query=%s&include_adult=false&language=en%s%s\n",
		years[_i].words, years[_i].year ? "&first_air_date_year=" : "",
		years[_i].year ? years[_i].year : "")));
	ck_assert_ptr_nonnull(strstr(asked.data, arena_printf(&memory,
		"tvmaze /search/shows?q=%s\n", years[_i].words)));
}
END_TEST

/* --- the same from several -------------------------------------------------------------------- */

#define VOLUMES(q) "/books/v1/volumes?q=" q "&maxResults=20&printType=books&country=US"

START_TEST(the_same_from_two_sources_is_one)
{
	struct reply *r;

	record("openlibrary", WORKS("harbour"), "{'docs':[{'key':'/works/OL1W','title':'Harbour',"
		"'first_publish_year':1998},{'key':'/works/OL8W','title':'Other'}]}");
	record("googlebooks", VOLUMES("harbour"), "{'items':[{'id':'gb1','volumeInfo':{'title':"
		"'HARBOUR','publishedDate':'1998-10','authors':['Ines']}},{'id':'gb2','volumeInfo':"
		"{'title':'Harbour','publishedDate':'2001'}}]}");
	r = look_up("q=harbour&type=BOOK");
	ck_assert_str_eq(json_column(r, "results", "external_id"), "OL1W|OL8W|gb2");
	ck_assert_str_eq(json_text(r, "results[0].creator"), "Ines");
	/* a film by its IMDb id, whatever else is said of it */
	record("tmdb", "/3/find/tt9000101?external_source=imdb_id&language=en", "{"
		"'movie_results':[],"
		"'tv_results':[{'id':27,'name':'Marsh','first_air_date':'2016'}],"
		"'person_results':[]}");
	record("tvmaze", "/lookup/shows?imdb=tt9000101", "{'id':82,'name':'Marsh','premiered':"
		"'2016-01-05','externals':{'imdb':'tt9000101'}}");
	r = look_up("q=tt9000101");
	ck_assert_str_eq(json_column(r, "results", "external_id"), "tv/27");
}
END_TEST

START_TEST(one_with_its_subtitle_and_one_without_are_one)
{
	struct reply *r;

	record("openlibrary", WORKS("harbour"), "{'docs':[{'key':'/works/OL1W','title':'Harbour',"
		"'subtitle':'a tale','first_publish_year':1998},{'key':'/works/OL2W',"
		"'title':'Harbour',"
		"'subtitle':'another','first_publish_year':1998}]}");
	record("googlebooks", VOLUMES("harbour"), "{'items':[{'id':'gb1','volumeInfo':{'title':"
		"'Harbour','publishedDate':'1998'}}]}");
	r = look_up("q=harbour&type=BOOK");
	ck_assert_str_eq(json_column(r, "results", "external_id"), "OL1W|OL2W");
}
END_TEST

START_TEST(two_editions_of_one_title_are_two)
{
	struct reply *r;

	record("googlebooks", VOLUMES("harbour"), "{'items':[{'id':'gb1','volumeInfo':{'title':"
		"'Harbour','publishedDate':'1998','industryIdentifiers':[{'type':'ISBN_13',"
		"'identifier':"
		"'9780999001011'}]}},{'id':'gb2','volumeInfo':{'title':'Harbour',"
		"'publishedDate':'1998',"
		"'industryIdentifiers':[{'type':'ISBN_13','identifier':'9780999001028'}]}}]}");
	r = look_up("q=harbour&source=googlebooks");
	ck_assert_str_eq(json_column(r, "results", "external_id"), "gb1|gb2");
}
END_TEST

/* --- what there is of it here ----------------------------------------------------------------- */

static const char *
add_media(const struct sender *sender, const char *json)
{
	struct reply *r = client_post(sender, &media_app, "/", json);

	ck_assert_msg(r->http == 201, "%s", r->body);
	return json_text(r, "id");
}

static void
record_search(void)
{
	record("openlibrary", EDITION("ISBN:9780999001011"), FOX);
	record("tmdb", SEARCH_MOVIE, "{'results':[{'id':27,'title':'Lantern','release_date':"
		"'2011-03-04'},{'id':28,'title':'The Other Lantern',"
		"'release_date':'2012-01-01'}]}");
}

START_TEST(a_result_is_marked_by_id_by_isbn_and_by_the_rule_of_films)
{
	const char *book = add_media(&other, "{\"type\":\"BOOK\",\"title\":\"x\","
		"\"isbn\":\"9780999001011\"}");
	const char *film = add_media(&other, "{\"type\":\"MOVIE\",\"title\":\"LANTERN\","
		"\"pub_date\":\"2011\"}");
	const char *known = add_media(&other, "{\"type\":\"MOVIE\",\"title\":\"Renamed\","
		"\"source\":\"EXTERNAL\",\"external_source\":\"tmdb\","
		"\"external_id\":\"movie/28\"}");
	struct reply *r;

	record_search();
	r = look_up("q=9780999001011&source=openlibrary");
	ck_assert_str_eq(json_text(r, "results[0].media_id"), book);
	ck_assert_str_eq(json_text(r, "results[0].my.entry_id"), "null");
	r = client_post(&member, &usermedia_app, "/", arena_printf(&memory,
		"{\"media_id\":\"%s\",\"status\":\"PAUSED\"}", film));
	ck_assert_int_eq(r->http, 201);
	r = look_up("q=lantern&type=MOVIE");
	ck_assert_str_eq(json_column(r, "results", "media_id"), arena_printf(&memory, "%s|%s", film,
		known));
	ck_assert_str_eq(json_column(r, "results", "my.status"), "PAUSED|null");
}
END_TEST

/* --- its picture ------------------------------------------------------------------------------ */

static struct reply *
get_picture(const char *u, const char *s)
{
	return client_get(&nobody, &lookup_app, arena_printf(&memory, "/picture?u=%s&s=%s", u, s));
}

START_TEST(the_address_of_a_picture_is_good_for_a_day_or_two)
{
	static const char encoded[] = "https%3A%2F%2Fimage.tmdb.org%2Ft%2Fp%2Fw342%2Fa.jpg";
	const char *link, *signature;
	struct reply *r;

	kept_picture = "https://image.tmdb.org/t/p/w342/a.jpg";
	record("tmdb", SEARCH_MOVIE, "{'results':[{'id':27,'title':'Lantern','poster_path':"
		"'/a.jpg'},{'id':28,'title':'Other','poster_path':'//evil.example/a.jpg'},"
		"{'id':29,'title':'Third','poster_path':'/../../x.jpg'}]}");
	r = look_up("q=lantern&type=MOVIE");
	link = json_text(r, "results[0].picture_url");
	ck_assert_ptr_nonnull(strstr(link, encoded));
	ck_assert_ptr_null(strstr(json_text(r, "results[1].picture_url"), "u=https%3A%2F%2Fevil"));
	signature = strstr(link, "&s=") + 3;
	r = get_picture(encoded, signature);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, "bytes");
	ck_assert_str_eq(reply_header(r, "Content-Security-Policy"),
		"default-src 'none'; frame-ancestors 'none'");
	clock_set(clock_now() + 86400);
	ck_assert_int_eq(get_picture(encoded, signature)->http, 200);
	clock_set(clock_now() + 2 * 86400);
	ck_assert_int_eq(get_picture(encoded, signature)->http, 404);
	/* another installation's is none here */
	clock_set(clock_now() - 3 * 86400);
	ck_assert_int_eq(get_picture(encoded, signature)->http, 200);
	ck_assert_int_eq(get_picture(encoded, "00000000000000000000000000000000")->http, 404);
	ck_assert_int_eq(get_picture("https%3A%2F%2Fimage.tmdb.org%2Fx.jpg", signature)->http, 404);
}
END_TEST

START_TEST(only_pictures_of_the_sources_have_an_address)
{
	static const char *const urls[] = {
		"https://static.tvmaze.com.evil.example/a.jpg", "http://169.254.169.254/a.jpg",
		"https://127.0.0.1/a.jpg", "https://static.tvmaze.com:8443/a.jpg", "/a.jpg",
		"https://a@static.tvmaze.com/a.jpg", "https:"
		"//evil.example#@static.tvmaze.com/a.jpg",
		"file:///etc/passwd", "data:image/png;base64,x", "javascript:x", "",
		"https://static.tvmaze.com\\\\@evil.example/a.jpg", "https://[::1]/a.jpg",
	};
	struct reply *r;

	for (int i = 0; i < COUNT(urls); i++) {
		recorded_count = 0;
		record("tvmaze", "/search/shows?q=lantern", arena_printf(&memory, "[{'show':{"
			"'id':1,"
			"'name':'x','image':{'original':'%s'}}}]", urls[i]));
		r = look_up("q=lantern&source=tvmaze");
		ck_assert_str_eq(json_column(r, "results", "title"), "x");
		ck_assert_msg(!strcmp(json_text(r, "results[0].picture_url"), "null"), "%s: %s",
			urls[i], r->body);
	}
}
END_TEST

/* --- taking one ------------------------------------------------------------------------------- */

START_TEST(a_title_is_taken_once)
{
	struct reply *r;
	const char *id;

	record("tmdb", MOVIE("28") "en", "{'id':28,'title':'Untold','release_date':'2011'}");
	r = client_post(&member, &lookup_app, "/", "{\"source\":\"tmdb\",\"id\":\"movie/28\"}");
	ck_assert_int_eq(r->http, 201);
	id = json_text(r, "id");
	ck_assert_str_eq(reply_header(r, "Location"), arena_printf(&memory, "/media/%s", id));
	ck_assert_str_eq(json_text(r, "title"), "Untold");
	ck_assert_str_eq(json_text(r, "source"), "EXTERNAL");
	ck_assert_str_eq(json_text(r, "external_id"), "movie/28");
	ck_assert_str_eq(json_text(r, "created_by.username"), member.username);
	ck_assert_str_eq(json_text(r, "my.entry"), "null");
	r = client_post(&other, &lookup_app, "/", "{\"source\":\"tmdb\","
		"\"external_id\":\"movie/28\","
		"\"status\":\"IN_PROGRESS\",\"rating\":4,\"format\":\"DVD\",\"platform\":\"PAL\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "id"), id);
	ck_assert_str_eq(json_text(r, "my.entry.status"), "IN_PROGRESS");
	ck_assert_str_eq(json_text(r, "my.rating"), "4");
	ck_assert_str_eq(json_text(r, "my.copies[0].format"), "DVD");
	ck_assert_str_eq(json_text(r, "my.copies[0].platform"), "PAL");
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(client_rows("entries"), 1);
}
END_TEST

START_TEST(what_is_on_the_shelf_stays_as_it_is_there)
{
	struct reply *r;

	record("tmdb", MOVIE("28") "en", "{'id':28,'title':'Untold'}");
	r = client_post(&member, &lookup_app, "/",
		"{\"source\":\"tmdb\",\"id\":\"movie/28\",\"status\":\"COMPLETED\"}");
	ck_assert_str_eq(json_text(r, "my.entry.status"), "COMPLETED");
	r = client_post(&member, &lookup_app, "/",
		"{\"source\":\"tmdb\",\"id\":\"movie/28\",\"status\":\"TO_DO\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "my.entry.status"), "COMPLETED");
	ck_assert_int_eq(client_rows("entries"), 1);
}
END_TEST

static const struct {
	const char *body, *field;
} bad_bodies[] = {
	{ "{\"source\":\"tmdb\"}", "id" }, { "{\"id\":\"1\"}", "source" },
	{ "{\"source\":\"imdb\",\"id\":\"1\"}", "source" },
	{ "{\"source\":\"\",\"id\":\"1\"}", "source" },
	{ "{\"source\":\"tvmaze\",\"id\":\"\"}", "id" },
	{ "{\"source\":\"tvmaze\",\"id\":[]}", "id" },
	{ "{\"source\":\"tvmaze\",\"id\":\"1\\r\\nX: y\"}", "id" },
	{ "{\"source\":\"tvmaze\",\"id\":\"1\",\"status\":\"READING\"}", "status" },
	{ "{\"source\":\"tvmaze\",\"id\":\"1\",\"rating\":6}", "rating" },
	{ "{\"source\":\"tvmaze\",\"id\":\"1\",\"format\":7}", "format" },
	{ "{\"source\":\"tvmaze\",\"id\":\"1\",\"nonsense\":7}", "nonsense" },
	{ "{\"source\":\"tvmaze\",\"id\":\"1\",\"platform\":\"PC\"}", "format" },
};

START_TEST(what_is_wrong_is_named_and_nothing_is_asked)
{
	struct reply *r = client_post(&member, &lookup_app, "/", bad_bodies[_i].body);

	ck_assert_msg(r->http == 400, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_bodies[_i].field);
	ck_assert_str_eq(asked.data, "");
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(a_format_that_is_too_long_is_refused_as_by_a_copy)
{
	struct buf format;
	struct reply *r;

	buf_init(&format, &memory, 100);
	for (int i = 0; i < 51; i++)
		buf_putc(&format, 'x');
	record("tvmaze", "/shows/1?embed[]=crew", "{'id':1,'name':'x'}");
	r = client_post(&member, &lookup_app, "/", arena_printf(&memory,
		"{\"source\":\"tvmaze\",\"id\":\"1\",\"format\":\"%s\"}", format.data));
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "format");
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

static const struct {
	const char *query, *field;
} bad_queries[] = {
	{ "", "q" }, { "q=", "q" }, { "q=%20", "q" }, { "q=a&type=COMIC", "type" },
	{ "q=a&source=imdb", "source" }, { "q=a&source=tvmaze&source=x", "source" },
	{ "q=%FF", "q" }, { "q=a%00", "q" }, { "q=a%0D%0Ab", "q" },
};

START_TEST(a_search_that_is_none_is_400)
{
	struct reply *r = look_up(bad_queries[_i].query);

	ck_assert_msg(r->http == 400, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), "validation_error");
	ck_assert_str_eq(asked.data, "");
}
END_TEST

START_TEST(only_members_look_up)
{
	ck_assert_int_eq(client_get(&nobody, &lookup_app, "/?q=lantern")->http, 401);
	ck_assert_int_eq(client_get(&nobody, &lookup_app, "/details?source=tvmaze&id=1")->http,
		401);
	ck_assert_int_eq(client_post(&nobody, &lookup_app, "/",
		"{\"source\":\"tvmaze\",\"id\":\"1\"}")->http, 401);
	ck_assert_str_eq(asked.data, "");
}
END_TEST

START_TEST(off_is_off)
{
	struct reply *r;

	client_settings("lookup = no\n");
	r = look_up("q=lantern");
	ck_assert_int_eq(r->http, 503);
	ck_assert_str_eq(json_text(r, "error.code"), "unavailable");
	ck_assert_int_eq(details("tvmaze", "1")->http, 503);
	ck_assert_int_eq(client_post(&member, &lookup_app, "/",
		"{\"source\":\"tvmaze\",\"id\":\"1\"}")->http, 503);
	ck_assert_str_eq(asked.data, "");
	/* what is wrong is so all the same */
	ck_assert_int_eq(look_up("q=")->http, 400);
}
END_TEST

START_TEST(a_source_without_its_key_is_off)
{
	struct reply *r;

	client_settings(MANY_CALLS);
	r = details("tmdb", "movie/27");
	ck_assert_int_eq(r->http, 503);
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "TMDB"));
	r = look_up("q=lantern&source=tmdb");
	ck_assert_int_eq(r->http, 503);
	r = look_up("q=lantern&source=tmdb&source=tvmaze");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_column(r, "providers", "source"), "tmdb|tvmaze");
	ck_assert_str_eq(json_column(r, "providers", "state"), "off|ok");
	ck_assert_str_eq(asked_sources(), "tvmaze");
}
END_TEST

START_TEST(sixty_a_minute_are_enough)
{
	struct reply *r;

	client_settings("");
	for (int i = 0; i < 60; i++)
		ck_assert_int_eq(look_up("q=lantern")->http, 200);
	r = look_up("q=lantern");
	ck_assert_int_eq(r->http, 429);
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	ck_assert_int_eq(details("tvmaze", "1")->http, 429);
	ck_assert_int_eq(client_post(&member, &lookup_app, "/",
		"{\"source\":\"tvmaze\",\"id\":\"1\"}")->http, 429);
	ck_assert_int_eq(client_post(&member, &lookup_app,
		"/media/00000000-0000-4000-8000-000000000000/refresh", "{}")->http, 429);
	ck_assert_int_eq(client_get(&member, &lookup_app, "/collection/search?query=x")->http, 429);
	ck_assert_int_eq(client_get(&member, &lookup_app,
		"/external_api/videogame?id=1")->http, 429);
	/* a page shows many pictures */
	ck_assert_int_eq(client_get(&member, &lookup_app, "/picture?u=x&s=y")->http, 404);
	ck_assert_int_eq(client_get(&other, &lookup_app, "/?q=lantern")->http, 200);
	clock_set(clock_now() + 61);
	ck_assert_int_eq(look_up("q=lantern")->http, 200);
}
END_TEST

/* The largest that sources may say is no larger than what is stored of it. */
START_TEST(the_longest_that_is_told_fits)
{
	struct buf name, names, answer;
	struct reply *r;
	cJSON *metadata;

	buf_init(&name, &memory, 2000);
	buf_init(&names, &memory, 200000);
	buf_init(&answer, &memory, 800000);
	for (int i = 0; i < 490; i++)
		buf_puts(&name, "\u20ac");
	for (int i = 0; i < 60; i++)
		buf_printf(&names, "%s{'name':'%s %d','platform':{'name':'%s %d'}}", i ? "," : "",
			name.data, i, name.data, i);
	buf_printf(&answer, "{'id':4200,'slug':'a','name':'%s%s%s','name_original':'%s',"
		"'released':'2011-04-18','platforms':[%s],'genres':[%s],'developers':[%s],"
		"'publishers':[%s],'playtime':1000001,"
		"'esrb_rating':{'name':'%s'}}", name.data, name.data,
		name.data, name.data, names.data, names.data, names.data, names.data, name.data);
	record("rawg", "/api/games/4200", answer.data);
	r = client_post(&member, &lookup_app, "/", "{\"source\":\"rawg\",\"id\":\"4200\"}");
	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "length"), "null");
	json_use_arena(&memory);
	metadata = cJSON_GetObjectItemCaseSensitive(r->json, "metadata");
	ck_assert_uint_le(strlen(json_print(metadata)), OBJECT_MAX);
	/* and it can be sent back as it is */
	r = client_put(&member, &media_app, arena_printf(&memory, "/%s", json_text(r, "id")),
		r->body);
	ck_assert_msg(r->http == 200, "%s", r->body);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lookup");
	TCase *tc = tcase_create("lookup");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, works_are_found_with_all_or_nothing_beside_their_title);
	tcase_add_test(tc, words_too_short_for_it_are_not_asked);
	tcase_add_test(tc, an_isbn_is_asked_for_as_13_digits);
	tcase_add_test(tc, an_isbn_is_of_an_edition);
	tcase_add_test(tc, an_edition_may_lack_all_but_its_title);
	tcase_add_test(tc, a_work_that_was_merged_is_followed);
	tcase_add_test(tc, a_work_becomes_the_edition_in_ones_language);
	tcase_add_test(tc, a_volume_is_read_without_its_markup);
	tcase_add_test(tc, a_volume_found_by_isbn_has_that_isbn);
	tcase_add_test(tc, a_film_has_its_directors_and_its_first_certification);
	tcase_add_test(tc, an_overview_that_is_empty_is_told_in_english);
	tcase_add_test(tc, a_series_is_as_long_as_its_seasons_but_the_specials);
	tcase_add_test(tc, of_a_film_nothing_may_be_known);
	tcase_add_loop_test(tc, what_is_no_id_of_it_is_not_asked, 0, COUNT(no_tmdb_ids));
	tcase_add_test(tc, films_and_series_of_one_number_are_two);
	tcase_add_test(tc, of_both_kinds_there_are_some);
	tcase_add_test(tc, a_show_is_read_with_its_network_or_its_web_channel);
	tcase_add_test(tc, of_a_show_all_may_be_null);
	tcase_add_test(tc, of_several_dates_the_earliest_that_is_not_deprecated_counts);
	tcase_add_test(tc, a_language_of_a_country_is_one_of_wikidata);
	tcase_add_test(tc, facts_have_names_in_the_place_of_ids);
	tcase_add_loop_test(tc, what_is_no_title_is_not_found, 0, COUNT(no_entities));
	tcase_add_test(tc, only_ids_of_items_are_asked_for);
	tcase_add_test(tc, words_are_no_commands);
	tcase_add_test(tc, a_game_is_read_by_number_and_by_an_old_name);
	tcase_add_test(tc, of_a_game_all_may_be_null);
	tcase_add_loop_test(tc, each_is_asked_for_what_it_knows, 0, COUNT(choices));
	tcase_add_test(tc, what_is_looked_for_is_encoded);
	tcase_add_loop_test(tc, a_year_in_brackets_is_the_titles, 0, COUNT(years));
	tcase_add_test(tc, the_same_from_two_sources_is_one);
	tcase_add_test(tc, one_with_its_subtitle_and_one_without_are_one);
	tcase_add_test(tc, two_editions_of_one_title_are_two);
	tcase_add_test(tc, a_result_is_marked_by_id_by_isbn_and_by_the_rule_of_films);
	tcase_add_test(tc, the_address_of_a_picture_is_good_for_a_day_or_two);
	tcase_add_test(tc, only_pictures_of_the_sources_have_an_address);
	tcase_add_test(tc, a_title_is_taken_once);
	tcase_add_test(tc, what_is_on_the_shelf_stays_as_it_is_there);
	tcase_add_loop_test(tc, what_is_wrong_is_named_and_nothing_is_asked, 0, COUNT(bad_bodies));
	tcase_add_test(tc, a_format_that_is_too_long_is_refused_as_by_a_copy);
	tcase_add_loop_test(tc, a_search_that_is_none_is_400, 0, COUNT(bad_queries));
	tcase_add_test(tc, only_members_look_up);
	tcase_add_test(tc, off_is_off);
	tcase_add_test(tc, a_source_without_its_key_is_off);
	tcase_add_test(tc, sixty_a_minute_are_enough);
	tcase_add_test(tc, the_longest_that_is_told_fits);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
