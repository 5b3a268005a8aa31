#include "checks.h"
#include "clock.h"
#include "day.h"
#include "money.h"
#include "text.h"
#include "uuid.h"

#include <string.h>
#include <strings.h>

static int
isbn13_check_digit(const char *digits)
{
	int sum = 0;

	for (int i = 0; i < 12; i++)
		sum += (digits[i] - '0') * (i % 2 ? 3 : 1);
	return (10 - sum % 10) % 10;
}

static bool
isbn10_is_valid(const char *text)
{
	int sum = 0;

	for (int i = 0; i < 10; i++) {
		bool is_ten = i == 9 && (text[i] == 'X' || text[i] == 'x');

		if (!is_ten && !strchr("0123456789", text[i]))
			return false;
		sum += (is_ten ? 10 : text[i] - '0') * (10 - i);
	}
	return sum % 11 == 0;
}

const char *
is_isbn(struct arena *arena, const char *text, const char **message)
{
	const char *plain = text_without_separators(arena, text);
	size_t n = strlen(plain);

	*message = "must be an ISBN-10 or ISBN-13 with a right check digit";
	if (n == 10 && isbn10_is_valid(plain)) {
		char *isbn = arena_printf(arena, "978%.9s0", plain);

		isbn[12] = (char)('0' + isbn13_check_digit(isbn));
		return isbn;
	}
	if (n != 13 || strspn(plain, "0123456789") != 13
	    /* another article's number */
	    || (strncmp(plain, "978", 3) && strncmp(plain, "979", 3))
	    || plain[12] - '0' != isbn13_check_digit(plain))
		return NULL;
	return plain;
}

const char *
is_partial_date(struct arena *arena, const char *text, const char **message)
{
	(void)arena;
	if (clock_is_partial_date(text))
		return text;
	*message = "must be a date: YYYY, YYYY-MM or YYYY-MM-DD";
	return NULL;
}

const char *
is_whole_day(struct arena *arena, const char *text, const char **message)
{
	(void)arena;
	if (clock_is_partial_date(text) && !day_is_partial(text))
		return text;
	*message = "must be a day: YYYY-MM-DD";
	return NULL;
}

const char *
is_diary_date(struct arena *arena, const char *text, const char **message)
{
	int64_t seconds;

	if (clock_is_partial_date(text))
		return text;
	if (clock_parse(text, &seconds))
		return day_text(arena, seconds);
	*message = "must be a date: YYYY, YYYY-MM or YYYY-MM-DD, or an RFC 3339 time";
	return NULL;
}

const char *
is_url(struct arena *arena, const char *text, const char **message)
{
	const char *host = !strncasecmp(text, "http://", 7) ? text + 7
		: !strncasecmp(text, "https://", 8) ? text + 8 : "";

	(void)arena;
	if (*host && !strchr("/?#:@", *host) && strlen(text) <= 2000
	    && !strpbrk(text, " \"<>\\^`{|}"))
		return text;
	*message = "must be an http or https address";
	return NULL;
}

const char *
is_id(struct arena *arena, const char *text, const char **message)
{
	(void)arena;
	if (uuid_valid(text))
		return text;
	*message = "must be an id";
	return NULL;
}

const char *
is_year(struct arena *arena, const char *text, const char **message)
{
	if (strlen(text) == 4 && strspn(text, "0123456789") == 4)
		return text;
	*message = arena_printf(arena, "\"%s\" isn't a year", text);
	return NULL;
}

const char *
is_decade(struct arena *arena, const char *text, const char **message)
{
	if (strspn(text, "0123456789") == 4 && text[3] == '0'
	    && (!text[4] || !strcmp(text + 4, "s")))
		return arena_copy(arena, text, 3);
	*message = arena_printf(arena, "\"%s\" isn't a decade, as 1990 is", text);
	return NULL;
}

/* Whether each of the parts that slashes make is more than nothing and dots. */
static bool
is_path(const char *text)
{
	for (;;) {
		const size_t length = strcspn(text, "/");

		if (!length || (length <= 2 && strspn(text, ".") == length))
			return false;
		if (!text[length])
			return true;
		text += length + 1;
	}
}

const char *
is_tag(struct arena *arena, const char *text, const char **message)
{
	if (!*text_fold(arena, text))
		*message = "must have something in it to find it by";
	else if (!is_path(text))
		*message = "must not begin or end with /, nor have //, /./ or /../ in it";
	else
		return text;
	return NULL;
}

const char *
is_place(struct arena *arena, const char *text, const char **message)
{
	struct buf place;
	int parts = 0;

	buf_init(&place, arena, strlen(text) + 1);
	while (*text) {
		const size_t length = strcspn(text, "/");
		const char *part = text_trim(arena, arena_copy(arena, text, length));

		text += length + (text[length] == '/');
		if (!text_is_visible(part))
			continue;
		if (parts++)
			buf_putc(&place, '/');
		buf_puts(&place, part);
	}
	if (parts && parts <= PLACE_PARTS)
		return place.data;
	*message = parts ? "must have at most 10 parts between its slashes"
		: "must be a place, as Home/Study";
	return NULL;
}

const char *
is_currency(struct arena *arena, const char *text, const char **message)
{
	char *code = arena_strdup(arena, text);

	for (char *p = code; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p -= 'a' - 'A';
	if (money_digits(code) >= 0)
		return code;
	*message = "must be the code of a currency, as EUR";
	return NULL;
}

const char *
is_first_letter(struct arena *arena, const char *text, const char **message)
{
	const char *folded = text_fold(arena, text);

	if (!strcmp(folded, "#") || (*folded >= 'a' && *folded <= 'z' && !folded[1]))
		return folded;
	*message = arena_printf(arena, "\"%s\" isn't a letter from A to Z, nor #", text);
	return NULL;
}
