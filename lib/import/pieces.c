#include "pieces.h"
#include "cell.h"
#include "json.h"
#include "text.h"

#include <string.h>

/* What the tree of a piece may take. */
enum { TREE_MAX = 24 << 20 };

static const char TOO_LONG[] = "The element is longer than 1 MiB, which is the most that is read.",
	NO_JSON[] = "It isn't well-formed JSON.";

const char pieces_cut[] = "The file ends in the middle: it is damaged, or not all of it has "
	"arrived.";

static bool
open_kind(struct arena *arena, struct pieces *pieces)
{
	const struct import_place *place = pieces->place;
	struct stream *stream = &pieces->stream;

	switch (pieces->part->kind) {
	case PART_TABLE:
		if (!table_open(arena, stream, pieces->part->skip_lines, pieces->part->is_unquoted,
			&pieces->table))
			return false;
		if (place->offset)
			stream_seek(stream, (uint64_t)place->offset);
		return true;
	case PART_JSON:
		if (json_scan_open(arena, stream, pieces->part->is_keyed, place, &pieces->json))
			return true;
		pieces->message = pieces->json.message;
		return false;
	case PART_XML:
		if (xml_scan_open(arena, stream, place, &pieces->xml))
			return true;
		pieces->message = pieces->xml.message;
		return false;
	}
	return false;
}

enum status
pieces_open(struct arena *arena, struct archive *archive, int file,
	const struct format_part *part, struct import_place *place, struct pieces *out)
{
	enum status rc;

	*out = (struct pieces){ .part = part, .place = place,
		.path = archive_path(archive, file) };
	rc = stream_open(arena, archive, file, part->kind == PART_XML, &out->stream,
		&out->message);
	if (rc)
		return rc;
	if (open_kind(arena, out))
		return OK;
	if (out->stream.file.message)
		out->message = out->stream.file.message;
	if (!out->message)
		out->message = "There is nothing in it.";
	return ERR_VALIDATION;
}

static bool
next_row(struct pieces *pieces, struct piece *out)
{
	const struct table *table = &pieces->table;

	if (!table_next(&pieces->table))
		return false;
	out->names = table->columns;
	out->values = table->cells;
	out->failed = table->failed;
	out->has_more = table->has_more;
	return true;
}

/* The name of a member, whose text has quotes and escapes. */
static const char *
member_name(struct arena *arena, const struct buf *name)
{
	size_t room = TREE_MAX;
	const char *text = cell_decode(arena, name->data);
	const cJSON *tree = json_tree_foreign(arena, text, strlen(text), &room);

	return tree && cJSON_IsString(tree) ? tree->valuestring : "";
}

static bool
next_element(struct pieces *pieces, struct piece *out)
{
	const struct json_scan *scan = &pieces->json;
	size_t room = TREE_MAX;
	const char *text;

	if (!json_scan_next(&pieces->json)) {
		pieces->message = scan->message;
		return false;
	}
	out->member = member_name(out->arena, &scan->name);
	if (scan->is_too_long) {
		out->failed = TOO_LONG;
		return true;
	}
	/* (a NUL is none of JSON) */
	text = cell_decode(out->arena, scan->text.data);
	if (!pieces->part->is_exact)
		text = cell_nfc(out->arena, text);
	if (strlen(scan->text.data) == scan->text.length)
		out->json = json_tree_foreign(out->arena, text, strlen(text), &room);
	if (!out->json)
		out->failed = NO_JSON;
	return true;
}

bool
pieces_next(struct pieces *pieces, struct arena *arena, struct piece *out)
{
	bool is_there = false;

	*out = (struct piece){ .kind = pieces->part->kind, .arena = arena, .path = pieces->path,
		.number = pieces->place->piece + 1 };
	switch (pieces->part->kind) {
	case PART_TABLE:
		is_there = next_row(pieces, out);
		break;
	case PART_JSON:
		is_there = next_element(pieces, out);
		break;
	case PART_XML:
		is_there = xml_scan_next(&pieces->xml, out);
		if (!is_there)
			pieces->message = pieces->xml.message;
		break;
	}
	if (pieces->stream.file.message) {	/* what was read by then may be cut */
		pieces->message = pieces->stream.file.message;
		is_there = false;
	}
	return is_there;
}

void
pieces_done(struct pieces *pieces)
{
	struct import_place *place = pieces->place;

	place->piece++;
	place->rows++;
	place->member = 0;
	if (pieces->part->kind == PART_XML) {
		place->offset = pieces->xml.behind;
		return;
	}
	place->offset = (int64_t)stream_offset(&pieces->stream);
	if (pieces->part->kind == PART_JSON && pieces->json.at == AT_MEMBER)
		place->member = (int64_t)pieces->json.name_offset;
}
