/*
 * XML by expat: the children of the root, each with the text of the elements in it that have no
 * others. Nothing is taken from anywhere else: who declares a document type is refused, and so
 * there are no entities but the five.
 */
#include "pieces.h"

#include <expat.h>
#include <string.h>
#include <utf8proc.h>

enum { DEPTH_MAX = 32, FIELDS_MAX = 1000 };

static const char NO_XML[] = "It isn't well-formed XML.",
	DOCTYPE[] = "It declares a document type (DTD), which no service's export does: it isn't "
		"read.",
	TOO_DEEP[] = "Its elements are more than 32 levels deep, which no service's export is.",
	TOO_LONG[] = "The element is longer than 1 MiB, which is the most that is read.";

static void
stop(struct xml_scan *scan, const char *message)
{
	scan->message = message;
	XML_StopParser(scan->parser, XML_FALSE);
}

static void XMLCALL
refuse_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
	const XML_Char *public_id, int has_internal_subset)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal_subset;
	stop(context, DOCTYPE);
}

/* Windows-1252 and its like: what isn't ASCII is Latin-1, near enough. */
static int XMLCALL
take_encoding(void *context, const XML_Char *name, XML_Encoding *out)
{
	(void)context;
	if (strncasecmp(name, "windows-125", 11) && strncasecmp(name, "iso-8859-", 9))
		return XML_STATUS_ERROR;
	for (int i = 0; i < 256; i++)
		out->map[i] = i;
	out->data = NULL;
	out->convert = NULL;
	out->release = NULL;
	return XML_STATUS_OK;
}

/* A name of the piece and its text. */
static void
add_field(struct xml_scan *scan, const char *name, const char *value)
{
	struct piece *piece = scan->piece;

	scan->size += strlen(name) + strlen(value);
	if (scan->size > PIECE_MAX || piece->names.count == FIELDS_MAX) {
		piece->failed = TOO_LONG;
		return;
	}
	piece->names.list[piece->names.count++] = arena_strdup(piece->arena, name);
	piece->values.list[piece->values.count++] = arena_strdup(piece->arena, value);
}

static void
begin_piece(struct xml_scan *scan, const char *name, const char **attributes)
{
	struct piece *piece = scan->piece;

	piece->element = arena_strdup(piece->arena, name);
	piece->names.list = arena_alloc(piece->arena, sizeof(name) * FIELDS_MAX);
	piece->values.list = arena_alloc(piece->arena, sizeof(name) * FIELDS_MAX);
	scan->size = 0;
	for (; *attributes; attributes += 2)
		add_field(scan, attributes[0], attributes[1]);
}

static void XMLCALL
begin_element(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct xml_scan *scan = context;

	scan->text.length = 0;
	scan->text.data[0] = '\0';
	scan->is_leaf = true;
	if (scan->depth == 1 && scan->piece)
		begin_piece(scan, name, attributes);
	if (!scan->depth && !scan->piece) {	/* the root is all that is asked for */
		buf_puts(&scan->text, name);
		scan->behind = XML_GetCurrentByteIndex(scan->parser)
			+ XML_GetCurrentByteCount(scan->parser);
		XML_StopParser(scan->parser, XML_FALSE);
	}
	if (++scan->depth > DEPTH_MAX)
		stop(scan, TOO_DEEP);
}

static void XMLCALL
end_element(void *context, const XML_Char *name)
{
	struct xml_scan *scan = context;

	scan->depth--;
	if (scan->is_leaf && scan->depth > 1)
		add_field(scan, name, scan->text.data);
	scan->is_leaf = false;
	if (scan->depth != 1)
		return;
	scan->is_there = true;
	scan->behind = XML_GetCurrentByteIndex(scan->parser)
		+ XML_GetCurrentByteCount(scan->parser) + scan->shift;
	XML_StopParser(scan->parser, XML_TRUE);
}

static void XMLCALL
add_text(void *context, const XML_Char *text, int length)
{
	struct xml_scan *scan = context;

	if (scan->depth < 2)
		return;
	if (scan->text.length + (size_t)length > PIECE_MAX)
		scan->piece->failed = TOO_LONG;
	else
		buf_add(&scan->text, text, (size_t)length);
}

