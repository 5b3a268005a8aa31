#include "media.h"
#include "checks.h"
#include "clock.h"
#include "entry.h"
#include "image.h"
#include "quota.h"
#include "rank.h"
#include "text.h"
#include "uuid.h"

#include <stdlib.h>
#include <string.h>

const struct word_name media_types[] = {
	{ "TV_SHOW", MEDIA_TV_SHOW, "Series" }, { "MOVIE", MEDIA_MOVIE }, { "BOOK", MEDIA_BOOK },
	{ "GAME", MEDIA_GAME },
	{ "serie", MEDIA_TV_SHOW }, { "series", MEDIA_TV_SHOW }, { "tv", MEDIA_TV_SHOW },
	{ "videogame", MEDIA_GAME }, { NULL, 0 },
};
const struct word_name media_units[] = {
	{ "episodes", MEDIA_TV_SHOW }, { "minutes", MEDIA_MOVIE }, { "pages", MEDIA_BOOK },
	{ "hours", MEDIA_GAME },
	{ NULL, 0 },
};
const struct word_name media_sources[] = {
	{ "USER_ADDED", SOURCE_USER_ADDED }, { "EXTERNAL", SOURCE_EXTERNAL }, { NULL, 0 },
};

void
media_finish(struct arena *arena, void *row)
{
	struct media *media = row;

	(void)arena;
	media->length_unit = word_text(media_units, media->type);
	if (media->pub_date)
		media->publication_year = strtoll(media->pub_date, NULL, 10);
}

