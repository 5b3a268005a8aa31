/* The movies (/movies): anyone reads, members add, owners and admins edit. */
#include "catalogue.h"
#include "upload.h"

static const struct catalogue movies = { MEDIA_MOVIE, "movies", &movie_view };

static const struct route routes[] = {
	{ GET,    "/",           catalogue_list,   READER, .query = &movie_filter,
	  .page = &catalogue_list_page },
	{ POST,   "/",           catalogue_create, MEMBER, .limit = &limit_titles,
	  .body = &movie_view },
	{ GET,    "/:id",        catalogue_get,    READER, .page = &catalogue_item_page },
	{ PUT,    "/:id",        catalogue_change, MEMBER, .body = &movie_view },
	{ PATCH,  "/:id",        catalogue_change, MEMBER, .body = &movie_view },
	{ DELETE, "/:id",        catalogue_delete, MEMBER },
	{ POST,   "/:id/poster", upload_image,     MEMBER, .limit = &limit_uploads,
	  .admit = upload_admit,
	  .file_max = FILE_UPLOAD_MAX, .file_field = "image" },
	OPINION_ROUTES,
	{ 0 }
};

const struct app app = {
	.name = "movies",
	.door = "/movies",
	.made = &door_media,
	.routes = routes,
	.shared = &movies,
};
