/*
 * The installation (/server): is it well, what can it do, and which version. Unknown addresses end
 * up here too.
 */
#include "access.h"
#include "app.h"
#include "audit.h"
#include "backup.h"
#include "daily_copies.h"
#include "doctor.h"
#include "folder.h"
#include "installation.h"
#include "invites.h"
#include "log.h"
#include "mail.h"
#include "process.h"
#include "programs.h"
#include "removal.h"

#include <errno.h>

static void
log_fault(const struct request *req, const struct program_fault *fault, const char *folder,
	bool for_group)
{
	const char *line = arena_printf(req->arena, "%s.cgi does not start: %s%s", fault->name,
		fault->found, fault->error == EACCES ? "; it must be executable (mode 755)" : "");

	if (log_is_due(folder, folder_file_mode(for_group), line))
		log_line(req->request_id, "%s", line);
}

/* The programs that don't start here, as members of the answer, and in the log. */
static int
write_programs(struct request *req, struct buf *out)
{
	const struct program_fault *faults;
	const char *folder = installation_folder(req);
	const bool for_group = config_for_group(req->config);
	const struct programs_memo memo = { folder, for_group, req->process->one_shot };
	int count = programs_recent(req->arena, &memo, PROGRAMS_PATIENCE_MS, &faults);

	buf_printf(out, "\"programs\":\"%s\",", count ? "unavailable" : "ok");
	for (int i = 0; i < count; i++) {
		buf_printf(out, "%s\"%s\"", i ? "," : "\"broken\":[", faults[i].name);
		log_fault(req, &faults[i], folder, for_group);
	}
	if (count)
		buf_puts(out, "],");
	return count;
}

static enum status
get_health(struct request *req, struct response *res)
{
	const char *database = "ok";
	struct buf programs;
	int64_t version;
	int broken;
	enum status rc = req->db ? db_version(req->db, &version) : ERR_UNAVAILABLE;

	if (rc)
		database = "unavailable";
	else if ((rc = db_writable(req->db)))
		database = "read_only";
	if (rc) {
		response_header(res, "Retry-After",
			rc == ERR_SETUP || req->unready == ERR_SETUP ? "300" : "5");
		if (!req->trouble)
			req->trouble = db_message(req->db);
	}
	res->cache = CACHE_NO_STORE;
	buf_init(&programs, req->arena, 200);
	broken = write_programs(req, &programs);
	buf_printf(&res->body, "{\"status\":\"%s\",\"database\":\"%s\",%s\"version\":\"%s\"}",
		rc || broken ? "failing" : "ok", database, programs.data, VITRINE_VERSION);
	return respond_json(res, rc || broken ? 503 : 200);
}

/* What a page would otherwise guess: what may be done here. */
static enum status
get_features(struct request *req, struct response *res)
{
	const struct config *config = req->config;
	bool has_accounts;
	int count = 0;
	enum status rc = installation_has_accounts(req, &has_accounts);

	if (rc)
		return rc;
	buf_printf(&res->body,
		"{\"mail\":%s,\"registration\":\"%s\",\"catalogue\":\"%s\",\"has_accounts\":%s,",
		mail_is_set_up(config) ? "true" : "false", config->registration, config->catalogue,
		has_accounts ? "true" : "false");
	buf_printf(&res->body, "\"second_factor\":\"%s\",", config->second_factor);
	if (req->user)
		buf_printf(&res->body, "\"may_invite\":%s,", invites_may(req) ? "true" : "false");
	buf_puts(&res->body, "\"lookup\":{\"sources\":[");
	for (int i = 0; i < SOURCE_COUNT; i++)
		if (config_has_source(config, i))
			buf_printf(&res->body, "%s\"%s\"", count++ ? "," : "",
				source_settings[i].name);
	/* what is scanned is looked up: without that it would lead nowhere */
	buf_printf(&res->body, "]},\"scan\":%s,\"version\":\"%s\"}", count ? "true" : "false",
		VITRINE_VERSION);
	return respond_json(res, 200);
}

static enum status
get_version(struct request *req, struct response *res)
{
	(void)req;
	buf_printf(&res->body, "{\"version\":\"%s\"}", VITRINE_VERSION);
	return respond_json(res, 200);
}

static enum status
list_events(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc = audit_list(call_of(req), req->query, &page, &rows);

	return rc ? rc : respond_list(res, "events", &audit_view, rows.rows, rows.count,
		rows.total);
}

static const struct web_page events_page = {
	.title = "Who signed in, and what was changed", .screen = "admin.html",
	.lists = { { "events" } },
};

static const struct route routes[] = {
	{ GET, "/health", get_health, ANYONE, .always = true },
	{ GET, "/features", get_features, ANYONE, .always = true },
	{ GET, "/doctor", doctor_answer, ANYONE, .always = true },
	{ GET, DOCTOR_PATH, doctor_receive, ANYONE, .inner = true, .always = true,
	  .by_http = true },
	{ GET, "/version", get_version, ANYONE, .always = true },
	{ GET, "/audit", list_events, ADMIN, .query = &audit_filter, .page = &events_page },
	{ GET, "/backup", backup_send, ADMIN, KEYS_NEVER },
	{ GET, "/copies", daily_copies_list, ADMIN, KEYS_NEVER, .query = &no_query,
	  .page = &daily_copies_page },
	{ POST, "/copies", daily_copies_make, ADMIN, KEYS_NEVER, .is_told = true,
	  .title = "Make one now", .page = &daily_copy_page },
	{ GET, "/copies/:day", daily_copies_send, ADMIN, KEYS_NEVER },
	{ DELETE, "/copies/:day", daily_copies_delete, ADMIN, KEYS_NEVER,
	  .title = "Delete this copy" },
	{ POST, "/copies/:day/restore", daily_copies_restore, ADMIN, KEYS_NEVER,
	  .is_told = true, .title = "Restore this copy", .page = &restored_copy_page },
	{ POST, "/restore", backup_take, ADMIN, KEYS_NEVER, .admit = backup_admit,
	  .file_max = BACKUP_PIECE,
	  .file_types = "application/vnd.sqlite3 application/octet-stream" },
	{ DELETE, "/data", removal_remove, ADMIN, KEYS_NEVER, .title = "Remove all data" },
	{ 0 }
};

const struct app app = {
	.name = "server",
	.door = "/server",
	.routes = routes,
	.is_front = true,
	.copy = daily_copies_command,
	.examine = doctor_examine,
};
