/* The floor of every CGI figure: a static program that says hello. */
#include <unistd.h>

int
main(void)
{
	static const char hello[] = "Status: 200 OK\r\nContent-Type: "
		"application/json\r\n\r\n{\"hello\":\"world\"}\n";

	return write(STDOUT_FILENO, hello, sizeof(hello) - 1) < 0;
}
