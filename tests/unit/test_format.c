/*
 * lib/import: what a file is, and reading it in pieces: tables, JSON, XML, alone, in a gzip, in
 * a ZIP; each limit, each fault; from any place on.
 */
#include "client.h"
#include "content.h"
#include "format.h"
#include "json.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static struct arena memory = { .limit = 1000u << 20 };

/* --- files in memory ----------------------------------------------------------------- */

struct bytes {
	const char *data;
	size_t size;
};
#define BYTES(text) { text, sizeof(text) - 1 }

static int64_t
read_bytes(void *context, uint64_t offset, void *out, size_t size)
{
	const struct bytes *bytes = context;
	const size_t left = offset < bytes->size ? bytes->size - (size_t)offset : 0;

	if (size > left)
		size = left;
	memcpy(out, bytes->data + offset, size);
	return (int64_t)size;
}

static struct input
input_of(const struct bytes *bytes, const char *name)
{
	return (struct input){ .context = (void *)(uintptr_t)bytes, .size = bytes->size,
		.name = name, .read = read_bytes };
}

static struct bytes
packed(const struct bytes *bytes, int window)
{
	z_stream z = { 0 };
	struct bytes out = { NULL, 0 };
	const size_t room = bytes->size + bytes->size / 100 + 100;
	char *data = arena_alloc(&memory, room);

	ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, window, 9, 0), Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)bytes->data;
	z.avail_in = (uInt)bytes->size;
	z.next_out = (unsigned char *)data;
	z.avail_out = (uInt)room;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	out.data = data;
	out.size = z.total_out;
	deflateEnd(&z);
	return out;
}

static struct bytes
gzip(const struct bytes *bytes)
{
	return packed(bytes, 16 + MAX_WBITS);
}

/* A file of a ZIP, and what is wrong with it. */
struct packed_file {
	const char *path;
	struct bytes bytes;
	int flags;
	uint32_t claimed;		/* a size, instead of its own */
	bool has_wrong_sum;
};

static void
put16(struct buf *buf, unsigned number)
{
	const unsigned char two[] = { (unsigned char)number, (unsigned char)(number >> 8) };

	buf_add(buf, two, 2);
}

static void
put32(struct buf *buf, uint32_t number)
{
	put16(buf, number & 0xffff);
	put16(buf, number >> 16);
}

struct zip_entry {
	uint32_t at, sum, packed, size;
};

/* With data descriptors, as Letterboxd writes them: local headers say no sizes. */
static void
put_entry(struct buf *buf, const struct packed_file *entry, struct zip_entry *known)
{
	const struct bytes data = packed(&entry->bytes, -MAX_WBITS);

	*known = (struct zip_entry){ (uint32_t)buf->length,
		(uint32_t)crc32(0, (const unsigned char *)entry->bytes.data,
		(uInt)entry->bytes.size) ^ entry->has_wrong_sum, (uint32_t)data.size,
		entry->claimed ? entry->claimed : (uint32_t)entry->bytes.size };
	buf_add(buf, "PK\3\4\24\0", 6);
	put16(buf, 8 | (unsigned)entry->flags);
	put16(buf, 8);
	for (int i = 0; i < 4; i++)
		put32(buf, 0);
	put16(buf, (unsigned)strlen(entry->path));
	put16(buf, 0);
	buf_puts(buf, entry->path);
	buf_add(buf, data.data, data.size);
	buf_add(buf, "PK\7\10", 4);
	put32(buf, known->sum);
	put32(buf, known->packed);
	put32(buf, known->size);
}

static void
put_directory_entry(struct buf *buf, const struct packed_file *entry, const struct zip_entry *known)
{
	buf_add(buf, "PK\1\2\24\0\24\0", 8);
	put16(buf, 8 | (unsigned)entry->flags);
	put16(buf, 8);
	put32(buf, 0);
	put32(buf, known->sum);
	put32(buf, known->packed);
	put32(buf, known->size);
	put16(buf, (unsigned)strlen(entry->path));
	put16(buf, 0);
	put32(buf, 0);
	put16(buf, 0);
	put32(buf, 0);
	put32(buf, known->at);
	buf_puts(buf, entry->path);
}

static struct bytes
zip(const struct packed_file *entries, int count)
{
	struct zip_entry *known = arena_alloc(&memory, sizeof(*known) * (size_t)(count + 1));
	struct buf buf;
	size_t start;

	buf_init(&buf, &memory, 1024);
	for (int i = 0; i < count; i++)
		put_entry(&buf, &entries[i], &known[i]);
	start = buf.length;
	for (int i = 0; i < count; i++)
		put_directory_entry(&buf, &entries[i], &known[i]);
	buf_add(&buf, "PK\5\6\0\0\0\0", 8);
	put16(&buf, (unsigned)count);
	put16(&buf, (unsigned)count);
	put32(&buf, (uint32_t)(buf.length - 12 - start));
	put32(&buf, (uint32_t)start);
	put16(&buf, 0);
	return (struct bytes){ buf.data, buf.length };
}

/* --- a format of any kind, and what it tells ----------------------------------------- */

static void
tell_title(struct reading *reading, const char *title)
{
	struct item item;

	item_clear(&item);
	item.title = title;
	reading_tell(reading, &item);
}

static void
tell_row(struct reading *reading, const struct piece *piece)
{
	tell_title(reading, piece_text(piece, "A"));
}

static void
tell_json(struct reading *reading, const struct piece *piece)
{
	const char *name;
	const cJSON *json = piece_json(piece, &name);
	const char *text = cJSON_PrintUnformatted(json);

	tell_title(reading, arena_printf(reading_arena(reading), "%s=%s", name, text));
}

static void
tell_xml(struct reading *reading, const struct piece *piece)
{
	const char *a = piece_text(piece, "a"), *b = piece_text(piece, "b");

	tell_title(reading, arena_printf(reading_arena(reading), "%s:%s:%s", piece_element(piece),
		a ? a : "", b ? b : ""));
}

