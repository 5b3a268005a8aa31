/* How MovieShelf's door speaks: its envelope, and the views of all that it shows and reads. */
#ifndef DIALECT_MOVIESHELF_H
#define DIALECT_MOVIESHELF_H

#include "dialect.h"
#include "rating.h"

extern const struct dialect dialect_movieshelf;

/* A rating of the film that the body says. */
struct movieshelf_rating {
	struct rating rating;
	const char *movie_id;
};

/* A picture: chosen by its id, or stored just now. */
struct movieshelf_picture {
	const char *id, *content_type, *url;
	int64_t size;
	struct timestamp created_at;
};

/* Of which film something is asked. */
struct movieshelf_asked {
	const char *movie_id;
};

/* The link to a picture as its clients read it: they are at the root of a host. */
const char *movieshelf_link(struct arena *arena, const char *id);

/* Of struct credentials. */
extern const struct record movieshelf_registration, movieshelf_login;
extern const struct record movieshelf_user;
/* Of struct media: all of a film, and what a search proposes; and what lists are asked. */
extern const struct record movieshelf_movie, movieshelf_proposal;
extern const struct record movieshelf_filter, movieshelf_search;
/* Of struct review: as it is shown; of a new one, which says of which film. */
extern const struct record movieshelf_review, movieshelf_new_review;
/* Of struct rating, the value alone, and of struct movieshelf_rating. */
extern const struct record movieshelf_value, movieshelf_own_value, movieshelf_new_value;
/* Of struct movieshelf_picture: a stored one, and one that is chosen. */
extern const struct record movieshelf_stored, movieshelf_chosen;
extern const struct record movieshelf_reviews_query;

#endif
