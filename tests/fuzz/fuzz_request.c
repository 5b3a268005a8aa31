/*
 * A whole request through the gateway: a letter for the program, lines of "NAME=value" (CGI
 * variables), an empty line, the body. "@admin" and "@member" in a value stand for their access
 * tokens; a key of the member's is always the same. Never a 500, always a clean head, redirects
 * that stay on this site, and JSON where it says JSON. Each request finds the same installation.
 */
#include "app.h"
#include "clock.h"
#include "dialect.h"
#include "fuzz.h"
#include "json.h"
#include "markup.h"
#include "process.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ID(n) "00000000-0000-4000-8000-00000000000" n

enum { NOW = 1775030400 };

extern const struct app auth_app, books_app, collection_app, diary_app, images_app, library_app,
	lists_app, media_app, movies_app;
extern const struct app booktracker_app, kallaxy_app, mediatracker_app, movieshelf_app, mycoll_app;
extern const struct app reviews_app, server_app, shared_app, stats_app, usermedia_app, users_app;
static const struct app *const programs[] = {
	&auth_app, &books_app, &collection_app, &images_app, &library_app, &media_app, &movies_app,
	&reviews_app,
	&server_app, &usermedia_app, &users_app, &diary_app, &lists_app, &shared_app, &stats_app,
	&mycoll_app, &kallaxy_app, &movieshelf_app, &booktracker_app, &mediatracker_app,
};

static struct process process;
static struct arena lasting = { .limit = 16 << 20 };
static char folder[] = "/tmp/vitrine-fuzz.XXXXXX";
static const char *files[3];			/* the database, its WAL, the WAL's index */
static const char *tokens[2];			/* admin's, member's */
static struct buf pristine;			/* the database as each request finds it */

struct exchange {
	struct arena *arena;
	const char *variables;
	const uint8_t *body;
	size_t left;
	const char *length;
	struct buf answer;
};

static const char *
variable(const struct exchange *x, const char *name)
{
	size_t n = strlen(name);

	for (const char *line = x->variables; *line; line += strcspn(line, "\n"),
		line += *line == '\n')
		if (!strncmp(line, name, n) && line[n] == '=')
			return arena_copy(x->arena, line + n + 1, strcspn(line + n + 1, "\n"));
	return NULL;
}

/* The value with the first "@admin" or "@member" replaced. */
static const char *
with_token(struct arena *arena, const char *value)
{
	static const char *const names[] = { "@admin", "@member" };

	for (int i = 0; i < 2; i++) {
		const char *at = strstr(value, names[i]);

		if (at && tokens[i])
			return arena_printf(arena, "%.*s%s%s", (int)(at - value), value, tokens[i],
				at + strlen(names[i]));
	}
	return value;
}

/*
 * What a server says by itself is never the client's choice; the length is right unless a line says
 * something else.
 */
static const char *
get_env(void *context, const char *name)
{
	static const char *const fixed[][2] = {
		{ "REMOTE_ADDR", "192.0.2.1" }, { "SCRIPT_NAME", "/cgi-bin/x.cgi" },
		{ "VITRINE_CONF", NULL },
	};
	const struct exchange *x = context;
	const char *value;

	for (size_t i = 0; i < COUNT(fixed); i++)
		if (!strcmp(name, fixed[i][0]))
			return fixed[i][1];
	value = variable(x, name);
	if (!value && !strcmp(name, "CONTENT_LENGTH"))
		return x->length;
	if (!value && !strcmp(name, "HTTP_HOST"))
		return "a.example";
	return value ? with_token(x->arena, value) : NULL;
}

static ssize_t
read_body(void *context, void *buffer, size_t size)
{
	struct exchange *x = context;
	size_t n = size < x->left ? size : x->left;

	if (n)
		memcpy(buffer, x->body, n);
	x->body += n;
	x->left -= n;
	return (ssize_t)n;
}

static bool
write_answer(void *context, const void *data, size_t size)
{
	buf_add(&((struct exchange *)context)->answer, data, size);
	return true;
}

static const struct app *
program_of(const void *data)
{
	return programs[(unsigned)(*(const uint8_t *)data - 'a') % COUNT(programs)];
}

