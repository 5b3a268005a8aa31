/* My shelf (/user/media): what I do with the items of the catalogue. */
#include "app.h"
#include "bulk.h"
#include "entry.h"
#include "facets.h"

enum { GROUPED_MAX = 1000 };

static enum status
answer_entry(struct request *req, struct response *res)
{
	struct entry entry;
	enum status rc = entry_find(call_of(req), req->id[0], &entry);

	if (rc)
		return rc;
	res->made_id = entry.media_id;
	return respond_record(res, 200, &entry_view, &entry);
}

/* The shelf, or a page of it, and how many of each status there are. */
struct shelf {
	struct records records, of[MEDIA_GAME + 1];	/* all, or by type */
	struct entry_counts counts;
};
static const struct children entries = { .record = &entry_view };

#define COUNT_OF(status) FIELD_AS(struct shelf, counts.of[status], #status, READONLY)
static const struct field counts_fields[] = {
	COUNT_OF(TO_DO), COUNT_OF(IN_PROGRESS), COUNT_OF(COMPLETED), COUNT_OF(PAUSED),
	COUNT_OF(DROPPED),
	{ 0 }
};
static const struct record counts_part = { .name = "counts", .fields = FIELDS(counts_fields) };

static const struct field shelf_fields[] = {
	FIELD(struct shelf, records, READONLY, .children = &entries),
	{ 0 }
};
static const struct record shelf_view = { .fields = FIELDS(shelf_fields), .more = &counts_part };

#define ENTRIES_OF(type, name) \
	FIELD_AS(struct shelf, of[type], name, READONLY, .children = &entries)
static const struct field grouped_fields[] = {
	ENTRIES_OF(MEDIA_TV_SHOW, "TV_SHOW"), ENTRIES_OF(MEDIA_MOVIE, "MOVIE"),
	ENTRIES_OF(MEDIA_BOOK, "BOOK"), ENTRIES_OF(MEDIA_GAME, "GAME"),
	{ 0 }
};
static const struct record grouped_view = {
	.name = "records", .fields = FIELDS(grouped_fields), .more = &counts_part,
};

/* The entries of each type behind each other, in the order that they have. */
static void
group_entries(struct arena *arena, const struct rows *rows, struct shelf *shelf)
{
	struct entry *next = arena_alloc(arena, sizeof(*next) * (size_t)rows->count);

	for (enum media_type type = MEDIA_TV_SHOW; type <= MEDIA_GAME; type++) {
		struct records *of = &shelf->of[type];

		of->list = next;
		for (int i = 0; i < rows->count; i++)
			if (ROW(rows, struct entry, i)->media.type == type)
				*next++ = *ROW(rows, struct entry, i);
		of->count = (int)(next - (struct entry *)of->list);
	}
}

