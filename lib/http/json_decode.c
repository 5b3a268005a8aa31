/*
 * A cJSON tree becomes a record: every field is read as its table says, and every bad one is named.
 */
#include "json.h"
#include "clock.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { OBJECT_LEVELS = 16, TEXTS_MAX = 100 };

static const int64_t WHOLE_MAX = 9007199254740991;	/* 2^53 - 1 */

/* Reading one field's value: what is needed for it. */
struct decoding {
	const struct json_in *in;
	const struct field *field;
	void *member;
};

static bool
refuse_value(const struct decoding *d, const char *message)
{
	problem_add(d->in->problems, d->field->name, "%s", message);
	return false;
}

static bool
in_bounds(const struct decoding *d, int64_t number)
{
	const struct field *f = d->field;

	if ((!f->min && !f->max) || (number >= f->min && (number <= f->max || !f->max)))
		return true;
	if (!f->max)
		problem_add(d->in->problems, f->name, "must be at least %lld", (long long)f->min);
	else
		problem_add(d->in->problems, f->name, "must be from %lld to %lld",
			(long long)f->min, (long long)f->max);
	return false;
}

/*
 * The whole number that a literal is, exactly: 1e2 and 1.0 are one, 1.5 isn't, nor is
 * 1.0000000000000000001. At most what every parser of JSON holds (RFC 8259, 6).
 */
static bool
read_whole(const char *literal, int64_t *out)
{
	const char *digits = literal + strspn(literal, "+-"),
		*end = digits + strspn(digits, "0123456789.");
	const char *point = memchr(digits, '.', (size_t)(end - digits));
	long exponent = *end ? strtol(end + 1, NULL, 10) : 0;
	long places = (point ? point : end) - digits
		+ (exponent < -1000 ? -1000 : exponent > 1000 ? 1000 : exponent);
	int64_t number = 0;

	for (const char *p = digits; p < end; p++) {
		if (*p == '.')
			continue;
		if (places-- > 0)
			number = 10 * number + *p - '0';
		else if (*p != '0')
			return false;
		if (number > WHOLE_MAX)
			return false;
	}
	while (number && places-- > 0) {
		number *= 10;
		if (number > WHOLE_MAX)
			return false;
	}
	*out = *literal == '-' ? -number : number;
	return true;
}

/* A number that comes as a text: all do in a form, and some clients write them so. */
static bool
is_text_of_number(const struct json_in *in, const cJSON *item)
{
	return in->is_form || (in->is_lax && cJSON_IsString(item));
}

static bool
decode_int(const struct decoding *d, const cJSON *item)
{
	int64_t number;

	if (is_text_of_number(d->in, item)) {
		const char *digits = item->valuestring + strspn(item->valuestring, "+-");

		if (digits - item->valuestring > 1 || !*digits
		    || digits[strspn(digits, "0123456789")])
			return refuse_value(d, "must be a whole number");
	} else if (!cJSON_IsNumber(item)) {
		return refuse_value(d, "must be a whole number");
	}
	if (!read_whole(item->valuestring, &number))
		return refuse_value(d, "must be a whole number of at most 9007199254740991");
	if (!in_bounds(d, number))
		return false;
	*(int64_t *)d->member = number;
	return true;
}

/* The halves that a literal is, exactly: 4, 4.0 and 4.50 are some; no sign and no exponent. */
static bool
read_halves(const char *literal, int64_t *out)
{
	const size_t digits = strspn(literal, "0123456789");
	const char *p = literal + digits;
	bool has_half = false;

	if (!digits || digits > 15 || !strcmp(p, "."))
		return false;
	if (*p == '.') {
		has_half = *++p == '5';
		p += has_half;
		p += strspn(p, "0");
	}
	*out = 2 * strtoll(literal, NULL, 10) + has_half;
	return !*p;
}

static bool
decode_halves(const struct decoding *d, const cJSON *item)
{
	const struct field *f = d->field;
	int64_t halves;

	if ((is_text_of_number(d->in, item) || cJSON_IsNumber(item))
	    && read_halves(item->valuestring, &halves) && halves >= f->min && halves <= f->max) {
		((struct halves *)d->member)->count = halves;
		return true;
	}
	problem_add(d->in->problems, f->name, "must be from %s to %s, in steps of 0.5",
		halves_text(d->in->arena, f->min), halves_text(d->in->arena, f->max));
	return false;
}

static bool
decode_bool(const struct decoding *d, const cJSON *item)
{
	static const struct word_name words[] = {
		{ "true", 2 }, { "1", 2 }, { "on", 2 }, { "yes", 2 }, { "false", 1 }, { "0", 1 },
		{ "no", 1 }, { NULL, 0 },
	};
	word value;

	if (cJSON_IsBool(item)) {
		*(bool *)d->member = cJSON_IsTrue(item);
		return true;
	}
	value = d->in->is_form ? word_value(words, item->valuestring) : 0;
	if (!value)
		return refuse_value(d, "must be true or false");
	*(bool *)d->member = value == 2;
	return true;
}

