/* What a member takes elsewhere (/exports): everything as a file, or what another service reads. */
#include "app.h"
#include "export.h"

struct asked {
	word what_for;
	int64_t part;
};
enum { FOR_SPREADSHEET = 1 };
static const struct word_name uses[] = { { "spreadsheet", FOR_SPREADSHEET }, { NULL, 0 } };

static const struct field table_fields[] = {
	FIELD_AS(struct asked, what_for, "for", 0, .words = uses),
	{ 0 }
};
static const struct record table_query = {
	.size = sizeof(struct asked), .fields = FIELDS(table_fields),
};
static const struct field parts_fields[] = {
	FIELD_AS(struct asked, what_for, "for", 0, .words = uses),
	FIELD(struct asked, part, 0, .min = 1, .max = 1000000),
	{ 0 }
};
static const struct record parts_query = {
	.size = sizeof(struct asked), .fields = FIELDS(parts_fields),
};

/* Which of them the address names. */
static const struct export *
find_export(const struct request *req)
{
	const struct export *export = exports;

	while (export->name && strcmp(export->name, req->path + 1))
		export++;
	return export;
}

static void
name_file(struct response *res, const char *name)
{
	res->cache = CACHE_NO_STORE;
	response_header(res, "Content-Disposition",
		arena_printf(res->req->arena, "attachment; filename=\"%s\"", name));
}

static enum status
write_piece(struct response *res, void *place, bool *more)
{
	return export_write(call_of(res->req), place, &res->body, more);
}

/* Where others couldn't write meanwhile, who takes it slowly must not hold them up. */
static enum status
send_whole(struct request *req, struct response *res, const struct export *export,
	bool for_spreadsheet)
{
	const char *type = export->columns ? "text/csv; charset=utf-8" : "application/json";
	struct export_place *place = arena_alloc(req->arena, sizeof(*place));

	*place = (struct export_place){ .export = export, .for_spreadsheet = for_spreadsheet };
	name_file(res, export->name);
	res->no_page = true;
	return db_reading_blocks(req->db) ? respond_in_pieces(res, type, write_piece, place)
		: respond_stream(res, type, write_piece, place);
}

static enum status
export_everything(struct request *req, struct response *res)
{
	return send_whole(req, res, find_export(req), false);
}

static enum status
export_table(struct request *req, struct response *res)
{
	const struct asked *asked = req->query;

	return send_whole(req, res, find_export(req), asked->what_for == FOR_SPREADSHEET);
}

/* "letterboxd-2.csv" */
static const char *
name_of_part(struct arena *arena, const struct export *export, int64_t part)
{
	const size_t n = strcspn(export->name, ".");

	return part == 1 ? export->name : arena_printf(arena, "%.*s-%lld%s", (int)n, export->name,
		(long long)part, export->name + n);
}

/* One part: that another follows is said before it, so it is in memory. */
static enum status
export_part(struct request *req, struct response *res)
{
	const struct export *export = find_export(req);
	const struct asked *asked = req->query;
	const int64_t part = asked->part == INT_NONE ? 1 : asked->part;
	const char *next = arena_printf(req->arena, "%lld", (long long)part + 1);
	bool more;
	enum status rc;

	buf_init(&res->body, req->arena, 64 << 10);
	rc = export_write_part(call_of(req), export, asked->what_for == FOR_SPREADSHEET, part,
		&res->body, &more);
	if (rc)
		return rc;
	res->content_type = "text/csv; charset=utf-8";
	name_file(res, name_of_part(req->arena, export, part));
	if (more)
		response_header(res, "Link", arena_printf(req->arena, "<%s>; rel=\"next\"",
			response_address_with(req, "part", next)));
	return OK;
}

/* One that is offered. */
struct offered {
	const char *name, *title, *about, *url, *spreadsheet_url;
};
static const struct field offered_fields[] = {
	FIELD(struct offered, name, READONLY),
	FIELD(struct offered, title, READONLY | HEADING),
	FIELD(struct offered, about, READONLY | BRIEF),
	FIELD(struct offered, url, READONLY),
	FIELD(struct offered, spreadsheet_url, READONLY),
	{ 0 }
};
static const struct record offered_view = {
	.size = sizeof(struct offered), .fields = FIELDS(offered_fields),
};

static enum status
list_exports(struct request *req, struct response *res)
{
	struct offered all[8];
	int count = 0;

	for (const struct export *export = exports; export->name; export++) {
		const char *url = link_to(req, "/%s", export->name);

		all[count++] = (struct offered){ export->name, export->title, export->about, url,
			export->columns ? arena_printf(req->arena, "%s?for=spreadsheet", url)
				: NULL };
	}
	respond_shows(res, "exports", &offered_view);
	buf_putc(&res->body, '{');
	json_put_name(&res->body, "exports");
	json_put_rows(&res->body, &req->links, &offered_view, all, count);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

#define FOR_SHEETS(title, name) \
	{ title ", for a spreadsheet", .method = GET, .path = "/" name "?for=spreadsheet" }
static const struct offer list_offers[] = {
	{ "Import", .method = GET, .door = &door_imports, .path = "" },
	FOR_SHEETS("One table", "vitrine.csv"),
	FOR_SHEETS("Books", "goodreads.csv"),
	{ "My shelf", .method = GET, .door = &door_shelf, .path = "" },
	{ NULL }
};
static const struct web_page list_page = {
	.title = "Exports", .offers = list_offers,
	.lists = { { "exports", .path = "/:name" } },
};

static const struct route routes[] = {
	{ GET, "/", list_exports, MEMBER, .page = &list_page },
	{ GET, "/vitrine.json", export_everything, MEMBER },
	{ GET, "/vitrine.csv", export_table, MEMBER, .query = &table_query },
	{ GET, "/goodreads.csv", export_table, MEMBER, .query = &table_query },
	{ GET, "/letterboxd.csv", export_part, MEMBER, .query = &parts_query },
	{ GET, "/letterboxd-watchlist.csv", export_part, MEMBER, .query = &parts_query },
	{ 0 }
};

const struct app app = {
	.name = "exports",
	.door = "/exports",
	.routes = routes,
};
