/*
 * MyAnimeList: XML of anime or manga, usually with gzip around; also what AniList's and Kitsu's
 * helpers write (imports.md, 7). The elements tell which it is, not the type's number.
 */
#include "tell.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
set_status(struct arena *arena, struct item *item, const char *text)
{
	static const struct word_name numbers[] = {
		{ "1", IN_PROGRESS }, { "2", COMPLETED }, { "3", PAUSED }, { "4", DROPPED },
		{ "6", TO_DO }, { NULL, 0 },
	};
	const word status = text ? word_value(numbers, text) : TO_DO;

	if (status)
		item->status = status;
	else
		item_set_status(arena, item, text);
}

/* A number of what was seen again is beside the first time. */
static void
set_times(struct item *item, const char *again)
{
	const int64_t count = number_of(again);

	if (item->status == COMPLETED)
		item->times = count > 0 ? count + 1 : 1;
}

/* What anime and manga have alike. */
static void
set_shelf(struct reading *reading, struct item *item, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);

	set_status(arena, item, piece_text(piece, "my_status"));
	item->rating = rating_of(piece_text(piece, "my_score"), 10);
	item->note = piece_text(piece, "my_comments");
	item_add_tags(arena, item, piece_text(piece, "my_tags"), ",");
	tell_read(reading, item, reading_date(reading, piece_text(piece, "my_start_date")),
		reading_date(reading, piece_text(piece, "my_finish_date")));
}

static void
start_title(struct reading *reading, const struct piece *piece, struct item *item,
	const char *id, const char *title)
{
	/* 0: it isn't in MyAnimeList */
	const bool has_id = id && strcmp(id, "0") != 0;

	item_start(item, arena_printf(reading_arena(reading), "%s:%s", piece_element(piece),
		has_id ? id : title ? title : piece_key(reading, piece)));
	item->title = title;
	item_add_id(reading_arena(reading), item, "mal", id);
}

static void
read_anime(struct reading *reading, const struct piece *piece)
{
	const char *type = piece_text(piece, "series_type");
	const char *storage = piece_text(piece, "my_storage");
	struct item item;

	start_title(reading, piece, &item, piece_text(piece, "series_animedb_id"),
		piece_text(piece, "series_title"));
	item.type = type && (!strcasecmp(type, "Movie") || !strcasecmp(type, "Music"))
		? MEDIA_MOVIE : MEDIA_TV_SHOW;
	set_shelf(reading, &item, piece);
	set_times(&item, piece_text(piece, "my_times_watched"));
	/* a film is one episode there, of unknown length */
	if (item.type == MEDIA_TV_SHOW) {
		item_set_length(&item, piece_text(piece, "series_episodes"));
		item.progress = number_of(piece_text(piece, "my_watched_episodes"));
	}
	if (storage && strcasecmp(storage, "None") != 0 && strcmp(storage, "0") != 0)
		tell_copies(reading_arena(reading), &item, 1, storage, NULL);
	reading_tell(reading, &item);
}

static void
read_manga(struct reading *reading, const struct piece *piece)
{
	static const char *const counts[][2] = {
		{ "volumes", "manga_volumes" }, { "chapters", "manga_chapters" },
		{ "volumes_read", "my_read_volumes" }, { "chapters_read", "my_read_chapters" },
	};
	struct arena *arena = reading_arena(reading);
	struct item item;

	start_title(reading, piece, &item, piece_text(piece, "manga_mangadb_id"),
		piece_text(piece, "manga_title"));
	item.type = MEDIA_BOOK;
	set_shelf(reading, &item, piece);
	set_times(&item, piece_text(piece, "my_times_read"));
	/* progress is pages: what is counted otherwise has no column */
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		const int64_t count = number_of(piece_text(piece, counts[i][1]));

		if (count > 0)
			item_add_metadata(arena, &item, counts[i][0],
				arena_printf(arena, "%lld", (long long)count));
	}
	if (number_of(piece_text(piece, "my_retail_volumes")) > 0)
		tell_copies(arena, &item, 1, NULL, NULL);
	reading_tell(reading, &item);
}

static void
read_element(struct reading *reading, const struct piece *piece)
{
	if (!strcmp(piece_element(piece), "anime"))
		read_anime(reading, piece);
	else if (!strcmp(piece_element(piece), "manga"))
		read_manga(reading, piece);
}

static const struct format_part parts[] = {
	{ .kind = PART_XML, .needs = "myanimelist", .read = read_element },
	{ 0 }
};

const struct format format_myanimelist = {
	.name = "myanimelist", .title = "MyAnimeList",
	.where = "Profile → Export (myanimelist.net/panel.php?go=export), once for anime and once "
		"for manga: the .xml.gz as it is.",
	.parts = parts,
};
