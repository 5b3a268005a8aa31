#include "client.h"
#include "clock.h"
#include "engine.h"
#include "uuid.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { VARIABLES = 64, HEAD_MAX = 16384 };

struct sender nobody, admin, member, other;

static struct process process;
static struct arena memory;
static char folder[64], template[64];

struct exchange {
	const char *names[VARIABLES], *values[VARIABLES];
	int count;
	const char *body;
	size_t size, taken, largest;	/* largest: piece that was asked for */
	struct buf answer;
};

static size_t patience = SIZE_MAX;

static void
set(struct exchange *x, const char *name, const char *value)
{
	for (int i = 0; i < x->count; i++)
		if (!strcmp(x->names[i], name)) {
			x->values[i] = value;
			return;
		}
	ck_assert_int_lt(x->count, VARIABLES);
	x->names[x->count] = name;
	x->values[x->count++] = value;
}

static const char *
get_env(void *context, const char *name)
{
	const struct exchange *x = context;

	for (int i = 0; i < x->count; i++)
		if (!strcmp(x->names[i], name))
			return x->values[i];
	return NULL;
}

/*
 * As RFC 3875 (4.2) has it, nobody may ask for more than CONTENT_LENGTH said: some servers would
 * let the asker wait.
 */
static ssize_t
read_body(void *context, void *buffer, size_t size)
{
	struct exchange *x = context;
	size_t n = x->size - x->taken < size ? x->size - x->taken : size;
	const char *length = get_env(x, "CONTENT_LENGTH");

	if (length && *length)
		ck_assert_uint_le(x->taken + size, strtoull(length, NULL, 10));
	if (size > x->largest)
		x->largest = size;
	if (n)
		memcpy(buffer, x->body + x->taken, n);
	x->taken += n;
	return (ssize_t)n;
}

static bool
write_answer(void *context, const void *data, size_t size)
{
	struct exchange *x = context;

	if (x->answer.length + size > patience)
		return false;
	buf_add(&x->answer, data, size);
	return true;
}

void
client_goes_away(size_t bytes)
{
	patience = bytes;
}

static struct reply *
read_reply(const struct buf *answer)
{
	struct reply *reply = arena_alloc(&memory, sizeof(*reply));
	const char *end = strstr(answer->data, "\r\n\r\n");

	ck_assert_msg(end != NULL, "no head: %s", answer->data);
	reply->head = arena_copy(&memory, answer->data, (size_t)(end + 2 - answer->data));
	reply->size = (size_t)(answer->data + answer->length - (end + 4));
	reply->body = arena_copy(&memory, end + 4, reply->size);
	reply->http = atoi(reply->head + strlen("Status: "));
	json_use_arena(&memory);
	reply->json = cJSON_Parse(reply->body);
	json_use_arena(NULL);
	return reply;
}

/*
 * What a door of another design answered goes to the file that ANSWERS names, for
 * tests/e2e/dialects.last.js, which holds it against the door's document: method, address, status,
 * head and JSON, with tabs between.
 */
static void
note_answer(const struct app *program, const char *method, const char *path,
	const struct reply *reply)
{
	const char *name = getenv("ANSWERS");
	struct buf line;
	int file;

	if (!name || (!program->dialect && !program->sides))
		return;
	buf_init(&line, &memory, reply->size + 1000);
	buf_printf(&line, "%s\t/cgi-bin/%s.cgi%s\t%d\t", method, program->name, path,
		reply->http);
	for (const char *p = reply->head; *p; p++)
		buf_putc(&line, *p == '\n' ? '\037' : *p == '\r' || *p == '\t' ? ' ' : *p);
	buf_printf(&line, "\t%s\n", reply->json || !reply->size ? reply->body : "(bytes)");
	file = open(name, O_WRONLY | O_APPEND | O_CREAT, 0600);
	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, line.data, line.length), line.length);
	close(file);
}

