#include "uuid.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* Linux has getrandom() since 3.17, and hosts have older ones. */
static ssize_t
read_device(void *out, size_t size)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, out, size);
	close(fd);
	return n;
}

void
random_bytes(void *out, size_t size)
{
	char *p = out;

	while (size) {
		ssize_t n = getrandom(p, size, 0);

		if (n < 0 && errno == ENOSYS)
			n = read_device(p, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			abort();
		p += n;
		size -= (size_t)n;
	}
}

void
hex_encode(const void *data, size_t size, char *out)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++) {
		*out++ = "0123456789abcdef"[bytes[i] >> 4];
		*out++ = "0123456789abcdef"[bytes[i] & 15];
	}
	*out = '\0';
}

void
uuid_make(char out[UUID_TEXT])
{
	unsigned char bytes[16];
	char hex[33];

	random_bytes(bytes, sizeof(bytes));
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	hex_encode(bytes, sizeof(bytes), hex);
	memcpy(out, hex, 8);
	memcpy(out + 9, hex + 8, 4);
	memcpy(out + 14, hex + 12, 4);
	memcpy(out + 19, hex + 16, 4);
	memcpy(out + 24, hex + 20, 12);
	out[8] = out[13] = out[18] = out[23] = '-';
	out[36] = '\0';
}

const char *
uuid_new(struct arena *arena)
{
	char *id = arena_alloc(arena, UUID_TEXT);

	uuid_make(id);
	return id;
}

bool
uuid_at(const char *text)
{
	for (int i = 0; i < 36; i++) {
		char c = text[i];

		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (c != '-')
				return false;
		} else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
			return false;
		}
	}
	return true;
}

bool
uuid_valid(const char *text)
{
	return uuid_at(text) && !text[36];
}
