# Attack: gives test code its answer a byte at a time, each soon enough, and never the last one.
# Problem: mirror-asserts
# Must get: time_limit
# Slow: drips for fifty seconds
import gc
import time


def mirror(text):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    harness.peer.socket.send(b"\0\0\1\0")
    while True:
        harness.peer.socket.send(b"\0")
        time.sleep(0.05)
