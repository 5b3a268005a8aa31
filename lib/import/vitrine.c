/* Ours: vitrine.json, whose items are what all readers tell (item.h). */
#include "format.h"

static void
read_item(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	struct problems problems = { .arena = arena };
	const char *member;
	const cJSON *object = piece_json(piece, &member);
	struct item item;

	if (item_read_json(arena, object, &problems, &item)) {
		if (!item.key)
			item.key = arena_printf(arena, "#%lld", (long long)piece_number(piece));
		item.failed = arena_printf(arena, "%s %s.", problems.first->field,
			problems.first->message);
	}
	reading_tell(reading, &item);
}

static const struct format_part parts[] = {
	{ .kind = PART_JSON, .needs = "vitrine,items", .is_exact = true,
	  .read = read_item },
	{ 0 }
};

const struct format format_vitrine = {
	.name = "vitrine", .title = "Vitrine",
	.where = "Settings → Export, or /exports/vitrine.json, of the other Vitrine: vitrine.json.",
	.parts = parts,
};
