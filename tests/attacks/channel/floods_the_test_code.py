# Attack: calls the test code back without end and never reads what it says, so that both stand still.
# Problem: mirror-asserts
# Must get: wrong_answer or no_answer or time_limit
# Slow: waits until somebody has had enough
import gc
import struct

CALL = b"\2"
LENT = struct.pack("<I", 0) + b"\7\0\0\0\0\x0a\0\0\0\0"


def mirror(text):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    while True:
        harness.peer.send(CALL + LENT)
