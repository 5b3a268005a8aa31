/* Objects as text, in which numbers keep their literals; and one merged into another. */
#include "json.h"

#include <cjson/cJSON_Utils.h>
#include <string.h>

/* Numbers are written as they came. */
static void
write_literals(cJSON *item)
{
	for (; item; item = item->next) {
		if (cJSON_IsNumber(item))
			item->type = cJSON_Raw;
		write_literals(item->child);
	}
}

const char *
json_print(const cJSON *object)
{
	write_literals(object->child);
	return cJSON_PrintUnformatted(object);
}

const char *
json_merge(struct arena *arena, const char *object, const char *patch)
{
	cJSON *into = json_tree(arena, object, strlen(object));
	const cJSON *from = json_tree(arena, patch, strlen(patch));

	return json_print(cJSONUtils_MergePatchCaseSensitive(into, from));
}
