#include "content.h"
#include "cell.h"
#include "pieces.h"
#include "text.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

enum { NAMES_MAX = 200, PATTERN_MAX = 100, LOOKED_AT = 4096, STRAY = 3, WORK_MAX = 24 << 20 };

static void
end_arena(void *arena)
{
	arena_release(arena);
}

struct arena *
arena_within(struct arena *arena, size_t limit)
{
	struct arena *within = arena_alloc(arena, sizeof(*within));

	arena_init(within, limit, arena->overflow);
	arena_hold(arena, end_arena, within);
	return within;
}

enum status
contents_open(struct arena *arena, const struct input *input, struct contents *out,
	const char **message)
{
	enum status rc;

	*out = (struct contents){ .arena = arena };
	rc = archive_open(arena, input, &out->archive, message);
	/* Files are open in it, which end before their archive. */
	out->work = arena_within(arena, WORK_MAX);
	if (!rc)
		out->files = arena_alloc(arena, sizeof(*out->files) * (size_t)(out->archive.count
			+ 1));
	return rc;
}

void
contents_close(struct contents *contents)
{
	arena_let_go(contents->arena, contents->work);
	arena_let_go(contents->arena, contents->archive.zip);
}

/* Pictures and programs have many bytes that no text has. */
static bool
is_text(const struct stream *stream)
{
	const size_t length = stream->length < LOOKED_AT ? stream->length : LOOKED_AT;
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += (stream->block[i] < ' ' && !strchr("\t\n\f\r", stream->block[i]))
			|| !stream->block[i];
	return count <= STRAY || count * 20 <= length;
}

static int
first_byte(const struct stream *stream)
{
	for (size_t i = 0; i < stream->length; i++)
		if (!strchr(" \t\r\n", stream->block[i]) || !stream->block[i])
			return stream->block[i];
	return STREAM_END;
}

/*
 * Names of members that begin in the first block: of the object at the top, of the elements of
 * an array or of members there, and of elements of its arrays.
 */
struct looking {
	struct arena *arena;
	struct texts *names;
	char open[4];			/* the brackets of the levels */
	int depth;
};

static bool
is_level_of_elements(const struct looking *l)
{
	if (l->depth < 1 || l->depth > 3 || l->open[l->depth - 1] != '{')
		return false;
	return l->depth < 3 || l->open[1] == '[';
}

/* A string that a colon follows is a name. Returns how many bytes were looked at. */
static size_t
look_at_string(struct looking *l, const char *text, size_t size)
{
	size_t end = 1, after;

	while (end < size && text[end] != '"')
		end += text[end] == '\\' ? 2 : 1;
	if (end >= size)
		return size;
	for (after = end + 1; after < size && strchr(" \t\r\n", text[after]) && text[after];)
		after++;
	if (after < size && text[after] == ':' && is_level_of_elements(l)
	    && l->names->count < NAMES_MAX)
		texts_add(l->arena, l->names, arena_copy(l->arena, text + 1, end - 1));
	return end + 1;
}

static void
look_at_json(struct arena *arena, const struct stream *stream, struct texts *out)
{
	struct looking l = { .arena = arena, .names = out };
	const char *text = (const char *)stream->block;

	for (size_t i = 0; i < stream->length;) {
		const char c = text[i];

		if (c == '"') {
			i += look_at_string(&l, text + i, stream->length - i);
			continue;
		}
		if (c == '{' || c == '[') {
			if (l.depth < (int)sizeof(l.open))
				l.open[l.depth] = c;
			l.depth++;
		}
		l.depth -= (c == '}' || c == ']') && l.depth > 0;
		i++;
	}
}

