/* The doctor's checks of what the web server, and what is in front of it, makes of a request. */
#include "doctor.h"
#include "address.h"
#include "origin.h"
#include "text.h"

#include <string.h>
#include <strings.h>

static bool
is_server(const struct doctor *d, const char *name)
{
	return !strncasecmp(d->server, name, strlen(name));
}

static void
cannot_look(struct doctor *d, struct check *check, const struct visit *visit, const char *path,
	const char *wanted)
{
	doctor_misses(d, check, remedy_browser(d, path, wanted), visit->failure);
}

/* So that Apache reads our rules. */
static const char *
allow_htaccess(struct doctor *d)
{
	const char *folder = doctor_web_folder(d);

	return remedy(d, IN_APACHE, "# (with mod_rewrite: a2enmod rewrite)\n<Directory "
		"\"%s\">\n\tAllowOverride FileInfo\n</Directory>",
		folder && d->shows_paths ? folder : "/…/vitrine");
}

const char *
remedy_unread_rules(struct doctor *d, const char *lighttpd)
{
	if (is_server(d, "Apache"))
		return data_folder_is_guarded(d->gateway) ? remedy_root(d,
			"a2enmod rewrite && systemctl restart apache2") : allow_htaccess(d);
	return is_server(d, "lighttpd") ? remedy(d, IN_LIGHTTPD, "%s", lighttpd) : NULL;
}

void
check_path_info(struct doctor *d, struct check *check)
{
	const struct visit *visit = doctor_visit(d, false);

	if (visit->failure)
		cannot_look(d, check, visit, "/cgi-bin/server.cgi/health",
			"which must show \"status\":\"ok\"");
	else if (visit->arrived)
		doctor_ok(d, check, "It arrives as it was sent.");
	else if (visit->http == 404)
		doctor_breaks(d, check,
			is_server(d, "Apache") ? remedy(d, IN_HTACCESS_ABOVE, "AcceptPathInfo On")
			: remedy_browser(d, "/cgi-bin/server.cgi/health",
				"which must show \"status\":\"ok\""),
			"A path behind a program's address gets lost on the way, "
			"or is decoded twice: 404.");
	else	/* a password in front, another site at this address */
		doctor_misses(d, check, remedy_browser(d, "/cgi-bin/server.cgi/health",
			"which must show \"status\":\"ok\""),
			arena_printf(d->arena, "at its own address the web server answers %d, "
			"and not by this program", visit->http));
}

void
check_rewriting(struct doctor *d, struct check *check)
{
	const struct visit *there = doctor_visit(d, false), *visit = doctor_visit(d, true);
	const char *base = doctor_base(d), *pattern = regex_word(d->arena, base), *rules, *cure;

	if (visit->failure) {
		cannot_look(d, check, visit, "/server/health", "which must show \"status\":\"ok\"");
		return;
	}
	if (visit->arrived) {
		doctor_ok(d, check, "They lead to the programs.");
		return;
	}
	/* a password in front, another site at this address */
	if (visit->http != 404 && !there->arrived) {
		doctor_misses(d, check,
			remedy_browser(d, "/server/health", "which must show \"status\":\"ok\""),
			arena_printf(d->arena, "the web server answers %d, and not by this program",
			visit->http));
		return;
	}
	rules = arena_printf(d->arena, "server.modules += ( \"mod_rewrite\" )\n"
		"$HTTP[\"url\"] =~ \"^%s/\" {\n\turl.rewrite-once = (\n"
		"\t\t\"^%s/user/media(?=[/?]|$)(.*)$\" => \"%s/cgi-bin/usermedia.cgi$1\",\n"
		"\t\t\"^%s/my-library(?=[/?]|$)(.*)$\" => \"%s/cgi-bin/library.cgi$1\",\n"
		"\t\t\"^%s/tags(?=[/?]|$)(.*)$\" => \"%s/cgi-bin/diary.cgi/tags$1\",\n"
		"\t\t\"^%s/tonight(?=[/?]|$)(.*)$\" => \"%s/cgi-bin/collection.cgi/tonight$1\",\n"
		"\t\t\"^%s/shares(?=[/?]|$)(.*)$\" => \"%s/cgi-bin/shared.cgi/shares$1\",\n"
		"\t\t\"^%s/invites(?=[/?]|$)(.*)$\" => \"%s/cgi-bin/users.cgi/invites$1\",\n"
		"\t\t\"^%s/(auth|users|media|books|movies|reviews|images|collection|lists|lookup|"
		"diary|exports|imports|shared|stats|server|mycoll|kallaxy|movieshelf|booktracker|"
		"mediatracker)(?=[/?]|$)(.*)$\" => "
		"\"%s/cgi-bin/$1.cgi$2\",\n"
		"\t)\n}", pattern, pattern, base, pattern, base, pattern, base, pattern,
		base, pattern, base, pattern, base, pattern, base);
	cure = remedy_unread_rules(d, rules);
	if (!cure || !there->arrived)
		cure = remedy_browser(d, "/server/health", "which must show \"status\":\"ok\"");
	doctor_warns(d, check, cure, "%s/server leads to no program (%d). The page works without; "
		"other programs may not.", base, visit->http);
}

