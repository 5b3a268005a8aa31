/* What an import did with a row is taken back, where nobody has touched it since. */
#include "apply.h"
#include "media_match.h"
#include "mine.h"
#include "pack.h"
#include "text.h"

#include <string.h>

/* A title that was made, as it was: whoever changed it since wants to keep it. */
static const struct field made_fields[] = {
	FIELD(struct media, title, 0),
	FIELD(struct media, creator, 0),
	FIELD(struct media, description, 0),
	FIELD(struct media, genre, 0),
	FIELD(struct media, pub_date, 0),
	FIELD(struct media, isbn, 0),
	FIELD(struct media, length, 0),
	FIELD(struct media, image_url, 0),
	FIELD(struct media, trailer_url, 0),
	FIELD(struct media, metadata, 0),
	FIELD(struct media, curated, 0),
	FIELD(struct media, updated_at, 0),
	{ 0 }
};
static const struct record made_view = {
	.size = sizeof(struct media), .fields = FIELDS(made_fields),
};

/* The same of a list, but for its items. */
static const struct field made_list_fields[] = {
	FIELD(struct list, name, 0),
	FIELD(struct list, description, 0),
	FIELD(struct list, is_ranked, 0),
	FIELD(struct list, visibility, 0, .words = list_visibilities),
	{ 0 }
};
static const struct record made_list = {
	.size = sizeof(struct list), .fields = FIELDS(made_list_fields),
};

static const struct field listed_fields[] = {
	FIELD(struct list_item, list_id, 0),
	FIELD(struct list_item, note, 0),
	FIELD(struct list_item, created_at, 0),
	FIELD(struct list_item, updated_at, 0),
	{ 0 }
};
static const struct record listed_view = {
	.size = sizeof(struct list_item), .fields = FIELDS(listed_fields),
};

/* --- what it takes --------------------------------------------------------------------------- */

static void
begin_undo(struct moving *m, struct buf *buf, enum undo_kind kind)
{
	buf_init(buf, m->call->arena, 1024);
	mine_pack_names(buf);
	pack_names(buf, &made_view);
	pack_names(buf, &made_list);
	pack_names(buf, &listed_view);
	pack_int(buf, kind);
}

enum status
apply_keep_undo(struct moving *m)
{
	const struct list_item *listed = m->listed.list;
	struct mine became;
	struct buf buf;
	enum status rc = m->changes ? mine_read(m->call, m->media.key, &became) : OK;

	if (rc || (!m->changes && !m->is_made && !m->ids.count))
		return rc;
	begin_undo(m, &buf, UNDO_TITLE);
	pack_text(&buf, m->media.id);
	pack_int(&buf, m->is_made);
	if (m->is_made)
		pack_record(&buf, &made_view, &m->media);
	pack_texts(&buf, &m->ids);
	pack_int(&buf, m->listed.count);
	for (int i = 0; i < m->listed.count; i++)
		pack_record(&buf, &listed_view, &listed[i]);
	pack_int(&buf, m->changes > 0);
	if (m->changes) {
		mine_pack(&buf, m->before);
		mine_pack(&buf, &became);
	}
	return import_row_keep_undo(m->call, m->row, buf.data, buf.length);
}

enum status
apply_keep_undo_list(struct moving *m, const struct list *list)
{
	struct buf buf;

	begin_undo(m, &buf, UNDO_LIST);
	pack_text(&buf, list->id);
	pack_record(&buf, &made_list, list);
	return import_row_keep_undo(m->call, m->row, buf.data, buf.length);
}

/* --- undone ---------------------------------------------------------------------------------- */

struct undoing {
	const struct call *call;
	struct import_row *row;
	struct packed steps;
	struct texts kept;
};

static void
keep(struct undoing *u, const char *message)
{
	texts_add(u->call->arena, &u->kept, message);
}

/* Whether two are the same in all that a view has. */
static bool
is_as_made(struct arena *arena, const struct record *view, const void *one, const void *other)
{
	struct buf a, b;

	buf_init(&a, arena, 512);
	buf_init(&b, arena, 512);
	pack_record(&a, view, one);
	pack_record(&b, view, other);
	return a.length == b.length && !memcmp(a.data, b.data, a.length);
}

/* The title goes, unless anybody wants to keep it. */
static enum status
undo_made(struct undoing *u, const struct media *media, const struct media *made)
{
	bool is_used;
	enum status rc = media_is_used(u->call, media->key, &is_used);

	if (rc)
		return rc;
	if (is_used) {
		if (!u->kept.count)
			keep(u, "stays in the catalogue: others use it");
		return OK;
	}
	if (!is_as_made(u->call->arena, &made_view, media, made)) {
		keep(u, "stays in the catalogue: it was changed since");
		return OK;
	}
	rc = media_delete(u->call, MEDIA_ANY, media->id);
	if (rc == ERR_FORBIDDEN) {
		keep(u, "stays in the catalogue: it isn't yours any more");
		return OK;
	}
	return rc;
}

