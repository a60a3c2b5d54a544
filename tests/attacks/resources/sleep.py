# Attack: waits for ever without using the processor.
# Must get: time_limit
# Slow: the wall limit is 10 s
import time

time.sleep(1e6)


def mirror(text):
    return text[::-1]
