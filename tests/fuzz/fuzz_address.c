/*
 * An address (the first line) and a list of networks: it is in a list when it is in one of its
 * networks, which then begins with an address; it is in its own network, and in none with a length
 * that is no number.
 */
#include "address.h"
#include "fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	char *rest = arena_copy(arena, data, size), *address = strsep(&rest, "\n"), *network;
	const char *list = rest ? arena_strdup(arena, rest) : "",
		*group = address_group(arena, address);
	const char *client = address_of_client(arena, address);
	bool is_address = address_valid(address), is_in = false;

	MUST(!client || address_valid(client));
	MUST(!is_address || (client && !strcmp(client, address)));
	MUST(!is_address || address_of_client(arena,
		arena_printf(arena, strchr(address, ':') ? "[%s]:1" : "%s:1", address)));
	MUST(is_address == address_in(address, address)
		&& is_address == address_in(address, group));
	MUST(is_address == address_in(address, "0.0.0.0/0 ::/0"));
	MUST(is_address == address_in(address, arena_printf(arena, "%s , %s", list, address)));
	while ((network = strsep(&rest, " ,"))) {
		char *bits = strchr(network, '/');

		if (!address_in(address, network))
			continue;
		is_in = true;
		if (bits)
			*bits++ = '\0';
		MUST(address_valid(network)
			&& (!bits || (*bits && strspn(bits, "0123456789") == strlen(bits))));
	}
	MUST(is_in == address_in(address, list));
	return 0;
}
