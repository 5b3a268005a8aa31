#include "shell.h"
#include "access.h"
#include "doors.h"
#include "response.h"
#include "text.h"
#include "user.h"

#include <string.h>

static const struct {
	const char *title, *icon;
	const struct door *door;	/* NULL: a page of the folder */
	const char *path;
	bool for_admins;
} places[] = {
	{ "Home", "house", NULL, "index.html", false },
	{ "Library", "library", &door_shelf, "", false },
	{ "Catalogue", "compass", &door_media, "", false },
	{ "Collection", "package", &door_collection, "", false },
	{ "Diary", "calendar-days", &door_diary, "", false },
	{ "People", "users-round", &door_users, "", true },
};

/* A way to sign in and come back; from there, too. */
static const char *
link_to_sign_in(const struct request *req, const char *path)
{
	struct buf address;

	if (req->method != GET || !strcmp(req->program, "auth"))
		return link_to_door(req, &door_auth, path);
	buf_init(&address, req->arena, 200);
	buf_printf(&address, "%s?next=", link_to_door(req, &door_auth, path));
	text_url(&address, link_as_next(req, response_address_with(req, "page", NULL)));
	return address.data;
}

static void
put_icon(const struct request *req, struct html *html, const char *icon)
{
	html_open(html, "svg");
	html_attr(html, "class", "i");
	html_attr(html, "aria-hidden", "true");
	html_open(html, "use");
	html_link(html, "href", link_to_page(req,
		arena_printf(req->arena, "img/icons.svg#%s", icon)));
	html_close(html);
	html_close(html);
}

/* By `name`, or by `property`: what a chat or a search engine shows of a link (ogp.me). */
static void
put_meta(struct html *html, const char *key, const char *name, const char *content)
{
	if (!content)
		return;
	html_open(html, "meta");
	html_put_attr(html, key, name);
	html_attr(html, "content", content);
	html_close(html);
	html_text(html, "\n");
}

static void
put_relation(struct html *html, const char *rel, const char *type, const char *title,
	const char *address)
{
	html_open(html, "link");
	html_attr(html, "rel", rel);
	html_attr(html, "type", type);
	html_attr(html, "title", title);
	html_link(html, "href", address);
	html_close(html);
	html_text(html, "\n");
}

/* What only a page has that is shown to others. */
static void
put_relations(const struct shell *shell, struct html *html)
{
	if (!shell->address)
		return;
	put_meta(html, "name", "robots", "noindex");
	put_meta(html, "property", "og:url", shell->address);
	put_meta(html, "property", "og:type", "website");
	put_relation(html, "canonical", NULL, NULL, shell->address);
	for (const struct shell_feed *feed = shell->feeds; feed && feed->type; feed++)
		put_relation(html, "alternate", feed->type, feed->title, feed->address);
}

static void
put_head(const struct request *req, const struct shell *shell, struct html *html)
{
	html_open(html, "head");
	html_text(html, "\n");
	html_open(html, "meta");
	html_attr(html, "charset", "utf-8");
	html_close(html);
	html_text(html, "\n");
	html_element(html, "title", NULL, arena_printf(req->arena, "%s · Vitrine", shell->title));
	html_text(html, "\n");
	put_meta(html, "name", "viewport",
		"width=device-width, initial-scale=1, viewport-fit=cover");
	put_meta(html, "name", "color-scheme", "light dark");
	put_meta(html, "name", "description", shell->description);
	put_meta(html, "property", "og:site_name", "Vitrine");
	put_meta(html, "property", "og:title", shell->title);
	put_meta(html, "property", "og:description", shell->description);
	put_meta(html, "property", "og:image", shell->picture);
	put_relations(shell, html);
	put_relation(html, "icon", "image/svg+xml", NULL, link_to_page(req, "img/icon.svg"));
	/* These have an address that stays (lib/site/site.sh): programs are of any release. */
	put_relation(html, "stylesheet", NULL, NULL, link_to_page(req, "css/app.css"));
	html_close(html);
	html_text(html, "\n");
}

static const char *
link_to_place(const struct request *req, size_t i)
{
	return places[i].door ? link_to_door(req, places[i].door, places[i].path)
		: link_to_page(req, places[i].path);
}

static void
put_place(const struct request *req, struct html *html, const struct door *door,
	const char *address, const char *icon, const char *title)
{
	bool is_mine = !strncmp(req->path, "/me", 3);	/* of accounts: no place of its own */
	bool is_here = door && !strcmp(door->program, req->program) && !is_mine;

	html_open(html, "a");
	html_link(html, "href", address);
	html_attr(html, "aria-current", is_here ? strcmp(req->path, "/") ? "true" : "page" : NULL);
	put_icon(req, html, icon);
	html_element(html, "span", NULL, title);
	html_close(html);
	html_text(html, "\n");
}

