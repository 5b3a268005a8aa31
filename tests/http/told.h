/*
 * In the place of lookup/answers.h, for a test program that says by itself what others answer
 * (answers_find, answers_find_bytes): nobody is asked, nothing is kept, nobody has to
 * wait. To be included by one file of it.
 */
#ifndef TOLD_H
#define TOLD_H

#include "answers.h"

#include <check.h>

struct answers *
answers_open(struct request *req)
{
	return arena_alloc(req->arena, 1);
}

void
answers_keep(struct answers *answers, const char *source, const char *path, const char *answer,
	int64_t seconds)
{
	(void)answers;
	ck_abort_msg("%s %s was asked for: %s for %lld", source, path, answer, (long long)seconds);
}

void
answers_keep_bytes(struct answers *answers, const char *source, const char *path,
	const void *answer, size_t size, int64_t seconds)
{
	(void)answer;
	(void)size;
	answers_keep(answers, source, path, "bytes", seconds);
}

int64_t
answers_waits(struct answers *answers, const char *source)
{
	(void)answers;
	(void)source;
	return 0;
}

void
answers_wait(struct answers *answers, const char *source, int64_t seconds)
{
	(void)answers;
	(void)source;
	(void)seconds;
}

#endif
