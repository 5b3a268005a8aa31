/*
 * Each sample file moves in as its QUIRKS.md says, changes nothing when it comes again, and leaves
 * nothing behind when it is undone. (What is read of all of it: tests/imports/readings.txt.)
 */
#include "client.h"
#include "clock.h"
#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LATER = 1775030400 + 600, STEPS = 200, TITLES = 16, FILE_MAX = 1 << 16 };

static struct arena memory;

struct sample {
	const char *file;
	const char *counts;		/* "new skipped failed", lists, too */
	/* of the shelf, by title: "Title: STATUS rating start end progress times; tags; copies" */
	const char *shelf[TITLES];
};

static const struct sample samples[] = {
	{ "goodreads.csv", "14 0 0", {
		"Dune: TO_DO - - - - 0",
		"Gideon the Ninth: COMPLETED 4 - 2020-10-25 448 1; favorites, sf-fantasy",
		"Good Omens: The Nice and Accurate Prophecies of Agnes Nutter, Witch: "
		"COMPLETED 4 - 2022-01-09 491 2",
		"Guards! Guards!: COMPLETED 4 - 2016-08-20 376 1; comfort reads, fantasy",
		"La guerre des Gaules: COMPLETED - - 2020-08-23 - 1",
		"Meditations: COMPLETED 5 - 2020-11-15 303 1",
		"Neuromancer: IN_PROGRESS - - - - 0",
		"Norwegian Wood: COMPLETED 2 - 2019-12-31 - 1",
		"Piranesi: COMPLETED 5 - 2021-03-20 272 1",
		"Quartier lointain: TO_DO - - - - 0; waiting",
		"Sept secondes pour devenir un aigle: COMPLETED 5 - 2020-08-23 352 1; "
		"nouvelles, owned; Paperback",
		"The Dispossessed: An Ambiguous Utopia: DROPPED - - - - 0",
		"The Handmaid's Tale: COMPLETED 3 - - 314 1; dystopia, owned-physical; Paperback",
		"The Hobbit, or There and Back Again: COMPLETED 5 - 2020-05-06 300 1",
	} },
	{ "letterboxd.zip", "13 0 0", {
		"Alien: COMPLETED 5 - - - 1", "Am\u00e9lie: COMPLETED 3.5 - 2022-07-09 - 1",
		"Dune: Part Three: TO_DO - - - - 0", "Inception: COMPLETED 4.5 - - - 1",
		"M: COMPLETED 0.5 - - - 1", "Metropolis: TO_DO - - - - 0",
		"Parasite: COMPLETED 5 - 2021-03-08 - 2; cinema, liked",
		"Solaris: COMPLETED - - 2022-05-31 - 1; sci-fi, tarkovsky",
		"Solaris: COMPLETED 2.5 - - - 1",
		"The Good, the Bad and the Ugly: COMPLETED - - - - 1",
		"Twin Peaks: The Return: COMPLETED - - - - 1",
		"Untitled Stop-Motion Film: TO_DO - - - - 0",
	} },
	{ "imdb-ratings.csv", "10 1 0", {
		"Breaking Bad: COMPLETED 5 - - - 1", "Duel: COMPLETED 2.5 - - 90 1",
		"Se7en: COMPLETED 0.5 - - 127 1", "The Last of Us: COMPLETED 4 - - - 1",
	} },
	{ "imdb-watchlist.csv", "4 0 0", {
		"Metropolis: COMPLETED 4.5 - - 153 1", "Severance: TO_DO - - - - 0",
	} },
	{ "trakt.zip", "9 0 0", {
		"Arrival: COMPLETED - - 2017-01-08 - 1",
		"Chernobyl: COMPLETED 5 2019-06-06 2019-06-10 5 1",
		"Dune: Part Three: TO_DO - - - - 0", "Firefly: IN_PROGRESS - 2023-02-01 - 2 0",
		"Inception: COMPLETED 4.5 - 2024-12-24 - 2", "Severance: TO_DO - - - - 0",
		"Stalker: COMPLETED 3.5 - - - 1; Digital",
	} },
	{ "storygraph.csv", "12 0 0", {
		"1984: IN_PROGRESS - - - - 0; classics; paperback",
		"Middlemarch: PAUSED - - - - 0",
		"Piranesi: COMPLETED 4.5 2022-03-05 2022-03-20 - 1; fantasy, house; hardcover",
		"Project Hail Mary: DROPPED - - - - 0",
		"Subprime Attention Crisis: COMPLETED 5 - - - 1",
		"The Fifth Season: COMPLETED 5 2023-05-01 2023-05-18 - 2; hugo-winners; paperback",
	} },
	{ "tvtime.zip", "9 0 0", {
		"Bodyguard: IN_PROGRESS - 2018-09-02 - 2 0",
		"Chernobyl: IN_PROGRESS - 2019-06-06 - 5 0; favourite",
		"Doctor Who: DROPPED - 2016-01-01 - 1 0", "Fury: COMPLETED - - 2019-09-08 134 1",
		"Metropolis: COMPLETED - - 2020-10-31 - 1", "My Wife and Kids: TO_DO - - - - 0",
		"Parks and Recreation: TO_DO - - - - 0", "Severance: TO_DO - - - - 0",
		"The Batman: TO_DO - - - - 0",
	} },
	{ "tvtime-app.zip", "6 0 0", {
		"Community: DROPPED - 2014-01-02 - 1 0", "Fleabag: IN_PROGRESS - - - - 0",
		"Inception: COMPLETED - - 2019-10-04 - 2", "Severance: TO_DO - - - - 0",
		"The Batman: TO_DO - - - - 0", "The Wire: IN_PROGRESS - 2021-01-02 - 2 0",
	} },
	{ "animelist.xml", "7 0 0", {
		"Cowboy Bebop: COMPLETED 5 2015-04-03 2015-05-01 26 3; jazz, space",
		"Fullmetal Alchemist: Brotherhood: IN_PROGRESS 4.5 2024-03-01~ - 40 0",
		"One Piece: PAUSED - 2010-01-02 - 512 0",
		"Sen to Chihiro no Kamikakushi: COMPLETED 4 2003-02-14 2003-02-14 - 1",
		"Shinseiki Evangelion: DROPPED 2 2019-06-21 - 6 0",
		"Sousou no Frieren: TO_DO - - - 0 0",
		"Steins;Gate & friends <3: COMPLETED 3.5 - 2014-01-01~ 24 1",
	} },
	{ "mangalist.xml.gz", "3 0 0", {
		"Berserk: IN_PROGRESS 5 2012-05-06 - - 0; dark",
		"Monster: COMPLETED 4.5 2008-01-01 2008-03-01 - 1", "Vagabond: TO_DO - - - - 0",
	} },
	{ "librarything.tsv", "7 0 0", {
		"Kraken: IN_PROGRESS - 2026-10-11 - - 0; Paperback",
		"Marelle: COMPLETED 4.5 2007-04-16 2007-05-08 590 1; boh\u00e8me, espagnol, roman; "
		"Broch\u00e9",
		"Sandman, The: Endless Nights (Sandman (Graphic Novels)): TO_DO - - - - 0",
		"Stiff: The Curious Lives of Human Cadavers: COMPLETED 3.5 - - 320 1",
		"The Left Hand of Darkness: COMPLETED 5 2026-01-02 2026-01-20 304 1; "
		"Favorites, hainish, sf; Paperback, Paperback",
	} },
	{ "librarything.json", "3 0 0", {
		"Magic, Science, and Religion: TO_DO - - - - 0; anthropology; Unknown",
		"Saga, Vol. 2: TO_DO - - - - 0; space opera, war; Paperback",
	} },
};