/* What a browser saves where a service wanted one to sign in first. */
static bool
is_web_page(const struct stream *stream)
{
	static const char *const starts[] = { "<!doctype html", "<html" };
	const char *text = (const char *)stream->block;
	size_t at = 0;

	while (at < stream->length && text[at] && strchr(" \t\r\n", text[at]))
		at++;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (stream->length - at > strlen(starts[i])
		    && !strncasecmp(text + at, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/* What people send that is no export, told by how it begins. */
static const char *
what_else(const struct stream *stream)
{
	static const struct {
		const char *start, *message;
	} others[] = {
		{ "%PDF", "It is a PDF, which can't be read: exports are CSV, TSV, JSON, XML, or a "
			"ZIP of those." },
		{ "\x89PNG", "It is a picture." }, { "\xff\xd8\xff", "It is a picture." },
		{ "GIF8", "It is a picture." }, { "RIFF", "It is a picture." },
		{ "\xd0\xcf\x11\xe0", "It is a document or spreadsheet of an old kind: save it as "
			"CSV (UTF-8), and choose that." },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		const size_t size = strlen(others[i].start);

		if (stream->length > size && !memcmp(stream->block, others[i].start, size))
			return others[i].message;
	}
	return NULL;
}

static void
look_at(struct contents *contents, int file, struct content *content)
{
	struct stream stream;
	const char *root;
	int first;

	if (stream_open(contents->work, &contents->archive, file, false, &stream,
		&content->message))
		return;
	first = first_byte(&stream);
	content->kind = first == '<' ? PART_XML : first == '{' || first == '[' ? PART_JSON
		: PART_TABLE;
	content->is_text = first != STREAM_END && is_text(&stream);
	if (is_web_page(&stream)) {
		content->message = "It is a web page: a service gives that instead of the file "
			"where one isn't signed in.";
		return;
	}
	content->message = what_else(&stream);
	if (content->message)
		return;
	if (content->kind == PART_JSON)
		look_at_json(contents->arena, &stream, &content->names);
	if (content->kind != PART_XML || stream_open(contents->work, &contents->archive, file, true,
		&stream, &content->message))
		return;
	root = xml_root(contents->arena, &stream, &content->message);
	texts_add(contents->arena, &content->names, root);
}

static struct content *
known(struct contents *contents, int file)
{
	struct content *content = &contents->files[file];

	if (!content->is_known) {
		content->is_known = true;
		look_at(contents, file, content);
		arena_reset(contents->work);
	}
	return content;
}

const struct content *
content_of(struct contents *contents, int file)
{
	return known(contents, file);
}

const struct texts *
content_columns(struct contents *contents, int file, int skip_lines)
{
	struct content *content = known(contents, file);
	struct texts *columns = &content->columns[skip_lines];
	struct stream stream;
	struct table table;

	if (content->has_columns[skip_lines] || content->kind != PART_TABLE || !content->is_text)
		return columns;
	content->has_columns[skip_lines] = true;
	if (!stream_open(contents->work, &contents->archive, file, false, &stream,
		&content->message)
	    && table_open(contents->work, &stream, skip_lines, false, &table)) {
		*columns = table.columns;
		columns->list = arena_alloc(contents->arena,
			sizeof(char *) * (size_t)columns->count);
		for (int i = 0; i < columns->count; i++)
			columns->list[i] = arena_strdup(contents->arena, table.columns.list[i]);
		content->has_rows |= table_next(&table);
	}
	arena_reset(contents->work);
	return columns;
}

/* The next of what has commas between; one in double quotes is none. Moves on behind it. */
static const char *
next_need(struct arena *arena, const char **needs)
{
	const char *start = *needs;
	bool is_quoted = false;
	size_t length = 0;

	while (start[length] && (is_quoted || start[length] != ','))
		is_quoted ^= start[length++] == '"';
	*needs = start + length + (start[length] == ',');
	start += strspn(start, "\"' ");
	if (start >= *needs)
		return "";
	length = (size_t)(*needs - start) - ((*needs)[-1] == ',');
	while (length && strchr("\"' ", start[length - 1]))
		length--;
	return arena_copy(arena, start, length);
}

bool
names_have(struct arena *arena, const struct texts *names, const char *needs)
{
	while (*needs) {
		const char *need = next_need(arena, &needs);
		bool is_there = !*need;

		for (int i = 0; i < names->count && !is_there; i++)
			is_there = !strcasecmp(names->list[i], need);
		if (!is_there)
			return false;
	}
	return true;
}

static bool
tail_fits(const char *path, const char *pattern)
{
	for (; path; path = strchr(path, '/')) {
		path += *path == '/';
		if (!fnmatch(pattern, path, FNM_PATHNAME | FNM_CASEFOLD))
			return true;
	}
	return false;
}

bool
path_fits(const char *path, const char *patterns)
{
	while (*patterns) {
		char pattern[PATTERN_MAX] = "";
		const size_t length = strcspn(patterns, " ");

		if (length && length < sizeof(pattern)) {
			memcpy(pattern, patterns, length);
			if (tail_fits(path, pattern))
				return true;
		}
		patterns += length + strspn(patterns + length, " ");
	}
	return false;
}

bool
content_fits(struct contents *contents, int file, const struct format_part *part)
{
	const struct content *content = content_of(contents, file);

	if (content->message || !content->is_text || content->kind != part->kind)
		return false;
	if (!part->needs)
		return true;
	return names_have(contents->arena, part->kind == PART_TABLE
		? content_columns(contents, file, part->skip_lines) : &content->names, part->needs);
}

/* Browsers name the second of a name "watchlist (1).csv". */
static const char *
without_copy_number(struct arena *arena, const char *path)
{
	const char *open = strrchr(path, '('), *end = open ? strchr(open, ')') : NULL;

	if (!end || strspn(open + 1, "0123456789") != (size_t)(end - open - 1)
	    || (end[1] && end[1] != '.'))
		return path;
	while (open > path && open[-1] == ' ')
		open--;
	return arena_printf(arena, "%.*s%s", (int)(open - path), path, end + 1);
}

bool
content_path_fits(struct contents *contents, int file, const struct format_part *part)
{
	const char *path = archive_path(&contents->archive, file);

	if (contents->archive.packing != PACKED_ZIP)
		return !part->needs_name || (part->path && path_fits(
			without_copy_number(contents->arena, path), part->path));
	return !part->path || path_fits(path, part->path);
}

/* Of a ZIP only what is named is looked into; never what is named as something else. */
int
content_part(struct contents *contents, int file, const struct format *format)
{
	if (contents->archive.packing == PACKED_ZIP && format->others
	    && path_fits(archive_path(&contents->archive, file), format->others))
		return -1;
	for (int i = 0; format->parts[i].read; i++)
		if (content_path_fits(contents, file, &format->parts[i])
		    && content_fits(contents, file, &format->parts[i]))
			return i;
	return -1;
}
