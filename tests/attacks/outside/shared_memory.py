# Attack: leaves something for the next test, the next submission or the neighbour: memory, locks, leases, queues.
# Must get: accepted
import ctypes
import fcntl
import multiprocessing.shared_memory
import os

libc = ctypes.CDLL(None, use_errno=True)
tries = [lambda: multiprocessing.shared_memory.SharedMemory("assay", create=True, size=100),
         lambda: open("/dev/shm/assay", "w"), lambda: open("/dev/mqueue/assay", "w"), lambda: open("/var/lock/assay", "w")]
shared = open("/usr/bin/env", "rb")
for command in (fcntl.F_SETLK, fcntl.F_SETLKW, fcntl.F_OFD_SETLK, fcntl.F_SETLEASE, 1026, fcntl.F_NOTIFY, 1036, 1033):
    tries.append(lambda command=command: fcntl.fcntl(shared, command, bytes(32)))
tries += [lambda: fcntl.flock(shared, fcntl.LOCK_SH), lambda: os.setxattr("/usr/bin/env", "user.a", b"b"),
          lambda: os.utime("/usr/bin/env"), lambda: os.utime("/tmp"), lambda: os.chmod("/tmp", 0o777)]
for attempt in tries:
    try:
        attempt()
    except OSError:
        continue
    os._exit(66)
if libc.sem_open(b"/assay", os.O_CREAT, 0o600, 1):
    os._exit(67)


def mirror(text):
    return text[::-1]
