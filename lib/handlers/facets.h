/* Facets as an answer: an object with a list of names and counts for each. */
#ifndef FACETS_H
#define FACETS_H

#include "facet.h"
#include "response.h"

enum status respond_facets(struct response *res, const struct facets *facets);

#endif
