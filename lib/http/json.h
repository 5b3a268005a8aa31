/*
 * JSON in and out. In: a strict scanner, then cJSON, then a record with every bad field named.
 * Out: records as text, written directly.
 */
#ifndef JSON_H
#define JSON_H

#include "buf.h"
#include "links.h"
#include "problem.h"
#include "record.h"
#include "status.h"

#include <cjson/cJSON.h>

/* Makes cJSON allocate from this arena until it is called again; NULL forgets it. */
void json_use_arena(struct arena *arena);

/*
 * True when the text is one JSON value by RFC 8259, without `\u0000`, lone surrogates or more than
 * 32 levels.
 */
bool json_is_strict(const char *text, size_t size);

/*
 * The tree of one well-formed value (json_is_strict). A number keeps its literal, in `valuestring`:
 * a double would change it.
 */
cJSON *json_tree(struct arena *arena, const char *text, size_t size);

/* The text of an object, numbers as they came. Its tree is only good for being printed then. */
const char *json_print(const cJSON *object);

/*
 * An object's text with another merged into it, as RFC 7396 says: a member that is null goes, one
 * that isn't named stays. Both are well-formed.
 */
object_merge json_merge;

/*
 * Parses an object, which may begin with a BOM, as json_tree does. ERR_VALIDATION (with a problem)
 * for anything else, and for duplicate keys.
 */
enum status json_parse(struct arena *arena, const char *text, size_t size, cJSON **out,
	struct problems *problems);

struct json_in;

enum decode_mode {
	DECODE_CREATE,	/* POST: what is REQUIRED must be there */
	DECODE_REPLACE,	/* PUT: what is left out is emptied, but for KEEP and FIXED */
	DECODE_CHANGE,	/* PATCH: only what is sent */
	DECODE_QUERY,	/* a query string: unknown names are ignored, empty values too */
};

/*
 * What "" of a JSON member is: a text without anything, null, or as if it weren't there, which null
 * is then, too.
 */
enum empty { EMPTY_IS_TEXT, EMPTY_IS_NULL, EMPTY_IS_UNSENT };

/*
 * How a field is written that another design writes otherwise than its type says. Both may be NULL:
 * then it is as ever. `put` appends the value; it sees all of the record, so that what it shows may
 * follow from several members. `take` reads what was sent into the field's member; false, with a
 * problem, when it is none. (null makes the member unset, whatever its shape.)
 */
struct shape {
	void (*put)(struct buf *buf, const struct links *links, const struct field *field,
		const void *record);
	bool (*take)(const struct json_in *in, const cJSON *item, const struct field *field,
		void *record);
	bool takes_empty;	/* "" makes the member unset, though else it is EMPTY_IS_UNSENT */
};

/* How an object is read. */
struct json_in {
	struct arena *arena;		/* of what doesn't point into the object */
	struct problems *problems;	/* gets one for every bad field */
	/* how clients write PICTURE fields; NULL: only `check` counts */
	const struct links *links;
	enum decode_mode mode;
	/* values are strings, to be read as the field's type, "" as null */
	bool is_form;
	/* a text that has a `check` is as others wrote it, of any kind: that makes it ours */
	bool is_foreign;
	/* members that no field has are ignored, and a number may be a text (dialect.h) */
	bool is_lax;
	enum empty empty;
};

/*
 * Decodes an object (NULL is an empty one) into change->values by change->view. ERR_VALIDATION with
 * problems.
 */
enum status json_decode(const struct json_in *in, const cJSON *object, struct change *change);

/* Decodes the value of one field into a record; false, with a problem, when it is none. */
bool json_decode_field(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record);

/* The same as its type says, whatever its shape: what a shape's `take` ends with. */
bool json_decode_plain(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record);

/* The same of one more text in a list. */
bool json_decode_text(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record);

/*
 * Reads what others wrote: the name of a field, and those in `also`, are paths to where it may be,
 * such as "volumeInfo.title", "authors[0].name" (the first), "authors[].name" (each: all for a list
 * of texts, else the first that will do), "crew[job=Director].name" (each of which that is true) or
 * "[1]". The first path counts where something is. What is nowhere, a text of nothing visible, of
 * another type or against the rules stays unset, or out of the list: nothing is a problem. Numbers
 * are texts, too, where the field is LOOSE.
 */
void json_read_foreign(struct arena *arena, const cJSON *tree, const struct record *view,
	void *record);

/*
 * The tree of what others sent, or NULL when it is no JSON: it may begin with a BOM, and halves of
 * surrogates and `\u0000` in its texts become U+FFFD. At most about `*room` bytes of the arena,
 * which are taken from it: what needs more is none either.
 */
cJSON *json_tree_foreign(struct arena *arena, const char *text, size_t size, size_t *room);

/* Appends a string with quotes; the second: null where there is none. */
void json_put_string(struct buf *buf, const char *text);
void json_put_text_or_null(struct buf *buf, const char *text);

/* Appends `"name":` with a comma before it unless it is the first in its object, or in the text. */
void json_put_name(struct buf *buf, const char *name);

/* Appends the value of one field; the second as its type says, whatever its shape. */
void json_put_value(struct buf *buf, const struct links *links, const struct field *field,
	const void *record);
void json_put_plain(struct buf *buf, const struct links *links, const struct field *field,
	const void *record);

/*
 * Takes out of a change what is sent as the view shows it: a word that stands for several, half a
 * star less, a day without its time are no news of what there is (`before`, a record of the view's
 * struct).
 */
void change_keep_shown(struct arena *arena, struct change *change, const void *before);

/*
 * Appends a record as an object, or only its members, for an object that goes on. PICTURE fields
 * are shown by `links`; NULL: as they are stored.
 */
void json_put_record(struct buf *buf, const struct links *links, const struct record *view,
	const void *record);
void json_put_members(struct buf *buf, const struct links *links, const struct record *view,
	const void *record);

/* Appends `count` records, one behind the other, as an array. Between them the text may spill. */
void json_put_rows(struct buf *buf, const struct links *links, const struct record *view,
	const void *rows, int count);

/* The same without the brackets, for an array that goes on. */
void json_put_more(struct buf *buf, const struct links *links, const struct record *view,
	const void *rows, int count, bool is_first);

#endif
