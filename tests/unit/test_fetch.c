/* lib/out/fetch: where it goes, and where it doesn't; what it asks is held by tests/e2e/lookup*. */
#include "client.h"
#include "fetch.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct arena memory = { .limit = 64 << 20 };
static const char *const hosts[] = { "api.tvmaze.com", "*.archive.org", NULL };
static const char *const origin[] = { "http://127.0.0.1:8081", NULL };

static const struct {
	const char *const *hosts;
	const char *url;
	bool may_go;
} places[] = {
	{ hosts, "https://api.tvmaze.com", true },
	{ hosts, "https://api.tvmaze.com/a?b=c", true },
	{ hosts, "https://API.TVmaze.com/", true },
	{ hosts, "https://api.tvmaze.com:443/", true },
	{ hosts, "https://ia800.us.archive.org/x", true },
	{ hosts, "https://a.archive.org/x", true },
	/* another host */
	{ hosts, "https://tvmaze.com/", false },
	{ hosts, "https://evil.api.tvmaze.com/", false },
	{ hosts, "https://api.tvmaze.com.evil.example/", false },
	{ hosts, "https://evil-api.tvmaze.com/", false },
	{ hosts, "https://archive.org/", false },
	{ hosts, "https://evilarchive.org/", false },
	{ hosts, "https://.archive.org/", false },
	{ hosts, "https://archive.org.evil.example/", false },
	{ hosts, "https://127.0.0.1/", false },
	{ hosts, "https://2130706433/", false },
	{ hosts, "https://0x7f.1/", false },
	{ hosts, "https://[::1]/", false },
	{ hosts, "https://169.254.169.254/latest/meta-data/", false },
	{ hosts, "https://localhost/", false },
	/* the same in another way */
	{ hosts, "http://api.tvmaze.com/", false },
	{ hosts, "https://api.tvmaze.com:8443/", false },
	{ hosts, "https://api.tvmaze.com:80/", false },
	{ hosts, "https://ann:secret@api.tvmaze.com/", false },
	{ hosts, "https://ann@api.tvmaze.com/", false },
	{ hosts, "https://api.tvmaze.com@evil.example/", false },
	{ hosts, "https://evil.example#@api.tvmaze.com/", false },
	{ hosts, "https://evil.example/https://api.tvmaze.com/", false },
	{ hosts, "https://evil.example\\@api.tvmaze.com/", false },
	{ hosts, "https://api.tvmaze.com./", false },
	{ hosts, "https://*.archive.org/", false },
	/* other protocols, and none */
	{ hosts, "file://api.tvmaze.com/etc/passwd", false },
	{ hosts, "file:///etc/passwd", false },
	{ hosts, "ftp://api.tvmaze.com/", false },
	{ hosts, "gopher://api.tvmaze.com/_x", false },
	{ hosts, "data:text/plain,x", false },
	{ hosts, "api.tvmaze.com/x", false },
	{ hosts, "//api.tvmaze.com/x", false },
	{ hosts, "/x", false },
	{ hosts, "", false },
	{ hosts, "https://", false },
	{ hosts, "https://api.tvmaze.com:x/", false },
	{ hosts, "https://api.tvmaze.com:99999/", false },
	{ hosts, "https://api.tvmaze.com/\r\nHost: evil.example", false },
	/* an origin is that one */
	{ origin, "http://127.0.0.1:8081/x", true },
	{ origin, "http://127.0.0.1:8082/x", false },
	{ origin, "http://127.0.0.1/x", false },
	{ origin, "https://127.0.0.1:8081/x", false },
	{ origin, "http://localhost:8081/x", false },
	{ origin, "http://[::1]:8081/x", false },
	{ origin, "http://127.0.0.1:80810/x", false },
	{ origin, "http://127.0.0.2:8081/x", false },
};

START_TEST(it_goes_where_it_may_and_nowhere_else)
{
	ck_assert_msg(fetch_may_go(&memory, places[_i].url, places[_i].hosts)
		== places[_i].may_go, "%s", places[_i].url);
}
END_TEST

static int ended;

static void
count_ended(struct fetching *fetching, struct fetch *fetch)
{
	(void)fetching;
	(void)fetch;
	ended++;
}

static struct fetch
fetch_at(const char *url, const char *const *at)
{
	return (struct fetch){ .url = url, .hosts = at, .accept = "application/json", .most = 1000,
		.done = count_ended };
}

START_TEST(what_it_may_not_ask_ends_at_once)
{
	const struct config config = { .base_url = "", .lookup_proxy = "", .ca_file = "" };
	struct fetching *fetching = fetch_open(&memory, &config);
	struct fetch fetch = fetch_at("http://169.254.169.254/", hosts);

	ended = 0;
	fetch_start(fetching, &fetch);
	ck_assert_int_eq(fetch.end, FETCH_REFUSED);
	ck_assert_int_eq(ended, 1);
	ck_assert_ptr_null(strstr(fetch.fault, "169"));
	fetch_run(fetching, 1000);
	ck_assert_int_eq(ended, 1);
	arena_reset(&memory);
}
END_TEST

