#include "copy.h"
#include "checks.h"
#include "clock.h"
#include "day.h"
#include "episode.h"
#include "money.h"
#include "quota.h"
#include "text.h"
#include "uuid.h"

#include <string.h>

const struct word_name copy_whereabouts[] = {
	{ "home", COPY_HOME, "At home" }, { "lent", COPY_LENT }, { "streaming", COPY_STREAMING },
	{ NULL, 0 },
};

static void
finish_copy(struct arena *arena, void *row)
{
	struct copy *copy = row;

	if (copy->amount != INT_NONE && copy->currency)
		copy->price = money_text(arena, copy->amount, copy->currency);
	copy->is_overdue = copy->due_on && strcmp(copy->due_on, day_today(arena)) < 0;
}

/* Of a title the format is what a copy is called by; by itself the title is. */
#define COPY_FIELDS(format_is_) \
	FIELD(struct copy, key, HIDDEN | DERIVED), \
	FIELD(struct copy, id, READONLY), \
	FIELD(struct copy, user_key, HIDDEN), \
	FIELD(struct copy, media_key, HIDDEN), \
	FIELD(struct copy, media_id, REQUIRED | FIXED, .column = "m.id", .check = is_id, \
		.also = { "medium_id", "movie_id", "book_id" }), \
	FIELD(struct copy, type, HIDDEN, .words = media_types), \
	FIELD(struct copy, format, REQUIRED | (format_is_), .min = 1, .max = 50, \
		.hint = "Paperback, E-book, DVD, Cartridge …"), \
	FIELD(struct copy, format_folded, HIDDEN | UNREAD), \
	FIELD(struct copy, season, OPTIONAL | BRIEF | UNASKED, .min = 0, .max = SEASON_MAX), \
	FIELD(struct copy, platform, BRIEF, .max = 100, .hint = "where it is: Kindle, Switch …"), \
	FIELD(struct copy, platform_folded, HIDDEN | UNREAD), \
	FIELD(struct copy, location, BRIEF, .max = 200, .check = is_place, .label = "Place", \
		.hint = "Home/Study/Top shelf"), \
	FIELD(struct copy, location_folded, HIDDEN | UNREAD), \
	FIELD(struct copy, condition, 0, .max = 50, \
		.hint = "New, Like new, Very good, Good, Fair, Poor"), \
	FIELD(struct copy, condition_folded, HIDDEN | UNREAD), \
	FIELD(struct copy, whereabouts, READONLY, .words = copy_whereabouts, .label = "Where"), \
	FIELD(struct copy, lent_to, BRIEF, .max = 100), \
	FIELD(struct copy, lent_on, 0, .check = is_whole_day, .label = "Lent since", \
		.hint = "YYYY-MM-DD; today where it is left out"), \
	FIELD(struct copy, due_on, BRIEF, .check = is_whole_day, .label = "Due", \
		.hint = "YYYY-MM-DD"), \
	FIELD(struct copy, is_overdue, READONLY | DERIVED | UNREAD, .label = "Overdue"), \
	FIELD(struct copy, acquired_on, 0, .check = is_partial_date, .label = "Mine since", \
		.hint = "YYYY, YYYY-MM or YYYY-MM-DD"), \
	FIELD(struct copy, amount, HIDDEN, .column = "price"), \
	FIELD(struct copy, price, DERIVED | UNREAD | LOOSE, .max = 20, .hint = "12.50"), \
	FIELD(struct copy, currency, 0, .check = is_currency, .hint = "EUR, USD …"), \
	FIELD(struct copy, barcode, 0, .max = 50), \
	FIELD(struct copy, vod_link, BRIEF, .max = 2000, .check = is_url, .label = "Link"), \
	FIELD(struct copy, note, LINES, .max = 10000), \
	FIELD(struct copy, created_at, READONLY, .label = "Added"), \
	FIELD(struct copy, updated_at, READONLY, .label = "Changed")
