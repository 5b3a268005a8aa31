/* Forms: application/x-www-form-urlencoded (WHATWG URL) and multipart/form-data (RFC 7578), bounded. */
#ifndef FORM_H
#define FORM_H

#include "problem.h"
#include "status.h"

#include <cjson/cJSON.h>
#include <stddef.h>

/* Makes an object of strings; repeated names are repeated members. ERR_VALIDATION for what isn't UTF-8 or has NUL. */
enum status form_parse(struct arena *arena, const char *text, size_t size, cJSON **out, struct problems *problems);

/* The same from multipart, whose boundary is in the content type. Files are taken as their bytes, if they are text. */
enum status form_parse_multipart(struct arena *arena, const char *content_type, const char *text, size_t size,
	cJSON **out, struct problems *problems);

#endif
