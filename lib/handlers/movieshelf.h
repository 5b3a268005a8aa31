/*
 * What MovieShelf's door does that ours don't: films that their titles alone tell apart, and
 * pictures in two steps, stored first and chosen then.
 */
#ifndef MOVIESHELF_H
#define MOVIESHELF_H

#include "route.h"

/* A film with the user's rating; a new one; a change of one; a few whose titles fit. */
handler movieshelf_get_movie, movieshelf_create, movieshelf_change, movieshelf_propose;

/* Sent at once: what the picture is of is known. */
handler movieshelf_put_avatar, movieshelf_put_poster;
/* Stored for later; and what it is then chosen for, by struct movieshelf_picture. */
handler movieshelf_store_picture, movieshelf_choose_avatar, movieshelf_choose_poster;
/* Where one is read; and its end. */
handler movieshelf_get_link, movieshelf_drop_picture;

#endif
