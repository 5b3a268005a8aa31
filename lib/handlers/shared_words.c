#include "shared_words.h"
#include "copy.h"

#include <stdlib.h>
#include <string.h>

const char *
shared_state(const struct share *share, const struct shared *shown)
{
	static const char *const states[] = {
		[TO_DO] = "Wanted", [IN_PROGRESS] = "In progress", [COMPLETED] = "Finished",
		[PAUSED] = "Paused", [DROPPED] = "Dropped",
	};

	if (share->what == SHARE_DIARY)
		return shown->is_finished ? "Finished" : "Begun";
	return shown->status ? states[shown->status] : NULL;
}

const char *
shared_day(const struct shared *shown)
{
	return shown->end_date ? shown->end_date : shown->start_date;
}

const char *
shared_day_words(struct arena *arena, const char *day)
{
	static const char *const months[] = {
		"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December",
	};
	const size_t length = strlen(day);
	const long month = length >= 7 ? strtol(day + 5, NULL, 10) : 0;

	if (month < 1 || month > 12)
		return day;
	if (length < 10)
		return arena_printf(arena, "%s %.4s", months[month - 1], day);
	return arena_printf(arena, "%ld %.3s %.4s", strtol(day + 8, NULL, 10), months[month - 1],
		day);
}

const char *
shared_by(struct arena *arena, const struct shared *shown)
{
	const struct media *media = &shown->media;

	if (!media->creator)
		return media->pub_date ? arena_printf(arena, "%.4s", media->pub_date) : NULL;
	return media->pub_date ? arena_printf(arena, "%s, %.4s", media->creator, media->pub_date)
		: media->creator;
}

const char *
shared_stars(struct arena *arena, const struct shared *shown)
{
	return shown->rating.count == INT_NONE ? NULL : arena_printf(arena, "%s of 5 stars",
		halves_text(arena, shown->rating.count));
}

const char *
shared_formats(struct arena *arena, const struct shared *shown)
{
	const struct copy *copies = shown->copies.list;
	struct buf formats;

	buf_init(&formats, arena, 64);
	for (int i = 0; i < shown->copies.count; i++)
		if (!i || strcmp(copies[i].format, copies[i - 1].format) != 0)
			buf_printf(&formats, "%s%s", i ? ", " : "", copies[i].format);
	return formats.length ? formats.data : NULL;
}

const char *
shared_review(struct arena *arena, const struct shared *shown, size_t most)
{
	const char *text = shown->review;
	size_t n = most;

	if (!text || strlen(text) <= most)
		return text;
	while (n && text[n] != ' ' && text[n] != '\n')
		n--;
	for (n = n ? n : most; ((unsigned char)text[n] & 0xc0) == 0x80; n--)
		;
	return arena_printf(arena, "%.*s…", (int)n, text);
}

const char *
shared_count(struct arena *arena, int64_t count)
{
	return arena_printf(arena, count == 1 ? "%lld title" : "%lld titles", (long long)count);
}
