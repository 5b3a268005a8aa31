#include "facet.h"
#include "filter.h"
#include "text.h"

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
	struct name_counts names[FACETS_MAX];
	struct records *values[FACETS_MAX];	/* where the answer to each goes */
	int count;
	bool is_chosen;			/* its one facet's own filter doesn't count */
};

static void
add_columns(struct sql *sql, const struct facet_source *source, const struct pass *pass)
{
	sql_add(sql, source->are_alike ? "SELECT count(*)" : "SELECT t.key");
	for (int i = 0; i < pass->count; i++) {
		sql_add(sql, ", ");
		sql_add(sql, pass->facets[i]->column);
		if (pass->facets[i]->shown) {
			sql_add(sql, ", ");
			sql_add(sql, pass->facets[i]->shown);
		}
		if (pass->facets[i]->sum) {
			sql_add(sql, ", sum(");
			sql_add(sql, pass->facets[i]->sum);
			sql_add(sql, ")");
		}
	}
}

/* Rows in the order of the source, or one for all that are alike. */
static void
add_order(struct sql *sql, const struct facet_source *source, const struct pass *pass)
{
	if (!source->are_alike) {
		sql_add(sql, " ORDER BY ");
		sql_add(sql, source->order);
	}
	for (int i = 0; i < pass->count && source->are_alike; i++) {
		sql_add(sql, i ? ", " : " GROUP BY ");
		sql_add(sql, pass->facets[i]->column);
	}
	sql_add_value(sql, " LIMIT $$", value_int(FACET_ROWS + 1));
}

/*
 * Counts a row, the n-th: of a title, or of several that are alike. What it took of the arena stays
 * only with what is new.
 */
static void
count_row(struct stmt *stmt, struct arena *arena, bool are_alike, int n, struct pass *pass)
{
	const int64_t first = stmt_int(stmt, 0), key = are_alike ? n : first;
	int column = 1;

	for (int i = 0; i < pass->count; i++) {
		const struct arena_mark mark = arena_mark(arena);
		const char *text = stmt_text(stmt, column++, arena), *shown = text;
		int64_t titles = are_alike ? first : 1;
		bool is_new = false;

		if (pass->facets[i]->shown)
			shown = stmt_text(stmt, column++, arena);
		if (pass->facets[i]->is_written)
			text = text_fold(arena, shown);
		if (pass->facets[i]->sum)
			titles = stmt_int(stmt, column++);
		if (text && *text)
			is_new = names_count(&pass->names[i], text, shown, titles, key);
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
	add_columns(&sql, r->source, pass);
	sql_add(&sql, " FROM ");
	sql_add(&sql, r->source->from);
	sql_add(&sql, joins);
	if (joined)
		sql_add(&sql, joined->joins);
	sql_add_where(&sql, &where);
	add_order(&sql, r->source, pass);
	rc = db_query(r->call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc && ++rows > FACET_ROWS)
			r->out->is_complete = false;
		else if (!rc)
			count_row(stmt, r->call->arena, r->source->are_alike, rows, pass);
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
		pass->names[pass->count] = (struct name_counts){ .arena = r->call->arena };
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
		struct name_counts *names = &pass->names[i], each;

		if (facet->has_several || facet->is_path) {
			each = facet->is_path ? names_each_beginning(names) : names_each(names);
			names = &each;
		}
		*pass->values[i] = names_first(names, facet->order,
			facet->most ? facet->most : FACET_NAMES,
			facet->shown || facet->is_written ? r->name : NULL);
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
