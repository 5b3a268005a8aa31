/* The clock of what is measured here. */
#ifndef NOW_H
#define NOW_H

#include <time.h>

/* Microseconds since some moment; it never goes back. */
static inline double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

#endif
