/* What was read as the rest of the house takes it. */
#include "checks.h"
#include "clock.h"
#include "date.h"
#include "day.h"
#include "money.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Settling one: what is needed for it. */
struct settling {
	struct arena *arena;
	struct item *item;
	enum day_order order;
};

enum { NOTE_MAX = 10000, URL_MAX = 2000, FORMAT_MAX = 50, PLATFORM_MAX = 100, LENT_TO_MAX = 100,
	QUOTED = 40 };

static void
remark(const struct settling *s, const char *text)
{
	texts_add(s->arena, &s->item->remarks, text);
}

/* The bytes of so many characters. */
static size_t
size_of(const char *text, int characters)
{
	const char *p = text;

	for (; *p; p++)
		if (((unsigned char)*p & 0xc0) != 0x80 && !characters--)
			break;
	return (size_t)(p - text);
}

/* At most so many characters, up to the end of a word. */
static const char *
cut(const struct settling *s, const char *text, int max, const char *what)
{
	size_t size, end;

	if (!text || (int)text_length(text) <= max)
		return text;
	size = end = size_of(text, max);
	while (end > size / 2 && !strchr(" \n\t", text[end]))
		end--;
	if (end > size / 2)
		size = end;
	remark(s, arena_printf(s->arena, "%s had more than %d characters and was cut.", what, max));
	return text_trim(s->arena, arena_copy(s->arena, text, size));
}

static void
settle_texts(const struct settling *s)
{
	struct item *item = s->item;
	const char *message;

	item->title = cut(s, item->title, item->is_list ? 200 : 500, "The title");
	item->creator = cut(s, item->creator, 500, "The creator");
	item->genre = cut(s, item->genre, 100, "The genre");
	item->description = cut(s, item->description, 20000, "The description");
	item->note = cut(s, item->note, NOTE_MAX, "The note");
	item->review = cut(s, item->review, 10000, "The review");
	item->external_source = cut(s, item->external_source, 100, "The source");
	item->external_id = cut(s, item->external_id, 100, "The source's id");
	if (item->image_url && !is_url(s->arena, item->image_url, &message))
		item->image_url = NULL;
	if (item->trailer_url && !is_url(s->arena, item->trailer_url, &message))
		item->trailer_url = NULL;
}

static void
settle_isbn(const struct settling *s)
{
	const char *message, *isbn = s->item->isbn;

	if (!isbn)
		return;
	s->item->isbn = is_isbn(s->arena, isbn, &message);
	if (!s->item->isbn)
		item_add_metadata(s->arena, s->item, "isbn", isbn);
}

/* As text of day.h; NULL, with a remark, for what makes no sense. */
static const char *
settle_day(const struct settling *s, const char *text)
{
	const char *message, *day = text ? is_diary_date(s->arena, text, &message) : NULL;
	struct date date;

	if (!text || day)
		return day;
	date = date_read(text, s->order);
	if (date.kind == DATE_KNOWN)
		return date_text(s->arena, &date);
	if (date.kind == DATE_ODD)
		remark(s, arena_printf(s->arena, "The date \"%.*s\" makes no sense.",
			(int)size_of(text, QUOTED), text));
	if (date.kind == DATE_UNDECIDED)
		remark(s, arena_printf(s->arena, "The date %s can be read in two ways.", text));
	return NULL;
}

/* Of what came out the year is enough. */
static void
settle_pub_date(const struct settling *s)
{
	const char *text = s->item->pub_date;
	struct date date;

	if (!text || clock_is_partial_date(text))
		return;
	date = date_read(text, s->order);
	s->item->pub_date = NULL;
	if (date.kind == DATE_KNOWN)
		s->item->pub_date = date_text(s->arena, &date);
	else if (date.kind == DATE_UNDECIDED)
		s->item->pub_date = arena_printf(s->arena, "%04d", date.year);
	else if (date.kind == DATE_ODD)
		item_add_metadata(s->arena, s->item, "published", text);
}

/* A day is the next one already at the other side of the earth. */
static bool
is_in_future(const struct settling *s, const char *day)
{
	enum { DAY = 86400, LENGTH = 10 };
	const char *tomorrow = day_text(s->arena, clock_now() + DAY);

	return strncmp(day, tomorrow, strlen(day) < LENGTH ? strlen(day) : LENGTH) > 0;
}

