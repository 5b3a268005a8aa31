#include "log.h"
#include "clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void
log_line(const char *request_id, const char *format, ...)
{
	char now[CLOCK_TEXT], line[1024];
	va_list args;
	int n;

	clock_format(clock_now(), now);
	n = snprintf(line, sizeof(line), "%s vitrine [%s] ", now, request_id ? request_id : "-");
	va_start(args, format);
	n += vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	va_end(args);
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	for (int i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[n++] = '\n';
	/*
	 * One write, so that lines of many processes do not mix. A log that can't be written is no
	 * reason to fail.
	 */
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
}