/* --- the way ---------------------------------------------------------------------------------- */

static struct reply *
fine(struct reply *r, int http)
{
	ck_assert_msg(r->http == http, "%d: %s", r->http, r->body);
	return r;
}

static const char *
upload(const char *file)
{
	char path[100], bytes[FILE_MAX];
	size_t size;
	FILE *in;

	snprintf(path, sizeof(path), "tests/imports/%s", file);
	in = fopen(path, "rb");
	ck_assert_msg(in != NULL, "%s isn't there", path);
	size = fread(bytes, 1, sizeof(bytes), in);
	fclose(in);
	return arena_printf(&memory, "/%s", json_text(fine(client_send(&member, &imports_app,
		"POST", arena_printf(&memory, "/?name=%s", file), "application/octet-stream",
		bytes, size, NULL), 201), "id"));
}

static struct reply *
reach(const char *import, const char *state, const char *body)
{
	struct reply *r = fine(client_get(&member, &imports_app, import), 200);

	for (int i = 0; i < STEPS && strcmp(json_text(r, "state"), state) != 0; i++)
		r = fine(client_post(&member, &imports_app, arena_printf(&memory, "%s/steps",
			import), body), 200);
	ck_assert_msg(!strcmp(json_text(r, "state"), state), "%s", r->body);
	return r;
}

static struct reply *
move_in(const char *file, const char **import)
{
	*import = upload(file);
	reach(*import, "planned", "{}");
	return reach(*import, "done", "{\"run\":true}");
}

/* --- the shelf -------------------------------------------------------------------------------- */

static const char *
day_of(const cJSON *entry, const char *name)
{
	const char *day = cJSON_GetStringValue(cJSON_GetObjectItem(entry, name));
	const bool is_partial = cJSON_IsTrue(cJSON_GetObjectItem(entry, "dates_are_partial"));

	return day ? arena_printf(&memory, "%.10s%s", day, is_partial ? "~" : "") : "-";
}

