#include "tell.h"
#include "clock.h"
#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *
with_single_spaces(struct arena *arena, const char *text)
{
	struct buf out;

	buf_init(&out, arena, strlen(text));
	for (; *text; text++)
		if (!isspace((unsigned char)*text))
			buf_putc(&out, *text);
		else if (out.length && out.data[out.length - 1] != ' ')
			buf_putc(&out, ' ');
	return text_trim(arena, out.data);
}

const char *
title_key(struct arena *arena, const char *title, const char *creator, const char *year)
{
	return arena_printf(arena, "%s|%s|%s", title ? title : "", creator ? creator : "",
		year ? year : "");
}

const char *
piece_key(struct reading *reading, const struct piece *piece)
{
	return arena_printf(reading_arena(reading), "%s:%lld", piece_path(piece),
		(long long)piece_number(piece));
}

void
item_start(struct item *item, const char *key)
{
	item_clear(item);
	item->key = key;
}

int64_t
number_of(const char *text)
{
	const size_t digits = text ? strspn(text, "0123456789") : 0;

	return digits && digits <= 15 ? strtoll(text, NULL, 10) : INT_NONE;
}

/* What a person calls a status. */
static const char *
status_name(word status)
{
	return status == COMPLETED ? "finished" : status == IN_PROGRESS ? "in progress" : "to do";
}

void
item_guess_status(struct arena *arena, struct item *item, const char *text, word guess)
{
	item->status = status_of(text);
	if (item->status)
		return;
	item->status = guess;
	if (!text)
		return;
	texts_add(arena, &item->tags, text);
	texts_add(arena, &item->remarks, arena_printf(arena,
		"\"%s\" is no status here: it is one %s%s, with that as a tag.", text,
		guess == COMPLETED ? "that is " : "", status_name(guess)));
}

void
item_set_status(struct arena *arena, struct item *item, const char *text)
{
	if (text)
		item_guess_status(arena, item, text, TO_DO);
}

void
item_set_year(struct arena *arena, struct item *item, const char *text)
{
	const size_t digits = text ? strspn(text, "0123456789") : 0;

	if (!text)
		return;
	if (digits == 4 && *text != '0' && clock_is_partial_date(text))
		item->pub_date = text;
	else if (digits == 4 && *text != '0')
		item->pub_date = arena_copy(arena, text, 4);
	else if (isdigit((unsigned char)*text) || *text == '-')
		item_add_metadata(arena, item, "original_year", text);
}

void
item_set_authors(struct arena *arena, struct item *item, const char *text,
	const char *separators)
{
	const struct texts names = texts_split(arena, text, separators);
	struct buf others;

	if (!names.count)
		return;
	item->creator = with_single_spaces(arena, names.list[0]);
	buf_init(&others, arena, 100);
	for (int i = 1; i < names.count; i++)
		buf_printf(&others, "%s%s", i > 1 ? ", " : "", names.list[i]);
	item_add_metadata(arena, item, "other_authors", others.data);
}

void
item_set_added(struct reading *reading, struct item *item, const char *text)
{
	item->created_at = reading_time(reading, text);
	if (item->created_at.seconds == INT_NONE)
		item->added = text;
}

void
item_set_length(struct item *item, const char *text)
{
	const int64_t length = number_of(text);

	if (length > 0)
		item->length = length;
}

void
item_add_tags(struct arena *arena, struct item *item, const char *text, const char *separators)
{
	const struct texts tags = texts_split(arena, text, separators);

	for (int i = 0; i < tags.count; i++)
		texts_add(arena, &item->tags, tags.list[i]);
}

struct item_read *
tell_read(struct reading *reading, struct item *item, const char *start, const char *end)
{
	const bool has_ended = item->status == COMPLETED || item->status == DROPPED;
	struct item_read *read;

	end = has_ended ? end : NULL;
	if (!start && !end)
		return NULL;
	read = item_add_read(reading_arena(reading), item);
	read->start_date = start;
	read->end_date = end;
	read->is_finished = item->status == COMPLETED;
	return read;
}

void
tell_copies(struct arena *arena, struct item *item, int64_t count, const char *format,
	const char *platform)
{
	struct item_copy *copy;

	for (; count > 0 && item->copies.count < COPIES_MAX; count--) {
		copy = item_add_copy(arena, item);
		copy->format = format;
		copy->platform = platform;
	}
}

struct item_place *
tell_place(struct arena *arena, struct item *item, const char *list, int64_t position)
{
	struct item_place *place = item_add_place(arena, item);

	place->list = list;
	place->position = position;
	return place;
}

void
item_add_episode(struct arena *arena, struct item *item, int64_t season, int64_t number)
{
	if (season > 0 && number >= 0)
		texts_add(arena, &item->episodes, arena_printf(arena, "S%lldE%lld",
			(long long)season, (long long)number));
}

void
item_set_seen(struct item *item, const char *day)
{
	if (!day)
		return;
	if (!item->seen_from || strcmp(day, item->seen_from) < 0)
		item->seen_from = day;
	if (!item->seen_until || strcmp(day, item->seen_until) > 0)
		item->seen_until = day;
}
