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

/*
 * Makes an object of strings; repeated names are repeated members. ERR_VALIDATION for what isn't
 * UTF-8 or has NUL.
 */
enum status form_parse(struct arena *arena, const char *text, size_t size, cJSON **out,
	struct problems *problems);

/*
 * A part of a multipart body that a file was chosen for. Its bytes may be anything; they lie in the
 * body itself.
 */
struct form_file {
	const char *name;		/* of the field; NULL for a body that is a file itself */
	const void *bytes;
	size_t size;
	const struct form_file *next;
};

/*
 * The same from multipart, whose boundary is in the content type. Parts with a file name go into
 * `files`, in their order; what is left must fit BODY_MAX. For NULL a file is a field like any
 * other, if it is text.
 */
enum status form_parse_multipart(struct arena *arena, const char *content_type, const char *text,
	size_t size, cJSON **out, const struct form_file **files, struct problems *problems);

/*
 * The text of a member of such an object, of repeated ones the last; NULL when it isn't there, or
 * no text.
 */
const char *form_text(const cJSON *object, const char *name);

#endif
