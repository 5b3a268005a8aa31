/*
 * Prints the address of each host named: what a program that carries its libraries can find out
 * where nothing is installed.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <nss.h>
#include <stdio.h>
#include <sys/socket.h>

int
main(int argc, char **argv)
{
	const struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };

	/*
	 * By files and DNS, both in libc itself: what else a machine's nsswitch.conf names would be
	 * its own libraries.
	 */
	__nss_configure_lookup("hosts", "files dns");
	for (int i = 1; i < argc; i++) {
		struct addrinfo *found;
		char text[INET_ADDRSTRLEN];
		int rc = getaddrinfo(argv[i], "80", &hints, &found);

		if (rc) {
			fprintf(stderr, "%s: %s\n", argv[i], gai_strerror(rc));
			return 1;
		}
		inet_ntop(AF_INET, &((struct sockaddr_in *)(void *)found->ai_addr)->sin_addr, text,
			sizeof(text));
		puts(text);
		freeaddrinfo(found);
	}
	return 0;
}
