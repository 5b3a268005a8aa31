#include "archive.h"
#include "text.h"

#include <minizip/unzip.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

/* Of a small file the ratio says nothing. */
enum { PACKED_BLOCK = 64 * 1024, PATH_MAX_KNOWN = 512, SMALL = 1 << 20, IS_ENCRYPTED = 1 };

struct archive_file {
	const char *path;
	uint64_t size;
	unz64_file_pos at;
};

static const char DAMAGED[] = "The file is damaged, or not all of it has arrived.",
	UNREADABLE[] = "The file can't be read any more.",
	TOO_LARGE[] = "Unpacked it would be more than 256 MiB, which is the most that is read.",
	BOMB[] = "Unpacked it would be more than 200 times as large: no service's export is like "
		"that, so it isn't opened.",
	ENCRYPTED[] = "It is locked by a password: unpack it with that, and choose what was in it, "
		"or pack it again without.",
	TOO_MANY[] = "It has more than 2,000 files in it, which is the most that is read.";

static enum status
refuse(const char **message, const char *why)
{
	*message = why;
	return ERR_VALIDATION;
}

/* minizip reads by these: the input is its only file. */
struct zip_input {
	const struct input *input;
	uint64_t at;
	bool has_failed;
};

static void *
open_input(void *context, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return context;
}

static uLong
read_input(void *context, void *stream, void *out, uLong size)
{
	struct zip_input *zip = stream;
	int64_t count = 0;

	(void)context;
	if (zip->at < zip->input->size)
		count = zip->input->read(zip->input->context, zip->at, out, size);
	if (count < 0)
		zip->has_failed = true;
	zip->at += count > 0 ? (uint64_t)count : 0;
	return count > 0 ? (uLong)count : 0;
}

static uLong
write_input(void *context, void *stream, const void *data, uLong size)
{
	(void)context;
	(void)stream;
	(void)data;
	(void)size;
	return 0;
}

static ZPOS64_T
tell_input(void *context, void *stream)
{
	(void)context;
	return ((struct zip_input *)stream)->at;
}

static long
seek_input(void *context, void *stream, ZPOS64_T offset, int origin)
{
	struct zip_input *zip = stream;
	const uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR ? zip->at
		: origin == ZLIB_FILEFUNC_SEEK_END ? zip->input->size : 0;

	(void)context;
	if (offset > zip->input->size || from + offset > zip->input->size)
		return -1;
	zip->at = from + offset;
	return 0;
}

static int
close_input(void *context, void *stream)
{
	(void)context;
	(void)stream;
	return 0;
}

static int
fail_input(void *context, void *stream)
{
	(void)context;
	return ((struct zip_input *)stream)->has_failed;
}

static void
end_zip(void *zip)
{
	unzCloseCurrentFile(zip);
	unzClose(zip);
}

static unzFile
open_zip(struct arena *arena, const struct input *input)
{
	struct zip_input *zip = arena_alloc(arena, sizeof(*zip));
	zlib_filefunc64_def functions = { open_input, read_input, write_input, tell_input,
		seek_input, close_input, fail_input, zip };
	unzFile opened;

	zip->input = input;
	opened = unzOpen2_64("", &functions);
	if (opened)
		arena_hold(arena, end_zip, opened);
	return opened;
}

/* What a Mac packs beside each file, and folders. */
static bool
is_no_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return !*name || !strncmp(path, "__MACOSX/", 9) || strstr(path, "/__MACOSX/")
		|| !strncmp(name, "._", 2);
}

/* A path that is compared, and shown: ASCII is what all packers write alike. */
static const char *
plain_path(struct arena *arena, const char *path)
{
	char *copy = arena_strdup(arena, path);

	for (char *p = copy; *p; p++)
		if (*p == '\\')
			*p = '/';
	if (!text_is_utf8(copy, strlen(copy)) || text_has_control(copy, ""))
		for (char *p = copy; *p; p++)
			if ((unsigned char)*p >= 0x7f || (unsigned char)*p < ' ')
				*p = '_';
	return copy;
}

/* Sums of what a directory says. */
struct sums {
	uint64_t size, packed;
};

