/* The curated books (/books): anyone reads, admins write. */
#include "catalogue.h"
#include "upload.h"

static const struct catalogue books = { MEDIA_BOOK, "books", &book_view, .curates = true };

static const struct route routes[] = {
	{ GET,    "/",          catalogue_list,   READER, .query = &book_filter,
	  .page = &catalogue_list_page },
	{ POST,   "/",          catalogue_create, ADMIN,  .body = &book_view },
	{ GET,    "/:id",       catalogue_get,    READER, .page = &catalogue_item_page },
	{ PUT,    "/:id",       catalogue_change, ADMIN,  .body = &book_view },
	{ PATCH,  "/:id",       catalogue_change, ADMIN,  .body = &book_view },
	{ DELETE, "/:id",       catalogue_delete, ADMIN },
	{ POST,   "/:id/cover", upload_image,     MEMBER, .limit = &limit_uploads,
	  .admit = upload_admit,
	  .file_max = FILE_UPLOAD_MAX, .file_field = "image" },
	OPINION_ROUTES,
	{ 0 }
};

const struct app app = {
	.name = "books",
	.door = "/books",
	.made = &door_media,
	.routes = routes,
	.shared = &books,
};
