#include "shared_page.h"
#include "doors.h"
#include "html_view.h"
#include "origin.h"
#include "shared_numbers.h"
#include "shared_words.h"
#include "shell.h"
#include "text.h"

#include <string.h>

enum { PAGE_ROOM = 64 << 10, REVIEW_MAX = 600, NAMED = 3, TINTS = 4 };

struct sight {
	struct request *req;
	const struct share *share;
	const struct rows *rows;
	struct html *html;
};

/* --- what others show of a link to it --------------------------------------------------------- */

/* "24 titles: Dune, Orlando, Solaris …" */
static const char *
summary_of(struct arena *arena, const struct rows *rows)
{
	struct buf out;

	buf_init(&out, arena, 200);
	buf_puts(&out, shared_count(arena, rows->total));
	for (int i = 0; i < rows->count && i < NAMED; i++)
		buf_printf(&out, "%s%s", i ? ", " : ": ",
			ROW(rows, struct shared, i)->media.title);
	buf_puts(&out, rows->total > NAMED ? " …" : "");
	return out.data;
}

/* Only our own are shown: to ask another host would tell it who is here. */
static const char *
picture_of(const struct request *req, const char *image)
{
	const char *address = image ? links_show(&req->links, req->arena, image) : NULL;
	const char *pictures = req->links.pictures;

	/* (those of a private catalogue are for its members) */
	return address && !strcmp(req->config->catalogue, "public")
		&& !strncmp(address, pictures, strlen(pictures)) ? address : NULL;
}

/* The first cover, else the owner's face. */
static const char *
picture_of_all(const struct sight *sight)
{
	const char *picture = NULL;

	for (int i = 0; i < sight->rows->count && !picture; i++)
		picture = picture_of(sight->req,
			ROW(sight->rows, struct shared, i)->media.image_url);
	if (!picture)
		picture = picture_of(sight->req, sight->share->avatar_url);
	return picture ? origin_absolute(sight->req, picture) : NULL;
}

/* --- one title -------------------------------------------------------------------------------- */

static const char *
class_of(const struct media *media)
{
	static const char *const classes[] = {
		[MEDIA_ANY] = "", [MEDIA_TV_SHOW] = "tv", [MEDIA_MOVIE] = "movie",
		[MEDIA_BOOK] = "book", [MEDIA_GAME] = "game",
	};

	return classes[media->type];
}

static void
put_cover(const struct sight *sight, const struct media *media)
{
	struct html *html = sight->html;
	struct arena *arena = sight->req->arena;
	const char *picture = picture_of(sight->req, media->image_url), *of = class_of(media);
	const unsigned tint = (unsigned)(text_hash(media->id) % TINTS);

	html_open(html, "span");
	if (picture) {
		html_attr(html, "class", arena_printf(arena, "cover %s", of));
		html_open(html, "img");
		html_attr(html, "class", "cv");
		html_link(html, "src", arena_printf(arena, "%s?w=320", picture));
		html_attr(html, "alt", "");
		html_attr(html, "loading", "lazy");
	} else {
		html_attr(html, "class", arena_printf(arena, "cover drawn tint-%u %s", tint, of));
		html_attr(html, "aria-hidden", "true");
		/* by the style sheet: the name beside it isn't said twice */
		html_open(html, "span");
		html_attr(html, "data-of", media->title);
		html_attr(html, "data-by", media->creator ? media->creator : "");
	}
	html_close(html);
	html_close(html);
}

static void
put_stars(const struct sight *sight, const struct shared *shown)
{
	struct html *html = sight->html;
	const char *words = shared_stars(sight->req->arena, shown);

	if (!words)
		return;
	html_open(html, "span");
	html_attr(html, "class", "stars");
	html_attr(html, "role", "img");
	html_attr(html, "aria-label", words);
	for (int64_t star = 1; star <= 5; star++) {
		html_open(html, "span");
		html_attr(html, "class", shown->rating.count >= 2 * star ? "star on"
			: shown->rating.count == 2 * star - 1 ? "star half" : "star");
		html_close(html);
	}
	html_close(html);
	html_text(html, " ");
}