static const struct format_part any_parts[] = {
	{ .kind = PART_TABLE, .needs = "a", .read = tell_row },
	{ .kind = PART_TABLE, .path = "skip/*.csv", .needs = "A,\"b,c\"", .skip_lines = 1,
	  .read = tell_row },
	{ .kind = PART_JSON, .needs = "a", .read = tell_json },
	{ .kind = PART_JSON, .needs = "k", .is_keyed = true, .read = tell_json },
	{ .kind = PART_XML, .needs = "r", .read = tell_xml },
	{ 0 }
};
static const struct format any = {
	.name = "any", .title = "Any", .where = "Here.", .parts = any_parts, .others = "other.csv",
};

/* What was told: titles, or why it failed, and rows as they were. */
struct told {
	struct buf text;
	bool has_rows;
	int count, refused_at;
};

static enum status
take(void *context, const struct item *item, const char *row)
{
	struct told *told = context;

	if (told->refused_at && told->count == told->refused_at)
		return ERR_UNAVAILABLE;
	told->count++;
	ck_assert(*item->key);
	if (item->failed)
		buf_puts(&told->text, item->failed);
	else
		buf_puts(&told->text, item->title ? item->title : "-");
	if (item->remarks.count)
		buf_printf(&told->text, " (%s)", item->remarks.list[0]);
	if (told->has_rows)
		buf_printf(&told->text, " %s", row ? row : "none");
	buf_putc(&told->text, '\n');
	return OK;
}

static void
told_init(struct told *told)
{
	*told = (struct told){ .has_rows = false };
	buf_init(&told->text, &memory, 256);
}

/* Reads all of it, so many pieces at a time, by places as they are kept; a message is the last. */
static const char *
read_all(const struct format *format, const struct bytes *bytes, int most)
{
	const struct input input = input_of(bytes, NULL);
	struct told told;
	const struct sink sink = { &told, take };
	const char *place_text = NULL, *message = NULL;
	struct import_place place;
	enum status rc;

	told_init(&told);
	do {
		import_place_read(&memory, place_text, &place);
		rc = format_read(&memory, &input, format, NULL, &place, most, 60000, &sink,
			&message);
		place_text = import_place_text(&memory, &place);
	} while (!rc && !place.is_done);
	if (rc)
		buf_printf(&told.text, "! %s\n", message);
	ck_assert(rc == OK || rc == ERR_VALIDATION);
	return told.text.data;
}

/* --- tables -------------------------------------------------------------------------- */

static const struct {
	struct bytes bytes;
	const char *rows;
} tables[] = {
	{ BYTES("a,b\n1,2\n"), "1 [\"1\",\"2\"]\n" },
	{ BYTES("a,b\r\n1,2\r\n3,4"), "1 [\"1\",\"2\"]\n3 [\"3\",\"4\"]\n" },
	{ BYTES("a,b\r1,2\r\r3,4\r"), "1 [\"1\",\"2\"]\n3 [\"3\",\"4\"]\n" },
	{ BYTES("a;b\n1,5;2\n"), "1,5 [\"1,5\",\"2\"]\n" },
	{ BYTES("a\tb\n1,5\t2\n"), "1,5 [\"1,5\",\"2\"]\n" },
	{ BYTES("\"a;x\",b,c;\n1,2,3\n"), "! There is nothing in it that is read here.\n" },
	{ BYTES("\xef\xbb\xbf\"A\",b\n1,2\n"), "1 [\"1\",\"2\"]\n" },
	{ BYTES(" 'a' , b\n1,2\n"), "1 [\"1\",\"2\"]\n" },
	{ BYTES("\n\r\n  \na,b\n1,2\n"), "1 [\"1\",\"2\"]\n" },
	{ BYTES("b,a\n,,,\n , \n1\n1,2,3\n1,2,,\n"), "- [\"1\"]\n2 (The row has more cells "
	  "than the table has columns: these were left out.) [\"1\",\"2\",\"3\"]\n"
	  "2 [\"1\",\"2\",\"\",\"\"]\n" },
	{ BYTES("a,b\n\"x\"\"y, \r\nz\",2\n"), "x\"y,  z [\"x\\\"y, \\nz\",\"2\"]\n" },
	{ BYTES("a,b\n=\"0123\",2\n"), "=\"0123\" [\"=\\\"0123\\\"\",\"2\"]\n" },
	{ BYTES("a,b\n\"=\"\"01\"\"\",\"2\"\n"), "=\"01\" [\"=\\\"01\\\"\",\"2\"]\n" },
	{ BYTES("a,b\nx \"y\" z,2\n"), "x \"y\" z [\"x \\\"y\\\" z\",\"2\"]\n" },
	{ BYTES("a,b\n\"x\"y,2\n"), "xy [\"xy\",\"2\"]\n" },
	{ BYTES("a,b\n\"x,2\n3,4\n"), "A quotation mark in it is never closed. none\n" },
	{ BYTES("a,b\n\"\"\n\"\",2\n"), "- [\"\",\"2\"]\n" },
	{ BYTES("a,b\nx\0y\x01,\0\n"), "xy [\"xy\",\"\"]\n" },
	{ BYTES("a,b\ncaf\xe9 \x80,caf\xc3\xa9\n"), "caf\xc3\xa9 \xe2\x82\xac "
	  "[\"caf\xc3\xa9 \xe2\x82\xac\",\"caf\xc3\xa9\"]\n" },
	{ BYTES("a\ne\xcc\x81\n"), "\xc3\xa9 [\"\xc3\xa9\"]\n" },
	{ BYTES("\xff\xfe" "a\0\n\0\xe9\0\n\0\x3d\xd8\x00\xde\n\0\x3d\xd8\n\0"),
	  "\xc3\xa9 [\"\xc3\xa9\"]\n\xf0\x9f\x98\x80 [\"\xf0\x9f\x98\x80\"]\n"
	  "\xef\xbf\xbd [\"\xef\xbf\xbd\"]\n" },
	{ BYTES("\xfe\xff\0a\0\n\0\xe9\0\n\0x"), "\xc3\xa9 [\"\xc3\xa9\"]\nx [\"x\"]\n" },
	{ BYTES("a\0\n\0\xe9\0\n\0x\0\n\0!"), "\xc3\xa9 [\"\xc3\xa9\"]\nx [\"x\"]\n" },
	{ BYTES("a\n"), "" },
	{ BYTES("a"), "" },
	{ BYTES("head\nA,\"b,c\"\n1,2\n"), "1 [\"1\",\"2\"]\n" },
};

