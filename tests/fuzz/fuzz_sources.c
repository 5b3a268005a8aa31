/*
 * What sources answer: a byte for the source and what is looked for, then answers, a line each, for
 * whatever it asks. What is made of them is what POST /media takes, whatever they say; what it asks
 * for is a path of its own.
 */
#include "checks.h"
#include "clock.h"
#include "fuzz.h"
#include "source.h"
#include "text.h"

#include <string.h>

enum { ASKED_MAX = 8, WAYS = 4 };

static const char *next;		/* the answers that are left; NULL: no more */
static int asked;

/* --- the answers ------------------------------------------------------------------------------ */

/* A path that goes where it says: nothing in it leads elsewhere, or to another header. */
static void
check_path(const char *path)
{
	MUST(*path == '/' && path[1] != '/' && !strstr(path, "/../") && !strstr(path, "/./"));
	for (; *path; path++)
		MUST((unsigned char)*path > ' ' && (unsigned char)*path < 0x7f
			&& !strchr("#\\\"<>`", *path));
}

const char *
answers_find(struct answers *answers, const char *source, const char *path)
{
	const char *answer = next, *end = next ? strchr(next, '\n') : NULL;

	(void)source;
	check_path(path);
	MUST(++asked <= ASKED_MAX);
	if (!answer)
		return "";
	next = end ? end + 1 : NULL;
	return end ? arena_copy((struct arena *)answers, answer, (size_t)(end - answer)) : answer;
}

struct answers *
answers_open(struct request *req)
{
	(void)req;
	return NULL;
}

const char *
answers_find_bytes(struct answers *answers, const char *source, const char *path, size_t *size)
{
	(void)answers;
	(void)source;
	(void)path;
	*size = 0;
	return "";
}

void
answers_keep(struct answers *answers, const char *source, const char *path, const char *answer,
	int64_t seconds)
{
	(void)answers;
	(void)source;
	(void)path;
	(void)answer;
	(void)seconds;
}

void
answers_keep_bytes(struct answers *answers, const char *source, const char *path,
	const void *answer, size_t size, int64_t seconds)
{
	(void)size;
	answers_keep(answers, source, path, answer, seconds);
}

int64_t
answers_waits(struct answers *answers, const char *source)
{
	(void)answers;
	(void)source;
	return 0;
}

void
answers_wait(struct answers *answers, const char *source, int64_t seconds)
{
	(void)answers;
	(void)source;
	(void)seconds;
}

/* --- what is made of them --------------------------------------------------------------------- */

static void
check_text(const char *text, size_t most, const char *but)
{
	MUST(!text || (text_length(text) >= 1 && text_length(text) <= most));
	MUST(!text || (text_is_utf8(text, strlen(text)) && !text_has_control(text, but)));
}

static void
check_seasons(const struct records *seasons)
{
	const struct season *list = seasons->list;

	for (int i = 0; i < seasons->count; i++) {
		const struct episode *episodes = list[i].episodes.list;

		MUST(list[i].number >= 0 && (!i || list[i].number > list[i - 1].number));
		check_text(list[i].title, 500, "");
		for (int k = 0; k < list[i].episodes.count; k++) {
			MUST(!k || episodes[k].number > episodes[k - 1].number);
			check_text(episodes[k].title, 500, "");
			MUST(!episodes[k].air_date || clock_is_partial_date(episodes[k].air_date));
			MUST(episodes[k].length == INT_NONE || episodes[k].length > 0);
		}
	}
}

static void
check_found(struct arena *arena, const struct ask *ask, const struct found *found)
{
	const struct media *media = &found->media;
	const char *message;

	MUST(ask->source->types >> media->type & 1);
	MUST(media->title && media->external_id && media->external_source);
	check_text(media->title, 500, "");
	check_text(media->creator, 500, "");
	check_text(media->genre, 100, "");
	check_text(media->description, 20000, "\n");
	check_text(media->external_id, 100, "");
	MUST(!media->pub_date || clock_is_partial_date(media->pub_date));
	MUST(!media->isbn || is_isbn(arena, media->isbn, &message));
	MUST(media->length == INT_NONE || media->length > 0);
	MUST(json_is_strict(media->metadata.json, strlen(media->metadata.json)));
	MUST(strlen(media->metadata.json) <= OBJECT_MAX);
	MUST(!found->source_url || is_url(arena, found->source_url, &message));
	check_seasons(&found->seasons);
}

/* An id of each source, and words, a number and an outside id that all know. */
static void
set_wanted(int source, int way, struct wanted *wanted)
{
	static const char *const ids[] = { "OL1W", "gb1", "tv/27", "82", "Q27", "4200" };

	*wanted = (struct wanted){ .types = sources[source]->types };
	if (way == 0)
		wanted->q = "lantern & co";
	else if (way == 1 && sources[source]->types >> MEDIA_BOOK & 1)
		wanted->isbn = "9780999001011";
	else if (way == 1)
		wanted->imdb_id = "tt9000027";
	else
		wanted->id = way == 2 && source == TMDB ? "movie/27" : ids[source];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct config config = { .lookup_language = "de", .lookup_country = "" };
	struct arena *arena = fresh();
	size_t room = 32 << 20;
	struct wanted wanted;
	struct ask ask = {
		.wanted = &wanted, .arena = arena, .config = &config, .request_id = "-",
		.answers = (struct answers *)arena, .room = &room, .retry_after = -1,
		.found = arena_alloc(arena, FOUND_MAX * sizeof(struct found)),
	};
	int way;

	if (!size)
		return 0;
	ask.source = sources[*data % SOURCE_COUNT];
	way = *data / SOURCE_COUNT % WAYS;
	set_wanted(*data % SOURCE_COUNT, way, &wanted);
	next = arena_copy(arena, data + 1, size - 1);
	asked = 0;
	if (way < 2)
		ask.source->search(&ask);
	else if (way == 3 && ask.source->episodes)
		ask.source->episodes(&ask);
	else
		ask.source->details(&ask);
	MUST(ask.count >= 0 && ask.count <= FOUND_MAX);
	check_seasons(&ask.seasons);
	for (int i = 0; i < ask.count; i++) {
		check_found(arena, &ask, &ask.found[i]);
		MUST(facts_are_same(arena, &ask.found[i], &ask.found[i]));
		MUST(facts_are_same(arena, &ask.found[0], &ask.found[i])
			== facts_are_same(arena, &ask.found[i], &ask.found[0]));
	}
	return 0;
}
