/* What all readers share: words, numbers, names and titles as others write them (imports.md, 2). */
#include "checks.h"
#include "plain.h"
#include "tell.h"
#include "text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- words ------------------------------------------------------------------------------------ */

/*
 * Without blanks, hyphens, underscores and apostrophes: "currently-reading" and "Currently reading"
 * are one.
 */
static const struct word_name statuses[] = {
	{ "read", COMPLETED }, { "finished", COMPLETED }, { "completed", COMPLETED },
	{ "complete", COMPLETED }, { "watched", COMPLETED }, { "seen", COMPLETED },
	{ "viewed", COMPLETED }, { "played", COMPLETED }, { "beaten", COMPLETED },
	{ "beat", COMPLETED }, { "done", COMPLETED }, { "readit", COMPLETED },
	{ "haveread", COMPLETED }, { "alreadyread", COMPLETED }, { "mastered", COMPLETED },
	{ "gelesen", COMPLETED }, { "gesehen", COMPLETED }, { "geschaut", COMPLETED },
	{ "gespielt", COMPLETED }, { "gehört", COMPLETED }, { "fertig", COMPLETED },
	{ "beendet", COMPLETED }, { "abgeschlossen", COMPLETED }, { "durchgespielt", COMPLETED },
	{ "lu", COMPLETED }, { "vu", COMPLETED }, { "terminé", COMPLETED },
	{ "leído", COMPLETED }, { "visto", COMPLETED }, { "terminado", COMPLETED },

	{ "currentlyreading", IN_PROGRESS }, { "reading", IN_PROGRESS },
	{ "currentlywatching", IN_PROGRESS }, { "watching", IN_PROGRESS },
	{ "inprogress", IN_PROGRESS }, { "playing", IN_PROGRESS },
	{ "currentlyplaying", IN_PROGRESS }, { "current", IN_PROGRESS },
	{ "currently", IN_PROGRESS }, { "repeating", IN_PROGRESS }, { "rereading", IN_PROGRESS },
	{ "rewatching", IN_PROGRESS }, { "replaying", IN_PROGRESS }, { "started", IN_PROGRESS },
	{ "begun", IN_PROGRESS }, { "ongoing", IN_PROGRESS }, { "nowreading", IN_PROGRESS },
	{ "nowwatching", IN_PROGRESS }, { "nowplaying", IN_PROGRESS },
	{ "readingnow", IN_PROGRESS }, { "watchingnow", IN_PROGRESS },
	{ "playingnow", IN_PROGRESS }, { "angefangen", IN_PROGRESS },
	{ "begonnen", IN_PROGRESS }, { "laufend", IN_PROGRESS }, { "lesegerade", IN_PROGRESS },
	{ "schauegerade", IN_PROGRESS }, { "spielegerade", IN_PROGRESS },
	{ "encours", IN_PROGRESS },

	{ "want", TO_DO }, { "wanted", TO_DO }, { "wanttoread", TO_DO },
	{ "wanttowatch", TO_DO }, { "wanttoplay", TO_DO }, { "wanttosee", TO_DO },
	{ "toread", TO_DO }, { "towatch", TO_DO }, { "toplay", TO_DO }, { "tosee", TO_DO },
	{ "tbr", TO_DO }, { "planned", TO_DO }, { "planning", TO_DO }, { "plantoread", TO_DO },
	{ "plantowatch", TO_DO }, { "plantoplay", TO_DO }, { "watchlist", TO_DO },
	{ "readinglist", TO_DO }, { "backlog", TO_DO }, { "wishlist", TO_DO },
	{ "wishlisted", TO_DO }, { "wish", TO_DO }, { "todo", TO_DO }, { "notstarted", TO_DO },
	{ "notstartedyet", TO_DO }, { "unread", TO_DO }, { "unwatched", TO_DO },
	{ "unplayed", TO_DO }, { "notread", TO_DO }, { "queue", TO_DO }, { "queued", TO_DO },
	{ "upnext", TO_DO }, { "readlater", TO_DO }, { "watchlater", TO_DO },
	{ "playlater", TO_DO }, { "later", TO_DO }, { "geplant", TO_DO }, { "zulesen", TO_DO },
	{ "willlesen", TO_DO }, { "willichlesen", TO_DO }, { "willsehen", TO_DO },
	{ "willichsehen", TO_DO }, { "willspielen", TO_DO }, { "wunschliste", TO_DO },
	{ "merkliste", TO_DO }, { "ungelesen", TO_DO }, { "àlire", TO_DO }, { "àvoir", TO_DO },

	{ "paused", PAUSED }, { "onhold", PAUSED }, { "hold", PAUSED }, { "onpause", PAUSED },
	{ "pause", PAUSED }, { "shelved", PAUSED }, { "pausiert", PAUSED },

	{ "didnotfinish", DROPPED }, { "didntfinish", DROPPED }, { "dnf", DROPPED },
	{ "dropped", DROPPED }, { "abandoned", DROPPED }, { "unfinished", DROPPED },
	{ "stopped", DROPPED }, { "stoppedreading", DROPPED }, { "stoppedwatching", DROPPED },
	{ "stoppedplaying", DROPPED }, { "retired", DROPPED }, { "gaveup", DROPPED },
	{ "givenup", DROPPED }, { "gaveupon", DROPPED }, { "quit", DROPPED },
	{ "abgebrochen", DROPPED }, { "aufgegeben", DROPPED }, { "abandonné", DROPPED },
	{ NULL, 0 },
};

