/* IP addresses in text. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include "arena.h"

#include <stdbool.h>

/* True for an IPv4 or IPv6 address. */
bool address_valid(const char *address);

/*
 * True when the address is in a list of addresses and networks ("10.0.0.0/8 ::1") separated by
 * spaces.
 */
bool address_in(const char *address, const char *list);

/* True when each word of such a list is an address or a network. */
bool address_list_valid(const char *list);

/*
 * The address in what a proxy wrote of its client, "192.0.2.1:4711", "[2001:db8::1]:4711" or an
 * address alone, perhaps in quotes; NULL when there is none.
 */
const char *address_of_client(struct arena *arena, const char *text);

/* What calls are counted by: an IPv4 address, or the /64 network of an IPv6 one. */
const char *address_group(struct arena *arena, const char *address);

#endif
