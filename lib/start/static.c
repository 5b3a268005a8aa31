/*
 * For the static programs only, in place of a function of libc (ld's --wrap) that nobody calls:
 * libfcgi could connect to a host by its name. libc's brings its resolver along, and a warning at
 * every link.
 */
#include <netdb.h>
#include <stddef.h>

struct hostent *no_gethostbyname(const char *name) __asm__("__wrap_gethostbyname");

struct hostent *
no_gethostbyname(const char *name)
{
	(void)name;
	return NULL;
}
