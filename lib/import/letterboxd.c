/*
 * Letterboxd: a ZIP of CSVs, or one of them by its name (imports.md, 4). The link of a diary row is
 * the viewing's, so name and year are what a film is known by.
 */
#include "tell.h"

#include <string.h>
#include <strings.h>

/* What follows the host: "1skk" of https://boxd.it/1skk, "film/inception" of older ones. */
static const char *
id_of(struct arena *arena, const char *link)
{
	const char *host = link ? strstr(link, "://") : NULL;
	const char *path = host ? strchr(host + 3, '/') : NULL;
	size_t length = path ? strlen(path) : 0;

	while (length && path[length - 1] == '/')
		length--;
	return length > 1 ? arena_copy(arena, path + 1, length - 1) : NULL;
}

static void
start_film(struct reading *reading, struct item *item, const char *name, const char *year)
{
	struct arena *arena = reading_arena(reading);

	item_start(item, arena_printf(arena, "%s (%s)", name ? name : "", year ? year : ""));
	item->type = MEDIA_MOVIE;
	item->title = name;
	item_set_year(arena, item, year);
}

static void
read_film(struct reading *reading, const struct piece *piece, struct item *item)
{
	start_film(reading, item, piece_text(piece, "Name"), piece_text(piece, "Year"));
	item->created_at = reading_time(reading, piece_text(piece, "Date"));
}

/* The same where the link is the film's. */
static void
read_linked(struct reading *reading, const struct piece *piece, struct item *item)
{
	read_film(reading, piece, item);
	item_add_id(reading_arena(reading), item, "letterboxd",
		id_of(reading_arena(reading), piece_text(piece, "Letterboxd URI")));
}

static void
read_watched(struct reading *reading, const struct piece *piece)
{
	struct item film;

	read_linked(reading, piece, &film);
	film.status = COMPLETED;
	reading_tell(reading, &film);
}

static void
read_watchlist(struct reading *reading, const struct piece *piece)
{
	struct item film;

	read_linked(reading, piece, &film);
	film.status = TO_DO;
	reading_tell(reading, &film);
}

static void
read_rating(struct reading *reading, const struct piece *piece)
{
	struct item film;

	read_linked(reading, piece, &film);
	film.status = COMPLETED;
	film.rating = rating_of(piece_text(piece, "Rating"), 5);
	film.rated_at = film.created_at;
	reading_tell(reading, &film);
}

static void
read_like(struct reading *reading, const struct piece *piece)
{
	struct item film;

	read_linked(reading, piece, &film);
	film.created_at = TIME_NONE;
	texts_add(reading_arena(reading), &film.tags, "liked");
	reading_tell(reading, &film);
}

/* A viewing, of which the rating is what one thought then; ratings.csv has the present one. */
static void
set_viewing(struct reading *reading, const struct piece *piece, struct item *film)
{
	const struct halves rating = rating_of(piece_text(piece, "Rating"), 5);
	struct item_read *read = tell_read(reading, film, NULL,
		reading_date(reading, piece_text(piece, "Watched Date")));

	if (read) {
		read->rating = rating;
		read->created_at = film->created_at;
	} else {
		film->rating = rating;
	}
	item_add_tags(reading_arena(reading), film, piece_text(piece, "Tags"), ",");
}

static void
read_viewing(struct reading *reading, const struct piece *piece)
{
	struct item film;

	read_film(reading, piece, &film);
	film.status = COMPLETED;
	set_viewing(reading, piece, &film);
	item_set_review(reading_arena(reading), &film, piece_text(piece, "Review"), false);
	if (film.review)
		film.reviewed_at = film.created_at;
	reading_tell(reading, &film);
}

/* --- lists ------------------------------------------------------------------------------------ */

static void
read_list(struct reading *reading, const struct piece *piece, const char *key)
{
	struct item list;

	item_start(&list, key);
	list.is_list = true;
	list.title = piece_text(piece, "Name");
	list.description = piece_text(piece, "Description");
	list.created_at = reading_time(reading, piece_text(piece, "Date"));
	list.visibility = LIST_PRIVATE;
	reading_tell(reading, &list);
}

/*
 * One table below the other: the list in its first row, then the header of its films, and these
 * are in the columns that the list has.
 */
static void
read_list_row(struct reading *reading, const struct piece *piece)
{
	const char *slash = strrchr(piece_path(piece), '/');
	const char *file = slash ? slash + 1 : piece_path(piece);
	struct arena *arena = reading_arena(reading);
	const char *key = arena_printf(arena, "list:%s", file);
	const char *position = piece_text(piece, "Date");
	struct item_place *place;
	struct item film;

	if (position && !strcasecmp(position, "Position"))
		return;
	if (piece_number(piece) == 1) {
		read_list(reading, piece, key);
		return;
	}
	start_film(reading, &film, piece_text(piece, "Name"), piece_text(piece, "Tags"));
	item_add_id(arena, &film, "letterboxd", id_of(arena, piece_text(piece, "URL")));
	place = tell_place(arena, &film, key, number_of(position));
	place->note = piece_text(piece, "Description");
	reading_tell(reading, &film);
}

#define FILM "Date,Name,Year,Letterboxd URI"

static const struct format_part parts[] = {
	{ .kind = PART_TABLE, .path = "ratings.csv", .needs = FILM ",Rating", .needs_name = true,
	  .read = read_rating },
	{ .kind = PART_TABLE, .path = "watched.csv", .needs = FILM, .needs_name = true,
	  .read = read_watched },
	{ .kind = PART_TABLE, .path = "reviews.csv", .needs = FILM ",Review,Watched Date",
	  .read = read_viewing },
	{ .kind = PART_TABLE, .path = "diary.csv", .needs = FILM ",Rewatch,Watched Date",
	  .read = read_viewing },
	{ .kind = PART_TABLE, .path = "watchlist.csv", .needs = FILM, .needs_name = true,
	  .read = read_watchlist },
	{ .kind = PART_TABLE, .path = "likes/films.csv films.csv", .needs = FILM,
	  .needs_name = true, .read = read_like },
	{ .kind = PART_TABLE, .path = "lists/*.csv", .needs = "Date,Name,Tags,URL,Description",
	  .skip_lines = 1, .read = read_list_row },
	{ 0 }
};

const struct format format_letterboxd = {
	.name = "letterboxd", .title = "Letterboxd",
	.where = "Settings → Data → Export your data, on letterboxd.com: the ZIP as it is, or "
		"single files of it under their own names.",
	/* what was deleted, or belongs to no film any more, is there in files of the same names */
	.others = "deleted/*.csv deleted/*/*.csv orphaned/*.csv orphaned/*/*.csv comments.csv "
		"profile.csv likes/reviews.csv likes/lists.csv",
	.other_needs = "Date,Content,Comment;Date Joined,Username,Favorite Films",
	.parts = parts,
};