static enum status
list_entries(struct request *req, struct response *res)
{
	const struct entry_filter *filter = req->query;
	const struct page page = filter->group ? (struct page){ 1, GROUPED_MAX }
		: (struct page){ req->page, req->page_size };
	struct shelf shelf = { .records = { NULL, 0 } };
	struct rows rows;
	enum status rc = entry_list(call_of(req), &entry_view, filter, &page, &rows, &shelf.counts);

	if (rc)
		return rc;
	if (filter->group) {
		group_entries(req->arena, &rows, &shelf);
		return respond_record(res, 200, &grouped_view, &shelf);
	}
	shelf.records = (struct records){ rows.rows, rows.count };
	respond_shows(res, "records", &entry_view);
	buf_putc(&res->body, '{');
	json_put_members(&res->body, &req->links, &shelf_view, &shelf);
	respond_page(res, rows.total);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

static enum status
count_entries(struct request *req, struct response *res)
{
	struct facets facets;
	enum status rc = entry_facets(call_of(req), req->query, &facets);

	return rc ? rc : respond_facets(res, &facets);
}

static enum status
create_entry(struct request *req, struct response *res)
{
	struct entry *entry = req->body;
	enum status rc = entry_create(call_of(req), &req->change, entry);

	if (rc)
		return rc;
	res->made_id = entry->media_id;
	res->location = link_to(req, "/%s", entry->id);
	return respond_record(res, 201, &entry_view, entry);
}

static enum status
change_entry(struct request *req, struct response *res)
{
	enum status rc = entry_change(call_of(req), req->id[0], &req->change);

	return rc ? rc : answer_entry(req, res);
}

static enum status
delete_entry(struct request *req, struct response *res)
{
	enum status rc = entry_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

/* The same for who reads a page: how many, not which. */
struct counted {
	int64_t changed, deleted, listed, restored;
	struct records kept;
	const char *undo;
};
static const struct children kept = { .record = &bulk_kept_view };
static const struct field counted_fields[] = {
	FIELD(struct counted, changed, READONLY | OPTIONAL),
	FIELD(struct counted, deleted, READONLY | OPTIONAL, .label = "Taken off"),
	FIELD(struct counted, listed, READONLY | OPTIONAL, .label = "Put on the list"),
	FIELD(struct counted, restored, READONLY | OPTIONAL, .label = "As before"),
	FIELD(struct counted, kept, READONLY, .children = &kept,
		.label = "Changed since, and left so"),
	FIELD(struct counted, undo, READONLY | OPTIONAL),
	{ 0 }
};
static const struct record counted_view = {
	.size = sizeof(struct counted), .fields = FIELDS(counted_fields),
};

static int64_t
count_texts(const struct texts *texts)
{
	return texts->count ? texts->count : INT_NONE;
}

static enum status
change_many(struct request *req, struct response *res)
{
	struct bulk_done done;
	enum status rc = bulk_do(call_of(req), req->body, &done);
	const struct counted counted = {
		count_texts(&done.changed), count_texts(&done.deleted), count_texts(&done.listed),
		count_texts(&done.restored), done.kept, done.undo,
	};

	if (rc)
		return rc;
	return request_is_form(req) ? respond_record(res, 200, &counted_view, &counted)
		: respond_record(res, 200, &bulk_done_view, &done);
}

static const struct offer library_offers[] = {
	{ "Change those that are chosen", .button = "Change them", .method = POST,
	  .path = "/bulk", .only = "status add_tags remove_tags delete", .id = "many" },
	{ "My lists", .method = GET, .door = &door_lists, .path = "" },
	{ "My tags", .method = GET, .door = &door_diary, .path = "/tags" },
	{ "Import from another service", .method = GET, .door = &door_imports, .path = "" },
	{ "Export", .method = GET, .door = &door_exports, .path = "" },
	{ "More is in the catalogue", .method = GET, .door = &door_media, .path = "" },
	{ NULL }
};
static const struct web_page library_page = {
	.title = "Library", .lists = {
		{ "records", .door = &door_media, .path = "/:media_id", .chosen = "ids",
		  .chosen_for = "many" },
	},
	.tabs = "status", .offers = library_offers, .screen = "library.html",
};

static const struct offer changed_offers[] = {
	{ "Undo", .method = POST, .path = "/bulk", .only = "", .fixed = "undo",
	  .fixed_from = "undo", .needs = "undo", .is_open = true },
	{ "My library", .method = GET, .path = "/" },
	{ NULL }
};
static const struct web_page changed_page = {
	.title = "Changed", .lists = { { "kept", .door = &door_media, .path = "/:media_id" } },
	.offers = changed_offers, .screen = "library.html",
};

static const struct offer entry_offers[] = {
	{ "Change it", .button = "Save", .method = PATCH, .path = "/:id", .is_open = true },
	{ "Take it off my shelf", .method = DELETE, .path = "/:id" },
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:media_id" },
	{ NULL }
};
static const struct web_page entry_page = {
	.offers = entry_offers, .screen = "title.html?id=:media_id",
};

static const struct route routes[] = {
	{ GET,    "/",    list_entries, MEMBER, .query = &entry_filter, .page = &library_page },
	{ GET,    "/facets", count_entries, MEMBER, .query = &entry_facet_filter },
	{ POST,   "/",    create_entry, MEMBER, .body = &entry_view },
	{ POST,   "/bulk", change_many, MEMBER, .limit = &limit_bulk, .body = &bulk_view,
	  .is_told = true, .page = &changed_page },
	{ GET,    "/:id", answer_entry, MEMBER, .page = &entry_page },
	{ PUT,    "/:id", change_entry, MEMBER, .body = &entry_view },
	{ PATCH,  "/:id", change_entry, MEMBER, .body = &entry_view },
	{ DELETE, "/:id", delete_entry, MEMBER },
	{ 0 }
};

const struct app app = {
	.name = "usermedia",
	.door = "/user/media",
	.made = &door_media,
	.routes = routes,
};
