/* Which format a file is. */
#include "content.h"
#include "flat.h"

#include <string.h>

static const char NO_TEXT[] = "It is no file that is read here: exports are CSV, TSV, JSON, XML, "
	"or a ZIP of those.",
	NO_JSON[] = "It is JSON, but of no service that is read here.",
	NO_XML[] = "It is XML, but of no service that is read here.",
	NO_TABLE[] = "It is a text, but no table of titles: the first line must name columns.",
	NOTHING[] = "In it there is no file of a service that is read here.",
	NO_ROWS[] = "It has no rows: only the names of its columns are there.",
	SPREADSHEET[] = "It is a spreadsheet: save it as CSV (UTF-8), and choose that.";

static enum status
refuse(const char **message, const char *why)
{
	*message = why;
	return ERR_VALIDATION;
}

static bool
is_last(const struct format *const *format)
{
	return !format[1];
}

/* Whether the columns are one of several sets, with ";" between. */
static bool
has_one_of(struct contents *contents, int file, const char *sets)
{
	const struct content *content = content_of(contents, file);
	const struct texts *names = content->kind == PART_TABLE
		? content_columns(contents, file, 0) : &content->names;

	while (sets && *sets) {
		const size_t length = strcspn(sets, ";");

		if (names_have(contents->arena, names, arena_copy(contents->arena, sets, length)))
			return true;
		sets += length + (sets[length] == ';');
	}
	return false;
}

/* The service whose file it is, though none of those that are read. */
static const struct format *
find_owner(struct contents *contents, bool by_name)
{
	for (int i = 0; formats[i]; i++)
		for (int file = 0; file < contents->archive.count; file++) {
			const char *path = archive_path(&contents->archive, file);

			if (by_name ? formats[i]->others && path_fits(path, formats[i]->others)
				: has_one_of(contents, file, formats[i]->other_needs))
				return formats[i];
		}
	return NULL;
}

static enum status
refuse_wrong(struct arena *arena, const struct format *format, const char **message)
{
	*message = arena_printf(arena, "It is of %s, but not what is needed of theirs. That is "
		"here: %s", format->title, format->where);
	return ERR_VALIDATION;
}

/* The format of which only the name of the file says which part it is, and doesn't. */
static const struct format *
find_nameless(struct contents *contents)
{
	for (int i = 0; formats[i]; i++)
		for (int part = 0; formats[i]->parts[part].read; part++)
			if (formats[i]->parts[part].needs_name
			    && content_fits(contents, 0, &formats[i]->parts[part]))
				return formats[i];
	return NULL;
}

/* A table with its header alone is nothing. */
static enum status
check_rows(struct contents *contents, const char **message)
{
	const struct content *content = content_of(contents, 0);

	return content->kind == PART_TABLE && !content->has_rows ? refuse(message, NO_ROWS) : OK;
}

/* A table that nobody knows: a member may say what its columns are. */
static enum status
take_any_table(struct contents *contents, const struct format *last, const struct format **out,
	const char **asks, const char **message)
{
	const struct content *content = content_of(contents, 0);
	const int part = content_part(contents, 0, last);

	if (!content->is_text)
		return refuse(message, NO_TEXT);
	if (content->kind != PART_TABLE)
		return refuse(message, content->kind == PART_JSON ? NO_JSON : NO_XML);
	if (part < 0 || content_columns(contents, 0, 0)->count < 2)
		return refuse(message, NO_TABLE);
	*asks = "columns";
	*out = last;
	return check_rows(contents, message);
}

static const struct format *
last_format(void)
{
	int i = 0;

	while (!is_last(&formats[i]))
		i++;
	return formats[i];
}

/* The format of which the file is a part, but for the last, which takes all tables. */
static const struct format *
find_format(struct contents *contents)
{
	for (int i = 0; !is_last(&formats[i]); i++)
		if (content_part(contents, 0, formats[i]) >= 0)
			return formats[i];
	return NULL;
}

/* Whether it is one of those tables whose columns are known. */
static bool
is_known_table(struct contents *contents, const struct format *last)
{
	const int part = content_part(contents, 0, last);

	return part >= 0 && last->parts[part].needs;
}

static enum status
recognise_file(struct contents *contents, const struct format **out, const char **asks,
	const char **message)
{
	const struct format *last = last_format(), *found = find_format(contents);

	if (content_of(contents, 0)->message)
		return refuse(message, content_of(contents, 0)->message);
	if (!found) {
		found = find_nameless(contents);
		*asks = found ? "name" : NULL;
	}
	*out = found;
	if (found)
		return check_rows(contents, message);
	found = find_owner(contents, false);
	if (!found && is_known_table(contents, last)) {
		*out = last;
		if (last->parts[content_part(contents, 0, last)].is_any
		    && !flat_says_type(content_columns(contents, 0, 0), NULL))
			*asks = "type";
		return check_rows(contents, message);
	}
	found = found ? found : find_owner(contents, true);
	if (found)
		return refuse_wrong(contents->arena, found, message);
	return take_any_table(contents, last, out, asks, message);
}

static bool
has_part(struct contents *contents, const struct format *format)
{
	for (int file = 0; file < contents->archive.count; file++) {
		const int part = content_part(contents, file, format);

		if (part >= 0 && format->parts[part].needs)
			return true;
	}
	return false;
}

static bool
is_spreadsheet(const struct archive *archive)
{
	for (int i = 0; i < archive->count; i++)
		if (path_fits(archive_path(archive, i), "xl/workbook.xml content.xml"))
			return true;
	return false;
}

/* A table of any kind is taken only where it is alone: of others nobody knows what they are. */
static enum status
recognise_archive(struct contents *contents, const struct format **out, const char **message)
{
	const struct format *found;

	if (is_spreadsheet(&contents->archive))
		return refuse(message, SPREADSHEET);
	for (int i = 0; formats[i]; i++)
		if ((!is_last(&formats[i]) || contents->archive.count == 1)
		    && has_part(contents, formats[i])) {
			*out = formats[i];
			return OK;
		}
	for (int file = 0; file < contents->archive.count; file++)
		if (contents->files[file].message)
			return refuse(message, contents->files[file].message);
	found = find_owner(contents, true);
	found = found ? found : find_owner(contents, false);
	return found ? refuse_wrong(contents->arena, found, message) : refuse(message, NOTHING);
}

enum status
format_recognise(struct arena *arena, const struct input *input, const struct format **out,
	const char **asks, const char **message)
{
	struct contents contents;
	enum status rc = contents_open(arena, input, &contents, message);

	*asks = NULL;
	*out = NULL;
	if (!rc && contents.archive.packing == PACKED_ZIP)
		rc = recognise_archive(&contents, out, message);
	else if (!rc)
		rc = recognise_file(&contents, out, asks, message);
	contents_close(&contents);
	return rc;
}

struct texts
format_columns(struct arena *arena, const struct input *input)
{
	struct contents contents;
	struct texts columns = { NULL, 0, 0 };
	const char *message;

	if (!contents_open(arena, input, &contents, &message)
	    && contents.archive.packing != PACKED_ZIP)
		columns = *content_columns(&contents, 0, 0);
	contents_close(&contents);
	return columns;
}
