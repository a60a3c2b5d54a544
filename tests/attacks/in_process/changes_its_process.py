# Attack: takes back what the harness did to the process: its signal at the parent's death, its filter, its readability.
# Must get: accepted
import ctypes
import os

prctl = ctypes.CDLL(None, use_errno=True).prctl
prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
SET_PDEATHSIG, SET_KEEPCAPS, SET_SECCOMP, SET_SECUREBITS, SET_NO_NEW_PRIVS, SET_MM, SET_PTRACER = 1, 8, 22, 28, 38, 35, 0x59616D61
SET_CHILD_SUBREAPER, SET_SYSCALL_USER_DISPATCH, SCHED_CORE, SET_TSC = 36, 59, 62, 26
for option, argument in ((SET_PDEATHSIG, 0), (SET_KEEPCAPS, 1), (SET_SECCOMP, 0), (SET_SECCOMP, 1), (SET_SECCOMP, 2), (SET_SECUREBITS, 0),
                         (SET_NO_NEW_PRIVS, 0), (SET_MM, 1), (SET_PTRACER, 2**64 - 1), (SET_CHILD_SUBREAPER, 1),
                         (SET_SYSCALL_USER_DISPATCH, 1), (SCHED_CORE, 1), (SET_TSC, 2)):
    if prctl(option, argument, 0, 0, 0) == 0:
        os._exit(66)


def mirror(text):
    return text[::-1]
