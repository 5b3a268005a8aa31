/*
 * What of an import is only read with it has no columns of its own: it is one text, a line for each
 * member that is set, its name before it.
 */
#include "import.h"
#include "lines.h"

static const struct word_name stages[] = {
	{ "none", STAGE_NONE }, { "clear", STAGE_CLEAR }, { "read", STAGE_READ },
	{ "plan", STAGE_PLAN }, { "titles", STAGE_TITLES }, { "lists", STAGE_LISTS }, { NULL, 0 },
};
const struct word_name import_policies[] = {
	{ "fill", POLICY_FILL, "Fill what is empty at mine" },
	{ "keep", POLICY_KEEP, "Leave what is on my shelf alone" },
	{ "file", POLICY_FILE, "Take what the file has" }, { NULL, 0 },
};

static const struct field fields[] = {
	FIELD(struct import, stage, 0, .words = stages),
	FIELD(struct import, policy, 0, .words = import_policies),
	FIELD(struct import, next, 0),
	FIELD(struct import, done, 0),
	FIELD(struct import, told, 0),
	FIELD(struct import, bytes, 0),
	FIELD(struct import, total, 0),
	FIELD(struct import, day_first, 0),
	FIELD(struct import, is_day_first, 0),
	FIELD(struct import, format, 0),
	FIELD(struct import, file_name, 0),
	FIELD(struct import, name, 0),
	FIELD(struct import, question, 0),
	FIELD(struct import, message, 0),
	FIELD(struct import, place, 0),
	FIELD(struct import, columns, 0),
	FIELD(struct import, headers, 0),
	{ 0 }
};
static const struct record work_view = {
	.size = sizeof(struct import), .fields = FIELDS(fields),
};

void
import_pack_work(struct arena *arena, struct import *import)
{
	import->work = record_lines(arena, &work_view, import);
}

void
import_unpack_work(struct arena *arena, struct import *import)
{
	record_of_lines(arena, &work_view, import->work, import);
}
