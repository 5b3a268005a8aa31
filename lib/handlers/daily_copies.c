#include "daily_copies.h"
#include "access.h"
#include "backup.h"
#include "copies.h"
#include "copies_due.h"
#include "doors.h"
#include "folder.h"
#include "html_view.h"
#include "links.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct copies
copies_of(struct request *req)
{
	return (struct copies){ .db = req->db, .arena = req->arena, .config = req->config };
}

/* What went wrong, for the log. */
static enum status
outcome(struct request *req, const struct copies *copies, enum status rc)
{
	if (rc && copies->message)
		req->trouble = copies->message;
	return rc;
}

enum status
daily_copies_list(struct request *req, struct response *res)
{
	struct copies copies = copies_of(req);
	const int64_t skip = (req->page - 1) * req->page_size;
	struct rows rows;
	enum status rc = outcome(req, &copies, copies_list(&copies, &rows));
	int64_t count;

	if (rc)
		return rc;
	count = rows.total - skip < req->page_size ? rows.total - skip : req->page_size;
	return respond_list(res, "copies", &copy_file_record,
		(struct copy_file *)rows.rows + (count > 0 ? skip : 0), count > 0 ? (int)count : 0,
		rows.total);
}

enum status
daily_copies_make(struct request *req, struct response *res)
{
	struct copies copies = copies_of(req);
	struct copy_file made;
	int lock;
	enum status rc = backup_take_turn(req, res, &lock);

	if (rc)
		return rc;
	rc = outcome(req, &copies, copies_make_daily(&copies, &made));
	arena_close_file(req->arena, lock);
	if (rc)
		return rc;
	backup_note(req, EVENT_COPY_MADE, made.day);
	res->location = link_to(req, "/copies/%s", made.day);
	return respond_record(res, 201, &copy_file_record, &made);
}

enum status
daily_copies_send(struct request *req, struct response *res)
{
	struct copies copies = copies_of(req);
	struct copy_file copy;
	struct stat st;
	enum status rc = access_is_recent(req);

	if (!rc)
		rc = outcome(req, &copies, copies_find(&copies, req->id[0], &copy));
	if (rc)
		return rc;
	res->file = open(copies_path(&copies, copy.day), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (res->file < 0 || fstat(res->file, &st))
		return errno == ENOENT ? ERR_NOT_FOUND : status_of_error(errno);
	backup_note_taking(req, copy.day);
	return respond_file(res, "application/vnd.sqlite3",
		arena_printf(req->arena, "vitrine-%s.db", copy.day), res->file,
		(uint64_t)st.st_size);
}

enum status
daily_copies_delete(struct request *req, struct response *res)
{
	struct copies copies = copies_of(req);
	enum status rc = access_is_recent(req);

	if (rc)
		return rc;
	if (unlink(copies_path(&copies, req->id[0])))
		return errno == ENOENT ? ERR_NOT_FOUND : status_of_error(errno);
	backup_note(req, EVENT_COPY_DELETED, req->id[0]);
	return respond_nothing(res);
}

/* Within a turn. The copy that is restored stays. */
static enum status
restore_day(struct request *req, struct copies *copies, struct restoring *restoring)
{
	const char *day = req->id[0];
	struct copy_file copy;
	enum status rc = outcome(req, copies, copies_find(copies, day, &copy));

	/* it is written twice: on its way, and in its place */
	if (!rc && !folder_has_room(restoring->folder, 2 * (uint64_t)copy.size)) {
		req->trouble = "no room for a copy that is to be restored; free some disk space";
		rc = ERR_FULL;
	}
	if (rc)
		return rc;
	rc = backup_restore(restoring, copies_path(copies, day));
	req->trouble = restoring->message;
	return rc;
}

enum status
daily_copies_restore(struct request *req, struct response *res)
{
	struct copies copies = copies_of(req);
	struct restoring restoring = { .call = call_from(req), .folder = req->config->data_dir,
		.about = req->id[0], .keeps = req->config };
	int lock;
	enum status rc = backup_take_sure_turn(req, res, &lock);

	if (rc)
		return rc;
	rc = restore_day(req, &copies, &restoring);
	arena_close_file(req->arena, lock);
	if (restoring.fault) {
		res->message = arena_printf(req->arena, "That copy can't be restored: it %s.",
			restoring.fault);
		return ERR_CONFLICT;
	}
	return rc ? rc : backup_tell(res, &restoring);
}

enum status
daily_copies_command(struct process *process, struct arena *arena, const char *none,
	const char **message)
{
	struct copies copies = { .db = process->db, .arena = arena, .config = &process->config };
	struct copy_file made;
	int lock;
	enum status rc = backup_turn(arena, &process->config, &lock, &copies.message);

	if (rc && !copies.message)
		copies.message = "another backup is being made or restored";
	(void)none;
	if (!rc) {
		rc = copies_make_daily(&copies, &made);
		arena_close_file(arena, lock);
	}
	if (rc)
		copies_failed(&copies, rc);
	*message = copies.message;
	return rc;
}

/* Its day; of one from before a restoration, when that was. */
static const char *
name_of(struct arena *arena, const char *day)
{
	const char *at = strchr(day, 'T');

	if (!at)
		return html_day(arena, day);
	return arena_printf(arena, "Before a restoration, %s, %.2s:%.2s:%.2s UTC",
		html_day(arena, day + strlen(COPIES_BEFORE)), at + 1, at + 3, at + 5);
}

static const char *
call_copy(struct arena *arena, const struct cJSON *copy)
{
	return name_of(arena, member_text(member_at(copy, "day")));
}

static const char *
warn_of_restoration(struct request *req)
{
	return arena_printf(req->arena, "This puts the copy “%s” in the place of all data: "
		"everything since then is gone, of everybody, second factors are what they were, "
		"and everybody has to sign in anew. What is there now stays as a copy of its own, "
		"“Before a restoration”.", name_of(req->arena, req->id[0]));
}

static const struct offer copies_offers[] = {
	{ "Make one now", .method = POST, .path = "/copies", .is_open = true },
	{ NULL }
};
static const struct offer copy_offers[] = {
	{ "Download", .method = GET, .path = "/copies/:day" },
	{ "Restore", .method = GET, .path = "/copies/:day/restore" },
	{ "Delete", .method = DELETE, .path = "/copies/:day", .is_minor = true },
	{ NULL }
};
static const struct offer made_offers[] = {
	{ "All copies", .method = GET, .path = "/copies" },
	{ NULL }
};
static const struct offer restored_offers[] = {
	{ "Sign in", .method = GET, .door = &door_auth, .path = "/login" },
	{ NULL }
};
static const char *const restored_untold[] = { "restored", NULL };
const struct web_page restored_copy_page = {
	.title = "The copy was restored", .offers = restored_offers,
	.untold = restored_untold,
	.lead = "Everybody has to sign in anew, you too. What was there before is a copy now, the "
		"latest “Before a restoration”.",
	.warns = warn_of_restoration,
};
static const char *
say_made(struct arena *arena, const struct cJSON *copy)
{
	return arena_printf(arena, "It is called “%s”. One that was made earlier that day is gone.",
		call_copy(arena, copy));
}

static const char *const made_untold[] = { "day", NULL };
const struct web_page daily_copy_page = {
	.title = "A copy was made", .offers = made_offers, .say = say_made, .untold = made_untold,
};
const struct web_page daily_copies_page = {
	.title = "Daily copies",
	.lists = { { "copies", .offers = copy_offers, .call = call_copy } },
	.offers = copies_offers,
	.screen = "admin.html",
};
