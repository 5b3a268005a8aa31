#include "html_form.h"
#include "form.h"
#include "html_view.h"
#include "text.h"
#include "uuid.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 200, RANGE_MAX = 10, SEARCH_MAX = 500 };

/* One input: of which form, for which field, and what it has. */
struct input {
	struct html *html;
	const struct html_form *form;
	const struct field *field;
	const char *value;		/* "" for none */
	const char *name;		/* the element's */
	bool is_filter;			/* of a list: everything may be left out */
};

static struct arena *
arena_of(const struct input *input)
{
	return input->html->out->arena;
}

static bool
is_required(const struct input *input)
{
	return !input->is_filter && input->field->flags & (REQUIRED | NOT_NULL)
		&& !(input->field->flags & SECRET && input->form->method != POST
		&& !input->form->only);
}

/* What is wrong with the field; NULL for nothing. */
static const char *
find_problem(const struct html_form *form, const struct field *field)
{
	const struct problem *p = form && form->problems ? form->problems->first : NULL;

	while (p && strcmp(p->field, field->name))
		p = p->next;
	return p ? p->message : NULL;
}

/* The attributes that every input has. */
static void
put_attributes(const struct input *input)
{
	struct html *html = input->html;
	const char *notes = arena_printf(arena_of(input), "%s-notes", input->name);
	bool is_wrong = find_problem(input->form, input->field);

	html_attr(html, "id", input->name);
	html_attr(html, "name", input->field->name);
	html_flag(html, "required", is_required(input));
	html_attr(html, "aria-invalid", is_wrong ? "true" : NULL);
	html_attr(html, "aria-describedby", is_wrong || input->field->hint ? notes : NULL);
}

static void
put_option(const struct input *input, const char *value, const char *text)
{
	html_open(input->html, "option");
	html_attr(input->html, "value", value);
	html_flag(input->html, "selected", !strcmp(value, input->value)
		|| (input->field->words && *value
		&& word_value(input->field->words, value)
		== word_value(input->field->words, input->value)));
	html_text(input->html, text);
	html_close(input->html);
}

/* The numbers of a short range. */
static void
put_numbers(const struct input *input)
{
	const struct field *field = input->field;

	for (int64_t n = field->min; n <= field->max; n++) {
		const char *number = field->type == FIELD_HALVES ? halves_text(arena_of(input), n)
			: arena_printf(arena_of(input), "%lld", (long long)n);

		put_option(input, number, number);
	}
}

/* Words; "yes" and "no"; numbers. */
static void
put_select(const struct input *input)
{
	const struct field *field = input->field;

	html_open(input->html, "select");
	put_attributes(input);
	if (!is_required(input) && field->type != FIELD_BOOL)
		put_option(input, "", !input->is_filter ? "—"
			: strcmp(field->name, "sort") ? "Any" : "Default");
	else if (!*input->value && field->type != FIELD_BOOL)
		put_option(input, "", "Choose");
	for (const struct word_name *w = field->words; w && w->name; w++)
		if (field->type == FIELD_WORD && word_text(field->words, w->value) == w->name)
			put_option(input, w->name,
				word_label(arena_of(input), field->words, w->name));
	if (field->type == FIELD_BOOL) {
		put_option(input, "false", word_label(arena_of(input), field->words, "false"));
		put_option(input, "true", word_label(arena_of(input), field->words, "true"));
	}
	if (field->type == FIELD_INT || field->type == FIELD_HALVES)
		put_numbers(input);
	html_close(input->html);
}

/* One of the texts that the answer has for it. */
static void
put_choice(const struct input *input)
{
	const cJSON *text;

	html_open(input->html, "select");
	put_attributes(input);
	put_option(input, "", "—");
	cJSON_ArrayForEach(text, input->form->choices)
		if (cJSON_IsString(text))
			put_option(input, text->valuestring, text->valuestring);
	html_close(input->html);
}

static void
put_textarea(const struct input *input)
{
	const struct field *field = input->field;

	html_open(input->html, "textarea");
	put_attributes(input);
	html_attr(input->html, "rows", "4");
	if (field->max && field->type != FIELD_TEXTS)
		html_attr(input->html, "maxlength",
			arena_printf(arena_of(input), "%lld", (long long)field->max));
	html_text(input->html, "\n");	/* the first line break of a textarea is none */
	html_text(input->html, input->value);
	html_close(input->html);
}