static bool
decode_word(const struct decoding *d, const cJSON *item)
{
	word value = cJSON_IsString(item) ? word_value(d->field->words, item->valuestring) : 0;
	struct buf names;

	if (value) {
		*(word *)d->member = d->field->flags & MANY ? *(word *)d->member | 1u << value
			: value;
		return true;
	}
	buf_init(&names, d->in->arena, 64);
	for (const struct word_name *w = d->field->words; w->name; w++) {
		if (word_text(d->field->words, w->value) != w->name
		    || word_value(d->field->words, w->name) != w->value)
			continue;
		if (names.length)
			buf_puts(&names, ", ");
		buf_puts(&names, w->name);
	}
	problem_add(d->in->problems, d->field->name, "must be one of %s", names.data);
	return false;
}

/* A time or a day: both are kept as seconds. */
static bool
decode_seconds(const struct decoding *d, const cJSON *item, const char *wanted)
{
	int64_t *seconds = d->member;

	if (!cJSON_IsString(item) || !clock_parse(item->valuestring, seconds))
		return refuse_value(d, wanted);
	return !(d->field->flags & FUTURE) || *seconds > clock_now()
		|| refuse_value(d, "must be in the future");
}

static int
count_levels(const cJSON *item)
{
	int deepest = 0;

	for (const cJSON *child = item->child; child; child = child->next) {
		int below = count_levels(child);

		deepest = below > deepest ? below : deepest;
	}
	return cJSON_IsObject(item) || cJSON_IsArray(item) ? deepest + 1 : deepest;
}

static bool
decode_object(const struct decoding *d, const cJSON *item)
{
	struct problems own = { .arena = d->in->arena };
	cJSON *typed = NULL;
	const cJSON *object = item;
	const char *text;

	if (d->in->is_form
	    && !json_parse(d->in->arena, item->valuestring, strlen(item->valuestring), &typed,
		&own))
		object = typed;
	if (!cJSON_IsObject(object))
		return refuse_value(d, "must be a JSON object");
	if (count_levels(object) > OBJECT_LEVELS)
		return refuse_value(d, "must not be nested more than 16 levels deep");
	text = json_print(object);
	if (strlen(text) > OBJECT_MAX)
		return refuse_value(d, "must be at most 32 KiB");
	((struct object *)d->member)->json = text;
	return true;
}

static bool
check_length(const struct decoding *d, const char *text)
{
	const struct field *f = d->field;
	int64_t max = f->max ? f->max : 200, length = (int64_t)text_length(text);

	if ((f->flags & REQUIRED || f->min) && !length)
		return refuse_value(d, "must not be empty");
	if (length < f->min)
		problem_add(d->in->problems, f->name, "must have at least %lld characters",
			(long long)f->min);
	else if (length > max)
		problem_add(d->in->problems, f->name, "must have at most %lld characters",
			(long long)max);
	return length >= f->min && length <= max;
}

/*
 * A line break is one character, whatever it was typed on: CR LF, as forms send it (HTML, form
 * submission), and CR are LF.
 */
static const char *
one_line_break(struct arena *arena, const char *text)
{
	char *copy, *to;

	if (!strchr(text, '\r'))
		return text;
	copy = to = arena_strdup(arena, text);
	for (; *text; text++) {
		*to++ = *text == '\r' ? '\n' : *text;
		if (*text == '\r' && text[1] == '\n')
			text++;
	}
	*to = '\0';
	return copy;
}

static bool
decode_text(const struct decoding *d, const cJSON *item)
{
	const struct field *f = d->field;
	const char *text = cJSON_GetStringValue(item), *message = NULL, *picture = NULL;

	if (!text && cJSON_IsNumber(item) && f->flags & LOOSE)
		text = item->valuestring;
	if (!text)
		return refuse_value(d, "must be a text");
	if (d->in->is_foreign && !text_is_visible(text))
		return refuse_value(d, "must not be empty");
	if (d->in->is_foreign && f->check) {
		text = f->check(d->in->arena, text, &message);
		*(const char **)d->member = text;
		return text != NULL;
	}
	if (f->flags & LINES && text_has_control(text, "\t\n\r"))
		return refuse_value(d, "must be text without control characters");
	if (!(f->flags & (LINES | SECRET)) && text_has_control(text, ""))
		return refuse_value(d, "must be one line without control characters");
	if (*text && !(f->flags & SECRET) && !text_is_visible(text)) {
		if (f->flags & (REQUIRED | NOT_NULL) || f->min)
			return refuse_value(d, "must not be empty");
		*(const char **)d->member = NULL;	/* of nothing visible: no text */
		return true;
	}
	if (f->flags & LINES)
		text = one_line_break(d->in->arena, text);
	else if (!(f->flags & SECRET))
		text = text_trim(d->in->arena, text);
	if (!check_length(d, text))
		return false;
	if (f->flags & PICTURE)
		picture = links_picture(d->in->links, d->in->arena, text);
	if (f->check && !picture) {
		text = f->check(d->in->arena, text, &message);
		if (!text)
			return refuse_value(d, message);
	}
	*(const char **)d->member = picture ? picture : text;
	return true;
}

