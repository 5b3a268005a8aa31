/* Lists, and the titles that are in them. */
#include "apply.h"
#include "clock.h"
#include "text.h"
#include "uuid.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A list of the member's that it is: by its id, or by its name. */
static enum status
find_list(const struct call *call, const char *id, const char *name, struct list *out)
{
	struct call quiet = call_quietly(call);
	enum status rc = id ? list_find_own(&quiet, id, out) : ERR_NOT_FOUND;

	if (rc == ERR_NOT_FOUND || rc == ERR_FORBIDDEN)
		rc = list_find_named(call, name, out);
	return rc;
}

/* The id that it has where it comes from, if that is an installation. */
static const char *
id_of(const char *key)
{
	return uuid_valid(key + strlen("list:")) ? key + strlen("list:") : NULL;
}

static enum status
make_list(struct moving *m, struct list *list)
{
	enum status rc;

	record_clear(&list_view, list);
	list->id = id_of(m->item.key);
	list->name = m->item.title;
	list->description = m->item.description;
	list->is_ranked = m->item.is_ranked;
	list->visibility = m->item.visibility;
	list->created_at = m->item.created_at;
	list->updated_at = m->item.updated_at.seconds == INT_NONE ? m->item.created_at
		: m->item.updated_at;
	rc = apply_free_id(m->call, "lists", &list->id);
	return rc ? rc : list_create(m->call, list);
}

/* Behind which place the items of the file go, for when they come. */
static enum status
keep_base(struct moving *m, const struct list *list)
{
	int64_t place;
	enum status rc = list_last_place(m->call, list, &place);

	m->row->choice = arena_printf(m->call->arena, "%" PRId64, place);
	return rc;
}

enum status
apply_list(struct moving *m)
{
	struct list list;
	enum status rc = find_list(m->call, id_of(m->item.key), m->item.title, &list);
	const bool is_new = rc == ERR_NOT_FOUND;

	if (is_new)
		rc = make_list(m, &list);
	if (rc)
		return rc;
	m->row->outcome = is_new ? ROW_NEW : ROW_UNCHANGED;
	m->row->media_id = is_new && !m->applying->is_run ? NULL : list.id;
	if (!m->applying->is_run)
		return OK;
	rc = keep_base(m, &list);
	if (!rc && is_new)
		rc = apply_keep_undo_list(m, &list);
	return rc;
}

static enum status
put_item(struct moving *m, const struct list *list, int64_t base, bool touches,
	const struct item_place *place)
{
	struct list_item item, *listed;
	bool is_new;
	enum status rc = OK;

	record_clear(&list_item_view, &item);
	item.media_key = m->media.key;
	item.media_id = m->media.id;
	item.note = place->note;
	item.created_at = place->created_at;
	item.updated_at = place->updated_at;
	if (place->position != INT_NONE && place->position > 0)
		item.place = base + (place->position > LIST_ITEMS_MAX ? LIST_ITEMS_MAX
			: place->position) * LIST_STEP;
	else
		rc = list_last_place(m->call, list, &item.place);
	if (place->position == INT_NONE || place->position <= 0)
		item.place += LIST_STEP;
	if (!rc)
		rc = list_item_put(m->call, list, &item, touches, &is_new);
	if (rc == ERR_CONFLICT) {	/* all else that is told of it moves in */
		apply_remark(m, arena_printf(m->call->arena, "It is not in the list \"%s\", "
			"which is full.", list->name));
		return OK;
	}
	if (rc || !is_new)
		return rc;
	m->changes++;
	listed = records_add(m->call->arena, &m->listed, sizeof(*listed));
	*listed = item;
	listed->list_id = list->id;
	return OK;
}

/* In a plan no list is made: a title would come into it. */
static enum status
plan_place(struct moving *m, const struct import_row *row, const struct item_place *place)
{
	struct list list;
	enum status rc = find_list(m->call, id_of(row->item_key), row->title, &list);

	if (rc == ERR_NOT_FOUND) {
		m->changes++;
		return OK;
	}
	return rc ? rc : put_item(m, &list, 0, true, place);
}

/* The list may come behind its titles in the file: it is made when the first of them needs it. */
static enum status
run_place(struct moving *m, struct import_row *row, const struct item_place *place)
{
	struct list list;
	enum status rc = row->is_moved ? OK : apply_row(m->applying, row);

	if (!rc && !row->is_moved) {
		apply_remark(m, "It is not in a list that could not be made.");
		return OK;
	}
	if (!rc)
		rc = list_find_own(m->call, row->media_id, &list);
	if (rc == ERR_NOT_FOUND) {
		apply_remark(m, "It is not in a list that isn't there any more.");
		return OK;
	}
	return rc ? rc : put_item(m, &list, row->choice ? strtoll(row->choice, NULL, 10) : 0,
		row->outcome != ROW_NEW, place);
}

enum status
apply_places(struct moving *m)
{
	const struct item_place *places = m->item.places.list;
	enum status rc = OK;

	for (int i = 0; !rc && i < m->item.places.count; i++) {
		struct import_row row;

		rc = import_row_find_item(m->call, m->import, places[i].list, &row);
		if (rc == ERR_NOT_FOUND || (!rc && (row.skipped || row.failed))) {
			rc = OK;
			continue;
		}
		if (!rc)
			rc = m->applying->is_run ? run_place(m, &row, &places[i])
				: plan_place(m, &row, &places[i]);
	}
	return rc;
}
