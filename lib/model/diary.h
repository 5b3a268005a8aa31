/*
 * The diary: one record for each time through a title. An entry's dates and progress are those of
 * its latest record. Latest is by end, else by start; one that was begun and has no end is later
 * than all that have, one without dates is the first; of equals it is the one told last. What is
 * known in part only is compared as far as both are known.
 *
 * Who changes the entry itself knows of one time only, and finds what was sent: the latest record
 * has those dates (or none), and stays the latest even where they are before those of another,
 * until the diary is told of the title's dates again.
 */
#ifndef DIARY_H
#define DIARY_H

#include "entry.h"
#include "facet.h"

/* SQL: the day of a record `t`, as its index has it: as far as it is known, else ''. */
#define DIARY_DAY "coalesce(t.end_date, t.start_date, '')"

struct diary_record {
	int64_t key, user_key, entry_key, media_key;
	const char *id, *media_id, *entry_id;
	word type;				/* of its title */
	int64_t number;				/* of its title, from 1: the latest has the last */
	const char *start_date, *end_date;	/* text of day.h */
	bool is_finished;			/* also where it isn't known when */
	bool on_shelf;				/* the latest, whatever its dates say */
	int64_t progress;
	const char *note;
	struct halves rating;			/* what one thought then */
	struct timestamp created_at, updated_at;
	struct media media;
};

extern const struct record diary_view;

struct diary_filter {
	const char *year, *media_id;
	int64_t month, day;		/* of that year, of that month */
	struct media_filter item;	/* the types of it */
	struct facets_asked facets;
};
extern const struct record diary_filter;
extern const struct record diary_facet_filter;	/* the same, and which facets */

/* The most records of one title that a user may have. */
enum { DIARY_TITLE_MAX = 1000 };

/* A page of the user's records by the day of their end, else of their start: newest first. */
enum status diary_list(const struct call *call, const struct diary_filter *filter,
	const struct page *page, struct rows *out);

/*
 * How many records there are in which year, in which month of a year, on which day of a month: as
 * far as they are known.
 */
enum status diary_facets(const struct call *call, const struct diary_filter *filter,
	struct facets *out);

/* One record of the user; anybody else's is ERR_NOT_FOUND. */
enum status diary_find(const struct call *call, const char *id, struct diary_record *out);

/*
 * Adds a time through `record->media_id`, which is put on the shelf if it isn't there; with nothing
 * said of when, it begins now. If it is the latest the entry's status follows it, and the rating of
 * the title is the record's, if it has one. Sets the record's id.
 */
enum status diary_create(const struct call *call, const struct change *change,
	struct diary_record *record);

/*
 * Adds times through a title that were told elsewhere, of which ids and times may be known: the
 * entry, which is stored as it is, has the dates and progress of the latest then, but keeps its
 * status, and the title its rating. `record->progress` and `on_shelf` are taken as they are.
 */
enum status diary_add(const struct call *call, struct entry *entry, struct diary_record *records,
	int count);

/*
 * Changes a record of the user; what it was and becomes the latest is followed likewise. What is
 * sent as it was changes nothing of the entry, nor of the rating.
 */
enum status diary_change(const struct call *call, const char *id, const struct change *change);

/*
 * Deletes a record of the user: the entry has the dates and progress of the one before, and is
 * finished if that was. Without any left, what was finished is to do again, and not at its end; so
 * is what was in progress without any.
 */
enum status diary_delete(const struct call *call, const char *id);

/*
 * What a change of an entry itself, stored or about to be, is to its latest record: it has the same
 * dates and progress then, and is made where there is none. The entry gets what follows from its
 * records. `before`: the entry as it was, NULL for a new one. Within the change's transaction.
 */
enum status diary_follow(const struct call *call, const struct entry *before, struct entry *entry);

/* Gives each entry that has a date its first record (a migration). */
enum status diary_begin(struct db *db);

#endif
