#include "invites.h"
#include "access.h"
#include "invite.h"
#include "own_list.h"
#include "token.h"

#include <string.h>

enum { DIGITS = 64 };

static bool
is_by_invitation(const struct request *req)
{
	return !strcmp(req->config->registration, "invite");
}

static bool
is_inviter(const struct request *req)
{
	return req->user && (access_is_admin(req) || !strcmp(req->config->invites, "members"));
}

bool
invites_may(const struct request *req)
{
	return is_by_invitation(req) && is_inviter(req);
}

enum status
invites_show(struct request *req, struct response *res)
{
	(void)res;
	return invites_may(req) ? OK : ERR_FORBIDDEN;
}

enum status
invites_list(struct request *req, struct response *res)
{
	(void)req;
	return respond_own(res, "invites", &invite_view, invite_list);
}

static enum status
refuse(const struct request *req, struct response *res)
{
	if (!is_inviter(req)) {
		res->message = "Only admins invite here.";
		return ERR_FORBIDDEN;
	}
	if (is_by_invitation(req))
		return OK;
	res->message = !strcmp(req->config->registration, "open")
		? "Everybody may register here: nobody needs an invitation."
		: "Registration is closed here: an invitation would open nothing.";
	return ERR_CONFLICT;
}

enum status
invites_create(struct request *req, struct response *res)
{
	struct invite *invite = req->body;
	enum status rc = refuse(req, res);
	const char *page;

	if (rc)
		return rc;
	invite->token = token_random(req->arena, DIGITS);
	page = arena_printf(req->arena, "register.html?invite=%s", invite->token);
	invite->link = link_to_hand_over(req, page);
	rc = invite_create(call_from(req), invite, token_hash(req->arena, invite->token, DIGITS));
	if (rc)
		return rc;
	res->location = link_to_page(req, page);
	res->cache = CACHE_NO_STORE;
	return respond_record(res, 201, &invite_new_view, invite);
}

enum status
invites_delete(struct request *req, struct response *res)
{
	enum status rc = invite_delete(call_from(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct offer offers[] = {
	{ "Invite somebody", .button = "Make a link", .method = POST, .path = "/invites",
	  .is_open = true },
	{ NULL }
};
const struct web_page invites_page = {
	.title = "Invitations", .offers = offers, .screen = "settings.html",
	.lists = { { "invites", .path = "/invites/:id", .drop = "Take it back" } },
};
