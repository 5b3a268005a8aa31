#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

static void
give_file(posix_spawn_file_actions_t *files, int fd, int as)
{
	if (fd == CHILD_NULL)
		posix_spawn_file_actions_addopen(files, as, "/dev/null", O_WRONLY, 0);
	else if (fd != as)
		/* it may be closed, as a server's errors are where nobody reads them */
		posix_spawn_file_actions_adddup2(files, fd, as);
}

int
child_start(const struct child *child, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t defaults, none;
	int error;

	sigfillset(&defaults);
	sigemptyset(&none);
	if (posix_spawn_file_actions_init(&files) || posix_spawnattr_init(&attributes))
		return ENOMEM;
	give_file(&files, child->input, STDIN_FILENO);
	give_file(&files, child->output, STDOUT_FILENO);
	give_file(&files, child->errors, STDERR_FILENO);
	if (child->apart)
		posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
		| (child->apart ? POSIX_SPAWN_SETPGROUP : 0)));
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setpgroup(&attributes, 0);
	error = posix_spawn(pid, child->path, &files, &attributes, child->argv, child->env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error;
}