static void
put_number(const struct input *input)
{
	const struct field *field = input->field;
	bool has_bounds = field->min || field->max;

	html_open(input->html, "input");
	put_attributes(input);
	html_attr(input->html, "type", "number");
	html_attr(input->html, "inputmode", "numeric");
	if (has_bounds)
		html_attr(input->html, "min",
			arena_printf(arena_of(input), "%lld", (long long)field->min));
	if (field->max)
		html_attr(input->html, "max",
			arena_printf(arena_of(input), "%lld", (long long)field->max));
	html_attr(input->html, "value", input->value);
	html_close(input->html);
}

/* A code that is good for nothing once it was sent: who types it may see it. */
static const char once[] = "one-time-code";

/* What browsers fill in by themselves, by the names that these fields have everywhere. */
static const struct {
	const char *name, *type, *autocomplete;
	bool is_optional;	/* what a thing must have is no person's */
} known[] = {
	{ "email", "email", "email" }, { "username", "text", "username" },
	{ "name", "text", "name", true }, { "code", "text", once },
};

static void
put_text(const struct input *input)
{
	const struct field *field = input->field;
	const char *type = "text", *autocomplete = "off";

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!input->is_filter && !strcmp(known[i].name, field->name)
		    && !(known[i].is_optional && field->flags & REQUIRED)) {
			type = known[i].type;
			autocomplete = known[i].autocomplete;
		}
	if (input->is_filter && !strcmp(field->name, "q"))
		type = "search";
	if (field->flags & SECRET && autocomplete != once) {
		type = "password";
		autocomplete = field->check ? "new-password" : "current-password";
	}
	html_open(input->html, "input");
	put_attributes(input);
	html_attr(input->html, "type", type);
	html_attr(input->html, "autocomplete", autocomplete);
	html_attr(input->html, "autocapitalize", strcmp(autocomplete, "username") ? NULL : "none");
	html_attr(input->html, "maxlength", arena_printf(arena_of(input), "%lld",
		field->max ? (long long)field->max : TEXT_MAX));
	if (!(field->flags & SECRET))
		html_attr(input->html, "value", input->value);
	html_close(input->html);
}

/* A day; of an instant its day. */
static void
put_day(const struct input *input)
{
	bool is_instant = strlen(input->value) > 10;

	html_open(input->html, "input");
	put_attributes(input);
	html_attr(input->html, "type", "date");
	html_attr(input->html, "value", is_instant ? arena_copy(arena_of(input), input->value, 10)
		: input->value);
	html_close(input->html);
}

static void
put_control(const struct input *input)
{
	const struct field *field = input->field;

	switch (field->type) {
	case FIELD_WORD:
	case FIELD_BOOL:
	case FIELD_HALVES:
		put_select(input);
		return;
	case FIELD_INT:
		if (field->max && field->max - field->min <= RANGE_MAX)
			put_select(input);
		else
			put_number(input);
		return;
	case FIELD_DAY:
		put_day(input);
		return;
	case FIELD_TEXT:
	case FIELD_TEXTS:
		if (!input->is_filter && input->form->choices)
			put_choice(input);
		else if (field->flags & LINES || (field->type == FIELD_TEXTS && !input->is_filter))
			put_textarea(input);
		else
			put_text(input);
		return;
	case FIELD_OBJECT:
		put_textarea(input);
		return;
	case FIELD_TIME:
		if (input->is_filter)
			put_text(input);
		else
			put_day(input);
		return;
	case FIELD_REAL:
	case FIELD_RECORDS:
		put_text(input);
		return;
	}
}

static void
put_notes(const struct input *input)
{
	struct html *html = input->html;
	const char *problem = find_problem(input->form, input->field);

	if (!problem && !input->field->hint)
		return;
	html_text(html, " ");
	html_open(html, "span");
	html_attr(html, "id", arena_printf(arena_of(input), "%s-notes", input->name));
	if (problem) {
		html_element(html, "span", "field-error", arena_printf(arena_of(input), "%s %s",
			field_label(arena_of(input), input->field), problem));
		html_text(html, " ");
	}
	if (input->field->hint)
		html_element(html, "span", "hint", input->field->hint);
	html_close(html);
}

static void
put_label(const struct input *input)
{
	struct html *html = input->html;

	html_open(html, "label");
	html_attr(html, "for", input->name);
	html_text(html, field_label(arena_of(input), input->field));
	html_close(html);
}

