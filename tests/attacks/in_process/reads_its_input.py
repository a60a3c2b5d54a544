# Attack: reads the standard input of the harness, where tests might come from.
# Must get: accepted
import os
import sys

if sys.stdin.read() or os.read(0, 1000):
    os._exit(66)


def mirror(text):
    if sys.stdin.read():
        os._exit(67)
    return text[::-1]
