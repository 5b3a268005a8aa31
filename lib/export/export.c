#include "export.h"
#include "flat.h"

/* What Letterboxd takes at once (imports.md, 13). */
enum { PART_ROWS = 1000, PART_BYTES = 1000000 };

const struct export exports[] = {
	{ "vitrine.json", "Everything",
	  "All of mine, to be kept, or moved to another Vitrine" },
	{ "vitrine.csv", "One table",
	  "A row for each title, for a spreadsheet or any other tracker",
	  flat_columns, flat_put },
	{ "goodreads.csv", "Books, as Goodreads has them", "What nearly every site of books reads",
	  goodreads_columns, goodreads_put },
	{ "letterboxd.csv", "Films, as Letterboxd reads them",
	  "Those that I have seen, a thousand a file", letterboxd_columns, letterboxd_put,
	  PART_ROWS, PART_BYTES },
	{ "letterboxd-watchlist.csv", "Films to see, as Letterboxd reads them",
	  "For its watchlist, a thousand a file", watchlist_columns, watchlist_put,
	  PART_ROWS, PART_BYTES },
	{ NULL }
};

static void
begin(struct export_place *place, struct buf *out)
{
	struct csv csv = { .out = out, .for_spreadsheet = place->for_spreadsheet };

	if (place->export->columns)
		csv_begin(&csv, place->export->columns);
	else
		buf_puts(out, "{\"vitrine\":1,\"items\":[");
	place->is_begun = true;
}

/* Items have a line each. */
static void
put_item(struct export_place *place, struct buf *out, const struct item *item)
{
	buf_puts(out, place->has_items ? ",\n" : "\n");
	item_put(out, item);
	place->has_items = true;
}

static enum status
write_lists(const struct call *call, struct export_place *place, struct buf *out)
{
	struct records lists;
	const struct list *list;
	struct item item;
	enum status rc = lists_read_on(call, place->list_key, &lists);

	if (rc)
		return rc;
	list = lists.list;
	for (int i = 0; i < lists.count; i++) {
		item_of_list(call->arena, &list[i], &item);
		put_item(place, out, &item);
		place->list_key = list[i].key;
	}
	place->has_lists = !lists.count;
	return OK;
}

static void
put_title(const struct call *call, struct export_place *place, struct buf *out,
	const struct holding *holding)
{
	struct csv csv = { .out = out, .for_spreadsheet = place->for_spreadsheet };
	struct item item;

	if (place->export->put) {
		place->export->put(&csv, holding);
		return;
	}
	item_of_holding(call->arena, holding, &item);
	put_item(place, out, &item);
}

static enum status
write_titles(const struct call *call, struct export_place *place, struct buf *out, bool *more)
{
	struct records titles;
	const struct holding *title;
	enum status rc = holdings_read(call, &place->titles, &titles);

	if (rc)
		return rc;
	title = titles.list;
	for (int i = 0; i < titles.count; i++)
		put_title(call, place, out, &title[i]);
	*more = titles.count > 0;
	return OK;
}

/* (A page is a piece: what was read for it goes with it.) */
enum status
export_write(const struct call *call, struct export_place *place, struct buf *out, bool *more)
{
	enum status rc;

	*more = true;
	if (!place->is_begun)
		begin(place, out);
	if (!place->has_lists && !place->export->columns)
		return write_lists(call, place, out);
	rc = write_titles(call, place, out, more);
	if (!rc && !*more && !place->export->columns)
		buf_puts(out, "\n]}\n");
	return rc;
}

/* A table in parts: which one is asked for, and how far it has come. */
struct parts {
	struct export_place place;
	int64_t wanted, part;		/* from 1 */
	int64_t rows;			/* of that part so far, and its bytes */
	size_t bytes;
	struct buf *out;
};

/* A title's rows stay together; with them another part may begin. */
static void
add_rows(struct parts *parts, const struct buf *rows, int64_t count)
{
	const struct export *export = parts->place.export;

	if (parts->rows && (parts->rows + count > export->rows_max
	    || parts->bytes + rows->length > export->bytes_max)) {
		parts->part++;
		parts->rows = 0;
		parts->bytes = 0;
	}
	parts->rows += count;
	parts->bytes += rows->length;
	if (parts->part == parts->wanted)
		buf_add(parts->out, rows->data, rows->length);
}

static enum status
add_titles(const struct call *call, struct parts *parts, bool *more)
{
	struct records titles;
	const struct holding *title;
	enum status rc = holdings_read(call, &parts->place.titles, &titles);

	if (rc)
		return rc;
	title = titles.list;
	for (int i = 0; i < titles.count; i++) {
		struct buf rows;
		struct csv csv = { .out = &rows,
			.for_spreadsheet = parts->place.for_spreadsheet };

		buf_init(&rows, call->arena, 1000);
		parts->place.export->put(&csv, &title[i]);
		if (csv.rows)
			add_rows(parts, &rows, csv.rows);
	}
	*more = titles.count > 0;
	return OK;
}

static void
end_arena(void *arena)
{
	arena_release(arena);
}

enum status
export_write_part(const struct call *call, const struct export *export, bool for_spreadsheet,
	int64_t part, struct buf *out, bool *more)
{
	struct parts parts = { .wanted = part, .part = 1, .out = out,
		.place = { .export = export, .for_spreadsheet = for_spreadsheet } };
	struct arena *arena = arena_alloc(call->arena, sizeof(*arena));
	struct call inner = *call;
	enum status rc = OK;

	/* what is read goes page by page; what is written stays */
	arena_init(arena, call->arena->limit, call->arena->overflow);
	arena_hold(call->arena, end_arena, arena);
	inner.arena = arena;
	begin(&parts.place, out);
	*more = true;
	while (!rc && *more && parts.part <= part) {
		arena_reset(arena);
		rc = add_titles(&inner, &parts, more);
	}
	arena_let_go(call->arena, arena);
	*more = parts.part > part;
	return rc || parts.part >= part ? rc : ERR_NOT_FOUND;
}
