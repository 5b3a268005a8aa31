#include "status.h"

#include <errno.h>

static const struct {
	int http;
	const char *code, *text;
} outcomes[] = {
#define X(name, http, code, text) [name] = { http, code, text },
	STATUS_LIST(X)
#undef X
};

int
status_http(enum status status)
{
	return outcomes[status].http;
}

const char *
status_code(enum status status)
{
	return outcomes[status].code;
}

const char *
status_text(enum status status)
{
	return outcomes[status].text;
}

enum status
status_of_error(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:	/* a limit of the process's */
		return ERR_FULL;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case EINTR:
	case EAGAIN:
		return ERR_UNAVAILABLE;
	}
	return ERR_SETUP;
}

const char *
http_reason(int http)
{
	switch (http) {
	case 200: return "OK";
	case 201: return "Created";
	case 202: return "Accepted";
	case 204: return "No Content";
	case 301: return "Moved Permanently";
	case 303: return "See Other";
	case 304: return "Not Modified";
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 409: return "Conflict";
	case 412: return "Precondition Failed";
	case 413: return "Content Too Large";
	case 415: return "Unsupported Media Type";
	case 422: return "Unprocessable Content";
	case 429: return "Too Many Requests";
	case 500: return "Internal Server Error";
	case 503: return "Service Unavailable";
	}
	return "Unknown";
}
