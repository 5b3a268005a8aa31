/* BookTracker's door (/booktracker): what its own clients ask for, in its own words. */
#include "accounts.h"
#include "booktracker.h"
#include "catalogue.h"
#include "checks.h"
#include "dialect_booktracker.h"
#include "door_change.h"
#include "door_rows.h"
#include "entry_books.h"
#include "form.h"
#include "key.h"
#include "password.h"
#include "shapes.h"

#include <string.h>

static const struct keyed any_book = { KEYED_TITLE, MEDIA_BOOK };
static const struct keyed own_book = { KEYED_SHELVED, MEDIA_BOOK };

/*
 * --- accounts ----------------------------------------------------------------------------------
 */

static const struct field register_fields[] = {
	FIELD(struct credentials, username, 0, .check = is_username),
	FIELD(struct credentials, email, REQUIRED, .max = 254, .check = is_email),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000, .check = is_password),
	ACCOUNTS_INVITE,
	{ 0 }
};
static const struct record registration = {
	.size = sizeof(struct credentials), .fields = FIELDS(register_fields),
};

/* OAuth2's password flow as FastAPI has it: the grant may be left out, the rest is ignored. */
static enum status
grant_token(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	const char *grant = form_text(req->body_object, "grant_type");
	enum status rc;

	if (grant && *grant && strcmp(grant, "password") != 0) {
		problem_add(&req->problems, "grant_type", "must be password");
		return ERR_VALIDATION;
	}
	rc = accounts_grant(req, res, sent->username, sent->password, sent->code);
	if (rc == ERR_AUTH && !req->problems.first)
		res->message = "Incorrect username or password";
	return rc;
}

/*
 * --- the catalogue -----------------------------------------------------------------------------
 */

static const struct catalogue books = { MEDIA_BOOK, NULL, &booktracker_book, .curates = true };

static const struct field filter_fields[] = {
	FIELD_AS(struct media_filter, genres, "genre", MANY, .max = 100, .most = FILTER_TEXTS),
	ITEM_CREATORS(struct media_filter, , "author"),
	{ 0 }
};
static const struct record book_filters = {
	.size = sizeof(struct media_filter), .fields = FIELDS(filter_fields),
	.whole = &media_filter,
};

/* All that there are, whoever added them. */
static enum status
find_books(struct request *req, const struct page *page, struct rows *out)
{
	struct media_filter *filter = req->query;

	media_filter_type(filter, MEDIA_BOOK, false);
	return media_list(call_of(req), filter, page, out);
}

static enum status
list_books(struct request *req, struct response *res)
{
	(void)req;
	return respond_rows(res, NULL, &booktracker_book, find_books, NULL);
}

/*
 * --- one's own ---------------------------------------------------------------------------------
 */

static const struct word_name statuses[] = {
	{ "Wishlist", TO_DO }, { "Reading", IN_PROGRESS }, { "Completed", COMPLETED },
	{ "Reading", PAUSED }, { "Reading", DROPPED }, { NULL, 0 },
};
static const struct field library_fields[] = {
	FIELD_AS(struct entry, user_key, "user_id", READONLY),
	FIELD_AS(struct entry, media_key, "book_id", READONLY),
	FIELD(struct entry, status, KEEP | NOT_NULL, .words = statuses),
	FIELD(struct entry, rating, SHAPED, .min = RATING_LEAST, .max = RATING_MOST,
		.shape = &shape_whole_stars),
	FIELD(struct entry, review_text, LINES, .min = 1, .max = 10000),
	FIELD_AS(struct entry, created_at, "date_added", READONLY),
	{ 0 }
};
static const struct record book_part = {
	.name = "book", .at = offsetof(struct entry, media), .fields = booktracker_book_fields,
};
static const struct record library = {
	.size = sizeof(struct entry), .fields = FIELDS(library_fields), .whole = &entry_view,
	.more = &book_part,
};

static enum status
find_own(struct request *req, const struct page *page, struct rows *out)
{
	struct entry_filter filter;

	record_clear(&entry_filter, &filter);
	filter.item.types = 1u << MEDIA_BOOK;
	return entry_list(call_of(req), &entry_whole, &filter, page, out, NULL);
}

static enum status
list_own(struct request *req, struct response *res)
{
	(void)req;
	return respond_rows(res, NULL, &library, find_own, NULL);
}

static enum status
find_own_book(struct request *req, void *out)
{
	return entry_find_media(call_of(req), &entry_whole, MEDIA_BOOK, req->id[0], out);
}

static enum status
answer_own(struct request *req, struct response *res, int http)
{
	struct entry entry;
	enum status rc = find_own_book(req, &entry);

	return rc ? rc : respond_record(res, http, &library, &entry);
}

static enum status
get_own(struct request *req, struct response *res)
{
	return answer_own(req, res, 200);
}

static enum status
add_own(struct request *req, struct response *res)
{
	enum status rc = library_add(call_of(req), req->id[0], &req->change);

	if (rc == ERR_CONFLICT)
		res->message = "This book is in your library already";
	if (rc)
		return rc;
	res->location = link_to(req, "%s", req->path);
	return answer_own(req, res, 201);
}

static enum status
change_entry(struct request *req, const void *before)
{
	(void)before;
	return library_change(call_of(req), req->id[0], &req->change);
}

static enum status
change_own(struct request *req, struct response *res)
{
	struct entry before;
	enum status rc = door_change(req, find_own_book, &before, change_entry);

	return rc ? rc : answer_own(req, res, 200);
}

static enum status
delete_own(struct request *req, struct response *res)
{
	enum status rc = entry_delete_media(call_of(req), MEDIA_BOOK, req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct route routes[] = {
	{ POST,   "/auth/register",   accounts_create, NOBODY, .body = &registration },
	{ POST,   "/auth/token",      grant_token,   NOBODY, .body = &accounts_named_login },
	{ GET,    "/books",           list_books,    READER, .query = &book_filters },
	{ POST,   "/books",           booktracker_create, ADMIN, .body = &booktracker_book },
	{ GET,    "/books/:key",      catalogue_get, READER, .key = &any_book },
	{ PUT,    "/books/:key",      booktracker_change, ADMIN, .key = &any_book,
	  .body = &booktracker_shown_book },
	{ DELETE, "/books/:key",      catalogue_delete, ADMIN, .key = &any_book },
	{ GET,    "/my-library",      list_own,      MEMBER, .query = &no_query },
	{ GET,    "/my-library/:key", get_own,       MEMBER, .key = &own_book },
	{ POST,   "/my-library/:key", add_own,       MEMBER, .key = &any_book, .body = &library },
	{ PATCH,  "/my-library/:key", change_own,    MEMBER, .key = &own_book, .body = &library },
	{ DELETE, "/my-library/:key", delete_own,    MEMBER, .key = &own_book },
	{ 0 }
};

const struct app app = {
	.name = "booktracker",
	.door = "/booktracker",
	.routes = routes,
	.shared = &books,
	.dialect = &dialect_booktracker,
};
