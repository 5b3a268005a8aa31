#include "bulk_steps.h"
#include "clock.h"
#include "uuid.h"

/* Bytes: of one undo, and of all that a member has. A whole shelf goes in parts of BULK_MAX. */
enum { STEPS_MAX = 4 << 20, DIARY_MAX = 2 * STEPS_MAX, UNDOS_MAX = 64 << 20, DAY = 86400 };

static const struct field changed_fields[] = {
	FIELD(struct entry, id, 0),
	FIELD(struct entry, status, 0, .words = entry_statuses),
	FIELD(struct entry, progress, 0),
	FIELD(struct entry, start_date, 0),
	FIELD(struct entry, end_date, 0),
	FIELD(struct entry, tags, 0, .column = "tags"),
	FIELD(struct entry, updated_at, 0),
	{ 0 }
};
const struct record changed_view = {
	.table = "entries", .size = sizeof(struct entry), .fields = FIELDS(changed_fields),
};

#define TOLD_FIELDS \
	FIELD(struct diary_record, key, DERIVED), \
	FIELD(struct diary_record, id, 0), \
	FIELD(struct diary_record, user_key, 0), \
	FIELD(struct diary_record, entry_key, 0), \
	FIELD(struct diary_record, type, 0, .words = media_types), \
	FIELD(struct diary_record, number, 0), \
	FIELD(struct diary_record, start_date, 0), \
	FIELD(struct diary_record, end_date, 0), \
	FIELD(struct diary_record, is_finished, 0), \
	FIELD(struct diary_record, on_shelf, 0), \
	FIELD(struct diary_record, progress, 0), \
	FIELD(struct diary_record, created_at, 0), \
	FIELD(struct diary_record, updated_at, 0)
static const struct field changed_record_fields[] = { TOLD_FIELDS, { 0 } };
const struct record changed_record = {
	.table = "diary", .size = sizeof(struct diary_record),
	.fields = FIELDS(changed_record_fields),
};
static const struct field kept_record_fields[] = {
	TOLD_FIELDS,
	FIELD(struct diary_record, note, 0),
	FIELD(struct diary_record, rating, 0),
	{ 0 }
};
const struct record kept_record = {
	.table = "diary", .size = sizeof(struct diary_record), .fields = FIELDS(kept_record_fields),
};

static const struct field kept_entry_fields[] = {
	FIELD(struct entry, key, DERIVED),
	FIELD(struct entry, id, 0),
	FIELD(struct entry, user_key, 0),
	FIELD(struct entry, media_key, 0),
	FIELD(struct entry, media_id, 0, .column = "m.id"),
	FIELD(struct entry, status, 0, .words = entry_statuses),
	FIELD(struct entry, progress, 0),
	FIELD(struct entry, note, 0),
	FIELD(struct entry, tags, 0, .column = "tags"),
	FIELD(struct entry, start_date, 0),
	FIELD(struct entry, end_date, 0),
	FIELD(struct entry, dates_are_partial, 0),
	FIELD(struct entry, times, 0),
	FIELD(struct entry, created_at, 0),
	FIELD(struct entry, updated_at, 0),
	{ 0 }
};
const struct record kept_entry = {
	.table = "entries", .size = sizeof(struct entry), .fields = FIELDS(kept_entry_fields),
	.joins = "JOIN media_items m ON m.key = t.media_key",
};

static const struct field kept_copy_fields[] = {
	FIELD(struct copy, key, DERIVED),
	FIELD(struct copy, id, 0),
	FIELD(struct copy, user_key, 0),
	FIELD(struct copy, media_key, 0),
	FIELD(struct copy, type, 0, .words = media_types),
	FIELD(struct copy, format, 0),
	FIELD(struct copy, format_folded, 0),
	FIELD(struct copy, season, 0),
	FIELD(struct copy, platform, 0),
	FIELD(struct copy, platform_folded, 0),
	FIELD(struct copy, location, 0),
	FIELD(struct copy, location_folded, 0),
	FIELD(struct copy, condition, 0),
	FIELD(struct copy, condition_folded, 0),
	FIELD(struct copy, whereabouts, 0, .words = copy_whereabouts),
	FIELD(struct copy, lent_to, 0),
	FIELD(struct copy, lent_on, 0),
	FIELD(struct copy, due_on, 0),
	FIELD(struct copy, acquired_on, 0),
	FIELD(struct copy, amount, 0, .column = "price"),
	FIELD(struct copy, currency, 0),
	FIELD(struct copy, barcode, 0),
	FIELD(struct copy, vod_link, 0),
	FIELD(struct copy, note, 0),
	FIELD(struct copy, created_at, 0),
	FIELD(struct copy, updated_at, 0),
	{ 0 }
};
const struct record kept_copy = {
	.table = "copies", .size = sizeof(struct copy), .fields = FIELDS(kept_copy_fields),
};

