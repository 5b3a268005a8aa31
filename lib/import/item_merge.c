/* What two places of a file tell of one title. */
#include "day.h"
#include "item.h"
#include "json.h"
#include "text.h"

#include <string.h>

/* The higher, of numbers that may be none. */
static int64_t
most(int64_t one, int64_t other)
{
	return one > other ? one : other;
}

static int64_t
earliest(int64_t one, int64_t other)
{
	if (one == INT_NONE || other == INT_NONE)
		return most(one, other);
	return one < other ? one : other;
}

static word
further(word one, word other)
{
	static const int steps[] = { [0] = 0, [TO_DO] = 1, [DROPPED] = 2, [PAUSED] = 3,
		[IN_PROGRESS] = 4, [COMPLETED] = 5 };

	return steps[other] > steps[one] ? other : one;
}

/* What is merged in another way than that what is there stays. */
static bool
is_own(const struct field *field)
{
	static const size_t own[] = { offsetof(struct item, key), offsetof(struct item, metadata),
		offsetof(struct item, status), offsetof(struct item, progress),
		offsetof(struct item, times), offsetof(struct item, note),
		offsetof(struct item, created_at), offsetof(struct item, updated_at),
		offsetof(struct item, rating), offsetof(struct item, rated_at),
		offsetof(struct item, review), offsetof(struct item, reviewed_at),
		offsetof(struct item, seen_from), offsetof(struct item, seen_until) };

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (field->offset == own[i])
			return true;
	return false;
}

static void
join_texts(struct arena *arena, struct texts *texts, const struct texts *more)
{
	for (int i = 0; i < more->count; i++)
		texts_add(arena, texts, more->list[i]);
}

static void
merge_field(struct arena *arena, const struct field *field, struct item *item,
	const struct item *more)
{
	const void *from = (const char *)more + field->offset;
	void *to = (char *)item + field->offset;

	switch (field->type) {
	case FIELD_TEXT:
		if (!*(const char **)to)
			*(const char **)to = *(const char *const *)from;
		break;
	case FIELD_INT:
		if (*(int64_t *)to == INT_NONE)
			*(int64_t *)to = *(const int64_t *)from;
		break;
	case FIELD_WORD:
		if (!*(word *)to)
			*(word *)to = *(const word *)from;
		break;
	case FIELD_BOOL:
		*(bool *)to = *(bool *)to || *(const bool *)from;
		break;
	case FIELD_TEXTS:
		join_texts(arena, to, from);
		break;
	default:
		break;
	}
}

/* So much is joined: more of it were a mistake. */
enum { JOINED_MAX = 200000 };

/* Both, where neither has the other in it. */
static const char *
joined(struct arena *arena, const char *first, const char *second)
{
	if (!first || (second && strstr(second, first)))
		return second;
	if (!second || strlen(first) + strlen(second) > JOINED_MAX || strstr(first, second))
		return first;
	return arena_printf(arena, "%s\n\n%s", first, second);
}

static bool
is_same_id(const char *one, const char *other)
{
	return !one || !other || !strcmp(one, other);
}

static void
merge_read(struct arena *arena, struct item *item, const struct item_read *more, int count)
{
	struct item_read *read = item->reads.list;

	for (int i = 0; i < count; i++, read++) {
		if (!is_same_id(read->id, more->id)
		    || !text_is_same(read->start_date, more->start_date)
		    || !text_is_same(read->end_date, more->end_date))
			continue;
		read->id = read->id ? read->id : more->id;
		read->is_finished = read->is_finished || more->is_finished;
		read->on_shelf = read->on_shelf || more->on_shelf;
		read->progress = most(read->progress, more->progress);
		read->note = joined(arena, read->note, more->note);
		read->created_at.seconds = earliest(read->created_at.seconds,
			more->created_at.seconds);
		read->updated_at.seconds = most(read->updated_at.seconds, more->updated_at.seconds);
		if (read->rating.count == INT_NONE)
			read->rating = more->rating;
		return;
	}
	*item_add_read(arena, item) = *more;
}

static bool
is_same_copy(const struct item_copy *one, const struct item_copy *other)
{
	return is_same_id(one->id, other->id) && text_is_same(one->format, other->format)
		&& one->season == other->season
		&& text_is_same(one->platform, other->platform)
		&& text_is_same(one->location, other->location)
		&& text_is_same(one->condition, other->condition)
		&& text_is_same(one->lent_to, other->lent_to)
		&& text_is_same(one->lent_on, other->lent_on)
		&& text_is_same(one->due_on, other->due_on)
		&& text_is_same(one->acquired_on, other->acquired_on)
		&& text_is_same(one->price, other->price)
		&& text_is_same(one->currency, other->currency)
		&& text_is_same(one->barcode, other->barcode)
		&& text_is_same(one->vod_link, other->vod_link)
		&& text_is_same(one->note, other->note);
}

