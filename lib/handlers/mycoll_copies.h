/* Copies as MyColl's own clients have them, of its films and of seasons of its series. */
#ifndef MYCOLL_COPIES_H
#define MYCOLL_COPIES_H

#include "copy.h"
#include "mycoll_titles.h"
#include "shapes.h"

/* What they have in common, behind an id and what each is a copy of. */
#define MYCOLL_COPY_FIELDS \
	FIELD(struct copy, platform, KEEP | SHAPED, .max = 100, .shape = &shape_empty_text), \
	FIELD_AS(struct copy, format, "form", REQUIRED, .min = 1, .max = 50), \
	FIELD(struct copy, vod_link, KEEP, .max = 2000, .check = is_url)

/* GET and POST of all, GET, PUT and PATCH, DELETE of one. */
handler mycoll_copies_list, mycoll_copy_add;
handler mycoll_copy_get, mycoll_copy_change, mycoll_copy_delete;

#endif
