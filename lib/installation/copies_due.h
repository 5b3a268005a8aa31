/*
 * The copy of a day is made by whoever calls first: at the end of a request, when one is due,
 * server.cgi is started to make it (copies.h). In every program; what takes long is in server.
 *
 * The stamp `.ht.copies` in the data folder tells it all by one stat(): when something was last
 * done, by its time, and what, by its size. Why one failed is in `.ht.copies.failed`, until one
 * succeeds.
 */
#ifndef COPIES_DUE_H
#define COPIES_DUE_H

#include "process.h"

#define COPIES_STAMP ".ht.copies"
#define COPIES_FAILED COPIES_STAMP ".failed"

/* What is said of one that was begun, until it says something else. */
#define COPIES_BEGUN "it was begun, and did not end"

enum { COPIES_DAY = 24 * 3600, COPIES_PAUSE = 3600 };

/* The sizes of a stamp. */
enum stamp {
	STAMP_MADE,	/* the next one in a day */
	STAMP_BEGUN,	/* or failed: it is tried again after a pause */
	/* failed, and the log doesn't know: whoever calls next tells it */
	STAMP_FAILED,
	STAMP_NO_ROOM,	/* the same; tried again in a day */
};

/*
 * Notes in process->copy_is_due whether there is something to do once the answer is out: the cost
 * of a request. (A program that ends with its request holds out from here on.)
 */
void copies_look(struct process *process);

/* Does it, if so; to be called with the answer sent. */
void copies_begin(struct process *process);

/* Stamps the open file. */
void copies_stamp(int file, enum stamp stamp);

#endif
