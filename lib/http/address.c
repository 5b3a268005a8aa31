#include "address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

/* Reads an address as 16 bytes, IPv4 mapped into IPv6; false when it is none. */
static bool
parse(const char *text, unsigned char out[16], bool *is_v4)
{
	memcpy(out, mapped, sizeof(mapped));
	*is_v4 = inet_pton(AF_INET, text, out + 12) == 1;
	return *is_v4 || inet_pton(AF_INET6, text, out) == 1;
}

/* The bits of a network's prefix, at most `most`; -1 for anything else: what can't be read must hold nobody. */
static long
prefix_length(const char *text, long most)
{
	size_t n = strlen(text);
	long bits;

	if (!n || n > 3 || strspn(text, "0123456789") != n)
		return -1;
	bits = strtol(text, NULL, 10);
	return bits <= most ? bits : -1;
}

bool
address_valid(const char *address)
{
	unsigned char bytes[16];
	bool is_v4;

	return parse(address, bytes, &is_v4);
}

static bool
in_network(const unsigned char address[16], const char *network)
{
	unsigned char bytes[16];
	char text[64];
	size_t n = strcspn(network, "/");
	long bits = 128;
	bool is_v4;

	if (n >= sizeof(text))
		return false;
	memcpy(text, network, n);
	text[n] = '\0';
	if (!parse(text, bytes, &is_v4))
		return false;
	if (network[n] == '/') {
		bits = prefix_length(network + n + 1, is_v4 ? 32 : 128);
		if (bits < 0)
			return false;
		bits += is_v4 ? 96 : 0;
	}
	for (long i = 0; i < bits; i++)
		if ((address[i / 8] ^ bytes[i / 8]) >> (7 - i % 8) & 1)
			return false;
	return true;
}

bool
address_in(const char *address, const char *list)
{
	unsigned char bytes[16];
	bool is_v4;

	if (!parse(address, bytes, &is_v4))
		return false;
	for (const char *p = list; *p; p += strspn(p, " ,")) {
		char network[80];
		size_t n = strcspn(p, " ,");

		if (n && n < sizeof(network)) {
			memcpy(network, p, n);
			network[n] = '\0';
			if (in_network(bytes, network))
				return true;
		}
		p += n;
	}
	return false;
}

const char *
address_group(struct arena *arena, const char *address)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN];
	bool is_v4;

	if (!parse(address, bytes, &is_v4) || is_v4)
		return arena_strdup(arena, address);
	if (!memcmp(bytes, mapped, sizeof(mapped))) {	/* IPv4, as a server that listens on both sees it */
		inet_ntop(AF_INET, bytes + 12, text, sizeof(text));
		return arena_strdup(arena, text);
	}
	memset(bytes + 8, 0, 8);
	inet_ntop(AF_INET6, bytes, text, sizeof(text));
	return arena_printf(arena, "%s/64", text);
}
