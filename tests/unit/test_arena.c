/* lib/base/arena and buf: zeroed, aligned, bounded, used again; and what is held by it ends. */
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <string.h>
#include <unistd.h>

/* (Each assertion is told to the runner: not one for each byte.) */
static bool
is_all(const char *bytes, size_t size, char c)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != c)
			return false;
	return true;
}

START_TEST(every_block_is_zeroed_and_aligned_also_after_a_reset)
{
	struct arena arena;

	arena_init(&arena, 1 << 20, NULL);
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 700; size++) {
			char *p = arena_alloc(&arena, size);

			ck_assert_uint_eq((uintptr_t)p % alignof(max_align_t), 0);
			ck_assert(is_all(p, size, '\0'));
			memset(p, 0xff, size);
		}
		arena_reset(&arena);
	}
	arena_release(&arena);
}
END_TEST

START_TEST(a_reset_keeps_one_block_and_a_release_none)
{
	struct arena arena;
	char *first;

	arena_init(&arena, 1 << 20, NULL);
	first = arena_alloc(&arena, 10);
	arena_alloc(&arena, 300000);
	arena_alloc(&arena, 10);
	arena_reset(&arena);
	ck_assert_uint_eq(arena.used, 64 * 1024);
	ck_assert_ptr_eq(arena_alloc(&arena, 10), first);
	arena_release(&arena);
	ck_assert_uint_eq(arena.used, 0);
	arena_alloc(&arena, 300000);	/* a first block that is no usual one isn't kept */
	arena_reset(&arena);
	ck_assert_uint_eq(arena.used, 0);
	ck_assert_ptr_nonnull(arena_alloc(&arena, 10));
	arena_release(&arena);
}
END_TEST

START_TEST(what_was_taken_since_a_mark_is_given_back)
{
	static const size_t before[] = { 0, 10, 60000, 300000 };
	struct arena arena;

	for (int i = 0; i < COUNT(before); i++) {
		struct arena_mark mark;
		char *kept, *first = NULL;
		size_t used;

		arena_init(&arena, 1 << 20, NULL);
		kept = before[i] ? memset(arena_alloc(&arena, before[i]), 'k', before[i]) : NULL;
		used = arena.used;
		mark = arena_mark(&arena);
		/* more than the limit, all in all */
		for (int round = 0; round < 50; round++) {
			char *p = arena_alloc(&arena, 100);

			ck_assert(is_all(p, 100, '\0'));
			memset(p, 0xff, 100);
			/* the same again: of a new block the system says where it is */
			if (mark.next)
				ck_assert_ptr_eq(first ? first : p, p);
			first = p;
			arena_alloc(&arena, 70000);
			arena_alloc(&arena, 30000);
			arena_alloc(&arena, 30000);
			arena_rewind(&arena, mark);
			ck_assert_uint_eq(arena.used, used);
		}
		ck_assert(is_all(kept, before[i], 'k'));
		arena_release(&arena);
	}
}
END_TEST

static const size_t too_much[] = { 200001, 1 << 20, SIZE_MAX / 2, SIZE_MAX - 15, SIZE_MAX };

START_TEST(more_than_the_limit_ends_the_request)
{
	struct arena arena;
	jmp_buf overflow;

	arena_init(&arena, 200000, &overflow);
	if (!setjmp(overflow)) {
		arena_alloc(&arena, too_much[_i]);
		ck_abort_msg("%zu bytes were given", too_much[_i]);
	}
	ck_assert_uint_eq(arena.used, 0);
}
END_TEST

START_TEST(many_small_pieces_reach_the_limit_too)
{
	struct arena arena;
	jmp_buf overflow;
	volatile int count = 0;

	arena_init(&arena, 200000, &overflow);
	if (!setjmp(overflow))
		for (; count < 100000; count++)
			arena_alloc(&arena, 100);
	ck_assert_int_gt(count, 1000);
	ck_assert_int_lt(count, 2000);
	ck_assert_uint_le(arena.used, 200000);
	arena_release(&arena);
}
END_TEST

/*
 * Texts that are larger than half a block fill the limit with themselves, and not with what each
 * leaves of its block.
 */