struct reply *
client_send(const struct sender *sender, const struct app *program, const char *method,
	const char *path,
	const char *content_type, const void *body, size_t size, const char *const *headers)
{
	struct exchange x = { .body = body, .size = size };
	const struct gateway gateway = { get_env, read_body, write_answer, &x };
	const char *query = strchr(path, '?');
	struct reply *reply;

	buf_init(&x.answer, &memory, 4096);
	set(&x, "REQUEST_METHOD", method);
	set(&x, "PATH_INFO", query ? arena_copy(&memory, path, (size_t)(query - path)) : path);
	set(&x, "QUERY_STRING", query ? query + 1 : "");
	set(&x, "SCRIPT_NAME", arena_printf(&memory, "/cgi-bin/%s.cgi", program->name));
	set(&x, "REQUEST_URI", arena_printf(&memory, "%s%s", program->door, path));
	set(&x, "HTTP_HOST", "vitrine.example");
	set(&x, "REMOTE_ADDR", "192.0.2.1");
	if (body) {
		set(&x, "CONTENT_LENGTH", arena_printf(&memory, "%zu", size));
		set(&x, "CONTENT_TYPE", content_type ? content_type : "");
	}
	if (sender && sender->token)
		set(&x, "HTTP_AUTHORIZATION", arena_printf(&memory, "Bearer %s", sender->token));
	for (; headers && *headers; headers++) {
		const char *equals = strchr(*headers, '=');

		set(&x, arena_copy(&memory, *headers, (size_t)(equals - *headers)), equals + 1);
	}
	app_serve(&process, program, &gateway);
	reply = read_reply(&x.answer);
	reply->largest_read = x.largest;
	note_answer(program, method, path, reply);
	return reply;
}

static struct reply *
send_json(const struct sender *sender, const struct app *program, const char *method,
	const char *path, const char *json)
{
	return client_send(sender, program, method, path, "application/json", json,
		json ? strlen(json) : 0, NULL);
}

struct reply *
client_get(const struct sender *sender, const struct app *program, const char *path)
{
	return send_json(sender, program, "GET", path, NULL);
}

struct reply *
client_delete(const struct sender *sender, const struct app *program, const char *path)
{
	return send_json(sender, program, "DELETE", path, NULL);
}

struct reply *
client_post(const struct sender *sender, const struct app *program, const char *path,
	const char *json)
{
	return send_json(sender, program, "POST", path, json);
}

struct reply *
client_put(const struct sender *sender, const struct app *program, const char *path,
	const char *json)
{
	return send_json(sender, program, "PUT", path, json);
}

struct reply *
client_patch(const struct sender *sender, const struct app *program, const char *path,
	const char *json)
{
	return send_json(sender, program, "PATCH", path, json);
}

static const char *
text_at(const cJSON *item, const char *path)
{
	char *text;

	while (item && *path) {
		size_t n = strcspn(path, ".[]");

		if (*path == '[') {
			item = cJSON_GetArrayItem(item, atoi(path + 1));
			path += strcspn(path, "]") + 1;
		} else if (*path == '.') {
			path++;
		} else {
			item = cJSON_GetObjectItemCaseSensitive(item, arena_copy(&memory, path, n));
			path += n;
		}
	}
	if (!item)
		return "(none)";
	if (cJSON_IsString(item))
		return item->valuestring;
	json_use_arena(&memory);
	text = cJSON_PrintUnformatted(item);
	json_use_arena(NULL);
	return text;
}

const char *
json_text(const struct reply *reply, const char *path)
{
	return text_at(reply->json, path);
}

void
client_steps(const struct app *program, const struct door_step *steps)
{
	for (const struct door_step *step = steps; step->method; step++) {
		const struct reply *r = client_send(step->who, program, step->method, step->path,
			step->body ? "application/json" : NULL, step->body,
			step->body ? strlen(step->body) : 0, NULL);

		ck_assert_msg(r->http == step->http && (!step->member
		    || !strcmp(json_text(r, step->member), step->value)),
			"step %d, %s %s: %d, not %d with %s = %s: %s", (int)(step - steps),
			step->method, step->path, r->http, step->http, step->member, step->value,
			r->body);
	}
}

