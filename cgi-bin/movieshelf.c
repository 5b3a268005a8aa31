/* MovieShelf's door (/movieshelf): films with ratings and reviews, in its own words. */
#include "access.h"
#include "accounts.h"
#include "catalogue.h"
#include "dialect_movieshelf.h"
#include "door_change.h"
#include "movieshelf.h"
#include "sizes.h"
#include "upload.h"

static const struct catalogue movies = {
	.type = MEDIA_MOVIE, .plural = "movies", .view = &movieshelf_movie,
	.rating = &movieshelf_value, .review = &movieshelf_review,
};

/* --- accounts --------------------------------------------------------------------------------- */

static enum status
get_csrf(struct request *req, struct response *res)
{
	const char *token = req->session ? access_csrf_token(req, req->session) : "";

	res->cache = CACHE_NO_STORE;
	return respond_texts(res, 200, TEXTS("csrfToken", token));
}

static enum status
change_me(struct request *req, struct response *res)
{
	struct user user;
	enum status rc = user_find(call_of(req), req->user->id, &user);

	if (rc)
		return rc;
	change_keep_shown(req->arena, &req->change, &user);
	return req->change.sent ? accounts_change_me(req, res) : accounts_get_me(req, res);
}

/* Its front end asks before it shows anything. */
static enum status
get_health(struct request *req, struct response *res)
{
	(void)req;
	res->cache = CACHE_NO_STORE;
	return respond_texts(res, 200, TEXTS("status", "ok"));
}

/* --- opinions --------------------------------------------------------------------------------- */

static enum status
rate(struct request *req, struct response *res)
{
	req->id[0] = ((const struct movieshelf_rating *)req->body)->movie_id;
	return catalogue_rate(req, res);
}

static enum status
get_rating(struct request *req, struct response *res)
{
	struct rating rating;
	struct media media;
	struct timestamp at;
	enum status rc = media_find(call_of(req), MEDIA_MOVIE, req->id[0], &media);

	if (!rc)
		rc = rating_find(call_of(req), media.key, &rating.value, &at);
	return rc ? rc : respond_record(res, 200, &movieshelf_own_value, &rating);
}

static enum status
list_reviews(struct request *req, struct response *res)
{
	req->id[0] = ((const struct movieshelf_asked *)req->query)->movie_id;
	if (req->id[0])
		return catalogue_list_reviews(req, res);
	problem_add(&req->problems, "movieId", "is required");
	return ERR_VALIDATION;
}

static enum status
write_review(struct request *req, struct response *res)
{
	enum status rc = catalogue_review(req, res);

	if (rc == ERR_CONFLICT && req->problems.first)
		req->problems.first->field = "movieId";
	return rc;
}

static enum status
add_review(struct request *req, struct response *res)
{
	req->id[0] = ((const struct review *)req->body)->media_id;
	return write_review(req, res);
}

static enum status
find_own_review(struct request *req, void *before)
{
	struct review *review = before;
	enum status rc = review_find(call_of(req), req->id[0], review);

	return !rc && review->user_key != req->user->key ? ERR_FORBIDDEN : rc;
}

static enum status
change_content(struct request *req, const void *before)
{
	(void)before;
	return review_change(call_of(req), req->id[0], &req->change);
}

static enum status
change_review(struct request *req, struct response *res)
{
	struct review review;
	enum status rc = door_change(req, find_own_review, &review, change_content);

	if (!rc)
		rc = review_find(call_of(req), req->id[0], &review);
	return rc ? rc : respond_record(res, 200, &movieshelf_review, &review);
}

static enum status
delete_review(struct request *req, struct response *res)
{
	enum status rc = review_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

#define UPLOAD(admits, names) .http = 200, .limit = &limit_uploads, .admit = (admits), \
	.file_max = FILE_UPLOAD_MAX, .file_field = (names)

static const struct route routes[] = {
	{ POST,   "/auth/register", accounts_sign_up, NOBODY, .http = 200,
	  .body = &movieshelf_registration },
	{ POST,   "/auth/login",    accounts_login,   NOBODY, .body = &movieshelf_login },
	{ POST,   "/auth/refresh",  accounts_refresh, NOBODY, .body = &accounts_refresh_view },
	{ POST,   "/auth/logout",   accounts_logout,  NOBODY, .body = &accounts_logout_view },
	{ GET,    "/auth/csrf",     get_csrf,         ANYONE },
	{ GET,    "/users/me",      accounts_get_me,  MEMBER },
	{ PATCH,  "/users/me",      change_me,        MEMBER, .body = &movieshelf_user },
	{ POST,   "/users/me/avatar", movieshelf_put_avatar,      MEMBER,
	  UPLOAD(upload_admit_avatar, "image file") },
	{ PATCH,  "/users/me/avatar", movieshelf_choose_avatar,   MEMBER,
	  .body = &movieshelf_chosen },
	{ GET,    "/movies",         catalogue_list,              READER,
	  .query = &movieshelf_filter },
	{ GET,    "/movies/suggest", movieshelf_propose,          READER,
	  .query = &movieshelf_search },
	{ POST,   "/movies",         movieshelf_create,           MEMBER, .limit = &limit_titles,
	  .http = 200, .body = &movieshelf_movie },
	{ GET,    "/movies/:id",     movieshelf_get_movie,        READER },
	{ PATCH,  "/movies/:id",     movieshelf_change,           MEMBER,
	  .body = &movieshelf_movie },
	{ DELETE, "/movies/:id",     catalogue_delete,            MEMBER },
	{ POST,   "/movies/:id/poster", movieshelf_put_poster,    MEMBER,
	  UPLOAD(upload_admit, "image file") },
	{ PATCH,  "/movies/:id/poster", movieshelf_choose_poster, MEMBER,
	  .body = &movieshelf_chosen },
	{ PUT,    "/movies/:id/rating",  catalogue_rate,          MEMBER,
	  .body = &movieshelf_value },
	{ GET,    "/movies/:id/reviews", catalogue_list_reviews,  READER, .query = &no_query },
	{ POST,   "/movies/:id/reviews", write_review,            MEMBER, .http = 200,
	  .body = &movieshelf_review },
	{ POST,   "/ratings",       rate,             MEMBER, .http = 200,
	  .body = &movieshelf_new_value },
	{ GET,    "/ratings/:id",   get_rating,       MEMBER },
	{ GET,    "/reviews",       list_reviews,     READER, .query = &movieshelf_reviews_query },
	{ POST,   "/reviews",       add_review,       MEMBER, .http = 200,
	  .body = &movieshelf_new_review },
	{ PATCH,  "/reviews/:id",   change_review,    MEMBER, .body = &movieshelf_review },
	{ DELETE, "/reviews/:id",   delete_review,    MEMBER },
	{ POST,   "/media",         movieshelf_store_picture,     MEMBER,
	  UPLOAD(upload_admit_loose, "file image") },
	{ GET,    "/media/:id",     sizes_get,        READER, .query = &sizes_query },
	{ GET,    "/media/:id/signed", movieshelf_get_link,       READER },
	{ DELETE, "/media/:id",     movieshelf_drop_picture,      MEMBER },
	{ GET,    "/healthz",       get_health,       ANYONE },
	{ 0 }
};

const struct app app = {
	.name = "movieshelf",
	.door = "/movieshelf",
	.routes = routes,
	.shared = &movies,
	.dialect = &dialect_movieshelf,
};