static void
settle_read(const struct settling *s, struct item_read *read)
{
	read->start_date = settle_day(s, read->start_date);
	read->end_date = settle_day(s, read->end_date);
	read->note = cut(s, read->note, NOTE_MAX, "A note");
	if (read->end_date && is_in_future(s, read->end_date))
		remark(s, arena_printf(s->arena, "It ended on a day to come (%s).",
			read->end_date));
	if (read->start_date && read->end_date
	    && day_text_is_before(read->end_date, read->start_date)) {
		remark(s, arena_printf(s->arena, "It began (%s) after it ended (%s): the end "
			"counts.", read->start_date, read->end_date));
		read->start_date = NULL;
	}
}

/* A text that a check takes, as that has it; NULL, with a remark, for any other. */
static const char *
settle_checked(const struct settling *s, const char *text, field_check *check, const char *what)
{
	const char *message, *settled = text ? check(s->arena, text, &message) : NULL;

	if (text && !settled)
		remark(s, arena_printf(s->arena, "%s \"%.*s\" was left out.", what,
			(int)size_of(text, QUOTED), text));
	return settled;
}

static void
settle_price(const struct settling *s, struct item_copy *copy)
{
	const char *message;
	int64_t amount;

	copy->currency = settle_checked(s, copy->currency, is_currency, "The currency");
	if (!copy->price && !copy->currency)
		return;
	if (copy->price && copy->currency
	    && money_parse(s->arena, copy->price, copy->currency, &amount, &message))
		return;
	if (copy->price)
		remark(s, arena_printf(s->arena, "The price \"%.*s\" was left out.",
			(int)size_of(copy->price, QUOTED), copy->price));
	copy->price = copy->currency = NULL;
}

/* Since when it is lent, where nothing says it, is known only once it moves in. */
static void
settle_loan(const struct settling *s, struct item_copy *copy)
{
	copy->lent_to = cut(s, copy->lent_to, LENT_TO_MAX, "A name");
	copy->lent_on = settle_checked(s, settle_day(s, copy->lent_on), is_whole_day, "The day");
	copy->due_on = settle_checked(s, settle_day(s, copy->due_on), is_whole_day, "The day");
	if (!copy->lent_to && (copy->lent_on || copy->due_on)) {
		remark(s, "It isn't said to whom it is lent: the days of that were left out.");
		copy->lent_on = copy->due_on = NULL;
	}
	if (copy->lent_on && copy->due_on && strcmp(copy->due_on, copy->lent_on) < 0) {
		remark(s, arena_printf(s->arena, "It was due (%s) before it was lent (%s): the day "
			"it was lent counts.", copy->due_on, copy->lent_on));
		copy->due_on = NULL;
	}
}

static void
settle_copy(const struct settling *s, struct item_copy *copy)
{
	const char *message;

	copy->location = settle_checked(s, cut(s, copy->location, 200, "A place"), is_place,
		"The place");
	copy->condition = cut(s, copy->condition, FORMAT_MAX, "A condition");
	copy->barcode = cut(s, copy->barcode, FORMAT_MAX, "A barcode");
	copy->acquired_on = settle_checked(s, settle_day(s, copy->acquired_on), is_partial_date,
		"The date");
	settle_price(s, copy);
	settle_loan(s, copy);
	copy->format = copy->format ? cut(s, copy->format, FORMAT_MAX, "A format") : "Unknown";
	copy->platform = cut(s, copy->platform, PLATFORM_MAX, "A platform");
	copy->note = cut(s, copy->note, NOTE_MAX, "A note");
	if (copy->vod_link && !is_url(s->arena, copy->vod_link, &message)) {
		copy->note = copy->note ? arena_printf(s->arena, "%s\n%s", copy->note,
			copy->vod_link) : copy->vod_link;
		copy->vod_link = NULL;
	}
}

/* No more than the house takes of one title. */
static void
limit(const struct settling *s, struct records *records, int most, const char *what)
{
	if (records->count <= most)
		return;
	remark(s, arena_printf(s->arena, "Of %d %s the first %d were taken.", records->count, what,
		most));
	records->count = most;
}

static void
settle_records(const struct settling *s)
{
	struct item *item = s->item;

	limit(s, &item->reads, DIARY_TITLE_MAX, "times");
	limit(s, &item->copies, COPIES_MAX, "copies");
	for (int i = 0; i < item->reads.count; i++)
		settle_read(s, &((struct item_read *)item->reads.list)[i]);
	for (int i = 0; i < item->copies.count; i++)
		settle_copy(s, &((struct item_copy *)item->copies.list)[i]);
	for (int i = 0; i < item->places.count; i++) {
		struct item_place *place = &((struct item_place *)item->places.list)[i];

		place->note = cut(s, place->note, NOTE_MAX, "A note");
	}
}

