/*
 * Open Library: books, without a key (providers.md, 3). A search finds works; what is on a shelf is
 * an edition, so that is what our ids are of, and a work becomes one of its editions.
 */
#include "plain.h"
#include "source.h"
#include "text.h"

#include <string.h>

#define WORK_MEMBERS "key,title,subtitle,author_name,cover_i,cover_edition_key," \
	"first_publish_year,language"

enum { Q_MIN = 3, REDIRECTS_MAX = 3 };

/* What it keeps between the steps to one book. */
struct steps {
	struct facts facts;
	int redirects;
};

/* One of its sizes, L or M; without one 404, not a blank. */
static const char *
cover_of(struct arena *arena, const char *id, char size)
{
	return id && *id && !id[strspn(id, "0123456789")] ? arena_printf(arena,
		"https://covers.openlibrary.org/b/id/%s-%c.jpg?default=false", id, size) : NULL;
}

/* --- works, as a search finds them ------------------------------------------------------------ */

static const struct field work_fields[] = {
	FIELD_AS(struct facts, id, "cover_edition_key", 0, .check = plain_id, .also = { "key" }),
	FIELD_AS(struct facts, work_id, "key", 0, .check = plain_id),
	FIELD_AS(struct facts, title, "title", 0, .check = plain_line),
	FIELD_AS(struct facts, subtitle, "subtitle", 0, .check = plain_line),
	FIELD_AS(struct facts, creators, "author_name", 0, .check = plain_line, .most = 10),
	FIELD_AS(struct facts, picture_url, "cover_i", LOOSE),
	FIELD_AS(struct facts, year, "first_publish_year", 0),
	{ 0 }
};
static const struct record work_view = {
	.size = sizeof(struct facts), .fields = FIELDS(work_fields),
};

static void
take_works(struct ask *ask, const cJSON *tree)
{
	const cJSON *work;
	struct facts facts;

	cJSON_ArrayForEach(work, cJSON_GetObjectItemCaseSensitive(tree, "docs")) {
		json_read_foreign(ask->arena, work, &work_view, &facts);
		facts.type = MEDIA_BOOK;
		facts.preview_url = cover_of(ask->arena, facts.picture_url, 'M');
		facts.picture_url = cover_of(ask->arena, facts.picture_url, 'L');
		if (facts.work_id)
			facts.page_url = arena_printf(ask->arena,
				"https://openlibrary.org/works/%s", facts.work_id);
		ask_add(ask, &facts);
	}
}

/* --- an edition ------------------------------------------------------------------------------- */

static const struct field edition_fields[] = {
	FIELD_AS(struct facts, id, "key", 0, .check = plain_id),
	FIELD_AS(struct facts, title, "title", 0, .check = plain_line),
	FIELD_AS(struct facts, subtitle, "subtitle", 0, .check = plain_line),
	FIELD_AS(struct facts, creators, "authors[].name", 0, .check = plain_line, .most = 10),
	FIELD_AS(struct facts, length, "number_of_pages", 0),
	FIELD_AS(struct facts, date, "publish_date", 0, .check = plain_date),
	FIELD_AS(struct facts, publishers, "publishers[].name", 0, .check = plain_line),
	FIELD_AS(struct facts, isbns, "identifiers.isbn_13", 0, .also = { "identifiers.isbn_10" }),
	FIELD_AS(struct facts, goodreads_id, "identifiers.goodreads[0]", LOOSE),
	FIELD_AS(struct facts, genres, "subjects[].name", 0, .check = plain_line, .most = 3),
	FIELD_AS(struct facts, picture_url, "cover.large", 0, .max = 2000,
		.also = { "cover.medium" }),
	FIELD_AS(struct facts, preview_url, "cover.medium", 0, .max = 2000),
	FIELD_AS(struct facts, work_id, "works[0].key", 0, .check = plain_id),
	{ 0 }
};
static const struct record edition_view = {
	.size = sizeof(struct facts), .fields = FIELDS(edition_fields),
};

/* What only its work says. */
static const struct field about_fields[] = {
	FIELD_AS(struct facts, description, "description", 0, .check = plain_lines,
		.also = { "description.value" }),
	FIELD_AS(struct facts, page_url, "location", 0, .check = plain_id),
	{ 0 }
};
static const struct record about_view = {
	.size = sizeof(struct facts), .fields = FIELDS(about_fields),
};

/* Behind a line of dashes are sources and links. */
static const char *
without_sources(struct arena *arena, const char *description)
{
	const char *line = description ? strstr(description, "\n-----") : NULL;

	return line ? text_trim(arena, arena_copy(arena, description,
		(size_t)(line - description))) : description;
}

static void
end_edition(struct ask *ask, const char *description)
{
	struct steps *steps = ask->own;

	steps->facts.description = without_sources(ask->arena, description);
	ask_add(ask, &steps->facts);
}

static void ask_for_about(struct ask *ask, const char *work_id);

/* Works are merged: one that isn't any more says where it is (`location`). */
static void
take_about(struct ask *ask, const cJSON *tree)
{
	struct steps *steps = ask->own;
	struct facts about;

	json_read_foreign(ask->arena, tree, &about_view, &about);
	if (about.page_url && steps->redirects++ < REDIRECTS_MAX)
		ask_for_about(ask, about.page_url);
	else
		end_edition(ask, about.description);
}

static void
ask_for_about(struct ask *ask, const char *work_id)
{
	ask_for_more(ask, take_about, arena_printf(ask->arena, "/works/%s.json",
		ask_encode(ask, work_id)));
}

