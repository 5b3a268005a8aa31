/* lib/http/address: what is an address, who is a trusted proxy, and by what calls are counted. */
#include "address.h"
#include "client.h"

static struct arena memory = { .limit = 1 << 20 };

static const struct {
	const char *address, *group;	/* NULL: none */
} addresses[] = {
	{ "192.0.2.1", "192.0.2.1" }, { "0.0.0.0", "0.0.0.0" },
	{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64" },
	{ "2001:DB8:1:2::ffff", "2001:db8:1:2::/64" }, { "::1", "::/64" },
	{ "::ffff:192.0.2.1", "192.0.2.1" }, { "::ffff:c000:201", "192.0.2.1" },
	{ "", NULL }, { "192.0.2", NULL }, { "192.0.2.256", NULL }, { "192.0.2.1 ", NULL },
	{ "localhost", NULL },
	{ "2001:db8::1::2", NULL }, { "[::1]", NULL }, { "::1%lo", NULL }, { "192.0.2.1:80", NULL },
};

START_TEST(calls_are_counted_by_ipv4_address_or_ipv6_network)
{
	const char *address = addresses[_i].address, *group = addresses[_i].group;

	ck_assert_int_eq(address_valid(address), group != NULL);
	ck_assert_str_eq(address_group(&memory, address), group ? group : address);
}
END_TEST

static const struct {
	const char *address, *list;
	bool in;
} lists[] = {
	{ "10.1.2.3", "10.0.0.0/8", true }, { "11.1.2.3", "10.0.0.0/8", false },
	{ "10.1.2.3", "10.1.2.3", true },
	{ "10.1.2.3", "10.1.2.3/32", true }, { "10.1.2.4", "10.1.2.3/32", false },
	{ "10.1.2.4", "10.1.2.3/31", false },
	{ "10.1.2.2", "10.1.2.3/31", true }, { "1.2.3.4", "0.0.0.0/0", true },
	{ "::1", "0.0.0.0/0", false },
	{ "::ffff:10.1.2.3", "10.0.0.0/8", true }, { "2001:db8::5", "2001:db8::/32", true },
	{ "2001:db9::5", "2001:db8::/32", false }, { "::1", "127.0.0.1 ::1", true },
	{ "::1", "127.0.0.1,::1", true },
	{ "127.0.0.1", "  ::1 ,  127.0.0.1  ", true }, { "127.0.0.1", "", false },
	{ "", "127.0.0.1", false },
	{ "unix:", "127.0.0.1", false }, { "1.2.3.4", "::/0", true },
	/* What can't be read trusts nobody. */
	{ "1.2.3.4", "10.0.0.0/", false }, { "1.2.3.4", "10.0.0.0/x", false },
	{ "1.2.3.4", "10.0.0.0/-96", false },
	{ "10.0.0.1", "10.0.0.0/8x", false }, { "10.0.0.1", "10.0.0.0/33", false },
	{ "::1", "::1/129", false },
	{ "10.0.0.1", "10.0.0.0/ 8", false }, { "1.2.3.4", "10.0.0.0/+0", false },
	{ "1.2.3.4", "10.0.0.0/4294967200", false },
	{ "10.0.0.1", "proxy.example", false }, { "10.0.0.1", "/8", false },
};

START_TEST(an_address_is_in_a_list_or_not)
{
	ck_assert_int_eq(address_in(lists[_i].address, lists[_i].list), lists[_i].in);
}
END_TEST

static const struct {
	const char *text, *address;	/* NULL: none */
} clients[] = {
	{ "192.0.2.1", "192.0.2.1" }, { " 192.0.2.1 ", "192.0.2.1" },
	{ "192.0.2.1:4711", "192.0.2.1" }, { "2001:db8::1", "2001:db8::1" },
	{ "[2001:db8::1]", "2001:db8::1" }, { "[2001:db8::1]:4711", "2001:db8::1" },
	{ "\"[2001:db8::1]:4711\"", "2001:db8::1" },
	{ "\"192.0.2.1\"", "192.0.2.1" }, { "\"192.0.2.1:80\"", "192.0.2.1" },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	{ "", NULL }, { "\"", NULL }, { "\"\"", NULL }, { "unknown", NULL }, { "_hidden", NULL },
	{ ":80", NULL }, { "[", NULL }, { "[]", NULL },
	{ "[::1", NULL }, { "::1]", NULL }, { "[::1]x", NULL }, { "[::1]:", NULL },
	{ "[::1]:x", NULL }, { "[192.0.2.1]:80", NULL },
	{ "192.0.2.1:", NULL }, { "192.0.2.1:x", NULL }, { "192.0.2.1:-1", NULL },
	{ "192.0.2.1 x", NULL }, { "192.0.2.1:80:90", NULL },
	{ "\"192.0.2.1", NULL },
};

START_TEST(a_client_may_be_named_with_its_port)
{
	const char *address = address_of_client(&memory, clients[_i].text);

	ck_assert_int_eq(address != NULL, clients[_i].address != NULL);
	if (address)
		ck_assert_str_eq(address, clients[_i].address);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("address");
	TCase *tc = tcase_create("address");

	tcase_add_loop_test(tc, calls_are_counted_by_ipv4_address_or_ipv6_network, 0,
		COUNT(addresses));
	tcase_add_loop_test(tc, an_address_is_in_a_list_or_not, 0, COUNT(lists));
	tcase_add_loop_test(tc, a_client_may_be_named_with_its_port, 0, COUNT(clients));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
