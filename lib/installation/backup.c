#include "backup.h"
#include "access.h"
#include "api_key.h"
#include "clock.h"
#include "copies.h"
#include "folder.h"
#include "form.h"
#include "invite.h"
#include "log.h"
#include "media.h"
#include "migrate.h"
#include "reset.h"
#include "session.h"
#include "uuid.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	WAIT_MS = 5000, HOUR = 3600, DAY = 24 * HOUR,
	/* bytes: for what is done while nobody else may write; of what went wrong then */
	REPLACING = 4 << 20, MESSAGE_MAX = 1000,
};

/* A piece of a file that is to be restored: where it begins, and how large the whole is. */
struct piece {
	int64_t offset, size;
	const char *piece;
};
static const struct field piece_fields[] = {
	FIELD(struct piece, offset, REQUIRED, .min = 0, .max = INT64_C(1) << 50),
	FIELD(struct piece, size, REQUIRED, .min = 1, .max = INT64_C(1) << 50),
	FIELD(struct piece, piece, READONLY),
	{ 0 }
};
static const struct record piece_form = {
	.size = sizeof(struct piece), .fields = FIELDS(piece_fields),
};

/* Nobody else's, until it is closed. */
static enum status
lock_file(int file, const char **why)
{
	const int64_t until = clock_ticks() + WAIT_MS;

	while (flock(file, LOCK_EX | LOCK_NB)) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK) {
			*why = strerror(errno);
			return status_of_error(errno);
		}
		if (clock_ticks() > until)
			return ERR_UNAVAILABLE;
		clock_sleep(10);
	}
	return OK;
}

enum status
backup_turn(struct arena *arena, const struct config *config, int *lock, const char **why)
{
	const char *error = NULL;
	enum status rc;

	*lock = open(arena_printf(arena, "%s/.ht.backup.lock", config->data_dir),
		O_RDWR | O_CREAT | O_CLOEXEC, folder_file_mode(config_for_group(config)));
	arena_hold_file(arena, *lock);
	if (*lock < 0) {
		*why = arena_printf(arena, "data folder: %s; make it writable for the web server",
			strerror(errno));
		return status_of_error(errno);
	}
	rc = lock_file(*lock, &error);
	if (rc) {
		arena_close_file(arena, *lock);
		*why = error ? arena_printf(arena,
			"data folder: .ht.backup.lock can't be locked: %s", error)
			: NULL;
		return rc;
	}
	/* What was left by programs that were killed, and by who never sent the rest. */
	folder_sweep(config->data_dir, COPIES_UNFINISHED, 0);
	folder_sweep(config->data_dir, ".ht.backup.copy.", HOUR);
	folder_sweep(config->data_dir, ".ht.restore.", DAY);
	return OK;
}

enum status
backup_take_turn(struct request *req, struct response *res, int *lock)
{
	const char *why;
	enum status rc = backup_turn(req->arena, req->config, lock, &why);

	if (rc && why)
		req->trouble = why;
	else if (rc)
		res->message = "Another backup is being made or restored. Try again shortly.";
	return rc;
}

enum status
backup_take_sure_turn(struct request *req, struct response *res, int *lock)
{
	enum status rc = access_is_recent(req);

	return rc ? rc : backup_take_turn(req, res, lock);
}

/*
 * --- making one --------------------------------------------------------------------------------
 */

/*
 * A copy that nobody else can open: it goes when its file is closed, however that comes. The answer
 * has it from the beginning.
 */
static enum status
open_copy(struct request *req, struct response *res, uint64_t *size)
{
	const char *path = arena_printf(req->arena, "%s/.ht.backup.copy.%s", req->config->data_dir,
		uuid_new(req->arena));
	const char *database = arena_printf(req->arena, "%s/.ht.vitrine.db", req->config->data_dir);
	struct stat st;
	enum status rc;

	if (!stat(database, &st) && !folder_has_room(req->config->data_dir, (uint64_t)st.st_size)) {
		req->trouble = "no room for a copy of the database; free some disk space";
		return ERR_FULL;
	}
	rc = db_backup(req->db, path);
	if (rc)
		return rc;
	res->file = open(path, O_RDONLY | O_CLOEXEC);
	unlink(path);
	if (res->file < 0) {
		req->trouble = "the copy of the database can't be opened again";
		return ERR_UNAVAILABLE;
	}
	*size = fstat(res->file, &st) ? 0 : (uint64_t)st.st_size;
	return OK;
}

