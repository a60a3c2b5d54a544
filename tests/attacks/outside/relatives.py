# Attack: reads what /proc tells of the parent, of init and of everybody else.
# Must get: accepted
import os

OWN = (os.getpid(), os.getppid(), "self", "thread-self")
for pid in [os.getpid(), os.getppid(), 1, 2, "self", "thread-self", @BYSTANDER@, *range(1, 200)]:
    for name in ("environ", "cmdline", "maps", "mem", "stat", "status", "fd", "fd/0", "fd/3", "fdinfo/3", "root/etc/passwd", "cwd",
                 "exe", "syscall", "stack", "io", "auxv", "mountinfo", "cgroup", "ns/user", "uid_map", "task"):
        path = f"/proc/{pid}/{name}"
        for attempt in (lambda: open(path, "rb"), lambda: os.listdir(path), lambda: open(path, "wb"), lambda: os.readlink(path)):
            try:
                attempt()
            except OSError:
                continue
            if pid in OWN and name in ("fd/0", "fd/3", "exe", "ns/user") or name == "cwd" and os.readlink(path) == "/":
                continue  # where links of its own and of what it was forked from lead: nowhere secret
            os._exit(66)


def mirror(text):
    return text[::-1]
