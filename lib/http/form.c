#include "form.h"
#include "json.h"
#include "request.h"
#include "text.h"

#include <string.h>
#include <strings.h>

enum { FIELDS_MAX = 600, BOUNDARY_MAX = 200 };	/* fields: of 500 titles, and more */

static char *
decode_text(struct arena *arena, const char *text, size_t size, size_t *length)
{
	char *out = arena_alloc(arena, size + 1);
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%' && i + 2 < size && text_hex(text[i + 1]) >= 0
		    && text_hex(text[i + 2]) >= 0) {
			c = (char)(text_hex(text[i + 1]) << 4 | text_hex(text[i + 2]));
			i += 2;
		}
		out[n++] = c;
	}
	*length = n;
	return out;
}

static enum status
too_many(struct problems *problems)
{
	problem_add(problems, "", "has more than %d fields", FIELDS_MAX);
	return ERR_VALIDATION;
}

static enum status
add_member(cJSON *object, const char *name, size_t name_size, const char *value, size_t size,
	struct problems *problems, int *count)
{
	if (!text_is_utf8(name, name_size) || !text_is_utf8(value, size)) {
		problem_add(problems, "", "must be UTF-8 without NUL characters");
		return ERR_VALIDATION;
	}
	if (++*count > FIELDS_MAX)
		return too_many(problems);
	cJSON_AddStringToObject(object, name, value);
	return OK;
}

enum status
form_parse(struct arena *arena, const char *text, size_t size, cJSON **out,
	struct problems *problems)
{
	const char *end = text + size;
	cJSON *object;
	int count = 0;

	json_use_arena(arena);
	object = cJSON_CreateObject();
	while (text < end) {
		const char *stop = memchr(text, '&', (size_t)(end - text));
		const char *pair_end = stop ? stop : end;
		const char *equals = memchr(text, '=', (size_t)(pair_end - text));
		const char *name_end = equals ? equals : pair_end;
		size_t name_size, value_size = 0;
		char *name = decode_text(arena, text, (size_t)(name_end - text), &name_size);
		const char *value = equals ? decode_text(arena, equals + 1,
			(size_t)(pair_end - equals - 1), &value_size) : "";
		enum status rc = name_size
			? add_member(object, name, name_size, value, value_size, problems, &count)
				: OK;

		if (rc)
			return rc;
		text = pair_end + 1;
	}
	*out = object;
	return OK;
}

/* A parameter of a header: name="value" or name=value. NULL when it isn't there. */
static char *
parameter(struct arena *arena, const char *header, const char *name)
{
	const char *p = header + strcspn(header, ";");
	size_t n = strlen(name), size;
	bool found, quoted;

	while (*p == ';') {
		p++;
		p += strspn(p, " \t");
		found = !strncasecmp(p, name, n) && p[n] == '=';
		p += strcspn(p, "=;");
		p += *p == '=';
		quoted = *p == '"';	/* a value may have what looks like a parameter in it */
		p += quoted;
		size = strcspn(p, quoted ? "\"\r\n" : "; \t\r\n");
		if (found)
			return arena_copy(arena, p, size);
		p += size;
		p += strcspn(p, ";");
	}
	return NULL;
}

/* The Content-Disposition among a part's headers, which end before `end`; NULL without one. */
static char *
part_disposition(struct arena *arena, const char *headers, const char *end)
{
	while (headers < end) {
		const char *line_end = memmem(headers, (size_t)(end - headers), "\r\n", 2);
		char *line = arena_copy(arena, headers,
			(size_t)((line_end ? line_end : end) - headers));

		if (!strncasecmp(line, "Content-Disposition:", 20))
			return line;
		if (!line_end)
			break;
		headers = line_end + 2;
	}
	return NULL;
}

/*
 * A file is a part with a file name (RFC 7578, 4.2); in the form of a browser where none was chosen
 * it is "".
 */
