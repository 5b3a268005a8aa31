/*
 * For the static programs only, in place of functions of libc and libm (ld's --wrap) that nobody
 * calls: SQLite could load an extension, and has sines for SQL that asks for them; libfcgi could
 * connect to a host by its name. libc's bring its resolver along, and a warning at every link,
 * libm's a quarter of a MiB.
 */
#include <math.h>
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

#define NO_ANGLE(name) \
	double no_##name(double number) __asm__("__wrap_" #name); \
	double \
	no_##name(double number) \
	{ \
		(void)number; \
		return NAN; \
	}
NO_ANGLE(sin) NO_ANGLE(cos) NO_ANGLE(tan) NO_ANGLE(asin) NO_ANGLE(acos) NO_ANGLE(atan)
NO_ANGLE(sinh) NO_ANGLE(cosh) NO_ANGLE(tanh) NO_ANGLE(asinh) NO_ANGLE(acosh) NO_ANGLE(atanh)

double no_atan2(double y, double x) __asm__("__wrap_atan2");

double
no_atan2(double y, double x)
{
	(void)y;
	(void)x;
	return NAN;
}
