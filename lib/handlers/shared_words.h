/* What is said of a shared title, in the words that its page and its feeds have in common. */
#ifndef SHARED_WORDS_H
#define SHARED_WORDS_H

#include "shared.h"

/* "Finished", "Dropped"; of a diary "Finished" or "Begun". NULL where there is nothing to say. */
const char *shared_state(const struct share *share, const struct shared *shown);

/* The day that it is of, as text of day.h: finished, else begun. NULL where it isn't known. */
const char *shared_day(const struct shared *shown);

/* "12 Jul 2026", "July 2026", "2026" of such a text. */
const char *shared_day_words(struct arena *arena, const char *day);

/* "Frank Herbert, 1965"; NULL for neither. */
const char *shared_by(struct arena *arena, const struct shared *shown);

/* "4.5 of 5 stars"; NULL for none. */
const char *shared_stars(struct arena *arena, const struct shared *shown);

/* The formats that are owned, with commas; NULL for none. */
const char *shared_formats(struct arena *arena, const struct shared *shown);

/* The review's beginning, of so many bytes at most, cut between words; NULL for none. */
const char *shared_review(struct arena *arena, const struct shared *shown, size_t most);

/* "24 titles", "1 title". */
const char *shared_count(struct arena *arena, int64_t count);

#endif
