/*
 * Films and series of a collection as MyColl's own clients have them: titles on the shelf of who
 * asks, in their words.
 */
#ifndef MYCOLL_TITLES_H
#define MYCOLL_TITLES_H

#include "app.h"
#include "entry.h"

struct copy;

struct mycoll_title {
	struct media media;		/* first: what models take is a change of it */
	const char *rating, *page;	/* its certification; its page at TMDb */
	struct records copies, seasons;	/* of films; of series */
};

/* What their films and series have in common, in two parts; `year_` is what each calls its year. */
#define MYCOLL_TITLE_FIELDS(year_) \
	FIELD_AS(struct mycoll_title, media.key, "id", READONLY), \
	FIELD_AS(struct mycoll_title, media.title, "title", REQUIRED, .min = 1, .max = 500), \
	FIELD_AS(struct mycoll_title, media.description, "overview", KEEP | LINES, .max = 20000), \
	FIELD_AS(struct mycoll_title, media.publication_year, year_, KEEP, .min = 1, .max = 9999)
#define MYCOLL_TITLE_LINKS \
	FIELD_AS(struct mycoll_title, media.image_url, "image_link", KEEP | PICTURE, .max = 2000, \
		.check = is_url), \
	FIELD_AS(struct mycoll_title, page, "tmdb_page_link", KEEP, .max = 2000, .check = is_url), \
	FIELD_AS(struct mycoll_title, media.metadata, "metadata", HIDDEN)

/* One of the two, and where it is: a door's `shared` is a table of these, ended by no path. */
struct mycoll_kind {
	const char *path;		/* what the paths of all that is of it begin with */
	enum media_type type;
	const struct record *view;	/* of struct mycoll_title: as it is sent and shown */
	rows_reader *read;		/* what belongs to each, which is shown, too */
	const char *copies;		/* where the copies are */
	const struct record *copy_view;	/* of struct copy, the same */
	/*
	 * the member that says what it is a copy of; what finds the id of that item, or is
	 * ERR_NOT_FOUND
	 */
	const char *copy_of;
	enum status (*find_item)(struct request *req, struct copy *copy);
};

/* The kind that the request's path is of. */
const struct mycoll_kind *mycoll_kind_of(const struct request *req);

/* A title as it is shown, of the item. */
void mycoll_title_of(struct arena *arena, const struct media *media, struct mycoll_title *out);

/* What an item has no column for, parsed; NULL where that is nothing. */
cJSON *mycoll_metadata(struct arena *arena, const struct media *media);

/*
 * A preview of a look-up in this member isn't ours, and there for two days: it isn't taken, and a
 * refresh of the title fetches the picture.
 */
void mycoll_drop_preview(struct request *req);

/* The handlers of both: GET and POST of all, GET, PUT and PATCH, DELETE of one. */
handler mycoll_titles_list, mycoll_title_add;
handler mycoll_title_get, mycoll_title_change, mycoll_title_delete;

#endif
