/*
 * Forms: application/x-www-form-urlencoded (WHATWG URL) and multipart/form-data (RFC 7578),
 * bounded.
 */
#ifndef FORM_H
#define FORM_H

#include "problem.h"
#include "status.h"

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Makes an object of strings; repeated names are repeated members. ERR_VALIDATION for what isn't
 * UTF-8 or has NUL.
 */
enum status form_parse(struct arena *arena, const char *text, size_t size, cJSON **out,
	struct problems *problems);

/* A body: in memory, or in a file, from its beginning. */
struct form_source {
	const char *bytes;		/* NULL: it is in the file */
	int file;
	uint64_t size;
};

/*
 * A part of a multipart body that a file was chosen for. Its bytes may be anything; they lie where
 * the body is.
 */
struct form_file {
	const char *name;		/* of the field; NULL for a body that is a file itself */
	/* as who sent it says it is called; NULL: unknown, or in no encoding of ours */
	const char *file_name;
	const void *bytes;		/* NULL: they are in the file */
	int file;			/* open, and nobody's to close */
	uint64_t offset;		/* in it */
	uint64_t size;
	const struct form_file *next;
};

/*
 * The same from multipart, whose boundary is in the content type. Parts with a file name go into
 * `files`, in their order; what is left must fit BODY_MAX. For NULL a file is a field like any
 * other, if it is text. Of a body in a file no more is read into memory than a piece at a time.
 */
enum status form_parse_multipart(struct arena *arena, const char *content_type,
	const struct form_source *source, cJSON **out, const struct form_file **files,
	struct problems *problems);

/*
 * The text of a member of such an object, of repeated ones the last; NULL when it isn't there, or
 * no text.
 */
const char *form_text(const cJSON *object, const char *name);

/* Of both kinds of forms: one more field; and its member, if it is text. */
enum { FIELDS_MAX = 600 };	/* of 500 titles, and more */
enum status form_count(struct problems *problems, int *count);
enum status form_add(cJSON *object, const char *name, size_t name_size, const char *value,
	size_t size, struct problems *problems, int *count);

#endif