static enum status
undo_listed(struct undoing *u, const char *media_id, const struct list_item *put)
{
	struct call quiet = call_quietly(u->call);
	struct list_item item = *put;
	struct list list;
	bool was_changed;
	enum status rc = list_find_own(&quiet, put->list_id, &list);

	if (rc)
		return rc == ERR_NOT_FOUND || rc == ERR_FORBIDDEN ? OK : rc;
	item.media_id = media_id;
	rc = list_item_take_back(u->call, &list, &item, &was_changed);
	if (!rc && was_changed)
		keep(u, arena_printf(u->call->arena, "stays in the list \"%s\": it was changed "
			"there since", list.name));
	return rc;
}

static enum status
undo_title(struct undoing *u)
{
	const char *id = unpack_text(&u->steps);
	const bool is_made = unpack_int(&u->steps) == 1;
	struct media media, made;
	struct mine was, became;
	struct texts ids;
	enum status rc;
	int count;

	if (is_made)
		unpack_record(&u->steps, &made_view, &made);
	unpack_texts(&u->steps, &ids);
	count = unpack_count(&u->steps);
	rc = u->steps.is_broken ? OK : media_find(u->call, MEDIA_ANY, id, &media);
	if (rc == ERR_NOT_FOUND)
		return OK;	/* and all that hung on it */
	for (int i = 0; !rc && i < count && !u->steps.is_broken; i++) {
		struct list_item item;

		unpack_record(&u->steps, &listed_view, &item);
		if (!u->steps.is_broken)
			rc = undo_listed(u, id, &item);
	}
	if (!rc && unpack_int(&u->steps) == 1) {
		mine_unpack(&u->steps, &was);
		mine_unpack(&u->steps, &became);
		if (!u->steps.is_broken)
			rc = mine_restore(u->call, media.key, &was, &became, &u->kept);
	}
	if (!rc && !u->steps.is_broken)
		rc = media_forget_ids(u->call, media.key, &ids);
	return rc || !is_made || u->steps.is_broken ? rc : undo_made(u, &media, &made);
}

static enum status
undo_list(struct undoing *u)
{
	const char *id = unpack_text(&u->steps);
	struct call quiet = call_quietly(u->call);
	struct list made, list;
	enum status rc;

	unpack_record(&u->steps, &made_list, &made);
	if (u->steps.is_broken)
		return OK;
	rc = list_find_own(&quiet, id, &list);
	if (rc)
		return rc == ERR_NOT_FOUND || rc == ERR_FORBIDDEN ? OK : rc;
	if (list.item_count) {
		keep(u, "stays: there are titles in it");
		return OK;
	}
	if (!is_as_made(u->call->arena, &made_list, &list, &made)) {
		keep(u, "stays: it was changed since");
		return OK;
	}
	return list_delete(u->call, id);
}

static enum status
read_undo(struct undoing *u, bool *is_there)
{
	const void *bytes;
	size_t size;
	enum status rc = import_row_read_undo(u->call, u->row, &bytes, &size);

	*is_there = !rc && bytes && size;
	if (rc || !*is_there)
		return rc;
	u->steps = (struct packed){ .next = bytes, .end = (const char *)bytes + size,
		.arena = u->call->arena };
	mine_unpack_names(&u->steps);
	unpack_names(&u->steps, &made_view);
	unpack_names(&u->steps, &made_list);
	unpack_names(&u->steps, &listed_view);
	return OK;
}

static enum status
undo_row(struct undoing *u)
{
	bool is_there;
	enum status rc = read_undo(u, &is_there);

	if (!rc && is_there && !u->steps.is_broken)
		switch (unpack_int(&u->steps)) {
		case UNDO_TITLE: rc = undo_title(u); break;
		case UNDO_LIST: rc = undo_list(u); break;
		default: u->steps.is_broken = true;
		}
	if (!rc && u->steps.is_broken)
		keep(u, "stays: another version of Vitrine moved it in");
	return rc;
}

static const char *
sentence(struct arena *arena, const struct texts *parts)
{
	struct buf out;

	if (!parts->count)
		return NULL;
	buf_init(&out, arena, 200);
	buf_puts(&out, "It ");
	for (int i = 0; i < parts->count; i++)
		buf_printf(&out, "%s%s", i ? "; it " : "", parts->list[i]);
	buf_putc(&out, '.');
	return out.data;
}

enum status
apply_undo(const struct applying *applying, struct import_row *row)
{
	struct problems problems = { .arena = applying->call->arena };
	struct call call = *applying->call;
	struct undoing u = { .call = &call, .row = row };
	enum status rc = db_begin(call.db);

	call.problems = &problems;
	if (!rc)
		rc = undo_row(&u);
	rc = db_end(call.db, rc);
	if (apply_is_trouble(rc))
		return rc;
	row->kept = rc ? "It stays: it could not be taken back." : sentence(call.arena, &u.kept);
	row->is_moved = false;
	rc = import_row_settle(&call, row);
	return rc || row->kept ? rc : import_row_keep_undo(&call, row, NULL, 0);
}