START_TEST(a_table_is_read_as_it_is_meant)
{
	const struct input input = input_of(&tables[_i].bytes, NULL);
	struct import_place place = { 0 };
	struct told told;
	const struct sink sink = { &told, take };
	const char *message = NULL;

	told_init(&told);
	told.has_rows = true;
	if (format_read(&memory, &input, &any, NULL, &place, 100, 60000, &sink, &message))
		buf_printf(&told.text, "! %s\n", message);
	ck_assert_str_eq(told.text.data, tables[_i].rows);
}
END_TEST

START_TEST(a_table_may_begin_further_down_and_have_no_quotes)
{
	static const struct bytes skipped = BYTES("head, v7\r\nA,\"b,c\"\r\n1,2\r\n"),
		unquoted = BYTES("A\tb\n\"x\t2\n3\"\t4\n");
	static const struct format_part parts[] = { { .kind = PART_TABLE, .is_unquoted = true,
		.read = tell_row }, { 0 } };
	static const struct format tsv = { .name = "tsv", .parts = parts };
	const struct packed_file entries[] = { { .path = "x/skip/y.csv", .bytes = skipped } };
	const struct bytes archive = zip(entries, 1);

	ck_assert_str_eq(read_all(&any, &archive, 10), "1\n");
	ck_assert_str_eq(read_all(&tsv, &unquoted, 10), "\"x\n3\"\n");
}
END_TEST

static struct bytes
repeated(const char *start, const char *text, int count, const char *end)
{
	struct buf buf;

	buf_init(&buf, &memory, strlen(text) * (size_t)count + 100);
	buf_puts(&buf, start);
	for (int i = 0; i < count; i++)
		buf_puts(&buf, text);
	buf_puts(&buf, end);
	return (struct bytes){ buf.data, buf.length };
}

#define LONG_ROW "The row is longer than 1 MiB, which is the most that is read.\n"
#define LONG_ELEMENT "The element is longer than 1 MiB, which is the most that is read.\n"

START_TEST(what_is_too_long_fails_and_the_rest_goes_on)
{
	const struct bytes row = repeated("a,b\n1,2\n", "0123456789", 1000000, ",2\n3,4\n"),
		quoted = repeated("a,b\n1,2\n\"", "0123456789\n", 1000000, "\",2\n3,4\n"),
		json = repeated("[{\"a\":1},{\"a\":\"", "0123456789", 110000, "\"},{\"a\":3}]"),
		xml = repeated("<r><e><a>1</a></e><e><a>", "0123456789", 110000,
			"</a></e><e><a>3</a></e></r>"),
		fields = repeated("<r><e>", "<a>1</a>", 2000, "</e><e><a>3</a></e></r>"),
		cells = repeated("a,b\n", "1,", 2000, "\n3,4\n");

	ck_assert_str_eq(read_all(&any, &row, 100), "1\n" LONG_ROW "3\n");
	ck_assert_str_eq(read_all(&any, &quoted, 100), "1\n" LONG_ROW "3\n");
	ck_assert_str_eq(read_all(&any, &json, 100), "={\"a\":1}\n" LONG_ELEMENT "={\"a\":3}\n");
	ck_assert_str_eq(read_all(&any, &xml, 100), "e:1:\n" LONG_ELEMENT "e:3:\n");
	ck_assert_str_eq(read_all(&any, &fields, 100), LONG_ELEMENT "e:3:\n");
	ck_assert_str_eq(read_all(&any, &cells, 100), "1 (The row has more cells than the "
		"table has columns: these were left out.)\n3\n");
}
END_TEST

/* --- JSON and XML -------------------------------------------------------------------- */

#define CUT "! The file ends in the middle: it is damaged, or not all of it has arrived.\n"
#define NO_JSON "! It isn't well-formed JSON.\n"
#define NO_XML "! It isn't well-formed XML.\n"
#define NOT_HERE "! There is nothing in it that is read here.\n"

static const struct {
	struct bytes bytes;
	const char *told;
} documents[] = {
	{ BYTES("[{\"a\":1},{\"b\":[{}]} , 5 ,\"x\",null]"), "={\"a\":1}\n={\"b\":[{}]}\n=5\n"
	  "=\"x\"\n=null\n" },
	{ BYTES("\xef\xbb\xbf \n[ {\"a\" : \"]\\\"}\"} ]\n"), "={\"a\":\"]\\\"}\"}\n" },
	{ BYTES("{\"a\":[1,2],\"x\":{\"y\":[3]},\"z\":7,\"\\u0062\":[{\"c\":4}],\"d\":[]}"),
	  "a=1\na=2\nb={\"c\":4}\n" },
	{ BYTES("{\"1\":{\"k\":1},\"2\":{\"k\":[2]},\"3\":4}"),
	  "1={\"k\":1}\n2={\"k\":[2]}\n3=4\n" },
	{ BYTES("[{\"a\":\"caf\xe9\"}]"), "={\"a\":\"caf\xc3\xa9\"}\n" },
	{ BYTES("[{\"a\":1},{\"a\":01},{\"a\":3}]"), "={\"a\":1}\nIt isn't well-formed JSON.\n"
	  "={\"a\":3}\n" },
	{ BYTES("[{\"a\":1},{\"a\":\"\0\"},{\"a\":3}]"), "={\"a\":1}\nIt isn't well-formed JSON.\n"
	  "={\"a\":3}\n" },
	{ BYTES("[{\"a\":1}"), "={\"a\":1}\n" CUT },
	{ BYTES("[{\"a\":1},"), "={\"a\":1}\n" CUT },
	{ BYTES("[{\"a\":1},{\"a\":\"x"), "={\"a\":1}\n" CUT },
	{ BYTES("[{\"a\":1} {\"a\":2}]"), "={\"a\":1}\n" NO_JSON },
	{ BYTES("[{\"a\":1},}"), "={\"a\":1}\n" NO_JSON },
	{ BYTES("{\"a\":[1],b:[2]}"), "a=1\n" NO_JSON },
	{ BYTES("{\"a\" [1]}"), NOT_HERE },
	{ BYTES("{\"a\":1"), CUT },
	{ BYTES("[]"), NOT_HERE },
	{ BYTES("<r><e><a>1</a><b> x &amp; <![CDATA[<y>]]> </b></e><f/><e a='2'><c><b>3</b></c></e>"
	  "</r>"), "e:1:x & <y>\nf::\ne:2:3\n" },
	{ BYTES("\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><!-- c --><r x='1'>t<e/></r>\n"),
	  "e::\n" },
	{ BYTES("<?xml version='1.0' encoding='windows-1252'?><r><e><a>\xe9</a></e></r>"),
	  "e:\xc3\xa9:\n" },
	{ BYTES("<?xml version='1.0' encoding='iso-8859-15'?><r><e><a>\xe9</a></e></r>"),
	  "e:\xc3\xa9:\n" },
	{ BYTES("<?xml version='1.0' encoding='klingon'?><r><e/></r>"), NOT_HERE },
	{ BYTES("\xff\xfe<\0r\0>\0<\0e\0>\0<\0a\0>\0\xe9\0<\0/\0a\0>\0<\0/\0e\0>\0<\0/\0r\0>\0"),
	  "e:\xc3\xa9:\n" },
	{ BYTES("<r/>"), "" },
	{ BYTES("<r><e><a>1</a></e><e>"), "e:1:\n" CUT },
	{ BYTES("<r><e><a>1</a></e></s>"), "e:1:\n" NO_XML },
	{ BYTES("<r><e><a>1</a></e><e><a>&x;</a></e></r>"), "e:1:\n" NO_XML },
	{ BYTES("<s/>"), NOT_HERE },
};

