/* What admins do with the daily copies (copies.h): /server/copies. */
#ifndef DAILY_COPIES_H
#define DAILY_COPIES_H

#include "process.h"
#include "route.h"

/* GET and POST /server/copies: all there are; one of now. */
handler daily_copies_list, daily_copies_make;

/*
 * GET and DELETE /server/copies/:day, POST /server/copies/:day/restore: who asks has
 * given the password not long ago.
 */
handler daily_copies_send, daily_copies_delete, daily_copies_restore;

/* `server.cgi --copy`, and what a request starts: the copy of today. It has no argument. */
enum status daily_copies_command(struct process *process, struct arena *arena,
	const char *none, const char **message);

/* Of the list, of one that was made, and of one that is to be restored, or was. */
extern const struct web_page daily_copies_page, daily_copy_page, restored_copy_page;

#endif
