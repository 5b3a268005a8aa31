/*
 * JSON as others pack it: an array, or an object of arrays, or one whose members are the elements,
 * of which only one is in memory. What an element is itself is seen when it is parsed.
 */
#include "pieces.h"

#include <string.h>

static const char NO_JSON[] = "It isn't well-formed JSON.";

static int
skip_space(struct stream *stream)
{
	int c;

	while ((c = stream_peek(stream)) == ' ' || c == '\n' || c == '\t' || c == '\r')
		stream_next(stream);
	return c;
}

static bool
fail(struct json_scan *scan, const char *message)
{
	if (!scan->message)
		scan->message = message;
	return false;
}

static void
put(struct json_scan *scan, struct buf *out, int c)
{
	if (!out)
		return;
	if (out->length < PIECE_MAX)
		buf_putc(out, (char)c);
	else
		scan->is_too_long = true;
}

/* From its first quote to its last. */
static bool
read_string(struct json_scan *scan, struct buf *out)
{
	bool is_escaped = false;
	int c = stream_next(scan->stream);

	do {
		put(scan, out, c);
		is_escaped = !is_escaped && c == '\\';
		c = stream_next(scan->stream);
		if (c == STREAM_END)
			return fail(scan, pieces_cut);
	} while (c != '"' || is_escaped);
	put(scan, out, c);
	return true;
}

static bool
is_delimiter(int c)
{
	return c == ',' || c == ']' || c == '}' || c == STREAM_END || c == ' ' || c == '\n'
		|| c == '\r' || c == '\t';
}

/* A value, up to its end; NULL: it is passed over. */
static bool
read_value(struct json_scan *scan, struct buf *out)
{
	int depth = 0;

	do {
		const int c = stream_peek(scan->stream);

		if (c == STREAM_END)
			return fail(scan, pieces_cut);
		if (c == '"') {
			if (!read_string(scan, out))
				return false;
			continue;
		}
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		put(scan, out, stream_next(scan->stream));
		if (!depth && c != '}' && c != ']')	/* a number or a word */
			while (!is_delimiter(stream_peek(scan->stream)))
				put(scan, out, stream_next(scan->stream));
	} while (depth > 0);
	return depth == 0 || fail(scan, NO_JSON);
}

/* The name of a member, and its colon. */
static bool
read_name(struct json_scan *scan)
{
	scan->name_offset = stream_offset(scan->stream);
	scan->name.length = 0;
	if (!read_string(scan, &scan->name))
		return false;
	if (skip_space(scan->stream) != ':')
		return fail(scan, NO_JSON);
	stream_next(scan->stream);
	return skip_space(scan->stream) != STREAM_END || fail(scan, pieces_cut);
}

bool
json_scan_open(struct arena *arena, struct stream *stream, bool is_keyed,
	const struct import_place *place, struct json_scan *out)
{
	const int c = skip_space(stream);

	*out = (struct json_scan){ .stream = stream, .is_keyed = is_keyed };
	buf_init(&out->text, arena, 4096);
	buf_init(&out->name, arena, 64);
	buf_puts(&out->name, "\"\"");
	if (c != '[' && c != '{')
		return fail(out, NO_JSON);
	out->at = c == '[' ? AT_ARRAY : AT_OBJECT;
	stream_next(stream);
	if (place->member && out->at == AT_OBJECT) {
		stream_seek(stream, (uint64_t)place->member);
		if (stream_peek(stream) != '"' || !read_name(out))
			return fail(out, NO_JSON);
		out->at = is_keyed ? AT_OBJECT : AT_MEMBER;
	}
	if (place->offset) {
		stream_seek(stream, (uint64_t)place->offset);
		out->is_behind = true;
	}
	return true;
}

/* Up to the next thing within the brackets; 0 behind them, STREAM_END where it can't go on. */
static int
next_within(struct json_scan *scan, char end)
{
	int c = skip_space(scan->stream);

	if (c == ',' && scan->is_behind) {
		stream_next(scan->stream);
		c = skip_space(scan->stream);
	} else if (scan->is_behind && c != end && c != STREAM_END) {
		fail(scan, NO_JSON);
		return STREAM_END;
	}
	scan->is_behind = true;
	if (c == STREAM_END)
		fail(scan, pieces_cut);
	if (c != end)
		return c;
	stream_next(scan->stream);
	return 0;
}

/* The next member of the object: true when it is an element, or has some. */
static bool
enter_member(struct json_scan *scan)
{
	int c;

	while ((c = next_within(scan, '}')) > 0) {
		if (c != '"')
			return fail(scan, NO_JSON);
		if (!read_name(scan))
			return false;
		if (scan->is_keyed)
			return true;
		if (stream_peek(scan->stream) == '[') {
			stream_next(scan->stream);
			scan->at = AT_MEMBER;
			scan->is_behind = false;
			return true;
		}
		if (!read_value(scan, NULL))
			return false;
	}
	return false;
}

bool
json_scan_next(struct json_scan *scan)
{
	scan->text.length = 0;
	scan->is_too_long = false;
	for (;;) {
		int c;

		if (scan->at == AT_OBJECT && !enter_member(scan))
			return false;
		if (scan->at == AT_OBJECT)
			return read_value(scan, &scan->text);
		c = next_within(scan, ']');
		if (c > 0)
			return read_value(scan, &scan->text);
		if (c == STREAM_END || scan->at == AT_ARRAY)
			return false;
		scan->at = AT_OBJECT;
		scan->is_behind = true;
	}
}