void
client_insists(const struct sender *who, const struct app *program, const char *method,
	const char *path, const char *json)
{
	const struct reply *r = client_send(who, program, method, path, "application/json", json,
		json ? strlen(json) : 0, (const char *[]){ "HTTP_IF_MATCH=\"another\"", NULL });

	ck_assert_msg(r->http == 412, "%s %s: %d: %s", method, path, r->http, r->body);
}

const char *
text(const char *format, ...)
{
	va_list args;
	const char *out;

	va_start(args, format);
	out = arena_vprintf(&memory, format, args);
	va_end(args);
	return out;
}

struct reply *
made(struct reply *reply)
{
	ck_assert_msg(reply->http == 201, "%d: %s", reply->http, reply->body);
	return reply;
}

void
assert_refused(const struct reply *reply, int http, const char *field)
{
	ck_assert_msg(reply->http == http, "%d: %s", reply->http, reply->body);
	ck_assert_msg(!field || !strcmp(json_text(reply, "error.details[0].field"), field), "%s",
		reply->body);
}

const char *
json_column(const struct reply *reply, const char *list, const char *path)
{
	const cJSON *items = cJSON_GetObjectItemCaseSensitive(reply->json, list), *item;
	struct buf out;

	ck_assert_msg(cJSON_IsArray(items), "no list: %s", reply->body);
	buf_init(&out, &memory, 256);
	cJSON_ArrayForEach(item, items)
		buf_printf(&out, "%s%s", item == items->child ? "" : "|", text_at(item, path));
	return out.data;
}

const char *
reply_header(const struct reply *reply, const char *name)
{
	size_t n = strlen(name);

	for (const char *line = reply->head; *line; line = strstr(line, "\r\n") + 2)
		if (!strncasecmp(line, name, n) && line[n] == ':')
			return arena_copy(&memory, line + n + 2, strcspn(line + n + 2, "\r"));
	return NULL;
}

const char *
client_folder(void)
{
	return folder;
}

void
client_settings(const char *lines)
{
	FILE *file = fopen(arena_printf(&memory, "%s/vitrine.conf", folder), "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "data_dir = data\nscrypt_log_n = 10\nscrypt_r = 1\nscrypt_p "
		"= 1\nrate_limit_titles = 100000\n"
		"rate_limit_uploads = 100000\nrate_limit_bulk = 100000\n%s\n", lines);
	ck_assert_int_eq(fclose(file), 0);
	client_restart();
}

void
client_restart(void)
{
	process_release(&process);
}

void
client_old_database(const char *version, const char *path)
{
	char name[64], bytes[65536];
	gzFile from;
	FILE *to = fopen(path, "wx");
	int n;

	snprintf(name, sizeof(name), "tests/db/vitrine-%s.db.gz", version);
	from = gzopen(name, "rb");
	ck_assert_msg(from != NULL, "%s is not here: the tests run in the checkout's folder", name);
	ck_assert_ptr_nonnull(to);
	while ((n = gzread(from, bytes, sizeof(bytes))) > 0)
		ck_assert_uint_eq(fwrite(bytes, 1, (size_t)n, to), (size_t)n);
	ck_assert_int_eq(n, 0);
	ck_assert_int_eq(gzclose(from), Z_OK);
	ck_assert_int_eq(fclose(to), 0);
}

size_t
client_limit_memory(size_t most)
{
	size_t was = process.request_arena.limit;

	process.request_arena.limit = most;
	return was;
}

void
client_leave_memory(size_t bytes)
{
	leave_memory(&process.request_arena, bytes);
}

void
leave_memory(struct arena *arena, size_t bytes)
{
	arena_release(arena);
	arena_init(arena, SIZE_MAX, NULL);
	arena_room(arena, 1);
	while (arena->end > arena->next && (size_t)(arena->end - arena->next) > bytes % arena->used)
		arena_room(arena, 1);
	arena->limit = arena->used + bytes / arena->used * arena->used;
}

struct db *
client_db(void)
{
	return process.db;
}