const struct field media_fields[] = {
	FIELD(struct media, key, HIDDEN | DERIVED),
	FIELD(struct media, id, READONLY, .also = { "medium_id" }),
	FIELD(struct media, type, REQUIRED | KEEP | KIND | BRIEF, .words = media_types,
		.also = { "media_type" }),
	FIELD(struct media, title, REQUIRED | HEADING, .min = 1, .max = 500),
	FIELD(struct media, title_folded, HIDDEN),
	FIELD(struct media, creator, BRIEF, .max = 500, .label = "By"),
	FIELD(struct media, creator_folded, HIDDEN),
	FIELD(struct media, description, LINES, .max = 20000, .label = "About"),
	FIELD(struct media, genre, 0, .max = 100),
	FIELD(struct media, genre_folded, HIDDEN | UNREAD),
	FIELD(struct media, pub_date, BRIEF, .check = is_partial_date, .label = "Released",
		.hint = "1999, 1999-03 or 1999-03-31"),
	FIELD(struct media, publication_year, HIDDEN | DERIVED | UNREAD),
	FIELD(struct media, isbn, 0, .check = is_isbn, .label = "ISBN",
		.hint = "10 or 13 digits, from the back of the book"),
	FIELD(struct media, length, 0, .min = 1,
		.hint = "in pages, minutes, episodes or hours"),
	FIELD(struct media, length_unit, READONLY | DERIVED | UNREAD | UNIT),
	FIELD(struct media, image_url, PICTURE, .max = 2000, .check = is_url,
		.label = "Picture", .hint = "a link"),
	FIELD(struct media, trailer_url, 0, .max = 2000, .check = is_url, .label = "Trailer",
		.hint = "a link"),
	FIELD(struct media, metadata, UNASKED, .label = "More"),
	FIELD(struct media, source, KEEP | NOT_NULL | UNASKED, .words = media_sources),
	FIELD(struct media, external_source, KEEP | UNASKED, .max = 100),
	FIELD(struct media, external_id, KEEP | LOOSE | UNASKED, .max = 100),
	FIELD(struct media, curated, KEEP | NOT_NULL | FOR_ADMINS),
	FIELD(struct media, created_by, HIDDEN),
	FIELD_AS(struct media, creator_id, "id", READONLY | NULLABLE, .column = "c.id",
		.group = "created_by"),
	FIELD_AS(struct media, creator_username, "username", READONLY, .column = "c.username",
		.label = "Added by",
		.group = "created_by"),
	FIELD(struct media, average_rating, READONLY | DERIVED | BRIEF, .label = "Average"),
	FIELD(struct media, rating_count, READONLY | DERIVED, .label = "Ratings"),
	FIELD(struct media, review_count, READONLY | DERIVED, .label = "Reviews"),
	FIELD(struct media, rank, READONLY | DERIVED),
	FIELD(struct media, shelf_count, READONLY | DERIVED | UNREAD | OPTIONAL,
		.label = "Used by others"),
	FIELD(struct media, created_at, READONLY, .label = "Added"),
	FIELD(struct media, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
const struct search_index media_search = {
	.name = "media_search", .columns = { "title_folded", "creator_folded" },
};

const char media_joins[] = "LEFT JOIN users c ON c.key = t.created_by";

const struct record media_view = {
	.table = "media_items", .size = sizeof(struct media), .fields = FIELDS(media_fields),
	.joins = media_joins,
	.finish = media_finish,
};

static const struct field my_fields[] = {
	FIELD_AS(struct media, my_entry_id, "entry_id", READONLY, .column = "e.id"),
	FIELD_AS(struct media, my_status, "status", READONLY | BRIEF, .column = "e.status",
		.words = entry_statuses),
	FIELD_AS(struct media, my_progress, "progress", READONLY, .column = "e.progress"),
	FIELD_AS(struct media, my_rating, "rating", READONLY | BRIEF, .column = "r.value",
		.label = "My rating"),
	{ 0 }
};
static const struct record my_part = {
	.name = "my", .fields = FIELDS(my_fields),
	.joins = "LEFT JOIN entries e ON e.user_key = $$ AND e.media_key = t.key "
		"LEFT JOIN ratings r ON r.user_key = $$ AND r.media_key = t.key",
};

const struct record media_my_view = {
	.table = "media_items", .size = sizeof(struct media), .fields = FIELDS(media_fields),
	.joins = media_joins,
	.finish = media_finish, .more = &my_part,
};

const struct field book_fields[] = {
	FIELD(struct media, id, READONLY),
	FIELD(struct media, title, REQUIRED | HEADING, .min = 1, .max = 500),
	FIELD_AS(struct media, creator, "author", REQUIRED | BRIEF, .min = 1, .max = 500),
	FIELD(struct media, isbn, 0, .check = is_isbn, .label = "ISBN"),
	FIELD(struct media, genre, 0, .max = 100),
	FIELD(struct media, publication_year, BRIEF, .min = 0, .max = 9999, .label = "Year"),
	FIELD(struct media, description, LINES, .max = 20000, .label = "About"),
	FIELD(struct media, length, 0, .min = 1, .hint = "in pages"),
	FIELD(struct media, length_unit, READONLY | UNIT),
	FIELD(struct media, image_url, PICTURE, .max = 2000, .check = is_url,
		.label = "Picture", .hint = "a link"),
	FIELD(struct media, metadata, UNASKED, .label = "More"),
	FIELD(struct media, curated, KEEP | NOT_NULL),
	FIELD(struct media, average_rating, READONLY | BRIEF, .label = "Average"),
	FIELD(struct media, rating_count, READONLY, .label = "Ratings"),
	FIELD(struct media, review_count, READONLY, .label = "Reviews"),
	FIELD(struct media, shelf_count, READONLY | OPTIONAL, .label = "Used by others"),
	FIELD(struct media, created_at, READONLY, .label = "Added"),
	FIELD(struct media, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
const struct record book_view = {
	.size = sizeof(struct media), .fields = FIELDS(book_fields), .whole = &media_view,
};

static const struct field movie_fields[] = {
	FIELD(struct media, id, READONLY),
	FIELD(struct media, title, REQUIRED | HEADING, .min = 1, .max = 500),
	FIELD_AS(struct media, creator, "director", BRIEF, .max = 500),
	FIELD_AS(struct media, pub_date, "release_date", BRIEF, .check = is_partial_date,
		.label = "Released", .hint = "1999, 1999-03 or 1999-03-31"),
	FIELD_AS(struct media, description, "synopsis", LINES, .max = 20000),
	FIELD(struct media, genre, 0, .max = 100),
	FIELD(struct media, length, 0, .min = 1, .hint = "in minutes"),
	FIELD(struct media, length_unit, READONLY | UNIT),
	FIELD_AS(struct media, image_url, "poster_url", PICTURE, .max = 2000, .check = is_url,
		.label = "Poster", .hint = "a link"),
	FIELD(struct media, trailer_url, 0, .max = 2000, .check = is_url, .label = "Trailer",
		.hint = "a link"),
	FIELD(struct media, metadata, UNASKED, .label = "More"),
	FIELD_AS(struct media, creator_id, "id", READONLY | NULLABLE, .group = "created_by"),
	FIELD_AS(struct media, creator_username, "username", READONLY, .group = "created_by",
		.label = "Added by"),
	FIELD(struct media, average_rating, READONLY | BRIEF, .label = "Average"),
	FIELD(struct media, rating_count, READONLY, .label = "Ratings"),
	FIELD(struct media, review_count, READONLY, .label = "Reviews"),
	FIELD(struct media, rank, READONLY),
	FIELD(struct media, shelf_count, READONLY | OPTIONAL, .label = "Used by others"),
	FIELD(struct media, created_at, READONLY, .label = "Added"),
	FIELD(struct media, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
const struct record movie_view = {
	.size = sizeof(struct media), .fields = FIELDS(movie_fields), .whole = &media_view,
};

enum status
media_find(const struct call *call, enum media_type type, const char *id, struct media *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.id = $$", value_text(id));
	if (type)
		sql_and(&where, "t.type = $$", value_text(word_text(media_types, type)));
	return store_find(call->db, call->arena, &media_view, &where, out);
}

enum status
media_count_others(const struct call *call, struct media *media)
{
	const struct user *user = call->user;
	const struct value args[] = { value_int(media->key), value_int(user ? user->key : 0) };

	if (!user || (user->role != ROLE_ADMIN && media->created_by != user->key))
		return OK;
	return db_number(call->db, "SELECT count(*) FROM ("
		"SELECT user_key FROM entries WHERE media_key = $1 "
		"UNION SELECT user_key FROM copies WHERE media_key = $1 "
		"UNION SELECT user_key FROM ratings WHERE media_key = $1 "
		"UNION SELECT user_key FROM reviews WHERE media_key = $1 "
		"UNION SELECT l.user_key FROM list_items i JOIN lists l ON l.key = i.list_key "
		"WHERE i.media_key = $1) others "
		"WHERE user_key <> $2", args, 2, &media->shelf_count);
}

enum status
media_is_used(const struct call *call, int64_t media_key, bool *out)
{
	const struct value key = value_int(media_key);
	int64_t used = 0;
	enum status rc = db_number(call->db, "SELECT "
		"EXISTS (SELECT 1 FROM entries WHERE media_key = $1) "
		"OR EXISTS (SELECT 1 FROM copies WHERE media_key = $1) "
		"OR EXISTS (SELECT 1 FROM ratings WHERE media_key = $1) "
		"OR EXISTS (SELECT 1 FROM reviews WHERE media_key = $1) "
		"OR EXISTS (SELECT 1 FROM list_items WHERE media_key = $1)", &key, 1, &used);

	*out = used != 0;
	return rc;
}

/* Admins may edit all; members what they added, until it is curated. */
static bool
may_edit_media(const struct user *user, const struct media *media)
{
	return user->role == ROLE_ADMIN || (media->created_by == user->key && !media->curated);
}

static enum status
find_editable(const struct call *call, enum media_type type, const char *id, struct media *out)
{
	enum status rc = media_find(call, type, id, out);

	if (!rc && !may_edit_media(call->user, out))
		rc = ERR_FORBIDDEN;
	return rc;
}

/* What only an admin changes; sent back as it was, it is no change. */
static bool
changes_admin_fields(const struct media *before, const struct media *after)
{
	return before->curated != after->curated || before->source != after->source
		|| !text_is_same(before->external_source, after->external_source)
		|| !text_is_same(before->external_id, after->external_id);
}

/*
 * Two movies are the same when their titles match but for case, and the years are equal or one is
 * unknown.
 */
static enum status
find_same_movie(const struct call *call, const struct media *movie, const char **id)
{
	STMT_AUTO stmt = NULL;
	const struct value args[] = { value_text(text_fold(call->arena, movie->title)),
		value_int(movie->key == INT_NONE ? 0 : movie->key) };
	const char *title = text_casefold(call->arena, movie->title);
	enum status rc = db_query(call->db, &stmt, "SELECT title, pub_date, id FROM media_items "
		"WHERE title_folded = $1 AND type = 'MOVIE' AND key <> $2", args, 2);

	while (!rc) {
		const char *other, *date;

		rc = stmt_step(stmt);
		if (rc)
			break;
		other = text_casefold(call->arena, stmt_text(stmt, 0, call->arena));
		date = stmt_text(stmt, 1, call->arena);
		if (strcmp(other, title)
		    || (date && movie->pub_date && strncmp(date, movie->pub_date, 4)))
			continue;
		*id = stmt_text(stmt, 2, call->arena);
		return OK;
	}
	return rc;
}

static enum status
refuse_same_movie(const struct call *call, const struct media *movie)
{
	const char *id;
	enum status rc = find_same_movie(call, movie, &id);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	problem_add(call->problems, "title", "is there already as a movie of that year: %s", id);
	return ERR_CONFLICT;
}

static enum status
find_external(const struct call *call, const struct media *media, struct media *out)
{
	struct sql where;

	if (!media->external_source || !media->external_id)
		return ERR_NOT_FOUND;
	sql_init(&where, call->arena);
	sql_and(&where, "t.type = $$", value_text(word_text(media_types, media->type)));
	sql_and(&where, "t.external_source = $$", value_text(media->external_source));
	sql_and(&where, "t.external_id = $$", value_text(media->external_id));
	return store_find(call->db, call->arena, &media_view, &where, out);
}

enum status
media_find_same(const struct call *call, const struct media *media, struct media *out)
{
	struct sql where;
	const char *id;
	enum status rc = find_external(call, media, out);

	if (rc != ERR_NOT_FOUND)
		return rc;
	if (media->type == MEDIA_MOVIE) {
		rc = find_same_movie(call, media, &id);
		return rc ? rc : media_find(call, MEDIA_MOVIE, id, out);
	}
	if (media->type != MEDIA_BOOK || !media->isbn)
		return ERR_NOT_FOUND;
	sql_init(&where, call->arena);
	sql_and(&where, "t.isbn = $$", value_text(media->isbn));
	return store_find(call->db, call->arena, &media_view, &where, out);
}

enum status
media_list_titled(const struct call *call, enum media_type type, const char *title,
	struct rows *out)
{
	static const struct page all = { 1, 100 };
	const char *folded = text_casefold(call->arena, title);
	struct media *rows;
	struct sql where;
	enum status rc;
	int count = 0;

	sql_init(&where, call->arena);
	sql_and(&where, "t.title_folded = $$", value_text(text_fold(call->arena, title)));
	sql_and(&where, "t.type = $$", value_text(word_text(media_types, (word)type)));
	rc = store_list(call->db, call->arena, &media_view, &where, "t.key", &all, out);
	rows = out->rows;
	for (int i = 0; !rc && i < out->count; i++)
		if (text_is_same(text_casefold(call->arena, rows[i].title), folded))
			rows[count++] = rows[i];
	out->count = count;
	return rc;
}

enum status
media_find_titled(const struct call *call, enum media_type type, const char *title,
	const char *but, struct media *out)
{
	struct rows rows;
	enum status rc = media_list_titled(call, type, title, &rows);

	for (int i = 0; !rc && i < rows.count; i++) {
		*out = *ROW(&rows, struct media, i);
		if (!text_is_same(out->id, but))
			return OK;
	}
	return rc ? rc : ERR_NOT_FOUND;
}

/* Fills what follows from the rest, and checks what needs more than one field. */
static enum status
complete_media(const struct call *call, struct media *media, bool is_apart)
{
	if (media->isbn && media->type != MEDIA_BOOK) {
		problem_add(call->problems, "isbn", "is for books only");
		return ERR_VALIDATION;
	}
	media->title_folded = text_fold(call->arena, media->title);
	media->creator_folded = text_fold(call->arena, media->creator);
	media->genre_folded = text_fold(call->arena, media->genre);
	media->updated_at.seconds = clock_now();
	if (!media->metadata.json)
		media->metadata.json = "{}";
	if (!media->source)
		media->source = SOURCE_USER_ADDED;
	return media->type == MEDIA_MOVIE && !is_apart ? refuse_same_movie(call, media) : OK;
}

static enum status
named_conflict(const struct call *call, enum status rc)
{
	if (rc == ERR_CONFLICT && !call->problems->count)
		problem_add(call->problems, db_conflict(call->db), "is there already");
	return rc;
}

/* Into the search index, and out of it. */
static enum status
add_to_search(const struct call *call, const struct media *media)
{
	const char *const texts[] = { media->title_folded, media->creator_folded };

	return db_search_add(call->db, call->arena, &media_search, media->key, texts);
}

static enum status
remove_from_search(const struct call *call, const struct media *media)
{
	const char *const texts[] = { media->title_folded, media->creator_folded };

	return db_search_remove(call->db, call->arena, &media_search, media->key, texts);
}

static enum status
count_type(struct db *db, word type, int by)
{
	const struct value args[] = { value_text(word_text(media_types, type)), value_int(by) };

	return db_exec(db, "UPDATE media_types SET items = items + $2 WHERE type = $1", args, 2);
}

enum status
media_add(const struct call *call, struct media *media, bool is_apart)
{
	enum status rc;

	media->key = INT_NONE;
	if (!media->id)
		media->id = uuid_new(call->arena);
	media->created_by = call->user->key;
	media->creator_id = call->user->id;
	media->creator_username = call->user->username;
	media->created_at.seconds = clock_now();
	media->shelf_count = 0;
	if (!media->pub_date && media->publication_year != INT_NONE)
		media->pub_date = arena_printf(call->arena, "%04d", (int)media->publication_year);
	if (media->curated && call->user->role != ROLE_ADMIN)
		return ERR_FORBIDDEN;
	rc = db_begin(call->db);
	if (!rc)
		rc = quota_check(call, QUOTA_TITLES, 1);
	if (!rc)
		rc = complete_media(call, media, is_apart);
	if (!rc)
		rc = named_conflict(call, store_insert(call->db, call->arena, &media_view, media));
	if (!rc)
		rc = add_to_search(call, media);
	if (!rc)
		rc = count_type(call->db, media->type, 1);
	return db_end(call->db, rc);
}

enum status
media_create(const struct call *call, struct media *media)
{
	return media_add(call, media, false);
}

/* A year that is sent back as it was leaves the finer date alone. */
static void
change_year(struct arena *arena, const struct change *change, const struct media *before,
	struct media *after)
{
	if (!CHANGED(change, struct media, publication_year)
	    || after->publication_year == before->publication_year)
		return;
	after->pub_date = after->publication_year == INT_NONE ? NULL
		: arena_printf(arena, "%04d", (int)after->publication_year);
}

/* RFC 7396 goes into objects, too. */
static enum status
merge_metadata(struct arena *arena, struct problems *problems, const struct change *change,
	const char *before, struct object *metadata)
{
	metadata->json = change->merge(arena, before, metadata->json);
	if (strlen(metadata->json) <= OBJECT_MAX)
		return OK;
	problem_add(problems, "metadata", "must be at most 32 KiB");
	return ERR_VALIDATION;
}

static enum status
refuse_type_change(const struct call *call, const struct media *media)
{
	const struct value key = value_int(media->key);
	int64_t shelved;
	enum status rc = db_number(call->db,
		"SELECT EXISTS (SELECT 1 FROM entries WHERE media_key = $1)", &key, 1, &shelved);

	if (rc || !shelved)
		return rc;
	problem_add(call->problems, "type", "can't change: it is on somebody's shelf");
	return ERR_CONFLICT;
}

/* The row, and its place in the search index. */
static enum status
update_row(const struct call *call, const struct media *before, const struct media *after)
{
	enum status rc = remove_from_search(call, before);

	if (!rc)
		rc = named_conflict(call,
			store_update(call->db, call->arena, &media_view, after, after->key));
	return rc ? rc : add_to_search(call, after);
}

static enum status
change_row(const struct call *call, const struct media *before, struct change *change)
{
	struct media after = *before;
	enum status rc = OK;

	if (!may_edit_media(call->user, before))
		return ERR_FORBIDDEN;
	change_apply(change, &after);
	change_year(call->arena, change, before, &after);
	if (!after.type)
		after.type = before->type;
	if (call->user->role != ROLE_ADMIN && changes_admin_fields(before, &after))
		return ERR_FORBIDDEN;
	if (change->merge && CHANGED(change, struct media, metadata) && after.metadata.json)
		rc = merge_metadata(call->arena, call->problems, change, before->metadata.json,
			&after.metadata);
	if (!rc && after.type != before->type)
		rc = refuse_type_change(call, before);
	if (!rc && after.type != before->type)
		rc = rank_leave(call, before->key);
	if (!rc)
		rc = complete_media(call, &after, false);
	if (!rc)
		rc = update_row(call, before, &after);
	if (!rc && after.type != before->type)
		rc = rank_enter(call, after.key);
	if (!rc && after.type != before->type)
		rc = count_type(call->db, before->type, -1);
	if (!rc && after.type != before->type)
		rc = count_type(call->db, after.type, 1);
	return rc || text_is_same(before->image_url, after.image_url)
		? rc : image_release(call->db, before->image_url);
}

enum status
media_change(const struct call *call, enum media_type type, const char *id, struct change *change)
{
	struct media before;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = media_find(call, type, id, &before);
	if (!rc)
		rc = change_row(call, &before, change);
	return db_end(call->db, rc);
}

enum status
media_count_old(struct db *db, struct arena *arena, const char *source, int64_t before,
	int64_t *count, const char **id)
{
	STMT_AUTO stmt = NULL;
	const struct value args[] = { value_text(source), value_int(before) };
	enum status rc = db_query(db, &stmt, "SELECT count(*), id, min(updated_at) "
		"FROM media_items WHERE type IN ('TV_SHOW', 'MOVIE') AND external_source = $1 "
		"AND external_id IS NOT NULL AND updated_at < $2", args, 2);

	if (!rc)
		rc = stmt_step(stmt);
	if (rc)
		return rc;
	*count = stmt_int(stmt, 0);
	*id = stmt_text(stmt, 1, arena);
	return OK;
}

static void
take_text(const char **text, const char *news, bool replaces)
{
	if (news && (replaces || !*text))
		*text = news;
}

/* What is there wins, or what is new; each keeps what only it has. */
static void
take_metadata(struct arena *arena, const struct news *news, struct object *metadata)
{
	const char *old = metadata->json ? metadata->json : "{}",
		*new = news->media->metadata.json ? news->media->metadata.json : "{}";
	const char *both = news->replaces ? news->merge(arena, old, new)
		: news->merge(arena, new, old);

	if (strlen(both) <= OBJECT_MAX)
		metadata->json = both;
}

/* One that another title has already fills no gap. */
static enum status
take_isbn(const struct call *call, const struct news *news, struct media *media)
{
	const struct value isbn = value_text(news->media->isbn);
	int64_t is_taken = 0;
	enum status rc = news->replaces || media->isbn ? OK : db_number(call->db,
		"SELECT EXISTS (SELECT 1 FROM media_items WHERE isbn = $1)", &isbn, 1, &is_taken);

	if (!rc && !is_taken)
		take_text(&media->isbn, news->media->isbn, news->replaces);
	return rc;
}

static enum status
take_news(const struct call *call, const struct news *news, struct media *media)
{
	const struct media *from = news->media;
	const bool replaces = news->replaces;
	enum status rc = media->type == MEDIA_BOOK ? take_isbn(call, news, media) : OK;

	if (rc)
		return rc;
	take_text(&media->title, from->title, replaces);
	take_text(&media->creator, from->creator, replaces);
	take_text(&media->description, from->description, replaces);
	take_text(&media->genre, from->genre, replaces);
	take_text(&media->pub_date, from->pub_date, replaces);
	take_text(&media->trailer_url, from->trailer_url, replaces);
	if (from->length != INT_NONE && (replaces || media->length == INT_NONE))
		media->length = from->length;
	take_metadata(call->arena, news, &media->metadata);
	if (!news->picture || (media->image_url && !replaces))
		return OK;
	return image_store(call, news->picture, &media->image_url);
}

enum status
media_take(const struct call *call, const char *id, const struct news *news)
{
	struct media before, after;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = find_editable(call, MEDIA_ANY, id, &before);
	if (rc)
		return db_end(call->db, rc);
	after = before;
	rc = take_news(call, news, &after);
	if (!rc)
		rc = complete_media(call, &after, false);
	if (!rc)
		rc = update_row(call, &before, &after);
	if (!rc && !text_is_same(before.image_url, after.image_url))
		rc = image_release(call->db, before.image_url);
	return db_end(call->db, rc);
}

/* Lists are counted by what is in them; the items themselves go by the schema's own rules. */
static enum status
leave_lists(struct db *db, int64_t media_key)
{
	const struct value key = value_int(media_key);

	return db_exec(db, "UPDATE lists SET item_count = item_count - 1 WHERE key IN "
		"(SELECT list_key FROM list_items WHERE media_key = $1)", &key, 1);
}

enum status
media_delete(const struct call *call, enum media_type type, const char *id)
{
	struct media media;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = find_editable(call, type, id, &media);
	if (rc)
		return db_end(call->db, rc);
	rc = rank_leave(call, media.key);
	if (!rc)
		rc = remove_from_search(call, &media);
	if (!rc)
		rc = leave_lists(call->db, media.key);
	if (!rc)
		rc = store_delete(call->db, call->arena, &media_view, media.key);
	if (!rc)
		rc = count_type(call->db, media.type, -1);
	if (!rc)
		rc = image_release(call->db, media.image_url);
	return db_end(call->db, rc);
}

enum status
media_may_change(const struct call *call, enum media_type type, const char *id)
{
	struct media media;

	return find_editable(call, type, id, &media);
}

enum status
media_set_image(const struct call *call, enum media_type type, const char *id,
	const struct picture *picture, const char **image_id)
{
	struct media media;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = find_editable(call, type, id, &media);
	if (!rc)
		rc = image_store(call, picture, image_id);
	if (!rc) {
		const struct value args[] = { value_text(*image_id), value_int(clock_now()),
			value_int(media.key) };

		rc = db_exec(call->db, "UPDATE media_items SET image_url = $1, updated_at = $2 "
			"WHERE key = $3", args, 3);
	}
	if (!rc)
		rc = image_release(call->db, media.image_url);
	return db_end(call->db, rc);
}
