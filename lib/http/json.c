#include "json.h"
#include "clock.h"
#include "links.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = 32, KEYS_MAX = 1000, OBJECT_LEVELS = 16 };

/* cJSON's hooks have no context; it is given one for as long as a request is being read. */
static struct arena *hook_arena;

static void *
hook_alloc(size_t size)
{
	return arena_alloc(hook_arena, size);
}

static void
hook_free(void *p)
{
	(void)p;
}

void
json_use_arena(struct arena *arena)
{
	static bool hooked;

	if (!hooked) {
		cJSON_InitHooks(&(cJSON_Hooks){ hook_alloc, hook_free });
		hooked = true;
	}
	hook_arena = arena;
}

struct scanner {
	const char *p, *end;
	int level;
};

static bool scan_value(struct scanner *s);

static void
skip_space(struct scanner *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

static bool
take(struct scanner *s, char c)
{
	if (s->p >= s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

/* The four digits of a \u escape, or -1. */
static int
scan_unit(struct scanner *s)
{
	int unit = 0;

	for (int i = 0; i < 4; i++, s->p++) {
		char c = s->p < s->end ? *s->p : 0;

		if (c >= '0' && c <= '9')
			unit = unit * 16 + c - '0';
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			unit = unit * 16 + (c | 32) - 'a' + 10;
		else
			return -1;
	}
	return unit;
}

static bool
scan_escape(struct scanner *s)
{
	int unit;

	if (s->p >= s->end)
		return false;
	if (*s->p != 'u')
		return strchr("\"\\/bfnrt", *s->p++) != NULL && s->p[-1];
	s->p++;
	unit = scan_unit(s);
	if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return false;
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	if (!take(s, '\\') || !take(s, 'u'))
		return false;
	unit = scan_unit(s);
	return unit >= 0xdc00 && unit <= 0xdfff;
}

static bool
scan_string(struct scanner *s)
{
	if (!take(s, '"'))
		return false;
	while (s->p < s->end) {
		unsigned char c = (unsigned char)*s->p++;

		if (c == '"')
			return true;
		if (c < 0x20 || (c == '\\' && !scan_escape(s)))
			return false;
	}
	return false;
}

static bool
scan_digits(struct scanner *s)
{
	const char *start = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > start;
}

static bool
scan_number(struct scanner *s)
{
	take(s, '-');
	if (!take(s, '0') && !scan_digits(s))
		return false;
	if (take(s, '.') && !scan_digits(s))
		return false;
	if (!take(s, 'e') && !take(s, 'E'))
		return true;
	if (!take(s, '+'))
		take(s, '-');
	return scan_digits(s);
}

static bool
scan_word(struct scanner *s, const char *literal)
{
	size_t n = strlen(literal);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, literal, n))
		return false;
	s->p += n;
	return true;
}

/* An array or object, whose items end with `close`. */
static bool
scan_items(struct scanner *s, char close, bool named)
{
	s->p++;
	skip_space(s);
	if (take(s, close))
		return true;
	if (++s->level > LEVELS)
		return false;
	for (;;) {
		skip_space(s);
		if (named) {
			if (!scan_string(s))
				return false;
			skip_space(s);
			if (!take(s, ':'))
				return false;
		}
		if (!scan_value(s))
			return false;
		skip_space(s);
		if (take(s, close))
			break;
		if (!take(s, ','))
			return false;
	}
	s->level--;
	return true;
}

static bool
scan_value(struct scanner *s)
{
	skip_space(s);
	if (s->p >= s->end)
		return false;
	switch (*s->p) {
	case '{': return scan_items(s, '}', true);
	case '[': return scan_items(s, ']', false);
	case '"': return scan_string(s);
	case 't': return scan_word(s, "true");
	case 'f': return scan_word(s, "false");
	case 'n': return scan_word(s, "null");
	}
	return scan_number(s);
}

bool
json_is_strict(const char *text, size_t size)
{
	struct scanner s = { text, text + size, 0 };

	if (!text_is_utf8(text, size) || !scan_value(&s))
		return false;
	skip_space(&s);
	return s.p == s.end;
}

static const char too_many_keys[] = "";

/* The first key that an object has twice, at any depth; too_many_keys; NULL for none. */
static const char *
duplicate_key(const cJSON *item)
{
	int count = 0;

	for (const cJSON *child = item->child; child; child = child->next) {
		const char *found;

		if (++count > KEYS_MAX && cJSON_IsObject(item))
			return too_many_keys;
		for (const cJSON *other = child->next; child->string && other; other = other->next)
			if (!strcmp(child->string, other->string))
				return child->string;
		found = duplicate_key(child);
		if (found)
			return found;
	}
	return NULL;
}

enum status
json_parse(struct arena *arena, const char *text, size_t size, cJSON **out, struct problems *problems)
{
	const char *duplicate;
	cJSON *object;

	json_use_arena(arena);
	object = json_is_strict(text, size) ? cJSON_ParseWithLength(text, size) : NULL;
	if (!cJSON_IsObject(object)) {
		problem_add(problems, "", object ? "must be a JSON object" : "is no well-formed JSON");
		return ERR_VALIDATION;
	}
	duplicate = duplicate_key(object);
	if (duplicate) {
		problem_add(problems, duplicate, duplicate == too_many_keys ? "has too many keys" : "is there twice");
		return ERR_VALIDATION;
	}
	*out = object;
	return OK;
}

/* Reading one field's value: what is needed for it. */
struct decoding {
	struct arena *arena;
	struct problems *problems;
	const struct field *field;
	void *member;
	const struct links *links;
	bool is_form;
};

static bool
bad(const struct decoding *d, const char *message)
{
	problem_add(d->problems, d->field->name, "%s", message);
	return false;
}

static bool
in_bounds(const struct decoding *d, int64_t number)
{
	const struct field *f = d->field;

	if ((!f->min && !f->max) || (number >= f->min && (number <= f->max || !f->max)))
		return true;
	if (!f->max)
		problem_add(d->problems, f->name, "must be at least %lld", (long long)f->min);
	else
		problem_add(d->problems, f->name, "must be from %lld to %lld", (long long)f->min, (long long)f->max);
	return false;
}

static bool
decode_int(const struct decoding *d, const cJSON *item)
{
	double number = item->valuedouble;

	if (d->is_form) {
		const char *digits = item->valuestring + strspn(item->valuestring, "+-");

		if (digits - item->valuestring > 1 || !*digits || digits[strspn(digits, "0123456789")])
			return bad(d, "must be a whole number");
		number = strtod(item->valuestring, NULL);
	} else if (!cJSON_IsNumber(item)) {
		return bad(d, "must be a whole number");
	}
	if (!(number >= -9007199254740992.0 && number <= 9007199254740992.0) || number != floor(number))
		return bad(d, "must be a whole number");
	if (!in_bounds(d, (int64_t)number))
		return false;
	*(int64_t *)d->member = (int64_t)number;
	return true;
}

static bool
decode_bool(const struct decoding *d, const cJSON *item)
{
	static const struct word_name words[] = {
		{ "true", 2 }, { "1", 2 }, { "on", 2 }, { "yes", 2 }, { "false", 1 }, { "0", 1 }, { "no", 1 }, { NULL, 0 },
	};
	word value;

	if (cJSON_IsBool(item)) {
		*(bool *)d->member = cJSON_IsTrue(item);
		return true;
	}
	value = d->is_form ? word_value(words, item->valuestring) : 0;
	if (!value)
		return bad(d, "must be true or false");
	*(bool *)d->member = value == 2;
	return true;
}

static bool
decode_word(const struct decoding *d, const cJSON *item)
{
	word value = cJSON_IsString(item) ? word_value(d->field->words, item->valuestring) : 0;
	struct buf names;

	if (value) {
		*(word *)d->member = d->field->flags & MANY ? *(word *)d->member | 1u << value : value;
		return true;
	}
	buf_init(&names, d->arena, 64);
	for (const struct word_name *w = d->field->words; w->name; w++) {
		if (word_text(d->field->words, w->value) != w->name)
			continue;
		if (names.length)
			buf_puts(&names, ", ");
		buf_puts(&names, w->name);
	}
	problem_add(d->problems, d->field->name, "must be one of %s", names.data);
	return false;
}

static bool
decode_time(const struct decoding *d, const cJSON *item)
{
	if (!cJSON_IsString(item) || !clock_parse(item->valuestring, &((struct timestamp *)d->member)->seconds))
		return bad(d, "must be an RFC 3339 time or a date, as 2025-04-01T07:58:56Z or 2025-04-01");
	return true;
}

static int
levels(const cJSON *item)
{
	int deepest = 0;

	for (const cJSON *child = item->child; child; child = child->next) {
		int below = levels(child);

		deepest = below > deepest ? below : deepest;
	}
	return cJSON_IsObject(item) || cJSON_IsArray(item) ? deepest + 1 : deepest;
}

static bool
decode_object(const struct decoding *d, const cJSON *item)
{
	const cJSON *object = item;
	const char *text;

	if (d->is_form) {
		const char *typed = item->valuestring;

		object = json_is_strict(typed, strlen(typed)) ? cJSON_Parse(typed) : NULL;
	}
	if (!cJSON_IsObject(object) || duplicate_key(object))
		return bad(d, "must be a JSON object");
	if (levels(object) > OBJECT_LEVELS)
		return bad(d, "must not be nested more than 16 levels deep");
	text = cJSON_PrintUnformatted(object);
	if (strlen(text) > OBJECT_MAX)
		return bad(d, "must be at most 32 KiB");
	((struct object *)d->member)->json = text;
	return true;
}

static bool
check_length(const struct decoding *d, const char *text)
{
	const struct field *f = d->field;
	int64_t max = f->max ? f->max : 200, length = (int64_t)text_length(text);

	if ((f->flags & REQUIRED || f->min) && (!length || (f->flags & LINES && !*text_trim(d->arena, text))))
		return bad(d, "must not be empty");
	if (length < f->min)
		problem_add(d->problems, f->name, "must have at least %lld characters", (long long)f->min);
	else if (length > max)
		problem_add(d->problems, f->name, "must have at most %lld characters", (long long)max);
	return length >= f->min && length <= max;
}

static bool
decode_text(const struct decoding *d, const cJSON *item)
{
	const struct field *f = d->field;
	const char *text = cJSON_GetStringValue(item), *message = NULL, *picture = NULL;

	if (!text && cJSON_IsNumber(item) && f->flags & LOOSE)
		text = arena_printf(d->arena, "%.17g", item->valuedouble);
	if (!text)
		return bad(d, "must be a text");
	if (f->flags & LINES && text_has_control(text, "\t\n\r"))
		return bad(d, "must be text without control characters");
	if (!(f->flags & (LINES | SECRET))) {
		if (text_has_control(text, ""))
			return bad(d, "must be one line without control characters");
		text = text_trim(d->arena, text);
		if (!*text && d->is_form && !(f->flags & REQUIRED)) {
			*(const char **)d->member = NULL;	/* as an empty one is */
			return true;
		}
	}
	if (!check_length(d, text))
		return false;
	if (f->flags & PICTURE)
		picture = links_picture(d->links, d->arena, text);
	if (f->check && !picture) {
		text = f->check(d->arena, text, &message);
		if (!text)
			return bad(d, message);
	}
	*(const char **)d->member = picture ? picture : text;
	return true;
}

static bool
decode_value(const struct decoding *d, const cJSON *item)
{
	switch (d->field->type) {
	case FIELD_TEXT: return decode_text(d, item);
	case FIELD_INT: return decode_int(d, item);
	case FIELD_BOOL: return decode_bool(d, item);
	case FIELD_TIME: return decode_time(d, item);
	case FIELD_WORD: return decode_word(d, item);
	case FIELD_OBJECT: return decode_object(d, item);
	case FIELD_REAL: break;
	}
	return bad(d, "can't be set");
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

	for (const struct field *field = view->fields; field->name; field++)
		if (!(field->flags & HIDDEN) && has_name(field, name) && (!found || found->flags & READONLY))
			found = field;
	for (const struct record *part = view->more; part && !found; part = part->more) {
		if (part->name && !strcmp(part->name, name))
			return &shown;
		for (const struct field *field = part->fields; field->name && !part->name && !found; field++)
			if (!(field->flags & HIDDEN) && has_name(field, name))
				found = &shown;
	}
	return found;
}

static bool
decode_member(struct decoding *d, const cJSON *item, enum decode_mode mode, struct change *change)
{
	const struct field *field = find_field(change->view, item->string);

	if (!field) {
		bool control = d->is_form && (item->string[0] == '_' || !strcmp(item->string, "next"));

		if (mode == DECODE_QUERY || control)
			return true;
		problem_add(d->problems, item->string, "is not known here");
		return false;
	}
	if (field->flags & READONLY || (field->flags & FIXED && mode != DECODE_CREATE && mode != DECODE_QUERY))
		return true;
	d->field = field;
	d->member = (char *)change->values + field->offset;
	if (mode != DECODE_QUERY || (!cJSON_IsNull(item) && *item->valuestring))
		change->sent = change->named |= UINT64_C(1) << (field - change->view->fields);
	if (cJSON_IsNull(item) || (d->is_form && !*item->valuestring && !(field->flags & SECRET))) {
		if (!(field->flags & MANY))
			field_clear(field, change->values);	/* of repeated ones the last wins */
		if (mode == DECODE_QUERY)
			return true;
		if (field->flags & (REQUIRED | NOT_NULL))
			return bad(d, "must not be empty");
		return true;
	}
	return decode_value(d, item);
}

/* What is missing: REQUIRED on POST and PUT; on PUT all that is left out and may be emptied counts as sent. */
static void
complete(enum decode_mode mode, struct change *change, struct problems *problems)
{
	unsigned left_alone = READONLY | HIDDEN | (mode == DECODE_REPLACE ? KEEP | FIXED : 0);

	if (mode != DECODE_CREATE && mode != DECODE_REPLACE)
		return;
	for (int i = 0; change->view->fields[i].name; i++) {
		const struct field *field = &change->view->fields[i];

		if (field->flags & left_alone || change->sent >> i & 1)
			continue;
		if (field->flags & REQUIRED)
			problem_add(problems, field->name, "is required");
		else if (mode == DECODE_REPLACE)
			change->sent |= UINT64_C(1) << i;
	}
}

enum status
json_decode(struct arena *arena, const cJSON *object, bool is_form, enum decode_mode mode, struct change *change,
	struct problems *problems)
{
	struct decoding d = { .arena = arena, .problems = problems, .links = change->links,
		.is_form = is_form };
	int before = problems->count;

	json_use_arena(arena);
	record_clear(change->view, change->values);
	change->sent = change->named = 0;
	change->merges = mode == DECODE_CHANGE;
	for (const cJSON *item = object ? object->child : NULL; item; item = item->next)
		decode_member(&d, item, mode, change);
	complete(mode, change, problems);
	return problems->count > before ? ERR_VALIDATION : OK;
}

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

/* Whether all of eight bytes are plain: a byte below n borrows from its highest bit (Bit Twiddling Hacks, "hasless"). */
static bool
are_plain(const char *text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t eight, quote, backslash;

	memcpy(&eight, text, sizeof(eight));
	quote = eight ^ ones * '"';
	backslash = eight ^ ones * '\\';
	return !((((eight - ones * 0x20) & ~eight) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) & high);
}

/* How many of `size` bytes need no escape, from the first on. */
static size_t
plain_length(const char *text, size_t size)
{
	size_t n = 0;

	while (size - n >= sizeof(uint64_t) && are_plain(text + n))
		n += sizeof(uint64_t);
	while (n < size && is_plain((unsigned char)text[n]))
		n++;
	return n;
}

static char *
put_escape(char *p, unsigned char c)
{
	const char *plain = c == '\n' ? "n" : c == '\t' ? "t" : c == '\r' ? "r" : NULL;

	*p++ = '\\';
	if (c == '"' || c == '\\') {
		*p++ = (char)c;
	} else if (plain) {
		*p++ = *plain;
	} else {
		p = stpcpy(p, "u00");
		*p++ = "0123456789abcdef"[c >> 4];
		*p++ = "0123456789abcdef"[c & 15];
	}
	return p;
}

void
json_put_string(struct buf *buf, const char *text)
{
	size_t size = strlen(text), n;
	char *start = buf_need(buf, size * 6 + 2), *p = start;

	*p++ = '"';
	for (; size; text += n, size -= n) {
		n = plain_length(text, size);	/* nearly always all of it */
		memcpy(p, text, n);
		p += n;
		if (n < size)
			p = put_escape(p, (unsigned char)text[n++]);
	}
	*p++ = '"';
	buf->length += (size_t)(p - start);
	buf->data[buf->length] = '\0';
}

void
json_put_name(struct buf *buf, const char *name)
{
	size_t n = strlen(name);
	char *start = buf_need(buf, n + 4), *p = start;
	char last = buf->length ? p[-1] : '{';

	if (last != '{' && last != '[' && last != ',' && last != ':')
		*p++ = ',';
	*p++ = '"';
	memcpy(p, name, n);
	p = stpcpy(p + n, "\":");
	buf->length += (size_t)(p - start);
}

static void
json_member(struct buf *buf, const struct field *field, const void *record)
{
	const void *member = (const char *)record + field->offset;
	const char *text;
	char time[CLOCK_TEXT];

	if (field_is_unset(field, record)) {
		buf_puts(buf, field->type == FIELD_OBJECT ? "{}" : "null");
		return;
	}
	switch (field->type) {
	case FIELD_TEXT:
		text = *(const char *const *)member;
		json_put_string(buf, field->flags & PICTURE ? links_show(buf->links, buf->arena, text) : text);
		break;
	case FIELD_INT:
		buf_int(buf, *(const int64_t *)member);
		break;
	case FIELD_REAL:
		buf_printf(buf, "%.1f", *(const double *)member);
		break;
	case FIELD_BOOL:
		buf_puts(buf, *(const bool *)member ? "true" : "false");
		break;
	case FIELD_TIME:
		clock_format(((const struct timestamp *)member)->seconds, time);
		json_put_string(buf, time);
		break;
	case FIELD_WORD:
		json_put_string(buf, word_text(field->words, *(const word *)member));
		break;
	case FIELD_OBJECT:
		buf_puts(buf, ((const struct object *)member)->json);
		break;
	}
}

/* The fields of a group, from its first to its last; returns the field after them. */
static const struct field *
json_group(struct buf *buf, const struct field *field, const void *record)
{
	const char *group = field->group;
	bool is_null = field->flags & NULLABLE && field_is_unset(field, record);

	json_put_name(buf, group);
	buf_puts(buf, is_null ? "null" : "{");
	for (; field->name && field->group && !strcmp(field->group, group); field++) {
		if (is_null || field->flags & (HIDDEN | SECRET))
			continue;
		json_put_name(buf, field->name);
		json_member(buf, field, record);
	}
	if (!is_null)
		buf_putc(buf, '}');
	return field;
}

static void
json_part(struct buf *buf, const struct record *part, const void *at)
{
	for (const struct field *field = part->fields; field->name;) {
		if (field->flags & (HIDDEN | SECRET)) {
			field++;
		} else if (field->group) {
			field = json_group(buf, field, at);
		} else {
			json_put_name(buf, field->name);
			json_member(buf, field, at);
			field++;
		}
	}
}

void
json_put_members(struct buf *buf, const struct record *view, const void *record)
{
	for (const struct record *part = view; part; part = part->more) {
		if (part->name) {
			json_put_name(buf, part->name);
			buf_putc(buf, '{');
		}
		json_part(buf, part, (const char *)record + part->at);
		if (part->name)
			buf_putc(buf, '}');
	}
}

void
json_put_record(struct buf *buf, const struct record *view, const void *record)
{
	buf_putc(buf, '{');
	json_put_members(buf, view, record);
	buf_putc(buf, '}');
}

void
json_put_rows(struct buf *buf, const struct record *view, const void *rows, int count)
{
	buf_putc(buf, '[');
	for (int i = 0; i < count; i++) {
		if (i)
			buf_putc(buf, ',');
		json_put_record(buf, view, (const char *)rows + view->size * (size_t)i);
	}
	buf_putc(buf, ']');
}
