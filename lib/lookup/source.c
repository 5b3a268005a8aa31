#include "source.h"
#include "log.h"
#include "text.h"

#include <stdarg.h>
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
		if (!strcmp(source_setting(sources[i])->name, name))
			return sources[i];
	return NULL;
}

bool
source_is_on(const struct source *source, const struct config *config)
{
	return config_has_source(config, source->at);
}

bool
source_is_id(const struct source *source, const char *id)
{
	const size_t begin = strlen(source->id_begin);

	return !strncmp(id, source->id_begin, begin) && id[begin]
		&& !id[begin + strspn(id + begin, source->id_of)];
}

static const char *
name_of(const struct ask *ask)
{
	return source_setting(ask->source)->name;
}

static const char *
label_of(const struct ask *ask)
{
	return source_setting(ask->source)->label;
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
	if (ask->failed)
		ask->failed(ask);
}

static void __attribute__((format(printf, 2, 3)))
log_ask(const struct ask *ask, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(ask->request_id, "look-up at %s: %s", label_of(ask),
		arena_vprintf(ask->arena, format, args));
	va_end(args);
}

static void
end_limited(struct ask *ask, int64_t seconds)
{
	ask->retry_after = seconds;
	end_ask(ask, SOURCE_LIMITED, arena_printf(ask->arena,
		"%s can't be asked again yet: try later.", label_of(ask)));
}

/* Which setting it is about only admins are told. */
static void
end_off(struct ask *ask, const char *what)
{
	end_ask(ask, SOURCE_OFF, ask->by_admin
		? arena_printf(ask->arena, "%s %s the setting %s.", label_of(ask), what,
			source_setting(ask->source)->key)
		: arena_printf(ask->arena, "%s is off here.", label_of(ask)));
}

void
ask_without_key(struct ask *ask)
{
	end_off(ask, "needs a key in");
}

/* What was answered is of no use; why is for the log. */
static void
end_failed(struct ask *ask, const char *why)
{
	log_ask(ask, "%s", why);
	end_ask(ask, SOURCE_FAILED, arena_printf(ask->arena, "%s answered nothing of use.",
		label_of(ask)));
}

static void
end_unreachable(struct ask *ask, const char *why)
{
	log_ask(ask, "%s", why);
	end_ask(ask, SOURCE_UNREACHABLE, arena_printf(ask->arena, "%s can't be reached.",
		label_of(ask)));
}

static enum source_state
state_of(struct ask *ask, int http, const cJSON *tree)
{
	const struct source *source = ask->source;
	enum source_state state = source->refusal ? source->refusal(ask, http, tree) : 0;

	if (state)
		return state;
	if (http == 429 || http == 503)
		return SOURCE_LIMITED;
	return source_setting(source)->key && (http == 401 || http == 403) ? SOURCE_OFF
		: SOURCE_FAILED;
}

/* It says when it may be asked again, or we do. */
static int64_t
wait_of(const struct fetch *fetch)
{
	return fetch->retry_after < 0 ? LIMIT_DEFAULT
		: fetch->retry_after > LIMIT_MAX ? LIMIT_MAX : fetch->retry_after;
}

/* Any answer but what was asked for; some say with 200, too, what is wrong. */
static bool
is_refusal(struct ask *ask, const struct fetch *fetch, const cJSON *tree)
{
	const struct source *source = ask->source;

	return fetch->http == 200 ? source->refusal && source->refusal(ask, 200, tree)
		: fetch->http != 404;
}

static void
take_refusal(struct ask *ask, const struct fetch *fetch, const cJSON *tree)
{
	const char *what = fetch->http == 200 ? "it answers an error"
		: arena_printf(ask->arena, "it answers %d", fetch->http);

	switch (state_of(ask, fetch->http, tree)) {
	case SOURCE_LIMITED:
		log_ask(ask, "%s; it isn't asked again for %lld s", what,
			(long long)wait_of(fetch));
		answers_wait(ask->answers, name_of(ask), wait_of(fetch));
		end_limited(ask, wait_of(fetch));
		break;
	case SOURCE_OFF:
		log_ask(ask, "it refuses the key in the setting %s",
			source_setting(ask->source)->key);
		end_off(ask, "refuses the key in");
		break;
	default:
		end_failed(ask, what);
	}
}

/* What was of use; of a title that it doesn't know for a day only. */
static void
keep_answer(const struct errand *errand, const cJSON *tree)
{
	const struct ask *ask = errand->ask;
	const bool is_known = ask->wanted->id && (ask->count || ask->pending);

	if (ask->state)
		return;
	if (errand->fetch.http == 404)
		answers_keep(ask->answers, name_of(ask), errand->path, "", KEEP_UNKNOWN);
	else if (errand->fetch.http == 200 && tree)
		answers_keep(ask->answers, name_of(ask), errand->path, errand->fetch.bytes,
			is_known ? KEEP_DETAILS : KEEP_SEARCH);
}

