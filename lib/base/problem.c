#include "problem.h"

#include <string.h>

enum { KEPT = 100 };

void
problem_add(struct problems *problems, const char *field, const char *format, ...)
{
	struct problem *problem;
	va_list args;

	if (problems->count >= KEPT)
		return;
	problem = arena_alloc(problems->arena, sizeof(*problem));
	problem->field = arena_strdup(problems->arena, field);
	va_start(args, format);
	problem->message = arena_vprintf(problems->arena, format, args);
	va_end(args);
	if (problems->last)
		problems->last->next = problem;
	else
		problems->first = problem;
	problems->last = problem;
	problems->count++;
}

bool
problem_is_first(const struct problems *problems, const struct problem *problem)
{
	const struct problem *other = problems->first;

	while (other != problem && strcmp(other->field, problem->field) != 0)
		other = other->next;
	return other == problem;
}
