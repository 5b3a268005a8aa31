#include "source.h"
#include "log.h"
#include "text.h"

#include <string.h>

enum { JSON_MAX = 2 << 20, LIMIT_DEFAULT = 60, LIMIT_MAX = 3600 };

const struct word_name source_states[] = {
	{ "ok", SOURCE_OK }, { "off", SOURCE_OFF }, { "limited", SOURCE_LIMITED },
	{ "unreachable", SOURCE_UNREACHABLE }, { "failed", SOURCE_FAILED }, { NULL, 0 },
};

const struct source *const sources[] = {
	&source_openlibrary, &source_googlebooks, &source_tmdb, &source_tvmaze, &source_wikidata,
	&source_rawg, NULL,
};

const struct source *
source_find(const char *name)
{
	for (int i = 0; name && sources[i]; i++)
		if (!strcmp(sources[i]->name, name))
			return sources[i];
	return NULL;
}

bool
source_is_on(const struct source *source, const struct config *config)
{
	return !source->key_setting || config->sources[source->at].key[0];
}

/* --- asking ----------------------------------------------------------------------------------- */

/* A request under way: for which ask, and what follows. */
struct errand {
	struct fetch fetch;
	struct ask *ask;
	const char *path;	/* as it is kept: without a key */
	ask_step *step;
	bool is_more;		/* all is well without it */
};

static void
end_ask(struct ask *ask, enum source_state state, const char *message)
{
	if (ask->state)		/* what went wrong first counts */
		return;
	ask->state = state;
	ask->message = message;
}

static void
end_limited(struct ask *ask, int64_t seconds)
{
	ask->retry_after = seconds;
	end_ask(ask, SOURCE_LIMITED, arena_printf(ask->arena, "%s asks to wait.", ask->source->label));
}

static void
end_off(struct ask *ask)
{
	log_line(NULL, "%s refuses the key of the setting %s", ask->source->label,
		ask->source->key_setting);
	end_ask(ask, SOURCE_OFF, arena_printf(ask->arena, "%s refuses the key in the settings.",
		ask->source->label));
}

void
ask_fail(struct ask *ask, const char *why)
{
	log_line(NULL, "look-up at %s: %s", ask->source->label, why);
	end_ask(ask, SOURCE_FAILED, arena_printf(ask->arena, "%s answered nothing of use.",
		ask->source->label));
}

static void
end_unreachable(struct ask *ask, const char *why)
{
	log_line(NULL, "look-up at %s: %s", ask->source->label, why);
	end_ask(ask, SOURCE_UNREACHABLE, arena_printf(ask->arena, "%s can't be reached.",
		ask->source->label));
}

/* Any answer but what was asked for. */
static void
take_refusal(struct ask *ask, const struct fetch *fetch, const cJSON *tree)
{
	int64_t wait;
	enum source_state state = ask->source->refusal ? ask->source->refusal(ask, fetch->http, tree) : 0;

	if (!state)
		state = fetch->http == 429 || fetch->http == 503 ? SOURCE_LIMITED
			: ask->source->key_setting && (fetch->http == 401 || fetch->http == 403)
			? SOURCE_OFF : SOURCE_FAILED;
	if (state == SOURCE_LIMITED) {
		/* it says when it may be asked again, or we do */
		wait = fetch->retry_after < 0 ? LIMIT_DEFAULT
			: fetch->retry_after > LIMIT_MAX ? LIMIT_MAX : fetch->retry_after;
		answers_wait(ask->answers, ask->source->name, wait);
		end_limited(ask, wait);
	} else if (state == SOURCE_OFF)
		end_off(ask);
	else
		ask_fail(ask, arena_printf(ask->arena, "it answers %d", fetch->http));
}

static void
keep_answer(const struct errand *errand, const cJSON *tree)
{
	const struct ask *ask = errand->ask;

	if (errand->fetch.http == 404)
		answers_keep(ask->answers, ask->source->name, errand->path, "", KEEP_UNKNOWN);
	else if (errand->fetch.http == 200 && tree)
		answers_keep(ask->answers, ask->source->name, errand->path, errand->fetch.bytes,
			ask->wanted->id ? KEEP_DETAILS : KEEP_SEARCH);
}

