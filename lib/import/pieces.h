/* The pieces of one file, whatever its kind. */
#ifndef PIECES_H
#define PIECES_H

#include "table.h"

/* Why there is no more of a file that isn't whole. */
extern const char pieces_cut[];

struct piece {
	enum part_kind kind;
	struct arena *arena;		/* of what is made of it */
	const char *path;
	int64_t number;
	const char *failed;		/* why it can't be read; else NULL */
	struct texts names, values;	/* of a table or of XML */
	bool has_more;			/* a row that has more cells than there are columns */
	const cJSON *json;
	const char *member, *element;
};

/* The elements of JSON, as text, that a file has on its first levels. */
struct json_scan {
	struct stream *stream;
	enum { AT_ARRAY, AT_OBJECT, AT_MEMBER } at;	/* AT_MEMBER: in an array of the object */
	bool is_keyed, is_behind;	/* behind an element: a comma follows */
	struct buf text, name;
	uint64_t name_offset;
	bool is_too_long;
	const char *message;
};

/* Begins; false, with a message, where it is no array or object. */
bool json_scan_open(struct arena *arena, struct stream *stream, bool is_keyed,
	const struct import_place *place, struct json_scan *out);

/* The next element is in `text`, the raw name of its member (with its quotes) in `name`. */
bool json_scan_next(struct json_scan *scan);

/* The children of the root of XML. */
struct xml_scan {
	struct stream *stream;
	void *parser;
	struct piece *piece;
	int depth;
	bool is_fed, is_there;		/* all was; a piece is whole */
	bool is_leaf;			/* no other is in the element */
	int64_t shift;			/* from the parser's offsets to the file's */
	int64_t behind;			/* the offset behind the piece */
	uint64_t fed;
	size_t size;			/* of the piece's text so far */
	struct buf text;
	const char *message;
};
bool xml_scan_open(struct arena *arena, struct stream *stream, const struct import_place *place,
	struct xml_scan *out);
bool xml_scan_next(struct xml_scan *scan, struct piece *piece);

/* The name of the root; NULL (with a message) when it has none. */
const char *xml_root(struct arena *arena, struct stream *stream, const char **message);

struct pieces {
	const struct format_part *part;
	struct import_place *place;
	const char *path;
	struct stream stream;
	struct table table;
	struct json_scan json;
	struct xml_scan xml;
	const char *message;		/* why there are no more */
};

/* Begins behind the place. ERR_VALIDATION with a message. */
enum status pieces_open(struct arena *arena, struct archive *archive, int file,
	const struct format_part *part, struct import_place *place, struct pieces *out);

/*
 * Reads a piece, which is the arena's. False at the end, or (with `message`) where it can't go on.
 */
bool pieces_next(struct pieces *pieces, struct arena *arena, struct piece *out);

/* Moves the place behind the piece that was read last. */
void pieces_done(struct pieces *pieces);

#endif