void
backup_note(struct request *req, enum event event, const char *about)
{
	if (audit_note(call_from(req), event, req->user, about))
		log_line(req->request_id, "server: what was done to a copy isn't in the log of "
			"events: %s", db_message(req->db));
}

void
backup_note_taking(struct request *req, const char *about)
{
	if (!strcmp(request_env(req, "REQUEST_METHOD"), "GET"))
		backup_note(req, EVENT_COPY_TAKEN, about);
}

enum status
backup_send(struct request *req, struct response *res)
{
	char now[CLOCK_TEXT];
	uint64_t size;
	int lock;
	enum status rc = backup_take_sure_turn(req, res, &lock);

	if (rc)
		return rc;
	rc = open_copy(req, res, &size);
	arena_close_file(req->arena, lock);
	if (rc)
		return rc;
	backup_note_taking(req, "a backup of now");
	clock_format(clock_now(), now);
	return respond_file(res, "application/vnd.sqlite3",
		arena_printf(req->arena, "vitrine-%.10s.db", now), res->file, size);
}

/*
 * --- restoring one -----------------------------------------------------------------------------
 */

/*
 * ERR_INTERNAL when a file doesn't have exactly the schema of this release, as a new database at
 * `path` gets it: what lacks would fail later, and what is too much (a trigger above all) would
 * work for whoever made the file.
 */
static enum status
compare_to_new(struct db *db, struct arena *arena, const char *path)
{
	const struct db_options options = { .path = path, .one_shot = true, .lossy = true };
	struct db *fresh;
	bool is_same = true;
	enum status rc = db_open_within(arena, &options, &fresh);

	if (!rc)
		rc = migrate(fresh, migrations);
	if (!rc)
		rc = db_compare(db, fresh, &is_same);
	else if (rc == ERR_INTERNAL)
		rc = ERR_UNAVAILABLE;
	arena_let_go(arena, fresh);
	return is_same ? rc : ERR_INTERNAL;
}

/*
 * Brings a file of our own to what may take the place of all there is: this release's schema, and
 * nobody signed in, nor any program, as what was revoked since would be valid again.
 */
static enum status
prepare_file(struct restoring *r, struct db *db)
{
	struct call call = *r->call;
	enum status rc = migrate(db, migrations);

	call.db = db;
	if (!rc)
		rc = compare_to_new(db, call.arena, arena_printf(call.arena, "%s.new", r->path));
	if (rc)
		return rc;
	rc = db_begin(db);
	if (!rc)
		rc = session_revoke_everybody(db);
	if (!rc)
		rc = reset_revoke_everybody(db);
	if (!rc)
		rc = api_key_revoke_everybody(db);
	if (!rc)
		rc = invite_delete_all(db);
	if (!rc)
		rc = user_count(db, &r->accounts, &r->admins);
	if (!rc)
		rc = media_count(db, &r->titles);
	return db_end(db, rc);
}

static enum status
bring_file(struct restoring *r, const char *path)
{
	struct db *db = r->call->db;
	enum status rc = db_check(db, path, migrate_newest(migrations), &r->fault);

	r->path = arena_printf(r->call->arena, "%s/.ht.restore.%s", r->folder,
		uuid_new(r->call->arena));
	if (!rc)
		rc = db_copy(db, path, r->path);
	if (rc)
		r->message = arena_strdup(r->call->arena, db_message(db));
	return rc;
}

/* What is done when nobody else can write any more. */
struct replacing {
	const struct restoring *restoring;
	struct copies copies;
};

/* The log goes on: what was noted since is no part of what is restored, and neither is this. */
static enum status
carry_log(const struct replacing *p, struct db *file)
{
	struct call call = *p->restoring->call;
	bool is_whole = true;
	enum status rc = db_begin(file);

	if (!rc)
		rc = audit_carry(call.db, file, p->copies.arena, &is_whole);
	call.db = file;
	call.arena = p->copies.arena;
	if (!rc)
		rc = audit_note(&call, EVENT_RESTORED, call.user, is_whole ? p->restoring->about
			: arena_printf(call.arena, "%s; of the log before a part can't be read",
			p->restoring->about));
	return db_end(file, rc);
}

