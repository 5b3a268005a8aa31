/* What a transport provides. CGI, FastCGI and the tests' in-process client are three of them. */
#ifndef GATEWAY_H
#define GATEWAY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct gateway {
	/* A CGI variable (RFC 3875), NULL when unset. Lives until the request ends. */
	const char *(*env)(void *context, const char *name);
	/* Reads up to `size` bytes of the body: how many, 0 at its end, -1 when it broke off. */
	ssize_t (*read)(void *context, void *buffer, size_t size);
	/* Writes all bytes of the answer; false when nobody takes them any more. */
	bool (*write)(void *context, const void *data, size_t size);
	void *context;
};

#endif