static const struct field copy_fields[] = { COPY_FIELDS(HEADING), { 0 } };
static const struct field whole_fields[] = { COPY_FIELDS(BRIEF), { 0 } };
const struct record copy_view = {
	.table = "copies", .size = sizeof(struct copy), .fields = FIELDS(copy_fields),
	.joins = "JOIN media_items m ON m.key = t.media_key", .finish = finish_copy,
};

static const struct field short_fields[] = {
	FIELD(struct media, id, READONLY),
	FIELD(struct media, type, READONLY | KIND | BRIEF, .words = media_types),
	FIELD(struct media, title, READONLY | HEADING),
	FIELD(struct media, creator, READONLY | BRIEF, .label = "By"),
	FIELD(struct media, image_url, READONLY | PICTURE),
	{ 0 }
};
static const struct record short_media = {
	.name = "media", .at = offsetof(struct copy, media), .alias = "m",
	.fields = FIELDS(short_fields),
};
const struct record copy_whole = {
	.table = "copies", .size = sizeof(struct copy), .fields = FIELDS(whole_fields),
	.joins = "JOIN media_items m ON m.key = t.media_key", .finish = finish_copy,
	.more = &short_media,
};

static void
match_copies(struct sql *where, const struct call *call, enum media_type type)
{
	sql_init(where, call->arena);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
	if (type)
		sql_and(where, "t.type = $$", value_text(word_text(media_types, type)));
}

const struct children entry_copies = {
	.record = &copy_view, .column = "t.media_key", .order = "t.key DESC",
	.parent = offsetof(struct entry, media_key), .key = offsetof(struct copy, media_key),
};
const struct children media_copies = {
	.record = &copy_view, .column = "t.media_key", .order = "t.key DESC",
	.parent = offsetof(struct media, key), .key = offsetof(struct copy, media_key),
};

enum status
copy_read_children(const struct call *call, const struct record *record, void *rows, int count,
	int *done)
{
	struct sql where;

	match_copies(&where, call, MEDIA_ANY);
	return store_children(call->db, call->arena, record, &where, rows, count, done);
}

enum status
copy_find(const struct call *call, enum media_type type, const char *id, struct copy *out)
{
	struct sql where;

	match_copies(&where, call, type);
	sql_and(&where, "t.id = $$", value_text(id));
	return store_find(call->db, call->arena, &copy_whole, &where, out);
}

/* What it cost, in the digits of its currency. */
static void
complete_price(const struct call *call, struct copy *copy)
{
	const char *message;

	copy->amount = INT_NONE;
	if (!copy->price && !copy->currency)
		return;
	if (!copy->price)
		problem_add(call->problems, "price", "is required with a currency");
	else if (!copy->currency)
		problem_add(call->problems, "currency", "is required with a price");
	else if (!money_parse(call->arena, copy->price, copy->currency, &copy->amount, &message))
		problem_add(call->problems, "price", "%s", message);
	else
		copy->price = money_text(call->arena, copy->amount, copy->currency);
}

/*
 * What comes back takes its days along. What goes from one to another is lent anew, unless it is
 * said since when.
 */
static void
follow_borrower(const struct call *call, const struct copy *before, const struct change *change,
	struct copy *copy)
{
	if (!before->lent_to || text_is_same(text_fold(call->arena, before->lent_to),
	    text_fold(call->arena, copy->lent_to)))
		return;
	if (!copy->lent_to || !NAMED(change, struct copy, lent_on))
		copy->lent_on = NULL;
	if (!copy->lent_to || !NAMED(change, struct copy, due_on))
		copy->due_on = NULL;
}

/* Where the member is it may be yesterday yet. */
static const char *
lent_today(const struct call *call, const struct copy *copy)
{
	const char *yesterday = day_yesterday(call->arena);

	return copy->due_on && !strcmp(copy->due_on, yesterday) ? yesterday
		: day_today(call->arena);
}

