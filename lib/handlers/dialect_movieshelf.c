#include "dialect_movieshelf.h"
#include "accounts.h"
#include "checks.h"
#include "password.h"
#include "refresh.h"
#include "review.h"
#include "shapes.h"
#include "signin.h"
#include "uuid.h"

#include <string.h>
#include <strings.h>

#define PICTURES "/media/"

const char *
movieshelf_link(struct arena *arena, const char *id)
{
	return arena_printf(arena, PICTURES "%s", id);
}

static const char *
text_of(const struct field *field, const void *record)
{
	return *(const char *const *)((const char *)record + field->offset);
}

/* --- pictures --------------------------------------------------------------------------------- */

static void
put_link(struct buf *buf, const struct links *links, const struct field *field, const void *record)
{
	const char *text = text_of(field, record);

	(void)links;
	json_put_text_or_null(buf, text && uuid_valid(text) ? movieshelf_link(buf->arena, text)
		: text);
}

/* What follows the site's name, where a text begins with it. */
static const char *
path_of(const struct links *links, const char *text)
{
	const char *host = strstr(text, "://");

	for (int i = 0; host && i < 2; i++) {
		const size_t n = links->hosts[i] ? strlen(links->hosts[i]) : 0;

		if (n && !strncasecmp(host + 3, links->hosts[i], n) && host[3 + n] == '/')
			return host + 3 + n;
	}
	return text;
}

/* The id in a link to a picture of this door, whatever its query says; NULL for other texts. */
static const char *
linked_picture(const struct json_in *in, const char *text)
{
	const size_t before = strlen(PICTURES);
	const char *path = in->links ? path_of(in->links, text) : text, *id;

	if (strncmp(path, PICTURES, before) != 0)
		return NULL;
	id = arena_copy(in->arena, path + before, strcspn(path + before, "?"));
	return uuid_valid(id) ? id : NULL;
}

static bool
take_link(const struct json_in *in, const cJSON *item, const struct field *field, void *record)
{
	const char *text = cJSON_GetStringValue(item), *id = text ? linked_picture(in, text) : NULL;

	if (!id)
		return json_decode_plain(in, item, field, record);
	*(const char **)((char *)record + field->offset) = id;
	return true;
}

static const struct shape picture_link = { put_link, take_link };

static void
put_id(struct buf *buf, const struct links *links, const struct field *field, const void *record)
{
	const char *text = text_of(field, record);

	(void)links;
	json_put_text_or_null(buf, text && uuid_valid(text) ? text : NULL);
}

static const struct shape picture_id = { .put = put_id };

static const struct field stored_fields[] = {
	FIELD(struct movieshelf_picture, id, READONLY),
	FIELD_AS(struct movieshelf_picture, content_type, "contentType", READONLY),
	FIELD(struct movieshelf_picture, size, READONLY),
	FIELD_AS(struct movieshelf_picture, created_at, "createdAt", READONLY),
	FIELD(struct movieshelf_picture, url, READONLY),
	{ 0 }
};
const struct record movieshelf_stored = {
	.size = sizeof(struct movieshelf_picture), .fields = FIELDS(stored_fields),
};

static const struct field chosen_fields[] = {
	FIELD_AS(struct movieshelf_picture, id, "mediaId", 0, .check = is_id),
	{ 0 }
};
const struct record movieshelf_chosen = {
	.size = sizeof(struct movieshelf_picture), .fields = FIELDS(chosen_fields),
};

/* --- accounts --------------------------------------------------------------------------------- */

static void
put_name(struct buf *buf, const struct links *links, const struct field *field, const void *record)
{
	const struct user *user = record;

	(void)links;
	(void)field;
	json_put_string(buf, user->name ? user->name : user->username);
}

static const struct shape name_of_user = { .put = put_name };

static const struct word_name roles[] = {
	{ "user", ROLE_MEMBER }, { "admin", ROLE_ADMIN }, { NULL, 0 },
};
static const struct field user_fields[] = {
	FIELD(struct user, id, READONLY),
	FIELD(struct user, name, REQUIRED | SHAPED, .max = 200, .shape = &name_of_user),
	FIELD(struct user, email, READONLY),
	FIELD(struct user, role, READONLY, .words = roles),
	FIELD_AS(struct user, avatar_image_id, "avatarMediaId", KEEP, .check = is_id),
	FIELD_AS(struct user, avatar_image_id, "avatarUrl", READONLY | SHAPED,
		.shape = &picture_link),
	FIELD_AS(struct user, created_at, "createdAt", READONLY),
	{ 0 }
};
const struct record movieshelf_user = {
	.size = sizeof(struct user), .fields = FIELDS(user_fields), .whole = &user_record,
};