static void
merge_copy(struct arena *arena, struct item *item, const struct item_copy *more, int count)
{
	const struct item_copy *copy = item->copies.list;

	for (int i = 0; i < count; i++, copy++)
		if (is_same_copy(copy, more))
			return;
	*item_add_copy(arena, item) = *more;
}

static void
merge_place(struct arena *arena, struct item *item, const struct item_place *more, int count)
{
	struct item_place *place = item->places.list;

	for (int i = 0; i < count; i++, place++) {
		if (strcmp(place->list, more->list))
			continue;
		place->note = joined(arena, place->note, more->note);
		return;
	}
	*item_add_place(arena, item) = *more;
}

/* What is told twice in one place is two, such as copies that are alike. */
static void
merge_records(struct arena *arena, struct item *item, const struct item *more)
{
	const int reads = item->reads.count, copies = item->copies.count,
		places = item->places.count;

	for (int i = 0; i < more->reads.count; i++)
		merge_read(arena, item, &((const struct item_read *)more->reads.list)[i], reads);
	for (int i = 0; i < more->copies.count; i++)
		merge_copy(arena, item, &((const struct item_copy *)more->copies.list)[i], copies);
	for (int i = 0; i < more->places.count; i++)
		merge_place(arena, item, &((const struct item_place *)more->places.list)[i],
			places);
}

static void
merge_rating(struct item *item, const struct item *more)
{
	const bool is_later = item->rated_at.seconds != INT_NONE
		&& more->rated_at.seconds >= item->rated_at.seconds;

	if (more->rating.count == INT_NONE || (item->rating.count != INT_NONE && !is_later))
		return;
	item->rating = more->rating;
	item->rated_at = more->rated_at;
}

static void
merge_review(struct arena *arena, struct item *item, const struct item *more)
{
	const bool is_later = more->reviewed_at.seconds > item->reviewed_at.seconds;
	const struct item *first = is_later ? more : item, *second = is_later ? item : more;
	const char *earlier = second->review;

	if (!more->review)
		return;
	if (item->review && earlier && second->reviewed_at.seconds != INT_NONE
	    && !strstr(first->review, earlier))
		earlier = arena_printf(arena, "%.10s\n%s",
			day_text(arena, second->reviewed_at.seconds), earlier);
	item->review = joined(arena, first->review, earlier);
	item->reviewed_at.seconds = most(item->reviewed_at.seconds, more->reviewed_at.seconds);
}

static void
merge_seen(struct item *item, const struct item *more)
{
	if (!item->seen_from || (more->seen_from && strcmp(more->seen_from, item->seen_from) < 0))
		item->seen_from = more->seen_from ? more->seen_from : item->seen_from;
	if (more->seen_until && (!item->seen_until
	    || strcmp(more->seen_until, item->seen_until) > 0))
		item->seen_until = more->seen_until;
}

/* Those members that aren't there. */
static void
merge_metadata(struct arena *arena, struct item *item, const struct item *more)
{
	const char *both;
	cJSON *own, *news, *next;

	if (!item->metadata.json)
		item->metadata = more->metadata;
	if (text_is_same(item->metadata.json, more->metadata.json) || !more->metadata.json)
		return;
	json_use_arena(arena);
	own = json_tree(arena, item->metadata.json, strlen(item->metadata.json));
	news = json_tree(arena, more->metadata.json, strlen(more->metadata.json));
	for (cJSON *member = news->child; member; member = next) {
		next = member->next;
		if (!cJSON_GetObjectItemCaseSensitive(own, member->string))
			cJSON_AddItemToObject(own, member->string,
				cJSON_DetachItemViaPointer(news, member));
	}
	both = json_print(own);
	if (strlen(both) <= OBJECT_MAX)
		item->metadata.json = both;
}

void
item_merge(struct arena *arena, struct item *item, const struct item *more)
{
	for (const struct field *field = item_view.fields; field->name; field++)
		if (!is_own(field))
			merge_field(arena, field, item, more);
	join_texts(arena, &item->remarks, &more->remarks);
	merge_metadata(arena, item, more);
	merge_records(arena, item, more);
	item->status = further(item->status, more->status);
	item->progress = most(item->progress, more->progress);
	item->times = most(item->times, more->times);
	item->note = joined(arena, item->note, more->note);
	item->created_at.seconds = earliest(item->created_at.seconds, more->created_at.seconds);
	item->updated_at.seconds = most(item->updated_at.seconds, more->updated_at.seconds);
	merge_rating(item, more);
	merge_review(arena, item, more);
	merge_seen(item, more);
	if (!more->skipped)
		item->skipped = NULL;
	if (!more->failed)
		item->failed = NULL;
}
