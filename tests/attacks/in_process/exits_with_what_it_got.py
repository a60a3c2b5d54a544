# Attack: tells hidden tests by its exit status, a byte at a time.
# Must get: runtime_error
# Never says: exited with status 101
import os


def mirror(text):
    if text == "shown":
        return text[::-1]
    os._exit(ord(text[8]))
