/*
 * Mail to what is stored as an address (the first line) about the rest: either none, or a header of
 * exactly our lines with one recipient, whatever the texts are.
 */
#include "fuzz.h"
#include "mail.h"
#include "text.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const lines[] = {
		"From: Vitrine <a@b.c>", "To: <", "Subject: ", "Date: ", "Message-ID: <",
		"MIME-Version: 1.0",
		"Content-Type: text/plain", "Content-Transfer-Encoding: 8bit",
		"Auto-Submitted: auto-generated", "", "the text",
	};
	struct arena *arena = fresh();
	const struct request req = { .arena = arena,
		.config = &(struct config){ .mail_from = "a@b.c" } };
	char *subject = arena_copy(arena, data, size), *to = strsep(&subject, "\n"), *message,
		*line;

	if (!subject)
		subject = to;
	message = arena_strdup(arena, mail_message(&req, to, subject, "the text"));
	MUST(message || strpbrk(to, " <>,;:\"\\()[]") || text_has_control(to, "")
		|| text_has_control(subject, ""));
	for (size_t i = 0; message && i < sizeof(lines) / sizeof(*lines); i++) {
		line = strsep(&message, "\n");
		MUST(line && !strncmp(line, lines[i], strlen(lines[i])) && !strchr(line, '\r'));
		MUST(i != 1 || !strcmp(line, arena_printf(arena, "To: <%s>", to)));
	}
	MUST(!message);
	return 0;
}
