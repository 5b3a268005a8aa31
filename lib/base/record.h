/*
 * A record is described once, as data: struct, validation, SQL columns and JSON all come from its
 * field table. A view is another field table over the same struct.
 */
#ifndef RECORD_H
#define RECORD_H

#include "arena.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Member types that say what they hold, so that a field's type follows from the member (see FIELD).
 */
struct timestamp {
	int64_t seconds;	/* since 1970, UTC; INT_NONE when unset */
};
struct day {
	int64_t seconds;	/* its midnight UTC, or an instant (day.h); INT_NONE when unset */
};
struct halves {
	int64_t count;		/* 9 of them are 4.5; INT_NONE when unset */
};
struct object {
	const char *json;	/* the text of a JSON object; NULL when unset */
};
/* one of a table of words; 0 when unset. With MANY a set of bits, 1 << value */
typedef unsigned word;
struct texts {
	const char **list;	/* NULL when unset, which is an empty one */
	int count;
	int room;		/* of a list that grows: how many there can be; else 0 */
};
struct records {
	void *list;		/* one behind the other */
	int count;
	int room;		/* the same */
};

enum { OBJECT_MAX = 32 * 1024 };	/* bytes of an object's text */

#define INT_NONE INT64_MIN
#define TIME_NONE ((struct timestamp){ INT_NONE })
#define HALVES_NONE ((struct halves){ INT_NONE })

enum field_type {
	FIELD_TEXT,		/* const char *, NULL when unset */
	FIELD_INT,		/* int64_t, INT_NONE when unset */
	FIELD_HALVES,		/* struct halves: a number in steps of a half, not negative */
	FIELD_REAL,		/* double, NAN when unset; only ever answered, with one decimal */
	FIELD_BOOL,		/* bool, false when unset */
	FIELD_TIME,		/* struct timestamp */
	FIELD_DAY,		/* struct day */
	FIELD_WORD,		/* word */
	FIELD_OBJECT,		/* struct object */
	/*
	 * struct texts: each by the rules of a text; a column only by its name (`column`): their
	 * lines. In a form's body, too, each is a line
	 */
	FIELD_TEXTS,
	FIELD_RECORDS,		/* struct records: of another table, only shown (see children) */
};

enum field_flags {
	REQUIRED = 1 << 0,	/* must be sent on POST and PUT, and never be null */
	READONLY = 1 << 1,	/* shown; ignored when a client sends it */
	HIDDEN = 1 << 2,	/* never in JSON, either way */
	DERIVED = 1 << 3,	/* read from the database, never written by insert or update */
	UNREAD = 1 << 4,	/* written to the database, never read back with the record */
	KEEP = 1 << 5,		/* PUT leaves it alone when it is left out */
	FIXED = 1 << 6,		/* settable when the record is made, ignored afterwards */
	/* text of several lines, kept as typed; other text is one line, trimmed */
	LINES = 1 << 7,
	MANY = 1 << 8,		/* a repeatable query parameter: a set of words, or texts */
	LOOSE = 1 << 9,		/* text that may be sent as a number */
	SECRET = 1 << 10,	/* never in an answer, and taken byte for byte */
	NOT_NULL = 1 << 12,	/* may be left out, but not be null */
	/* text: the id of a picture, seen and sent as a link to it; or what `check` takes */
	PICTURE = 1 << 13,
	NULLABLE = 1 << 11,	/* first of a group: the group is null when this is unset */
	/* no member of an answer while it is unset; what is yes or no: while it is no */
	OPTIONAL = 1 << 14,
	FOLDED = 1 << 15,	/* of a filter: text that is compared folded */
	ONE = 1 << 16,		/* records: at most one, shown as itself or null */
	FUTURE = 1 << 28,	/* a time: none that is over may be sent */
	/* What a page (lib/http/web_page.h) makes of it: */
	HEADING = 1 << 20,	/* what people call the record by */
	BRIEF = 1 << 21,	/* beside that, also in lists */
	KIND = 1 << 25,		/* a word: by which it has its colour */
	SHAPED = 1 << 26,	/* written as `shape` says (lib/http/json.h) */
	UNIT = 1 << 22,		/* the unit of the number before it */
	UNASKED = 1 << 23,	/* may be sent, but no form asks for it */
	FOR_ADMINS = 1 << 24,	/* only admins' forms ask for it */
	DRAWING = 1 << 27,	/* text: an SVG that we have drawn ourselves */
};

/*
 * One name of a value. A table ends with a NULL name; the first name of a value is the one written.
 */
struct word_name {
	const char *name;
	word value;
	const char *label;		/* what people read; NULL: made from the name */
};

/* The words of a filter that has two sides, and is left out otherwise (0). */
enum { YES = 1, NO };
extern const struct word_name yes_or_no[];

/* What a check says: the text to store instead (or the same), or NULL with `*message` set. */
typedef const char *field_check(struct arena *arena, const char *text, const char **message);

struct field {
	const char *name;		/* in JSON and in forms */
	enum field_type type;
	size_t offset;			/* of the member in the struct */
	unsigned flags;
	/* in SQL, when it isn't the name; with a dot or bracket: an expression */
	const char *column;
	/* the JSON object it is shown in; the group's fields follow each other */
	const char *group;
	/*
	 * characters of a text (0 max: 200), bounds of a number (both 0: none); those of halves
	 * count halves
	 */
	int64_t min, max;
	const struct word_name *words;	/* of a FIELD_WORD */
	field_check *check;		/* of a FIELD_TEXT */
	const char *also[4];		/* other names read for it, never written */
	int most;			/* of a FIELD_TEXTS: how many there may be (0: 100) */
	union {
		const struct children *children;	/* of a FIELD_RECORDS */
		const struct shape *shape;		/* of what is SHAPED */
	};
	/*
	 * of a filter (filter.h), SQL: the condition of what passes, with `$$` for what was asked;
	 * of a set of words the expression that is one of them
	 */
	const char *condition;
	/* of a filter by words: a condition of its own for each, NULL for none */
	const char *const *conditions;
	const char *label;		/* what people read; NULL: made from the name */
	const char *hint;		/* how it is to be typed; NULL when that is clear */
};