/* What is kept was made by these tables: after an update it may be other ones that read it. */
static const struct record *const views[] = {
	&changed_view, &kept_entry, &kept_copy, &kept_record,
};
enum { VIEWS = sizeof(views) / sizeof(views[0]) };

void
steps_init(struct steps *steps, struct arena *arena)
{
	steps->count = 0;
	buf_init(&steps->buf, arena, 4096);
	for (int i = 0; i < VIEWS; i++)
		pack_names(&steps->buf, views[i]);
}

struct buf *
steps_add(struct steps *steps, enum step step)
{
	steps->count++;
	pack_int(&steps->buf, step);
	return &steps->buf;
}

enum status
steps_check(const struct call *call, const struct steps *steps)
{
	if (steps->buf.length <= STEPS_MAX)
		return OK;
	problem_add(call->problems, "ids", "are more than could be undone: send fewer at once");
	return ERR_TOO_LARGE;
}

enum status
steps_read_diary(const struct call *call, const struct record *view, int64_t entry_key,
	struct records *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.entry_key = $$", value_int(entry_key));
	return store_list_all(call->db, call->arena, view, &where, "t.key", DIARY_MAX, out);
}

enum status
steps_forget_expired(struct db *db)
{
	const struct value now = value_int(clock_now());

	return db_exec(db, "DELETE FROM undos WHERE expires_at <= $1", &now, 1);
}

/* The user's oldest, so that with these bytes it isn't more than one may have. */
static enum status
forget_oldest(const struct call *call, size_t bytes)
{
	const struct value args[] = { value_int(call->user->key),
		value_int(UNDOS_MAX - (int64_t)bytes) };

	return db_exec(call->db, "DELETE FROM undos WHERE user_key = $1 AND id IN (SELECT id FROM "
		"(SELECT id, sum(length(steps)) OVER (ORDER BY expires_at DESC) AS bytes "
		"FROM undos WHERE user_key = $1) AS kept WHERE bytes > $2)", args, 2);
}

/* When an undo of now expires: a day from now, and behind the user's others, as they are kept. */
static enum status
set_expiry(const struct call *call, int64_t *expires_at)
{
	const struct value args[] = { value_int(call->user->key), value_int(clock_now() + DAY) };

	return db_number(call->db, "SELECT CASE WHEN max(expires_at) >= $2 "
		"THEN max(expires_at) + 1 ELSE $2 END FROM undos WHERE user_key = $1", args, 2,
		expires_at);
}

enum status
steps_keep(const struct call *call, const struct steps *steps, const char **id,
	struct timestamp *until)
{
	const char *made = uuid_new(call->arena);
	struct value args[] = { value_int(call->user->key), value_text(made), value_int(0),
		value_blob(steps->buf.data, steps->buf.length) };
	int64_t expires_at;
	enum status rc = steps_forget_expired(call->db);

	if (!rc)
		rc = forget_oldest(call, steps->buf.length);
	if (!rc)
		rc = set_expiry(call, &expires_at);
	if (rc)
		return rc;
	args[2] = value_int(expires_at);
	rc = db_exec(call->db, "INSERT INTO undos (user_key, id, expires_at, steps) "
		"VALUES ($1, $2, $3, $4)", args, 4);
	if (rc)
		return rc;
	*id = made;
	until->seconds = expires_at;
	return OK;
}

static enum status
read_steps(const struct call *call, const struct value *args, struct packed *out)
{
	STMT_AUTO stmt = NULL;
	size_t size;
	enum status rc = db_query(call->db, &stmt, "SELECT steps FROM undos WHERE user_key = $1 "
		"AND id = $2 AND expires_at > $3", args, 3);

	if (!rc)
		rc = stmt_step(stmt);
	if (rc)
		return rc;
	*out = (struct packed){ .arena = call->arena };
	out->next = stmt_blob(stmt, 0, call->arena, &size);
	out->end = out->next + size;
	for (int i = 0; i < VIEWS; i++)
		unpack_names(out, views[i]);
	return out->is_broken ? ERR_NOT_FOUND : OK;
}

enum status
steps_take(const struct call *call, const char *id, struct packed *out)
{
	const struct value args[] = { value_int(call->user->key), value_text(id),
		value_int(clock_now()) };
	enum status rc = read_steps(call, args, out);

	return rc ? rc : db_exec(call->db,
		"DELETE FROM undos WHERE user_key = $1 AND id = $2", args, 2);
}