static enum status
add_file(struct archive *archive, struct sums *sums, const char **message)
{
	char path[PATH_MAX_KNOWN + 1] = "";
	unz_file_info64 info;
	struct archive_file *file;

	if (unzGetCurrentFileInfo64(archive->zip, &info, path, PATH_MAX_KNOWN, NULL, 0, NULL, 0))
		return refuse(message, DAMAGED);
	if (info.flag & IS_ENCRYPTED)
		return refuse(message, ENCRYPTED);
	if (info.uncompressed_size > ARCHIVE_BYTES
	    || sums->size + info.uncompressed_size > ARCHIVE_BYTES)
		return refuse(message, TOO_LARGE);
	if (info.uncompressed_size > SMALL
	    && info.uncompressed_size / ARCHIVE_RATIO > info.compressed_size)
		return refuse(message, BOMB);
	sums->size += info.uncompressed_size;
	if (is_no_file(path))
		return OK;
	file = &archive->files[archive->count++];
	file->path = plain_path(archive->arena, path);
	file->size = info.uncompressed_size;
	return unzGetFilePos64(archive->zip, &file->at) ? refuse(message, DAMAGED) : OK;
}

static enum status
read_directory(struct archive *archive, const char **message)
{
	struct sums sums = { 0 };
	unz_global_info64 all;
	int more = unzGoToFirstFile(archive->zip);
	enum status rc = OK;

	if (unzGetGlobalInfo64(archive->zip, &all))
		return refuse(message, DAMAGED);
	if (all.number_entry > ARCHIVE_FILES)
		return refuse(message, TOO_MANY);
	archive->files = arena_alloc(archive->arena, sizeof(*archive->files) * ARCHIVE_FILES);
	for (uint64_t i = 0; i < all.number_entry && !rc; i++) {
		rc = more ? refuse(message, DAMAGED) : add_file(archive, &sums, message);
		more = unzGoToNextFile(archive->zip);
	}
	if (!rc && sums.size > SMALL && sums.size / ARCHIVE_RATIO > archive->input->size)
		rc = refuse(message, BOMB);
	return rc;
}

enum status
archive_open(struct arena *arena, const struct input *input, struct archive *out,
	const char **message)
{
	unsigned char start[4] = { 0 };

	*out = (struct archive){ .arena = arena, .input = input, .count = 1 };
	if (!input->size)
		return refuse(message, "The file is empty.");
	if (input->read(input->context, 0, start, sizeof(start)) < 1)
		return refuse(message, UNREADABLE);
	if (start[0] == 0x1f && start[1] == 0x8b) {
		out->packing = PACKED_GZIP;
		return OK;
	}
	if (memcmp(start, "PK\3\4", 4) && memcmp(start, "PK\5\6", 4))
		return OK;
	out->packing = PACKED_ZIP;
	out->count = 0;
	out->zip = open_zip(arena, input);
	return out->zip ? read_directory(out, message) : refuse(message, DAMAGED);
}

const char *
archive_path(const struct archive *archive, int file)
{
	const char *name = archive->input->name ? archive->input->name : "";
	const size_t length = strlen(name);

	if (archive->packing == PACKED_ZIP)
		return archive->files[file].path;
	if (archive->packing == PACKED_GZIP && length > 3 && !strcasecmp(name + length - 3, ".gz"))
		return arena_copy(archive->arena, name, length - 3);
	return name;
}

static void
end_inflating(void *inflating)
{
	inflateEnd(inflating);
}

static void
end_file(void *zip)
{
	unzCloseCurrentFile(zip);
}

enum status
unpack_open(struct arena *arena, struct archive *archive, int file, struct unpacking *out,
	const char **message)
{
	z_stream *inflating;

	*out = (struct unpacking){ .archive = archive, .file = file };
	if (archive->packing == PACKED_NOT)
		return OK;
	if (archive->packing == PACKED_ZIP) {
		if (unzGoToFilePos64(archive->zip, &archive->files[file].at)
		    || unzOpenCurrentFile(archive->zip))
			return refuse(message, DAMAGED);
		arena_hold(arena, end_file, archive->zip);
		return OK;
	}
	out->packed = (unsigned char *)arena_room(arena, PACKED_BLOCK);
	out->inflating = inflating = arena_alloc(arena, sizeof(*inflating));
	if (inflateInit2(inflating, 16 + MAX_WBITS) != Z_OK)
		return ERR_UNAVAILABLE;
	arena_hold(arena, end_inflating, inflating);
	return OK;
}