/* Of another service: what one thought the latest time, where no more is told. */
static void
settle_rating(struct item *item)
{
	const struct item_read *read = item->reads.list, *latest = NULL;

	if (item->media_id || item->rating.count != INT_NONE)
		return;
	for (int i = 0; i < item->reads.count; i++, read++)
		if (read->rating.count != INT_NONE && (!latest || !latest->end_date
		    || (read->end_date && strcmp(read->end_date, latest->end_date) >= 0)))
			latest = read;
	if (latest)
		item->rating = latest->rating;
}

static void
settle_added(const struct settling *s)
{
	const struct date date = date_read(s->item->added, s->order);

	if (s->item->created_at.seconds == INT_NONE && date.kind == DATE_KNOWN)
		s->item->created_at.seconds = date.seconds;
	s->item->added = NULL;
}

/* A tag as an address can have it; NULL for what can't be one. */
static const char *
settle_tag(const struct settling *s, const char *text)
{
	const char *message;
	char *plain;

	text = cut(s, text, TAG_LENGTH, "A tag");
	if (is_tag(s->arena, text, &message))
		return text;
	plain = arena_strdup(s->arena, text);
	for (char *p = plain; *p; p++)
		if (*p == '/')
			*p = ' ';
	text = text_trim(s->arena, plain);
	if (is_tag(s->arena, text, &message))
		return text;
	remark(s, arena_printf(s->arena, "\"%s\" can't be a tag.", text));
	return NULL;
}

/* Two that are folded alike are one. */
static void
settle_tags(const struct settling *s)
{
	struct texts tags = { NULL, 0, 0 }, folded = { NULL, 0, 0 };

	for (int i = 0; i < s->item->tags.count; i++) {
		const char *tag = settle_tag(s, s->item->tags.list[i]);
		const char *key = text_fold(s->arena, tag);

		if (!tag || texts_have(&folded, key))
			continue;
		if (tags.count == TAGS_MAX) {
			remark(s, arena_printf(s->arena, "It had more than %d tags: \"%s\" isn't "
				"one.", TAGS_MAX, tag));
			continue;
		}
		texts_add(s->arena, &folded, key);
		texts_add(s->arena, &tags, tag);
	}
	s->item->tags = tags;
	if (tags.count && !s->item->status && !s->item->is_list)
		remark(s, "It has no tags here, as it isn't on the shelf.");
}

/* Those of seasons: specials are in season 0. */
static int
count_episodes(const struct texts *episodes)
{
	int count = 0;

	for (int i = 0; i < episodes->count; i++) {
		const char *text = episodes->list[i];

		count += (*text == 'S' || *text == 's') && strtol(text + 1, NULL, 10) > 0;
	}
	return count;
}

/*
 * A series is seen to its end only where it is known how many there are; who stopped, or waits,
 * said so.
 */
static void
settle_episodes(const struct settling *s)
{
	struct item *item = s->item;
	const int64_t count = count_episodes(&item->episodes);
	const bool is_complete = item->length != INT_NONE && count >= item->length;

	if (!count)
		return;
	item->progress = count > item->progress ? count : item->progress;
	if (item->status != DROPPED && item->status != PAUSED)
		item->status = is_complete ? COMPLETED : IN_PROGRESS;
	if (item->seen_from && !item->reads.count) {
		struct item_read *read = item_add_read(s->arena, item);

		read->start_date = item->seen_from;
		read->end_date = item->status == COMPLETED ? item->seen_until : NULL;
		read->is_finished = item->status == COMPLETED;
		read->on_shelf = true;
		read->progress = count;
	}
	item->episodes = (struct texts){ NULL, 0, 0 };
	item->seen_from = item->seen_until = NULL;
}

static void
settle_progress(const struct settling *s)
{
	struct item *item = s->item;
	struct item_read *read = item->reads.list;

	if (item->length == INT_NONE)
		return;
	if (item->progress > item->length)
		item->progress = item->length;
	for (int i = 0; i < item->reads.count; i++, read++)
		if (read->progress > item->length)
			read->progress = item->length;
}

void
item_settle(struct arena *arena, struct item *item, enum day_order order)
{
	const struct settling s = { arena, item, order };

	settle_texts(&s);
	settle_isbn(&s);
	settle_pub_date(&s);
	settle_episodes(&s);
	settle_records(&s);
	settle_rating(item);
	settle_added(&s);
	settle_progress(&s);
	settle_tags(&s);
	if (item->is_list && !item->visibility)
		item->visibility = LIST_PRIVATE;
	if (item->failed || item->skipped)
		return;
	if (!item->title)
		item->failed = item->is_list ? "The list has no name." : "It has no title.";
	else if (!item->type && !item->is_list)
		item->failed = "It isn't known what it is: a book, a film, a series or a game.";
}
