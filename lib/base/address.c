#include "address.h"
#include "text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

/* Reads an address as 16 bytes, IPv4 mapped into IPv6; false when it is none. */
static bool
parse_address(const char *text, unsigned char out[16], bool *is_v4)
{
	memcpy(out, mapped, sizeof(mapped));
	*is_v4 = inet_pton(AF_INET, text, out + 12) == 1;
	return *is_v4 || inet_pton(AF_INET6, text, out) == 1;
}

/*
 * The bits of a network's prefix, at most `most`; -1 for anything else: what can't be read must
 * hold nobody.
 */
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

	return parse_address(address, bytes, &is_v4);
}

/* An address, or a network: the first `bits` of its bytes. False for what is neither. */
static bool
parse_network(const char *text, size_t size, unsigned char bytes[16], long *bits)
{
	char network[80], *slash;
	bool is_v4;

	if (size >= sizeof(network))
		return false;
	memcpy(network, text, size);
	network[size] = '\0';
	slash = strchr(network, '/');
	if (slash)
		*slash++ = '\0';
	if (!parse_address(network, bytes, &is_v4))
		return false;
	*bits = slash ? prefix_length(slash, is_v4 ? 32 : 128) : is_v4 ? 32 : 128;
	if (*bits < 0)
		return false;
	*bits += is_v4 ? 96 : 0;
	return true;
}

/* The next word of a list, and its size; 0 at the end. */
static size_t
next_word(const char **list)
{
	*list += strspn(*list, " ,");
	return strcspn(*list, " ,");
}

bool
address_list_valid(const char *list)
{
	unsigned char bytes[16];
	long bits;

	for (size_t n; (n = next_word(&list)); list += n)
		if (!parse_network(list, n, bytes, &bits))
			return false;
	return true;
}

static bool
is_within(const unsigned char address[16], const unsigned char network[16], long bits)
{
	for (long i = 0; i < bits; i++)
		if ((address[i / 8] ^ network[i / 8]) >> (7 - i % 8) & 1)
			return false;
	return true;
}

bool
address_in(const char *address, const char *list)
{
	unsigned char bytes[16], network[16];
	long bits;
	bool is_v4;

	if (!parse_address(address, bytes, &is_v4))
		return false;
	for (size_t n; (n = next_word(&list)); list += n)
		if (parse_network(list, n, network, &bits) && is_within(bytes, network, bits))
			return true;
	return false;
}

const char *
address_of_client(struct arena *arena, const char *text)
{
	char *address = text_trim(arena, text), *port;
	size_t n = strlen(address);

	if (n > 1 && *address == '"' && address[n - 1] == '"') {
		address[n - 1] = '\0';
		address++;
	}
	port = *address == '[' ? strchr(address, ']') : strchr(address, ':');
	if (port && *address == '[') {
		address++;
		*port++ = '\0';
		if (!strchr(address, ':'))	/* brackets are for IPv6 */
			return NULL;
	} else if (port && strchr(port + 1, ':')) {	/* IPv6 without brackets has no port */
		port = NULL;
	}
	if (port && *port) {
		if (*port != ':' || !port[1] || strspn(port + 1, "0123456789") != strlen(port + 1))
			return NULL;
		*port = '\0';
	}
	return address_valid(address) ? address : NULL;
}

const char *
address_group(struct arena *arena, const char *address)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN];
	bool is_v4;

	if (!parse_address(address, bytes, &is_v4) || is_v4)
		return arena_strdup(arena, address);
	/* IPv4, as a server that listens on both sees it */
	if (!memcmp(bytes, mapped, sizeof(mapped))) {
		inet_ntop(AF_INET, bytes + 12, text, sizeof(text));
		return arena_strdup(arena, text);
	}
	memset(bytes + 8, 0, 8);
	inet_ntop(AF_INET6, bytes, text, sizeof(text));
	return arena_printf(arena, "%s/64", text);
}
