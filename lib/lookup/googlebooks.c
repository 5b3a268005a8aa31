/*
 * Google Books: books, by a key (providers.md, 4): without one its quota is nearly always used up.
 */
#include "plain.h"
#include "source.h"

#include <string.h>

static const struct field volume_fields[] = {
	FIELD_AS(struct facts, id, "id", 0),
	FIELD_AS(struct facts, title, "volumeInfo.title", 0, .check = plain_line),
	FIELD_AS(struct facts, subtitle, "volumeInfo.subtitle", 0, .check = plain_line),
	FIELD_AS(struct facts, creators, "volumeInfo.authors", 0, .check = plain_line, .most = 10),
	FIELD_AS(struct facts, genres, "volumeInfo.categories", 0, .check = plain_line, .most = 3),
	FIELD_AS(struct facts, publishers, "volumeInfo.publisher", 0, .check = plain_line),
	FIELD_AS(struct facts, date, "volumeInfo.publishedDate", 0, .check = plain_date),
	FIELD_AS(struct facts, description, "volumeInfo.description", 0, .check = plain_lines),
	FIELD_AS(struct facts, length, "volumeInfo.pageCount", 0),
	FIELD_AS(struct facts, isbns, "volumeInfo.industryIdentifiers[type=ISBN_13].identifier", 0,
		.also = { "volumeInfo.industryIdentifiers[type=ISBN_10].identifier" }),
	FIELD_AS(struct facts, languages, "volumeInfo.language", 0, .check = plain_line),
	FIELD_AS(struct facts, picture_url, "volumeInfo.imageLinks.large", 0, .max = 2000,
		.also = { "volumeInfo.imageLinks.medium", "volumeInfo.imageLinks.small",
			"volumeInfo.imageLinks.thumbnail" }),
	FIELD_AS(struct facts, preview_url, "volumeInfo.imageLinks.thumbnail", 0, .max = 2000,
		.also = { "volumeInfo.imageLinks.smallThumbnail" }),
	{ 0 }
};
static const struct record volume_view = {
	.size = sizeof(struct facts), .fields = FIELDS(volume_fields),
};

/* Its pictures are by http, with a curled edge. */
static const char *
flat_picture(struct arena *arena, const char *url)
{
	static const char edge[] = "&edge=curl";
	const char *curl;

	if (!url)
		return NULL;
	if (!strncmp(url, "http:", 5))
		url = arena_printf(arena, "https:%s", url + 5);
	curl = strstr(url, edge);
	return curl ? arena_printf(arena, "%.*s%s", (int)(curl - url), url, curl + strlen(edge))
		: url;
}

static bool
has_isbn(struct arena *arena, const struct facts *facts, const char *isbn)
{
	struct found found;

	return facts_found(arena, "", facts, &found) && found.media.isbn
		&& !strcmp(found.media.isbn, isbn);
}

/* A search by ISBN may find another book: it counts only where the number is its own. */
static void
add_volume(struct ask *ask, const cJSON *volume)
{
	struct facts facts;

	json_read_foreign(ask->arena, volume, &volume_view, &facts);
	facts.type = MEDIA_BOOK;
	facts.picture_url = flat_picture(ask->arena, facts.picture_url);
	facts.preview_url = flat_picture(ask->arena, facts.preview_url);
	if (facts.id)
		facts.page_url = arena_printf(ask->arena, "https://books.google.com/books?id=%s",
			ask_encode(ask, facts.id));
	if (!ask->wanted->isbn || has_isbn(ask->arena, &facts, ask->wanted->isbn))
		ask_add(ask, &facts);
}

static void
take_volumes(struct ask *ask, const cJSON *tree)
{
	const cJSON *volume;

	cJSON_ArrayForEach(volume, cJSON_GetObjectItemCaseSensitive(tree, "items"))
		add_volume(ask, volume);
}

static void
take_volume(struct ask *ask, const cJSON *tree)
{
	if (tree)
		add_volume(ask, tree);
}

static const char *
country_of(struct ask *ask)
{
	return *ask->config->lookup_country ? ask_encode(ask, ask->config->lookup_country) : "US";
}

static void
search_volumes(struct ask *ask)
{
	const struct wanted *wanted = ask->wanted;

	if (wanted->isbn)
		ask_for(ask, take_volumes, arena_printf(ask->arena,
			"/books/v1/volumes?q=isbn:%s&maxResults=5&printType=books&country=%s",
			ask_encode(ask, wanted->isbn), country_of(ask)));
	else if (wanted->q)
		ask_for(ask, take_volumes, arena_printf(ask->arena,
			"/books/v1/volumes?q=%s&maxResults=20&printType=books&country=%s",
			ask_encode(ask, wanted->q), country_of(ask)));
}

static void
find_volume(struct ask *ask)
{
	ask_for(ask, take_volume, arena_printf(ask->arena, "/books/v1/volumes/%s?country=%s",
		ask_encode(ask, ask->wanted->id), country_of(ask)));
}

struct fault {
	const char *reason, *status, *message;
};
static const struct field fault_fields[] = {
	FIELD_AS(struct fault, reason, "error.errors[0].reason", 0),
	FIELD_AS(struct fault, status, "error.status", 0),
	FIELD_AS(struct fault, message, "error.message", 0, .max = 2000),
	{ 0 }
};
static const struct record fault_view = {
	.size = sizeof(struct fault), .fields = FIELDS(fault_fields),
};

static bool
says(const char *text, const char *part)
{
	return text && strcasestr(text, part);
}

/*
 * A quota that is used up is 400, 403 or 429, a key that is wrong 400 or 403; and so are other
 * things, of which a wrong country is the usual one.
 */
static enum source_state
read_refusal(struct ask *ask, int http, const cJSON *tree)
{
	struct fault fault;

	if (http != 400 && http != 403)
		return 0;
	json_read_foreign(ask->arena, tree, &fault_view, &fault);
	if (says(fault.reason, "limit") || says(fault.reason, "quota")
	    || says(fault.status, "EXHAUSTED"))
		return SOURCE_LIMITED;
	if (says(fault.reason, "key") || says(fault.reason, "access")
	    || says(fault.message, "API key"))
		return SOURCE_OFF;
	return http == 403 && !says(fault.message, "location") ? SOURCE_OFF : SOURCE_FAILED;
}

static const char *const hosts[] = { "www.googleapis.com", NULL };
static const char *const picture_hosts[] = {
	"books.google.com", "*.googleusercontent.com", NULL,
};

const struct source source_googlebooks = {
	.at = GOOGLEBOOKS,
	.origin = "https://www.googleapis.com", .hosts = hosts, .picture_hosts = picture_hosts,
	.types = 1u << MEDIA_BOOK, .key_parameter = "key",
	.attribution = "Powered by Google Books", .attribution_url = "https://books.google.com",
	.id_begin = "", .id_of = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789-_",
	.search = search_volumes, .details = find_volume, .refusal = read_refusal,
};