START_TEST(where_nobody_listens_it_says_so)
{
	static const char *const nobody_there[] = { "http://127.0.0.1:1", NULL };
	const struct config config = { .base_url = "", .lookup_proxy = "", .ca_file = "" };
	struct fetching *fetching = fetch_open(&memory, &config);
	struct fetch fetches[3];

	ended = 0;
	for (int i = 0; i < 3; i++) {
		fetches[i] = fetch_at("http://127.0.0.1:1/?key=SECRET", nobody_there);
		fetches[i].turn = i ? "one" : NULL;
		fetch_start(fetching, &fetches[i]);
	}
	fetch_run(fetching, 60000);
	ck_assert_int_eq(ended, 3);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(fetches[i].end, FETCH_UNREACHABLE);
		ck_assert_ptr_null(strstr(fetches[i].fault, "SECRET"));
		ck_assert_ptr_null(fetches[i].bytes);
	}
	arena_reset(&memory);
}
END_TEST

/* A server that takes connections and says nothing; *port is where. */
static int
listen_at(int waiting, int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(listen(fd, waiting), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

static int
count_connections(int fd)
{
	int count = 0;

	for (int taken; (taken = accept(fd, NULL, NULL)) >= 0; count++)
		close(taken);
	return count;
}

START_TEST(those_of_one_turn_go_one_at_a_time)
{
	const struct config config = { .base_url = "", .lookup_proxy = "", .ca_file = "" };
	struct fetching *fetching = fetch_open(&memory, &config);
	const char *there[2] = { NULL, NULL };
	struct fetch fetches[4];
	int port, fd = listen_at(8, &port);

	ended = 0;
	there[0] = arena_printf(&memory, "http://127.0.0.1:%d", port);
	for (int i = 0; i < 4; i++) {
		fetches[i] = fetch_at(there[0], there);
		fetches[i].turn = i < 3 ? "one" : NULL;
		fetch_start(fetching, &fetches[i]);
	}
	fetch_run(fetching, 500);
	ck_assert_int_eq(ended, 4);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(fetches[i].end, FETCH_TIMED_OUT);
	ck_assert_int_eq(count_connections(fd), 2);
	close(fd);
	arena_reset(&memory);
}
END_TEST

/* Where no connection comes about, long before the run is over. */
START_TEST(a_connection_is_not_waited_for_as_long_as_an_answer)
{
	const struct config config = { .base_url = "", .lookup_proxy = "", .ca_file = "" };
	struct fetching *fetching = fetch_open(&memory, &config);
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const char *there[2] = { NULL, NULL };
	int port, fd = listen_at(0, &port), others[4];
	struct fetch fetch;

	at.sin_port = htons((uint16_t)port);
	for (int i = 0; i < COUNT(others); i++) {	/* as many as are taken, and more */
		others[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		connect(others[i], (struct sockaddr *)&at, sizeof(at));
	}
	there[0] = arena_printf(&memory, "http://127.0.0.1:%d", port);
	fetch = fetch_at(there[0], there);
	fetch_start(fetching, &fetch);
	fetch_run(fetching, 60000);
	ck_assert_int_eq(fetch.end, FETCH_TIMED_OUT);
	ck_assert_str_ne(fetch.fault, "it takes too long");
	for (int i = 0; i < COUNT(others); i++)
		close(others[i]);
	close(fd);
	arena_reset(&memory);
}
END_TEST

/* --- a name server that hangs: libcurl asks by this getaddrinfo --- */

static pthread_mutex_t names = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t asked = PTHREAD_COND_INITIALIZER;
static bool is_asked;

int
getaddrinfo(const char *restrict name, const char *restrict service,
	const struct addrinfo *restrict hints, struct addrinfo **restrict out)
{
	(void)name;
	(void)service;
	(void)hints;
	(void)out;
	pthread_mutex_lock(&names);
	is_asked = true;
	for (;;)
		pthread_cond_wait(&asked, &names);
}

START_TEST(a_name_server_that_hangs_is_not_waited_for)
{
	static const char *const hanging[] = { "hangs.example", NULL };
	const struct config config = { .base_url = "", .lookup_proxy = "", .ca_file = "" };
	struct fetching *fetching = fetch_open(&memory, &config);
	struct fetch fetch = fetch_at("https://hangs.example/", hanging);

	fetch_start(fetching, &fetch);
	fetch_run(fetching, 500);
	ck_assert_int_eq(fetch.end, FETCH_TIMED_OUT);
	arena_reset(&memory);		/* the end of a request: a thread still asks */
	pthread_mutex_lock(&names);
	ck_assert(is_asked);
	pthread_mutex_unlock(&names);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fetch");
	TCase *tc = tcase_create("fetch");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, it_goes_where_it_may_and_nowhere_else, 0, COUNT(places));
	tcase_add_test(tc, what_it_may_not_ask_ends_at_once);
	tcase_add_test(tc, where_nobody_listens_it_says_so);
	tcase_add_test(tc, those_of_one_turn_go_one_at_a_time);
	tcase_add_test(tc, a_connection_is_not_waited_for_as_long_as_an_answer);
	tcase_add_test(tc, a_name_server_that_hangs_is_not_waited_for);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
