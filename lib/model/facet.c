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
			is_new = names_count(&pass->names[i], text, shown, 1, key);
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

		if (facet->has_several) {
			each = names_each(names);
			names = &each;
		}
		*pass->values[i] = names_first(names, facet->order, FACET_NAMES,
			facet->shown ? r->name : NULL);
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
