/*
 * What sources have answered, their pictures, and when they may be asked again: in a database of
 * its own that may be lost, so that many programs know it. No statement of it is open while the
 * network is waited for; what goes wrong is in the log at most, and then all is asked anew.
 */
#ifndef ANSWERS_H
#define ANSWERS_H

#include "request.h"

/* Seconds. A picture that can't be had isn't asked for again at once. */
enum { KEEP_SEARCH = 86400, KEEP_DETAILS = 7 * 86400, KEEP_UNKNOWN = 86400, KEEP_UNREACHED = 3600 };

struct answers;

/* Opens it at its first use. */
struct answers *answers_open(struct request *req);

/* What was answered, "" for a title that is unknown there; NULL when it has to be asked. */
const char *answers_find(struct answers *answers, const char *source, const char *path);
const char *answers_find_bytes(struct answers *answers, const char *source, const char *path,
	size_t *size);

/* Keeps an answer for so many seconds. All of them take about 64 MiB: then the oldest go. */
void answers_keep(struct answers *answers, const char *source, const char *path,
	const char *answer, int64_t seconds);
void answers_keep_bytes(struct answers *answers, const char *source, const char *path,
	const void *answer, size_t size, int64_t seconds);

/* For how many seconds a source is not to be asked; 0. */
int64_t answers_waits(struct answers *answers, const char *source);

/* Keeps that it is not to be asked for so many seconds. */
void answers_wait(struct answers *answers, const char *source, int64_t seconds);

#endif
