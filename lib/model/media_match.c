#include "media_match.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

/* Of one title's namesakes more aren't looked at. */
enum { NAMESAKES = 100, PREFIX_LEAST = 3, IDS_MAX = 20 };

static bool
is_word_byte(unsigned char c)
{
	return isalnum(c) || c >= 0x80;
}

const char *
media_comparable(struct arena *arena, const char *text)
{
	const char *folded = text_fold(arena, text);
	struct buf out;

	if (!folded)
		return NULL;
	buf_init(&out, arena, strlen(folded) + 8);
	for (; *folded; folded++) {
		if (is_word_byte((unsigned char)*folded))
			buf_putc(&out, *folded);
		else if (*folded == '&')
			buf_puts(&out, out.length && out.data[out.length - 1] != ' ' ? " and "
				: "and ");
		else if (*folded != '\'' && out.length && out.data[out.length - 1] != ' ')
			buf_putc(&out, ' ');
	}
	while (out.length && out.data[out.length - 1] == ' ')
		out.data[--out.length] = '\0';
	/* a title of nothing else is as it is written */
	return out.length ? out.data : text_fold(arena, text);
}

/* As far as titles that are compared alike begin alike when they are folded. */
static const char *
common_prefix(struct arena *arena, const char *folded)
{
	const char *end = folded, *and = strstr(folded, " and ");

	while (is_word_byte((unsigned char)*end) || *end == ' ')
		end++;
	if (and && and < end)
		end = and;
	while (end > folded && end[-1] == ' ')
		end--;
	return arena_copy(arena, folded, (size_t)(end - folded));
}

/* --- what agrees ----------------------------------------------------------------------------- */

static bool
is_same_title(struct arena *arena, const char *one, const char *other)
{
	return !strcmp(media_comparable(arena, one), media_comparable(arena, other));
}

enum agreement { DIFFERS, MAY_BE, AGREES, AGREES_WHOLLY };

static enum agreement
compare_years(const struct media *one, const struct media *other)
{
	if (one->pub_date && other->pub_date)
		return strncmp(one->pub_date, other->pub_date, 4) ? DIFFERS : AGREES_WHOLLY;
	return one->type == MEDIA_TV_SHOW || one->type == MEDIA_GAME ? MAY_BE : AGREES;
}

/* One may name more of them than the other: "Terry Pratchett, Neil Gaiman". */
static bool
begins_with_words(const char *text, const char *words)
{
	const size_t size = strlen(words);

	return !strncmp(text, words, size) && (!text[size] || text[size] == ' ');
}

static enum agreement
compare_creators(struct arena *arena, const struct media *one, const struct media *other)
{
	const char *a = media_comparable(arena, one->creator),
		*b = media_comparable(arena, other->creator);

	if (!a || !b)
		return MAY_BE;
	return begins_with_words(a, b) || begins_with_words(b, a) ? AGREES_WHOLLY : DIFFERS;
}

/*
 * Two editions are one title where all else agrees: but the installation that a title comes from
 * may have both.
 */
static enum agreement
compare(struct arena *arena, const struct media_match *wanted, const struct media *other)
{
	const struct media *one = wanted->media;
	const enum agreement years = compare_years(one, other);
	enum agreement creators = AGREES_WHOLLY, both;

	if (one->type == MEDIA_BOOK)
		creators = compare_creators(arena, one, other);
	both = years < creators ? years : creators;
	if (one->type == MEDIA_BOOK && one->isbn && other->isbn && strcmp(one->isbn, other->isbn)
	    && (wanted->media_id || both != AGREES_WHOLLY))
		return DIFFERS;
	return both;
}

/* --- ids ------------------------------------------------------------------------------------- */

/* Something told of ids: which title, and by whom. */
struct telling {
	int64_t media_key, told_by;
};

