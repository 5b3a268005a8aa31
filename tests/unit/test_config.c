/* lib/base/config: every setting's default, what it takes, and which line a mistake is on. */
#include "client.h"
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena memory = { .limit = 4 << 20 };
static char folder[] = "/tmp/vitrine-test.XXXXXX";
static const char *path, *message;

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	path = arena_printf(&memory, "%s/vitrine.conf", folder);
}

static void
teardown(void)
{
	unlink(path);
	rmdir(folder);
}

static bool
load(const char *text, size_t size, struct config *out)
{
	FILE *file = fopen(path, "w");

	ck_assert_uint_eq(fwrite(text, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
	return config_load(&memory, path, out, &message);
}

START_TEST(a_folder_has_one_name)
{
	static const char *const names[] = { "/a/b", "/a/b/", "/a/b//", "/a/b/.", "/a/b/./",
		"/a/b/.//./" };
	struct config c;

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		const char *line = arena_printf(&memory, "data_dir = %s\n", names[k]);

		ck_assert(load(line, strlen(line), &c));
		ck_assert_str_eq(c.data_dir, "/a/b");
	}
	ck_assert(load("data_dir = /\n", 13, &c));
	ck_assert_str_eq(c.data_dir, "/");
	ck_assert(load("data_dir = /a/b.\n", 17, &c));
	ck_assert_str_eq(c.data_dir, "/a/b.");
}
END_TEST

START_TEST(without_a_file_all_settings_have_their_defaults)
{
	struct config c;

	ck_assert(config_load(&memory, path, &c, &message));
	ck_assert_str_eq(c.base_url, "");
	ck_assert_str_eq(c.data_dir, arena_printf(&memory, "%s/data", folder));
	ck_assert_str_eq(c.registration, "open");
	ck_assert_str_eq(c.second_factor, "optional");
	ck_assert_str_eq(c.catalogue, "public");
	ck_assert_str_eq(c.https, "optional");
	ck_assert_str_eq(c.durability, "normal");
	ck_assert_str_eq(c.cors_origins, "");
	ck_assert_str_eq(c.trusted_proxies, "");
	ck_assert_str_eq(c.sendmail, "");
	ck_assert(!c.require_email);
	ck_assert_int_eq(c.access_token_ttl, 3600);
	ck_assert_int_eq(c.refresh_token_ttl, 30 * 86400);
	ck_assert_int_eq(c.upload_max, 5 << 20);
	ck_assert_int_eq(c.rate_limit_address, 30);
	ck_assert_int_eq(c.rate_limit_account, 10);
	ck_assert_int_eq(c.scrypt_log_n, 14);
	ck_assert_int_eq(c.scrypt_r, 8);
	ck_assert_int_eq(c.scrypt_p, 5);
	ck_assert_int_eq(c.rate_limit_titles, 120);
	ck_assert_int_eq(c.rate_limit_uploads, 30);
	ck_assert_int_eq(c.quota.titles, 100000);
	ck_assert_int_eq(c.quota.shelf, 200000);
	ck_assert_int_eq(c.quota.reviews, 100000);
	ck_assert_int_eq(c.quota.copies, 200000);
	ck_assert_int_eq(c.quota.diary, 400000);
	ck_assert_int_eq(c.quota.lists, 500);
	ck_assert_int_eq(c.quota.pictures, 1 << 30);
	ck_assert_int_eq(c.quota_accounts, 100000);
	ck_assert_int_eq(c.hash_slots, 4);
	ck_assert_int_eq(c.picture_slots, 2);
	ck_assert(c.lookup);
	ck_assert_int_eq(c.lookup_slots, 4);
	ck_assert_int_eq(c.rate_limit_lookups, 60);
	ck_assert_int_eq(c.rate_limit_bulk, 60);
	ck_assert_str_eq(c.lookup_language, "en");
	ck_assert_str_eq(c.lookup_country, "");
	ck_assert_str_eq(c.lookup_proxy, "");
	ck_assert_str_eq(c.ca_file, "");
	ck_assert(!c.lookup_ipv4_only && !c.lookup_allow_http);
}
END_TEST

#define TEXT(name) #name, offsetof(struct config, name), 't'
#define NUMBER(name) #name, offsetof(struct config, name), 'n'
#define QUOTA(name) "quota_" #name, offsetof(struct config, quota.name), 'n'
#define SOURCE(at, member, name) #name, offsetof(struct config, sources[at].member), 't'
#define FLAG(name) #name, offsetof(struct config, name), 'f'

static const struct {
	const char *name;
	size_t offset;
	char kind;
	const char *good[4], *bad[11];
} settings[] = {
	{ TEXT(base_url), { "https://a.example/x", "http://b", "http://[2001:db8::1]:8080/x", "" },
		{ "a.example", "ftp://a", "//a", "https://a b", "https://a?x", "https://a#x",
		  "https://a\"x", "https://a;x",
		  "http://", "https:///x" } },
	{ TEXT(base_url),
	  { "http://[::1]", "http://192.0.2.1:80", "https://a:65535", "https://a/@x" },
		{ "https://me:pw@a", "https://me@a/x", "https://[::1", "https://[::1]x",
		  "https://[1.2.3.4]", "https://[x]/",
		  "https://a:b", "https://a:/x", "https://:80", "https://a:65536", "https://a]" } },
	{ TEXT(mail_from), { "films@a.example", "a+b@[IPv6:::1]", "a@[192.0.2.1]", "" },
		{ "nobody", "@a.example", "a@", "a@b@c", "a@[::1]", "a@[", "a@[IPv6:192.0.2.1]",
		  "a@[192.0.2.1", "a@b:c",
		  "a:b@c", "[a]@b" } },
	{ TEXT(data_dir), { "/var/lib/x", "/a b" }, { NULL } },
	{ TEXT(registration), { "open", "closed", "invite" },
	  { "", "Open", "open closed", "ope", "opened", "invites" } },
	{ TEXT(second_factor), { "optional", "admins", "everyone" },
	  { "", "admin", "members", "Everyone", "yes", "optional admins" } },
	{ TEXT(invites), { "admins", "members" }, { "", "admin", "nobody" } },
	{ TEXT(catalogue), { "public", "private" }, { "", "secret" } },
	{ TEXT(durability), { "normal", "full" }, { "", "none" } },
	{ TEXT(cors_origins), { "https://a https://b", "http://localhost:8080", "" },
		{ "*", "a.example", "https://a/", "https://a,https://b/", "https://",
		  "https://a https://b/x", "ftp://a" } },
	{ TEXT(trusted_proxies), { "10.0.0.0/8 ::1", "127.0.0.1", "fd00::/8, 10.0.0.1", "" },
		{ "banana", "10.0.0.0/33", "10.0.0.1 x", "::1/129", "10.0.0.0/" } },
	{ TEXT(sendmail), { "/usr/sbin/sendmail", "" }, { NULL } },
	{ FLAG(require_email), { "yes", "on", "true", "1" },
	  { "", "maybe", "Yes", "2", "yes no" } },
	{ NUMBER(access_token_ttl), { "60", "86400" },
	  { "59", "86401", "", "1h", "-60", "60.5", "0x100" } },
	{ NUMBER(refresh_token_ttl), { "3600", "31536000" }, { "3599", "31536001" } },
	{ NUMBER(upload_max), { "65536", "12582912" }, { "65535", "12582913", "5M" } },
	{ NUMBER(import_max), { "65536", "33554432" }, { "65535", "33554433", "5M" } },
	{ NUMBER(rate_limit_address), { "1", "1000000" }, { "0", "1000001" } },
	{ NUMBER(rate_limit_account), { "1", "1000000" }, { "0", "99999999999999999999" } },
	{ NUMBER(rate_limit_titles), { "1", "1000000" }, { "0", "1000001" } },
	{ NUMBER(rate_limit_uploads), { "1", "1000000" }, { "0", "1000001" } },
	{ QUOTA(titles), { "1", "1000000000" }, { "0", "1000000001" } },
	{ QUOTA(shelf), { "1", "1000000000" }, { "0", "1000000001" } },
	{ QUOTA(reviews), { "1", "1000000000" }, { "0", "1000000001" } },
	{ QUOTA(copies), { "1", "1000000000" }, { "0", "1000000001" } },
	{ QUOTA(diary), { "1", "1000000000" }, { "0", "1000000001" } },
	{ QUOTA(lists), { "1", "1000000000" }, { "0", "1000000001" } },
	{ QUOTA(pictures), { "65536", "1000000000000" }, { "65535", "1000000000001", "1G" } },
	{ NUMBER(quota_accounts), { "1", "1000000000" }, { "0", "1000000001" } },
	{ NUMBER(scrypt_log_n), { "10", "20" }, { "9", "21" } },
	{ NUMBER(scrypt_r), { "1", "32" }, { "0", "33" } },
	{ NUMBER(scrypt_p), { "1", "32" }, { "0", "33" } },
	{ NUMBER(hash_slots), { "1", "64" }, { "0", "65" } },
	{ NUMBER(picture_slots), { "1", "64" }, { "0", "65" } },
	{ NUMBER(lookup_slots), { "1", "64" }, { "0", "65" } },
	{ NUMBER(rate_limit_lookups), { "1", "1000000" }, { "0", "1000001" } },
	{ NUMBER(rate_limit_bulk), { "1", "1000000" }, { "0", "1000001" } },
	{ FLAG(lookup), { "yes", "on", "true", "1" }, { "", "maybe" } },
	{ FLAG(lookup_ipv4_only), { "yes" }, { "4" } },
	{ FLAG(lookup_allow_http), { "yes" }, { "http" } },
	{ TEXT(lookup_language), { "en", "pt-BR", "de" },
	  { "", "e", "eng", "en_GB", "en-", "en-G", "en-GBR", "e1", "en&x=y", "en, de" } },
	{ TEXT(lookup_country), { "DE", "us", "" }, { "D", "DEU", "D1", "DE&x=y" } },
	{ TEXT(lookup_proxy), { "http://proxy.example:3128", "https://p", "socks5h://[::1]:1080",
	  "" }, { "proxy.example:3128", "file:///x", "ftp://p", "http://a b", "socks4://p" } },
	{ TEXT(ca_file), { "/etc/ssl/cert.pem", "" }, { "cert.pem", "./cert.pem", "https://a" } },
	{ SOURCE(TMDB, key, tmdb_key), { "0123456789abcdef0123456789abcdef",
	  "eyJhbGciOiJIUzI1NiJ9.e30.c2ln_-=", "" },
	  { "short", "with a space in it", "with\"quotes\"", "with&ampersand", "with\x01sign",
	    "with#sharp#sign", "b\xc3\xbc" "chertitel" } },
	{ SOURCE(RAWG, key, rawg_key), { "fedcba9876543210", "" }, { "1234567", "a/b?c=d&e" } },
	{ SOURCE(GOOGLEBOOKS, key, google_books_key), { "AIza0123456789", "" }, { "AIza 012345" } },
	{ SOURCE(OPENLIBRARY, url, openlibrary_url),
	  { "https://mirror.example", "https://mirror.example:8443", "https://[2001:db8::1]", "" },
	  { "http://mirror.example", "http://127.0.0.1", "https://mirror.example/",
	    "https://mirror.example/x", "https://a@mirror.example", "https://a https://b",
	    "mirror.example", "file:///x", "https://", "https://a:x", "https://a?b" } },
	{ SOURCE(RAWG, images_url, rawg_images_url), { "https://mirror.example", "" },
	  { "http://mirror.example", "https://mirror.example/x", "*" } },
};

START_TEST(a_setting_takes_what_it_means_and_nothing_else)
{
	const char *name = settings[_i].name, *line;

	for (int i = 0; i < 4 && settings[_i].good[i]; i++) {
		const char *value = settings[_i].good[i];
		struct config c;
		const char *place = (const char *)&c + settings[_i].offset;

		line = arena_printf(&memory, "\t %s \t=  %s \r\n", name, value);
		ck_assert_msg(load(line, strlen(line), &c), "%s: %s", line, message);
		if (settings[_i].kind == 't')
			ck_assert_str_eq(*(const char *const *)(const void *)place, value);
		else if (settings[_i].kind == 'n')
			ck_assert_int_eq(*(const int64_t *)(const void *)place, atoll(value));
		else
			ck_assert_int_eq(*(const bool *)(const void *)place, true);
	}
	for (int i = 0; i < 11 && settings[_i].bad[i]; i++) {
		struct config c = { .hash_slots = 4711 };

		line = arena_printf(&memory, "# a comment\n\n%s=%s", name, settings[_i].bad[i]);
		ck_assert_msg(!load(line, strlen(line), &c), "taken: %s", line);
		ck_assert_ptr_nonnull(strstr(message, name));
		ck_assert_int_eq(c.hash_slots, 4711);
	}
}
END_TEST

static const struct {
	const char *url;
	bool good;
} by_http[] = {
	{ "http://127.0.0.1:8081", true }, { "http://[::1]:8081", true },
	{ "http://localhost:8081", true }, { "https://mirror.example", true },
	{ "http://127.0.0.2:8081", false }, { "http://mirror.example", false },
	{ "http://localhost.evil.example", false }, { "http://127.0.0.1.evil.example", false },
	{ "http://127.0.0.1@evil.example", false }, { "http://0.0.0.0", false },
	{ "http://[::]", false }, { "http://10.0.0.1", false },
};

START_TEST(http_is_for_tests_on_this_machine)
{
	const char *line = arena_printf(&memory, "lookup_allow_http = yes\ntvmaze_url = %s\n",
		by_http[_i].url);
	struct config c;

	ck_assert_msg(load(line, strlen(line), &c) == by_http[_i].good, "%s", by_http[_i].url);
}
END_TEST

START_TEST(a_mark_at_the_beginning_is_not_text)
{
	static const char text[] = "\xef\xbb\xbf" "catalogue = private\r\n";
	struct config c;

	ck_assert_msg(load(text, sizeof(text) - 1, &c), "%s", message);
	ck_assert_str_eq(c.catalogue, "private");
	ck_assert(load(text, 3, &c));
}
END_TEST

START_TEST(a_base_url_is_kept_as_browsers_send_it)
{
	static const char text[] = "base_url = https://a.example/~ann/B\xc3\xbcro/100%25+x//";
	struct config c;

	ck_assert_msg(load(text, sizeof(text) - 1, &c), "%s", message);
	ck_assert_str_eq(c.base_url, "https://a.example/~ann/B%C3%BCro/100%25+x");
	ck_assert_str_eq(c.mail_from, "vitrine@a.example");
}
END_TEST

static const struct {
	const char *base_url, *mail_from;
} senders[] = {
	{ "http://[::1]:8080", "vitrine@[IPv6:::1]" },
	{ "https://[2001:DB8::a]/x", "vitrine@[IPv6:2001:DB8::a]" },
	{ "http://192.0.2.1:8080/x", "vitrine@[192.0.2.1]" },
	{ "https://a.example:8443", "vitrine@a.example" },
};

START_TEST(the_sender_of_mails_has_an_address_that_mailers_take)
{
	const char *line = arena_printf(&memory, "base_url = %s\n", senders[_i].base_url);
	struct config c;

	ck_assert_msg(load(line, strlen(line), &c), "%s", message);
	ck_assert_str_eq(c.mail_from, senders[_i].mail_from);
	ck_assert_str_eq(c.base_url, senders[_i].base_url);
}
END_TEST

START_TEST(a_file_that_is_asked_for_must_be_there)
{
	struct config c;

	ck_assert_int_eq(setenv("VITRINE_CONF", path, 1), 0);
	ck_assert(!config_load(&memory, path, &c, &message));
	ck_assert_str_eq(message,
		arena_printf(&memory, "%s isn't there, and VITRINE_CONF names it", path));
	ck_assert_msg(load("", 0, &c), "%s", message);
	ck_assert_int_eq(unsetenv("VITRINE_CONF"), 0);
}
END_TEST

#define LINES(text) text, sizeof(text) - 1

static const struct {
	const char *text;
	size_t size;
	const char *says;
} mistakes[] = {
	{ LINES("nope = 1"), "vitrine.conf:1: unknown setting \"nope\"" },
	{ LINES("registration = open\n\n# x\nBase_url = x\n"),
	  "vitrine.conf:4: unknown setting \"Base_url\"" },
	{ LINES("registration = open\r\nregistration\r\n"),
	  "vitrine.conf:2: is no setting: it has no \"=\"" },
	{ LINES("= open"), "vitrine.conf:1: has no setting's name before its \"=\"" },
	{ LINES("\n\nhash_slots = many"),
	  "vitrine.conf:3: hash_slots must be a whole number from 1 to 64" },
	{ LINES("catalogue = x"), "vitrine.conf:1: catalogue must be one of: public private" },
	{ LINES("https = yes"),
	  "vitrine.conf:1: https must be one of: optional required subdomains" },
	{ LINES("require_email = x"), "vitrine.conf:1: require_email must be yes or no" },
	{ LINES("registration = open\0\n"), "is no text file" },
};

START_TEST(a_mistake_is_named_with_its_line)
{
	struct config c;

	ck_assert(!load(mistakes[_i].text, mistakes[_i].size, &c));
	ck_assert_msg(strstr(message, mistakes[_i].says) != NULL, "%s", message);
}
END_TEST

START_TEST(a_file_of_64_kib_is_refused)
{
	static char text[64 * 1024];
	struct config c;

	memset(text, '\n', sizeof(text));
	ck_assert(!load(text, sizeof(text), &c));
	ck_assert(load(text, sizeof(text) - 1, &c));
}
END_TEST

START_TEST(slashes_at_the_end_of_the_address_are_cut)
{
	struct config c;

	ck_assert(load(LINES("base_url = https://a.example/x//"), &c));
	ck_assert_str_eq(c.base_url, "https://a.example/x");
}
END_TEST

START_TEST(the_stamp_tells_a_new_file_from_the_old_one)
{
	struct config_stamp none = config_stamp(path), first, second;
	struct config c;

	ck_assert(load(LINES("registration = open"), &c));
	first = config_stamp(path);
	second = config_stamp(path);
	ck_assert(config_stamp_same(&first, &second));
	ck_assert(!config_stamp_same(&none, &first));
	ck_assert(load(LINES("registration = closed"), &c));
	second = config_stamp(path);
	ck_assert(!config_stamp_same(&first, &second));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("config");
	TCase *tc = tcase_create("config");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_folder_has_one_name);
	tcase_add_test(tc, without_a_file_all_settings_have_their_defaults);
	tcase_add_loop_test(tc, http_is_for_tests_on_this_machine, 0, COUNT(by_http));
	tcase_add_test(tc, a_mark_at_the_beginning_is_not_text);
	tcase_add_test(tc, a_base_url_is_kept_as_browsers_send_it);
	tcase_add_loop_test(tc, the_sender_of_mails_has_an_address_that_mailers_take, 0,
		COUNT(senders));
	tcase_add_test(tc, a_file_that_is_asked_for_must_be_there);
	tcase_add_loop_test(tc, a_setting_takes_what_it_means_and_nothing_else, 0, COUNT(settings));
	tcase_add_loop_test(tc, a_mistake_is_named_with_its_line, 0, COUNT(mistakes));
	tcase_add_test(tc, a_file_of_64_kib_is_refused);
	tcase_add_test(tc, slashes_at_the_end_of_the_address_are_cut);
	tcase_add_test(tc, the_stamp_tells_a_new_file_from_the_old_one);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
