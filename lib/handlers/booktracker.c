#include "booktracker.h"
#include "catalogue.h"
#include "checks.h"
#include "door_change.h"

#define BOOK_FIELDS(of_author) \
	FIELD_AS(struct media, key, "id", READONLY), \
	FIELD(struct media, title, REQUIRED, .min = 1, .max = 500), \
	FIELD_AS(struct media, creator, "author", of_author, .max = 500), \
	FIELD(struct media, isbn, LOOSE, .check = is_isbn), \
	FIELD(struct media, genre, 0, .max = 100), \
	FIELD(struct media, publication_year, 0, .min = 0, .max = 9999)

const struct field booktracker_book_fields[] = { BOOK_FIELDS(REQUIRED), { 0 } };
const struct record booktracker_book = {
	.size = sizeof(struct media), .fields = FIELDS(booktracker_book_fields),
	.whole = &media_view,
};
static const struct field shown_book_fields[] = { BOOK_FIELDS(0), { 0 } };
const struct record booktracker_shown_book = {
	.size = sizeof(struct media), .fields = FIELDS(shown_book_fields), .whole = &media_view,
};

enum status
booktracker_create(struct request *req, struct response *res)
{
	const struct media *made = req->body;
	enum status rc = catalogue_create(req, res);

	if (!rc)
		res->location = link_to(req, "/books/%lld", (long long)made->key);
	return rc;
}

static enum status
change_title(struct request *req, const void *before)
{
	const struct media *sent = req->body;

	(void)before;
	if (!CHANGED(&req->change, struct media, creator) || sent->creator)
		return media_change(call_of(req), MEDIA_BOOK, req->id[0], &req->change);
	problem_add(&req->problems, "author", NAMED(&req->change, struct media, creator)
		? "must not be empty" : "is required");
	return ERR_VALIDATION;
}

enum status
booktracker_change(struct request *req, struct response *res)
{
	struct media before = { .type = MEDIA_BOOK };
	enum status rc = door_change(req, door_find_title, &before, change_title);

	return rc ? rc : catalogue_get(req, res);
}
