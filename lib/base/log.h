/* The error log: one line per event to standard error, which every web server keeps. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Writes one line: time, request id ("-" for NULL), text. Control characters in it become '?'.
 * Never log a token, password, e-mail or body.
 */
void log_line(const char *request_id, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Whether a line about a cause that lasts is to be written: what troubles an installation troubles
 * each of its requests, and a line an hour says so. Processes know of each other's by files
 * `.ht.logged-*` in `folder`, made with `mode`. Without a folder (NULL), or where it can't be
 * written, a worker knows of its own; a program that ends with its request has nowhere to.
 */
bool log_is_due(const char *folder, mode_t mode, const char *cause);

#endif