static const char *
number_of(const cJSON *entry, const char *name)
{
	const cJSON *number = cJSON_GetObjectItem(entry, name);

	return cJSON_IsNumber(number) ? arena_printf(&memory, "%g", number->valuedouble) : "-";
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "; a, b", sorted: texts, or the formats of the copies of a title. */
static const char *
list_of(const cJSON *list, const char *media_id)
{
	const char *texts[40];
	const cJSON *one;
	struct buf out;
	int count = 0;

	cJSON_ArrayForEach(one, list) {
		const cJSON *format = cJSON_GetObjectItem(one, "format");
		const char *title = cJSON_GetStringValue(cJSON_GetObjectItem(one, "media_id"));

		if (!media_id || !strcmp(title, media_id))
			texts[count++] = cJSON_GetStringValue(media_id ? format : one);
	}
	qsort(texts, (size_t)count, sizeof(*texts), compare_texts);
	buf_init(&out, &memory, 100);
	for (int i = 0; i < count; i++)
		buf_printf(&out, "%s%s", i ? ", " : "; ", texts[i]);
	return out.data;
}

static const char *
line_of(const cJSON *entry, const cJSON *copies)
{
	return arena_printf(&memory, "%s: %s %s %s %s %s %s%s%s",
		cJSON_GetStringValue(cJSON_GetObjectItem(cJSON_GetObjectItem(entry, "media"),
			"title")),
		cJSON_GetStringValue(cJSON_GetObjectItem(entry, "status")),
		number_of(entry, "rating"), day_of(entry, "start_date"), day_of(entry, "end_date"),
		number_of(entry, "progress"), number_of(entry, "times"),
		list_of(cJSON_GetObjectItem(entry, "tags"), NULL),
		list_of(copies, cJSON_GetStringValue(cJSON_GetObjectItem(entry, "media_id"))));
}

static void
check_shelf(const struct sample *sample)
{
	const struct reply *r = fine(client_get(&member, &usermedia_app,
		"/?sort=title_asc&page_size=100"), 200);
	const struct reply *owned = fine(client_get(&member, &collection_app,
		"/copies?page_size=100"), 200);
	const cJSON *records = cJSON_GetObjectItem(r->json, "records"), *entry;
	struct buf all;

	buf_init(&all, &memory, 1000);
	buf_putc(&all, '\n');
	cJSON_ArrayForEach(entry, records)
		buf_printf(&all, "%s\n", line_of(entry,
			cJSON_GetObjectItem(owned->json, "copies")));
	for (int i = 0; i < TITLES && sample->shelf[i]; i++)
		ck_assert_msg(strstr(all.data, arena_printf(&memory, "\n%s\n", sample->shelf[i]))
			!= NULL, "%s: there is no\n%s\nbut%s", sample->file, sample->shelf[i],
			all.data);
}

static const char *
counts_of(const struct reply *r)
{
	return arena_printf(&memory, "%s %s %s", json_text(r, "counts.new"),
		json_text(r, "counts.skipped"), json_text(r, "counts.failed"));
}

START_TEST(a_sample_moves_in_once_and_out_again)
{
	const struct sample *sample = &samples[_i];
	const char *first, *second;
	struct reply *r = move_in(sample->file, &first);

	ck_assert_str_eq(counts_of(r), sample->counts);
	check_shelf(sample);
	r = move_in(sample->file, &second);
	ck_assert_str_eq(json_text(r, "counts.new"), "0");
	ck_assert_str_eq(json_text(r, "counts.matched"), "0");
	ck_assert_str_eq(json_text(r, "counts.changed"), "0");
	ck_assert_str_eq(json_text(r, "counts.unclear"), "0");
	check_shelf(sample);
	fine(client_delete(&member, &imports_app, second), 202);
	reach(second, "undone", "{}");
	check_shelf(sample);
	fine(client_delete(&member, &imports_app, first), 202);
	reach(first, "undone", "{}");
	ck_assert_int_eq(client_rows("entries"), 0);
	ck_assert_int_eq(client_rows("diary"), 0);
	ck_assert_int_eq(client_rows("media_items"), 0);
	ck_assert_int_eq(client_rows("lists"), 0);
	ck_assert_int_eq(client_rows("ratings"), 0);
	ck_assert_int_eq(client_rows("reviews"), 0);
}
END_TEST

static void
setup(void)
{
	client_setup();
	client_settings("rate_limit_uploads = 100000\nrate_limit_address = 100000\n");
	arena_init(&memory, 64 << 20, NULL);
	clock_set(LATER);
	client_get(&nobody, &server_app, "/health");	/* opens the database */
}

static void
teardown(void)
{
	engine_check(client_db());
	client_teardown();
	arena_release(&memory);
}

int
main(void)
{
	Suite *suite = suite_create("samples");
	TCase *tc = tcase_create("samples");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_sample_moves_in_once_and_out_again, 0, COUNT(samples));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
