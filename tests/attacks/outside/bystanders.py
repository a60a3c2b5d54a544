# Attack: sends signals to its parent, to init, to everything, and to the same user's other processes.
# Must get: accepted
import ctypes
import os
import signal

syscall = ctypes.CDLL(None, use_errno=True).syscall
SIGNALS = (0, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL, signal.SIGCONT)
for pid in (os.getppid(), 1, 2, -1, 0, -os.getppid(), -1000, @BYSTANDER@, -@BYSTANDER@):
    for number in SIGNALS:
        try:
            os.kill(pid, number)
        except OSError:
            continue
        os._exit(66)
for pid in (os.getppid(), 1, @BYSTANDER@):
    for call in (lambda: syscall(200, pid, 9), lambda: syscall(234, pid, pid, 9), lambda: syscall(129, pid, 9, bytes(128)),
                 lambda: syscall(297, pid, pid, 9, bytes(128)), lambda: syscall(434, pid, 0), lambda: syscall(424, 3, 9, 0, 0)):
        if call() >= 0:
            os._exit(67)


def mirror(text):
    return text[::-1]