static const struct field token_fields[] = {
	FIELD_AS(struct tokens, access_token, "accessToken", READONLY),
	{ 0 }
};
static const struct record tokens = { .fields = FIELDS(token_fields) };

static const struct field registration_fields[] = {
	FIELD(struct credentials, name, REQUIRED, .max = 200),
	FIELD(struct credentials, email, REQUIRED, .max = 254, .check = is_email),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000, .check = is_password),
	ACCOUNTS_INVITE,
	{ 0 }
};
const struct record movieshelf_registration = {
	.size = sizeof(struct credentials), .fields = FIELDS(registration_fields),
};

static const struct field login_fields[] = {
	FIELD(struct credentials, email, REQUIRED, .max = 500),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000),
	ACCOUNTS_CODE,
	{ 0 }
};
const struct record movieshelf_login = {
	.size = sizeof(struct credentials), .fields = FIELDS(login_fields),
};

/* --- films ------------------------------------------------------------------------------------ */

/* (Of nobody's list it is 0.) */
static void
put_my_rating(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	const struct media *media = record;

	if (media->my_rating.count > 0)
		shape_whole_stars.put(buf, links, field, record);
	else
		buf_puts(buf, "null");
}

static const struct shape my_rating = { .put = put_my_rating };

#define POSTER_FIELDS \
	FIELD_AS(struct media, image_url, "posterMediaId", READONLY | SHAPED, \
		.shape = &picture_id), \
	FIELD_AS(struct media, image_url, "posterUrl", PICTURE | SHAPED, .max = 2000, \
		.check = is_url, .shape = &picture_link)

static const struct field movie_fields[] = {
	FIELD(struct media, id, READONLY),
	FIELD(struct media, title, REQUIRED, .min = 1, .max = 500),
	FIELD_AS(struct media, pub_date, "releaseDate", SHAPED, .check = is_partial_date,
		.shape = &shape_instant),
	FIELD_AS(struct media, description, "synopsis", LINES | SHAPED, .max = 20000,
		.shape = &shape_empty_text),
	FIELD_AS(struct media, trailer_url, "trailerUrl", SHAPED, .max = 2000, .check = is_url,
		.shape = &shape_empty_text),
	POSTER_FIELDS,
	FIELD_AS(struct media, creator_id, "createdBy", READONLY),
	FIELD_AS(struct media, created_at, "createdAt", READONLY),
	FIELD_AS(struct media, average_rating, "averageRating", READONLY | SHAPED,
		.shape = &shape_zero),
	FIELD_AS(struct media, review_count, "reviewCount", READONLY),
	FIELD(struct media, rank, READONLY | SHAPED, .shape = &shape_zero),
	FIELD_AS(struct media, my_rating, "myRating", READONLY | SHAPED, .shape = &my_rating),
	{ 0 }
};
const struct record movieshelf_movie = {
	.size = sizeof(struct media), .fields = FIELDS(movie_fields), .whole = &media_view,
};

static const struct field proposal_fields[] = {
	FIELD(struct media, id, READONLY),
	FIELD(struct media, title, READONLY),
	POSTER_FIELDS,
	{ 0 }
};
const struct record movieshelf_proposal = {
	.size = sizeof(struct media), .fields = FIELDS(proposal_fields), .whole = &media_view,
};

static const struct word_name scopes[] = {
	{ "all", SCOPE_ALL }, { "mine", SCOPE_MINE }, { "not_mine", SCOPE_NOT_MINE }, { NULL, 0 },
};
static const struct field filter_fields[] = {
	FIELD(struct media_filter, q, 0, .max = 500),
	FIELD(struct media_filter, stars, 0, .min = 0, .max = 5),
	FIELD_AS(struct media_filter, stars_least, "minStars", 0, .min = 0, .max = 10),
	FIELD(struct media_filter, scope, 0, .words = scopes),
	FIELD_AS(struct media_filter, reviewed, "reviewScope", 0, .words = scopes),
	FIELD(struct media_filter, sort, 0, .words = media_sorts),
	{ 0 }
};
const struct record movieshelf_filter = {
	.size = sizeof(struct media_filter), .fields = FIELDS(filter_fields),
	.whole = &media_filter,
};