/* Of how many texts a list may be. */
static int
most_texts(const struct decoding *d)
{
	return d->field->most ? d->field->most : TEXTS_MAX;
}

/* An empty list with room for so many. */
static void
begin_texts(const struct decoding *d, int count)
{
	const int room = count < most_texts(d) ? count : most_texts(d);

	*(struct texts *)d->member = (struct texts){
		arena_alloc(d->in->arena, sizeof(const char *) * (size_t)room), 0, room };
}

/* One more text of a list. */
static bool
decode_next_text(const struct decoding *d, const cJSON *item)
{
	struct texts *texts = d->member;
	const char *text = NULL;
	const struct decoding one = { d->in, d->field, &text };

	if (!decode_text(&one, item))
		return false;
	if (d->in->mode == DECODE_QUERY && (!text || !*text))
		return true;
	if (!text || !*text)
		return refuse_value(d, "must have no empty text in it");
	if (texts->count == most_texts(d)) {
		problem_add(d->in->problems, d->field->name, "must have at most %d texts",
			most_texts(d));
		return false;
	}
	if (!texts->list)
		begin_texts(d, most_texts(d));
	texts->list[texts->count++] = text;
	return true;
}

/* Each line that has something in it. */
static bool
decode_lines(const struct decoding *d, const char *text)
{
	const struct texts lines = texts_of_lines(d->in->arena,
		one_line_break(d->in->arena, text));

	for (int i = 0; i < lines.count; i++) {
		cJSON line = { .type = cJSON_String,
			.valuestring = arena_strdup(d->in->arena, lines.list[i]) };

		if (text_is_visible(lines.list[i]) && !decode_next_text(d, &line))
			return false;
	}
	return true;
}

/* An array; in queries one text, in forms one a line; either may come again. */
static bool
decode_texts(const struct decoding *d, const cJSON *item)
{
	const cJSON *text;

	if (d->in->mode == DECODE_QUERY)
		return decode_next_text(d, item);
	if (d->in->is_form)
		return decode_lines(d, item->valuestring);
	if (!cJSON_IsArray(item))
		return refuse_value(d, "must be a list of texts");
	if (!item->child && d->field->flags & REQUIRED)
		return refuse_value(d, "must not be empty");
	if (item->child)
		begin_texts(d, cJSON_GetArraySize(item));
	cJSON_ArrayForEach(text, item)
		if (!decode_next_text(d, text))
			return false;
	return true;
}

static bool
decode_type(const struct decoding *d, const cJSON *item)
{
	switch (d->field->type) {
	case FIELD_TEXT: return decode_text(d, item);
	case FIELD_INT: return decode_int(d, item);
	case FIELD_HALVES: return decode_halves(d, item);
	case FIELD_BOOL: return decode_bool(d, item);
	case FIELD_TIME: return decode_seconds(d, item,
		"must be an RFC 3339 time or a date, as 2025-04-01T07:58:56Z or 2025-04-01");
	case FIELD_DAY: return decode_seconds(d, item,
		"must be a day, as 2025-04-01, or an RFC 3339 time, as 2025-04-01T07:58:56Z");
	case FIELD_WORD: return decode_word(d, item);
	case FIELD_OBJECT: return decode_object(d, item);
	case FIELD_TEXTS: return decode_texts(d, item);
	case FIELD_REAL:
	case FIELD_RECORDS: break;
	}
	return refuse_value(d, "can't be set");
}

bool
json_decode_plain(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record)
{
	return decode_type(&(struct decoding){ in, field, (char *)record + field->offset }, item);
}

bool
json_decode_field(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record)
{
	if (field->flags & SHAPED && field->shape->take)
		return field->shape->take(in, item, field, record);
	return json_decode_plain(in, item, field, record);
}

bool
json_decode_text(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record)
{
	return decode_next_text(&(struct decoding){ in, field, (char *)record + field->offset },
		item);
}

static bool
has_name(const struct field *field, const char *name)
{
	if (!strcmp(field->group ? field->group : field->name, name))
		return true;
	for (int i = 0; i < 4 && field->also[i]; i++)
		if (!strcmp(field->also[i], name))
			return true;
	return false;
}