/*
 * The records of another table that belong to each of this one: read for all rows of a page at
 * once.
 */
struct children {
	const struct record *record;
	const char *column;		/* SQL: what a child has its parent's key in */
	const char *order;		/* SQL, of one parent's children; ends in a unique column */
	size_t parent;			/* of the parent's key, an int64_t, in its struct */
	size_t key;			/* of the same in a child's struct */
};

/* The end of a field table is a field without a name. */
struct record {
	const char *table;		/* NULL for what isn't stored */
	size_t size;			/* of the struct */
	const struct field *fields;
	/* what follows "FROM table t", for columns of other tables */
	const char *joins;
	/*
	 * of a view that shows less: the struct's own record, whose other members start unset, too
	 */
	const struct record *whole;
	const struct record *more;	/* fields shown behind these, with joins of their own */
	const char *alias;		/* of the table its plain columns are in; NULL is `t` */
	/* of a struct within the record's: where the fields' offsets count from */
	size_t at;
	/* of a part: the JSON object that its fields are shown in */
	const char *name;
	/*
	 * of a view for where a member is known already: where it is. What is sent for it is
	 * ignored, and it needn't be. 0 for none
	 */
	size_t given;
	/* fills what follows from the columns, after a row was read */
	void (*finish)(struct arena *arena, void *record);
};

/*
 * The most fields a table may have: one bit each in a change. `.fields = FIELDS(table)` asserts it.
 */
enum { RECORD_FIELDS = 64 };

#define FIELDS(table) ((table) + 0 * sizeof(struct { \
	_Static_assert(sizeof(table) / sizeof((table)[0]) <= RECORD_FIELDS + 1, \
		"one bit a field"); \
	int unused; }))

#define FIELD_TYPE(type, member) _Generic(((type *)0)->member, \
	const char *: FIELD_TEXT, int64_t: FIELD_INT, double: FIELD_REAL, bool: FIELD_BOOL, \
	struct timestamp: FIELD_TIME, struct day: FIELD_DAY, word: FIELD_WORD, \
	struct halves: FIELD_HALVES, struct object: FIELD_OBJECT, \
	struct texts: FIELD_TEXTS, struct records: FIELD_RECORDS)

/* FIELD(struct media, title, REQUIRED, .max = 500): the member's name is the field's. */
#define FIELD(type, member, ...) FIELD_AS(type, member, #member, __VA_ARGS__)
#define FIELD_AS(type_, member, name_, ...) { .name = (name_), .type = FIELD_TYPE(type_, member), \
	.offset = offsetof(type_, member), .flags = __VA_ARGS__ }

/* The text of an object with another merged into it. */
typedef const char *object_merge(struct arena *arena, const char *object, const char *patch);

/* What a client sent, decoded by a view: the values, and which of the view's fields they are. */
struct change {
	const struct record *view;
	/* a struct of the view's record; unsent members are unset */
	void *values;
	/* bit n: the n-th field of the view was sent, or is emptied by PUT */
	uint64_t sent;
	uint64_t named;			/* bit n: it was sent itself */
	/* PATCH: how an object goes into what is there; NULL: it takes its place */
	object_merge *merge;
};

/* Makes every field of the view, and of its `whole`, unset: NULL, INT_NONE, NAN, false, 0. */
void record_clear(const struct record *view, void *record);

/* Makes the field unset in this record. */
void field_clear(const struct field *field, void *record);

/* True when it is unset. */
bool day_is_none(struct day day);

/* True when the field is unset in this record. */
bool field_is_unset(const struct field *field, const void *record);

/*
 * True when the member at `offset` was sent, or is emptied by PUT; the second: when it was sent
 * itself.
 */
bool change_has(const struct change *change, size_t offset);
bool change_names(const struct change *change, size_t offset);
#define CHANGED(change, type, member) change_has((change), offsetof(type, member))
#define NAMED(change, type, member) change_names((change), offsetof(type, member))

/* From now on the member at `offset` counts as sent, whoever set it; or it doesn't. */
void change_mark(struct change *change, size_t offset, bool sent);

/* Copies what was sent into `record`. */
void change_apply(const struct change *change, void *record);

/* Texts of one line each as the lines of one text (NULL: none), and back. */
const char *texts_lines(struct arena *arena, const struct texts *texts);
struct texts texts_of_lines(struct arena *arena, const char *lines);

/* Whether one of them is this one, byte by byte. */
bool texts_have(const struct texts *texts, const char *text);

/* Room for one more at the end of a list that grows, `size` zeroed bytes. */
void *records_next(struct arena *arena, struct records *list, size_t size);

/* As it is read and written: 4, or 4.5. */
const char *halves_text(struct arena *arena, int64_t halves);

/* The written name of a word, NULL when there is none. */
const char *word_text(const struct word_name *words, word value);

/* The value of a word, without regard to case (ASCII); 0 when it isn't in the table. */
word word_value(const struct word_name *words, const char *text);

#endif
