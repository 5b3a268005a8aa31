/*
 * Wikidata: films, series and games, without a key (providers.md, 7): facts, but no synopsis and no
 * poster. Three requests at most: a search, what is found, and the names of who made it.
 */
#include "plain.h"
#include "source.h"
#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { RESULTS = 7, NAMES = 50 };	/* a popular film is 200 kB */

/* Of what it is an instance (P31), by type. */
static const struct {
	enum media_type type;
	const char *const classes[8];
} kinds[] = {
	{ MEDIA_MOVIE, { "Q11424", "Q202866", "Q20650540", "Q24862", "Q506240", "Q226730" } },
	{ MEDIA_TV_SHOW, { "Q5398426", "Q117467246", "Q63952888", "Q1259759", "Q581714",
		"Q15416" } },
	{ MEDIA_GAME, { "Q7889", "Q209163" } },
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* The best that is said: preferred, else normal; what is deprecated isn't read. */
#define CLAIM(property, rest) "claims." property "[rank=preferred].mainsnak.datavalue.value" rest
#define ALSO(property, rest) \
	.also = { "claims." property "[rank=normal].mainsnak.datavalue.value" rest }

/* A title, with the ids of what has names of its own. */
struct entity {
	struct facts facts;
	struct texts classes;
	const char *duration, *duration_unit, *episodes;
};

static const struct field entity_fields[] = {
	FIELD_AS(struct entity, facts.id, "id", 0),
	FIELD_AS(struct entity, classes, "claims.P31[].mainsnak.datavalue.value.id", 0),
	FIELD_AS(struct entity, facts.title_original, CLAIM("P1476", ".text"), 0,
		.check = plain_line, ALSO("P1476", ".text")),
	FIELD_AS(struct entity, facts.dates, CLAIM("P577", ".time"), 0, .check = plain_date,
		ALSO("P577", ".time")),
	FIELD_AS(struct entity, facts.date, CLAIM("P580", ".time"), 0, .check = plain_date,
		ALSO("P580", ".time")),
	FIELD_AS(struct entity, facts.creators, CLAIM("P57", ".id"), 0, .most = 10,
		.also = { "claims.P57[rank=normal].mainsnak.datavalue.value.id",
			"claims.P178[].mainsnak.datavalue.value.id",
			"claims.P170[].mainsnak.datavalue.value.id" }),
	FIELD_AS(struct entity, facts.genres, CLAIM("P136", ".id"), 0, .most = 5,
		ALSO("P136", ".id")),
	FIELD_AS(struct entity, facts.publishers, CLAIM("P123", ".id"), 0, .most = 5,
		ALSO("P123", ".id")),
	FIELD_AS(struct entity, facts.platforms, CLAIM("P400", ".id"), 0, .most = 10,
		ALSO("P400", ".id")),
	FIELD_AS(struct entity, duration, CLAIM("P2047", ".amount"), LOOSE,
		ALSO("P2047", ".amount")),
	FIELD_AS(struct entity, duration_unit, CLAIM("P2047", ".unit"), 0, .check = plain_id,
		ALSO("P2047", ".unit")),
	FIELD_AS(struct entity, episodes, CLAIM("P1113", ".amount"), LOOSE,
		ALSO("P1113", ".amount")),
	FIELD_AS(struct entity, facts.imdb_id, CLAIM("P345", ""), 0, ALSO("P345", "")),
	FIELD_AS(struct entity, facts.tmdb_id, CLAIM("P4947", ""), 0,
		.also = { "claims.P4947[rank=normal].mainsnak.datavalue.value",
			"claims.P4983[].mainsnak.datavalue.value" }),
	FIELD_AS(struct entity, facts.tvdb_id, CLAIM("P4835", ""), 0, ALSO("P4835", "")),
	{ 0 }
};
static const struct record entity_view = {
	.size = sizeof(struct entity), .fields = FIELDS(entity_fields),
};

/* What it keeps between the steps. */
struct steps {
	struct entity entities[RESULTS];
	int count;
	struct texts order;		/* ids, as they were found */
};

/* --- names ------------------------------------------------------------------------------------ */

static const cJSON *
member_of(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* One's language, as it is written there: pt-br. */
static const char *
language_of(const struct ask *ask)
{
	char *language = arena_strdup(ask->arena, ask->config->lookup_language);

	for (char *p = language; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return language;
}

/* What a thing is called, in one's language, else in English, else in all. */
static const char *
label_of(struct ask *ask, const cJSON *entity)
{
	const char *const languages[] = { language_of(ask), "en", "mul" };
	const cJSON *labels = member_of(entity, "labels");
	const char *label = NULL, *message;

	for (int i = 0; i < 3 && !label; i++) {
		label = cJSON_GetStringValue(member_of(member_of(labels, languages[i]), "value"));
		label = label ? plain_line(ask->arena, label, &message) : NULL;
	}
	return label;
}

/* Names in the place of ids; what has none goes. */
static void
name_texts(struct ask *ask, const cJSON *entities, struct texts *texts)
{
	int count = 0;

	for (int i = 0; i < texts->count; i++) {
		const char *label = label_of(ask, member_of(entities, texts->list[i]));

		if (label)
			texts->list[count++] = label;
	}
	texts->count = count;
}

/* The names of who made what was found; without them the rest counts all the same. */
static void
take_names(struct ask *ask, const cJSON *tree)
{
	struct steps *steps = ask->own;
	const cJSON *entities = member_of(tree, "entities");

	for (int i = 0; i < steps->count; i++) {
		struct facts *facts = &steps->entities[i].facts;

		name_texts(ask, entities, &facts->creators);
		name_texts(ask, entities, &facts->genres);
		name_texts(ask, entities, &facts->publishers);
		name_texts(ask, entities, &facts->platforms);
		ask_add(ask, facts);
	}
}

/* "Q1|Q2", each once. */
struct id_list {
	struct buf text;
	int count;
};

static void
add_id(struct id_list *ids, const char *id)
{
	if (ids->count == NAMES || *id != 'Q' || id[1 + strspn(id + 1, "0123456789")]
	    || text_has_word(ids->text.data, '|', id))
		return;
	buf_printf(&ids->text, "%s%s", ids->count ? "|" : "", id);
	ids->count++;
}

static void
add_ids(struct id_list *ids, const struct texts *texts)
{
	for (int i = 0; i < texts->count; i++)
		add_id(ids, texts->list[i]);
}

static const char *
entities_path(struct ask *ask, const struct id_list *ids, const char *props)
{
	return arena_printf(ask->arena, "/w/api.php?action=wbgetentities&format=json&maxlag=5"
		"&ids=%s&props=%s&languages=%s", ask_encode(ask, ids->text.data),
		ask_encode(ask, props), ask_encode(ask, arena_printf(ask->arena, "%s|en|mul",
			language_of(ask))));
}

static void
ask_for_names(struct ask *ask)
{
	const struct steps *steps = ask->own;
	struct id_list ids = { .count = 0 };

	buf_init(&ids.text, ask->arena, 200);
	for (int i = 0; i < steps->count; i++) {
		const struct facts *facts = &steps->entities[i].facts;

		add_ids(&ids, &facts->creators);
		add_ids(&ids, &facts->genres);
		add_ids(&ids, &facts->publishers);
		add_ids(&ids, &facts->platforms);
	}
	if (ids.count)
		ask_for_more(ask, take_names, entities_path(ask, &ids, "labels"));
	else
		take_names(ask, NULL);
}

/* --- what was found --------------------------------------------------------------------------- */

static enum media_type
type_of(const struct texts *classes)
{
	for (int i = 0; i < KINDS; i++)
		for (const char *const *class = kinds[i].classes; *class; class++)
			for (int k = 0; k < classes->count; k++)
				if (!strcmp(*class, classes->list[k]))
					return kinds[i].type;
	return MEDIA_ANY;
}

/* "+148" in minutes or hours. */
static int64_t
minutes_of(const struct entity *entity)
{
	const double amount = entity->duration ? strtod(entity->duration, NULL) : 0;
	const char *unit = entity->duration_unit ? entity->duration_unit : "";

	if (!(amount > 0 && amount < 100000))
		return 0;
	return !strcmp(unit, "Q7727") ? (int64_t)amount
		: !strcmp(unit, "Q25235") ? (int64_t)(amount * 60) : 0;
}

static void
read_entity(struct ask *ask, const cJSON *tree)
{
	struct steps *steps = ask->own;
	struct entity *entity = &steps->entities[steps->count];
	struct facts *facts = &entity->facts;
	const cJSON *description = member_of(member_of(member_of(tree, "descriptions"), "en"),
		"value");
	const char *message;

	json_read_foreign(ask->arena, tree, &entity_view, entity);
	facts->type = type_of(&entity->classes);
	facts->title = label_of(ask, tree);
	facts->wikidata_id = facts->id;
	facts->length = facts->type == MEDIA_MOVIE ? minutes_of(entity)
		: facts->type == MEDIA_TV_SHOW && entity->episodes
		? strtoll(entity->episodes, NULL, 10) : 0;
	if (cJSON_IsString(description))
		facts->description = plain_line(ask->arena, description->valuestring, &message);
	if (facts->id)
		facts->page_url = arena_printf(ask->arena, "https://www.wikidata.org/wiki/%s",
			facts->id);
	if (facts->type && facts->id && facts->title
	    && (!ask->wanted->types || ask->wanted->types >> facts->type & 1))
		steps->count++;
}

/* An error has the status 200 here, too; "no such entity" is an answer as any other. */
static enum source_state
read_refusal(struct ask *ask, int http, const cJSON *tree)
{
	const cJSON *error = member_of(tree, "error");
	const char *code = cJSON_GetStringValue(member_of(error, "code"));

	(void)ask;
	if (http != 200 || !error || (code && !strcmp(code, "no-such-entity")))
		return 0;
	return code && (!strcmp(code, "maxlag") || !strcmp(code, "ratelimited")) ? SOURCE_LIMITED
		: SOURCE_FAILED;
}

static void
take_entities(struct ask *ask, const cJSON *tree)
{
	struct steps *steps = ask->own;
	const cJSON *entities = member_of(tree, "entities"), *entity;

	for (int i = 0; i < steps->order.count && steps->count < RESULTS; i++) {
		entity = member_of(entities, steps->order.list[i]);
		if (entity)
			read_entity(ask, entity);
	}
	ask_for_names(ask);
}

static void
ask_for_entities(struct ask *ask)
{
	const struct steps *steps = ask->own;
	struct id_list ids = { .count = 0 };

	buf_init(&ids.text, ask->arena, 200);
	add_ids(&ids, &steps->order);
	if (ids.count)
		ask_for(ask, take_entities, entities_path(ask, &ids, "labels|descriptions|claims"));
}

static const struct field search_fields[] = {
	FIELD_AS(struct steps, order, "query.search[].title", 0, .most = RESULTS),
	{ 0 }
};
static const struct record search_view = {
	.size = sizeof(struct steps), .fields = FIELDS(search_fields),
};

static void
take_search(struct ask *ask, const cJSON *tree)
{
	json_read_foreign(ask->arena, tree, &search_view, ask->own);
	ask_for_entities(ask);
}

/* --- what is asked of it ---------------------------------------------------------------------- */

/* "P31=Q11424|P31=Q202866" of what is wanted. */
static const char *
classes_of(struct ask *ask)
{
	struct buf out;

	buf_init(&out, ask->arena, 200);
	for (int i = 0; i < KINDS; i++) {
		if (!(ask->wanted->types >> kinds[i].type & 1))
			continue;
		for (const char *const *class = kinds[i].classes; *class; class++)
			buf_printf(&out, "%sP31=%s", out.length ? "|" : "", *class);
	}
	return out.data;
}

/* What would be a command of the search is a word. */
static const char *
search_words(struct ask *ask)
{
	char *words = arena_strdup(ask->arena, ask->wanted->q);

	for (char *p = words; *p; p++)
		if (strchr("\":~*?\\/!|()[]{}<>^+", *p))
			*p = ' ';
	return words;
}

/* What has a number at TMDb: films and series have properties of their own for it. */
static const char *
same_tmdb(struct ask *ask, const char *id)
{
	return arena_printf(ask->arena, "haswbstatement:%s=%s",
		strncmp(id, "tv/", 3) ? "P4947" : "P4983", strrchr(id, '/') + 1);
}

static void
search_entities(struct ask *ask)
{
	const struct wanted *wanted = ask->wanted;
	const char *what = wanted->imdb_id
		? arena_printf(ask->arena, "haswbstatement:P345=%s", wanted->imdb_id)
		: wanted->tmdb_id ? same_tmdb(ask, wanted->tmdb_id)
		: wanted->q ? arena_printf(ask->arena, "%s haswbstatement:%s", search_words(ask),
			classes_of(ask)) : NULL;

	ask->own = arena_alloc(ask->arena, sizeof(struct steps));
	if (what)
		ask_for(ask, take_search, arena_printf(ask->arena,
			"/w/api.php?action=query&list=search&format=json&maxlag=5&srlimit=%d"
			"&srsearch=%s", RESULTS, ask_encode(ask, what)));
}

static void
find_entity(struct ask *ask)
{
	struct steps *steps = ask->own = arena_alloc(ask->arena, sizeof(*steps));

	steps->order = (struct texts){ arena_alloc(ask->arena, sizeof(char *)), 1 };
	steps->order.list[0] = ask->wanted->id;
	ask_for_entities(ask);
}

static const char *const hosts[] = { "www.wikidata.org", NULL };
static const char *const picture_hosts[] = { NULL };

const struct source source_wikidata = {
	.at = WIKIDATA,
	.origin = "https://www.wikidata.org", .hosts = hosts, .picture_hosts = picture_hosts,
	.types = 1u << MEDIA_MOVIE | 1u << MEDIA_TV_SHOW | 1u << MEDIA_GAME,
	.wants_one_at_a_time = true, .id_begin = "Q", .id_of = "0123456789",
	.search = search_entities, .details = find_entity, .refusal = read_refusal,
};
