/* Tables of services for games (imports.md, 11). */
#include "flat.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FLAT(member, ...) FIELD_AS(struct flat, member, __VA_ARGS__)

/* --- HowLongToBeat ---------------------------------------------------------------------------- */

/* The hours of "3:00:00"; of "46:30" there are none. */
static int64_t
hours_of(const char *text)
{
	const char *colon = text ? strchr(text, ':') : NULL;

	return colon && strchr(colon + 1, ':') ? number_of(text) : INT_NONE;
}

/* Each list that a game is in is a column with an X. */
static void
add_howlongtobeat(struct reading *reading, const struct piece *piece, struct item *item)
{
	struct arena *arena = reading_arena(reading);
	const bool is_played_now = is_yes(piece_text(piece, "Playing"))
		|| is_yes(piece_text(piece, "Replay"));

	item->status = is_yes(piece_text(piece, "Completed")) ? COMPLETED
		: is_played_now ? IN_PROGRESS : is_yes(piece_text(piece, "Retired")) ? DROPPED
		: TO_DO;
	tell_read(reading, item, reading_date(reading, piece_text(piece, "Start Date")),
		reading_date(reading, piece_text(piece, "Completion Date")));
	item->progress = hours_of(piece_text(piece, "Progress"));
	item->note = item->note ? item->note : piece_text(piece, "Retired Notes");
	item_add_metadata(arena, item, "platform", piece_text(piece, "Platform"));
}

static const struct field howlongtobeat_fields[] = {
	FLAT(title, "Title", 0), FLAT(rating100, "Review", 0),
	FLAT(review, "Review Notes", 0), FLAT(added, "Added", 0), FLAT(note, "Notes", 0),
	{ 0 }
};

void
read_howlongtobeat(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind howlongtobeat = {
		.fields = FIELDS(howlongtobeat_fields), .type = MEDIA_GAME, .status = TO_DO,
		.add = add_howlongtobeat,
	};

	flat_read(reading, piece, &howlongtobeat);
}

/* --- Grouvee ---------------------------------------------------------------------------------- */

/* A cell that is JSON; NULL for one that isn't ("None"). */
static const cJSON *
cell_tree(struct arena *arena, const struct piece *piece, const char *column)
{
	const char *text = piece_text(piece, column);
	size_t room = 1 << 20;

	return text ? json_tree_foreign(arena, text, strlen(text), &room) : NULL;
}

/* The names of an object's members, or an array's texts, with commas between. */
static const char *
names_in(struct arena *arena, const cJSON *list)
{
	const cJSON *one;
	struct buf out;

	buf_init(&out, arena, 100);
	cJSON_ArrayForEach(one, list) {
		const char *name = one->string ? one->string : cJSON_GetStringValue(one);

		if (name)
			buf_printf(&out, "%s%s", out.length ? ", " : "", name);
	}
	return out.length ? out.data : NULL;
}

static const char *
text_in(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static void
add_shelf(struct reading *reading, struct item *item, const cJSON *shelf)
{
	const word status = status_of(shelf->string);
	const struct timestamp added = reading_time(reading, text_in(shelf, "date_added"));

	if (!status)
		texts_add(reading_arena(reading), &item->tags, shelf->string);
	else if (item->status == 0 || status == COMPLETED
	    || (status == IN_PROGRESS && item->status == TO_DO))
		item->status = status;
	if (added.seconds != INT_NONE && (item->created_at.seconds == INT_NONE
	    || added.seconds < item->created_at.seconds))
		item->created_at = added;
}

static void
add_grouvee(struct reading *reading, const struct piece *piece, struct item *item)
{
	struct arena *arena = reading_arena(reading);
	const cJSON *shelves = cell_tree(arena, piece, "shelves");
	const cJSON *dates = cell_tree(arena, piece, "dates"), *one;

	item->status = 0;
	cJSON_ArrayForEach(one, shelves)
		if (one->string)
			add_shelf(reading, item, one);
	item->status = item->status ? item->status : TO_DO;
	cJSON_ArrayForEach(one, dates)
		tell_read(reading, item, reading_date(reading, text_in(one, "date_started")),
			reading_date(reading, text_in(one, "date_finished")));
	item->genre = names_in(arena, cell_tree(arena, piece, "genres"));
	item->creator = names_in(arena, cell_tree(arena, piece, "developers"));
	item_add_metadata(arena, item, "publisher", names_in(arena, cell_tree(arena, piece,
		"publishers")));
	item_add_id(arena, item, "giantbomb", piece_text(piece, "giantbomb_id"));
}

static const struct field grouvee_fields[] = {
	FLAT(id, "id", 0), FLAT(title, "name", 0), FLAT(rating, "rating", 0),
	FLAT(review, "review", 0), FLAT(year, "release_date", 0), { 0 }
};

void
read_grouvee(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind grouvee = {
		.fields = FIELDS(grouvee_fields), .type = MEDIA_GAME, .status = TO_DO,
		.add = add_grouvee,
	};

	flat_read(reading, piece, &grouvee);
}

/* --- a list of IGDB --------------------------------------------------------------------------- */

static void
add_igdb(struct reading *reading, const struct piece *piece, struct item *item)
{
	struct arena *arena = reading_arena(reading);

	item->genre = names_in(arena, cell_tree(arena, piece, "genres"));
	item->creator = names_in(arena, cell_tree(arena, piece, "companies"));
}

static const struct field igdb_fields[] = {
	FLAT(id, "id", 0), FLAT(title, "game", 0), FLAT(year, "release_date", 0),
	FLAT(description, "description", 0), { 0 }
};

/* The rating is everybody's. */
void
read_igdb(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind igdb = {
		.fields = FIELDS(igdb_fields), .type = MEDIA_GAME, .status = TO_DO,
		.service = "igdb", .add = add_igdb,
	};

	flat_read(reading, piece, &igdb);
}
