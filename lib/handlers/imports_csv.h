/* The rows of an import as a file, which can be mended and imported. */
#ifndef IMPORTS_CSV_H
#define IMPORTS_CSV_H

#include "request.h"
#include "response.h"

/* In the source's own columns, where it was a table; else in ours. */
enum status imports_csv(struct request *req, struct response *res);

#endif
