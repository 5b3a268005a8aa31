#include "image.h"
#include "clock.h"
#include "quota.h"
#include "uuid.h"

enum { FORGOTTEN = 24 * 60 * 60 };	/* seconds: nothing will refer to a picture then */

enum status
image_find(const struct call *call, const char *id, struct picture *out)
{
	STMT_AUTO stmt = NULL;
	const struct value key = value_text(id);
	enum status rc = db_query(call->db, &stmt,
		"SELECT content_type, width, height, bytes FROM images WHERE id = $1", &key, 1);

	if (!rc)
		rc = stmt_step(stmt);
	if (rc)
		return rc;
	*out = (struct picture){ .content_type = stmt_text(stmt, 0, call->arena),
		.width = stmt_int(stmt, 1),
		.height = stmt_int(stmt, 2) };
	out->bytes = stmt_blob(stmt, 3, call->arena, &out->size);
	return OK;
}

enum status
image_find_size(const struct call *call, const char *id, int64_t width, struct picture *out)
{
	STMT_AUTO stmt = NULL;
	const struct value args[] = { value_text(id), value_int(width) };
	enum status rc = db_query(call->db, &stmt, "SELECT s.content_type, s.bytes FROM images i "
		"JOIN image_sizes s ON s.image_key = i.key WHERE i.id = $1 AND s.width = $2", args,
		2);

	if (!rc)
		rc = stmt_step(stmt);
	if (rc)
		return rc;
	*out = (struct picture){ .content_type = stmt_text(stmt, 0, call->arena), .width = width };
	out->bytes = stmt_blob(stmt, 1, call->arena, &out->size);
	return OK;
}

enum status
image_keep_size(const struct call *call, const char *id, int64_t width,
	const struct picture *picture)
{
	const struct value args[] = {
		value_text(id), value_int(width), value_text(picture->content_type),
		value_blob(picture->bytes, picture->size),
	};
	enum status rc = db_try_begin(call->db);

	if (!rc)
		rc = db_exec(call->db, "INSERT INTO image_sizes "
			"(image_key, width, content_type, bytes) "
			"SELECT key, $2, $3, $4 FROM images WHERE id = $1 "
			"ON CONFLICT (image_key, width) DO NOTHING", args, 4);
	return db_end(call->db, rc);
}

enum status
image_exists(struct db *db, const char *id)
{
	const struct value key = value_text(id);
	int64_t found;

	return db_number(db, "SELECT 1 FROM images WHERE id = $1", &key, 1, &found);
}

enum status
image_belongs_to(struct db *db, const char *id, const struct user *user)
{
	const struct value args[] = { value_text(id), value_int(user->key) };
	int64_t found;

	return db_number(db, "SELECT 1 FROM images WHERE id = $1 AND user_key = $2", args, 2,
		&found);
}

enum status
image_is_own(const struct call *call, const char *id)
{
	enum status rc = image_belongs_to(call->db, id, call->user);

	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = image_exists(call->db, id);
	return rc ? rc : ERR_FORBIDDEN;
}

static const char *
new_id(struct arena *arena)
{
	char *id = arena_alloc(arena, UUID_TEXT);

	uuid_make(id);
	return id;
}

enum status
image_store(const struct call *call, const struct picture *picture, const char **id)
{
	const char *made = new_id(call->arena);
	const struct value args[] = {
		value_text(made), value_int(call->user->key), value_text(picture->content_type),
		value_int(picture->width),
		value_int(picture->height), value_blob(picture->bytes, picture->size),
		value_int(clock_now()),
	};

	enum status rc = quota_check(call, QUOTA_PICTURES, (int64_t)picture->size);

	*id = made;
	return rc ? rc : db_exec(call->db,
		"INSERT INTO images (id, user_key, content_type, width, height, bytes, created_at) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7)", args, 7);
}

/* Of those that are to go: unless something refers to them. */
#define UNUSED "AND NOT EXISTS (SELECT 1 FROM media_items WHERE image_url = images.id " \
	"AND length(image_url) = 36) " \
	"AND NOT EXISTS (SELECT 1 FROM users WHERE avatar_image_id = images.id)"

enum status
image_release(struct db *db, const char *id)
{
	const struct value key = value_text(id);

	if (!id || !uuid_valid(id))
		return OK;
	return db_exec(db, "DELETE FROM images WHERE id = $1 " UNUSED, &key, 1);
}

enum status
image_drop_loose(const struct call *call)
{
	const struct value args[] = { value_int(call->user->key),
		value_int(clock_now() - FORGOTTEN) };
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_exec(call->db, "DELETE FROM images WHERE user_key = $1 "
			"AND created_at < $2 " UNUSED, args, 2);
	return db_end(call->db, rc);
}

enum status
image_delete(const struct call *call, const char *id)
{
	const struct value args[] = { value_text(id), value_int(clock_now()) };
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = call->user->role == ROLE_ADMIN ? image_exists(call->db, id)
			: image_is_own(call, id);
	if (!rc)
		rc = db_exec(call->db, "UPDATE media_items SET image_url = NULL, updated_at = $2 "
			"WHERE image_url = $1 AND length(image_url) = 36", args, 2);
	if (!rc)
		rc = db_exec(call->db, "UPDATE users SET avatar_image_id = NULL, updated_at = $2 "
			"WHERE avatar_image_id = $1", args, 2);
	if (!rc)
		rc = db_exec(call->db, "DELETE FROM images WHERE id = $1", args, 1);
	return db_end(call->db, rc);
}

static enum status
find_avatar(const struct call *call, const char **out)
{
	STMT_AUTO stmt = NULL;
	const struct value key = value_int(call->user->key);
	enum status rc = db_query(call->db, &stmt,
		"SELECT avatar_image_id FROM users WHERE key = $1", &key, 1);

	if (!rc)
		rc = stmt_step(stmt);
	if (!rc)
		*out = stmt_text(stmt, 0, call->arena);
	return rc;
}

enum status
image_set_avatar(const struct call *call, const char *id)
{
	const struct value args[] = { value_text(id), value_int(call->user->key),
		value_int(clock_now()) };
	const char *before = NULL;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = find_avatar(call, &before);
	if (!rc)
		rc = db_exec(call->db, "UPDATE users SET avatar_image_id = $1, updated_at = $3 "
			"WHERE key = $2", args, 3);
	if (!rc)
		rc = image_release(call->db, before);
	return db_end(call->db, rc);
}

enum status
image_release_user(struct db *db, int64_t user_key)
{
	const struct value key = value_int(user_key);

	return db_exec(db, "DELETE FROM images WHERE user_key = $1 AND NOT EXISTS "
		"(SELECT 1 FROM media_items WHERE image_url = images.id "
		"AND length(image_url) = 36)", &key, 1);
}