static int64_t
fail(struct unpacking *unpacking, const char *message)
{
	unpacking->message = message;
	return -1;
}

/* More of what is packed. */
static bool
fill(struct unpacking *unpacking, z_stream *inflating)
{
	const struct input *input = unpacking->archive->input;
	const int64_t count = unpacking->at < input->size ? input->read(input->context,
		unpacking->at, unpacking->packed, PACKED_BLOCK) : 0;

	if (count < 0)
		fail(unpacking, UNREADABLE);
	if (count <= 0)
		return false;
	unpacking->at += (uint64_t)count;
	inflating->next_in = unpacking->packed;
	inflating->avail_in = (uInt)count;
	return true;
}

/* Behind one member of a gzip there may be another; what else is there isn't read. */
static bool
has_member(struct unpacking *unpacking, z_stream *inflating)
{
	if (!inflating->avail_in && !fill(unpacking, inflating))
		return false;
	return *inflating->next_in == 0x1f && inflateReset(inflating) == Z_OK;
}

static int64_t
inflate_some(struct unpacking *unpacking, void *out, size_t size)
{
	z_stream *inflating = unpacking->inflating;
	int state = Z_OK;

	if (!inflating)
		return 0;
	inflating->next_out = out;
	inflating->avail_out = (uInt)size;
	while (inflating->avail_out == size && state == Z_OK) {
		if (!inflating->avail_in && !fill(unpacking, inflating))
			return fail(unpacking, unpacking->message ? unpacking->message : DAMAGED);
		state = inflate(inflating, Z_NO_FLUSH);
		if (state == Z_BUF_ERROR)
			state = Z_OK;
		if (state == Z_STREAM_END && has_member(unpacking, inflating))
			state = Z_OK;
	}
	if (state == Z_STREAM_END)
		unpacking->inflating = NULL;	/* the arena holds it */
	else if (state != Z_OK)
		return fail(unpacking, DAMAGED);
	return (int64_t)(size - inflating->avail_out);
}

/* Of a ZIP's file it is seen at its end whether its size and its sum are right. */
static bool
is_whole(const struct unpacking *unpacking)
{
	return unpacking->offset == unpacking->archive->files[unpacking->file].size
		&& unzCloseCurrentFile(unpacking->archive->zip) != UNZ_CRCERROR;
}

static int64_t
read_some(struct unpacking *unpacking, void *out, size_t size)
{
	struct archive *archive = unpacking->archive;
	const struct input *input = archive->input;
	int64_t count;

	switch (archive->packing) {
	case PACKED_GZIP:
		return inflate_some(unpacking, out, size);
	case PACKED_ZIP:
		count = unzReadCurrentFile(archive->zip, out, (unsigned)size);
		if (count < 0 || (!count && !is_whole(unpacking)))
			return fail(unpacking, DAMAGED);
		return count;
	case PACKED_NOT:
		break;
	}
	if (unpacking->offset >= input->size)
		return 0;
	count = input->read(input->context, unpacking->offset, out, size);
	return count < 0 ? fail(unpacking, UNREADABLE) : count;
}

int64_t
unpack_read(struct unpacking *unpacking, void *out, size_t size)
{
	int64_t count = unpacking->message ? -1 : read_some(unpacking, out, size);

	if (count <= 0)
		return count;
	unpacking->offset += (uint64_t)count;
	if (unpacking->offset > ARCHIVE_BYTES)
		return fail(unpacking, TOO_LARGE);
	if (unpacking->archive->packing == PACKED_GZIP && unpacking->offset > SMALL
	    && unpacking->offset / ARCHIVE_RATIO > unpacking->archive->input->size)
		return fail(unpacking, BOMB);
	return count;
}

bool
unpack_seek(struct unpacking *unpacking, uint64_t offset)
{
	if (unpacking->archive->packing != PACKED_NOT)
		return false;
	unpacking->offset = offset;
	return true;
}