/* What can be done without: the step is taken whatever came. */
static void
take_more(struct errand *errand, const cJSON *tree)
{
	const struct fetch *fetch = &errand->fetch;
	struct ask *ask = errand->ask;
	const bool is_answered = fetch->end == FETCH_ANSWERED && !is_refusal(ask, fetch, tree);

	if (fetch->end != FETCH_ANSWERED)
		log_ask(ask, "%s", fetch->fault);
	else if (!is_answered && state_of(ask, fetch->http, tree) == SOURCE_LIMITED)
		answers_wait(ask->answers, name_of(ask), wait_of(fetch));
	errand->step(ask, is_answered ? tree : NULL);
	if (is_answered)
		keep_answer(errand, tree);
}

/* A text with stars in the place of what is secret. */
static const char *
hide_text(struct arena *arena, const char *text, size_t size, const char *secret)
{
	const size_t length = strlen(secret);
	char *copy, *at;

	if (!length || !memmem(text, size, secret, length))
		return text;
	at = copy = arena_copy(arena, text, size);
	while ((at = memmem(at, size - (size_t)(at - copy), secret, length)))
		memset(at, '*', length);
	return copy;
}

/* Some answers have addresses in them with the key that we sent, as it is there. */
static const char *
hide_key(struct ask *ask, struct fetch *fetch)
{
	const char *key = ask->config->sources[ask->source->at].key;

	if (!key)
		return fetch->bytes;
	fetch->bytes = hide_text(ask->arena, fetch->bytes, fetch->size, key);
	fetch->bytes = hide_text(ask->arena, fetch->bytes, fetch->size, ask_encode(ask, key));
	return fetch->bytes;
}

static void
take_fetched(struct fetching *fetching, struct fetch *fetch)
{
	struct errand *errand = fetch->owner;
	struct ask *ask = errand->ask;
	const cJSON *tree = NULL;

	(void)fetching;
	ask->pending--;
	ask->text = fetch->end == FETCH_ANSWERED && fetch->http == 200 ? hide_key(ask, fetch)
		: NULL;
	if (fetch->end == FETCH_ANSWERED && fetch->http != 404)
		tree = json_tree_foreign(ask->arena, fetch->bytes, fetch->size, ask->room);
	if (errand->is_more) {
		take_more(errand, tree);
	} else if (fetch->end == FETCH_UNREACHABLE || fetch->end == FETCH_TIMED_OUT) {
		end_unreachable(ask, fetch->fault);
	} else if (fetch->end != FETCH_ANSWERED) {
		end_failed(ask, fetch->fault);
	} else if (is_refusal(ask, fetch, tree)) {
		take_refusal(ask, fetch, tree);
	} else if (fetch->http == 200 && !tree) {
		end_failed(ask, "it answers no JSON, or too much");
	} else {
		errand->step(ask, tree);
		keep_answer(errand, tree);
	}
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

/* Its address, with what is secret in it. */
static const char *
address_of(struct ask *ask, const char *path)
{
	const struct source *source = ask->source;
	const char *instead = ask->config->sources[source->at].url,
		*key = ask->config->sources[source->at].key;
	const char *url = arena_printf(ask->arena, "%s%s%s", *instead ? instead : source->origin,
		path, ask->secret_query ? ask->secret_query : "");

	if (!source->key_parameter || !key)
		return url;
	return arena_printf(ask->arena, "%s%s%s=%s", url, strchr(path, '?') ? "&" : "?",
		source->key_parameter, ask_encode(ask, key));
}

static void
start_errand(struct ask *ask, ask_step *step, const char *path, bool is_more)
{
	const char *kept = ask->is_anew ? NULL
		: answers_find(ask->answers, name_of(ask), path);
	struct errand *errand;
	int64_t wait;

	if (kept) {
		ask->text = kept;
		step(ask, *kept ? json_tree_foreign(ask->arena, kept, strlen(kept), ask->room)
			: NULL);
		return;
	}
	wait = answers_waits(ask->answers, name_of(ask));
	if (wait && is_more)
		step(ask, NULL);
	else if (wait)
		end_limited(ask, wait);
	if (wait)
		return;
	if (ask->source->sign)
		ask->source->sign(ask);
	errand = arena_alloc(ask->arena, sizeof(*errand));
	errand->path = path;
	errand->ask = ask;
	errand->step = step;
	errand->is_more = is_more;
	errand->fetch = (struct fetch){
		.url = address_of(ask, path),
		.hosts = source_hosts(ask->arena, ask->source, ask->config, false),
		.accept = "application/json", .authorization = ask->authorization,
		.most = JSON_MAX, .patience = ask->patience, .done = take_fetched,
		.turn = ask->source->wants_one_at_a_time ? name_of(ask) : NULL,
		.owner = errand,
	};
	ask->pending++;
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
	    && facts_found(ask->arena, name_of(ask), facts, &ask->found[ask->count]))
		ask->count++;
}
