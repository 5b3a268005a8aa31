/*
 * Mail, handed to the sendmail-compatible program of the settings: `sendmail -i -f FROM -- TO`, the
 * message on its input.
 */
#ifndef MAIL_H
#define MAIL_H

#include "request.h"

/*
 * True when the settings name a program, and an address of this site for links and for the sender.
 */
bool mail_is_set_up(const struct config *config);

/*
 * Mails a text. The program runs in a process of its own, for which nobody waits: what becomes of
 * it is one line in the log, and a caller can't tell by the time. For a NULL address it does the
 * same and mails nothing.
 */
void mail_send(const struct request *req, const char *to, const char *subject, const char *text);

/*
 * The whole message (RFC 5322): header and body, lines ended by LF as such programs expect. NULL
 * for an address or subject with anything but visible characters and, in a subject, spaces.
 */
const char *mail_message(const struct request *req, const char *to, const char *subject,
	const char *text);

/*
 * Runs the program and waits for its end, at most `milliseconds`: then it is killed with all that
 * it started. NULL when it took the mail; else what went wrong, for the log.
 */
const char *mail_run(const struct request *req, const char *to, const char *message,
	int milliseconds);

#endif
