#include "sheet.h"
#include "access.h"
#include "doors.h"
#include "text.h"
#include "user.h"

#include <string.h>

enum { PAGE_ROOM = 16 << 10 };

static const struct web_page no_page;

const char sheet_factor_first[] = "A second factor is a must here, and you have none yet. "
	"Nothing else is open to you until it is set up.";

const struct web_page *
sheet_page(const struct sheet *sheet)
{
	const struct route *route = sheet->res->route;

	return route && route->page ? route->page : &no_page;
}

const char *
sheet_path(const struct request *req)
{
	struct buf path;

	buf_init(&path, req->arena, strlen(req->path) + 16);
	if (strcmp(req->path, "/"))
		text_url_but(&path, req->path, strlen(req->path), "/");
	return link_to(req, "%s", path.data);
}

const char *
sheet_address(const struct request *req)
{
	const char *query = request_env(req, "QUERY_STRING"), *path = sheet_path(req);

	return query && req->method == GET ? arena_printf(req->arena, "%s?%s", path, query) : path;
}

static const char *
find_value(const struct sheet *sheet, const cJSON *values, const char *name)
{
	const cJSON *item = member_at(values, name);

	if (item)
		return member_text(item);
	if (!strcmp(name, "number"))
		return sheet->req->id[1];
	return strcmp(name, "id") && strcmp(name, "token") ? NULL : sheet->req->id[0];
}

const char *
sheet_fill(const struct sheet *sheet, const char *path, const cJSON *values)
{
	struct buf filled;

	buf_init(&filled, sheet->req->arena, 100);
	while (*path) {
		const bool is_path = !memchr(filled.data, '?', filled.length);
		size_t n = path[0] == ':' ? strcspn(path + 1, "/&") : 0;
		const char *value;

		if (!n) {
			buf_putc(&filled, *path++);
			continue;
		}
		value = find_value(sheet, values, arena_copy(sheet->req->arena, path + 1, n));
		if (!value)
			return NULL;
		text_url_but(&filled, value, strlen(value), is_path ? "/" : "");
		path += n + 1;
	}
	return strcmp(filled.data, "/") ? filled.data : "";
}

void
sheet_put_link(struct sheet *sheet, const char *text, const char *address)
{
	struct html *html = &sheet->html;

	html_open(html, "p");
	html_attr(html, "class", "offer-link");
	html_anchor(html, NULL, address, text);
	html_close(html);
	html_text(html, "\n");
}

void
sheet_begin(struct sheet *sheet, const char *title)
{
	sheet->shell.title = title;
	buf_init(&sheet->out, sheet->req->arena, PAGE_ROOM);
	shell_begin(sheet->req, &sheet->shell, &sheet->out, &sheet->html);
}

void
sheet_end(struct sheet *sheet)
{
	shell_end(sheet->req, &sheet->shell, &sheet->html);
	respond_html(sheet->res, &sheet->out);
}

void
sheet_know_user(struct request *req)
{
	if (!req->user && req->db && !req->unready && access_identify(req)) {
		req->user = NULL;
		req->session = NULL;
	}
}
