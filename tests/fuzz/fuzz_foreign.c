/* JSON of others to a record: whatever it is, what was read keeps its field's rules. */
#include "fuzz.h"
#include "json.h"
#include "text.h"

#include <string.h>

struct foreign {
	const char *title, *author, *id;
	struct texts authors, subjects;
	int64_t pages;
};
static const struct field fields[] = {
	FIELD_AS(struct foreign, title, "volumeInfo.title", 0, .max = 20,
		.also = { "title", "docs[0].title" }),
	FIELD_AS(struct foreign, author, "authors[0].name", 0, .also = { "author_name[]" }),
	FIELD_AS(struct foreign, authors, "volumeInfo.authors", 0, .max = 20, .most = 3,
		.also = { "authors[].name" }),
	FIELD_AS(struct foreign, subjects, "[].subjects[].a[]", 0, .most = 3),
	FIELD_AS(struct foreign, pages, "volumeInfo.pageCount", 0, .min = 1, .max = 5000),
	FIELD_AS(struct foreign, id, "[1].id", LOOSE),
	{ 0 }
};
static const struct record view = { .size = sizeof(struct foreign), .fields = FIELDS(fields) };

static void
check_text(const char *text, size_t max)
{
	MUST(!text || text_length(text) <= max);
	MUST(!text || !text_has_control(text, ""));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	struct foreign read;
	const char *text;
	cJSON *tree;

	if (!json_is_strict((const char *)data, size))
		return 0;
	tree = json_tree(arena, (const char *)data, size);
	MUST(tree);
	json_read_foreign(arena, tree, &view, &read);
	check_text(read.title, 20);
	check_text(read.author, 200);
	check_text(read.id, 200);
	MUST(read.pages == INT_NONE || (read.pages >= 1 && read.pages <= 5000));
	MUST(read.authors.count <= 3 && read.subjects.count <= 3);
	for (int i = 0; i < read.authors.count; i++) {
		check_text(read.authors.list[i], 20);
		MUST(*read.authors.list[i]);
	}
	if (!cJSON_IsObject(tree))
		return 0;
	text = json_print(tree);
	text = json_merge(arena, text, text);
	MUST(json_is_strict(text, strlen(text)));
	return 0;
}
