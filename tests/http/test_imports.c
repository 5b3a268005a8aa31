/* /imports: files of other services move in by steps, whatever comes of each row, and out again. */
#include "client.h"
#include "clock.h"
#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LATER = 1775030400 + 600, STEPS = 1000 };

#define HEAD "title,creator,type,year,isbn,status,rating,start,end,times,note,review,tags,format," \
	"imdb,added\n"
#define ALIEN "Alien,Ridley Scott,MOVIE,1979,,COMPLETED,4.5,,2020-05-01,,Seen at home,Great.," \
	"space|horror,DVD,tt0078748,2019-01-02\n"
#define DUNE "Dune,Frank Herbert,BOOK,1965,9780441172719,IN_PROGRESS,,2021-02-03,,,,,desert,," \
	",2021-02-01\n"
#define SOLARIS "Solaris,Stanislaw Lem,BOOK,1961,,TO_DO,,,,,,,,,,\n"

static struct arena memory;

static struct reply *
fine(struct reply *r)
{
	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	return r;
}

static struct reply *
send_file(const struct sender *sender, const char *file, size_t size, const char *query)
{
	return client_send(sender, &imports_app, "POST", query ? query : "/", "text/csv", file,
		size, NULL);
}

/* Sends a file; what its address begins with. */
static const char *
upload_as(const struct sender *sender, const char *file)
{
	return text("/%s", json_text(made(send_file(sender, file, strlen(file), NULL)), "id"));
}

static const char *
upload(const char *file)
{
	return upload_as(&member, file);
}

static struct reply *
step_as(const struct sender *sender, const char *import, bool run)
{
	return fine(client_post(sender, &imports_app, text("%s/steps", import),
		run ? "{\"run\":true}" : "{}"));
}

/* Goes on until it is in that state. */
static struct reply *
reach_as(const struct sender *sender, const char *import, const char *state, bool run)
{
	struct reply *r = fine(client_get(sender, &imports_app, import));

	for (int i = 0; i < STEPS && strcmp(json_text(r, "state"), state) != 0; i++)
		r = step_as(sender, import, run);
	ck_assert_msg(!strcmp(json_text(r, "state"), state), "%s", r->body);
	return r;
}

static struct reply *
reach(const char *import, const char *state, bool run)
{
	return reach_as(&member, import, state, run);
}

/* "new|matched|changed|unchanged|unclear|skipped|failed" */
static const char *
counts(const struct reply *r)
{
	return text("%s|%s|%s|%s|%s|%s|%s", json_text(r, "counts.new"),
		json_text(r, "counts.matched"), json_text(r, "counts.changed"),
		json_text(r, "counts.unchanged"), json_text(r, "counts.unclear"),
		json_text(r, "counts.skipped"), json_text(r, "counts.failed"));
}

/* A whole import: what its plan and its run said, which is the same. */
static const char *
move_in_as(const struct sender *sender, const char *file, const char **import)
{
	const char *path = upload_as(sender, file), *planned, *done;

	planned = counts(reach_as(sender, path, "planned", false));
	done = counts(reach_as(sender, path, "done", true));
	ck_assert_str_eq(planned, done);
	if (import)
		*import = path;
	return done;
}

static const char *
move_in(const char *file)
{
	return move_in_as(&member, file, NULL);
}

static struct reply *
undo(const char *import)
{
	struct reply *r = client_delete(&member, &imports_app, import);

	ck_assert_msg(r->http == 202, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "state"), "undoing");
	return reach(import, "undone", false);
}

static struct reply *
shelf(void)
{
	return fine(client_get(&member, &usermedia_app, "/?sort=title_asc&page_size=100"));
}

static struct reply *
rows_of(const char *import, const char *query)
{
	return fine(client_get(&member, &imports_app, text("%s/rows?%s", import, query)));
}

static const char *
add_title(const struct sender *sender, const char *json)
{
	return json_text(made(client_post(sender, &media_app, "/", json)), "id");
}

static const char *
entry_of(const char *media_id)
{
	return json_text(fine(client_get(&member, &media_app, text("/%s", media_id))),
		"my.entry.id");
}

