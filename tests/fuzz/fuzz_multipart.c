/* multipart/form-data: the first line of the input is the content type, the rest the body. */
#include "form.h"
#include "fuzz.h"
#include "text.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A body in a file is the same: what is in it, where its files are, and why it is none. */
static void
parse_file(struct arena *arena, const char *type, const char *body, size_t size, enum status rc,
	const struct form_file *same)
{
	struct problems problems = { .arena = arena };
	const struct form_source source = { .file = memfd_create("body", MFD_CLOEXEC),
		.size = size };
	const struct form_file *files = NULL;
	cJSON *object = NULL;

	MUST(write(source.file, body, size) == (ssize_t)size);
	MUST(form_parse_multipart(arena, type, &source, &object, &files, &problems) == rc);
	close(source.file);
	for (; !rc && files; files = files->next, same = same->next)
		MUST(same && files->size == same->size
			&& body + files->offset == (const char *)same->bytes);
}

/*
 * Takes fields, and files unless they are fields too; every value lies in the body, a file's bytes
 * by address.
 */
static void
parse(struct arena *arena, const char *type, const char *body, size_t size, bool takes_files)
{
	struct problems problems = { .arena = arena };
	const struct form_source source = { .bytes = body, .file = -1, .size = size };
	const struct form_file *files = NULL;
	cJSON *object = NULL;
	enum status rc = form_parse_multipart(arena, type, &source, &object,
		takes_files ? &files : NULL, &problems);

	if (takes_files)
		parse_file(arena, type, body, size, rc, files);
	if (rc) {
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