START_TEST(large_pieces_leave_nothing_unused)
{
	struct arena arena;
	jmp_buf overflow;
	volatile int count = 0;

	arena_init(&arena, 64 << 20, &overflow);
	if (!setjmp(overflow))
		for (; count < 10000; count++) {
			memset(arena_room(&arena, 40000), 'x', 40000);
			memset(arena_room(&arena, 100), 'y', 100);
		}
	ck_assert_int_ge(count, (64 << 20) / 40200);
	ck_assert_uint_le(arena.used, 64 << 20);
	arena_release(&arena);
}
END_TEST

/* What was given back, in this order; each thing is the address of its name. */
static char given[64];

static void
note_end(void *name)
{
	strcat(given, name);
}

/* Its arena, in which three things are held. */
static struct arena
arena_with_things(size_t limit, jmp_buf *overflow)
{
	static char names[3][2] = { "a", "b", "c" };
	struct arena arena;

	given[0] = '\0';
	arena_init(&arena, limit, overflow);
	for (int i = 0; i < 3; i++)
		arena_hold(&arena, note_end, names[i]);
	arena_hold(&arena, note_end, NULL);
	return arena;
}

START_TEST(what_is_held_is_given_back_once_and_the_last_first)
{
	struct arena arena = arena_with_things(1 << 20, NULL);

	arena_reset(&arena);
	ck_assert_str_eq(given, "cba");
	arena_reset(&arena);
	arena_release(&arena);
	ck_assert_str_eq(given, "cba");
	arena = arena_with_things(1 << 20, NULL);
	arena_release(&arena);
	ck_assert_str_eq(given, "cba");
}
END_TEST

START_TEST(what_was_let_go_or_kept_is_not_given_back_again)
{
	struct arena arena = arena_with_things(1 << 20, NULL);
	char d[] = "d", e[] = "e";

	arena_hold(&arena, note_end, d);
	arena_hold(&arena, note_end, e);
	arena_let_go(&arena, d);
	ck_assert_str_eq(given, "d");
	arena_let_go(&arena, d);
	arena_let_go(&arena, NULL);
	arena_keep(&arena, e);
	ck_assert_str_eq(given, "d");
	arena_reset(&arena);
	ck_assert_str_eq(given, "dcba");
	arena_release(&arena);
	arena = arena_with_things(1 << 20, NULL);
	arena_disown(&arena);
	arena_release(&arena);
	ck_assert_str_eq(given, "");
}
END_TEST

START_TEST(what_was_held_since_a_mark_is_given_back_with_it)
{
	struct arena arena = arena_with_things(1 << 20, NULL);
	struct arena_mark mark = arena_mark(&arena);
	char d[] = "d", e[] = "e";

	arena_hold(&arena, note_end, d);
	arena_hold(&arena, note_end, e);
	arena_rewind(&arena, mark);
	ck_assert_str_eq(given, "ed");
	arena_rewind(&arena, mark);
	arena_release(&arena);
	ck_assert_str_eq(given, "edcba");
}
END_TEST

/* Before the jump: what it is may be on the stack, which is gone behind it. */
START_TEST(a_request_that_is_ended_gives_back_what_it_holds)
{
	struct arena arena;
	jmp_buf overflow;
	char d[] = "d";

	arena = arena_with_things(200000, &overflow);
	if (!setjmp(overflow))
		arena_alloc(&arena, 200000);
	ck_assert_str_eq(given, "cba");
	arena_release(&arena);

	/* the first for which there is no place any more */
	arena = arena_with_things(200000, &overflow);
	while (arena.used < 3 * (64 << 10) || arena.end > arena.next)
		arena_alloc(&arena, 1);
	if (!setjmp(overflow)) {
		arena_hold(&arena, note_end, d);
		ck_abort_msg("there was a place");
	}
	ck_assert_str_eq(given, "dcba");
	arena_release(&arena);
	ck_assert_str_eq(given, "dcba");
}
END_TEST

