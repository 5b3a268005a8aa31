/* What Kallaxy's look-ups are asked: for the program that does them, and its own door. */
#include "lookups.h"

#define ASKED(member, ...) FIELD(struct lookups_asked, member, __VA_ARGS__)
#define ALL_ASKED \
	ASKED(isbn, 0), ASKED(author, 0), ASKED(key, 0), ASKED(query, 0), ASKED(movie_id, 0), \
	ASKED(tv_id, 0), ASKED(language, 0), ASKED(search, 0), ASKED(platforms, 0), ASKED(id, 0)
static const struct field all_fields[] = { ALL_ASKED, { 0 } };
static const struct record all = { .size = sizeof(struct lookups_asked),
	.fields = FIELDS(all_fields) };
#define QUERY(name_, ...) \
	static const struct field name_##_fields[] = { __VA_ARGS__, { 0 } }; \
	const struct record lookups_kallaxy_##name_ = { .size = sizeof(struct lookups_asked), \
		.fields = FIELDS(name_##_fields), .whole = &all }

QUERY(isbn_query, ASKED(isbn, 0));
QUERY(author_query, ASKED(author, 0));
QUERY(work_query, ASKED(key, 0));
QUERY(text_query, ASKED(query, 0, .max = 500));
QUERY(title_query, ASKED(movie_id, 0), ASKED(tv_id, 0), ASKED(language, 0));
QUERY(credits_query, ASKED(movie_id, 0), ASKED(language, 0));
QUERY(games_query, ASKED(search, 0, .max = 500), ASKED(platforms, 0));
QUERY(game_query, ASKED(id, 0));
/* One of them has a body, though it is a GET. */
QUERY(title_body, ASKED(movie_id, LOOSE), ASKED(tv_id, LOOSE), ASKED(language, 0));
