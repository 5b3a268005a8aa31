/* What a file is, by what is in it: as formats say by what they are known. */
#ifndef CONTENT_H
#define CONTENT_H

#include "archive.h"

/* The most lines before a header. */
enum { SKIP_MAX = 4 };

struct content {
	bool is_known;			/* it was looked at */
	bool is_text;
	enum part_kind kind;
	/* members of JSON, the root of XML; columns by the lines before them, where asked for */
	struct texts names, columns[SKIP_MAX];
	bool has_columns[SKIP_MAX];
	bool has_rows;			/* there is something below the columns */
	const char *message;		/* why it can't be read */
};

/* The files of an archive, each looked at once. */
struct contents {
	struct archive archive;
	struct arena *arena;		/* of what is known */
	struct arena *work;		/* of looking: nothing of it stays */
	struct content *files;
};

/* As archive_open. What it takes ends with the arena, or before. */
enum status contents_open(struct arena *arena, const struct input *input, struct contents *out,
	const char **message);
void contents_close(struct contents *contents);

/* An arena that is an arena's: it ends with that, or when it is let go. */
struct arena *arena_within(struct arena *arena, size_t limit);

const struct content *content_of(struct contents *contents, int file);

/* The column names of a table, so many lines further down. */
const struct texts *content_columns(struct contents *contents, int file, int skip_lines);

/* Whether all of what has commas between is among the names. */
bool names_have(struct arena *arena, const struct texts *names, const char *needs);

/* Whether a path ends like one of several patterns with blanks between. */
bool path_fits(const char *path, const char *patterns);

/* Whether a file may be this part by its content, and by its path (alone: by its name). */
bool content_fits(struct contents *contents, int file, const struct format_part *part);
bool content_path_fits(struct contents *contents, int file, const struct format_part *part);

/* The part of a format that a file is; -1 for none. */
int content_part(struct contents *contents, int file, const struct format *format);

#endif