START_TEST(documents_are_read_by_their_elements)
{
	ck_assert_str_eq(read_all(&any, &documents[_i].bytes, 100), documents[_i].told);
}
END_TEST

/* The same of any piece on, packed in any way. */
START_TEST(reading_goes_on_from_any_place)
{
	const struct bytes *bytes = _i < (int)COUNT(tables) ? &tables[_i].bytes
		: &documents[_i - (int)COUNT(tables)].bytes;
	const struct bytes packed_once = gzip(bytes);
	const struct packed_file entries[] = { { .path = "x/", .bytes = BYTES("") },
		{ .path = "x/skip/one.csv", .bytes = *bytes } };
	const char *whole = read_all(&any, bytes, 1000);

	ck_assert_str_eq(read_all(&any, bytes, 1), whole);
	ck_assert_str_eq(read_all(&any, &packed_once, 1), whole);
	if (bytes->size && !strstr(whole, "! ")) {
		const struct bytes archive = zip(entries, 2);

		ck_assert_str_eq(read_all(&any, &archive, 1), whole);
		ck_assert_str_eq(read_all(&any, &archive, 2), whole);
	}
}
END_TEST

START_TEST(a_long_file_goes_on_from_any_place)
{
	struct buf csv, json, xml;
	struct bytes files[4];

	buf_init(&csv, &memory, 1 << 20);
	buf_init(&json, &memory, 1 << 20);
	buf_init(&xml, &memory, 1 << 20);
	buf_puts(&csv, "a;b\r\n");
	buf_puts(&json, "{\"v\":1,\"a\":[");
	buf_puts(&xml, "<?xml version=\"1.0\"?><r>");
	for (int i = 0; i < 9000; i++) {
		buf_printf(&csv, "\"%d;\r\n\xc3\xa9\";x\r\n", i);
		buf_printf(&json, "%s{\"a\":\"%d\",\"c\":[1,{}]}%s", i ? "," : "", i,
			i % 1000 == 999 ? "],\"b\":[0" : "");
		buf_printf(&xml, " <e><a>%d</a><b>\xc3\xa9</b></e>\n", i);
	}
	buf_puts(&json, "]}");
	buf_puts(&xml, "</r>");
	files[0] = (struct bytes){ csv.data, csv.length };
	files[1] = (struct bytes){ json.data, json.length };
	files[2] = (struct bytes){ xml.data, xml.length };
	files[3] = zip((const struct packed_file[]){ { .path = "a.csv", .bytes = files[0] },
		{ .path = "d/b.json", .bytes = files[1] }, { .path = "c.xml", .bytes = files[2] } },
		3);
	for (size_t i = 0; i < COUNT(files); i++) {
		const char *whole = read_all(&any, &files[i], 100000);

		ck_assert_ptr_nonnull(strstr(whole, "8999"));
		ck_assert_str_eq(read_all(&any, &files[i], 997), whole);
	}
}
END_TEST

/* --- archives ------------------------------------------------------------------------ */

#define CSV BYTES("a\n1\n")

START_TEST(an_archive_is_read_by_part_and_path)
{
	const struct packed_file entries[] = {
		{ .path = "in/z.json", .bytes = BYTES("[{\"a\":1}]") },
		{ .path = "in/other.csv", .bytes = CSV },
		{ .path = "__MACOSX/in/._b.csv", .bytes = CSV },
		{ .path = "in/__MACOSX/c.csv", .bytes = CSV },
		{ .path = "in/._d.csv", .bytes = CSV },
		{ .path = "in/skip/e.csv", .bytes = BYTES("v7\nA,\"b,c\"\n2,3\n") },
		{ .path = "in/skip/deeper/e.csv", .bytes = BYTES("v7\nA,\"b,c\"\n4,3\n") },
		{ .path = "..\\..\\f.csv", .bytes = BYTES("a\n5\n") },
		{ .path = "/etc/passwd", .bytes = BYTES("a\n6\n") },
		{ .path = "g.png", .bytes = BYTES("\x89PNG\r\n\x1a\n\0\0\0") },
	};
	const struct bytes archive = zip(entries, COUNT(entries));

	ck_assert_str_eq(read_all(&any, &archive, 1), "5\n6\n2\n={\"a\":1}\n");
}
END_TEST

