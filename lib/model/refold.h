/*
 * Columns hold texts in their folded form (lib/base/text.h). A release that folds otherwise has to
 * make them anew.
 */
#ifndef REFOLD_H
#define REFOLD_H

#include "db.h"

/*
 * Makes every column of folded texts, and with it the search index, what text_fold now makes of its
 * text. Within a migration's transaction; rows that are right stay as they are.
 */
enum status refold(struct db *db);

#endif
