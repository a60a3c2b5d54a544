# Attack: uses descriptors that were left open by those who started it.
# Must get: accepted
import os
import stat

for fd in range(5000):
    try:
        facts = os.fstat(fd)
    except OSError:
        continue
    if fd > 3 or stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode):
        os._exit(66)
    for attempt in (lambda: os.open(f"/proc/self/fd/{fd}", os.O_RDWR), lambda: os.open(f"/dev/fd/{fd}", os.O_WRONLY),
                    lambda: os.pread(fd, 1, 0) and fd != 0):
        try:
            if attempt() is not False and fd != 0:
                os._exit(67)
        except OSError:
            pass


def mirror(text):
    return text[::-1]
