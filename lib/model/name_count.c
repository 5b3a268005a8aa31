#include "name_count.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct field value_fields[] = {
	FIELD(struct facet_value, name, READONLY | HEADING),
	FIELD(struct facet_value, count, READONLY | BRIEF),
	{ 0 }
};
const struct record facet_value_view = {
	.size = sizeof(struct facet_value), .fields = FIELDS(value_fields),
};

static int
slot_of(const struct name_counts *names, const char *text)
{
	int slot = (int)(text_hash(text) % (unsigned)names->slots);

	while (names->places[slot] && strcmp(names->list[names->places[slot] - 1].text, text))
		slot = (slot + 1) % names->slots;
	return slot;
}

static void
grow(struct name_counts *names)
{
	struct name_count *list;

	names->room = names->room ? 2 * names->room : 64;
	names->slots = 2 * names->room;
	list = arena_alloc(names->arena, sizeof(*list) * (size_t)names->room);
	if (names->count)
		memcpy(list, names->list, sizeof(*list) * (size_t)names->count);
	names->list = list;
	names->places = arena_alloc(names->arena, sizeof(int) * (size_t)names->slots);
	for (int i = 0; i < names->count; i++)
		names->places[slot_of(names, list[i].text)] = i + 1;
}

bool
names_count(struct name_counts *names, const char *text, const char *shown, int64_t count,
	int64_t last)
{
	int place = names->slots ? names->places[slot_of(names, text)] : 0;
	struct name_count *known = place ? &names->list[place - 1] : NULL;

	if (known) {
		known->count += known->last == last ? 0 : count;
		known->last = last;
		return false;
	}
	if (names->most && names->count == names->most)
		return false;
	if (names->count == names->room)
		grow(names);
	names->list[names->count] = (struct name_count){ text, shown, count, last };
	names->places[slot_of(names, text)] = ++names->count;
	return true;
}

/* The next of several names with commas between, without what is around it; NULL at the end. */
static const char *
next_name(struct arena *arena, const char **rest)
{
	const char *name = *rest;
	size_t length;

	if (!name)
		return NULL;
	length = strcspn(name, ",");
	*rest = name[length] ? name + length + 1 : NULL;
	return text_trim(arena, arena_copy(arena, name, length));
}

static int
count_commas(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += *text == ',';
	return count;
}

struct name_counts
names_each(const struct name_counts *whole)
{
	struct name_counts names = { .arena = whole->arena };

	for (int i = 0; i < whole->count; i++) {
		const struct name_count *one = &whole->list[i];
		const char *text = one->text, *shown = one->shown, *name;

		/* as it is, it is taken, too */
		if (count_commas(text) != count_commas(shown)) {
			names_count(&names, text, shown, one->count, i);
			continue;
		}
		while ((name = next_name(names.arena, &text))) {
			const char *written = next_name(names.arena, &shown);

			if (*name)
				names_count(&names, name, written, one->count, i);
		}
	}
	return names;
}

static int
count_slashes(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += *text == '/';
	return count;
}

/* The part of a text before its n-th slash. */
static const char *
beginning(struct arena *arena, const char *text, int n)
{
	const char *end = strchr(text, '/');

	while (--n)
		end = strchr(end + 1, '/');
	return arena_copy(arena, text, (size_t)(end - text));
}

struct name_counts
names_each_beginning(const struct name_counts *whole)
{
	struct name_counts names = { .arena = whole->arena };

	for (int i = 0; i < whole->count; i++) {
		const struct name_count *one = &whole->list[i];
		const int slashes = count_slashes(one->text);

		/* (A letter may be folded to some with a slash.) */
		for (int n = 1; n <= slashes && slashes == count_slashes(one->shown); n++)
			names_count(&names, beginning(names.arena, one->text, n),
				beginning(names.arena, one->shown, n), one->count, i);
		names_count(&names, one->text, one->shown, one->count, i);
	}
	return names;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct name_count *)a)->text, ((const struct name_count *)b)->text);
}

static int
by_name_desc(const void *a, const void *b)
{
	return by_name(b, a);
}

static int
by_count(const void *a, const void *b)
{
	const struct name_count *one = a, *other = b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return by_name(a, b);
}

struct records
names_first(struct name_counts *names, enum name_order order, int most, const char *part)
{
	static int (*const orders[])(const void *, const void *) = {
		[BY_COUNT] = by_count, [BY_NAME] = by_name, [BY_NAME_DESC] = by_name_desc,
	};
	struct facet_value *values = arena_alloc(names->arena, sizeof(*values) * (size_t)most);
	int count = 0;

	if (names->count)
		qsort(names->list, (size_t)names->count, sizeof(*names->list), orders[order]);
	for (int i = 0; i < names->count && count < most; i++) {
		const struct name_count *one = &names->list[i];

		if (!part || strstr(one->text, part))
			values[count++] = (struct facet_value){ one->shown, one->count };
	}
	return (struct records){ values, count };
}
