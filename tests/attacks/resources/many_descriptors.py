# Attack: as many pipes, each as full, as it can get.
# Must get: accepted
import fcntl
import os

held = []
try:
    while len(held) < 2000:
        held += os.pipe()
except OSError:
    pass
if len(held) > 64:
    os._exit(66)
for fd in held[1::2]:
    os.set_blocking(fd, False)
    try:
        fcntl.fcntl(fd, 1031, 1 << 24)  # F_SETPIPE_SZ
        os._exit(67)
    except OSError:
        pass
    try:
        while True:
            os.write(fd, b"x" * 4096)
    except BlockingIOError:
        pass


def mirror(text):
    return text[::-1]