/* The settable field of that name; or a read-only one; or NULL. Parts are only ever shown. */
static const struct field *
find_field(const struct record *view, const char *name)
{
	static const struct field shown = { .flags = READONLY };
	const struct field *found = NULL;
	bool is_settable = false;

	for (const struct field *field = view->fields; field->name && !is_settable; field++)
		if (!(field->flags & HIDDEN) && has_name(field, name)) {
			found = field;
			is_settable = !(field->flags & READONLY);
		}
	for (const struct record *part = view->more; part && !found; part = part->more) {
		if (part->name && !strcmp(part->name, name))
			return &shown;
		for (const struct field *field = part->fields; field->name && !part->name && !found;
			field++)
			if (!(field->flags & HIDDEN) && has_name(field, name))
				found = &shown;
	}
	return found;
}

static bool
is_given(const struct record *view, const struct field *field)
{
	return view->given && field->offset == view->given;
}

/* Whether a member that no field has may be there. */
static bool
is_overlooked(const struct json_in *in, const char *name)
{
	return in->mode == DECODE_QUERY || in->is_lax
		|| (in->is_form && (name[0] == '_' || !strcmp(name, "next")));
}

static bool
is_empty_text(const struct json_in *in, const cJSON *item)
{
	return !in->is_form && cJSON_IsString(item) && !*item->valuestring;
}

/* What is null, or an empty text that means it. */
static bool
is_null(const struct json_in *in, const struct field *field, const cJSON *item)
{
	if (in->is_form && !cJSON_IsNull(item))
		return !*item->valuestring && !(field->flags & SECRET);
	return cJSON_IsNull(item) || (in->empty != EMPTY_IS_TEXT && is_empty_text(in, item));
}

/* What is as if it weren't there. */
static bool
is_unsent(const struct json_in *in, const struct field *field, const cJSON *item)
{
	const bool takes_empty = field->flags & SHAPED && field->shape->takes_empty;

	return in->empty == EMPTY_IS_UNSENT && !in->is_form
		&& (cJSON_IsNull(item) || (is_empty_text(in, item) && !takes_empty));
}

/* What null makes of a field. */
static bool
decode_null(const struct json_in *in, const struct field *field, void *record)
{
	if (!(field->flags & MANY))
		field_clear(field, record);	/* of repeated ones the last wins */
	return in->mode == DECODE_QUERY || !(field->flags & (REQUIRED | NOT_NULL))
		|| refuse_value(&(struct decoding){ in, field }, "must not be empty");
}

static bool
decode_member(const struct json_in *in, const cJSON *item, struct change *change)
{
	const enum decode_mode mode = in->mode;
	const struct field *field = find_field(change->view, item->string);

	if (!field) {
		if (is_overlooked(in, item->string))
			return true;
		problem_add(in->problems, item->string, "is not known here");
		return false;
	}
	if (field->flags & READONLY || is_given(change->view, field)
	    || (field->flags & FIXED && mode != DECODE_CREATE && mode != DECODE_QUERY)
	    || is_unsent(in, field, item))
		return true;
	if (mode != DECODE_QUERY || (!cJSON_IsNull(item) && *item->valuestring))
		change->sent = change->named |= UINT64_C(1) << (field - change->view->fields);
	if (is_null(in, field, item))
		return decode_null(in, field, change->values);
	return json_decode_field(in, item, field, change->values);
}

/*
 * What is missing: REQUIRED on POST and PUT; on PUT all that is left out and may be emptied counts
 * as sent.
 */
static void
complete_change(enum decode_mode mode, struct change *change, struct problems *problems)
{
	unsigned left_alone = READONLY | HIDDEN | (mode == DECODE_REPLACE ? KEEP | FIXED : 0);

	if (mode != DECODE_CREATE && mode != DECODE_REPLACE)
		return;
	for (int i = 0; change->view->fields[i].name; i++) {
		const struct field *field = &change->view->fields[i];

		if (field->flags & left_alone || change->sent >> i & 1
		    || is_given(change->view, field))
			continue;
		if (field->flags & REQUIRED)
			problem_add(problems, field->name, "is required");
		else if (mode == DECODE_REPLACE)
			change->sent |= UINT64_C(1) << i;
	}
}

enum status
json_decode(const struct json_in *in, const cJSON *object, struct change *change)
{
	const int before = in->problems->count;

	json_use_arena(in->arena);
	record_clear(change->view, change->values);
	change->sent = change->named = 0;
	change->merge = in->mode == DECODE_CHANGE ? json_merge : NULL;
	for (const cJSON *item = object ? object->child : NULL; item; item = item->next)
		decode_member(in, item, change);
	complete_change(in->mode, change, in->problems);
	return in->problems->count > before ? ERR_VALIDATION : OK;
}