/* Who is signed in, and the way out; or the ways in. */
static void
put_account(const struct request *req, struct html *html)
{
	const struct user *user = req->user;

	if (!user) {
		html_open(html, "div");
		html_attr(html, "class", "door");
		html_anchor(html, "btn primary", link_to_sign_in(req, "/login"), "Sign in");
		html_text(html, " ");
		html_anchor(html, "btn", link_to_sign_in(req, "/register"), "Create account");
		html_close(html);
		return;
	}
	html_open(html, "a");
	html_attr(html, "class", "me");
	html_link(html, "href", link_to_door(req, &door_users, "/me"));
	html_open(html, "span");
	html_attr(html, "class", "avatar");
	html_attr(html, "aria-hidden", "true");
	html_attr(html, "data-of", arena_copy(req->arena, user->username,
		strlen(user->username) > 1
		&& !((user->username[0] | user->username[1]) & 0x80) ? 2 : 0));
	html_close(html);
	html_open(html, "span");
	html_element(html, "span", "vh", "Signed in as ");
	html_element(html, "span", NULL, user->username);
	html_text(html, " ");
	html_element(html, "small", NULL, access_is_admin(req) ? "Administrator" : "Member");
	html_close(html);
	html_close(html);
}

static void
put_brand(const struct request *req, struct html *html)
{
	html_open(html, "a");
	html_attr(html, "class", "brand");
	html_link(html, "href", link_to_page(req, "index.html"));
	html_open(html, "img");
	html_link(html, "src", link_to_page(req, "img/icon.svg"));
	html_attr(html, "alt", "");
	html_attr(html, "width", "28");
	html_attr(html, "height", "28");
	html_close(html);
	html_element(html, "span", NULL, "Vitrine");
	html_close(html);
}

static void
put_rail(const struct request *req, struct html *html)
{
	html_open(html, "aside");
	html_attr(html, "class", "rail");
	html_attr(html, "aria-label", "Vitrine");
	put_brand(req, html);
	html_open(html, "nav");
	html_attr(html, "aria-label", "Main");
	html_open(html, "ul");
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (places[i].for_admins && !access_is_admin(req))
			continue;
		html_open(html, "li");
		put_place(req, html, places[i].door, link_to_place(req, i), places[i].icon,
			places[i].title);
		html_close(html);
	}
	html_close(html);
	html_close(html);
	html_open(html, "div");
	html_attr(html, "class", "rail-foot");
	put_account(req, html);
	html_close(html);
	html_close(html);
	html_text(html, "\n");
}

static void
put_bar(const struct request *req, struct html *html)
{
	html_open(html, "header");
	html_attr(html, "class", "bar");
	html_open(html, "form");
	html_attr(html, "class", "search");
	html_attr(html, "role", "search");
	html_attr(html, "method", "get");
	html_link(html, "action", link_to_door(req, &door_media, ""));
	put_icon(req, html, "search");
	html_open(html, "label");
	html_attr(html, "class", "vh");
	html_attr(html, "for", "search");
	html_text(html, "Search the catalogue");
	html_close(html);
	html_open(html, "input");
	html_attr(html, "id", "search");
	html_attr(html, "name", "q");
	html_attr(html, "type", "search");
	html_attr(html, "placeholder", "Search the catalogue");
	html_close(html);
	html_open(html, "button");
	html_attr(html, "class", "vh");
	html_text(html, "Search");
	html_close(html);
	html_close(html);
	html_open(html, "div");
	html_attr(html, "class", "bar-end");
	html_open(html, "a");
	html_attr(html, "class", "btn primary");
	html_link(html, "href", link_to_page(req, "edit.html"));
	put_icon(req, html, "plus");
	html_element(html, "span", NULL, "Add title");
	html_close(html);
	html_close(html);
	html_close(html);
	html_text(html, "\n");
}

static void
begin_page(const struct request *req, const struct shell *shell, struct buf *out,
	struct html *html, const char *class)
{
	*html = (struct html){ .out = out, .pictures = req->links.pictures,
		.fetched = link_to_door(req, &door_lookup, "/picture?") };
	buf_puts(out, "<!doctype html>\n");
	html_open(html, "html");
	html_attr(html, "lang", "en");
	html_text(html, "\n");
	put_head(req, shell, html);
	html_open(html, "body");
	html_attr(html, "class", class);
	html_text(html, "\n");
	html_anchor(html, "skip", "#main", "Skip to content");
	html_text(html, "\n");
}

