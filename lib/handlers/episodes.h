/* The seasons and episodes of a series (/media/:id/episodes). */
#ifndef EPISODES_H
#define EPISODES_H

#include "app.h"

enum { EPISODES_BODY_MAX = 2 << 20 };	/* `body_max` of the second's route */

handler get_episodes, put_episodes;

#endif