word
status_of(const char *text)
{
	char plain[32];
	size_t n = 0;

	for (; text && *text && n < sizeof(plain) - 1; text++)
		if (!strchr(" -_'", *text))
			plain[n++] = *text;
	plain[n] = '\0';
	return text && !*text ? word_value(statuses, plain) : 0;
}

bool
is_yes(const char *text)
{
	static const char *const yes[] = { "yes", "y", "true", "t", "1", "x" };

	for (size_t i = 0; text && i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!strcasecmp(text, yes[i]))
			return true;
	return false;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static const int64_t THOUSAND = 1000;

/* Thousandths of "4", "4.25" or "4,5"; -1 for what is no such number. */
static int64_t
thousandths_of(const char *text)
{
	int64_t number = 0;
	int places = -1;

	if (!isdigit((unsigned char)*text))
		return -1;
	for (; *text; text++) {
		if ((*text == '.' || *text == ',') && places < 0) {
			places = 0;
		} else if (!isdigit((unsigned char)*text) || number > INT32_MAX) {
			return -1;
		} else if (places < 3) {
			number = number * 10 + (*text - '0');
			places += places >= 0;
		}
	}
	for (places = places < 0 ? 0 : places; places < 3; places++)
		number *= 10;
	return number;
}

/* Thousandths of "★★★½", of 5; -1 for what isn't of stars alone. */
static int64_t
stars_of(const char *text)
{
	static const struct {
		const char *text;
		int64_t worth;
	} parts[] = {
		{ "\u2605", THOUSAND }, { "\u2b50", THOUSAND }, { "\u00bd", THOUSAND / 2 },
		{ "\u2606", 0 }, { "\ufe0f", 0 }, { " ", 0 },
	};
	const size_t count = sizeof(parts) / sizeof(*parts);
	int64_t stars = 0;
	size_t i;

	if (!*text)
		return -1;
	for (; *text; text += strlen(parts[i].text)) {
		for (i = 0; i < count && strncmp(text, parts[i].text, strlen(parts[i].text)); i++)
			;
		if (i == count)
			return -1;
		stars += parts[i].worth;
	}
	return stars;
}

/* Thousandths, -1 for what is no rating; of how many, 0: it doesn't say. */
struct rated {
	int64_t thousandths;
	int64_t most;
};

static struct rated
read_rating(const char *text)
{
	const struct rated none = { -1, 0 };
	const size_t digits = text ? strspn(text, "0123456789.,") : 0;
	struct rated rated = { -1, 0 };
	char number[16];
	const char *rest;

	if (!text || digits >= sizeof(number))
		return none;
	if (!digits)
		return (struct rated){ stars_of(text), 5 };
	memcpy(number, text, digits);
	number[digits] = '\0';
	rated.thousandths = thousandths_of(number);
	rest = text + digits + strspn(text + digits, " ");
	if (*rest == '/')
		rated.most = number_of(rest + 1 + strspn(rest + 1, " "));
	else if (!strncasecmp(rest, "out of ", 7))
		rated.most = number_of(rest + 7);
	else if (!strcmp(rest, "%"))
		rated.most = 100;
	else if (*rest && strcasecmp(rest, "stars") != 0 && strcasecmp(rest, "star") != 0)
		return none;
	return rated.most < 0 || rated.most > THOUSAND ? none : rated;
}

struct halves
rating_of(const char *text, int most)
{
	const struct rated rated = read_rating(text);
	const int64_t of = rated.most ? rated.most : most;
	int64_t halves;

	if (rated.thousandths <= 0 || rated.thousandths > of * THOUSAND)
		return HALVES_NONE;
	/* ten halves are the most; what lies between two is the upper one */
	halves = (rated.thousandths * 20 / of + THOUSAND) / (2 * THOUSAND);
	return (struct halves){ halves < 1 ? 1 : halves };
}

int
rating_scale(const char *text)
{
	const struct rated rated = read_rating(text);

	if (rated.most || rated.thousandths <= 0)
		return 0;
	return rated.thousandths <= 5 * THOUSAND ? 5 : rated.thousandths <= 10 * THOUSAND ? 10
		: 100;
}

/* What stands for no rating. */
static bool
is_unrated(const char *text)
{
	static const char *const words[] = { "-", "--", "?", "none", "null", "n/a", "unrated",
		"not rated" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcasecmp(text, words[i]))
			return true;
	return !*text || !read_rating(text).thousandths;
}

void
item_rate(struct arena *arena, struct item *item, const char *text, int most)
{
	enum { QUOTED = 40 };

	if (!text)
		return;
	item->rating = rating_of(text, most);
	if (item->rating.count != INT_NONE || is_unrated(text))
		return;
	if (!read_rating(text).most && read_rating(text).thousandths > most * THOUSAND)
		texts_add(arena, &item->remarks, arena_printf(arena,
			"The rating %s is more than %d, which should be the most.", text, most));
	else if (strlen(text) <= QUOTED)
		texts_add(arena, &item->remarks, arena_printf(arena,
			"\"%s\" is no rating: it was left out.", text));
	else
		texts_add(arena, &item->remarks, "What should be its rating is a long text: it "
			"was left out.");
}

void
item_rate_late(struct arena *arena, struct item *item, const struct import_place *place)
{
	if (item->rating.count == INT_NONE)
		item_rate(arena, item, item->rating_text, place->is_beyond_10 ? 100
			: place->is_beyond_5 ? 10 : 5);
	item->rating_text = NULL;
}

/* --- names and lists -------------------------------------------------------------------------- */

const char *
name_turned(struct arena *arena, const char *name)
{
	const char *comma = name ? strchr(name, ',') : NULL;
	const char *first, *more;

	if (!comma)
		return name;
	first = comma + 1 + strspn(comma + 1, " ");
	if (!*first || comma == name)
		return text_trim(arena, arena_copy(arena, name, (size_t)(comma - name)));
	more = strchrnul(first, ',');
	return arena_printf(arena, "%.*s %.*s%s", (int)(more - first), first, (int)(comma - name),
		name, more);
}

struct texts
texts_split(struct arena *arena, const char *text, const char *separators)
{
	struct texts texts = { NULL, 0 };
	size_t length;
	const char *part;

	for (; text && *text; text += length + (text[length] != '\0')) {
		length = strcspn(text, separators);
		part = text_trim(arena, arena_copy(arena, text, length));
		if (*part)
			texts_add(arena, &texts, part);
	}
	return texts;
}

/* --- titles ----------------------------------------------------------------------------------- */

/* Where the bracket is that the last one of the text closes; NULL when it doesn't end in one. */
static const char *
last_bracket(const char *text)
{
	const char *p = text + strlen(text);
	int depth = 0;

	if (p == text || p[-1] != ')')
		return NULL;
	while (p-- > text) {
		depth += (*p == ')') - (*p == '(');
		if (!depth)
			return p;
	}
	return NULL;
}

/* "Name, #1" and the like, as a JSON object; false when it is none. */
static bool
put_series(struct buf *out, struct arena *arena, const char *text)
{
	const char *hash = strrchr(text, '#');
	size_t length = hash ? (size_t)(hash - text) : 0;

	if (!hash || !isdigit((unsigned char)hash[1])
	    || hash[1 + strspn(hash + 1, "0123456789.,-&+ ")])
		return false;
	while (length && strchr(" ,", text[length - 1]))
		length--;
	if (!length)
		return false;
	buf_puts(out, out->length ? ",{\"name\":" : "{\"name\":");
	json_put_string(out, arena_copy(arena, text, length));
	buf_puts(out, ",\"position\":");
	json_put_string(out, hash + 1);
	buf_putc(out, '}');
	return true;
}

/* What is in the brackets as series, for metadata; NULL when any of it is something else. */
static const char *
series_of(struct arena *arena, const char *text)
{
	const struct texts parts = texts_split(arena, text, ";");
	struct buf out;

	buf_init(&out, arena, 100);
	for (int i = 0; i < parts.count; i++)
		if (!put_series(&out, arena, parts.list[i]))
			return NULL;
	return !parts.count ? NULL : arena_printf(arena, parts.count > 1 ? "{\"series\":[%s]}"
		: "{\"series\":%s}", out.data);
}

static void
add_to_metadata(struct arena *arena, struct item *item, const char *patch)
{
	item->metadata.json = item->metadata.json
		? json_merge(arena, item->metadata.json, patch) : patch;
}

void
item_set_title(struct arena *arena, struct item *item, const char *title)
{
	const char *bracket, *series = NULL, *plain;

	if (!title)
		return;
	title = with_single_spaces(arena, title);
	bracket = last_bracket(title);
	plain = bracket ? text_trim(arena, arena_copy(arena, title, (size_t)(bracket - title)))
		: title;
	if (bracket && *plain)
		series = series_of(arena, arena_copy(arena, bracket + 1, strlen(bracket) - 2));
	if (series)
		add_to_metadata(arena, item, series);
	item->title = series ? plain : title;
	if (!*item->title)
		item->title = NULL;
}

void
item_add_series(struct arena *arena, struct item *item, const char *name, const char *position)
{
	struct buf out;

	if (!name)
		return;
	buf_init(&out, arena, 100);
	buf_puts(&out, "{\"series\":{\"name\":");
	json_put_string(&out, name);
	if (position) {
		buf_puts(&out, ",\"position\":");
		json_put_string(&out, position);
	}
	buf_puts(&out, "}}");
	add_to_metadata(arena, item, out.data);
}

/* --- numbers of books, and what was written of them ------------------------------------------- */

/* An Amazon number: "B0" and eight letters and digits. */
static bool
is_asin(const char *text)
{
	return !strncasecmp(text, "B0", 2) && strlen(text) == 10
		&& text[strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"abcdefghijklmnopqrstuvwxyz")] == '\0';
}

