/* Who may come in where `registration = invite`: the links that let somebody. */
#ifndef INVITES_H
#define INVITES_H

#include "route.h"

/* True when who asks may make an invitation here. */
bool invites_may(const struct request *req);

/* OK for who has something to do with invitations here: whose pages lead to them. */
handler invites_show;

/* Of /invites: the open ones, a new one (its body is invite_new_view), one taken back. */
handler invites_list, invites_create, invites_delete;

extern const struct web_page invites_page;

#endif