/* What was there is a copy of its own, when all is ready for the replacement and not before. */
static enum status
prepare_turn(void *context)
{
	struct replacing *p = context;
	const struct db_options options = { .path = p->restoring->path, .one_shot = true };
	struct copies *copies = &p->copies;
	struct db *file;
	enum status rc = copies->config ? copies_make_before(copies) : OK;

	if (rc)
		return rc;
	rc = db_open_within(copies->arena, &options, &file);
	if (!rc)
		rc = carry_log(p, file);
	if (rc)
		copies->message = arena_strdup(copies->arena, db_message(file));
	arena_let_go(copies->arena, file);
	return rc;
}

static enum status
replace_all(struct restoring *r)
{
	struct arena apart;	/* a request that ran out of memory in there would keep the turn */
	struct replacing replacing = { .restoring = r, .copies = { .db = r->call->db,
		.arena = &apart, .config = r->keeps } };
	struct copies *copies = &replacing.copies;
	char message[MESSAGE_MAX];
	enum status rc;

	arena_init(&apart, REPLACING, NULL);
	rc = db_replace(copies->db, r->path, prepare_turn, &replacing);
	snprintf(message, sizeof(message), "%s", copies->message ? copies->message
		: db_message(copies->db));
	if (r->keeps)
		copies_replaced(copies, rc);
	arena_release(&apart);
	if (rc)
		r->message = arena_strdup(r->call->arena, message);
	return rc;
}

/* Puts a checked file of our own in the place of all there is. */
static enum status
put_in_place(struct restoring *r)
{
	const struct db_options options = { .path = r->path, .one_shot = true };
	struct arena *arena = r->call->arena;
	struct db *file;
	enum status rc = db_open_within(arena, &options, &file);

	if (!rc)
		rc = prepare_file(r, file);
	if (rc == ERR_INTERNAL)	/* it isn't what it says it is */
		r->fault = "is no database of ours";
	else if (!rc && !r->admins)	/* whoever came first would be one */
		r->fault = "has no account of an admin";
	if (rc || r->fault)
		r->message = arena_printf(arena, "%s: %s", r->path,
			r->fault ? r->fault : db_message(file));
	arena_let_go(arena, file);
	if (r->fault)
		return ERR_SETUP;
	return rc ? rc : replace_all(r);
}

/* With what was made beside it: its names begin like its own. */
static void
leave_file(struct restoring *r)
{
	folder_sweep(r->folder, strrchr(r->path, '/') + 1, 0);
}

static enum status
put_file(struct restoring *r)
{
	enum status rc = put_in_place(r);

	leave_file(r);
	return rc;
}

enum status
backup_restore(struct restoring *r, const char *path)
{
	enum status rc = bring_file(r, path);

	return rc ? rc : put_file(r);
}

enum status
backup_tell(struct response *res, const struct restoring *r)
{
	res->req->user = NULL;
	res->req->session = NULL;
	res->cache = CACHE_NO_STORE;
	buf_printf(&res->body, "{\"restored\":true,\"accounts\":%lld,\"titles\":%lld}",
		(long long)r->accounts, (long long)r->titles);
	return respond_json(res, 200);
}

/*
 * --- restoring one that comes in pieces --------------------------------------------------------
 */

static enum status
out_of_order(struct request *req, struct response *res, int64_t wanted)
{
	response_header(res, "Upload-Offset", arena_printf(req->arena, "%lld", (long long)wanted));
	problem_add(&req->problems, "offset", "must be %lld", (long long)wanted);
	res->message = "That piece does not follow what was sent before.";
	return ERR_CONFLICT;
}

static enum status
write_failed(struct request *req, int error)
{
	req->trouble = arena_printf(req->arena, "file to be restored: %s", strerror(error));
	return status_of_error(error);
}

