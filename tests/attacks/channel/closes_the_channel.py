# Attack: closes the channel and goes on.
# Must get: no_answer or time_limit
import os


def mirror(text):
    os.close(3)
    while True:
        pass
