#include "facet.h"
#include "filter.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct field value_fields[] = {
	FIELD(struct facet_value, name, READONLY),
	FIELD(struct facet_value, count, READONLY),
	{ 0 }
};
const struct record facet_value_view = {
	.size = sizeof(struct facet_value), .fields = FIELDS(value_fields),
};

/* A text that is compared, how it was written first, and the number of titles that have it. */
struct counted {
	const char *text, *shown;
	int64_t titles, last;		/* the last of them: it may come again at once */
};

/* What was counted of one facet: an open hash table of places in a list, from 1. */
struct tally {
	struct arena *arena;
	struct counted *list;
	int count, room;
	int *places, slots;
};

static int
slot_of(const struct tally *tally, const char *text)
{
	int slot = (int)(text_hash(text) % (unsigned)tally->slots);

	while (tally->places[slot] && strcmp(tally->list[tally->places[slot] - 1].text, text))
		slot = (slot + 1) % tally->slots;
	return slot;
}

static void
grow_tally(struct tally *tally)
{
	struct counted *list;

	tally->room = tally->room ? 2 * tally->room : 64;
	tally->slots = 2 * tally->room;
	list = arena_alloc(tally->arena, sizeof(*list) * (size_t)tally->room);
	if (tally->count)
		memcpy(list, tally->list, sizeof(*list) * (size_t)tally->count);
	tally->list = list;
	tally->places = arena_alloc(tally->arena, sizeof(int) * (size_t)tally->slots);
	for (int i = 0; i < tally->count; i++)
		tally->places[slot_of(tally, list[i].text)] = i + 1;
}

/*
 * Counts one title, or several, to a text; true when the text is new, and is kept. `last` tells
 * them from those before.
 */
static bool
count_text(struct tally *tally, const char *text, const char *shown, int64_t titles, int64_t last)
{
	int place = tally->slots ? tally->places[slot_of(tally, text)] : 0;
	struct counted *known = place ? &tally->list[place - 1] : NULL;

	if (known) {
		known->titles += known->last == last ? 0 : titles;
		known->last = last;
		return false;
	}
	if (tally->count == tally->room)
		grow_tally(tally);
	tally->list[tally->count] = (struct counted){ text, shown, titles, last };
	tally->places[slot_of(tally, text)] = ++tally->count;
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
count_names(const char *text)
{
	int count = 1;

	for (; *text; text++)
		count += *text == ',';
	return count;
}

/* Each of the names that texts have in them: a title once, however often it has the name. */
static struct tally
count_each_name(const struct tally *whole)
{
	struct tally names = { .arena = whole->arena };

	for (int i = 0; i < whole->count; i++) {
		const struct counted *one = &whole->list[i];
		const char *text = one->text, *shown = one->shown, *name;

		if (count_names(text) != count_names(shown)) {	/* as it is, it is taken, too */
			count_text(&names, text, shown, one->titles, i);
			continue;
		}
		while ((name = next_name(names.arena, &text))) {
			const char *written = next_name(names.arena, &shown);

			if (*name)
				count_text(&names, name, written, one->titles, i);
		}
	}
	return names;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct counted *)a)->text, ((const struct counted *)b)->text);
}

static int
by_name_desc(const void *a, const void *b)
{
	return by_name(b, a);
}

static int
by_count(const void *a, const void *b)
{
	const struct counted *one = a, *other = b;

	if (one->titles != other->titles)
		return one->titles > other->titles ? -1 : 1;
	return by_name(a, b);
}

/* The first of what was counted, as they are shown. */
static struct records
first_values(struct tally *tally, const struct facet *facet, const char *name)
{
	static int (*const orders[])(const void *, const void *) = {
		[BY_COUNT] = by_count, [BY_NAME] = by_name, [BY_NAME_DESC] = by_name_desc,
	};
	struct facet_value *values = arena_alloc(tally->arena, sizeof(*values) * FACET_NAMES);
	int count = 0;

	if (tally->count)
		qsort(tally->list, (size_t)tally->count, sizeof(*tally->list),
			orders[facet->order]);
	for (int i = 0; i < tally->count && count < FACET_NAMES; i++) {
		const struct counted *one = &tally->list[i];

		if (!name || !facet->shown || strstr(one->text, name))
			values[count++] = (struct facet_value){ one->shown, one->titles };
	}
	return (struct records){ values, count };
}

/* What is read, and of what. */
struct reading {
	const struct call *call;
	const struct facet_source *source;
	const void *asked;		/* of the list */
	const char *name;		/* folded, that names must have in them; NULL: any */
	word kept, left;		/* as facets_asked has it; what isn't counted yet */
	struct facets *out;
};

/* Facets that are counted together: they are of the same rows, or it is one alone. */
struct pass {
	const struct facet *facets[FACETS_MAX];
	struct tally tallies[FACETS_MAX];
	struct records *values[FACETS_MAX];	/* where the answer to each goes */
	int count;
	bool is_chosen;			/* its one facet's own filter doesn't count */
};