/* What its owner says of it in a word or two. */
static void
put_facts(const struct sight *sight, const struct shared *shown)
{
	struct arena *arena = sight->req->arena;
	const char *state = shared_state(sight->share, shown), *day = shared_day(shown);
	const char *formats = shared_formats(arena, shown);
	struct buf facts;

	buf_init(&facts, arena, 100);
	if (state && sight->share->what != SHARE_DIARY && !sight->share->status)
		buf_puts(&facts, state);
	if (sight->share->what == SHARE_DIARY && !shown->is_finished)
		buf_puts(&facts, state);
	if (day && shown->status != TO_DO)
		buf_printf(&facts, "%s%s", facts.length ? ", " : "",
			shared_day_words(arena, day));
	if (formats)
		buf_puts(&facts, formats);
	html_open(sight->html, "span");
	html_attr(sight->html, "class", "s");
	put_stars(sight, shown);
	html_text(sight->html, facts.data);
	html_close(sight->html);
}

static void
put_card(const struct sight *sight, const struct shared *shown)
{
	struct html *html = sight->html;
	struct arena *arena = sight->req->arena;
	const struct media *media = &shown->media;
	const char *by = shared_by(arena, shown);
	const bool is_public = !strcmp(sight->req->config->catalogue, "public");

	html_open(html, "li");
	html_attr(html, "class", arena_printf(arena, "card %s", class_of(media)));
	html_open(html, "a");
	if (is_public)
		html_link(html, "href", link_to_door(sight->req, &door_media,
			arena_printf(arena, "/%s", media->id)));
	put_cover(sight, media);
	html_open(html, "span");
	html_attr(html, "class", "txt");
	html_open(html, "span");
	html_attr(html, "class", "t");
	if (sight->share->is_ranked)
		html_text(html, arena_printf(arena, "%lld. ", (long long)shown->position));
	html_element(html, "bdi", NULL, media->title);
	html_close(html);
	html_text(html, " ");
	html_open(html, "span");
	html_attr(html, "class", "s");
	html_element(html, "span", "by", by ? by : "");
	html_close(html);
	html_text(html, " ");
	put_facts(sight, shown);
	html_close(html);
	html_close(html);
	html_close(html);
	html_text(html, "\n");
}

/* --- all of them ------------------------------------------------------------------------------ */

static const char *
month_of(struct arena *arena, const struct shared *shown)
{
	const char *day = shared_day(shown);

	return day ? shared_day_words(arena, arena_copy(arena, day,
		strlen(day) < 7 ? strlen(day) : 7)) : "At some time";
}

static void
begin_cards(const struct sight *sight, const char *heading)
{
	struct html *html = sight->html;

	if (heading)
		html_element(html, "h2", "shown-month", heading);
	html_open(html, "ol");
	html_attr(html, "class", "grid shown-grid");
	html_text(html, "\n");
}

/* A diary by its months, all else in a row. */
static void
put_cards(const struct sight *sight)
{
	const bool by_month = sight->share->what == SHARE_DIARY;
	const char *heading = NULL, *before = NULL;

	for (int i = 0; i < sight->rows->count; i++) {
		const struct shared *shown = ROW(sight->rows, struct shared, i);

		heading = by_month ? month_of(sight->req->arena, shown) : NULL;
		if (i && by_month && strcmp(heading, before) != 0)
			html_close(sight->html);
		if (!i || (by_month && strcmp(heading, before) != 0))
			begin_cards(sight, heading);
		before = heading;
		put_card(sight, shown);
	}
	if (sight->rows->count)
		html_close(sight->html);
	else
		html_element(sight->html, "p", "notice", "Nothing is here yet.");
	html_text(sight->html, "\n");
}

