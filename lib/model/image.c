#include "image.h"
#include "uuid.h"

enum status
image_belongs_to(struct db *db, const char *id, const struct user *user)
{
	const struct value args[] = { value_text(id), value_int(user->key) };
	int64_t found;

	return db_number(db, "SELECT 1 FROM images WHERE id = $1 AND user_key = $2", args, 2, &found);
}

enum status
image_release(struct db *db, const char *id)
{
	const struct value key = value_text(id);

	if (!id || !uuid_valid(id))
		return OK;
	return db_exec(db, "DELETE FROM images WHERE id = $1 "
		"AND NOT EXISTS (SELECT 1 FROM media_items WHERE image_url = $1 AND length(image_url) = 36) "
		"AND NOT EXISTS (SELECT 1 FROM users WHERE avatar_image_id = $1)", &key, 1);
}

enum status
image_release_user(struct db *db, int64_t user_key)
{
	const struct value key = value_int(user_key);

	return db_exec(db, "DELETE FROM images WHERE user_key = $1 AND NOT EXISTS "
		"(SELECT 1 FROM media_items WHERE image_url = images.id AND length(image_url) = 36)", &key, 1);
}
