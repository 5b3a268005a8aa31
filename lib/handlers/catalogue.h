/*
 * What the doors to the catalogue share. A typed door (books, movies) is a table of these handlers
 * and a struct catalogue in its app's `shared`; every door has ratings and reviews.
 */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "app.h"
#include "media.h"
#include "rating.h"
#include "review.h"

struct catalogue {
	enum media_type type;		/* what is behind this door; MEDIA_ANY for everything */
	const char *plural;		/* of its lists */
	const struct record *view;	/* of an item */
	bool curates;			/* what is added here is curated */
	/* of a rating (struct rating first) and of a review; NULL: ours */
	const struct record *rating, *review;
};

handler catalogue_list, catalogue_get, catalogue_create, catalogue_change, catalogue_delete;
handler catalogue_rate, catalogue_unrate, catalogue_list_reviews, catalogue_review;

/*
 * Before a read of the catalogue: does what the ranks wait for, unless the request has a
 * transaction already.
 */
void catalogue_refresh(struct request *req);

/* The page of an item's reviews; and of one, and of the list, where a door has but one type. */
extern const struct web_page catalogue_reviews_page, catalogue_list_page, catalogue_item_page;

/* Whether who asks may change the item: for the forms of its page. */
handler catalogue_may_change;

/* The routes of ratings and reviews, under every door. */
#define OPINION_ROUTES \
	{ PUT,    "/:id/rating",  catalogue_rate,         MEMBER, .body = &rating_view, \
	  .title = "Rate it" }, \
	{ DELETE, "/:id/rating",  catalogue_unrate,       MEMBER }, \
	{ GET,    "/:id/reviews", catalogue_list_reviews, READER, .query = &no_query, \
	  .page = &catalogue_reviews_page }, \
	{ POST,   "/:id/reviews", catalogue_review,       MEMBER, .body = &review_view, \
	  .title = "Add the review" }

#endif
