# Attack: tells hidden tests by the signal that it dies of.
# Must get: runtime_error
# Never says: signal 4
import os


def mirror(text):
    if text == "shown":
        return text[::-1]
    os.kill(os.getpid(), 40 + ord(text[8]) % 10)