static void
put_input(const struct input *input)
{
	const struct field *field = input->field;
	bool is_long = field->flags & LINES || field->type == FIELD_OBJECT
		|| field->type == FIELD_TEXTS
		|| (field->type == FIELD_TEXT && field->max > TEXT_MAX && !(field->flags & SECRET));

	html_open(input->html, "div");
	html_attr(input->html, "class", is_long && !input->is_filter ? "field full" : "field");
	/* The spaces are for who has no style sheet: it is one line there. */
	put_label(input);
	html_text(input->html, " ");
	put_control(input);
	put_notes(input);
	html_close(input->html);
}

/* A set of words: any of them may be checked. */
static void
put_set(const struct input *input, const cJSON *values)
{
	struct html *html = input->html;
	const struct field *field = input->field;
	const cJSON *item;

	html_open(html, "fieldset");
	html_attr(html, "class", "field set-of");
	html_element(html, "legend", NULL, field_label(arena_of(input), field));
	for (const struct word_name *w = field->words; w->name; w++) {
		bool is_checked = false;

		if (word_text(field->words, w->value) != w->name)
			continue;
		cJSON_ArrayForEach(item, values)
			is_checked |= !strcmp(item->string, field->name)
				&& word_value(field->words, item->valuestring) == w->value;
		html_open(html, "label");
		html_open(html, "input");
		html_attr(html, "type", "checkbox");
		html_attr(html, "name", field->name);
		html_attr(html, "value", w->name);
		html_flag(html, "checked", is_checked);
		html_close(html);
		html_text(html, " ");
		html_text(html, word_label(arena_of(input), field->words, w->name));
		html_close(html);
	}
	html_close(html);
}

/* A set of texts: an input for each that is there, and one at least. */
static void
put_each(const struct input *input, const cJSON *values)
{
	struct input one = *input;
	const cJSON *item;
	bool has_any = false;

	cJSON_ArrayForEach(item, values) {
		if (strcmp(item->string, input->field->name) || !*item->valuestring)
			continue;
		one.value = item->valuestring;
		one.name = html_name(input->html);
		put_input(&one);
		has_any = true;
	}
	if (!has_any)
		put_input(input);
}

static void
put_hidden(struct html *html, const char *name, const char *value)
{
	if (!value)
		return;
	html_open(html, "input");
	html_attr(html, "type", "hidden");
	html_attr(html, "name", name);
	html_attr(html, "value", value);
	html_close(html);
}

/* The texts of a list, one a line. */
static const char *
lines_of(struct arena *arena, const cJSON *list)
{
	struct buf lines;
	const cJSON *item;

	buf_init(&lines, arena, 64);
	cJSON_ArrayForEach(item, list) {
		if (lines.length)
			buf_putc(&lines, '\n');
		if (cJSON_IsString(item))
			buf_puts(&lines, item->valuestring);
	}
	return lines.data;
}

/* The value that a field has: as it was typed, or as an answer shows it. */
static const char *
value_of(struct arena *arena, const cJSON *values, const struct field *field)
{
	const cJSON *item = cJSON_IsObject(values)
		? cJSON_GetObjectItemCaseSensitive(values, field->name) : values;
	const char *text = item ? member_text(item) : NULL;

	if (cJSON_IsBool(item))
		return cJSON_IsTrue(item) ? "true" : "false";
	if (cJSON_IsObject(item) && item != values)
		return item->child ? json_print(item) : "";
	if (cJSON_IsArray(item))
		return lines_of(arena, item);
	return text ? text : "";
}

static bool
is_asked(const struct html_form *form, const struct field *field)
{
	const unsigned never = READONLY | HIDDEN | UNASKED
		| (form->method == POST ? 0 : FIXED) | (form->for_admin ? 0 : FOR_ADMINS);

	if (form->only)
		return text_has_word(form->only, ' ', field->name);
	return !(field->flags & never) && !(form->fixed
		&& text_has_word(form->fixed, ' ', field->name));
}

