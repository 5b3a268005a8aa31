/*
 * For the static programs only, in place of two functions of libc (ld's --wrap) that nobody calls:
 * SQLite could load an extension, libfcgi connect to a host by its name. libc's bring its resolver
 * along, and a warning at every link.
 */
#include <netdb.h>
#include <stddef.h>

void *no_dlopen(const char *path, int flags) __asm__("__wrap_dlopen");
struct hostent *no_gethostbyname(const char *name) __asm__("__wrap_gethostbyname");

void *
no_dlopen(const char *path, int flags)
{
	(void)path;
	(void)flags;
	return NULL;
}

struct hostent *
no_gethostbyname(const char *name)
{
	(void)name;
	return NULL;
}
