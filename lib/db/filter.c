#include "filter.h"
#include "text.h"

enum { WORDS_MAX = 32 };	/* in a set */

bool
filter_has(const struct field *field, const void *asked)
{
	const void *member = (const char *)asked + field->offset;

	return field->type == FIELD_TEXTS ? ((const struct texts *)member)->count > 0
		: !field_is_unset(field, asked);
}

/* The set's words, all of which are their values' texts. */
static void
add_words(struct sql *where, const struct field *field, word set)
{
	struct value values[WORDS_MAX];
	int count = 0;

	for (word value = 1; value < WORDS_MAX; value++)
		if (set >> value & 1)
			values[count++] = value_text(word_text(field->words, value));
	if (count)
		sql_in(where, field->condition, values, count);
}

static void
add_word(struct sql *where, const struct field *field, word value)
{
	if (!field->conditions)
		sql_and(where, field->condition, value_text(word_text(field->words, value)));
	else if (field->conditions[value])
		sql_condition(where, field->conditions[value]);
}

/* One text; false when it is none once it is folded. */
static bool
add_text(struct sql *where, struct arena *arena, const struct field *field, const char *text,
	bool is_alternative)
{
	if (field->flags & FOLDED)
		text = text_fold(arena, text);
	if (!*text)
		return false;
	if (is_alternative)
		sql_add_value(where, arena_printf(arena, " OR %s", field->condition),
			value_text(text));
	else
		sql_and(where, field->condition, value_text(text));
	return true;
}

static void
add_texts(struct sql *where, struct arena *arena, const struct field *field,
	const struct texts *texts)
{
	struct field first = *field;
	bool any = false;

	first.condition = arena_printf(arena, "(%s", field->condition);
	for (int i = 0; i < texts->count; i++)
		any |= add_text(where, arena, any ? field : &first, texts->list[i], any);
	if (any)
		sql_add(where, ")");
}

static void
add_field(struct sql *where, struct arena *arena, const struct field *field, const void *member)
{
	switch (field->type) {
	case FIELD_TEXT:
		add_text(where, arena, field, *(const char *const *)member, false);
		break;
	case FIELD_TEXTS:
		add_texts(where, arena, field, member);
		break;
	case FIELD_INT:
	case FIELD_HALVES:
		sql_and(where, field->condition, value_int(*(const int64_t *)member));
		break;
	case FIELD_WORD:
		if (field->flags & MANY)
			add_words(where, field, *(const word *)member);
		else
			add_word(where, field, *(const word *)member);
		break;
	default:
		break;
	}
}

void
filter_add(struct sql *where, struct arena *arena, const struct record *filter, const void *asked)
{
	for (const struct field *field = filter->fields; field->name; field++)
		if ((field->condition || field->conditions) && filter_has(field, asked))
			add_field(where, arena, field, (const char *)asked + field->offset);
}