/* Without `="…"`, brackets and quotes around. */
static const char *
without_wrapping(struct arena *arena, const char *text)
{
	static const char wrapping[] = "=\"'[]() ";
	size_t length;

	text += strspn(text, wrapping);
	length = strlen(text);
	while (length && strchr(wrapping, text[length - 1]))
		length--;
	return arena_copy(arena, text, length);
}

void
item_set_isbn(struct arena *arena, struct item *item, const char *text)
{
	const struct texts numbers = texts_split(arena, text, ",;|");
	const char *message;

	for (int i = 0; i < numbers.count; i++) {
		const char *number = without_wrapping(arena, numbers.list[i]);
		const char *isbn = is_isbn(arena, number, &message);

		if (isbn)
			item->isbn = item->isbn ? item->isbn : isbn;
		else if (is_asin(number))
			item_add_id(arena, item, "asin", number);
		else
			item_add_metadata(arena, item, "other_number", number);
	}
}

void
item_set_review(struct arena *arena, struct item *item, const char *html, bool is_spoiler)
{
	const char *message, *text = html;

	if (text && strpbrk(text, "<&"))
		text = plain_written(arena, text, &message);
	if (!text || !text_is_visible(text))
		return;
	item->review = is_spoiler ? arena_printf(arena, "[spoiler]\n%s", text) : text;
}
