# Attack: closes every descriptor but the channel, and goes on.
# Must get: time_limit
import os


def mirror(text):
    for fd in (0, 1, 2):
        os.close(fd)
    while True:
        pass
