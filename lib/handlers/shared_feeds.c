#include "shared_feeds.h"
#include "clock.h"
#include "csv.h"
#include "doors.h"
#include "ics.h"
#include "origin.h"
#include "rss.h"
#include "shared_words.h"

#include <string.h>

/* Where a title is; of a private catalogue only its members get there. */
static const char *
address_of(struct response *res, const struct share *share, const struct shared *shown)
{
	struct request *req = res->req;
	const bool is_public = !strcmp(req->config->catalogue, "public");

	return origin_absolute(req, is_public ? link_to_door(req, &door_media,
		arena_printf(req->arena, "/%s", shown->media.id)) : share->url);
}

/* "Finished: Dune" */
static const char *
title_of(struct arena *arena, const struct share *share, const struct shared *shown)
{
	const char *state = shared_state(share, shown);

	return state ? arena_printf(arena, "%s: %s", state, shown->media.title)
		: shown->media.title;
}

static void
add_part(struct buf *out, const char *part, const char *between)
{
	if (part)
		buf_printf(out, "%s%s", out->length ? between : "", part);
}

/* All that is said of it beside its title. */
static const char *
text_of(struct arena *arena, const struct shared *shown)
{
	const char *day = shared_day(shown);
	struct buf out;

	buf_init(&out, arena, 200);
	add_part(&out, shared_by(arena, shown), "");
	add_part(&out, day ? shared_day_words(arena, day) : NULL, " · ");
	add_part(&out, shared_formats(arena, shown), " · ");
	add_part(&out, shared_stars(arena, shown), " · ");
	add_part(&out, shown->review, "\n\n");
	return out.length ? out.data : NULL;
}

/* The same for the same news: a title that is finished is another one than when it was begun. */
static const char *
id_of(struct arena *arena, const struct share *share, const struct shared *shown)
{
	const char *status = shown->status ? word_text(entry_statuses, shown->status) : NULL;

	return arena_printf(arena, "%s-%s%s%s", share->id, shown->id, status ? "-" : "",
		status ? status : "");
}

/* A whole day, at its midnight. */
static bool
read_day(const char *text, struct timestamp *out)
{
	return text && strlen(text) == 10 && clock_parse(text, &out->seconds);
}

/* When a diary's is of, where the day is known; else when it was told. */
static struct timestamp
time_of(const struct share *share, const struct shared *shown)
{
	struct timestamp at;

	if (share->what == SHARE_SHELF)
		return shown->updated_at;
	if ((share->what == SHARE_DIARY || share->what == SHARE_YEAR)
	    && read_day(shared_day(shown), &at))
		return at;
	return shown->added_at;
}

static void
write_rss(struct response *res, const struct share *share, const struct rows *rows)
{
	struct request *req = res->req;
	const struct rss_channel channel = {
		.title = share->name, .link = origin_absolute(req, share->url),
		.self = origin_absolute(req, share->rss),
		.description = arena_printf(req->arena, "%s, by %s",
			shared_count(req->arena, rows->total), share->username),
	};

	rss_begin(&res->body, &channel);
	for (int i = 0; i < rows->count; i++) {
		const struct shared *shown = ROW(rows, struct shared, i);
		const struct rss_item item = {
			.title = title_of(req->arena, share, shown),
			.link = address_of(res, share, shown),
			.guid = id_of(req->arena, share, shown),
			.text = text_of(req->arena, shown), .at = time_of(share, shown),
		};

		rss_item(&res->body, &item);
	}
	rss_end(&res->body);
}

/* The day it is of; what has no days of its own is of the one when it was added. */
static const char *
event_day(struct arena *arena, const struct share *share, const struct shared *shown)
{
	struct timestamp at;
	char text[CLOCK_TEXT];

	if (share->what != SHARE_LIST && share->what != SHARE_COLLECTION)
		return read_day(shared_day(shown), &at) ? shared_day(shown) : NULL;
	clock_format(shown->added_at.seconds, text);
	return arena_copy(arena, text, 10);
}

static void
write_ics(struct response *res, const struct share *share, const struct rows *rows)
{
	struct arena *arena = res->req->arena;

	ics_begin(&res->body, share->name);
	for (int i = 0; i < rows->count; i++) {
		const struct shared *shown = ROW(rows, struct shared, i);
		const struct ics_event event = {
			.uid = arena_printf(arena, "%s@vitrine", id_of(arena, share, shown)),
			.day = event_day(arena, share, shown),
			.title = title_of(arena, share, shown), .text = text_of(arena, shown),
			.url = address_of(res, share, shown), .at = shown->updated_at,
		};

		if (event.day)
			ics_event(&res->body, &event);
	}
	ics_end(&res->body);
}

/* (Who opens it has it opened by a spreadsheet: nothing in it is a formula there.) */
static void
write_csv(struct response *res, const struct share *share, const struct rows *rows)
{
	static const char *const columns[] = {
		"Title", "Creator", "Type", "Released", "Genre", "Place", "Status", "Rating",
		"Started", "Finished", "Formats", "Review", NULL,
	};
	struct arena *arena = res->req->arena;
	struct csv csv = { .out = &res->body, .for_spreadsheet = true };

	csv_begin(&csv, columns);
	for (int i = 0; i < rows->count; i++) {
		const struct shared *shown = ROW(rows, struct shared, i);

		csv_text(&csv, shown->media.title);
		csv_text(&csv, shown->media.creator);
		csv_text(&csv, word_text(media_types, shown->media.type));
		csv_text(&csv, shown->media.pub_date);
		csv_text(&csv, shown->media.genre);
		csv_int(&csv, share->what == SHARE_LIST ? shown->position : INT_NONE);
		csv_text(&csv, shared_state(share, shown));
		csv_text(&csv, shown->rating.count == INT_NONE ? NULL
			: halves_text(arena, shown->rating.count));
		csv_text(&csv, shown->start_date);
		csv_text(&csv, shown->end_date);
		csv_text(&csv, shared_formats(arena, shown));
		csv_text(&csv, shown->review);
		csv_end(&csv);
	}
}

const struct shared_feed shared_feeds[] = {
	{ ".rss", "application/rss+xml; charset=utf-8", write_rss, SHARED_NEWEST_FIRST, false },
	{ ".ics", "text/calendar; charset=utf-8", write_ics, SHARED_BY_DAY, false },
	{ ".csv", "text/csv; charset=utf-8", write_csv, SHARED_OWN_ORDER, true },
	{ NULL }
};
