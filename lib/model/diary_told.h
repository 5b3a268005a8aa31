/*
 * All that is told of one title, in order: what the latest record follows from, and what follows
 * from it. Inside the diary (diary.h).
 */
#ifndef DIARY_TOLD_H
#define DIARY_TOLD_H

#include "diary.h"

/* The records of one title, in the order in which they were told, with their own columns only. */
struct told {
	struct records records;		/* struct diary_record */
	int *ordered;			/* which of them, the latest last; after told_order */
};

enum status told_read(const struct call *call, int64_t entry_key, struct told *told);
void told_order(struct arena *arena, struct told *told);

/* From now on the title's latest is what dates say, whatever the shelf was told. */
enum status told_by_dates(const struct call *call, int64_t entry_key);

/* The one whose dates the entry has; NULL without any. Of what is ordered, as what follows. */
struct diary_record *told_latest(const struct told *told);

/* Writes the numbers that aren't right. */
enum status told_number(const struct call *call, struct told *told);

/*
 * What an entry has of its records: of the latest its dates and progress (without any it keeps its
 * progress); how many are finished, of which the latest of a title that was dropped is none.
 */
void told_show(const struct told *told, struct entry *entry);

/* All of that: reads a title's records anew, orders and numbers them, shows them in its entry. */
enum status told_settle(const struct call *call, struct entry *entry, struct told *told);

/* ERR_VALIDATION with a problem where a record ends before it starts. */
enum status told_check(const struct call *call, const struct diary_record *record);

/* Stores a new record of the entry: sets its keys, and its id and times where it has none. */
enum status told_insert(const struct call *call, const struct entry *entry,
	struct diary_record *record);

/* The first one, as the entry is. */
enum status told_insert_first(const struct call *call, const struct entry *entry);

#endif
