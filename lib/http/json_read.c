/* Text becomes a cJSON tree: a strict scanner first, since cJSON takes more than JSON is. */
#include "json.h"
#include "text.h"

#include <string.h>

enum { LEVELS = 32, KEYS_MAX = 1000 };

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
take_character(struct scanner *s, char c)
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
	if (!take_character(s, '\\') || !take_character(s, 'u'))
		return false;
	unit = scan_unit(s);
	return unit >= 0xdc00 && unit <= 0xdfff;
}

static bool
scan_string(struct scanner *s)
{
	if (!take_character(s, '"'))
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
	take_character(s, '-');
	if (!take_character(s, '0') && !scan_digits(s))
		return false;
	if (take_character(s, '.') && !scan_digits(s))
		return false;
	if (!take_character(s, 'e') && !take_character(s, 'E'))
		return true;
	if (!take_character(s, '+'))
		take_character(s, '-');
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
	if (take_character(s, close))
		return true;
	if (++s->level > LEVELS)
		return false;
	for (;;) {
		skip_space(s);
		if (named) {
			if (!scan_string(s))
				return false;
			skip_space(s);
			if (!take_character(s, ':'))
				return false;
		}
		if (!scan_value(s))
			return false;
		skip_space(s);
		if (take_character(s, close))
			break;
		if (!take_character(s, ','))
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

/* The next number of well-formed JSON that ends at `stop`; `*text` goes on behind it. */
static char *
next_number(struct arena *arena, const char **text, const char *stop)
{
	const char *p = *text, *end;

	while (!strchr("-0123456789", *p)) {
		if (*p++ != '"')
			continue;
		for (; *p != '"'; p++)
			p += *p == '\\';
		p++;
	}
	for (end = p; end < stop && strchr("+-.0123456789eE", *end); end++)
		;
	*text = end;
	return arena_copy(arena, p, (size_t)(end - p));
}

/* cJSON has made doubles of numbers; its tree is in the text's order. */
static void
keep_literals(struct arena *arena, cJSON *item, const char **text, const char *stop)
{
	for (; item; item = item->next) {
		if (cJSON_IsNumber(item))
			item->valuestring = next_number(arena, text, stop);
		keep_literals(arena, item->child, text, stop);
	}
}

cJSON *
json_tree(struct arena *arena, const char *text, size_t size)
{
	cJSON *tree;

	json_use_arena(arena);
	tree = cJSON_ParseWithLength(text, size);
	if (tree)
		keep_literals(arena, tree, &text, text + size);
	return tree;
}

enum status
json_parse(struct arena *arena, const char *text, size_t size, cJSON **out,
	struct problems *problems)
{
	const char *duplicate;
	cJSON *object;

	if (size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		size -= 3;
	}
	object = json_is_strict(text, size) ? json_tree(arena, text, size) : NULL;
	if (!cJSON_IsObject(object)) {
		problem_add(problems, "",
			object ? "must be a JSON object" : "is no well-formed JSON");
		return ERR_VALIDATION;
	}
	duplicate = duplicate_key(object);
	if (duplicate) {
		problem_add(problems, duplicate,
			duplicate == too_many_keys ? "has too many keys" : "is there twice");
		return ERR_VALIDATION;
	}
	*out = object;
	return OK;
}