static void
take_fetched(struct fetching *fetching, struct fetch *fetch)
{
	struct errand *errand = fetch->owner;
	struct ask *ask = errand->ask;
	const cJSON *tree = NULL;

	(void)fetching;
	if (fetch->end == FETCH_ANSWERED && json_is_strict(fetch->bytes, fetch->size))
		tree = json_tree(ask->arena, fetch->bytes, fetch->size);
	keep_answer(errand, tree);
	if (errand->is_more) {
		errand->step(ask, fetch->http == 200 ? tree : NULL);
		return;
	}
	if (fetch->end == FETCH_UNREACHABLE || fetch->end == FETCH_TIMED_OUT) {
		end_unreachable(ask, fetch->fault);
		return;
	}
	if (fetch->end != FETCH_ANSWERED) {
		ask_fail(ask, fetch->fault);
		return;
	}
	if (fetch->http == 404)
		errand->step(ask, NULL);
	else if (fetch->http != 200)
		take_refusal(ask, fetch, tree);
	else if (!tree)
		ask_fail(ask, "it answers no JSON");
	else
		errand->step(ask, tree);
}

const char *const *
source_hosts(struct arena *arena, const struct source *source, const struct config *config,
	bool of_pictures)
{
	const char *instead = of_pictures ? config->sources[source->at].images_url
		: config->sources[source->at].url;
	const char **hosts;

	if (!*instead)
		return of_pictures ? source->picture_hosts : source->hosts;
	hosts = arena_alloc(arena, 2 * sizeof(*hosts));
	hosts[0] = instead;
	return hosts;
}

static void
start_errand(struct ask *ask, ask_step *step, const char *path, bool is_more)
{
	const char *instead = ask->config->sources[ask->source->at].url,
		*key = ask->config->sources[ask->source->at].key;
	struct errand *errand;
	const char *kept = ask->is_anew ? NULL : answers_find(ask->answers, ask->source->name, path);
	int64_t wait;

	if (kept) {
		step(ask, *kept ? json_tree(ask->arena, kept, strlen(kept)) : NULL);
		return;
	}
	wait = answers_waits(ask->answers, ask->source->name);
	if (wait) {
		end_limited(ask, wait);
		return;
	}
	errand = arena_alloc(ask->arena, sizeof(*errand));
	errand->path = path;
	errand->ask = ask;
	errand->step = step;
	errand->is_more = is_more;
	errand->fetch.url = arena_printf(ask->arena, "%s%s%s",
		*instead ? instead : ask->source->origin, path,
		ask->secret_query ? ask->secret_query : "");
	if (ask->source->key_parameter && *key)
		errand->fetch.url = arena_printf(ask->arena, "%s%s%s=%s", errand->fetch.url,
			strchr(path, '?') ? "&" : "?", ask->source->key_parameter,
			ask_encode(ask, key));
	errand->fetch.hosts = source_hosts(ask->arena, ask->source, ask->config, false);
	errand->fetch.accept = "application/json";
	errand->fetch.most = JSON_MAX;
	errand->fetch.done = take_fetched;
	errand->fetch.owner = errand;
	errand->fetch.authorization = ask->authorization;
	fetch_start(ask->fetching, &errand->fetch);
}

void
ask_for(struct ask *ask, ask_step *step, const char *path)
{
	start_errand(ask, step, path, false);
}

void
ask_for_more(struct ask *ask, ask_step *step, const char *path)
{
	start_errand(ask, step, path, true);
}

const char *
ask_encode(struct ask *ask, const char *text)
{
	struct buf out;

	buf_init(&out, ask->arena, 3 * strlen(text) + 1);
	text_url(&out, text);
	return out.data;
}

/* --- what is found ---------------------------------------------------------------------------- */

void
ask_add(struct ask *ask, const struct facts *facts)
{
	if (ask->count < FOUND_MAX
	    && facts_found(ask->arena, ask->source->name, facts, &ask->found[ask->count]))
		ask->count++;
}

void
ask_add_all(struct ask *ask, const cJSON *array, const struct record *view, word type)
{
	struct facts facts;
	const cJSON *item;

	cJSON_ArrayForEach(item, array) {
		json_read_foreign(ask->arena, item, view, &facts);
		facts.type = type;
		ask_add(ask, &facts);
	}
}