/* What is wrong with a file, by what makes it. */
static struct bytes
many_files(void)
{
	struct packed_file *entries = arena_alloc(&memory, sizeof(*entries) * 2001);

	for (int i = 0; i < 2001; i++)
		entries[i] = (struct packed_file){ .path = arena_printf(&memory, "%d.csv", i),
			.bytes = CSV };
	return zip(entries, 2001);
}

static struct bytes
one_entry(int flags, uint32_t claimed, bool has_wrong_sum)
{
	const struct packed_file entry = { "a.csv", CSV, flags, claimed, has_wrong_sum };

	return zip(&entry, 1);
}

static struct bytes
bomb(bool is_zip)
{
	const struct bytes zeros = { arena_alloc(&memory, 100 << 20), 100 << 20 };
	const struct packed_file entry = { .path = "a.csv", .bytes = zeros };

	memset((char *)(uintptr_t)zeros.data, '\n', zeros.size);
	memcpy((char *)(uintptr_t)zeros.data, "a\n1", 3);
	return is_zip ? zip(&entry, 1) : gzip(&zeros);
}

static struct bytes
cut(struct bytes bytes, size_t size)
{
	return (struct bytes){ bytes.data, bytes.size - size };
}

#define DAMAGED "The file is damaged, or not all of it has arrived."
#define LOCKED "It is locked by a password: unpack it with that, and choose what was in it, or " \
	"pack it again without."
#define LARGE "Unpacked it would be more than 256 MiB, which is the most that is read."
#define BOMB "Unpacked it would be more than 200 times as large: no service's export is like " \
	"that, so it isn't opened."

static const struct bytes csv_file = CSV, empty_file = BYTES("");

START_TEST(what_is_wrong_with_an_archive_is_said)
{
	const struct {
		struct bytes bytes;
		const char *message;
	} wrong[] = {
		{ one_entry(1, 0, false), LOCKED },
		{ one_entry(0, 257u << 20, false), LARGE },
		{ one_entry(0, 3u << 20, false), BOMB },
		{ many_files(), "It has more than 2,000 files in it, which is the most that is "
		  "read." },
		{ bomb(true), BOMB },
		{ cut(one_entry(0, 0, false), 30), DAMAGED },
		{ cut(one_entry(0, 0, false), 80), DAMAGED },
		{ cut(gzip(&csv_file), 14), DAMAGED },
		{ { "PK\3\4", 4 }, DAMAGED }, { { "\x1f\x8b", 2 }, DAMAGED },
		{ empty_file, "The file is empty." },
	};

	for (size_t i = 0; i < COUNT(wrong); i++) {
		const struct input input = input_of(&wrong[i].bytes, NULL);
		const struct format *format;
		const char *asks, *message = NULL;
		const enum status rc = format_recognise(&memory, &input, &format, &asks, &message);

		ck_assert_msg(rc == ERR_VALIDATION && !strcmp(message, wrong[i].message),
			"%zu: %d %s", i, rc, message);
	}
}
END_TEST

START_TEST(what_goes_wrong_in_the_middle_is_said)
{
	const struct bytes long_csv = repeated("a,b\n", "1,2\n", 30000, ""),
		sum = one_entry(0, 0, true), size = one_entry(0, 5, false),
		rest = cut(gzip(&long_csv), 8), zeros = bomb(false);
	const struct packed_file entry = { .path = "a.csv", .bytes = CSV };
	struct bytes two = zip(&entry, 1);
	char *broken = arena_copy(&memory, two.data, two.size);

	ck_assert_str_eq(read_all(&any, &sum, 10), "1\n! a.csv: " DAMAGED "\n");
	ck_assert_str_eq(read_all(&any, &size, 10), "1\n! a.csv: " DAMAGED "\n");
	ck_assert_ptr_nonnull(strstr(read_all(&any, &rest, 1000), "1\n! " DAMAGED));
	ck_assert_str_eq(read_all(&any, &zeros, 1000), "1\n! " BOMB "\n");
	memset(broken + 35, 0xff, 4);
	two.data = broken;
	ck_assert_ptr_nonnull(strstr(read_all(&any, &two, 10), "! "));
}
END_TEST

START_TEST(a_gzip_may_have_several_members)
{
	const struct bytes one = gzip(&csv_file), more = gzip(&(const struct bytes)BYTES("2\n"));
	struct buf both;

	buf_init(&both, &memory, 1000);
	buf_add(&both, one.data, one.size);
	buf_add(&both, more.data, more.size);
	buf_add(&both, "\0\0\0\0", 4);
	ck_assert_str_eq(read_all(&any, &(const struct bytes){ both.data, both.length }, 1),
		"1\n2\n");
}
END_TEST

static const char *const refused[] = {
	"<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><r><e><a>&b;</a></e></r>",
	"<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><r><e/></r>",
	"<?xml version='1.0'?><!DOCTYPE r><r><e/></r>",
};

START_TEST(a_document_type_is_refused)
{
	const struct bytes bytes = { refused[_i], strlen(refused[_i]) };
	const struct input input = input_of(&bytes, NULL);
	const struct format *format;
	const char *asks, *message = NULL;

	ck_assert_int_eq(format_recognise(&memory, &input, &format, &asks, &message),
		ERR_VALIDATION);
	ck_assert_ptr_nonnull(strstr(message, "document type"));
}
END_TEST

START_TEST(elements_are_only_so_deep)
{
	const struct bytes deep = repeated("<r>", "<e>", 40, ""),
		json = repeated("[{\"a\":", "[", 40, "");
	struct buf closed;

	ck_assert_str_eq(read_all(&any, &deep, 10), "! Its elements are more than 32 levels deep, "
		"which no service's export is.\n");
	buf_init(&closed, &memory, 1000);
	buf_puts(&closed, json.data);
	for (int i = 0; i < 40; i++)
		buf_putc(&closed, ']');
	buf_puts(&closed, "},{\"a\":2}]");
	ck_assert_str_eq(read_all(&any, &(const struct bytes){ closed.data, closed.length }, 10),
		"It isn't well-formed JSON.\n={\"a\":2}\n");
}
END_TEST

START_TEST(a_tag_that_never_ends_is_refused)
{
	const struct bytes xml = repeated("<r><e ", "a='0123456789' ", 400000, "/></r>");

	ck_assert_ptr_nonnull(strstr(read_all(&any, &xml, 10), "! "));
}
END_TEST