START_TEST(a_file_is_closed_once)
{
	struct arena arena;
	int ends[2], again[2];

	arena_init(&arena, 1 << 20, NULL);
	ck_assert_int_eq(pipe(ends), 0);
	arena_hold_file(&arena, ends[0]);
	arena_hold_file(&arena, ends[1]);
	arena_hold_file(&arena, -1);
	errno = EBADMSG;
	arena_close_file(&arena, ends[1]);
	arena_close_file(&arena, -1);
	ck_assert_int_eq(errno, EBADMSG);
	ck_assert_int_eq(fcntl(ends[1], F_GETFD), -1);
	ck_assert_int_ne(fcntl(ends[0], F_GETFD), -1);
	arena_reset(&arena);
	ck_assert_int_eq(fcntl(ends[0], F_GETFD), -1);
	ck_assert_int_eq(pipe(again), 0);	/* the same numbers: another's by now */
	arena_close_file(&arena, ends[0]);
	arena_release(&arena);
	ck_assert_int_ne(fcntl(again[0], F_GETFD), -1);
	ck_assert_int_ne(fcntl(again[1], F_GETFD), -1);
	close(again[0]);
	close(again[1]);
}
END_TEST

START_TEST(copies_end_with_a_nul_and_are_ones_own)
{
	struct arena arena;
	char text[] = "abc";
	const char *copy, *part;

	arena_init(&arena, 1 << 20, NULL);
	copy = arena_strdup(&arena, text);
	part = arena_copy(&arena, text, 2);
	text[0] = 'x';
	ck_assert_str_eq(copy, "abc");
	ck_assert_str_eq(part, "ab");
	ck_assert_str_eq(arena_copy(&arena, NULL, 0), "");
	ck_assert_ptr_null(arena_strdup(&arena, NULL));
	ck_assert_str_eq(arena_printf(&arena, "%s-%d%s", "a", 7, ""), "a-7");
	ck_assert_str_eq(arena_printf(&arena, "%s", ""), "");
	arena_release(&arena);
}
END_TEST

START_TEST(a_text_grows_and_always_ends_with_a_nul)
{
	struct arena arena;
	struct buf buf;

	arena_init(&arena, 8 << 20, NULL);
	buf_init(&buf, &arena, 0);
	ck_assert_str_eq(buf.data, "");
	for (int i = 0; i < 10000; i++) {
		buf_putc(&buf, (char)('a' + i % 26));
		if (buf.data[buf.length])
			ck_abort_msg("after %d there is no NUL", i);
	}
	ck_assert_uint_eq(strlen(buf.data), 10000);
	for (int i = 0; i < 10000; i++)
		if (buf.data[i] != 'a' + i % 26)
			ck_abort_msg("%d is %c", i, buf.data[i]);
	buf_init(&buf, &arena, 1);
	buf_int(&buf, INT64_MIN);
	buf_putc(&buf, ' ');
	buf_int(&buf, 0);
	buf_printf(&buf, " %s", "z");
	buf_add(&buf, "a\0b", 3);
	ck_assert_uint_eq(buf.length, strlen("-9223372036854775808 0 z") + 3);
	ck_assert_mem_eq(buf.data, "-9223372036854775808 0 za\0b", buf.length + 1);
	for (size_t room = 0; room < 12; room++) {	/* too little, just enough, more */
		buf_init(&buf, &arena, room);
		buf_printf(&buf, "%s", "");
		ck_assert_str_eq(buf.data, "");
		buf_printf(&buf, "%s", "abc");
		buf_printf(&buf, "%s-%d", "def", 1234);
		ck_assert_str_eq(buf.data, "abcdef-1234");
		ck_assert_uint_eq(buf.length, 11);
	}
	arena_release(&arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("arena");
	TCase *tc = tcase_create("arena");

	tcase_add_test(tc, every_block_is_zeroed_and_aligned_also_after_a_reset);
	tcase_add_test(tc, a_reset_keeps_one_block_and_a_release_none);
	tcase_add_test(tc, what_was_taken_since_a_mark_is_given_back);
	tcase_add_loop_test(tc, more_than_the_limit_ends_the_request, 0, COUNT(too_much));
	tcase_add_test(tc, many_small_pieces_reach_the_limit_too);
	tcase_add_test(tc, large_pieces_leave_nothing_unused);
	tcase_add_test(tc, what_is_held_is_given_back_once_and_the_last_first);
	tcase_add_test(tc, what_was_let_go_or_kept_is_not_given_back_again);
	tcase_add_test(tc, what_was_held_since_a_mark_is_given_back_with_it);
	tcase_add_test(tc, a_request_that_is_ended_gives_back_what_it_holds);
	tcase_add_test(tc, a_file_is_closed_once);
	tcase_add_test(tc, copies_end_with_a_nul_and_are_ones_own);
	tcase_add_test(tc, a_text_grows_and_always_ends_with_a_nul);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
