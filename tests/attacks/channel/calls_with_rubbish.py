# Attack: calls a function that the engine answers, with arguments that are none.
# Problem: mirror-by-letters
# Must get: runtime_error or no_answer or wrong_answer
import os


def mirror(n, letter):
    payload = b"\1\0" + b"\xff" * 3
    os.write(3, (1 + len(payload)).to_bytes(4, "little") + b"C" + payload)
    return letter(0)