int64_t
client_rows(const char *table)
{
	int64_t count = -1;

	ck_assert_int_eq(db_number(process.db,
		arena_printf(&memory, "SELECT count(*) FROM %s", table), NULL, 0, &count), OK);
	return count;
}

const char *
client_key(const char *table, const char *id)
{
	const struct value args[] = { value_text(id) };
	int64_t key = 0;

	ck_assert_int_eq(db_number(process.db,
		arena_printf(&memory, "SELECT key FROM %s WHERE id = $1", table), args, 1, &key),
		OK);
	return text("%lld", (long long)key);
}

struct census
client_census(void)
{
	STMT_AUTO stmt = NULL;
	struct census census = { .count = 0 };
	enum status rc = engine_tables(process.db, &stmt);

	for (rc = stmt_step(stmt); !rc; rc = stmt_step(stmt)) {
		ck_assert_int_lt(census.count, COUNT(census.names));
		census.names[census.count++] = stmt_text(stmt, 0, &memory);
	}
	ck_assert_int_eq(rc, ERR_NOT_FOUND);
	for (int i = 0; i < census.count; i++)
		census.rows[i] = client_rows(strcmp(census.names[i], "events") ? census.names[i]
			: "events WHERE event NOT IN ('access_refused', "
			"'limit_reached', 'foreign_page_refused')");
	return census;
}

const char *
client_losses(const struct census *before)
{
	struct census after = client_census();
	struct buf out;

	ck_assert_int_eq(after.count, before->count);
	buf_init(&out, &memory, 100);
	for (int i = 0; i < after.count; i++)
		if (after.rows[i] != before->rows[i])
			buf_printf(&out, "%s%s %d", out.length ? ", " : "", after.names[i],
				(int)(before->rows[i] - after.rows[i]));
	return out.data;
}

void
client_sql(const char *sql, const char *first, const char *second)
{
	const struct value args[] = { value_text(first), value_text(second) };

	ck_assert_msg(db_exec(process.db, sql, args, (first != NULL) + (second != NULL)) == OK,
		"%s: %s", sql, db_message(process.db));
}

#define OWN_ROWS "FROM users u, media_items m WHERE u.username = $1 AND m.id = $2"

void
client_add_rating(const struct sender *sender, const char *media_id)
{
	client_sql("INSERT INTO ratings (user_key, media_key, value, created_at, updated_at) "
		"SELECT u.key, m.key, 8, 0, 0 " OWN_ROWS, sender->username, media_id);
}

void
client_add_review(const struct sender *sender, const char *media_id)
{
	client_sql(arena_printf(&memory,
		"INSERT INTO reviews (id, user_key, media_key, content, created_at, updated_at) "
		"SELECT '%s', u.key, m.key, 'Good', 0, 60 " OWN_ROWS, uuid_new(&memory)),
		sender->username, media_id);
}

void
client_add_copy(const struct sender *sender, const char *media_id)
{
	client_sql(arena_printf(&memory,
		"INSERT INTO copies (id, user_key, media_key, type, whereabouts, format, "
		"format_folded, created_at, updated_at) "
		"SELECT '%s', u.key, m.key, m.type, 'home', 'DVD', 'dvd', 0, 0 " OWN_ROWS,
		uuid_new(&memory)), sender->username, media_id);
}

void
client_add_picture(const char *id, const char *username)
{
	const struct value args[] = { value_text(id), value_text(username), value_blob("", 1) };

	ck_assert_int_eq(db_exec(process.db,
		"INSERT INTO images (id, user_key, content_type, width, height, bytes, created_at) "
		"SELECT $1, key, 'image/png', 1, 1, $3, 0 FROM users WHERE username = $2", args, 3),
		OK);
}

static struct sender
register_sender(const char *username)
{
	struct reply *r = client_post(&nobody, &auth_app, "/register",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"correct horse\"}",
		username));

	ck_assert_int_eq(r->http, 201);
	return (struct sender){ username, json_text(r, "access_token"),
		json_text(r, "refresh_token"), json_text(r, "id") };
}

/*
 * --- one installation, made once for each test program, and copied for each test ----------------
 */

