#include "shapes.h"
#include "clock.h"

#include <string.h>

enum { DAY_LENGTH = 10, DIGITS_MAX = 15 };	/* a double holds so many */

static const void *
member_of(const struct field *field, const void *record)
{
	return (const char *)record + field->offset;
}

static bool
refuse(const struct json_in *in, const struct field *field, const char *message)
{
	problem_add(in->problems, field->name, "%s", message);
	return false;
}

static void
put_bare_time(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	char text[CLOCK_TEXT];

	if (field_is_unset(field, record)) {
		json_put_plain(buf, links, field, record);
		return;
	}
	clock_format(*(const int64_t *)member_of(field, record), text);
	text[CLOCK_TEXT - 2] = '\0';	/* its Z */
	json_put_string(buf, text);
}

static bool
take_bare_time(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record)
{
	const char *text = cJSON_GetStringValue(item);
	int64_t *seconds = (void *)((char *)record + field->offset);

	return (text && (clock_parse(text, seconds)
			|| clock_parse(arena_printf(in->arena, "%sZ", text), seconds)))
		|| refuse(in, field, "must be a time or a date, as 2025-04-01T07:58:56 or "
			"2025-04-01");
}

const struct shape shape_bare_time = { put_bare_time, take_bare_time };

static void
put_text_or_empty(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	if (field_is_unset(field, record))
		json_put_string(buf, "");
	else
		json_put_plain(buf, links, field, record);
}

const struct shape shape_empty_text = { .put = put_text_or_empty };
const struct shape shape_emptied_text = { .put = put_text_or_empty, .takes_empty = true };

static void
put_number_or_zero(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	if (field_is_unset(field, record))
		buf_putc(buf, '0');
	else
		json_put_plain(buf, links, field, record);
}

static bool
is_zero(const char *literal)
{
	return *literal == '0' && !literal[strspn(literal, "0.")];
}

static bool
take_number_or_zero(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record)
{
	const bool is_number = cJSON_IsNumber(item)
		|| ((in->is_form || in->is_lax) && cJSON_IsString(item));

	if (!is_number || !is_zero(item->valuestring))
		return json_decode_plain(in, item, field, record);
	field_clear(field, record);
	return true;
}

const struct shape shape_zero = { put_number_or_zero, take_number_or_zero };

static bool
are_digits(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

/* What a text ends with, without zeros before it; NULL when that is no number. */
static const char *
digits_at_end(const char *text)
{
	const char *end = text + strlen(text), *p = end;

	while (p > text && p[-1] >= '0' && p[-1] <= '9')
		p--;
	if (p == end)
		return NULL;
	p += strspn(p, "0");
	p -= p == end;
	return end - p > DIGITS_MAX ? NULL : p;
}

static void
put_digits(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	const char *text = *(const char *const *)member_of(field, record);
	const char *digits = text ? digits_at_end(text) : NULL;

	(void)links;
	buf_puts(buf, digits ? digits : "null");
}

static bool
take_digits(const struct json_in *in, const cJSON *item, const struct field *field, void *record)
{
	const char *text = cJSON_IsNumber(item) || cJSON_IsString(item) ? item->valuestring : "";

	if (!are_digits(text) || !digits_at_end(text))
		return refuse(in, field, "must be a whole number of at most 15 digits");
	return json_decode_plain(in, &(cJSON){ .type = cJSON_String,
		.valuestring = arena_strdup(in->arena, digits_at_end(text)) }, field, record);
}

const struct shape shape_digits = { put_digits, take_digits };

static void
put_whole_stars(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	if (field_is_unset(field, record))
		json_put_plain(buf, links, field, record);
	else
		buf_int(buf, (((const struct halves *)member_of(field, record))->count + 1) / 2);
}

/* By the bounds of the field, which count halves. */
static bool
take_whole_stars(const struct json_in *in, const cJSON *item, const struct field *field,
	void *record)
{
	struct halves *stars = (void *)((char *)record + field->offset);
	const int64_t least = (field->min + 1) / 2, most = field->max / 2;
	const struct field whole = { .name = field->name, .type = FIELD_INT,
		.offset = field->offset, .min = least, .max = most };

	if (!json_decode_plain(in, item, &whole, record))
		return false;
	stars->count *= 2;
	return true;
}

const struct shape shape_whole_stars = { put_whole_stars, take_whole_stars };

static void
put_instant(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	const char *text = *(const char *const *)member_of(field, record);
	char day[] = "0000-01-01";

	if (!text || strlen(text) > DAY_LENGTH) {
		json_put_plain(buf, links, field, record);
		return;
	}
	memcpy(day, text, strlen(text));
	buf_printf(buf, "\"%sT00:00:00.000Z\"", day);
}

/* Of an instant the day that it names. */
static bool
take_instant(const struct json_in *in, const cJSON *item, const struct field *field, void *record)
{
	const char *text = cJSON_GetStringValue(item);
	int64_t seconds;

	if (!text || strlen(text) <= DAY_LENGTH || !clock_parse(text, &seconds))
		return json_decode_plain(in, item, field, record);
	return json_decode_plain(in, &(cJSON){ .type = cJSON_String,
		.valuestring = arena_copy(in->arena, text, DAY_LENGTH) }, field, record);
}

const struct shape shape_instant = { put_instant, take_instant };