static enum status
find_tellings(const struct call *call, const struct texts *ids, const char *own_id,
	struct telling *out, int *count)
{
	struct value values[IDS_MAX];
	int n = 0;
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	*count = 0;
	if (own_id)
		values[n++] = value_text(own_id);
	for (int i = 0; i < ids->count && n < IDS_MAX; i++)
		values[n++] = value_text(ids->list[i]);
	if (!n)
		return OK;
	while (n % 4)		/* of few lengths, so that few statements are kept */
		values[n++] = value_null(VALUE_TEXT);
	sql_init(&sql, call->arena);
	sql_add(&sql, "SELECT t.media_key, t.told_by FROM media_ids t");
	sql_in(&sql, "t.id", values, n);
	sql_add_value(&sql, " ORDER BY t.id LIMIT $$", value_int(NAMESAKES));
	rc = db_query(call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			out[(*count)++] = (struct telling){ stmt_int(stmt, 0), stmt_int(stmt, 1) };
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static enum status
read_media(const struct call *call, const struct media_match *wanted, int64_t key,
	struct media *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.key = $$", value_int(key));
	sql_and(&where, "t.type = $$",
		value_text(word_text(media_types, wanted->media->type)));
	return store_find(call->db, call->arena, &media_view, &where, out);
}

static void
add_candidate(const struct call *call, struct matched *out, const struct media *media)
{
	if (!out->candidates.list)
		out->candidates.list = arena_alloc(call->arena,
			sizeof(*out->candidates.list) * MATCH_CANDIDATES);
	if (out->candidates.count < MATCH_CANDIDATES
	    && !texts_have(&out->candidates, media->id))
		out->candidates.list[out->candidates.count++] = media->id;
}

/* What other members' files say counts only where the title agrees, too. */
static bool
agrees_with_others(const struct call *call, const struct media_match *wanted,
	const struct media *media)
{
	return compare(call->arena, wanted, media) != DIFFERS
		&& is_same_title(call->arena, media->title, wanted->media->title);
}

/* What the user's own files, and look-ups, say of it; or (`is_trusted` false) those of others. */
static enum status
match_tellings(const struct call *call, const struct media_match *wanted,
	const struct telling *tellings, int count, bool is_trusted, struct matched *out)
{
	struct media media;
	enum status rc = OK;

	for (int i = 0; i < count && !rc; i++) {
		if (is_trusted != (!tellings[i].told_by || tellings[i].told_by == call->user->key))
			continue;
		rc = read_media(call, wanted, tellings[i].media_key, &media);
		if (!rc && (is_trusted || agrees_with_others(call, wanted, &media))) {
			add_candidate(call, out, &media);
			out->media = media;
		}
		rc = rc == ERR_NOT_FOUND ? OK : rc;
	}
	if (!rc && out->candidates.count)
		out->match = out->candidates.count == 1 ? MATCH_ONE : MATCH_UNCLEAR;
	return rc;
}

static enum status
match_ids(const struct call *call, const struct media_match *wanted, const struct texts *ids,
	const char *own_id, struct matched *out)
{
	struct telling tellings[NAMESAKES];
	int count;
	enum status rc = find_tellings(call, ids, own_id, tellings, &count);

	if (!rc)
		rc = match_tellings(call, wanted, tellings, count, true, out);
	if (!rc && !out->match && !own_id)
		rc = match_tellings(call, wanted, tellings, count, false, out);
	return rc;
}

/* Whether an id of the same service says that it is another one. */
static enum status
differs_by_id(const struct call *call, const struct media_match *wanted, int64_t media_key,
	bool *differs)
{
	const struct value key = value_int(media_key);
	STMT_AUTO stmt = NULL;
	enum status rc;

	*differs = false;
	if (!wanted->ids.count)
		return OK;
	rc = db_query(call->db, &stmt, "SELECT id FROM media_ids WHERE media_key = $1", &key, 1);
	while (!rc) {
		const char *id;
		size_t service;

		rc = stmt_step(stmt);
		id = rc ? NULL : stmt_text(stmt, 0, call->arena);
		service = id ? strcspn(id, ":") : 0;
		for (int i = 0; id && id[service] && i < wanted->ids.count; i++)
			if (!strncmp(wanted->ids.list[i], id, service + 1)) {
				*differs = true;
				if (!strcmp(wanted->ids.list[i], id)) {
					*differs = false;
					return OK;
				}
			}
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* --- title, type, year, creator -------------------------------------------------------------- */

/* Titles of the type that are written like this one; or others (`is_exact` false) that may be. */
static enum status
read_namesakes(const struct call *call, const struct media *media, bool is_exact, struct rows *out)
{
	const struct page some = { 1, NAMESAKES };
	const char *folded = text_fold(call->arena, media->title);
	const char *prefix = common_prefix(call->arena, folded);
	struct sql where;

	*out = (struct rows){ .count = 0 };
	sql_init(&where, call->arena);
	if (is_exact) {
		sql_and(&where, "t.title_folded = $$", value_text(folded));
	} else if (strlen(prefix) < PREFIX_LEAST) {
		return OK;
	} else {
		sql_and(&where, "t.title_folded >= $$", value_text(prefix));
		sql_and(&where, "t.title_folded < $$", value_text(arena_printf(call->arena,
			"%s\xf4\x8f\xbf\xbf", prefix)));
		sql_and(&where, "t.title_folded <> $$", value_text(folded));
	}
	sql_and(&where, "t.type = $$", value_text(word_text(media_types, media->type)));
	return store_list(call->db, call->arena, &media_view, &where, "t.title_folded, t.key",
		&some, out);
}

/* How many of the candidates agree so far. */
struct agreed {
	int wholly, at_all, perhaps;
	const struct media *whole, *any;
};

static enum status
weigh_namesake(const struct call *call, const struct media_match *wanted,
	const struct media *media, struct agreed *agreed, struct matched *out)
{
	const enum agreement agreement = compare(call->arena, wanted, media);
	bool differs;
	enum status rc;

	if (agreement == DIFFERS
	    || !is_same_title(call->arena, media->title, wanted->media->title))
		return OK;
	rc = differs_by_id(call, wanted, media->key, &differs);
	if (rc)
		return rc;
	if (differs) {
		out->is_apart = true;
		return OK;
	}
	add_candidate(call, out, media);
	agreed->perhaps += agreement == MAY_BE;
	agreed->at_all += agreement >= AGREES;
	agreed->wholly += agreement == AGREES_WHOLLY;
	if (agreement == AGREES_WHOLLY)
		agreed->whole = media;
	if (agreement >= AGREES)
		agreed->any = media;
	return OK;
}

static enum status
weigh_namesakes(const struct call *call, const struct media_match *wanted, bool is_exact,
	struct agreed *agreed, struct matched *out)
{
	struct rows rows;
	enum status rc = read_namesakes(call, wanted->media, is_exact, &rows);

	for (int i = 0; !rc && i < rows.count; i++)
		rc = weigh_namesake(call, wanted, ROW(&rows, struct media, i), agreed, out);
	return rc;
}

static enum status
match_title(const struct call *call, const struct media_match *wanted, struct matched *out)
{
	struct agreed agreed = { 0 };
	enum status rc = weigh_namesakes(call, wanted, true, &agreed, out);

	if (!rc)
		rc = weigh_namesakes(call, wanted, false, &agreed, out);
	if (rc)
		return rc;
	if (agreed.wholly == 1 || (!agreed.wholly && agreed.at_all == 1)) {
		out->media = *(agreed.wholly ? agreed.whole : agreed.any);
		out->match = MATCH_ONE;
	} else if (agreed.at_all + agreed.perhaps) {
		out->match = MATCH_UNCLEAR;
	}
	return OK;
}

static enum status
match_isbn(const struct call *call, const struct media_match *wanted, struct matched *out)
{
	struct sql where;
	enum status rc;

	if (wanted->media->type != MEDIA_BOOK || !wanted->media->isbn)
		return OK;
	sql_init(&where, call->arena);
	sql_and(&where, "t.isbn = $$", value_text(wanted->media->isbn));
	rc = store_find(call->db, call->arena, &media_view, &where, &out->media);
	out->match = rc ? MATCH_NONE : MATCH_ONE;
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* By the id that it has had here, or that a source of ours knows it by. */
static enum status
match_here(const struct call *call, const struct media_match *wanted, struct matched *out)
{
	const struct media *media = wanted->media;
	struct sql where;
	enum status rc = wanted->media_id ? media_find(call, (enum media_type)media->type,
		wanted->media_id, &out->media) : ERR_NOT_FOUND;

	if (rc == ERR_NOT_FOUND && media->external_source && media->external_id) {
		sql_init(&where, call->arena);
		sql_and(&where, "t.type = $$", value_text(word_text(media_types, media->type)));
		sql_and(&where, "t.external_source = $$", value_text(media->external_source));
		sql_and(&where, "t.external_id = $$", value_text(media->external_id));
		rc = store_find(call->db, call->arena, &media_view, &where, &out->media);
	}
	out->match = rc ? MATCH_NONE : MATCH_ONE;
	return rc == ERR_NOT_FOUND ? OK : rc;
}

enum status
media_find_match(const struct call *call, const struct media_match *wanted, struct matched *out)
{
	const struct texts none = { NULL, 0 };
	enum status rc;

	*out = (struct matched){ .match = MATCH_NONE };
	rc = match_here(call, wanted, out);
	if (!rc && !out->match && wanted->own_id)
		rc = match_ids(call, wanted, &none, wanted->own_id, out);
	if (!rc && !out->match)
		rc = match_isbn(call, wanted, out);
	if (!rc && !out->match)
		rc = match_ids(call, wanted, &wanted->ids, NULL, out);
	return rc || out->match ? rc : match_title(call, wanted, out);
}

/* --- what is told ---------------------------------------------------------------------------- */

enum status
media_tell_ids(const struct call *call, int64_t media_key, int64_t told_by,
	const struct texts *ids, struct texts *added)
{
	enum status rc = OK;

	if (added)
		*added = (struct texts){ arena_alloc(call->arena,
			sizeof(*added->list) * (size_t)(ids->count + 1)), 0 };
	for (int i = 0; i < ids->count && !rc; i++) {
		const struct value args[] = { value_text(ids->list[i]), value_int(media_key),
			value_int(told_by) };
		int64_t key;

		rc = db_number(call->db, "INSERT INTO media_ids (id, media_key, told_by) "
			"VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING media_key", args, 3,
			&key);
		if (!rc && added)
			added->list[added->count++] = ids->list[i];
		rc = rc == ERR_NOT_FOUND ? OK : rc;
	}
	return rc;
}

enum status
media_forget_ids(const struct call *call, int64_t media_key, const struct texts *ids)
{
	enum status rc = OK;

	for (int i = 0; i < ids->count && !rc; i++) {
		const struct value args[] = { value_text(ids->list[i]), value_int(media_key),
			value_int(call->user->key) };

		rc = db_exec(call->db, "DELETE FROM media_ids WHERE id = $1 AND media_key = $2 "
			"AND told_by = $3", args, 3);
	}
	return rc;
}

enum status
media_forget_teller(struct db *db, int64_t user_key)
{
	const struct value key = value_int(user_key);

	return db_exec(db, "DELETE FROM media_ids WHERE told_by = $1", &key, 1);
}

enum status
media_tell_found(const struct call *call, const struct media *media)
{
	const struct value args[] = { value_text(media->metadata.json ? media->metadata.json
		: "{}"), value_int(media->key) };

	return db_exec(call->db, "INSERT INTO media_ids (id, media_key, told_by) "
		"SELECT j.key || ':' || j.value, $2, 0 FROM json_each($1, '$.ids') j "
		"WHERE j.type IN ('text', 'integer') ON CONFLICT DO NOTHING", args, 2);
}
