#include "facets.h"

enum status
respond_facets(struct response *res, const struct facets *facets)
{
	struct buf *body = &res->body;

	buf_putc(body, '{');
	for (int i = 0; i < facets->count; i++) {
		const struct records *values = &facets->values[i];

		json_put_name(body, facets->name[i]);
		json_put_rows(body, &res->req->links, &facet_value_view, values->list,
			values->count);
	}
	json_put_name(body, "is_complete");
	buf_puts(body, facets->is_complete ? "true}" : "false}");
	return respond_json(res, 200);
}