/* Opens what this admin has sent so far; the first piece begins anew. */
static enum status
open_gathered(struct request *req, struct response *res, const char *name, int64_t offset,
	int *file)
{
	const char *folder = req->config->data_dir,
		*path = arena_printf(req->arena, "%s/%s", folder, name);
	const struct piece *sent = req->body;
	struct stat st;

	if (!offset) {
		folder_sweep(folder, name, 0);	/* with what SQLite may have left beside it */
		/* it is written twice: here, and in its place */
		if (!folder_has_room(folder, 2 * (uint64_t)sent->size)) {
			req->trouble = "no room for a file that is to be restored; "
				"free some disk space";
			return ERR_FULL;
		}
	}
	*file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (offset ? 0 : O_CREAT | O_EXCL),
		folder_file_mode(config_for_group(req->config)));
	arena_hold_file(req->arena, *file);
	if (*file < 0 && errno == ENOENT)
		return out_of_order(req, res, 0);
	if (*file < 0 || fstat(*file, &st))
		return write_failed(req, errno);
	return st.st_size == offset ? OK : out_of_order(req, res, st.st_size);
}

/* All of the piece is there afterwards, or nothing. */
static enum status
append_piece(struct request *req, int file, int64_t offset, const struct form_file *piece)
{
	const char *p = piece->bytes;
	size_t left = piece->size;

	while (left) {
		ssize_t n = pwrite(file, p, left, offset + (off_t)(piece->size - left));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			const int error = n ? errno : ENOSPC;

			if (ftruncate(file, offset))
				log_line(req->request_id,
					"server: a piece that was written in part stays: %s",
					strerror(errno));
			return write_failed(req, error);
		}
		p += n;
		left -= (size_t)n;
	}
	return OK;
}

static enum status
restore_gathered(struct request *req, struct response *res, const char *name)
{
	struct restoring r = { .call = call_from(req), .folder = req->config->data_dir,
		.about = "a file that was sent", .keeps = req->config,
		.path = arena_printf(req->arena, "%s/%s", req->config->data_dir, name) };
	enum status rc = db_check(req->db, r.path, migrate_newest(migrations), &r.fault);

	if (!rc)
		rc = put_file(&r);
	else
		leave_file(&r);
	if (r.fault) {
		problem_add(&req->problems, "piece", "%s", r.fault);
		res->message = arena_printf(req->arena, "What was sent can't be restored: it %s.",
			r.fault);
		return ERR_VALIDATION;
	}
	if (rc)
		req->trouble = r.message;
	return rc ? rc : backup_tell(res, &r);
}

/* Adds the piece, and restores when it was the last. */
static enum status
take_piece(struct request *req, struct response *res, const struct form_file *piece)
{
	const struct piece *sent = req->body;
	const char *name = arena_printf(req->arena, ".ht.restore.%s", req->user->id);
	const int64_t end = sent->offset + (int64_t)piece->size;
	int file = -1;
	enum status rc = open_gathered(req, res, name, sent->offset, &file);

	if (!rc)
		rc = append_piece(req, file, sent->offset, piece);
	arena_close_file(req->arena, file);
	if (rc)
		return rc;
	if (end < sent->size) {
		buf_printf(&res->body, "{\"offset\":%lld,\"size\":%lld}", (long long)end,
			(long long)sent->size);
		return respond_json(res, 200);
	}
	return restore_gathered(req, res, name);
}

/* The form of a piece; every bad field is named. */
static enum status
read_piece(struct request *req, const struct form_file **piece)
{
	struct piece *sent = req->body = arena_alloc(req->arena, sizeof(*sent));
	struct change change = { .view = &piece_form, .values = sent };
	const struct json_in in = {
		.arena = req->arena, .problems = &req->problems, .mode = DECODE_CREATE,
		.is_form = req->body_kind != BODY_JSON,
	};
	enum status form_rc = json_decode(&in, req->body_object, &change),
		rc = request_file(req, "piece", piece);

	if (form_rc || rc)
		return form_rc ? form_rc : rc;
	if (sent->offset + (int64_t)(*piece)->size <= sent->size)
		return OK;
	problem_add(&req->problems, "piece", "goes beyond the end that `size` tells");
	return ERR_VALIDATION;
}

enum status
backup_admit(struct request *req, struct response *res)
{
	(void)res;
	return access_is_recent(req);
}

enum status
backup_take(struct request *req, struct response *res)
{
	const struct form_file *piece;
	int lock;
	enum status rc = read_piece(req, &piece);

	if (!rc)
		rc = backup_take_turn(req, res, &lock);
	if (rc)
		return rc;
	rc = take_piece(req, res, piece);
	arena_close_file(req->arena, lock);
	res->cache = CACHE_NO_STORE;
	return rc;
}
