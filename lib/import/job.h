/*
 * An import from its file to its end, or back: each step is bounded, in short transactions, and
 * goes on where the last one was, whichever process made it. The state is in the database alone.
 */
#ifndef JOB_H
#define JOB_H

#include "format.h"
#include "import.h"

/*
 * Takes a file; `name`: what it is called, where that is said besides. ERR_VALIDATION with a
 * problem of `file` for what is none that we read; ERR_CONFLICT for too many.
 */
enum status job_create(const struct call *call, const struct input *input, const char *name,
	struct import *out);

/*
 * Does a bounded piece of what is to be done; `run`: what is planned begins to be moved in. Nothing
 * is done where nothing is to do.
 */
enum status job_step(const struct call *call, const char *id, bool run, struct import *out);

/* What may be changed before the run. */
struct job_change {
	word policy;
	struct object columns;
	bool day_first;
	const char *name;
	bool has_columns, has_day_first, has_name;
};

/* Changes it, and has it planned, or read, anew. ERR_CONFLICT when it has run. */
enum status job_change(const struct call *call, const char *id, const struct job_change *change);

/* What a person says of an unclear row: a title, or that it is new, or is to be skipped. */
struct job_choice {
	const char *media_id;
	bool is_new, is_skipped;
};

/* ERR_NOT_FOUND without such a row, ERR_CONFLICT where nothing is to be chosen. */
enum status job_choose(const struct call *call, const char *id, int64_t number,
	const struct job_choice *choice);

/* Forgets it; or has it undone, by steps, where something was moved in (`*is_undoing`). */
enum status job_delete(const struct call *call, const char *id, bool *is_undoing);

/* The import's file, as readers take it. */
enum status job_open(const struct call *call, const struct import *import, struct input *out);

/* Some more of the file is read; `*rows` of it. Inside the job. */
enum status job_read(const struct call *call, struct import *import, int most, int *rows);

/* It can't go on: says why, and is at its end. In a transaction. */
enum status job_fail(const struct call *call, struct import *import, const char *message);

/* Rows were read, and are to be planned. */
void job_plan(struct import *import);

#endif