static void
put_reviews(const struct sight *sight)
{
	struct html *html = sight->html;
	struct arena *arena = sight->req->arena;
	bool has_begun = false;

	for (int i = 0; i < sight->rows->count; i++) {
		const struct shared *shown = ROW(sight->rows, struct shared, i);
		const char *review = shared_review(arena, shown, REVIEW_MAX);

		if (!review)
			continue;
		if (!has_begun) {
			html_open(html, "section");
			html_attr(html, "class", "shown-reviews");
			html_element(html, "h2", NULL, arena_printf(arena, "In %s’s words",
				sight->share->username));
		}
		has_begun = true;
		html_open(html, "article");
		html_element(html, "h3", NULL, shown->media.title);
		put_stars(sight, shown);
		html_element(html, "p", "about", review);
		html_close(html);
	}
	if (has_begun)
		html_close(html);
	html_text(html, "\n");
}

/* --- the page --------------------------------------------------------------------------------- */

static void
put_face(const struct sight *sight)
{
	struct html *html = sight->html;
	const char *name = sight->share->username;
	const char *picture = picture_of(sight->req, sight->share->avatar_url);

	html_open(html, "span");
	html_attr(html, "class", "avatar large");
	html_attr(html, "aria-hidden", "true");
	if (!picture) {
		html_attr(html, "data-of", arena_copy(sight->req->arena, name,
			strlen(name) > 1 && !((name[0] | name[1]) & 0x80) ? 2 : 0));
	} else {
		html_open(html, "img");
		html_link(html, "src", arena_printf(sight->req->arena, "%s?w=160", picture));
		html_attr(html, "alt", "");
		html_attr(html, "width", "96");
		html_attr(html, "height", "96");
		html_close(html);
	}
	html_close(html);
}

static void
put_head(const struct sight *sight)
{
	struct html *html = sight->html;
	const struct share *share = sight->share;

	html_open(html, "div");
	html_attr(html, "class", "shown-head");
	put_face(sight);
	html_open(html, "div");
	html_element(html, "h1", NULL, share->name);
	html_open(html, "p");
	html_attr(html, "class", "lead");
	html_text(html, "By ");
	html_element(html, "bdi", NULL, share->username);
	html_text(html, arena_printf(sight->req->arena, " · %s",
		shared_count(sight->req->arena, sight->rows->total)));
	html_close(html);
	html_close(html);
	html_close(html);
	if (share->description)
		html_element(html, "p", "about", share->description);
	html_text(html, "\n");
}

static void
put_feeds(const struct sight *sight, const struct shell_feed *feeds)
{
	struct html *html = sight->html;

	html_open(html, "nav");
	html_attr(html, "class", "shown-feeds");
	html_attr(html, "aria-label", "To follow, or take along");
	for (; feeds->type; feeds++) {
		html_anchor(html, "btn", feeds->address, feeds->title);
		html_text(html, "\n");
	}
	html_close(html);
	html_text(html, "\n");
}

/* Each is at the share's own address with an end. */
static const struct shell_feed *
feeds_of(const struct share *share, struct arena *arena)
{
	const struct shell_feed feeds[] = {
		{ "application/rss+xml", "RSS", share->rss },
		{ "text/calendar", "Calendar", share->ics },
		{ "text/csv", "CSV", share->csv },
		{ "application/json", "JSON", share->json },
		{ NULL },
	};
	struct shell_feed *out = arena_alloc(arena, sizeof(feeds));

	memcpy(out, feeds, sizeof(feeds));
	return out;
}

enum status
shared_page(struct response *res, const struct share *share, const struct rows *rows,
	const struct stats *stats)
{
	struct request *req = res->req;
	struct html html;
	const struct sight sight = { req, share, rows, &html };
	const struct shell shell = {
		.title = share->name, .description = summary_of(req->arena, rows),
		.picture = picture_of_all(&sight), .address = origin_absolute(req, share->url),
		.feeds = feeds_of(share, req->arena),
	};
	struct buf out;

	buf_init(&out, req->arena, PAGE_ROOM);
	shell_begin_shown(req, &shell, &out, &html);
	put_head(&sight);
	if (stats)
		shared_numbers(&html, req->arena, stats);
	put_cards(&sight);
	html_pager(&html, req, rows->total, SHARED_PAGE_SIZE);
	put_reviews(&sight);
	put_feeds(&sight, shell.feeds);
	shell_end_shown(req, &html);
	respond_html(res, &out);
	res->has_etag = true;
	return OK;
}
