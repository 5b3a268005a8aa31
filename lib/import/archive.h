/*
 * What an upload consists of: one file, as it is or packed by gzip, or those of a ZIP, by its
 * central directory. Nothing is written anywhere: paths are only compared.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include "format.h"

/* The most files of a ZIP, bytes of all that is unpacked, and how much larger that may be. */
enum { ARCHIVE_FILES = 2000, ARCHIVE_BYTES = 256 << 20, ARCHIVE_RATIO = 200 };

struct archive_file;

struct archive {
	struct arena *arena;
	const struct input *input;
	enum packing { PACKED_NOT, PACKED_GZIP, PACKED_ZIP } packing;
	void *zip;
	struct archive_file *files;
	int count;
};

/*
 * Looks at what there is. Folders, and what a Mac adds, aren't counted. ERR_VALIDATION with a
 * sentence for what is empty, damaged, encrypted, or beyond the limits.
 */
enum status archive_open(struct arena *arena, const struct input *input, struct archive *out,
	const char **message);

/* The path of a file, or the name of the upload without ".gz"; "" when it isn't known. */
const char *archive_path(const struct archive *archive, int file);

/* A file of it while it is read; one at a time. */
struct unpacking {
	struct archive *archive;
	int file;
	uint64_t offset;		/* how many bytes of it were read */
	uint64_t at;			/* how many of the input */
	unsigned char *packed;
	void *inflating;
	const char *message;		/* why it can't be read any more */
};

/* Begins at the beginning. What it takes from the arena ends with that. */
enum status unpack_open(struct arena *arena, struct archive *archive, int file,
	struct unpacking *out, const char **message);

/* Up to `size` bytes; 0 at the end, -1 (with `message`) when it can't be read. */
int64_t unpack_read(struct unpacking *unpacking, void *out, size_t size);

/* True when it goes on at this offset then; false where it has to be read up to there. */
bool unpack_seek(struct unpacking *unpacking, uint64_t offset);

#endif
