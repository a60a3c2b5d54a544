# Attack: uses descriptors that were left open by those who started it, or opens its own again with other rights.
# Must get: accepted
# At landlock: accepted or runtime_error
# Landlock does not govern pipes: an ordinary user's program may open its own output again there, and read what it printed.
import os
import stat


def described(fd):
    try:
        return os.fstat(fd)
    except OSError:
        return None


left = {fd: described(fd) for fd in range(5000)}
for fd, facts in left.items():
    if facts and (fd > 3 or stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)):
        os._exit(66)
for fd in (1, 2, 3):
    for attempt in (lambda: os.open(f"/proc/self/fd/{fd}", os.O_RDWR), lambda: os.open(f"/dev/fd/{fd}", os.O_RDONLY),
                    lambda: os.pread(fd, 1, 0), lambda: os.read(fd, 1) if fd != 3 else 1 / 0):
        try:
            attempt()
        except (OSError, ZeroDivisionError):
            continue
        os._exit(67)


def mirror(text):
    return text[::-1]