static void
add_columns(struct sql *sql, const struct pass *pass)
{
	sql_add(sql, "SELECT t.key");
	for (int i = 0; i < pass->count; i++) {
		sql_add(sql, ", ");
		sql_add(sql, pass->facets[i]->column);
		if (!pass->facets[i]->shown)
			continue;
		sql_add(sql, ", ");
		sql_add(sql, pass->facets[i]->shown);
	}
}

/* Counts one row; what it took of the arena stays only with what is new. */
static void
count_row(struct stmt *stmt, struct arena *arena, struct pass *pass)
{
	const int64_t key = stmt_int(stmt, 0);
	int column = 1;

	for (int i = 0; i < pass->count; i++) {
		const struct arena_mark mark = arena_mark(arena);
		const char *text = stmt_text(stmt, column++, arena), *shown = text;
		bool is_new = false;

		if (pass->facets[i]->shown)
			shown = stmt_text(stmt, column++, arena);
		if (text && *text)
			is_new = count_text(&pass->tallies[i], text, shown, 1, key);
		if (!is_new)
			arena_rewind(arena, mark);
	}
}

static enum status
run_pass(const struct reading *r, const void *asked, struct pass *pass)
{
	const struct facet *joined = pass->facets[0]->joins ? pass->facets[0] : NULL;
	STMT_AUTO stmt = NULL;
	struct sql where, sql;
	const char *joins;
	enum status rc = r->source->where(r->call, joined, asked, &where, &joins);
	int rows = 0;

	if (rc)
		return rc;
	sql_init_for(&sql, r->call->arena, &where);
	add_columns(&sql, pass);
	sql_add(&sql, " FROM ");
	sql_add(&sql, r->source->from);
	sql_add(&sql, joins);
	if (joined)
		sql_add(&sql, joined->joins);
	sql_add_where(&sql, &where);
	sql_add(&sql, " ORDER BY ");
	sql_add(&sql, r->source->order);
	sql_add_value(&sql, " LIMIT $$", value_int(FACET_ROWS + 1));
	rc = db_query(r->call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc && ++rows > FACET_ROWS)
			r->out->is_complete = false;
		else if (!rc)
			count_row(stmt, r->call->arena, pass);
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static const struct field *
filter_of(const struct reading *r, const struct facet *facet)
{
	const struct field *field = r->source->filter->fields;

	while (field->offset != facet->filter)
		field++;
	return field;
}

/* Whether it is narrowed by the facet itself. */
static bool
is_chosen(const struct reading *r, word number)
{
	return filter_has(filter_of(r, &r->source->facets[number]), r->asked)
		&& !(r->kept >> number & 1);
}

/* The next facet that is chosen, or all that are not and have the same joins. */
static void
plan_pass(struct reading *r, struct pass *pass)
{
	*pass = (struct pass){ .count = 0 };
	for (int i = 0; i < r->out->count && !pass->is_chosen; i++) {
		const word number = word_value(r->source->names, r->out->name[i]);
		const struct facet *facet = &r->source->facets[number];
		const bool fits = !pass->count
			|| (!is_chosen(r, number) && facet->joins == pass->facets[0]->joins);

		if (!(r->left >> number & 1) || !fits)
			continue;
		r->left &= ~(1u << number);
		pass->is_chosen = is_chosen(r, number);
		pass->tallies[pass->count] = (struct tally){ .arena = r->call->arena };
		pass->values[pass->count] = &r->out->values[i];
		pass->facets[pass->count++] = facet;
	}
}

static enum status
answer_pass(const struct reading *r, struct pass *pass)
{
	void *others = arena_copy(r->call->arena, r->asked, r->source->filter->size);
	enum status rc;

	if (pass->is_chosen)
		field_clear(filter_of(r, pass->facets[0]), others);
	rc = run_pass(r, others, pass);
	for (int i = 0; i < pass->count && !rc; i++) {
		const struct facet *facet = pass->facets[i];
		struct tally *tally = &pass->tallies[i], names;

		if (facet->has_several) {
			names = count_each_name(tally);
			tally = &names;
		}
		*pass->values[i] = first_values(tally, facet, r->name);
	}
	return rc;
}

enum status
facets_read(const struct call *call, const struct facet_source *source,
	const struct facets_asked *which, const void *asked, struct facets *out)
{
	struct reading r = {
		.call = call, .source = source, .asked = asked, .out = out,
		.name = text_fold(call->arena, which->name), .kept = which->kept,
	};
	enum status rc = OK;

	*out = (struct facets){ .is_complete = true };
	for (const struct word_name *name = source->names; name->name; name++) {
		if (which->which && !(which->which >> name->value & 1))
			continue;
		r.left |= 1u << name->value;
		out->name[out->count++] = name->name;
	}
	while (r.left && !rc) {
		struct pass pass;

		plan_pass(&r, &pass);
		rc = answer_pass(&r, &pass);
	}
	return rc;
}
