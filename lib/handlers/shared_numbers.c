#include "shared_numbers.h"
#include "facet.h"

enum { NAMES_SHOWN = 8 };

/* What it is of, and how many. */
struct bar {
	const char *name;
	int64_t count;
};

static const char *
number(struct arena *arena, int64_t count)
{
	return arena_printf(arena, "%lld", (long long)count);
}

static void
put_number(struct html *html, const char *name, const char *value)
{
	html_open(html, "div");
	html_element(html, "dt", NULL, name);
	html_element(html, "dd", NULL, value);
	html_close(html);
}

static void
put_count(struct html *html, struct arena *arena, const char *name, int64_t count)
{
	if (count > 0)
		put_number(html, name, number(arena, count));
}

static void
put_boxes(struct html *html, struct arena *arena, const struct stats *stats)
{
	const struct stats_finished *finished = stats->finished.list;
	const struct stats_ratings *ratings = stats->ratings.list;

	html_open(html, "dl");
	html_attr(html, "class", "shown-numbers");
	put_count(html, arena, "Finished", finished->counts.total);
	put_count(html, arena, "Pages", stats->pages);
	put_count(html, arena, "Hours of movies", stats->minutes / 60);
	put_count(html, arena, "Episodes", stats->episodes);
	put_count(html, arena, "Hours played", stats->hours);
	put_count(html, arena, "Active days", stats->days_active);
	if (ratings->count)
		put_number(html, "Stars on average", arena_printf(arena, "%.1f",
			ratings->average));
	html_close(html);
	html_text(html, "\n");
}

static void
put_bar(struct html *html, struct arena *arena, const struct bar *bar, int64_t most)
{
	html_open(html, "tr");
	html_open(html, "th");
	html_attr(html, "scope", "row");
	html_text(html, bar->name);
	html_close(html);
	html_open(html, "td");
	html_open(html, "meter");
	html_attr(html, "aria-hidden", "true");
	html_attr(html, "max", number(arena, most));
	html_attr(html, "value", number(arena, bar->count));
	html_close(html);
	html_close(html);
	html_element(html, "td", NULL, number(arena, bar->count));
	html_close(html);
}

static void
put_bars(struct html *html, struct arena *arena, const char *title, const struct bar *bars,
	int count)
{
	int64_t most = 0;

	for (int i = 0; i < count; i++)
		most = bars[i].count > most ? bars[i].count : most;
	if (!most)
		return;
	html_open(html, "div");
	html_open(html, "table");
	html_element(html, "caption", NULL, title);
	html_open(html, "tbody");
	for (int i = 0; i < count; i++)
		put_bar(html, arena, &bars[i], most);
	html_close(html);
	html_close(html);
	html_close(html);
	html_text(html, "\n");
}

static void
put_months(struct html *html, struct arena *arena, const struct stats *stats)
{
	static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	const struct stats_finished *finished = stats->finished.list;
	const struct stats_month *months = finished->by_month.list;
	struct bar bars[12];
	int count = 0;

	for (; count < finished->by_month.count && count < 12; count++)
		bars[count] = (struct bar){ names[count], months[count].counts.total };
	put_bars(html, arena, "By month", bars, count);
}

static void
put_stars(struct html *html, struct arena *arena, const struct stats *stats)
{
	const struct stats_ratings *ratings = stats->ratings.list;
	const struct stats_stars *stars = ratings->histogram.list;
	struct bar bars[10];
	int count = 0;

	for (; count < ratings->histogram.count && count < 10; count++)
		bars[count] = (struct bar){ halves_text(arena, stars[count].value.count),
			stars[count].count };
	put_bars(html, arena, "Ratings, in stars", bars, count);
}

static void
put_names(struct html *html, struct arena *arena, const char *title, const struct records *names)
{
	const struct facet_value *values = names->list;
	struct bar bars[NAMES_SHOWN];
	int count = 0;

	for (; count < names->count && count < NAMES_SHOWN; count++)
		bars[count] = (struct bar){ values[count].name, values[count].count };
	put_bars(html, arena, title, bars, count);
}

void
shared_numbers(struct html *html, struct arena *arena, const struct stats *stats)
{
	const struct stats_finished *finished = stats->finished.list;

	if (!finished->counts.total)
		return;
	put_boxes(html, arena, stats);
	html_open(html, "div");
	html_attr(html, "class", "shown-bars");
	put_months(html, arena, stats);
	put_stars(html, arena, stats);
	put_names(html, arena, "Genres", &stats->genres);
	put_names(html, arena, "By whom", &stats->creators);
	html_close(html);
	html_text(html, "\n");
}