static void
complete_loan(const struct call *call, struct copy *copy)
{
	if (!copy->lent_to) {
		if (copy->lent_on || copy->due_on)
			problem_add(call->problems, "lent_to", "is required with %s",
				copy->lent_on ? "lent_on" : "due_on");
		return;
	}
	if (!copy->lent_on)
		copy->lent_on = lent_today(call, copy);
	if (copy->due_on && strcmp(copy->due_on, copy->lent_on) < 0)
		problem_add(call->problems, "due_on", "must not be before lent_on");
}

static word
whereabouts_of(const struct copy *copy)
{
	const bool is_stream = !strcmp(copy->format_folded, "vod")
		|| !strcmp(copy->format_folded, "streaming");

	return copy->lent_to ? COPY_LENT
		: is_stream || (copy->vod_link && !copy->location) ? COPY_STREAMING : COPY_HOME;
}

/* Fills what follows from the rest, and checks what needs more than one field. */
static enum status
complete_copy(const struct call *call, struct copy *copy)
{
	const int before = call->problems->count;

	copy->format_folded = text_fold(call->arena, copy->format);
	copy->platform_folded = text_fold(call->arena, copy->platform);
	copy->location_folded = text_fold(call->arena, copy->location);
	copy->condition_folded = text_fold(call->arena, copy->condition);
	if (copy->season != INT_NONE && copy->type != MEDIA_TV_SHOW)
		problem_add(call->problems, "season", "is of series only");
	complete_price(call, copy);
	complete_loan(call, copy);
	copy->whereabouts = whereabouts_of(copy);
	copy->updated_at.seconds = clock_now();
	return call->problems->count > before ? ERR_VALIDATION : OK;
}

static enum status
refuse_too_many_copies(const struct call *call, const struct copy *copy)
{
	const struct value args[] = { value_int(copy->user_key), value_int(copy->media_key) };
	int64_t count;
	enum status rc = db_number(call->db, "SELECT count(*) FROM copies WHERE user_key = $1 "
		"AND media_key = $2", args, 2, &count);

	if (rc || count < COPIES_MAX)
		return rc;
	problem_add(call->problems, "media_id", "has %d copies already, which is the most",
		COPIES_MAX);
	return ERR_CONFLICT;
}

enum status
copy_create(const struct call *call, enum media_type type, struct copy *copy)
{
	struct media media;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = media_find(call, type, copy->media_id, &media);
	if (rc)
		return db_end(call->db, rc);
	if (!copy->id)
		copy->id = uuid_new(call->arena);
	copy->user_key = call->user->key;
	copy->media_key = media.key;
	copy->type = media.type;
	rc = complete_copy(call, copy);
	if (copy->created_at.seconds == INT_NONE)
		copy->created_at = copy->updated_at;
	if (!rc)
		rc = refuse_too_many_copies(call, copy);
	if (!rc)
		rc = quota_check(call, QUOTA_COPIES, 1);
	if (!rc)
		rc = entry_shelve(call, media.key);
	if (!rc)
		rc = store_insert(call->db, call->arena, &copy_view, copy);
	return db_end(call->db, rc);
}

enum status
copy_change(const struct call *call, enum media_type type, const char *id,
	const struct change *change)
{
	struct copy before, copy;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = copy_find(call, type, id, &before);
	if (rc)
		return db_end(call->db, rc);
	copy = before;
	change_apply(change, &copy);
	follow_borrower(call, &before, change, &copy);
	rc = complete_copy(call, &copy);
	if (!rc)
		rc = store_update(call->db, call->arena, &copy_view, &copy, copy.key);
	return db_end(call->db, rc);
}

enum status
copy_delete(const struct call *call, enum media_type type, const char *id)
{
	struct copy copy;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = copy_find(call, type, id, &copy);
	if (rc)
		return db_end(call->db, rc);
	rc = store_delete(call->db, call->arena, &copy_view, copy.key);
	return db_end(call->db, rc);
}