void
check_authorization(struct doctor *d, struct check *check)
{
	const struct visit *visit = doctor_visit(d, false), *by_short = doctor_visit(d, true);

	if (!visit->arrived && by_short->arrived)
		visit = by_short;
	if (visit->failure || !visit->arrived) {
		const struct visit lost = { .failure = visit->failure ? visit->failure
			: "the program wasn't reached" };

		cannot_look(d, check, &lost, "/doctor.html", "which looks from outside");
		return;
	}
	if (visit->has_authorization)
		doctor_ok(d, check, "It arrives.");
	else if (is_server(d, "Apache") && !by_short->arrived && d->gateway
	    && !data_folder_is_guarded(d->gateway))
		doctor_breaks(d, check, allow_htaccess(d), "It doesn't arrive, "
		"as this web server doesn't read our .htaccess: who sends a token is "
			"not let in. (The page uses cookies.)");
	else if (is_server(d, "Apache") && !by_short->arrived)
		/* there is neither mod_rewrite nor mod_setenvif */
		doctor_breaks(d, check,
			remedy_root(d, "a2enmod rewrite && systemctl restart apache2"),
			"It doesn't arrive, as this web server lacks mod_rewrite: "
			"who sends a token is not let in. (The page uses cookies.)");
	else
		doctor_breaks(d, check, is_server(d, "Apache")
			? remedy(d, IN_HTACCESS_ABOVE,
				"SetEnvIf Authorization \"^(.+)$\" HTTP_AUTHORIZATION=$1")
			: remedy_browser(d, "/doctor.html", "which looks from outside"),
			"It doesn't arrive: who sends a token is not let in. "
			"(The page uses cookies.)");
}

/* The host that the browser was told, as whoever is in front says it. */
static const char *
host_outside(const struct doctor *d)
{
	const char *host = doctor_env(d, "HTTP_X_FORWARDED_HOST");

	if (!host)
		host = doctor_env(d, "HTTP_HOST");
	return host && !text_has_control(host, "") && !strpbrk(host, " ?#\"<>\\;,/")
		? host : "your.host";
}

const char *
remedy_base_url(struct doctor *d)
{
	const char *rest = strstr(d->config->base_url, "://");

	if (d->gateway)
		return remedy_settings(d, "base_url = https://%s%s", host_outside(d),
			doctor_base(d));
	return remedy_settings(d, "base_url = https://%s",
		rest ? rest + 3 : "your.host/path/to/vitrine");
}

static bool
is_this_machine(const char *address)
{
	return address && address_in(address, "127.0.0.0/8 ::1");
}

/* Where http is refused. (A browser that sees this came by https.) */
static void
check_required(struct doctor *d, struct check *check)
{
	if (!strncmp(d->config->base_url, "http://", 7))
		doctor_breaks(d, check, remedy_base_url(d), "The settings say https = %s, and a "
			"base_url that begins with http: links that are handed out lead to what "
			"is refused.", d->config->https);
	else if (d->gateway)
		doctor_ok(d, check, "Who comes by http is refused.");
	else
		doctor_ok(d, check, "Who comes by http is refused. Who comes by https is not, "
			"where the web server says so to programs (HTTPS, REQUEST_SCHEME), or a "
			"proxy that trusted_proxies names (X-Forwarded-Proto); where neither does, "
			"say https = optional.");
}

void
check_https(struct doctor *d, struct check *check)
{
	const char *proto = doctor_env(d, "HTTP_X_FORWARDED_PROTO"),
		*base_url = d->config->base_url;
	const char *address = remedy_base_url(d);

	if (origin_requires_https(d->config))
		check_required(d, check);
	else if (!strncmp(base_url, "https://", 8))
		doctor_ok(d, check,
			"The base_url begins with https: cookies are only sent over TLS.");
	else if (proto && !strncasecmp(proto, "https", 5))
		doctor_warns(d, check, address, "TLS ends in front of this web server; "
			"without base_url, older browsers may be taken for another site's.");
	else if (d->req && origin_is_https(d->req))
		doctor_ok(d, check, "The request came over TLS: so are cookies only sent.");
	else if (!d->gateway && !*base_url)
		doctor_leaves(d, check);
	else if (!d->gateway)
		doctor_warns(d, check, address, "The base_url begins with http: "
			"passwords and cookies travel in the clear, unless it says https.");
	else if (is_this_machine(doctor_env(d, "REMOTE_ADDR"))
	    && !doctor_env(d, "HTTP_X_FORWARDED_FOR"))
		doctor_ok(d, check,
		"The request came from this very machine, where TLS has nothing to hide.");
	else
		doctor_warns(d, check, address,
			"Passwords and cookies travel in the clear. Have TLS, and then say so.");
}

void
check_proxies(struct doctor *d, struct check *check)
{
	static const char *const headers[] = { "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP",
		"HTTP_FORWARDED", NULL };
	const char *address = doctor_env(d, "REMOTE_ADDR"), *trusted = d->config->trusted_proxies,
		*sent = NULL;

	for (const char *const *header = headers; *header && !sent; header++)
		sent = doctor_env(d, *header);
	if (!d->gateway && !*trusted)
		doctor_leaves(d, check);
	else if (!d->gateway)
		doctor_ok(d, check, "Believed are %s.", trusted);
	else if (!sent)
		doctor_ok(d, check, "The request came from %s, through no proxy that says so.",
			address ? address : "an unknown address");
	else if (!address || !address_valid(address))
		doctor_warns(d, check,
			remedy_browser(d, "/doctor.html", "by the web server's own address"),
			"A proxy tells whom it speaks for, but the web server doesn't tell the "
			"proxy's address.");
	else if (!address_in(address, trusted))
		doctor_warns(d, check, remedy_settings(d, "trusted_proxies = %s%s%s", trusted,
			*trusted ? " " : "", address),
			"The proxy at %s says whom it speaks for, but isn't believed: "
			"all its visitors share one limit of calls.", address);
	else
		doctor_ok(d, check, "The proxy at %s is believed; the request came from %s.",
			address, request_address(d->req));
}
