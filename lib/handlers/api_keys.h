/* Keys of programs, for who has them: below /users/me. Linked into programs that issue tokens. */
#ifndef API_KEYS_H
#define API_KEYS_H

#include "route.h"

/*
 * The list `tokens`; a new one, whose body is api_key_new_view: sensitive, and the only answer that
 * has the secret; the end of one. No key may call them.
 */
handler api_keys_list, api_keys_create, api_keys_revoke;

#endif
