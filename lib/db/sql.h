/*
 * SQL made of literal fragments, and the values bound to it: what a client sends is only ever a
 * value.
 */
#ifndef SQL_H
#define SQL_H

#include "buf.h"
#include "db.h"

enum { SQL_ARGS = 200 };

/*
 * A statement, or the conditions of one: they are added one by one, as far as they are asked for.
 */
struct sql {
	struct buf text;
	bool where;		/* there is a condition: another follows AND */
	struct value args[SQL_ARGS];
	int count;
	struct value joined;	/* of conditions: what `$$` in their record's joins stands for */
};

/* Starts empty SQL. */
void sql_init(struct sql *sql, struct arena *arena);

/* Adds a literal fragment. */
void sql_add(struct sql *sql, const char *fragment);

/* Binds a value as the next argument and returns its number n: "$n". */
int sql_bind(struct sql *sql, struct value value);

/* Adds a fragment in which each `$$` becomes the placeholder of `value`. */
void sql_add_value(struct sql *sql, const char *fragment, struct value value);

/* Adds a literal condition: WHERE and the fragment, or AND where one is before it. */
void sql_condition(struct sql *sql, const char *fragment);

/* The same with a value, as sql_add_value does. */
void sql_and(struct sql *sql, const char *fragment, struct value value);

/* Adds the condition that an expression is one of `count` values; at least one. */
void sql_in(struct sql *sql, const char *expression, const struct value *values, int count);

/*
 * Adds a condition that has a query in it, which `query` begins ("EXISTS (SELECT 1 FROM copies
 * o"). The conditions that follow are the query's, until sql_close.
 */
void sql_open(struct sql *sql, const char *query);
void sql_close(struct sql *sql);

/*
 * Starts SQL that gets conditions which were put together before: their values are its first ones.
 */
void sql_init_for(struct sql *sql, struct arena *arena, const struct sql *where);

/* Adds those conditions. */
void sql_add_where(struct sql *sql, const struct sql *where);

#endif
