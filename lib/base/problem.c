#include "problem.h"

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
