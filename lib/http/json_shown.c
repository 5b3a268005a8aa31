/* What a client sends back as it was shown. */
#include "json.h"

#include <string.h>

/* The field as the view writes it. */
static const char *
shown(struct arena *arena, const struct field *field, const void *record)
{
	struct buf text;

	buf_init(&text, arena, 64);
	json_put_value(&text, NULL, field, record);
	return text.data;
}

/* Takes over what was sent for this field alone. */
static void
take_one(struct arena *arena, const struct change *change, int n, void *record)
{
	const struct field *field = &change->view->fields[n];
	struct change one = *change;
	struct object *object = (void *)((char *)record + field->offset);
	const char *before = field->type == FIELD_OBJECT ? object->json : NULL;

	one.sent = UINT64_C(1) << n;
	change_apply(&one, record);
	if (before && change->merge && object->json)
		object->json = change->merge(arena, before, object->json);
}

void
change_keep_shown(struct arena *arena, struct change *change, const void *before)
{
	void *after = arena_alloc(arena, change->view->size);

	json_use_arena(arena);
	for (int i = 0; change->view->fields[i].name; i++) {
		const struct field *field = &change->view->fields[i];
		const uint64_t bit = UINT64_C(1) << i;

		if (!(change->sent & bit) || field->flags & SECRET)
			continue;
		memcpy(after, before, change->view->size);
		take_one(arena, change, i, after);
		if (!strcmp(shown(arena, field, before), shown(arena, field, after))) {
			change->sent &= ~bit;
			change->named &= ~bit;
		}
	}
}
