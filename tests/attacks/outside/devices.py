# Attack: opens and makes devices, writes to the kernel's switches.
# Must get: accepted
import os
import stat

READ = ["/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/kvm", "/dev/vda", "/dev/sda", "/dev/tty", "/dev/ptmx", "/dev/fuse", "/dev/net/tun",
        "/dev/userfaultfd", "/dev/loop-control", "/dev/vsock", "/dev/port", "/proc/kcore", "/proc/kallsyms", "/proc/keys", "/proc/mounts",
        "/proc/net/tcp", "/sys/kernel/security", "/dev/fd/3"]
WRITE = ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/overcommit_memory", "/proc/sysrq-trigger",
         "/proc/self/attr/current", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/release_agent", "/sys/fs/cgroup/cgroup.procs", "/dev/null/.."]
for path in READ + WRITE:
    for flags in ([os.O_RDONLY] if path in READ else []) + [os.O_WRONLY, os.O_RDWR]:
        try:
            fd = os.open(path, flags)
        except OSError:
            continue
        os.write(2, f"{path} {flags}".encode())
        os._exit(66)
for kind, number in ((stat.S_IFCHR, (1, 1)), (stat.S_IFBLK, (254, 0)), (stat.S_IFIFO, (0, 0)), (stat.S_IFCHR, (0, 0))):
    for place in ("/tmp/n", "n", "/dev/n", "@HOME@/open/n"):
        try:
            os.mknod(place, kind | 0o666, os.makedev(*number))
        except OSError:
            continue
        os._exit(67)


def mirror(text):
    return text[::-1]
