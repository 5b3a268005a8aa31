#include "installation.h"
#include "data_folder.h"
#include "user.h"

#include <errno.h>
#include <sys/stat.h>

enum status
installation_has_accounts(const struct request *req, bool *out)
{
	struct stat st;

	*out = false;
	if (req->db)
		return user_any(req->db, out);
	/*
	 * No settings; an end, and no beginning; data that is elsewhere, with whoever has an
	 * account there.
	 */
	if (!req->config->data_dir || req->cause->removed || req->cause->from)
		return req->unready;
	if (!stat(arena_printf(req->arena, "%s/.ht.vitrine.db", req->config->data_dir), &st))
		return st.st_size ? req->unready : OK;
	return errno == ENOENT || errno == ENOTDIR ? OK : req->unready;
}

const char *
installation_folder(const struct request *req)
{
	const char *folder = req->config->data_dir;

	/* without a cause it has been removed just now */
	return req->db || (req->cause && !req->cause->removed && !req->cause->to) ? folder : NULL;
}
