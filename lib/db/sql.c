#include "sql.h"

#include <stdlib.h>
#include <string.h>

void
sql_init(struct sql *sql, struct arena *arena)
{
	sql->where = false;
	sql->count = 0;
	sql->joined = value_null(VALUE_INT);
	buf_init(&sql->text, arena, 512);
}

void
sql_add(struct sql *sql, const char *fragment)
{
	buf_puts(&sql->text, fragment);
}

int
sql_bind(struct sql *sql, struct value value)
{
	if (sql->count == SQL_ARGS)	/* a query with more is a mistake of ours */
		abort();
	sql->args[sql->count++] = value;
	return sql->count;
}

void
sql_add_value(struct sql *sql, const char *fragment, struct value value)
{
	int number = sql_bind(sql, value);

	for (const char *mark; (mark = strstr(fragment, "$$")); fragment = mark + 2) {
		buf_add(&sql->text, fragment, (size_t)(mark - fragment + 1));
		buf_int(&sql->text, number);
	}
	buf_puts(&sql->text, fragment);
}

static void
begin_condition(struct sql *sql)
{
	sql_add(sql, sql->where ? " AND " : " WHERE ");
	sql->where = true;
}

void
sql_condition(struct sql *sql, const char *fragment)
{
	begin_condition(sql);
	sql_add(sql, fragment);
}

void
sql_and(struct sql *sql, const char *fragment, struct value value)
{
	begin_condition(sql);
	sql_add_value(sql, fragment, value);
}

void
sql_in(struct sql *sql, const char *expression, const struct value *values, int count)
{
	sql_condition(sql, expression);
	for (int i = 0; i < count; i++)
		sql_add_value(sql, i ? ", $$" : " IN ($$", values[i]);
	sql_add(sql, ")");
}

void
sql_open(struct sql *sql, const char *query)
{
	sql_condition(sql, query);
	sql->where = false;
}

void
sql_close(struct sql *sql)
{
	sql_add(sql, ")");
	sql->where = true;
}

void
sql_init_for(struct sql *sql, struct arena *arena, const struct sql *where)
{
	sql_init(sql, arena);
	memcpy(sql->args, where->args, sizeof(where->args[0]) * (size_t)where->count);
	sql->count = where->count;
}

void
sql_add_where(struct sql *sql, const struct sql *where)
{
	sql_add(sql, where->text.data);
	sql->where = where->where;
}