static const struct field search_fields[] = {
	FIELD(struct media_filter, q, 0, .max = 500),
	{ 0 }
};
const struct record movieshelf_search = {
	.size = sizeof(struct media_filter), .fields = FIELDS(search_fields),
	.whole = &media_filter,
};

/* --- opinions --------------------------------------------------------------------------------- */

#define CONTENT_FIELD FIELD(struct review, content, REQUIRED | LINES, .min = 1, .max = 10000)

static const struct field review_fields[] = {
	FIELD(struct review, id, READONLY),
	FIELD_AS(struct review, media_id, "movieId", READONLY),
	FIELD_AS(struct review, user_id, "userId", READONLY),
	FIELD_AS(struct review, user_id, "id", READONLY, .group = "user"),
	FIELD_AS(struct review, username, "name", READONLY, .group = "user"),
	FIELD_AS(struct review, avatar_url, "avatarMediaId", READONLY, .group = "user"),
	CONTENT_FIELD,
	FIELD_AS(struct review, created_at, "createdAt", READONLY),
	FIELD_AS(struct review, updated_at, "updatedAt", READONLY),
	{ 0 }
};
const struct record movieshelf_review = {
	.size = sizeof(struct review), .fields = FIELDS(review_fields), .whole = &review_view,
};

static const struct field new_review_fields[] = {
	FIELD_AS(struct review, media_id, "movieId", REQUIRED, .check = is_id),
	CONTENT_FIELD,
	{ 0 }
};
const struct record movieshelf_new_review = {
	.size = sizeof(struct review), .fields = FIELDS(new_review_fields), .whole = &review_view,
};

static const struct field reviews_query_fields[] = {
	FIELD_AS(struct movieshelf_asked, movie_id, "movieId", 0, .check = is_id),
	{ 0 }
};
const struct record movieshelf_reviews_query = {
	.size = sizeof(struct movieshelf_asked), .fields = FIELDS(reviews_query_fields),
};

#define VALUE_FIELD(type, member) \
	FIELD_AS(type, member, "value", REQUIRED | SHAPED, .min = RATING_LEAST, \
		.max = RATING_MOST, .shape = &shape_whole_stars)

static const struct field value_fields[] = {
	VALUE_FIELD(struct rating, value),
	FIELD_AS(struct rating, average_rating, "averageRating", READONLY | SHAPED,
		.shape = &shape_zero),
	{ 0 }
};
const struct record movieshelf_value = {
	.size = sizeof(struct rating), .fields = FIELDS(value_fields),
};

static const struct field own_value_fields[] = { VALUE_FIELD(struct rating, value), { 0 } };
const struct record movieshelf_own_value = {
	.size = sizeof(struct rating), .fields = FIELDS(own_value_fields),
};

static const struct field new_value_fields[] = {
	FIELD_AS(struct movieshelf_rating, movie_id, "movieId", REQUIRED, .check = is_id),
	VALUE_FIELD(struct movieshelf_rating, rating.value),
	{ 0 }
};
const struct record movieshelf_new_value = {
	.size = sizeof(struct movieshelf_rating), .fields = FIELDS(new_value_fields),
};

/* --- the door --------------------------------------------------------------------------------- */

static const struct field paging_fields[] = {
	FIELD(struct page_asked, page, 0, .min = 1, .max = 1000000000),
	FIELD_AS(struct page_asked, page_size, "pageSize", 0, .min = 1, .max = 100,
		.also = { "page_size" }),
	{ 0 }
};
static const struct record paging = {
	.size = sizeof(struct page_asked), .fields = FIELDS(paging_fields),
};
static const struct list_shape list = {
	.items = "items", .total = "total", .page = "page", .page_size = "pageSize",
	.per_page = 12, .paging = &paging,
};
const struct dialect dialect_movieshelf = {
	.list = &list,
	.before = "{\"success\":true,\"data\":", .after = "}", .nothing = "{\"success\":true}",
	.empty = EMPTY_IS_NULL, .is_lax = true,
	.sets_cookies = true, .csrf_session = refresh_find,
	.user = &movieshelf_user, .tokens = &tokens,
};
