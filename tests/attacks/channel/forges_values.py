# Attack: answers test code with values that cannot be made: objects that were never lent, a fraction over nothing, unknown tags and lengths.
# Problem: mirror-asserts
# Must get: wrong_answer or no_answer
import gc
import struct

RESULT, ZERO = b"\0", b"\2" + bytes(8)
FORGED = (b"\x0e" + struct.pack("<IB", 99, 0) + bytes(4), b"\x0b" + struct.pack("<I", 99),
          b"\x0c" + struct.pack("<I", 8) + b"Fraction" + b"\7\2\0\0\0" + ZERO + ZERO,
          b"\x0c" + struct.pack("<I", 10) + b"namedtuple" + b"\7\0\0\0\0", b"\xff", b"\7\xff\xff\xff\xff")
asked = []


def mirror(text):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    asked.append(text)
    value = FORGED[(len(text) + len(asked)) % len(FORGED)]
    harness.peer.send(RESULT + value + b"\7\0\0\0\0")
    return text[::-1]
