/*
 * What the fuzzers share: an arena that each run starts anew, and a check that holds in every
 * build.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "arena.h"

#include <sanitizer/common_interface_defs.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define FUZZ_QUOTE_(x) #x
#define FUZZ_QUOTE(x) FUZZ_QUOTE_(x)

/*
 * What doesn't hold is said where the sanitizers say theirs: standard error is closed while a
 * fuzzer runs.
 */
#define MUST(condition) do { \
	if (!(condition)) { \
		__sanitizer_report_error_summary("SUMMARY: " __FILE__ ":" \
			FUZZ_QUOTE(__LINE__) ": " #condition); \
		abort(); \
	} \
} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The arena of this run, with nothing in it. */
static inline struct arena *
fresh(void)
{
	static struct arena arena;

	if (!arena.limit)
		arena_init(&arena, 64 << 20, NULL);
	arena_reset(&arena);
	return &arena;
}

#endif
