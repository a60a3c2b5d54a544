# Attack: what the first version of Landlock does not see: truncation, modes, owners, times, attributes, renames.
# Must get: accepted
import ctypes
import os

syscall = ctypes.CDLL(None, use_errno=True).syscall
for path in ("@HOME@/open/notes.txt", "@HOME@/.ssh/id_rsa", "@HOME@/open", "@BANK@/mirror/problem.lua", "@HOME@"):
    name = path.encode()
    for attempt in (
            lambda: os.truncate(path, 0), lambda: os.open(path, os.O_RDONLY | os.O_TRUNC), lambda: os.open(path, os.O_WRONLY | os.O_TRUNC),
            lambda: os.open(path, os.O_PATH | os.O_TRUNC) and 1 / 0, lambda: os.chmod(path, 0), lambda: os.chown(path, -1, -1),
            lambda: os.lchown(path, 0, 0), lambda: os.utime(path, (0, 0)), lambda: os.setxattr(path, "user.x", b"y"),
            lambda: os.removexattr(path, "user.x"), lambda: os.rename(path, path + "x"), lambda: os.unlink(path), lambda: os.rmdir(path),
            lambda: os.link(path, path + "l"), lambda: os.symlink(path, path + "s"), lambda: os.mkdir(path + "d"),
            lambda: os.replace("/usr/bin/env", path)):
        try:
            fd = attempt()
        except ZeroDivisionError:  # a handle that opens nothing: it must open nothing for the rest of the calls either
            continue
        except OSError:
            continue
        os._exit(66)
    for number in (90, 91, 92, 94, 132, 188, 189, 235, 260, 261, 268, 280, 452):
        if syscall(number, name, 0, 0, 0, 0) == 0 or syscall(number, -100, name, 0, 0, 0) == 0:
            os._exit(67)


def mirror(text):
    return text[::-1]
