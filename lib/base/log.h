/* The error log: one line per event to standard error, which every web server keeps. */
#ifndef LOG_H
#define LOG_H

/*
 * Writes one line: time, request id ("-" for NULL), text. Control characters in it become '?'.
 * Never log a token, password, e-mail or body.
 */
void log_line(const char *request_id, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