START_TEST(a_hundred_thousand_rows_are_the_most)
{
	const struct bytes most = repeated("a\n", "1\n", 100000, ""),
		more = repeated("a\n", "1\n", 100001, "");
	const char *told = read_all(&any, &most, 30000);

	ck_assert_uint_eq(strlen(told), 200000);
	told = read_all(&any, &more, 30000);
	ck_assert_str_eq(told + 200000, "! It has more than 100,000 rows, which is the most that "
		"is read: divide it into several files.\n");
}
END_TEST

START_TEST(what_the_sink_says_is_said_and_read_again)
{
	const struct bytes bytes = BYTES("a\n1\n2\n3\n");
	const struct input input = input_of(&bytes, NULL);
	struct told told;
	const struct sink sink = { &told, take };
	struct import_place place = { 0 };
	const char *message;

	told_init(&told);
	told.refused_at = 1;
	ck_assert_int_eq(format_read(&memory, &input, &any, NULL, &place, 10, 1000, &sink,
		&message), ERR_UNAVAILABLE);
	ck_assert_int_eq(place.piece, 1);
	told.refused_at = 0;
	ck_assert_int_eq(format_read(&memory, &input, &any, NULL, &place, 10, 1000, &sink,
		&message), OK);
	ck_assert_str_eq(told.text.data, "1\n2\n3\n");
	ck_assert(place.is_done);
	ck_assert_int_eq(place.rows, 3);
	ck_assert_int_eq(format_read(&memory, &input, &any, NULL, &place, 10, 1000, &sink,
		&message), OK);
	ck_assert_int_eq(told.count, 3);
}
END_TEST

START_TEST(a_step_without_time_goes_on_all_the_same)
{
	const struct bytes bytes = repeated("a\n", "1\n", 50, "");
	const struct input input = input_of(&bytes, NULL);
	struct told told;
	const struct sink sink = { &told, take };
	struct import_place place = { 0 };
	const char *message;

	told_init(&told);
	for (int i = 0; i < 60 && !place.is_done; i++)
		ck_assert_int_eq(format_read(&memory, &input, &any, NULL, &place, 0, 0, &sink,
			&message), OK);
	ck_assert_int_eq(told.count, 50);
}
END_TEST

static const char *const no_places[] = { NULL, "", "1", "1 2 3 4 5 6", "1 2 3 4 5 6 -7",
	"1 2 3 4 5 6 7 8", "x 2 3 4 5 6 7", "1 2 3 4 5 6 7x" };

START_TEST(a_place_is_kept_as_text)
{
	struct import_place place;

	import_place_read(&memory, "1 2 3 4 5 6 7", &place);
	ck_assert(place.part == 1 && place.file == 2 && place.piece == 3 && place.offset == 4
		&& place.member == 5 && place.rows == 6 && place.is_day_first
		&& place.is_month_first && place.is_undecided && !place.is_done);
	ck_assert_str_eq(import_place_text(&memory, &place), "1 2 3 4 5 6 7");
	for (size_t i = 0; i < COUNT(no_places); i++) {
		import_place_read(&memory, no_places[i], &place);
		ck_assert_str_eq(import_place_text(&memory, &place), "0 0 0 0 0 0 0");
	}
}
END_TEST

/* --- dates --------------------------------------------------------------------------- */

static void
tell_dates(struct reading *reading, const struct piece *piece)
{
	const char *day = reading_date(reading, piece_text(piece, "a"));
	const struct timestamp time = reading_time(reading, piece_text(piece, "a"));

	tell_title(reading, arena_printf(reading_arena(reading), "%s %lld", day ? day : "none",
		time.seconds == INT_NONE ? -1ll : (long long)time.seconds));
}

static const struct format_part date_parts[] = {
	{ .kind = PART_TABLE, .needs = "a", .read = tell_dates }, { 0 }
};
static const struct format date_format = { .name = "dates", .parts = date_parts };

static const struct {
	struct bytes bytes;
	const char *told;
	enum day_order order;
	bool is_day_first, is_month_first, is_undecided;
} dated[] = {
	{ BYTES("a\n2020-01-02\n?\n2020-01-02 10:00:00\n"), "2020-01-02 1577923200\nnone -1\n"
	  "2020-01-02 1577959200\n", 0, false, false, false },
	{ BYTES("a\n1/2/2020\n13/1/2020\n1/2/2020\n"), "1/2/2020 -1\n2020-01-13 1578873600\n"
	  "1/2/2020 1580515200\n", 0, true, false, true },
	{ BYTES("a\n1/13/2020\n"), "2020-01-13 1578873600\n", 0, false, true, false },
	{ BYTES("a\n1/2/2020\n"), "2020-02-01 1580515200\n", DAY_FIRST, false, false, false },
	{ BYTES("a\n1/2/2020\n1/13/2020\n"), "2020-01-02 1577923200\n2020-01-13 1578873600\n",
	  MONTH_FIRST, false, true, false },
	{ BYTES("a\n\" soon \"\n"), "soon -1\n", 0, false, false, false },
};

START_TEST(dates_show_their_order)
{
	const struct input input = input_of(&dated[_i].bytes, NULL);
	const struct import_options options = { .day_order = dated[_i].order };
	struct told told;
	const struct sink sink = { &told, take };
	struct import_place place = { 0 };
	const char *message;

	told_init(&told);
	ck_assert_int_eq(format_read(&memory, &input, &date_format, &options, &place, 10, 1000,
		&sink, &message), OK);
	ck_assert_str_eq(told.text.data, dated[_i].told);
	ck_assert_int_eq(place.is_day_first, dated[_i].is_day_first);
	ck_assert_int_eq(place.is_month_first, dated[_i].is_month_first);
	ck_assert_int_eq(place.is_undecided, dated[_i].is_undecided);
}
END_TEST

/* --- recognising --------------------------------------------------------------------- */

#define GOODREADS "Book Id,Title,Author,My Rating,Exclusive Shelf\n"
#define FILMS "Date,Name,Year,Letterboxd URI\n"
#define LINE "1,2\n"

