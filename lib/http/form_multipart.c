/* multipart/form-data, in memory or in a file: there, a piece of it is in memory at a time. */
#include "form.h"
#include "json.h"
#include "request.h"
#include "text.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { BOUNDARY_MAX = 200, HEAD_MAX = 16 << 10, PIECE = 64 << 10 };

struct multipart {
	struct arena *arena;
	const struct form_source *source;
	const char *mark;		/* a line end and the boundary */
	size_t mark_size;
	/* of a file: what is in memory of it */
	char *piece;
	uint64_t piece_at;
	size_t piece_size;
	enum status rc;			/* whether it could be read */
	struct problems *problems;
	cJSON *object;
	const struct form_file **tail;	/* where the next file goes; NULL: files are fields */
	size_t text_size;
	int count;
};

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

/* Reads the piece of the file that begins there. */
static void
read_piece(struct multipart *m, uint64_t at)
{
	ssize_t n = 1;

	if (!m->piece)
		m->piece = arena_room(m->arena, PIECE);
	m->piece_at = at;
	m->piece_size = 0;
	while (n > 0 && m->piece_size < PIECE) {
		n = pread(m->source->file, m->piece + m->piece_size, PIECE - m->piece_size,
			(off_t)(at + m->piece_size));
		m->piece_size += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		m->rc = status_of_error(errno);
}

/* What is in memory from there on: `wanted` bytes at least, or all that there are. */
static const char *
look(struct multipart *m, uint64_t at, size_t wanted, size_t *size)
{
	const uint64_t left = m->source->size - at;

	if (m->source->bytes) {
		*size = (size_t)left;
		return m->source->bytes + at;
	}
	if (wanted > left)
		wanted = (size_t)left;
	if (!m->piece || at < m->piece_at || at + wanted > m->piece_at + m->piece_size)
		read_piece(m, at);
	*size = (size_t)(m->piece_at + m->piece_size - at);
	return m->piece + (at - m->piece_at);
}

static bool
is_here(struct multipart *m, uint64_t at, const char *text)
{
	const size_t n = strlen(text);
	size_t size;
	const char *here = look(m, at, n, &size);

	return size >= n && !memcmp(here, text, n);
}

/* Where a text is next; the end of the body when it is nowhere. */
static uint64_t
find(struct multipart *m, uint64_t at, const char *text, size_t n)
{
	for (;;) {
		size_t size;
		const char *here = look(m, at, n, &size), *found;

		if (size < n)
			return m->source->size;
		found = memmem(here, size, text, n);
		if (found)
			return at + (uint64_t)(found - here);
		at += size - (n - 1);
	}
}

static char *
copy_bytes(struct multipart *m, uint64_t at, size_t size)
{
	char *out = arena_alloc(m->arena, size + 1);
	size_t done = 0, n = 1;

	for (; n && done < size; done += n) {
		const char *here = look(m, at + done, 1, &n);

		if (n > size - done)
			n = size - done;
		memcpy(out + done, here, n);
	}
	return out;
}

/* Behind a boundary and white space, with which mailers' libraries pad its line. */
static uint64_t
skip_padding(struct multipart *m, uint64_t at)
{
	while (is_here(m, at, " ") || is_here(m, at, "\t"))
		at++;
	return at;
}

/* Behind the boundary that is there; the end when there is none. */
static uint64_t
skip_mark(struct multipart *m, uint64_t at)
{
	return at == m->source->size ? at : skip_padding(m, at + m->mark_size);
}

/*
 * Behind the first boundary: what is before its line is a preamble, for readers of mail (RFC 2046,
 * 5.1.1).
 */
static uint64_t
first_part(struct multipart *m)
{
	if (is_here(m, 0, m->mark + 2))
		return skip_padding(m, m->mark_size - 2);
	return skip_mark(m, find(m, 0, m->mark, m->mark_size));
}

/* The Content-Disposition among a part's headers; NULL without one. */
static char *
part_disposition(struct arena *arena, const char *headers)
{
	while (*headers) {
		const char *line_end = strstr(headers, "\r\n");
		const size_t n = line_end ? (size_t)(line_end - headers) : strlen(headers);

		if (!strncasecmp(headers, "Content-Disposition:", 20))
			return arena_copy(arena, headers, n);
		headers += n + (line_end ? 2 : 0);
	}
	return NULL;
}

/*
 * A file is a part with a file name (RFC 7578, 4.2); in the form of a browser where none was chosen
 * it is "".
 */
static bool
is_file(struct arena *arena, const char *disposition, uint64_t size)
{
	const char *file_name = parameter(arena, disposition, "filename");

	if (!file_name)
		return parameter(arena, disposition, "filename*") != NULL;
	return *file_name || size;
}

/* It may be in any encoding. (Browsers write UTF-8, and know nothing of `filename*`.) */
static const char *
name_of_file(struct arena *arena, const char *disposition)
{
	const char *name = parameter(arena, disposition, "filename");

	return name && *name && text_is_utf8(name, strlen(name)) && !text_has_control(name, "")
		? name : NULL;
}

static enum status
refuse_broken(struct multipart *m)
{
	problem_add(m->problems, "", "is no well-formed multipart body");
	return ERR_VALIDATION;
}

static enum status
add_file(struct multipart *m, const char *name, const char *disposition, uint64_t at,
	uint64_t size)
{
	struct form_file *file = arena_alloc(m->arena, sizeof(*file));
	enum status rc = form_count(m->problems, &m->count);

	if (rc)
		return rc;
	*file = (struct form_file){ .name = name, .size = size,
		.file_name = name_of_file(m->arena, disposition),
		.bytes = m->source->bytes ? m->source->bytes + at : NULL,
		.file = m->source->file, .offset = at };
	*m->tail = file;
	m->tail = &file->next;
	return OK;
}

static enum status
add_part(struct multipart *m, const char *disposition, uint64_t at, uint64_t size)
{
	const char *name = disposition ? parameter(m->arena, disposition, "name") : NULL;

	if (!name || !text_is_utf8(name, strlen(name)))
		return refuse_broken(m);
	if (m->tail && is_file(m->arena, disposition, size))
		return add_file(m, name, disposition, at, size);
	if (m->tail && (size > BODY_MAX || (m->text_size += (size_t)size) > BODY_MAX))
		return ERR_TOO_LARGE;
	return form_add(m->object, name, strlen(name), copy_bytes(m, at, (size_t)size),
		(size_t)size, m->problems, &m->count);
}

/* Takes the part that begins behind the boundary there, and moves on to behind the next one. */
static enum status
take_part(struct multipart *m, uint64_t *at)
{
	const uint64_t head = *at + 2, end = m->source->size;
	const uint64_t head_end = find(m, *at, "\r\n\r\n", 4), body = head_end + 4;
	const size_t size = head_end > head ? (size_t)(head_end - head) : 0;
	const char *headers;
	uint64_t stop;
	enum status rc;

	if (head_end == end || head_end > head + HEAD_MAX)
		return refuse_broken(m);
	headers = copy_bytes(m, head, size);
	stop = find(m, body - 2, m->mark, m->mark_size);
	if (stop == end || strlen(headers) < size)
		return refuse_broken(m);
	/* an empty part's line end is also the boundary's */
	rc = add_part(m, part_disposition(m->arena, headers), body, stop > body ? stop - body : 0);
	*at = skip_mark(m, stop);
	return rc;
}

enum status
form_parse_multipart(struct arena *arena, const char *content_type,
	const struct form_source *source, cJSON **out, const struct form_file **files,
	struct problems *problems)
{
	const char *boundary = parameter(arena, content_type, "boundary");
	struct multipart m = { .arena = arena, .source = source, .problems = problems,
		.tail = files };
	uint64_t at;
	enum status rc = OK;

	json_use_arena(arena);
	m.object = cJSON_CreateObject();
	if (!boundary || !*boundary || strlen(boundary) > BOUNDARY_MAX)
		return refuse_broken(&m);
	m.mark = arena_printf(arena, "\r\n--%s", boundary);
	m.mark_size = strlen(m.mark);
	at = first_part(&m);
	while (!rc && is_here(&m, at, "\r\n"))
		rc = take_part(&m, &at);
	if (!rc && !is_here(&m, at, "--"))
		rc = refuse_broken(&m);
	*out = m.object;
	return m.rc ? m.rc : rc;
}