static bool
is_file(struct arena *arena, const char *disposition, const struct form_file *part)
{
	const char *file_name = parameter(arena, disposition, "filename");

	if (!file_name)
		return parameter(arena, disposition, "filename*") != NULL;
	return *file_name || part->size;
}

static enum status
add_file(struct arena *arena, const struct form_file *part, const struct form_file ***tail,
	struct problems *problems, int *count)
{
	struct form_file *file = arena_alloc(arena, sizeof(*file));

	if (++*count > FIELDS_MAX)
		return too_many(problems);
	*file = *part;
	**tail = file;
	*tail = &file->next;
	return OK;
}

static enum status
refuse_broken(struct problems *problems)
{
	problem_add(problems, "", "is no well-formed multipart body");
	return ERR_VALIDATION;
}

/* Behind a boundary and white space, with which mailers' libraries pad its line. */
static const char *
skip_padding(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

/*
 * Behind the first boundary: what is before its line is a preamble, for readers of mail (RFC 2046,
 * 5.1.1). NULL without one.
 */
static const char *
first_part(const char *text, const char *end, const char *mark)
{
	size_t n = strlen(mark);
	const char *found;

	if ((size_t)(end - text) >= n - 2 && !memcmp(text, mark + 2, n - 2))
		return skip_padding(text + n - 2, end);
	found = memmem(text, (size_t)(end - text), mark, n);
	return found ? skip_padding(found + n, end) : NULL;
}

enum status
form_parse_multipart(struct arena *arena, const char *content_type, const char *text, size_t size,
	cJSON **out, const struct form_file **files, struct problems *problems)
{
	char *boundary = parameter(arena, content_type, "boundary"), *mark;
	const char *p, *end = text + size;
	cJSON *object;
	const struct form_file **tail = files;
	size_t n, text_size = 0;
	int count = 0;

	json_use_arena(arena);
	object = cJSON_CreateObject();
	if (!boundary || !*boundary || strlen(boundary) > BOUNDARY_MAX)
		return refuse_broken(problems);
	mark = arena_printf(arena, "\r\n--%s", boundary);
	n = strlen(mark);
	p = first_part(text, end, mark);
	while (p && end - p >= 2 && !memcmp(p, "\r\n", 2)) {
		const char *headers = p + 2;
		const char *body = memmem(p, (size_t)(end - p), "\r\n\r\n", 4), *stop;
		const char *disposition, *name;
		struct form_file part;
		enum status rc;

		if (!body)
			return refuse_broken(problems);
		body += 4;
		stop = memmem(body - 2, (size_t)(end - body + 2), mark, n);
		disposition = part_disposition(arena, headers,
			body - 4 > headers ? body - 4 : headers);
		name = disposition ? parameter(arena, disposition, "name") : NULL;
		/* A file's name may be in any encoding: nobody reads it. */
		if (!stop || !name || !text_is_utf8(name, strlen(name))
		    || memchr(headers, '\0', (size_t)(body - headers)))
			return refuse_broken(problems);
		if (stop < body)	/* an empty part, whose line end is also the boundary's */
			stop = body;
		part = (struct form_file){ .name = name, .bytes = body,
			.size = (size_t)(stop - body) };
		if (files && is_file(arena, disposition, &part))
			rc = add_file(arena, &part, &tail, problems, &count);
		else if (files && (text_size += part.size) > BODY_MAX)
			rc = ERR_TOO_LARGE;
		else
			rc = add_member(object, name, strlen(name),
				arena_copy(arena, body, part.size), part.size, problems, &count);
		if (rc)
			return rc;
		p = memmem(body - 2, (size_t)(end - body + 2), mark, n);
		p = skip_padding(p + n, end);
	}
	if (!p || end - p < 2 || memcmp(p, "--", 2))
		return refuse_broken(problems);
	*out = object;
	return OK;
}

const char *
form_text(const cJSON *object, const char *name)
{
	const char *text = NULL;
	const cJSON *item;

	cJSON_ArrayForEach(item, object)
		if (!strcmp(item->string, name))
			text = cJSON_GetStringValue(item);
	return text;
}