static const struct {
	struct bytes bytes;
	const char *name, *format, *asks, *message;
} known[] = {
	{ BYTES(GOODREADS LINE), NULL, "goodreads", NULL, NULL },
	{ BYTES("\xef\xbb\xbf\"exclusive shelf\";MY RATING;Author ;Title;Book Id;x\r\n" LINE),
	  "a.xls", "goodreads", NULL, NULL },
	{ BYTES(FILMS LINE), "watchlist.csv", "letterboxd", NULL, NULL },
	{ BYTES(FILMS LINE), "Watchlist (2).CSV", "letterboxd", NULL, NULL },
	{ BYTES(FILMS LINE), "letterboxd/likes/films.csv", "letterboxd", NULL, NULL },
	{ BYTES(FILMS LINE), NULL, "letterboxd", "name", NULL },
	{ BYTES(FILMS LINE), "export.csv", "letterboxd", "name", NULL },
	{ BYTES("Const,Title,Title Type\n" LINE), "0b1c.csv", "imdb", NULL, NULL },
	{ BYTES("[{\"last_watched_at\":\"\",\"movie\":{}}]"), NULL, "trakt", NULL, NULL },
	{ BYTES("<myanimelist/>"), NULL, "myanimelist", NULL, NULL },
	{ BYTES("Title,Read Status,Star Rating\n" LINE), NULL, "storygraph", NULL, NULL },
	{ BYTES("Book Id\tTitle\tPrimary Author\tCollections\n" LINE), NULL, "librarything",
	  NULL, NULL },
	{ BYTES("{\"7\":{\"books_id\":\"7\",\"title\":\"A\"}}"), NULL, "librarything", NULL, NULL },
	{ BYTES("{\"vitrine\":1,\"items\":[\n]}\n"), NULL, "vitrine", NULL, NULL },
	{ BYTES("Title,Author\nA,b\n"), NULL, "csv", NULL, NULL },
	{ BYTES("Title,What\nA,b\n"), NULL, "csv", "type", NULL },
	{ BYTES("Titel,Jahr\nA,b\n"), NULL, "csv", "columns", NULL },
	{ BYTES("Date,Content,Comment\n"), NULL, NULL, NULL, "It is of Letterboxd, but not what is "
	  "needed of theirs. That is here: " },
	{ BYTES("a,b\n"), "profile.csv", NULL, NULL, "It is of Letterboxd, but" },
	{ BYTES("[{\"x\":1}]"), "ratings-seasons.json", NULL, NULL, "It is of Trakt, but" },
	{ BYTES("[1]"), NULL, NULL, NULL, "It is JSON, but of no service that is read here." },
	{ BYTES("<rss><body/></rss>"), NULL, NULL, NULL, "It is XML, but of no service" },
	{ BYTES("<rss><body>"), NULL, NULL, NULL, "It is XML, but of no service" },
	{ BYTES("\n<!DOCTYPE HTML><html>"), "a.csv", NULL, NULL, "It is a web page" },
	{ BYTES("<html lang=\"en\">"), "a.csv", NULL, NULL, "It is a web page" },
	{ BYTES("< x"), NULL, NULL, NULL, "It isn't well-formed XML." },
	{ BYTES("Dear diary"), "a.csv", NULL, NULL, "It is a text, but no table of titles" },
	{ BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "a.csv", NULL, NULL, "It is a picture." },
	{ BYTES("\n \n"), NULL, NULL, NULL, "It is no file that is read here" },
};

static void
check_recognised(const struct bytes *bytes, int i)
{
	const struct input input = input_of(bytes, known[i].name);
	const struct format *format;
	const char *asks, *message = NULL;
	const enum status rc = format_recognise(&memory, &input, &format, &asks, &message);

	ck_assert_msg(rc == (known[i].format ? OK : ERR_VALIDATION), "%d: %s", rc, message);
	ck_assert_pstr_eq(format ? format->name : NULL, known[i].format);
	ck_assert_pstr_eq(asks, known[i].asks);
	if (known[i].message)
		ck_assert_msg(!strncmp(message, known[i].message, strlen(known[i].message)), "%s",
			message);
}

START_TEST(a_file_is_known_by_what_is_in_it)
{
	const struct bytes gzipped = gzip(&known[_i].bytes);

	check_recognised(&known[_i].bytes, _i);
	check_recognised(&gzipped, _i);
}
END_TEST

static const struct {
	struct packed_file entries[3];
	const char *format, *message;
} archives[] = {
	{ { { .path = "u/watched.csv", .bytes = BYTES(FILMS) },
	    { .path = "u/profile.csv", .bytes = BYTES("a,b\n") } }, "letterboxd", NULL },
	{ { { .path = "x.csv", .bytes = BYTES(GOODREADS) } }, "goodreads", NULL },
	{ { { .path = "x.csv", .bytes = BYTES("Title,What\n") } }, "csv", NULL },
	{ { { .path = "x.csv", .bytes = BYTES("Title,What\n") },
	    { .path = "y.csv", .bytes = BYTES("Title,What\n") } }, NULL, "In it there is no file" },
	{ { { .path = "readme.txt", .bytes = BYTES("Hello") } }, NULL, "In it there is no file" },
	{ { { .path = "u/profile.csv", .bytes = BYTES("a,b\n") },
	    { .path = "x.txt", .bytes = BYTES("a") } }, NULL, "It is of Letterboxd, but" },
	{ { { .path = "xl/workbook.xml", .bytes = BYTES("<a/>") } }, NULL, "It is a spreadsheet" },
	{ { { .path = "x.csv", .bytes = BYTES(GOODREADS), .flags = 1 } }, NULL, "It is locked" },
};

START_TEST(an_archive_is_known_by_its_files)
{
	int count = 0;
	struct bytes bytes;
	struct input input;
	const struct format *format;
	const char *asks, *message = NULL;

	while (count < 3 && archives[_i].entries[count].path)
		count++;
	bytes = zip(archives[_i].entries, count);
	input = input_of(&bytes, "a.zip");
	format_recognise(&memory, &input, &format, &asks, &message);
	ck_assert_pstr_eq(format ? format->name : NULL, archives[_i].format);
	ck_assert_ptr_null(asks);
	if (archives[_i].message)
		ck_assert_msg(!strncmp(message, archives[_i].message, strlen(archives[_i].message)),
			"%s", message);
}
END_TEST