static void
begin_main(struct html *html)
{
	html_open(html, "main");
	html_attr(html, "id", "main");
	html_text(html, "\n");
}

static void
end_page(struct html *html)
{
	html_close(html);	/* body */
	html_text(html, "\n");
	html_close(html);
	html_text(html, "\n");
}

void
shell_begin(const struct request *req, const struct shell *shell, struct buf *out,
	struct html *html)
{
	begin_page(req, shell, out, html, "plain");
	put_rail(req, html);
	put_bar(req, html);
	begin_main(html);
}

void
shell_begin_shown(const struct request *req, const struct shell *shell, struct buf *out,
	struct html *html)
{
	begin_page(req, shell, out, html, "plain shown");
	html_open(html, "header");
	html_attr(html, "class", "shown-bar");
	put_brand(req, html);
	html_close(html);
	html_text(html, "\n");
	begin_main(html);
}

static void
put_sign_out(const struct request *req, struct html *html)
{
	html_open(html, "form");
	html_attr(html, "method", "post");
	html_link(html, "action", link_to_door(req, &door_auth, "/logout"));
	html_open(html, "input");
	html_attr(html, "type", "hidden");
	html_attr(html, "name", "next");
	html_attr(html, "value", link_as_next(req, link_to_door(req, &door_auth, "/login")));
	html_close(html);
	html_open(html, "button");
	html_attr(html, "class", "btn quiet");
	html_text(html, "Sign out");
	html_close(html);
	html_close(html);
}

static void
put_link(struct html *html, const char *address, const char *text)
{
	html_anchor(html, "more", address, text);
	html_text(html, " ");
}

static void
put_foot(const struct request *req, const struct shell *shell, struct html *html)
{
	html_open(html, "footer");
	html_attr(html, "class", "foot");
	if (req->user) {
		html_open(html, "p");
		html_text(html, "Signed in as ");
		html_element(html, "b", NULL, req->user->username);
		html_text(html, ".");
		html_close(html);
		put_link(html, link_to_door(req, &door_media, ""), "Catalogue");
		put_link(html, link_to_door(req, &door_collection, ""), "Collection");
		put_link(html, link_to_door(req, &door_users, "/me"), "Settings");
		if (access_is_admin(req))
			put_link(html, link_to_door(req, &door_users, ""), "People");
		put_sign_out(req, html);
	} else {
		html_element(html, "p", NULL, "Nobody is signed in.");
		put_link(html, link_to_sign_in(req, "/login"), "Sign in");
		put_link(html, link_to_sign_in(req, "/register"), "Create account");
	}
	if (shell->screen)
		put_link(html, link_to_page(req, shell->screen), "The same with JavaScript");
	html_close(html);
	html_text(html, "\n");
}

/* The bar that small screens have below. */
static void
put_tabbar(const struct request *req, struct html *html)
{
	const struct door *door = req->user ? &door_users : &door_auth;

	html_open(html, "nav");
	html_attr(html, "class", "tabbar");
	html_attr(html, "aria-label", "Main, small screens");
	put_place(req, html, NULL, link_to_place(req, 0), places[0].icon, places[0].title);
	put_place(req, html, &door_shelf, link_to_place(req, 1), places[1].icon, places[1].title);
	html_open(html, "a");
	html_attr(html, "class", "plus");
	html_attr(html, "aria-label", "Add a title");
	html_link(html, "href", link_to_page(req, "edit.html"));
	put_icon(req, html, "plus");
	html_close(html);
	put_place(req, html, &door_diary, link_to_place(req, 4), places[4].icon, places[4].title);
	put_place(req, html, NULL, link_to_door(req, door, req->user ? "/me" : "/login"),
		"user-round", req->user ? "You" : "Sign in");
	html_close(html);
	html_text(html, "\n");
}

void
shell_end(const struct request *req, const struct shell *shell, struct html *html)
{
	html_close(html);	/* main */
	html_text(html, "\n");
	put_foot(req, shell, html);
	put_tabbar(req, html);
	end_page(html);
}

void
shell_end_shown(const struct request *req, struct html *html)
{
	html_close(html);	/* main */
	html_text(html, "\n");
	html_open(html, "footer");
	html_attr(html, "class", "foot");
	html_element(html, "p", NULL, "Shown by a link that its owner can end at any time.");
	html_anchor(html, "more", link_to_page(req, "index.html"), "What is Vitrine?");
	html_close(html);
	html_text(html, "\n");
	end_page(html);
}
