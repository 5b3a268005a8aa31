/* The floor of every FastCGI figure: a worker that does nothing but answer. */
#include <fcgiapp.h>

int
main(void)
{
	FCGX_Request request;

	FCGX_Init();
	FCGX_InitRequest(&request, 0, 0);
	while (!FCGX_Accept_r(&request)) {
		FCGX_PutS("Status: 200 OK\r\nContent-Type: "
			"application/json\r\n\r\n{\"hello\":\"world\"}\n", request.out);
		FCGX_Finish_r(&request);
	}
	return 0;
}
