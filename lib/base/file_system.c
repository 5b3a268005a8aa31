#include "file_system.h"

#include <sys/vfs.h>

static const struct file_system systems[] = {
	{ 0x6969, "NFS", .is_network = true },
	{ 0x517b, "SMB", .is_network = true },
	{ 0xfe534d42, "SMB2", .is_network = true },
	{ 0xff534d42, "CIFS", .is_network = true },
	{ 0x65735546, "FUSE", .is_network = true },	/* sshfs, GlusterFS, … */
	{ 0x5346414f, "AFS", .is_network = true },
	{ 0x00c36400, "Ceph", .is_network = true },
	{ 0x01021997, "9P", .is_network = true },
	{ 0x0bd00bd0, "Lustre", .is_network = true },
	{ 0x47504653, "GPFS", .is_network = true },
	{ 0x01021994, "tmpfs", .is_memory = true },
	{ 0x858458f6, "ramfs", .is_memory = true },
	{ 0xef53, "ext4", false, false },
	{ 0x58465342, "XFS", false, false },
	{ 0x9123683e, "Btrfs", false, false },
	{ 0x2fc12fc1, "ZFS", false, false },
	{ 0xf2f52010, "F2FS", false, false },
	{ 0x794c7630, "overlayfs", false, false },
};

const struct file_system *
file_system_of(const char *path)
{
	static const struct file_system unknown = { 0, "another file system", false, false };
	struct statfs fs;

	if (!statfs(path, &fs))
		for (unsigned i = 0; i < sizeof(systems) / sizeof(systems[0]); i++)
			if (systems[i].magic == ((unsigned long)fs.f_type & 0xffffffff))
				return &systems[i];
	return &unknown;
}