START_TEST(the_columns_of_a_table_are_told)
{
	const struct bytes table = BYTES("\xef\xbb\xbf\"Titel\"; Jahr ;caf\xe9\n"),
		json = BYTES("[]");
	struct input input = input_of(&table, NULL);
	const struct texts columns = format_columns(&memory, &input);

	ck_assert_int_eq(columns.count, 3);
	ck_assert_str_eq(columns.list[0], "Titel");
	ck_assert_str_eq(columns.list[1], "Jahr");
	ck_assert_str_eq(columns.list[2], "caf\xc3\xa9");
	input = input_of(&json, NULL);
	ck_assert_int_eq(format_columns(&memory, &input).count, 0);
}
END_TEST

START_TEST(one_line_of_ten_mebibytes_is_no_table)
{
	const struct bytes bytes = repeated("", "0123456789", 1 << 20, "");
	const struct input input = input_of(&bytes, "a.csv");
	const struct format *format;
	const char *asks, *message = NULL;

	ck_assert_int_eq(format_recognise(&memory, &input, &format, &asks, &message),
		ERR_VALIDATION);
	ck_assert_str_eq(message, "It is a text, but no table of titles: the first line must name "
		"columns.");
}
END_TEST

static const char *const samples[] = { "goodreads.csv", "letterboxd.zip", "trakt.zip",
	"trakt-old.zip", "tvtime.zip", "tvtime-app.zip", "animelist.xml", "librarything.json",
	"librarything.tsv" };

START_TEST(each_sample_is_read_piece_by_piece_as_at_once)
{
	char *data = arena_alloc(&memory, 100000);
	FILE *file = fopen(arena_printf(&memory, "tests/imports/%s", samples[_i]), "rb");
	struct bytes bytes = { data, 0 };
	const struct format *format;
	const char *asks, *message = NULL, *whole;
	struct input input;

	ck_assert_ptr_nonnull(file);
	bytes.size = fread(data, 1, 100000, file);
	fclose(file);
	input = input_of(&bytes, NULL);
	ck_assert_int_eq(format_recognise(&memory, &input, &format, &asks, &message), OK);
	whole = read_all(format, &bytes, IMPORT_ROWS);
	ck_assert_uint_gt(strlen(whole), 20);
	ck_assert_ptr_null(strstr(whole, "\n! "));
	ck_assert_str_eq(read_all(format, &bytes, 1), whole);
}
END_TEST

/* A table of any columns is read by the last part, where a member has said what they are. */
START_TEST(a_table_that_nobody_knows_is_read_as_asked)
{
	const struct bytes bytes = BYTES("Titel,Art\nEmma,BOOK\n");
	const struct input input = input_of(&bytes, NULL);
	const struct import_options options = {
		.columns = { "{\"title\":\"Titel\",\"type\":\"Art\"}" } };
	struct told told;
	const struct sink sink = { &told, take };
	struct import_place place = { 0 };
	const char *message;

	told_init(&told);
	ck_assert_int_eq(format_read(&memory, &input, format_named("csv"), &options, &place, 10,
		1000, &sink, &message), OK);
	ck_assert_str_eq(told.text.data, "Emma\n");
}
END_TEST

static int64_t
read_nothing(void *context, uint64_t offset, void *out, size_t size)
{
	(void)context;
	(void)offset;
	(void)out;
	(void)size;
	return -1;
}

START_TEST(what_cant_be_read_any_more_is_said)
{
	const struct input input = { .size = 10, .read = read_nothing };
	const struct format *format;
	const char *asks, *message = NULL;

	ck_assert_int_eq(format_recognise(&memory, &input, &format, &asks, &message),
		ERR_VALIDATION);
	ck_assert_str_eq(message, "The file can't be read any more.");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("format");
	TCase *tc = tcase_create("format");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_table_is_read_as_it_is_meant, 0, COUNT(tables));
	tcase_add_test(tc, a_table_may_begin_further_down_and_have_no_quotes);
	tcase_add_test(tc, what_is_too_long_fails_and_the_rest_goes_on);
	tcase_add_loop_test(tc, documents_are_read_by_their_elements, 0, COUNT(documents));
	tcase_add_loop_test(tc, reading_goes_on_from_any_place, 0,
		COUNT(tables) + COUNT(documents));
	tcase_add_test(tc, a_long_file_goes_on_from_any_place);
	tcase_add_test(tc, an_archive_is_read_by_part_and_path);
	tcase_add_test(tc, what_is_wrong_with_an_archive_is_said);
	tcase_add_test(tc, what_goes_wrong_in_the_middle_is_said);
	tcase_add_test(tc, a_gzip_may_have_several_members);
	tcase_add_loop_test(tc, a_document_type_is_refused, 0, COUNT(refused));
	tcase_add_test(tc, elements_are_only_so_deep);
	tcase_add_test(tc, a_tag_that_never_ends_is_refused);
	tcase_add_test(tc, a_hundred_thousand_rows_are_the_most);
	tcase_add_test(tc, what_the_sink_says_is_said_and_read_again);
	tcase_add_test(tc, a_step_without_time_goes_on_all_the_same);
	tcase_add_test(tc, a_place_is_kept_as_text);
	tcase_add_loop_test(tc, dates_show_their_order, 0, COUNT(dated));
	tcase_add_loop_test(tc, a_file_is_known_by_what_is_in_it, 0, COUNT(known));
	tcase_add_loop_test(tc, an_archive_is_known_by_its_files, 0, COUNT(archives));
	tcase_add_test(tc, the_columns_of_a_table_are_told);
	tcase_add_test(tc, one_line_of_ten_mebibytes_is_no_table);
	tcase_add_loop_test(tc, each_sample_is_read_piece_by_piece_as_at_once, 0, COUNT(samples));
	tcase_add_test(tc, a_table_that_nobody_knows_is_read_as_asked);
	tcase_add_test(tc, what_cant_be_read_any_more_is_said);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
