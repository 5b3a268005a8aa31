/* What kind of file system a path is on, as far as that matters to a database. */
#ifndef FILE_SYSTEM_H
#define FILE_SYSTEM_H

#include <stdbool.h>

struct file_system {
	unsigned long magic;		/* statfs(2)'s f_type */
	const char *name;
	/* has no memory that several machines share: no write-ahead log */
	bool is_network;
	bool is_memory;			/* gone when the machine starts anew */
};

/* That of the path, or of nothing that is known: never NULL. */
const struct file_system *file_system_of(const char *path);

#endif