static void
end_parser(void *parser)
{
	XML_ParserFree(parser);
}

static bool
begin(struct arena *arena, struct stream *stream, struct xml_scan *out)
{
	*out = (struct xml_scan){ .stream = stream, .parser = XML_ParserCreate(NULL) };
	buf_init(&out->text, arena, 4096);
	if (!out->parser)
		return false;
	arena_hold(arena, end_parser, out->parser);
	XML_SetUserData(out->parser, out);
	XML_SetElementHandler(out->parser, begin_element, end_element);
	XML_SetCharacterDataHandler(out->parser, add_text);
	XML_SetStartDoctypeDeclHandler(out->parser, refuse_doctype);
	XML_SetUnknownEncodingHandler(out->parser, take_encoding, NULL);
	return true;
}

/* Its root is in the block that was read first: the block's bytes up to there; 0 when it isn't. */
static size_t
find_root(struct xml_scan *scan)
{
	const struct stream *stream = scan->stream;

	XML_Parse(scan->parser, (const char *)stream->block, (int)stream->length, false);
	if (scan->behind <= 0 && !scan->message)
		scan->message = NO_XML;
	return scan->message ? 0 : (size_t)scan->behind;
}

const char *
xml_root(struct arena *arena, struct stream *stream, const char **message)
{
	struct xml_scan scan;

	if (!begin(arena, stream, &scan) || !find_root(&scan)) {
		*message = scan.message ? scan.message : NO_XML;
		return NULL;
	}
	return arena_strdup(arena, scan.text.data);
}

bool
xml_scan_open(struct arena *arena, struct stream *stream, const struct import_place *place,
	struct xml_scan *out)
{
	struct xml_scan root;
	const size_t size = begin(arena, stream, &root) ? find_root(&root) : 0;
	struct piece none = { 0 };

	if (!size || !begin(arena, stream, out)) {
		out->message = root.message ? root.message : NO_XML;
		return false;
	}
	/* What is before the first piece is the same at each place. */
	out->piece = &none;
	XML_Parse(out->parser, (const char *)stream->block, (int)size, false);
	out->fed = size;
	stream_seek(stream, size);
	if (place->offset) {
		stream_seek(stream, (uint64_t)place->offset);
		out->shift = place->offset - (int64_t)size;
	}
	out->piece = NULL;
	return true;
}

/* Gives the parser a block more; false where it can't go on. */
static bool
feed(struct xml_scan *scan)
{
	struct stream *stream = scan->stream;
	const bool has_more = stream_peek(stream) != STREAM_END;
	const size_t size = has_more ? stream->length - stream->next : 0;
	const char *bytes = has_more ? (const char *)stream->block + stream->next : "";

	if (stream->file.message)
		return false;
	stream->next += size;
	scan->fed += size;
	scan->is_fed = !has_more;
	/* (of a tag that doesn't end the parser keeps all) */
	if (scan->fed > (uint64_t)XML_GetCurrentByteIndex(scan->parser) + (uint64_t)PIECE_MAX * 2) {
		scan->message = TOO_LONG;
		return false;
	}
	return XML_Parse(scan->parser, bytes, (int)size, !has_more) != XML_STATUS_ERROR;
}

bool
xml_scan_next(struct xml_scan *scan, struct piece *piece)
{
	bool is_well = true;

	scan->piece = piece;
	scan->is_there = false;
	while (is_well && !scan->is_there) {
		XML_ParsingStatus status;

		XML_GetParsingStatus(scan->parser, &status);
		if (status.parsing == XML_SUSPENDED)
			is_well = XML_ResumeParser(scan->parser) != XML_STATUS_ERROR;
		else if (status.parsing == XML_FINISHED || scan->is_fed)
			return false;
		else
			is_well = feed(scan);
	}
	if (!is_well && !scan->message)
		scan->message = scan->is_fed ? pieces_cut : NO_XML;
	return is_well;
}
