/* Other programs, started by ours. */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <sys/types.h>

enum { CHILD_NULL = -1 };	/* in the place of a file: /dev/null */

struct child {
	const char *path;
	char *const *argv, *const *env;		/* ended by NULL each */
	/* its standard files: ours, or CHILD_NULL for the last two */
	int input, output, errors;
	/* in a process group of its own, with no other file than these */
	bool apart;
};

/*
 * Starts it, with every signal as it is by default: what a web server has ignored or blocked isn't
 * for others. Answers an errno, 0 when `*pid` is somebody whom the caller waits for. It hasn't got
 * files of ours that exec closes.
 */
int child_start(const struct child *child, pid_t *pid);

#endif
