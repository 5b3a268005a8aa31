#include "episodes.h"
#include "episode.h"
#include "media.h"

static enum status
answer_episodes(struct request *req, struct response *res, const struct media *media)
{
	struct records seasons;
	enum status rc = episodes_list(call_of(req), media->key, &seasons);

	if (rc)
		return rc;
	respond_shows(res, "seasons", &season_view);
	buf_putc(&res->body, '{');
	json_put_name(&res->body, "seasons");
	json_put_rows(&res->body, &req->links, &season_view, seasons.list, seasons.count);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

enum status
get_episodes(struct request *req, struct response *res)
{
	struct media media;
	enum status rc = media_find(call_of(req), MEDIA_ANY, req->id[0], &media);

	return rc ? rc : answer_episodes(req, res, &media);
}

/* --- what was sent ---------------------------------------------------------------------------- */

/* Where a value is, for what is wrong with it: seasons[0].episodes[2]. */
struct at {
	struct request *req;
	const char *path;
};

/* Decodes one object of a list; what is wrong with it is named by where it is. */
static void
decode_at(const struct at *at, const cJSON *item, const struct record *view, void *values)
{
	struct problems own = { .arena = at->req->arena };
	const struct json_in in = { .arena = at->req->arena, .problems = &own,
		.mode = DECODE_CREATE };
	struct change change = { .view = view, .values = values };

	if (!cJSON_IsObject(item)) {
		problem_add(&at->req->problems, at->path, "must be an object");
		return;
	}
	json_decode(&in, item, &change);
	for (const struct problem *problem = own.first; problem; problem = problem->next)
		problem_add(&at->req->problems, arena_printf(at->req->arena, "%s.%s", at->path,
			problem->field), "%s", problem->message);
}

/* The list of this name, which may be left out; false with a problem for anything else. */
static bool
is_list(const struct at *at, const cJSON *list, const char *name)
{
	if (!list || cJSON_IsArray(list))
		return true;
	problem_add(&at->req->problems, *at->path
		? arena_printf(at->req->arena, "%s.%s", at->path, name) : name, "must be a list");
	return false;
}

static void
read_episodes(const struct at *at, const cJSON *list, int64_t season, struct records *out)
{
	struct episode *episodes = out->list;
	const cJSON *item;
	int i = 0;

	cJSON_ArrayForEach(item, list) {
		const struct at own = { at->req, arena_printf(at->req->arena, "%s.episodes[%d]",
			at->path, i++) };

		decode_at(&own, item, &episode_view, &episodes[out->count]);
		for (int k = out->count - 1; k >= 0 && episodes[k].season == season; k--)
			if (episodes[k].number == episodes[out->count].number) {
				problem_add(&at->req->problems, own.path, "is there twice");
				break;
			}
		episodes[out->count++].season = season;
	}
}

static int
count_episodes(const cJSON *seasons)
{
	const cJSON *season;
	int count = 0;

	cJSON_ArrayForEach(season, seasons)
		count += cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(season, "episodes"));
	return count;
}

/* The list in the body; a form has it as a text. NULL with a problem. */
static const cJSON *
seasons_of(struct request *req)
{
	const struct at top = { req, "" };
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(req->body_object, "seasons");
	const char *text = req->body_kind == BODY_FORM ? cJSON_GetStringValue(list) : NULL;
	const cJSON *item;

	cJSON_ArrayForEach(item, req->body_object)
		if (strcmp(item->string, "seasons") && !(req->body_kind == BODY_FORM
		    && (*item->string == '_' || !strcmp(item->string, "next"))))
			problem_add(&req->problems, item->string, "is not known here");
	if (text)
		list = json_is_strict(text, strlen(text))
			? json_tree(req->arena, text, strlen(text)) : NULL;
	if (!list)
		problem_add(&req->problems, "seasons", text ? "must be JSON" : "is required");
	else if (!is_list(&top, list, "seasons"))
		list = NULL;
	else if (cJSON_GetArraySize(list) > EPISODES_MAX || count_episodes(list) > EPISODES_MAX) {
		problem_add(&req->problems, "seasons", "must have at most %d episodes",
			EPISODES_MAX);
		list = NULL;
	}
	return list;
}

static enum status
read_seasons(struct request *req, struct records *out)
{
	const cJSON *list = seasons_of(req), *item;
	const size_t count = (size_t)cJSON_GetArraySize(list);
	struct season *named = arena_alloc(req->arena, (count + 1) * sizeof(*named));
	struct records episodes = { arena_alloc(req->arena,
		((size_t)count_episodes(list) + 1) * sizeof(struct episode)), 0 };
	int n = 0;

	cJSON_ArrayForEach(item, list) {
		const struct at at = { req, arena_printf(req->arena, "seasons[%d]", n) };
		const cJSON *in = cJSON_GetObjectItemCaseSensitive(item, "episodes");

		decode_at(&at, item, &season_view, &named[n]);
		for (int k = 0; k < n; k++)
			if (named[k].number == named[n].number) {
				problem_add(&req->problems, at.path, "is there twice");
				break;
			}
		if (cJSON_IsObject(item) && is_list(&at, in, "episodes"))
			read_episodes(&at, in, named[n].number, &episodes);
		n++;
	}
	if (req->problems.count)
		return ERR_VALIDATION;
	episodes_group(req->arena, &episodes, &(struct records){ named, n }, out);
	return OK;
}

enum status
put_episodes(struct request *req, struct response *res)
{
	const struct call *call = call_of(req);
	struct records seasons;
	struct media media;
	enum status rc = read_seasons(req, &seasons);

	if (rc)
		return rc;
	rc = db_begin(req->db);
	if (!rc)
		rc = media_may_change(call, MEDIA_ANY, req->id[0]);
	if (!rc)
		rc = media_find(call, MEDIA_ANY, req->id[0], &media);
	if (!rc && media.type != MEDIA_TV_SHOW) {
		problem_add(&req->problems, "seasons", "are for series only");
		rc = ERR_VALIDATION;
	}
	if (!rc)
		rc = episodes_replace(call, media.key, &seasons);
	rc = db_end(req->db, rc);
	res->made_id = req->id[0];
	return rc ? rc : answer_episodes(req, res, &media);
}