/* Serves it; the answer. */
static struct exchange
serve(struct arena *arena, const void *data, size_t size)
{
	const uint8_t *start = (const uint8_t *)data + 1, *limit = start + size - 1;
	const uint8_t *end = memmem(start, size - 1, "\n\n", 2);
	struct exchange x = { .arena = arena, .body = end ? end + 2 : limit };
	const struct gateway gateway = { get_env, read_body, write_answer, &x };

	x.variables = arena_copy(arena, start, (size_t)((end ? end : limit) - start));
	x.left = (size_t)(limit - x.body);
	x.length = x.left ? arena_printf(arena, "%zu", x.left) : NULL;
	buf_init(&x.answer, arena, 1024);
	app_serve(&process, program_of(data), &gateway);
	return x;
}

static void
tidy(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (system(command))
		perror(command);
}

/* A door whose pages are somewhere else names the host, as the client did. */
static bool
names_host(const struct app *program, const char *address)
{
	return program->dialect && program->dialect->has_whole_links
		&& (!strncmp(address, "http://", 7) || !strncmp(address, "https://", 8));
}

/* Lines of headers with a name and no control characters, and where they lead. */
static void
check_head(const struct app *program, const char *head, const char *end)
{
	MUST(!strncmp(head, "Status: ", 8) && strncmp(head + 8, "500", 3));
	for (const char *line = head, *next; line < end; line = next + 2) {
		const char *colon = strchr(line, ':');

		next = strstr(line, "\r\n");
		MUST(colon && colon > line && colon < next && colon[1] == ' ');
		for (const char *p = line; p < next; p++)
			MUST((unsigned char)*p >= ' ' && *p != 0x7f);
		if (!strncmp(line, "Location: ", 10))
			MUST((names_host(program, line + 10)
				|| (line[10] == '/' && line[11] != '/'))
				&& !memchr(line, '\\', (size_t)(next - line)));
	}
}

static void
check_answer(const struct app *program, const struct exchange *x)
{
	const char *end = strstr(x->answer.data, "\r\n\r\n"), *head, *body;

	MUST(end);
	check_head(program, x->answer.data, end + 2);
	head = arena_copy(x->arena, x->answer.data, (size_t)(end + 2 - x->answer.data));
	body = end + 4;
	if (*body && strstr(head, "\r\nContent-Type: application/json"))
		MUST(json_is_strict(body, x->answer.length - (size_t)(body - x->answer.data)));
	if (strstr(head, "\r\nContent-Type: text/html"))
		MUST(!markup_fault(body, &head));
}

static void
read_database(void)
{
	FILE *file = fopen(files[0], "r");
	size_t n;

	MUST(file);
	buf_init(&pristine, &lasting, 0);
	while ((n = fread(buf_need(&pristine, 65536), 1, 65536, file)) > 0)
		pristine.length += n;
	fclose(file);
}

static void
restore(void)
{
	int fd;

	process_close_db(&process);
	fd = open(files[0], O_WRONLY | O_TRUNC | O_CREAT, 0600);
	MUST(fd >= 0 && write(fd, pristine.data, pristine.length) == (ssize_t)pristine.length
		&& !close(fd));
	unlink(files[1]);
	unlink(files[2]);
}

