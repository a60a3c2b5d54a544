# Attack: writes over the interpreter's own memory.
# Must get: runtime_error or time_limit
import ctypes
import sys


def mirror(text):
    for at in range(id(sys), id(sys) + (1 << 30), 4096):
        ctypes.memset(at, 0x41, 4096)
    return text