static void
setup(void)
{
	client_setup();
	client_settings("rate_limit_uploads = 100000\nrate_limit_address = 100000\n");
	arena_init(&memory, 256 << 20, NULL);
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

/* --- what moves in ---------------------------------------------------------------------------- */

START_TEST(a_file_is_read_planned_and_moved_in)
{
	const char *import = upload(HEAD ALIEN DUNE SOLARIS);
	struct census before = client_census();
	struct reply *r = fine(client_get(&member, &imports_app, import));

	ck_assert_str_eq(json_text(r, "state"), "reading");
	ck_assert_str_eq(json_text(r, "format"), "csv");
	ck_assert_str_eq(json_text(r, "options.policy"), "fill");
	r = reach(import, "planned", false);
	ck_assert_str_eq(json_text(r, "total"), "3");
	ck_assert_str_eq(counts(r), "3|0|0|0|0|0|0");
	/* nothing but its own rows is written before the run */
	ck_assert_str_eq(client_losses(&before), "import_rows -3");
	r = reach(import, "done", true);
	ck_assert_str_eq(counts(r), "3|0|0|0|0|0|0");
	ck_assert_str_eq(json_text(r, "done"), "3");
	ck_assert_str_eq(json_text(r, "finished_at"), "2026-04-01T08:10:00Z");
	r = shelf();
	ck_assert_str_eq(json_column(r, "records", "media.title"), "Alien|Dune|Solaris");
	ck_assert_str_eq(json_column(r, "records", "status"), "COMPLETED|IN_PROGRESS|TO_DO");
	ck_assert_str_eq(json_column(r, "records", "start_date"),
		"null|2021-02-03T00:00:00Z|null");
	ck_assert_str_eq(json_column(r, "records", "end_date"),
		"2020-05-01T00:00:00Z|null|null");
	ck_assert_str_eq(json_column(r, "records", "rating"), "4.5|null|null");
	ck_assert_str_eq(json_column(r, "records", "created_at"),
		"2019-01-02T00:00:00Z|2021-02-01T00:00:00Z|2026-04-01T08:10:00Z");
	ck_assert_str_eq(json_text(r, "records[0].tags[1]"), "horror");
	r = fine(client_get(&member, &media_app, text("/%s", json_text(r,
		"records[0].media_id"))));
	ck_assert_str_eq(json_text(r, "rank"), "1");
	ck_assert_str_eq(json_text(r, "average_rating"), "4.5");
	ck_assert_int_eq(client_rows("copies"), 1);
	ck_assert_int_eq(client_rows("reviews"), 1);
	ck_assert_int_eq(client_rows("diary"), 2);
	ck_assert_int_eq(client_rows("import_rows WHERE item IS NULL"), 0);
}
END_TEST

START_TEST(the_same_file_again_changes_nothing)
{
	struct census before;

	ck_assert_str_eq(move_in(HEAD ALIEN DUNE SOLARIS), "3|0|0|0|0|0|0");
	before = client_census();
	ck_assert_str_eq(move_in(HEAD ALIEN DUNE SOLARIS), "0|0|0|3|0|0|0");
	ck_assert_str_eq(client_losses(&before), "import_rows -3, imports -1");
}
END_TEST

START_TEST(run_said_twice_changes_nothing)
{
	const char *import;
	struct census before;

	move_in_as(&member, HEAD ALIEN DUNE, &import);
	before = client_census();
	ck_assert_str_eq(json_text(step_as(&member, import, true), "state"), "done");
	ck_assert_str_eq(json_text(step_as(&member, import, false), "state"), "done");
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

START_TEST(titles_of_the_catalogue_are_used)
{
	const char *dune = add_title(&other, "{\"type\":\"BOOK\",\"title\":\"DUNE\","
		"\"creator\":\"Frank Herbert\",\"isbn\":\"9780441172719\"}");
	const char *import;
	struct reply *r;

	add_title(&other, "{\"type\":\"MOVIE\",\"title\":\"Alien\",\"pub_date\":\"1979-05-25\"}");
	add_title(&other, "{\"type\":\"BOOK\",\"title\":\"Solaris\","
		"\"creator\":\"Somebody Else\",\"pub_date\":\"1961\"}");
	ck_assert_str_eq(move_in_as(&member, HEAD ALIEN DUNE SOLARIS, &import), "1|2|0|0|0|0|0");
	r = rows_of(import, "outcome=matched");
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_str_eq(json_column(r, "rows", "title"), "Alien|Dune");
	ck_assert_str_eq(json_text(r, "rows[1].media_id"), dune);
	ck_assert_str_eq(json_text(r, "rows[1].values.title"), "Dune");
	ck_assert_str_eq(json_text(r, "counts.new"), "1");
}
END_TEST

START_TEST(another_edition_of_another_service_is_that_title)
{
	add_title(&other, "{\"type\":\"BOOK\",\"title\":\"Dune\",\"pub_date\":\"1965\","
		"\"creator\":\"Frank Herbert\",\"isbn\":\"9780441172719\"}");
	ck_assert_str_eq(move_in("Title,Author,Year,ISBN,Status\n"
		"Dune,Frank Herbert,1965,9780441013593,done\n"), "0|1|0|0|0|0|0");
	/* of another year it is another book */
	ck_assert_str_eq(move_in("Title,Author,Year,ISBN,Status\n"
		"Dune,Frank Herbert,1999,9780547928227,done\n"), "1|0|0|0|0|0|0");
}
END_TEST

START_TEST(titles_are_compared_without_punctuation_but_never_guessed)
{
	static const struct {
		const char *title, *year, *there, *counts;
	} cases[] = {
		{ "Spider-Man: Homecoming", "2017", "Spider Man Homecoming", "0|1|0|0|0|0|0" },
		{ "Fast & Furious", "2017", "Fast and Furious", "0|1|0|0|0|0|0" },
		{ "Am\xc3\xa9lie", "2017", "Amelie", "0|1|0|0|0|0|0" },
		{ "Amelia", "2017", "Amelie", "1|0|0|0|0|0|0" },
		{ "The Fly", "2017", "Fly", "1|0|0|0|0|0|0" },
		{ "Heat", "1995", "Heat", "1|0|0|0|0|0|0" },
		{ "Heat", "", "Heat", "0|1|0|0|0|0|0" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		const char *id = add_title(&admin, text("{\"type\":\"MOVIE\",\"title\":\"%s\","
			"\"pub_date\":\"2017\"}", cases[i].there));
		const char *got = move_in(text(HEAD "%s,,MOVIE,%s,,COMPLETED,,,,,,,,,,\n",
			cases[i].title, cases[i].year));

		ck_assert_msg(!strcmp(got, cases[i].counts), "%s: %s", cases[i].title, got);
		client_sql("DELETE FROM imports", NULL, NULL);
		ck_assert_int_eq(client_delete(&admin, &media_app, text("/%s", id))->http, 204);
		while (strcmp(json_text(client_get(&admin, &media_app, "/"), "total"), "0"))
			client_delete(&admin, &media_app, text("/%s",
				json_text(client_get(&admin, &media_app, "/"), "media[0].id")));
	}
}
END_TEST

START_TEST(what_cannot_be_told_for_certain_waits_for_a_person)
{
	const char *one = add_title(&other, "{\"type\":\"MOVIE\",\"title\":\"Heat\","
		"\"pub_date\":\"1995\"}");
	const char *two = add_title(&other, "{\"type\":\"MOVIE\",\"title\":\"Heat\","
		"\"pub_date\":\"1986\"}");
	const char *three = add_title(&other, "{\"type\":\"GAME\",\"title\":\"Myst\","
		"\"pub_date\":\"1993\"}");
	const char *import = upload(HEAD "Heat,,MOVIE,,,COMPLETED,,,,,,,,,,\n"
		"Myst,,GAME,,,TO_DO,,,,,,,,,,\nDune,,BOOK,1965,,TO_DO,,,,,,,,,,\n");
	struct reply *r;

	add_title(&other, "{\"type\":\"BOOK\",\"title\":\"Dune\",\"creator\":\"Frank Herbert\"}");
	ck_assert_str_eq(counts(reach(import, "planned", false)), "0|0|0|0|3|0|0");
	r = rows_of(import, "outcome=unclear");
	ck_assert_str_eq(json_text(r, "rows[0].candidates[0].media_id"), one);
	ck_assert_str_eq(json_text(r, "rows[0].candidates[1].media_id"), two);
	ck_assert_str_eq(json_text(r, "rows[1].candidates[0].media_id"), three);
	ck_assert_str_eq(json_text(r, "rows[2].candidates[0].creator"), "Frank Herbert");
	/* it doesn't stop the others, and is no hindrance to the end */
	ck_assert_str_eq(counts(reach(import, "done", true)), "0|0|0|0|3|0|0");
	ck_assert_int_eq(client_rows("entries"), 0);
	/* and may still be decided then */
	r = fine(client_patch(&member, &imports_app, text("%s/rows/1", import),
		text("{\"media_id\":\"%s\"}", two)));
	ck_assert_str_eq(json_text(r, "outcome"), "matched");
	ck_assert_str_eq(json_text(r, "media_id"), two);
	ck_assert_int_eq(client_rows("entries"), 1);
	assert_refused(client_patch(&member, &imports_app, text("%s/rows/1", import),
		"{\"skip\":true}"), 409, "number");
}
END_TEST

START_TEST(a_choice_is_planned_and_remembered)
{
	const char *two, *import, *file = HEAD "Heat,,MOVIE,,,COMPLETED,,,,,,,,,,\n"
		"Myst,,GAME,,,TO_DO,,,,,,,,,,\nDune,,BOOK,1965,,TO_DO,,,,,,,,,,\n";
	struct reply *r;

	add_title(&other, "{\"type\":\"MOVIE\",\"title\":\"Heat\",\"pub_date\":\"1995\"}");
	two = add_title(&other, "{\"type\":\"MOVIE\",\"title\":\"Heat\",\"pub_date\":\"1986\"}");
	add_title(&other, "{\"type\":\"GAME\",\"title\":\"Myst\",\"pub_date\":\"1993\"}");
	add_title(&other, "{\"type\":\"BOOK\",\"title\":\"Dune\",\"creator\":\"Frank Herbert\"}");
	import = upload(file);
	reach(import, "planned", false);
	r = fine(client_patch(&member, &imports_app, text("%s/rows/1", import),
		text("{\"media_id\":\"%s\"}", two)));
	ck_assert_str_eq(json_text(r, "outcome"), "matched");
	r = fine(client_patch(&member, &imports_app, text("%s/rows/2", import),
		"{\"new\":true}"));
	ck_assert_str_eq(json_text(r, "outcome"), "new");
	r = fine(client_patch(&member, &imports_app, text("%s/rows/3", import),
		"{\"skip\":true}"));
	ck_assert_str_eq(json_text(r, "outcome"), "skipped");
	ck_assert_int_eq(client_rows("entries"), 0);
	ck_assert_str_eq(counts(reach(import, "done", true)), "1|1|0|0|0|1|0");
	ck_assert_str_eq(json_column(shelf(), "records", "media.pub_date"), "1986|null");
	/* who answered once isn't asked again */
	ck_assert_str_eq(move_in(file), "0|0|0|2|1|0|0");
}
END_TEST

START_TEST(a_choice_must_be_one)
{
	static const char *const bad[] = { "{}", "{\"new\":true,\"skip\":true}", "{\"new\":false}",
		"{\"media_id\":\"00000000-0000-4000-8000-000000000000\"}", "{\"media_id\":\"x\"}" };
	const char *import = upload(HEAD "Myst,,GAME,,,TO_DO,,,,,,,,,,\n" ALIEN);

	add_title(&other, "{\"type\":\"GAME\",\"title\":\"Myst\",\"pub_date\":\"1993\"}");
	assert_refused(client_patch(&member, &imports_app, text("%s/rows/1", import),
		"{\"new\":true}"), 404, NULL);
	reach(import, "planned", false);
	for (int i = 0; i < COUNT(bad); i++)
		assert_refused(client_patch(&member, &imports_app, text("%s/rows/1", import),
			bad[i]), 400, "media_id");
	assert_refused(client_patch(&member, &imports_app, text("%s/rows/2", import),
		"{\"new\":true}"), 409, "number");
	assert_refused(client_patch(&member, &imports_app, text("%s/rows/3", import),
		"{\"new\":true}"), 404, NULL);
	assert_refused(client_get(&member, &imports_app, text("%s/rows/0", import)), 404, NULL);
}
END_TEST

START_TEST(ids_of_other_services_decide)
{
	const char *import;

	/* two films of one title and year */
	ck_assert_str_eq(move_in(HEAD "Heat,,MOVIE,1995,,COMPLETED,,,,,,,,,tt0113277,\n"),
		"1|0|0|0|0|0|0");
	ck_assert_str_eq(move_in_as(&member, HEAD
		"Heat,,MOVIE,1995,,COMPLETED,,,,,,,,,tt9999999,\n", &import), "1|0|0|0|0|0|0");
	/* by another title: it is known by its id; but others must be right of the title, too */
	ck_assert_str_eq(move_in(HEAD "Calor,,MOVIE,1996,,COMPLETED,,,,,,,,,tt0113277,\n"),
		"0|0|0|1|0|0|0");
	ck_assert_str_eq(move_in_as(&other, HEAD
		"Calor,,MOVIE,1996,,COMPLETED,,,,,,,,,tt0113277,\n", NULL), "1|0|0|0|0|0|0");
	ck_assert_str_eq(move_in_as(&other, HEAD
		"Heat,,MOVIE,1995,,COMPLETED,,,,,,,,,tt9999999,\n", NULL), "0|1|0|0|0|0|0");
}
END_TEST

/* --- policies --------------------------------------------------------------------------------- */

/* Alien is on the shelf, as it is for me. */
static const char *
shelve_alien(const char *json)
{
	const char *alien = add_title(&member, "{\"type\":\"MOVIE\",\"title\":\"Alien\","
		"\"pub_date\":\"1979\"}");

	made(client_post(&member, &usermedia_app, "/", text("{\"media_id\":\"%s\",%s}", alien,
		json)));
	return alien;
}

static const char *
move_in_by(const char *policy, const char *file)
{
	const char *import = upload(file), *planned;

	fine(client_patch(&member, &imports_app, import, text("{\"policy\":\"%s\"}", policy)));
	planned = counts(reach(import, "planned", false));
	ck_assert_str_eq(counts(reach(import, "done", true)), planned);
	return import;
}

START_TEST(fill_fills_what_is_empty)
{
	const char *alien = shelve_alien("\"status\":\"TO_DO\",\"tags\":[\"mine\"]");
	struct reply *r;

	move_in_by("fill", HEAD ALIEN);
	r = fine(client_get(&member, &usermedia_app, text("/%s", entry_of(alien))));
	ck_assert_str_eq(json_text(r, "status"), "COMPLETED");
	ck_assert_str_eq(json_text(r, "end_date"), "2020-05-01T00:00:00Z");
	ck_assert_str_eq(json_text(r, "note"), "Seen at home");
	ck_assert_str_eq(json_text(r, "rating"), "4.5");
	ck_assert_str_eq(json_text(r, "tags[0]"), "mine");
	ck_assert_str_eq(json_text(r, "tags[2]"), "horror");
}
END_TEST

START_TEST(fill_leaves_what_is_mine)
{
	const char *alien = shelve_alien("\"status\":\"DROPPED\",\"note\":\"No.\"");
	struct reply *r;

	fine(client_put(&member, &media_app, text("/%s/rating", alien), "{\"value\":1}"));
	made(client_post(&member, &media_app, text("/%s/reviews", alien),
		"{\"content\":\"Not mine.\"}"));
	move_in_by("fill", HEAD ALIEN);
	r = fine(client_get(&member, &media_app, text("/%s", alien)));
	ck_assert_str_eq(json_text(r, "my.entry.status"), "DROPPED");
	ck_assert_str_eq(json_text(r, "my.entry.note"), "No.");
	ck_assert_str_eq(json_text(r, "my.rating"), "1");
	ck_assert_str_eq(json_text(r, "my.review.content"), "Not mine.");
}
END_TEST

START_TEST(fill_leaves_how_far_i_am)
{
	const char *media = add_title(&member, "{\"type\":\"BOOK\",\"title\":\"Emma\","
		"\"creator\":\"Jane Austen\",\"length\":300}");

	made(client_post(&member, &usermedia_app, "/", text("{\"media_id\":\"%s\","
		"\"status\":\"TO_DO\",\"progress\":120}", media)));
	ck_assert_str_eq(move_in("title,creator,type,status,progress\n"
		"Emma,Jane Austen,BOOK,TO_DO,3\n"), "0|0|0|1|0|0|0");
}
END_TEST

START_TEST(keep_touches_nothing_on_my_shelf)
{
	const char *alien = shelve_alien("\"status\":\"TO_DO\"");
	struct reply *before = fine(client_get(&member, &media_app, text("/%s", alien)));
	const char *import = move_in_by("keep", HEAD ALIEN DUNE);

	ck_assert_str_eq(counts(fine(client_get(&member, &imports_app, import))),
		"1|0|0|1|0|0|0");
	ck_assert_str_eq(fine(client_get(&member, &media_app, text("/%s", alien)))->body,
		before->body);
}
END_TEST

START_TEST(file_takes_what_the_file_has_and_undo_gives_it_back)
{
	const char *alien = shelve_alien("\"status\":\"DROPPED\",\"note\":\"No.\","
		"\"start_date\":\"2018-01-01\",\"tags\":[\"mine\"]"), *import;
	struct reply *r, *before;

	fine(client_put(&member, &media_app, text("/%s/rating", alien), "{\"value\":1}"));
	made(client_post(&member, &media_app, text("/%s/reviews", alien),
		"{\"content\":\"Not mine.\"}"));
	before = fine(client_get(&member, &media_app, text("/%s", alien)));
	clock_set(LATER + 900);
	import = move_in_by("file", HEAD ALIEN);
	ck_assert_str_eq(counts(fine(client_get(&member, &imports_app, import))),
		"0|0|1|0|0|0|0");
	r = fine(client_get(&member, &media_app, text("/%s", alien)));
	ck_assert_str_eq(json_text(r, "my.entry.status"), "COMPLETED");
	ck_assert_str_eq(json_text(r, "my.entry.note"), "Seen at home");
	ck_assert_str_eq(json_text(r, "my.rating"), "4.5");
	ck_assert_str_eq(json_text(r, "my.review.content"), "Great.");
	ck_assert_str_eq(json_text(r, "my.entry.tags[0]"), "mine");
	r = undo(import);
	ck_assert_str_eq(json_text(r, "kept[0].message"), "(none)");
	r = fine(client_get(&member, &media_app, text("/%s", alien)));
	ck_assert_str_eq(json_text(r, "my.entry.status"), "DROPPED");
	ck_assert_str_eq(json_text(r, "my.entry.start_date"), "2018-01-01T00:00:00Z");
	ck_assert_str_eq(json_text(r, "my.entry.updated_at"),
		json_text(before, "my.entry.updated_at"));
	ck_assert_str_eq(json_text(r, "my.review.content"), "Not mine.");
	ck_assert_str_eq(json_text(r, "my.rating"), "1");
	ck_assert_str_eq(json_text(r, "average_rating"), json_text(before, "average_rating"));
}
END_TEST

START_TEST(a_change_plans_anew_and_is_too_late_after_the_run)
{
	const char *import = upload(HEAD ALIEN);
	struct reply *r;

	shelve_alien("\"status\":\"TO_DO\"");
	ck_assert_str_eq(counts(reach(import, "planned", false)), "0|0|1|0|0|0|0");
	r = fine(client_patch(&member, &imports_app, import, "{\"policy\":\"keep\"}"));
	ck_assert_str_eq(json_text(r, "state"), "reading");
	ck_assert_str_eq(counts(reach(import, "planned", false)), "0|0|0|1|0|0|0");
	assert_refused(client_patch(&member, &imports_app, import, "{\"policy\":\"all\"}"), 400,
		"policy");
	reach(import, "done", true);
	assert_refused(client_patch(&member, &imports_app, import, "{\"policy\":\"fill\"}"), 409,
		"state");
}
END_TEST

/* --- rows that are wrong ---------------------------------------------------------------------- */

START_TEST(a_bad_row_undoes_itself_alone_and_says_why)
{
	const char *import = upload(HEAD ALIEN ",,BOOK,,,TO_DO,,,,,,,,,,\n"
		"Thing,,,,,TO_DO,,,,,,,,,,\n" DUNE);
	struct reply *r = reach(import, "done", true);

	r = reach(import, "done", true);
	ck_assert_str_eq(counts(r), "2|0|0|0|0|0|2");
	r = rows_of(import, "outcome=failed");
	ck_assert_str_eq(json_column(r, "rows", "number"), "2|3");
	ck_assert_str_eq(json_text(r, "rows[0].message"), "It has no title.");
	r = fine(client_get(&member, &imports_app, text("%s/rows.csv?outcome=failed", import)));
	ck_assert_str_eq(r->body, "title,creator,type,year,isbn,status,rating,start,end,times,note,"
		"review,tags,format,imdb,added\r\n,,BOOK,,,TO_DO,,,,,,,,,,\r\n"
		"Thing,,,,,TO_DO,,,,,,,,,,\r\n");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Content-Type"), "text/csv"));
}
END_TEST

START_TEST(a_quota_fails_rows_and_not_the_import)
{
	client_settings("quota_shelf = 1\nrate_limit_uploads = 1000\n");
	ck_assert_str_eq(counts(reach(upload(HEAD ALIEN DUNE SOLARIS), "done", true)),
		"1|0|0|0|0|0|2");
	ck_assert_int_eq(client_rows("entries"), 1);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

START_TEST(what_is_no_file_of_ours_is_refused)
{
	static const char *const bad[] = { "x", "\x89PNG\r\n\x1a\n", "{}", "<html></html>",
		"[1,2]" };
	struct reply *r;

	for (int i = 0; i < COUNT(bad); i++) {
		r = send_file(&member, bad[i], strlen(bad[i]), NULL);
		ck_assert_msg(r->http == 400, "%s: %d: %s", bad[i], r->http, r->body);
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "file");
	}
	assert_refused(send_file(&member, "", 0, NULL), 400, "file");
	assert_refused(client_post(&member, &imports_app, "/", "{}"), 400, "file");
	ck_assert_int_eq(client_rows("imports"), 0);
}
END_TEST

START_TEST(columns_of_any_table_are_chosen)
{
	const char *import = upload("Werk;Wer;Art\nDune;Frank Herbert;Buch\n");
	struct reply *r = step_as(&member, import, true);

	ck_assert_str_eq(json_text(r, "state"), "asking");
	ck_assert_str_eq(json_text(r, "question"), "columns");
	ck_assert_str_eq(json_text(r, "headers[2]"), "Art");
	assert_refused(client_patch(&member, &imports_app, import,
		"{\"columns\":{\"title\":\"Name\"}}"), 400, "columns");
	assert_refused(client_patch(&member, &imports_app, import,
		"{\"columns\":{\"creator\":\"Wer\"}}"), 400, "columns");
	assert_refused(client_patch(&member, &imports_app, import,
		"{\"columns\":{\"title\":\"Werk\",\"smell\":\"Wer\"}}"), 400, "columns");
	r = fine(client_patch(&member, &imports_app, import,
		"{\"columns\":{\"title\":\"Werk\",\"creator\":\"Wer\",\"type\":\"Art\"}}"));
	ck_assert_str_eq(json_text(r, "state"), "reading");
	ck_assert_str_eq(json_text(r, "question"), "null");
	r = reach(import, "planned", false);
	ck_assert_str_eq(json_text(rows_of(import, ""), "rows[0].title"), "Dune");
}
END_TEST

START_TEST(what_titles_are_is_asked)
{
	const char *import = upload("Title,Rating\nHeat,8\n");
	struct reply *r = step_as(&member, import, true);

	ck_assert_str_eq(json_text(r, "state"), "asking");
	ck_assert_str_eq(json_text(r, "question"), "columns");
	ck_assert_ptr_nonnull(strstr(json_text(r, "message"), "books, films, series or games"));
	r = fine(client_patch(&member, &imports_app, import,
		"{\"columns\":{\"title\":\"Title\"}}"));
	ck_assert_str_eq(json_text(r, "state"), "asking");
	fine(client_patch(&member, &imports_app, import,
		"{\"columns\":{\"type\":\"=MOVIE\"}}"));
	r = reach(import, "done", true);
	ck_assert_str_eq(counts(r), "1|0|0|0|0|0|0");
	/* 8 is of 10: no more are in that column */
	ck_assert_str_eq(json_text(rows_of(import, ""), "rows[0].values.rating"), "4");
}
END_TEST

START_TEST(the_order_of_days_is_asked_where_the_file_does_not_say)
{
	const char *head = "title,type,status,end\n";
	const char *import = upload(text("%sAlien,MOVIE,COMPLETED,3/4/2020\n", head));
	struct reply *r = NULL;

	for (int i = 0; i < 3; i++)
		r = step_as(&member, import, false);
	ck_assert_str_eq(json_text(r, "state"), "asking");
	ck_assert_str_eq(json_text(r, "question"), "day_first");
	r = fine(client_patch(&member, &imports_app, import, "{\"day_first\":true}"));
	ck_assert_str_eq(json_text(r, "options.day_first"), "true");
	reach(import, "planned", false);
	fine(client_patch(&member, &imports_app, import, "{\"day_first\":false}"));
	reach(import, "done", true);
	ck_assert_str_eq(json_text(shelf(), "records[0].end_date"), "2020-03-04T00:00:00Z");
	/* another row says it for all */
	import = upload(text("%sAliens,MOVIE,COMPLETED,3/4/2020\nHeat,MOVIE,COMPLETED,23/4/2020\n",
		head));
	reach(import, "done", true);
	ck_assert_str_eq(json_text(shelf(), "records[1].end_date"), "2020-04-03T00:00:00Z");
}
END_TEST

/* What all of my copies have there, newest first. */
static const char *
of_copies(const char *name)
{
	return json_column(fine(client_get(&member, &collection_app, "/copies")), "copies", name);
}

/* Emma is on the shelf, in a copy; its id. */
static const char *
own_emma(const char *json)
{
	const char *emma = add_title(&member, "{\"type\":\"BOOK\",\"title\":\"Emma\","
		"\"creator\":\"Jane Austen\"}");

	return json_text(made(client_post(&member, &collection_app, "/copies",
		text("{\"media_id\":\"%s\",\"format\":\"Paperback\",%s}", emma, json))), "id");
}

static const char *
emma_with(const char *copies)
{
	return text("{\"vitrine\":1,\"items\":[{\"key\":\"emma\",\"is_list\":false,"
		"\"type\":\"BOOK\",\"title\":\"Emma\",\"creator\":\"Jane Austen\","
		"\"status\":\"TO_DO\",\"reads\":[],\"copies\":[%s],\"places\":[]}]}", copies);
}

#define AT_HOME "{\"format\":\"Paperback\",\"location\":\"Home\"}"
#define AT_CABIN "{\"format\":\"paperback\",\"location\":\"Cabin\"}"

START_TEST(a_copy_is_the_one_of_mine_that_is_most_like_it)
{
	const char *mine = own_emma("\"location\":\"Cabin\"");
	const char *file = emma_with(text("%s,{\"id\":\"%s\",\"format\":\"Hardcover\"}",
		AT_HOME, mine));

	/* where they are tells them apart, in whatever order */
	move_in_by("fill", emma_with(AT_HOME "," AT_CABIN));
	ck_assert_str_eq(of_copies("location"), "Home|Cabin");
	ck_assert_str_eq(move_in(emma_with(AT_CABIN "," AT_HOME)), "0|0|0|1|0|0|0");
	/* an id more so */
	move_in_by("file", file);
	ck_assert_str_eq(of_copies("format"), "Paperback|Hardcover");
	ck_assert_str_eq(of_copies("location"), "Home|Cabin");
	ck_assert_str_eq(move_in(file), "0|0|0|1|0|0|0");
	/* of one kind they are the same wherever they are, each once */
	ck_assert_str_eq(move_in(emma_with("{\"format\":\"Paperback\"}," AT_CABIN)),
		"0|0|1|0|0|0|0");
	ck_assert_int_eq(client_rows("copies"), 3);
}
END_TEST

/* Seasons of one series, which tell its copies apart. */
static const char *
dark_with(const char *copies)
{
	return text("{\"vitrine\":1,\"items\":[{\"key\":\"dark\",\"is_list\":false,"
		"\"type\":\"TV_SHOW\",\"title\":\"Dark\",\"status\":\"TO_DO\",\"reads\":[],"
		"\"copies\":[%s],\"places\":[]}]}", copies);
}
#define SEASON(n) "{\"format\":\"DVD\",\"season\":" #n "}"

START_TEST(a_copy_of_another_season_is_another_copy)
{
	move_in(dark_with(SEASON(2)));
	move_in(dark_with(SEASON(1) "," SEASON(2)));
	ck_assert_str_eq(of_copies("season"), "1|2");
	ck_assert_str_eq(move_in(dark_with(SEASON(2) "," SEASON(1))), "0|0|0|1|0|0|0");
	move_in(dark_with("{\"format\":\"DVD\"}," SEASON(1) "," SEASON(2)));
	ck_assert_int_eq(client_rows("copies"), 3);
	move_in_by("fill", dark_with(SEASON(3) "," SEASON(1) "," SEASON(2)));
	ck_assert_str_eq(of_copies("season"), "3|1|2");
	/* a book has none */
	move_in(emma_with("{\"format\":\"Paperback\",\"season\":1}"));
	ck_assert_str_eq(of_copies("season"), "(none)|3|1|2");
}
END_TEST

#define TOLD "{\"format\":\"Paperback\",\"location\":\"Home\",\"condition\":\"Good\"," \
	"\"lent_to\":\"Anna\",\"due_on\":\"2026-01-02\",\"acquired_on\":\"2009\"," \
	"\"price\":\"12.5\",\"currency\":\"EUR\",\"barcode\":\"1\",\"note\":\"a\"}"

/* "location condition lent_to lent_on due_on acquired_on price currency barcode note" */
static const char *
only_copy(void)
{
	ck_assert_int_eq(client_rows("copies"), 1);
	return text("%s %s %s %s %s %s %s %s %s %s", of_copies("location"), of_copies("condition"),
		of_copies("lent_to"), of_copies("lent_on"), of_copies("due_on"),
		of_copies("acquired_on"), of_copies("price"), of_copies("currency"),
		of_copies("barcode"), of_copies("note"));
}

static const struct {
	const char *policy, *mine, *then;
} owned[] = {
	{ "fill", "\"platform\":null",
	  "Home Good Anna 2026-01-02 2026-01-02 2009 12.50 EUR 1 a" },
	{ "fill", "\"location\":\"Cabin\",\"lent_to\":\"Bob\",\"lent_on\":\"2026-03-01\","
	  "\"price\":\"3\",\"currency\":\"JPY\",\"note\":\"b\"",
	  "Cabin Good Bob 2026-03-01 null 2009 3 JPY 1 b" },
	{ "file", "\"location\":\"Cabin\",\"lent_to\":\"Bob\",\"lent_on\":\"2026-03-01\","
	  "\"price\":\"3\",\"currency\":\"JPY\",\"note\":\"b\"",
	  "Home Good Anna 2026-01-02 2026-01-02 2009 12.50 EUR 1 a" },
	{ "file", "\"lent_to\":\"anna\",\"lent_on\":\"2026-01-01\"",
	  "Home Good Anna 2026-01-01 2026-01-02 2009 12.50 EUR 1 a" },
	{ "keep", "\"location\":\"Cabin\"", "Cabin null null null null null null null null null" },
};

START_TEST(a_copy_that_is_there_gets_what_the_policy_lets_it_and_undo_takes_it)
{
	const char *before, *import;

	own_emma(owned[_i].mine);
	before = fine(client_get(&member, &collection_app, "/copies"))->body;
	clock_set(LATER + 900);
	import = move_in_by(owned[_i].policy, emma_with(TOLD));
	ck_assert_str_eq(only_copy(), owned[_i].then);
	ck_assert_str_eq(counts(fine(client_get(&member, &imports_app, move_in_by(owned[_i].policy,
		emma_with(TOLD))))), "0|0|0|1|0|0|0");
	ck_assert_str_eq(json_text(undo(import), "kept[0].message"), "(none)");
	ck_assert_str_eq(fine(client_get(&member, &collection_app, "/copies"))->body, before);
}
END_TEST

START_TEST(a_copy_that_was_filled_and_changed_since_stays)
{
	const char *mine = own_emma("\"location\":\"Cabin\""), *import;
	struct reply *r;

	import = move_in_by("fill", emma_with(TOLD));
	clock_set(LATER + 900);
	fine(client_patch(&member, &collection_app, text("/copies/%s", mine),
		"{\"note\":\"Mine\"}"));
	r = undo(import);
	ck_assert_str_eq(json_text(r, "kept[0].message"),
		"It has a copy that was changed since.");
	ck_assert_str_eq(of_copies("condition"), "Good");
}
END_TEST

START_TEST(days_of_a_copy_are_read_as_all_others)
{
	const char *import = upload("title,type,format,lent_to,due_on,purchase date\n"
		"Alien,MOVIE,DVD,Anna,2025-09-01,12/05/2020\n"
		"Heat,MOVIE,DVD,Bob,13/5/2026,23/05/2020\n");

	reach(import, "done", true);
	ck_assert_str_eq(of_copies("acquired_on"), "2020-05-23|2020-05-12");
	ck_assert_str_eq(of_copies("due_on"), "2026-05-13|2025-09-01");
	/* never after it is due */
	ck_assert_str_eq(of_copies("lent_on"), "2026-04-01|2025-09-01");
	ck_assert_str_eq(of_copies("is_overdue"), "false|true");
}
END_TEST

/* --- undone ----------------------------------------------------------------------------------- */

START_TEST(all_that_was_made_goes_again)
{
	struct census before = client_census();
	const char *import;
	struct reply *r;

	move_in_as(&member, HEAD ALIEN DUNE SOLARIS, &import);
	r = undo(import);
	ck_assert_str_eq(json_text(r, "finished_at"), "2026-04-01T08:10:00Z");
	ck_assert_str_eq(client_losses(&before), "import_rows -3, imports -1");
	ck_assert_int_eq(client_delete(&member, &imports_app, import)->http, 204);
	ck_assert_str_eq(client_losses(&before), "");
	/* and may come again */
	ck_assert_str_eq(move_in(HEAD ALIEN DUNE SOLARIS), "3|0|0|0|0|0|0");
}
END_TEST

START_TEST(what_somebody_has_touched_since_stays)
{
	static const struct {
		const char *method, *path, *json, *message;
		const struct app *app;
	} touches[] = {
		{ "PATCH", "/ENTRY", "{\"note\":\"Mine now\"}", "is on your shelf",
		  &usermedia_app },
		{ "PATCH", "/ENTRY", "{\"status\":\"DROPPED\"}", "is on your shelf",
		  &usermedia_app },
		{ "PUT", "/MEDIA/rating", "{\"value\":2}", "has been rated since", &media_app },
		{ "PUT", "/MEDIA", "{\"title\":\"Alien!\",\"type\":\"MOVIE\"}",
		  "it was changed since", &media_app },
		{ "POST", "/", "{\"media_id\":\"MEDIA\",\"end_date\":\"2024\"}", "is on your shelf",
		  &diary_app },
		{ "POST", "/copies", "{\"media_id\":\"MEDIA\",\"format\":\"VHS\"}",
		  "is on your shelf", &collection_app },
	};

	for (int i = 0; i < COUNT(touches); i++) {
		const char *import, *media, *entry, *path, *json;
		struct reply *r;

		move_in_as(&member, HEAD ALIEN, &import);
		media = json_text(rows_of(import, ""), "rows[0].media_id");
		entry = entry_of(media);
		path = strstr(touches[i].path, "MEDIA") ? text("/%s%s", media,
			touches[i].path + 6) : strstr(touches[i].path, "ENTRY")
			? text("/%s", entry) : touches[i].path;
		json = strstr(touches[i].json, "MEDIA") ? text("{\"media_id\":\"%s\"%s", media,
			touches[i].json + 19) : touches[i].json;
		r = client_send(&member, touches[i].app, touches[i].method, path,
			"application/json", json, strlen(json), NULL);
		ck_assert_msg(r->http == 200 || r->http == 201, "%d: %d %s", i, r->http, r->body);
		r = undo(import);
		ck_assert_msg(strstr(json_text(r, "kept[0].message"), touches[i].message) != NULL,
			"%d: %s", i, r->body);
		ck_assert_str_eq(json_text(r, "kept[0].media_id"), media);
		ck_assert_int_eq(client_rows("media_items"), 1);
		ck_assert_int_eq(client_delete(&member, &media_app, text("/%s", media))->http, 204);
		client_delete(&member, &imports_app, import);
	}
}
END_TEST

/* A list of three titles, told behind the first of them, in another order than they are in it. */
#define GAME(name, place) "{\"key\":\"" name "\",\"is_list\":false,\"type\":\"GAME\"," \
	"\"title\":\"" name "\",\"reads\":[],\"copies\":[]," \
	"\"places\":[{\"list\":\"list:1\",\"position\":" place ",\"note\":\"Of " name "\"}]}"
#define LISTED "{\"vitrine\":1,\"items\":[" GAME("c", "3") ",{\"key\":\"list:1\"," \
	"\"is_list\":true,\"title\":\"Mine\",\"reads\":[],\"copies\":[],\"places\":[]}," \
	GAME("a", "1") "," GAME("b", "2") "]}"

static const char *
titles_of(const char *list)
{
	struct reply *r = fine(client_get(&member, &lists_app, text("/%s/items", list)));

	ck_assert_str_eq(json_text(r, "total"), json_text(r, "list.item_count"));
	return json_column(r, "items", "media.title");
}

START_TEST(a_list_is_made_in_its_order_and_goes_again)
{
	struct census before = client_census();
	const char *import, *list;
	struct reply *r;

	ck_assert_str_eq(move_in_as(&member, LISTED, &import), "4|0|0|0|0|0|0");
	list = json_text(fine(client_get(&member, &lists_app, "/")), "lists[0].id");
	ck_assert_str_eq(titles_of(list), "a|b|c");
	ck_assert_int_eq(client_rows("entries"), 0);
	ck_assert_str_eq(move_in(LISTED), "0|0|0|4|0|0|0");
	r = undo(import);
	ck_assert_str_eq(json_text(r, "kept[0].message"), "(none)");
	client_sql("DELETE FROM imports", NULL, NULL);
	client_sql("DELETE FROM media_ids", NULL, NULL);
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

START_TEST(a_list_of_that_name_gets_more_behind_what_it_has)
{
	const char *list = json_text(made(client_post(&member, &lists_app, "/",
		"{\"name\":\"Mine\"}")), "id");
	const char *first = add_title(&member, "{\"type\":\"GAME\",\"title\":\"first\"}");
	const char *import, *b;

	made(client_post(&member, &lists_app, text("/%s/items", list),
		text("{\"media_id\":\"%s\"}", first)));
	ck_assert_str_eq(move_in_as(&member, LISTED, &import), "3|0|0|1|0|0|0");
	ck_assert_str_eq(titles_of(list), "first|a|b|c");
	b = json_text(fine(client_get(&member, &lists_app, text("/%s/items", list))),
		"items[2].id");
	fine(client_patch(&member, &lists_app, text("/%s/items/%s", list, b),
		"{\"note\":\"Mine now\"}"));
	ck_assert_str_eq(json_text(undo(import), "kept[0].message"),
		"It stays in the list \"Mine\": it was changed there since.");
	ck_assert_str_eq(titles_of(list), "first|b");
}
END_TEST

START_TEST(a_title_that_others_use_stays)
{
	const char *import, *media;
	struct reply *r;

	move_in_as(&member, HEAD ALIEN, &import);
	media = json_text(rows_of(import, ""), "rows[0].media_id");
	made(client_post(&other, &usermedia_app, "/", text("{\"media_id\":\"%s\"}", media)));
	r = undo(import);
	ck_assert_str_eq(json_text(r, "kept[0].message"),
		"It stays in the catalogue: others use it.");
	ck_assert_int_eq(client_rows("entries"), 1);
	ck_assert_int_eq(client_rows("ratings"), 0);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

START_TEST(a_run_may_be_undone_in_its_midst)
{
	struct census before = client_census();
	struct buf file;
	const char *import;

	buf_init(&file, &memory, 1 << 16);
	buf_puts(&file, HEAD);
	for (int i = 0; i < 300; i++)
		buf_printf(&file, "Film %d,,MOVIE,2000,,COMPLETED,,,,,,,,,,\n", i);
	import = upload(file.data);
	reach(import, "planned", false);
	ck_assert_str_eq(json_text(step_as(&member, import, true), "state"), "running");
	ck_assert_int_gt(client_rows("entries"), 0);
	undo(import);
	client_delete(&member, &imports_app, import);
	client_get(&member, &imports_app, "/");
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

/* --- steps ------------------------------------------------------------------------------------ */

START_TEST(a_step_is_bounded_and_any_process_goes_on)
{
	struct buf file;
	const char *import;
	struct reply *r;
	int before = 0;

	buf_init(&file, &memory, 1 << 16);
	buf_puts(&file, HEAD);
	for (int i = 0; i < 450; i++)
		buf_printf(&file, "Film %d,,MOVIE,2000,,COMPLETED,,,,,,,,,,\n", i);
	import = upload(file.data);
	r = fine(client_get(&member, &imports_app, import));
	for (int i = 0; i < STEPS && strcmp(json_text(r, "state"), "planned"); i++) {
		client_restart();
		r = step_as(&member, import, false);
		ck_assert_int_le(atoi(json_text(r, "done")) - before, 200);
		before = atoi(json_text(r, "done"));
	}
	ck_assert_str_eq(json_text(r, "total"), "450");
	before = 0;
	for (int i = 0; i < STEPS && strcmp(json_text(r, "state"), "done"); i++) {
		client_restart();
		r = step_as(&member, import, true);
		ck_assert_int_le(atoi(json_text(r, "done")) - before, 200);
		before = atoi(json_text(r, "done"));
	}
	ck_assert_str_eq(counts(r), "450|0|0|0|0|0|0");
	ck_assert_int_eq(client_rows("entries"), 450);
}
END_TEST

START_TEST(a_large_file_goes_in_pieces)
{
	struct buf file;
	const char *import;

	buf_init(&file, &memory, 9 << 20);
	buf_puts(&file, "title,type,what\n");
	for (int i = 0; i < 80; i++) {
		buf_printf(&file, "Game %d,GAME,", i);
		memset(buf_need(&file, 100000), 'x', 100000);
		file.length += 100000;
		buf_putc(&file, '\n');
	}
	import = text("/%s", json_text(made(send_file(&member, file.data, file.length, NULL)),
		"id"));
	ck_assert_int_gt(client_rows("import_rows"), 120);
	ck_assert_str_eq(counts(reach(import, "done", true)), "80|0|0|0|0|0|0");
	ck_assert_int_eq(client_rows("import_rows"), 80);
	import = text("/%s", json_text(made(send_file(&member, file.data, file.length, NULL)),
		"id"));
	ck_assert_int_eq(client_delete(&member, &imports_app, import)->http, 204);
	ck_assert_int_eq(client_rows("import_rows"), 80);
	ck_assert_int_eq(client_rows("imports"), 1);
}
END_TEST

START_TEST(another_members_import_is_not_there)
{
	const char *import = upload(HEAD ALIEN);
	const char *const paths[] = { import, text("%s/rows", import), text("%s/rows/1", import),
		text("%s/rows.csv", import) };

	reach(import, "planned", false);
	for (int i = 0; i < COUNT(paths); i++) {
		assert_refused(client_get(&other, &imports_app, paths[i]), 404, NULL);
		assert_refused(client_get(&admin, &imports_app, paths[i]), 404, NULL);
		assert_refused(client_get(&nobody, &imports_app, paths[i]), 401, NULL);
	}
	assert_refused(client_post(&other, &imports_app, text("%s/steps", import), "{}"), 404,
		NULL);
	assert_refused(client_patch(&other, &imports_app, import, "{\"policy\":\"keep\"}"), 404,
		NULL);
	assert_refused(client_patch(&other, &imports_app, text("%s/rows/1", import),
		"{\"new\":true}"), 404, NULL);
	assert_refused(client_delete(&other, &imports_app, import), 404, NULL);
	ck_assert_str_eq(json_text(client_get(&other, &imports_app, "/"), "total"), "0");
	ck_assert_str_eq(json_text(client_get(&member, &imports_app, "/"), "imports[0].state"),
		"planned");
}
END_TEST

START_TEST(five_may_be_unfinished)
{
	const char *last = NULL;

	for (int i = 0; i < 5; i++)
		last = upload(HEAD ALIEN);
	assert_refused(send_file(&member, HEAD ALIEN, strlen(HEAD ALIEN), NULL), 409, "file");
	upload_as(&other, HEAD ALIEN);
	reach(last, "done", true);
	last = upload(HEAD ALIEN);
	assert_refused(send_file(&member, HEAD ALIEN, strlen(HEAD ALIEN), NULL), 409, "file");
	ck_assert_int_eq(client_delete(&member, &imports_app, last)->http, 204);
	assert_refused(client_get(&member, &imports_app, last), 404, NULL);
	upload(HEAD ALIEN);
}
END_TEST

START_TEST(what_never_came_whole_is_in_nobodys_way)
{
	for (int i = 0; i < 5; i++)
		upload(HEAD ALIEN);
	client_sql("UPDATE imports SET state = 'coming'", NULL, NULL);
	upload(HEAD ALIEN);
	ck_assert_int_eq(client_rows("imports"), 6);
	client_sql("UPDATE imports SET created_at = created_at - 3601", NULL, NULL);
	upload(HEAD ALIEN);
	ck_assert_int_eq(client_rows("imports"), 2);
}
END_TEST

START_TEST(of_those_that_come_at_once_five_arrive)
{
	for (int i = 0; i < 5; i++)
		upload(HEAD ALIEN);
	client_sql("UPDATE imports SET state = 'coming'", NULL, NULL);
	client_sql("CREATE TRIGGER at_once AFTER INSERT ON import_rows BEGIN UPDATE imports "
		"SET state = 'reading' WHERE state = 'coming' AND key < NEW.import_key; END", NULL,
		NULL);
	assert_refused(send_file(&member, HEAD ALIEN, strlen(HEAD ALIEN), NULL), 409, "file");
	client_sql("DROP TRIGGER at_once", NULL, NULL);
	ck_assert_int_eq(client_rows("imports"), 5);
}
END_TEST

/* What it takes to send that many rows. */
static int64_t
work_of_rows(const char *import, int count, const char *query)
{
	struct reply *r;

	client_sql(text("WITH RECURSIVE n(n) AS (SELECT max(number) + 1 FROM import_rows "
		"WHERE number < 524288 UNION ALL SELECT n + 1 FROM n "
		"WHERE n < %d) INSERT INTO import_rows (key, import_key, number, outcome, "
		"item_key, source) SELECT i.key * 1048576 + n, "
		"i.key, n, CASE n %% 2 WHEN 0 THEN 'failed' ELSE 'new' END, n, "
		"'[\"row ' || n || '\"]' FROM imports i, n", count), NULL, NULL);
	engine_work();
	r = fine(client_get(&member, &imports_app, text("%s/rows.csv%s", import, query)));
	ck_assert_ptr_nonnull(strstr(r->body, text("\r\nrow %d\r\n", count)));
	ck_assert_ptr_nonnull(strstr(r->body, "\r\nrow 202\r\n"));
	return engine_work();
}

START_TEST(a_file_of_rows_takes_as_long_as_there_are_rows)
{
	static const char *const queries[] = { "", "?outcome=failed",
		"?outcome=failed&outcome=unclear" };

	engine_watch();
	for (int i = 0; i < COUNT(queries); i++) {
		const char *import = upload(HEAD ALIEN);
		int64_t few, many;

		reach(import, "planned", false);
		client_restart();
		fine(client_get(&member, &imports_app, import));
		few = work_of_rows(import, 2000, queries[i]);
		many = work_of_rows(import, 16000, queries[i]);
		ck_assert_int_gt(few, 2000);
		ck_assert_msg(many < 10 * few, "%s: %d %d", queries[i], (int)few, (int)many);
		client_sql("DELETE FROM imports", NULL, NULL);
	}
}
END_TEST

START_TEST(so_much_may_be_kept_and_no_more)
{
	move_in(HEAD ALIEN);
	client_sql("UPDATE imports SET size = 268435456", NULL, NULL);
	assert_refused(send_file(&member, HEAD ALIEN, strlen(HEAD ALIEN), NULL), 409, "file");
	client_sql("UPDATE imports SET size = 1000", NULL, NULL);
	upload(HEAD ALIEN);
}
END_TEST

START_TEST(an_import_is_kept_for_thirty_days_after_its_end)
{
	const char *import;

	move_in_as(&member, HEAD ALIEN, &import);
	client_sql("UPDATE imports SET finished_at = finished_at - 30 * 86400", NULL, NULL);
	fine(client_get(&member, &imports_app, "/"));
	fine(client_get(&member, &imports_app, import));
	client_sql("UPDATE imports SET finished_at = finished_at - 1", NULL, NULL);
	ck_assert_str_eq(json_text(client_get(&member, &imports_app, "/"), "total"), "0");
	ck_assert_int_eq(client_rows("imports"), 0);
	ck_assert_int_eq(client_rows("import_rows"), 0);
	ck_assert_int_eq(client_rows("entries"), 1);
}
END_TEST

START_TEST(imports_go_with_the_account)
{
	struct reply *r;

	move_in_as(&other, HEAD ALIEN, NULL);
	upload_as(&other, HEAD DUNE);
	r = client_delete(&other, &users_app, "/me");
	ck_assert_msg(r->http == 204, "%d: %s", r->http, r->body);
	ck_assert_int_eq(client_rows("imports"), 0);
	ck_assert_int_eq(client_rows("import_rows"), 0);
	ck_assert_int_eq(client_rows("media_ids"), 0);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

START_TEST(a_file_has_rows_without_end_but_not_here)
{
	struct buf file;
	struct reply *r;
	const char *import;

	client_settings("rate_limit_uploads = 100\n");
	buf_init(&file, &memory, 4 << 20);
	buf_puts(&file, "title,type\n");
	for (int i = 0; i < 100001; i++)
		buf_printf(&file, "%d,GAME\n", i);
	import = upload(file.data);
	client_sql("UPDATE imports SET work = replace(work, $1, $2)", "next 0", "next 99990");
	for (int i = 0; i < 3; i++)
		r = step_as(&member, import, false);
	ck_assert_str_eq(json_text(r, "state"), "failed");
	ck_assert_str_eq(json_text(r, "message"), "The file has more than 100000 rows.");
	ck_assert_int_eq(client_delete(&member, &imports_app, import)->http, 204);
}
END_TEST

START_TEST(a_page_leads_through_all_of_it)
{
	static const char *const html[] = { "HTTP_ACCEPT=text/html", NULL };
	const char *import = upload(HEAD ALIEN "Myst,,GAME,,,TO_DO,,,,,,,,,,\n");
	struct reply *r = client_send(&member, &imports_app, "GET", "/", NULL, NULL, 0, html);

	add_title(&other, "{\"type\":\"GAME\",\"title\":\"Myst\",\"pub_date\":\"1993\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "multipart/form-data"));
	r = client_send(&member, &imports_app, "GET", import, NULL, NULL, 0, html);
	ck_assert_ptr_nonnull(strstr(r->body, "Do the next 200"));
	reach(import, "planned", false);
	r = client_send(&member, &imports_app, "GET", import, NULL, NULL, 0, html);
	ck_assert_ptr_nonnull(strstr(r->body, "name=\"run\""));
	ck_assert_ptr_null(strstr(r->body, "Do the next 200"));
	ck_assert_ptr_nonnull(strstr(r->body, "Forget it"));
	r = client_send(&member, &imports_app, "GET", text("%s/rows", import), NULL, NULL, 0,
		html);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_ptr_nonnull(strstr(r->body, "It is a new title"));
	r = client_send(&member, &imports_app, "GET", text("%s/rows/2", import), NULL, NULL, 0,
		html);
	ck_assert_ptr_nonnull(strstr(r->body, "It is this one"));
}
END_TEST

START_TEST(a_time_without_days_gets_those_of_a_file)
{
	static const char without[] = HEAD "Alien,,MOVIE,1979,,COMPLETED,,,,,,,,,,\n",
		with[] = HEAD "Alien,,MOVIE,1979,,COMPLETED,,,2020-05-01,,,,,,,\n"
		"Alien,,MOVIE,1979,,COMPLETED,,,2021-06-02,,,,,,,\n";
	const char *import;
	struct reply *r;

	move_in(without);
	ck_assert_str_eq(json_text(fine(client_get(&member, &diary_app, "/")), "total"), "1");
	move_in_as(&member, with, &import);
	r = fine(client_get(&member, &diary_app, "/"));
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_str_eq(json_text(r, "diary[0].end_date"), "2021-06-02");
	ck_assert_str_eq(json_text(r, "diary[1].end_date"), "2020-05-01");
	ck_assert_str_eq(move_in(with), "0|0|0|1|0|0|0");
	undo(import);
	r = fine(client_get(&member, &diary_app, "/"));
	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_ptr_nonnull(strstr(r->body, "\"end_date\":null"));
}
END_TEST

START_TEST(a_row_is_shown_as_it_would_be_moved_in)
{
	const char *path = upload("[{\"plays\":3,"
		"\"last_watched_at\":\"2023-02-03T20:00:00.000Z\","
		"\"show\":{\"title\":\"Firefly\",\"year\":2002,\"ids\":{\"imdb\":\"tt0303461\"}},"
		"\"seasons\":[{\"number\":0,\"episodes\":[{\"number\":1,\"plays\":1,"
		"\"last_watched_at\":\"2023-01-31T20:00:00.000Z\"}]},{\"number\":1,\"episodes\":["
		"{\"number\":1,\"plays\":1,\"last_watched_at\":\"2023-02-01T20:00:00.000Z\"},"
		"{\"number\":2,\"plays\":2,\"last_watched_at\":\"2023-02-03T20:00:00.000Z\"}]}]}]");
	struct reply *r;

	reach(path, "planned", false);
	r = fine(client_get(&member, &imports_app, text("%s/rows", path)));
	ck_assert_str_eq(json_text(r, "rows[0].values.status"), "IN_PROGRESS");
	ck_assert_str_eq(json_text(r, "rows[0].values.progress"), "2");
	ck_assert_str_eq(json_text(r, "rows[0].values.reads[0].start_date"), "2023-02-01");
	r = fine(client_get(&member, &imports_app, text("%s/rows/1", path)));
	ck_assert_str_eq(json_text(r, "values.progress"), "2");
	r = fine(client_get(&member, &imports_app, text("%s/rows.csv", path)));
	ck_assert_ptr_nonnull(strstr(r->body,
		"\r\nFirefly,,TV_SHOW,2002,,IN_PROGRESS,,2023-02-01,,"));
}
END_TEST

START_TEST(what_others_tell_of_an_id_does_not_make_it_another_film)
{
	const char *told = "title,type,year,imdb\nSolaris,MOVIE,2002,tt0069293\n";

	ck_assert_str_eq(move_in_as(&other, told, NULL), "1|0|0|0|0|0|0");
	ck_assert_str_eq(move_in_as(&member, "title,type,year,imdb\n"
		"Solaris,MOVIE,1972,tt0069293\n", NULL), "1|0|0|0|0|0|0");
	ck_assert_str_eq(json_text(shelf(), "records[0].media.pub_date"), "1972");
}
END_TEST

START_TEST(a_title_is_found_among_however_many_namesakes)
{
	struct buf file;

	buf_init(&file, &memory, 10000);
	buf_puts(&file, "title,creator,type\n");
	for (int i = 0; i < 101; i++)
		buf_printf(&file, "Star Trek: Alpha %d,Ann,BOOK\n", i);
	buf_puts(&file, "Star Trek: Zulu,Ann,BOOK\n");
	ck_assert_str_eq(move_in_as(&other, file.data, NULL), "102|0|0|0|0|0|0");
	ck_assert_str_eq(move_in("title,creator,type\nStar Trek: Zulu,Ann,BOOK\n"),
		"0|1|0|0|0|0|0");
}
END_TEST

START_TEST(a_time_under_way_that_is_finished_is_one_time)
{
	static const char head[] = "title,creator,type,status,start,end\n";
	const char *policies[] = { "fill", "file" };

	for (int i = 0; i < 2; i++) {
		const char *row = text("Emma %d,Jane Austen,BOOK,", i), *import;

		move_in(text("%s%sIN_PROGRESS,2024-01-01,\n", head, row));
		import = upload(text("%s%sCOMPLETED,2024-01-01,2024-02-01\n", head, row));
		fine(client_patch(&member, &imports_app, import, text("{\"policy\":\"%s\"}",
			policies[i])));
		reach(import, "done", true);
		ck_assert_str_eq(json_text(fine(client_get(&member, &diary_app, "/")), "total"),
			text("%d", i + 1));
	}
}
END_TEST

START_TEST(rows_of_any_size_are_read)
{
	enum { ROWS = 30, NOTE = 900000 };
	char *note = arena_room(&memory, NOTE + 1);
	const char *import;
	struct buf file;

	memset(note, 'x', NOTE);
	note[NOTE] = '\0';
	buf_init(&file, &memory, ROWS * (NOTE + 100));
	buf_puts(&file, "title,creator,type,note\n");
	for (int i = 0; i < ROWS; i++)
		buf_printf(&file, "Book %d,Ann,BOOK,%s\n", i, note);
	ck_assert_str_eq(move_in_as(&member, file.data, &import), "30|0|0|0|0|0|0");
	rows_of(import, "page_size=100");
	fine(client_get(&member, &imports_app, text("%s/rows.csv", import)));
}
END_TEST

START_TEST(of_one_title_no_file_says_more_and_more)
{
	enum { ROWS = 3000 };
	struct buf file;
	struct reply *r;
	const char *import;

	buf_init(&file, &memory, 200 * ROWS);
	buf_puts(&file, "title,creator,type,status,end,note\n");
	for (int i = 0; i < ROWS; i++)
		buf_printf(&file, "Emma,Jane Austen,BOOK,COMPLETED,%04d-%02d-%02d,%0100d\n",
			1100 + i / 300, i / 25 % 12 + 1, i % 25 + 1, i);
	import = upload(file.data);
	reach(import, "planned", false);
	r = rows_of(import, "");
	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_ptr_nonnull(strstr(json_text(r, "rows[0].message"), "left out"));
	ck_assert_int_lt((int)strlen(r->body), 300000);
}
END_TEST

START_TEST(a_full_list_leaves_the_rest_of_a_row)
{
	static const char file[] = "{\"vitrine\":1,\"items\":[{\"key\":\"list:Best\","
		"\"is_list\":true,\"title\":\"Best\",\"reads\":[],\"places\":[]},"
		"{\"key\":\"emma\",\"is_list\":false,\"type\":\"BOOK\",\"title\":\"Emma\","
		"\"status\":\"COMPLETED\",\"rating\":4,\"reads\":[],"
		"\"places\":[{\"list\":\"list:Best\"}]}]}";
	const char *import;

	made(client_post(&member, &lists_app, "/", "{\"name\":\"Best\"}"));
	client_sql("UPDATE lists SET item_count = 5000 WHERE name = $1", "Best", NULL);
	ck_assert_str_eq(move_in_as(&member, file, &import), "1|0|0|1|0|0|0");
	ck_assert_ptr_nonnull(strstr(json_text(rows_of(import, ""), "rows[1].message"), "full"));
	ck_assert_str_eq(json_text(shelf(), "records[0].rating"), "4");
	client_sql("UPDATE lists SET item_count = 0 WHERE name = $1", "Best", NULL);
}
END_TEST

START_TEST(a_full_diary_leaves_the_rest_of_a_row)
{
	static const char file[] = "title,creator,type,status,start,times,note\n"
		"Emma,Jane Austen,BOOK,IN_PROGRESS,2021-02-03,1000,Mine\n";
	const char *import;
	struct reply *r;

	ck_assert_str_eq(move_in_as(&member, file, &import), "1|0|0|0|0|0|0");
	r = rows_of(import, "");
	ck_assert_ptr_nonnull(strstr(json_text(r, "rows[0].message"), "some were left out"));
	ck_assert_int_eq(client_rows("diary"), 1000);
	ck_assert_str_eq(json_text(shelf(), "records[0].note"), "Mine");
	ck_assert_str_eq(move_in(file), "0|0|0|1|0|0|0");
}
END_TEST

/* A book of which somebody has so many copies. */
static const char *
file_with_copies(const char *format, int count, const char *rating)
{
	struct buf file;

	buf_init(&file, &memory, 10000);
	buf_printf(&file, "{\"vitrine\":1,\"items\":[{\"key\":\"emma\",\"is_list\":false,"
		"\"type\":\"BOOK\",\"title\":\"Emma\",\"status\":\"COMPLETED\",%s"
		"\"reads\":[],\"copies\":[", rating);
	for (int i = 0; i < count; i++)
		buf_printf(&file, "%s{\"format\":\"%s %d\"}", i ? "," : "", format, i);
	buf_puts(&file, "],\"places\":[]}]}");
	return file.data;
}

START_TEST(a_full_shelf_of_copies_leaves_the_rest_of_a_row)
{
	const char *second = file_with_copies("Wood", 60, "\"rating\":4,"), *import;

	ck_assert_str_eq(move_in(file_with_copies("Paper", 60, "")), "1|0|0|0|0|0|0");
	ck_assert_str_eq(move_in_as(&member, second, &import), "0|0|1|0|0|0|0");
	ck_assert_str_eq(json_text(rows_of(import, ""), "rows[0].message"),
		"You have 100 copies of it, which is the most: some were left out.");
	ck_assert_int_eq(client_rows("copies"), 100);
	ck_assert_str_eq(json_text(shelf(), "records[0].rating"), "4");
	ck_assert_str_eq(move_in(second), "0|0|0|1|0|0|0");
}
END_TEST

START_TEST(what_did_not_come_whole_is_dropped_at_once)
{
	struct buf file;

	buf_init(&file, &memory, 2 << 20);
	buf_puts(&file, HEAD);
	while (file.length < 17 * 65536)
		buf_puts(&file, ALIEN);
	engine_refuse(client_db(), "AFTER INSERT ON import_rows WHEN NEW.number = 524288 + 16");
	assert_refused(send_file(&member, file.data, file.length, NULL), 500, NULL);
	ck_assert_int_eq(client_rows("imports"), 0);
	ck_assert_int_eq(client_rows("import_rows"), 0);
}
END_TEST

START_TEST(imports_go_before_the_account)
{
	move_in_as(&other, HEAD ALIEN, NULL);
	move_in(HEAD DUNE);
	engine_refuse(client_db(), "BEFORE DELETE ON users");
	assert_refused(client_delete(&other, &users_app, "/me"), 500, NULL);
	ck_assert_int_eq(client_rows("imports"), 1);
	ck_assert_int_eq(client_rows("import_rows"), 1);
}
END_TEST

START_TEST(the_last_admin_keeps_what_was_imported)
{
	move_in_as(&admin, HEAD ALIEN, NULL);
	assert_refused(client_delete(&admin, &users_app, "/me"), 409, "role");
	ck_assert_int_eq(client_rows("imports WHERE state = 'done'"), 1);
}
END_TEST

START_TEST(rows_take_so_much_and_no_more)
{
	const char *import = upload(HEAD ALIEN DUNE);
	struct reply *r = NULL;

	client_sql("UPDATE imports SET work = replace(work, $1, $2)", "bytes 0",
		"bytes 268435000");
	for (int i = 0; i < 3; i++)
		r = step_as(&member, import, false);
	ck_assert_str_eq(json_text(r, "state"), "failed");
	ck_assert_str_eq(json_text(r, "message"), "The file says more than is kept of one: its "
		"rows would take more than 256 MiB.");
	ck_assert_int_eq(client_rows("import_rows"), 0);
	/* it is counted, also when it is read anew */
	import = upload("Werk,Art\nDune,Buch\nSolaris,Buch\n");
	fine(client_patch(&member, &imports_app, import,
		"{\"columns\":{\"title\":\"Werk\",\"type\":\"Art\"}}"));
	reach(import, "planned", false);
	ck_assert_int_eq(client_rows("imports WHERE work LIKE "
		"'%bytes ___' || char(10) || '%'"), 1);
}
END_TEST

START_TEST(what_moved_in_is_not_kept_twice)
{
	const char *import = upload(HEAD ALIEN "Thing,,,,,TO_DO,,,,,,,,,,\n");
	struct reply *r;

	reach(import, "planned", false);
	ck_assert_int_eq(client_rows("import_rows WHERE source IS NULL AND number < 524288"), 0);
	r = fine(client_get(&member, &imports_app, text("%s/rows.csv", import)));
	ck_assert_ptr_nonnull(strstr(r->body, "\r\nAlien,Ridley Scott,MOVIE,1979,,COMPLETED,"));
	reach(import, "done", true);
	ck_assert_int_eq(client_rows("import_rows WHERE source IS NULL"), 1);
	r = fine(client_get(&member, &imports_app, text("%s/rows.csv?outcome=failed", import)));
	ck_assert_ptr_nonnull(strstr(r->body, "\r\nThing,,,,,TO_DO,,,,,,,,,,\r\n"));
	ck_assert_ptr_null(strstr(r->body, "Alien"));
	r = fine(client_get(&member, &imports_app, text("%s/rows.csv", import)));
	ck_assert_ptr_nonnull(strstr(r->body, "\r\nAlien,Ridley Scott,MOVIE,1979,"));
	ck_assert_ptr_nonnull(strstr(r->body, "\r\nThing,"));
}
END_TEST

/* What another process did with the piece meanwhile is neither done again nor left out. */
START_TEST(what_is_stored_of_a_piece_is_not_stored_again)
{
	static const char *const told[] = { "told 0", "told 1", "told 2" };

	for (int i = 0; i < COUNT(told); i++) {
		const char *import = upload(HEAD ALIEN DUNE SOLARIS);

		client_sql("UPDATE imports SET work = replace(work, $1, $2)", "told 0", told[i]);
		ck_assert_str_eq(json_text(reach(import, "planned", false), "total"),
			text("%d", 3 - i));
		ck_assert_str_eq(json_column(rows_of(import, ""), "rows", "title"),
			i == 2 ? "Solaris" : i ? "Dune|Solaris" : "Alien|Dune|Solaris");
	}
}
END_TEST

START_TEST(what_is_told_is_stored_in_several_transactions)
{
	struct buf file;
	const char *import;

	buf_init(&file, &memory, 1 << 16);
	buf_puts(&file, HEAD);
	for (int i = 0; i < 150; i++)
		buf_printf(&file, "Film %d,,MOVIE,2000,,COMPLETED,,,,,,,,,,\n", i);
	import = upload(file.data);
	/* a slow disk: each row takes as long as a transaction may */
	engine_slow(client_db(), "BEFORE INSERT ON import_rows WHEN NEW.number % 25 = 1");
	engine_refuse(client_db(), "BEFORE INSERT ON import_rows WHEN NEW.number = 130");
	ck_assert_int_eq(client_post(&member, &imports_app, text("%s/steps", import), "{}")->http,
		500);
	ck_assert_int_ge(client_rows("import_rows WHERE number < 524288"), 100);
	client_sql("DROP TRIGGER refuse", NULL, NULL);
	ck_assert_str_eq(json_text(reach(import, "planned", false), "total"), "150");
	ck_assert_int_eq(client_rows("(SELECT DISTINCT title FROM import_rows "
		"WHERE number < 524288)"), 150);
}
END_TEST

START_TEST(another_type_is_told_which_there_are)
{
	struct reply *r = client_send(&member, &imports_app, "POST", "/", "application/pdf",
		ALIEN, strlen(ALIEN), NULL);

	assert_refused(r, 415, NULL);
	ck_assert_str_eq(json_text(r, "error.message"), "Send the file in multipart/form-data or "
		"as text/csv, application/json, application/zip, application/xml, "
		"application/gzip, application/octet-stream, and say which in Content-Type.");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("imports");
	TCase *tc = tcase_create("imports");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_file_is_read_planned_and_moved_in);
	tcase_add_test(tc, the_same_file_again_changes_nothing);
	tcase_add_test(tc, run_said_twice_changes_nothing);
	tcase_add_test(tc, titles_of_the_catalogue_are_used);
	tcase_add_test(tc, another_edition_of_another_service_is_that_title);
	tcase_add_test(tc, titles_are_compared_without_punctuation_but_never_guessed);
	tcase_add_test(tc, what_cannot_be_told_for_certain_waits_for_a_person);
	tcase_add_test(tc, a_choice_is_planned_and_remembered);
	tcase_add_test(tc, a_choice_must_be_one);
	tcase_add_test(tc, ids_of_other_services_decide);
	tcase_add_test(tc, fill_fills_what_is_empty);
	tcase_add_test(tc, fill_leaves_what_is_mine);
	tcase_add_test(tc, fill_leaves_how_far_i_am);
	tcase_add_test(tc, keep_touches_nothing_on_my_shelf);
	tcase_add_test(tc, file_takes_what_the_file_has_and_undo_gives_it_back);
	tcase_add_test(tc, a_change_plans_anew_and_is_too_late_after_the_run);
	tcase_add_test(tc, a_bad_row_undoes_itself_alone_and_says_why);
	tcase_add_test(tc, a_quota_fails_rows_and_not_the_import);
	tcase_add_test(tc, what_is_no_file_of_ours_is_refused);
	tcase_add_test(tc, columns_of_any_table_are_chosen);
	tcase_add_test(tc, what_titles_are_is_asked);
	tcase_add_test(tc, the_order_of_days_is_asked_where_the_file_does_not_say);
	tcase_add_test(tc, days_of_a_copy_are_read_as_all_others);
	tcase_add_test(tc, a_copy_is_the_one_of_mine_that_is_most_like_it);
	tcase_add_test(tc, a_copy_of_another_season_is_another_copy);
	tcase_add_loop_test(tc, a_copy_that_is_there_gets_what_the_policy_lets_it_and_undo_takes_it,
		0, sizeof(owned) / sizeof(owned[0]));
	tcase_add_test(tc, a_copy_that_was_filled_and_changed_since_stays);
	tcase_add_test(tc, all_that_was_made_goes_again);
	tcase_add_test(tc, what_somebody_has_touched_since_stays);
	tcase_add_test(tc, a_list_is_made_in_its_order_and_goes_again);
	tcase_add_test(tc, a_list_of_that_name_gets_more_behind_what_it_has);
	tcase_add_test(tc, a_title_that_others_use_stays);
	tcase_add_test(tc, a_run_may_be_undone_in_its_midst);
	tcase_add_test(tc, a_step_is_bounded_and_any_process_goes_on);
	tcase_add_test(tc, a_large_file_goes_in_pieces);
	tcase_add_test(tc, another_members_import_is_not_there);
	tcase_add_test(tc, five_may_be_unfinished);
	tcase_add_test(tc, what_never_came_whole_is_in_nobodys_way);
	tcase_add_test(tc, of_those_that_come_at_once_five_arrive);
	tcase_add_test(tc, a_file_of_rows_takes_as_long_as_there_are_rows);
	tcase_add_test(tc, so_much_may_be_kept_and_no_more);
	tcase_add_test(tc, an_import_is_kept_for_thirty_days_after_its_end);
	tcase_add_test(tc, imports_go_with_the_account);
	tcase_add_test(tc, a_file_has_rows_without_end_but_not_here);
	tcase_add_test(tc, a_page_leads_through_all_of_it);
	tcase_add_test(tc, a_row_is_shown_as_it_would_be_moved_in);
	tcase_add_test(tc, a_time_without_days_gets_those_of_a_file);
	tcase_add_test(tc, what_others_tell_of_an_id_does_not_make_it_another_film);
	tcase_add_test(tc, a_title_is_found_among_however_many_namesakes);
	tcase_add_test(tc, a_time_under_way_that_is_finished_is_one_time);
	tcase_add_test(tc, rows_of_any_size_are_read);
	tcase_add_test(tc, of_one_title_no_file_says_more_and_more);
	tcase_add_test(tc, a_full_list_leaves_the_rest_of_a_row);
	tcase_add_test(tc, a_full_diary_leaves_the_rest_of_a_row);
	tcase_add_test(tc, a_full_shelf_of_copies_leaves_the_rest_of_a_row);
	tcase_add_test(tc, what_did_not_come_whole_is_dropped_at_once);
	tcase_add_test(tc, imports_go_before_the_account);
	tcase_add_test(tc, the_last_admin_keeps_what_was_imported);
	tcase_add_test(tc, rows_take_so_much_and_no_more);
	tcase_add_test(tc, what_moved_in_is_not_kept_twice);
	tcase_add_test(tc, what_is_stored_of_a_piece_is_not_stored_again);
	tcase_add_test(tc, what_is_told_is_stored_in_several_transactions);
	tcase_add_test(tc, another_type_is_told_which_there_are);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
