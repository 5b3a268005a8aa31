/* multipart/form-data: the first line of the input is the content type, the rest the body. */
#include "form.h"
#include "fuzz.h"
#include "text.h"

#include <string.h>

/*
 * Takes fields, and files unless they are fields too; every value lies in the body, a file's bytes
 * by address.
 */
static void
parse(struct arena *arena, const char *type, const char *body, size_t size, bool takes_files)
{
	struct problems problems = { .arena = arena };
	const struct form_file *files = NULL;
	cJSON *object = NULL;

	if (form_parse_multipart(arena, type, body, size, &object, takes_files ? &files : NULL,
		&problems)) {
		MUST(problems.count);
		return;
	}
	for (const cJSON *a = object->child; a; a = a->next) {
		MUST(text_is_utf8(a->string, strlen(a->string))
			&& text_is_utf8(a->valuestring, strlen(a->valuestring)));
		MUST(memmem(body, size, a->valuestring, strlen(a->valuestring)));
	}
	for (; files; files = files->next) {
		const char *bytes = files->bytes;

		MUST(text_is_utf8(files->name, strlen(files->name)));
		MUST(bytes >= body && files->size <= size && bytes + files->size <= body + size);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	const uint8_t *end = memchr(data, '\n', size), *body = end ? end + 1 : data + size;
	const char *type = arena_copy(arena, data, end ? (size_t)(end - data) : size);

	for (int takes_files = 0; takes_files < 2; takes_files++)
		parse(arena, type, (const char *)body, (size_t)(data + size - body), takes_files);
	return 0;
}