/* Where there is no cover it is 404 then, not a blank. */
static const char *
or_none(struct arena *arena, const char *url)
{
	return url ? arena_printf(arena, "%s?default=false", url) : NULL;
}

/* The one edition in an answer of api/books, whatever it is named there. */
static void
take_edition(struct ask *ask, const cJSON *tree)
{
	struct steps *steps = ask->own;
	struct facts *facts = &steps->facts;
	const char *isbn = ask->wanted->isbn;

	if (!tree || !tree->child)
		return;
	json_read_foreign(ask->arena, tree->child, &edition_view, facts);
	facts->type = MEDIA_BOOK;
	if (isbn)		/* it was looked for by that, whatever it is called in there */
		facts->isbns = (struct texts){ arena_alloc(ask->arena, sizeof(isbn)), 1 };
	if (isbn)
		facts->isbns.list[0] = isbn;
	facts->picture_url = or_none(ask->arena, facts->picture_url);
	facts->preview_url = or_none(ask->arena, facts->preview_url);
	if (facts->id)
		facts->page_url = arena_printf(ask->arena, "https://openlibrary.org/books/%s",
			facts->id);
	if (facts->work_id && ask->wanted->id)
		ask_for_about(ask, facts->work_id);
	else
		end_edition(ask, NULL);
}

static void
ask_for_edition(struct ask *ask, const char *kind, const char *id)
{
	ask_for(ask, take_edition, arena_printf(ask->arena,
		"/api/books?bibkeys=%s:%s&jscmd=data&format=json", kind, ask_encode(ask, id)));
}

/* --- a work becomes one of its editions ------------------------------------------------------- */

static const struct field entry_fields[] = {
	FIELD_AS(struct facts, id, "key", 0, .check = plain_id),
	FIELD_AS(struct facts, isbns, "isbn_13", 0, .also = { "isbn_10" }),
	FIELD_AS(struct facts, languages, "languages[].key", 0, .check = plain_id),
	{ 0 }
};
static const struct record entry_view = {
	.size = sizeof(struct facts), .fields = FIELDS(entry_fields),
};

/* MARC's three letters for those languages that one looks for most; NULL for others. */
static const char *
marc_language(const char *language)
{
	static const char names[][2][4] = {
		{ "en", "eng" }, { "de", "ger" }, { "fr", "fre" }, { "es", "spa" }, { "it", "ita" },
		{ "pt", "por" }, { "nl", "dut" }, { "sv", "swe" }, { "da", "dan" }, { "no", "nor" },
		{ "fi", "fin" }, { "pl", "pol" }, { "cs", "cze" }, { "ru", "rus" }, { "uk", "ukr" },
		{ "ja", "jpn" }, { "zh", "chi" }, { "ko", "kor" }, { "tr", "tur" }, { "el", "gre" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(names[i][0], language, 2))
			return names[i][1];
	return NULL;
}

/* How much an edition is the one that is meant: in one's language, and with a number. */
static int
edition_points(const struct ask *ask, const struct facts *facts)
{
	const char *language = marc_language(ask->config->lookup_language);
	int points = facts->isbns.count > 0;

	for (int i = 0; language && i < facts->languages.count; i++)
		if (!strcmp(facts->languages.list[i], language))
			return points + 2;
	return points;
}

static void
take_editions(struct ask *ask, const cJSON *tree)
{
	const char *best = NULL;
	const cJSON *entry;
	struct facts facts;
	int points, most = -1;

	cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(tree, "entries")) {
		json_read_foreign(ask->arena, entry, &entry_view, &facts);
		points = edition_points(ask, &facts);
		if (facts.id && points > most) {
			best = facts.id;
			most = points;
		}
	}
	if (best)
		ask_for_edition(ask, "OLID", best);
}

/* --- what is asked of it ---------------------------------------------------------------------- */

static void
search_books(struct ask *ask)
{
	ask->own = arena_alloc(ask->arena, sizeof(struct steps));
	if (ask->wanted->isbn)
		ask_for_edition(ask, "ISBN", ask->wanted->isbn);
	else if (ask->wanted->q && text_length(ask->wanted->q) >= Q_MIN)
		ask_for(ask, take_works, arena_printf(ask->arena,
			"/search.json?q=%s&fields=" WORK_MEMBERS "&limit=20&lang=%s",
			ask_encode(ask, ask->wanted->q),
			ask_encode(ask, ask->config->lookup_language)));
}

static void
find_book(struct ask *ask)
{
	const char *id = ask->wanted->id;

	ask->own = arena_alloc(ask->arena, sizeof(struct steps));
	if (id[strlen(id) - 1] == 'W')
		ask_for(ask, take_editions, arena_printf(ask->arena,
			"/works/%s/editions.json?limit=50", ask_encode(ask, id)));
	else
		ask_for_edition(ask, "OLID", id);
}

static const char *const hosts[] = { "openlibrary.org", NULL };
static const char *const picture_hosts[] = {
	"covers.openlibrary.org", "archive.org", "*.archive.org", NULL,
};

const struct source source_openlibrary = {
	.at = OPENLIBRARY,
	.origin = "https://openlibrary.org", .hosts = hosts, .picture_hosts = picture_hosts,
	.types = 1u << MEDIA_BOOK,
	.attribution = "Data: Open Library", .attribution_url = "https://openlibrary.org",
	.id_begin = "OL", .id_of = "0123456789MW",
	.search = search_books, .details = find_book,
};