/* Two accounts with a session each, and one of everything; then ids that a request can know. */
static void
furnish(void)
{
	static const char *const requests[] = {
		"a\nREQUEST_METHOD=POST\nPATH_INFO=/register\nCONTENT_TYPE=application/json\n\n"
			"{\"username\":\"admin\",\"password\":\"correct "
			"horse\",\"email\":\"admin@a.example\"}",
		"a\nREQUEST_METHOD=POST\nPATH_INFO=/register\nCONTENT_TYPE=application/json\n\n"
			"{\"username\":\"member\",\"password\":\"correct horse\"}",
#define AS_MEMBER(program, method, path) program "\nREQUEST_METHOD=" method "\nPATH_INFO=" path \
		"\nCONTENT_TYPE=application/json\nHTTP_AUTHORIZATION=Bearer @member\n\n"
		AS_MEMBER("f", "POST", "/")
		"{\"type\":\"BOOK\",\"title\":\"Emma\",\"isbn\":\"9780141439587\"}",
		AS_MEMBER("g", "POST", "/")
			"{\"title\":\"Metropolis\",\"director\":\"Lang\","
			"\"release_date\":\"1927\"}",
		AS_MEMBER("j", "POST", "/") "{\"media_id\":\"" ID("1")
			"\",\"status\":\"COMPLETED\"}",
		AS_MEMBER("c", "POST", "/copies") "{\"media_id\":\"" ID("2")
			"\",\"format\":\"DVD\"}",
		AS_MEMBER("f", "PUT", "/" ID("1") "/rating") "{\"value\":4}",
		AS_MEMBER("f", "POST", "/" ID("1") "/reviews") "{\"content\":\"good\"}",
		AS_MEMBER("l", "POST", "/") "{\"media_id\":\"" ID("2")
			"\",\"end_date\":\"1927-01\"}",
		AS_MEMBER("m", "POST", "/") "{\"name\":\"Winter\"}",
		AS_MEMBER("m", "POST", "/" ID("1") "/items") "{\"media_id\":\"" ID("1") "\"}",
		AS_MEMBER("m", "POST", "/" ID("1") "/items") "{\"media_id\":\"" ID("2") "\"}",
		AS_MEMBER("j", "POST", "/bulk") "{\"ids\":[\"" ID("1")
			"\"],\"status\":\"PAUSED\"}",
		AS_MEMBER("k", "POST", "/me/tokens") "{\"name\":\"x\",\"scope\":\"write\"}",
	};
	static const char *const tables[] = { "users", "sessions", "media_items", "entries",
		"copies", "reviews", "diary", "lists" };

	for (size_t i = 0; i < COUNT(requests); i++) {
		struct exchange x = serve(&lasting, requests[i], strlen(requests[i]));

		MUST(!strncmp(x.answer.data, "Status: 20", 10));
		for (size_t table = 0; table < COUNT(tables); table++)
			MUST(!db_exec(process.db,
				arena_printf(&lasting, "UPDATE %s SET id = '" ID("") "' || key",
				tables[table]), NULL, 0));
		MUST(!db_exec(process.db, "UPDATE undos SET id = '" ID("1") "'", NULL, 0));
		/* the key is vitrine_ and 48 zeros */
		MUST(!db_exec(process.db, "UPDATE tokens SET id = '" ID("1") "', hash = "
			"'7256e5340508e58bbe8efa7962665b948eb76a47a1851aeb0d52958fb90eb5bc'",
			NULL, 0));
		for (int user = 0; user < 2; user++) {
			const char *id = user ? ID("2") : ID("1");

			tokens[user] = token_issue(&lasting, process.key, id, id, NOW, 0, 1000000);
		}
	}
}

/* An installation of its own, with cheap hashes and no limits that would end the fun. */
static void
install(void)
{
	const char *path;
	FILE *file;

	MUST(mkdtemp(folder));
	atexit(tidy);
	path = arena_printf(&lasting, "%s/vitrine.conf", folder);
	for (int i = 0; i < 3; i++)
		files[i] = arena_printf(&lasting, "%s/data/.ht.vitrine.db%s", folder,
			i ? i > 1 ? "-shm" : "-wal" : "");
	MUST((file = fopen(path, "w")));
	fputs("data_dir = data\nscrypt_log_n = 10\nscrypt_r = 1\nscrypt_p = 1\nrate_limit_address "
		"= 1000000\n"
		"rate_limit_titles = 1000000\nrate_limit_uploads = 1000000\n"
		"rate_limit_bulk = 1000000\n"
		"rate_limit_account = 1000000\ntrusted_proxies = 192.0.2.1\ncors_origins "
		"= https://a.example\n", file);
	MUST(!fclose(file) && !setenv("VITRINE_CONF", path, 1));
	clock_set(NOW);
	clock_hurry(true);
	furnish();
	process_close_db(&process);
	read_database();
	restore();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct exchange x;
	const char *method;

	if (!files[0])
		install();
	if (!size)
		return 0;
	x = serve(fresh(), data, size);
	check_answer(program_of(data), &x);
	method = variable(&x, "REQUEST_METHOD");
	if (method && !strchr("GHO", *method) && strchr("23", x.answer.data[8]))
		restore();
	return 0;
}