static struct sender *const registered[] = { &admin, &member, &other };

static char *
path_in(const char *parent, const char *name)
{
	return arena_printf(&memory, "%s/%s", parent, name);
}

static void
copy_file(const char *from, const char *to)
{
	char bytes[65536];
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t n;

	ck_assert(in >= 0 && out >= 0);
	while ((n = read(in, bytes, sizeof(bytes))) > 0)
		ck_assert_int_eq(write(out, bytes, (size_t)n), n);
	ck_assert_int_eq(n, 0);
	close(in);
	close(out);
}

static bool
is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

static void
copy_data(const char *from, const char *to)
{
	const char *old = path_in(from, "data"), *new = path_in(to, "data");
	DIR *dir = opendir(old);
	const struct dirent *entry;

	ck_assert_ptr_nonnull(dir);
	ck_assert_int_eq(mkdir(new, 0700), 0);
	while ((entry = readdir(dir)))
		if (!is_dots(entry->d_name))
			copy_file(path_in(old, entry->d_name), path_in(new, entry->d_name));
	closedir(dir);
}

static void
make_template(void)
{
	FILE *file;

	for (int i = 0; i < COUNT(registered); i++)
		*registered[i] = register_sender((const char *[]){ "admin", "member", "other" }[i]);
	client_restart();
	copy_data(folder, template);
	file = fopen(path_in(template, "senders"), "w");
	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < COUNT(registered); i++)
		fprintf(file, "%s %s %s %s\n", registered[i]->username, registered[i]->token,
			registered[i]->refresh_token, registered[i]->id);
	ck_assert_int_eq(fclose(file), 0);
}

static void
copy_template(FILE *senders)
{
	char words[4][1024];

	for (int i = 0; i < COUNT(registered); i++) {
		ck_assert_int_eq(fscanf(senders, "%1023s %1023s %1023s %1023s", words[0], words[1],
			words[2], words[3]), 4);
		*registered[i] = (struct sender){ arena_strdup(&memory, words[0]),
			arena_strdup(&memory, words[1]), arena_strdup(&memory, words[2]),
			arena_strdup(&memory, words[3]) };
	}
	fclose(senders);
	copy_data(template, folder);
}

void
client_setup(void)
{
	FILE *senders;

	arena_init(&memory, 512 << 20, NULL);
	strcpy(folder, "/tmp/vitrine-test.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(setenv("VITRINE_CONF", path_in(folder, "vitrine.conf"), 1), 0);
	clock_set(1775030400);	/* 2026-04-01T08:00:00Z */
	client_settings("rate_limit_address = 100000");
	/* A test is a process of its own: what the first one has made it leaves as files. */
	senders = fopen(path_in(template, "senders"), "r");
	if (senders)
		copy_template(senders);
	else
		make_template();
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
}

/* Also what a test has locked. */
static bool
remove_folder(const char *path)
{
	char name[PATH_MAX];
	const struct dirent *entry;
	bool gone = true;
	DIR *dir;

	chmod(path, 0700);
	dir = opendir(path);
	if (!dir)
		return false;
	while ((entry = readdir(dir))) {
		if (is_dots(entry->d_name))
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (unlink(name))
			gone &= errno == EISDIR && remove_folder(name);
	}
	closedir(dir);
	return !rmdir(path) && gone;
}

void
client_teardown(void)
{
	process_release(&process);
	ck_assert_msg(remove_folder(folder), "%s is not empty", folder);
	arena_release(&memory);
	clock_set(0);
}

/*
 * No test can tell whether what is written has reached the disk, but test_durable, which has
 * these two of its own: nobody waits for the disk.
 */
__attribute__((weak)) int
fsync(int fd)
{
	return fcntl(fd, F_GETFD) < 0 ? -1 : 0;
}

__attribute__((weak)) int
fdatasync(int fd)
{
	return fsync(fd);
}

int
run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	strcpy(template, "/tmp/vitrine-test.XXXXXX");
	if (!mkdtemp(template))
		return EXIT_FAILURE;
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return !remove_folder(template) || failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