static void
put_fields(struct html *html, const struct html_form *form)
{
	const struct field *field = form->body ? form->body->fields : NULL;
	bool has_begun = false;

	for (; field && field->name; field++) {
		const struct input input = { .html = html, .form = form, .field = field,
			.value = value_of(html->out->arena, form->values, field),
			.name = html_name(html) };

		if (!is_asked(form, field))
			continue;
		if (uuid_valid(input.value)) {	/* nobody types an id */
			put_hidden(html, field->name, input.value);
			continue;
		}
		if (!has_begun) {
			html_open(html, "div");
			html_attr(html, "class", "fields");
			has_begun = true;
		}
		put_input(&input);
	}
	if (has_begun)
		html_close(html);
}

/* Fields that no table has: a file, the password of who asks. */
static void
put_other(struct html *html, const struct html_form *form, const struct field *field,
	const char *type, const char *autocomplete)
{
	const struct input input = { .html = html, .form = form, .field = field, .value = "",
		.name = html_name(html) };

	html_open(html, "div");
	html_attr(html, "class", "field");
	put_label(&input);
	html_open(html, "input");
	put_attributes(&input);
	html_attr(html, "type", type);
	html_attr(html, "autocomplete", autocomplete);
	html_attr(html, "accept", *type == 'f' ? form->accept : NULL);
	html_close(html);
	put_notes(&input);
	html_close(html);
}

static void
put_fixed(struct html *html, const struct html_form *form)
{
	const char *name = form->fixed ? form->fixed : "", *from = form->fixed_from;
	struct arena *arena = html->out->arena;

	while (*name) {
		const size_t n = strcspn(name, " "), m = strcspn(from, " ");

		const cJSON *member = member_at(form->fixed_of, arena_copy(arena, from, m));
		const char *value = cJSON_IsTrue(member) ? "true" : member_text(member);

		if (value && form->step)
			value = arena_printf(arena, "%lld",
				strtoll(value, NULL, 10) + form->step);
		put_hidden(html, arena_copy(arena, name, n), value);
		name += n + strspn(name + n, " ");
		from += m + strspn(from + m, " ");
	}
}

void
html_form(struct html *html, const struct html_form *form)
{
	static const struct field password = { .name = "_current", .flags = REQUIRED,
		.label = "Your password now" };
	const struct field file = { .name = form->file, .flags = REQUIRED };
	const char *method = form->method == PUT ? "PUT" : form->method == PATCH ? "PATCH"
		: form->method == DELETE ? "DELETE" : NULL;

	html_open(html, "form");
	html_attr(html, "id", form->id);
	html_attr(html, "method", "post");
	html_link(html, "action", form->action);
	html_attr(html, "enctype", form->file ? "multipart/form-data" : NULL);
	put_hidden(html, "_method", method);
	put_hidden(html, "next", form->next);
	put_fixed(html, form);
	put_fields(html, form);
	if (form->file)
		put_other(html, form, &file, "file", NULL);
	if (form->is_sensitive)
		put_other(html, form, &password, "password", "current-password");
	html_open(html, "p");
	html_attr(html, "class", "actions end");
	html_open(html, "button");
	html_attr(html, "class", form->method == DELETE ? "btn bad"
		: form->step || form->is_minor ? "btn"
		: "btn primary");
	html_attr(html, "type", "submit");
	html_text(html, form->button);
	if (form->of)
		html_element(html, "span", "vh", arena_printf(html->out->arena, ": %s", form->of));
	html_close(html);
	html_close(html);
	html_close(html);
}

/* Parameters that the form doesn't ask for, and doesn't change. */
static void
keep_values(struct html *html, const char *name, const cJSON *values)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, values)
		if (!strcmp(item->string, name))
			put_hidden(html, name, item->valuestring);
}

void
html_filter(struct html *html, const char *action, const struct record *query,
	const cJSON *values, const char *but)
{
	html_open(html, "form");
	html_attr(html, "class", "filter");
	html_attr(html, "method", "get");
	html_link(html, "action", action);
	for (const struct field *field = query->fields; field->name; field++) {
		const char *value = form_text(values, field->name);
		const struct input input = { .html = html, .field = field, .is_filter = true,
			.value = value ? value : "", .name = html_name(html) };

		if (field->flags & UNASKED)
			continue;
		if (but && !strcmp(but, field->name))
			keep_values(html, field->name, values);
		else if (field->flags & MANY && field->words)
			put_set(&input, values);
		else if (field->flags & MANY)
			put_each(&input, values);
		else
			put_input(&input);
	}
	html_open(html, "button");
	html_attr(html, "class", "btn");
	html_attr(html, "type", "submit");
	html_text(html, "Show");
	html_close(html);
	html_close(html);
}
