# Attack: changes its answer when the process ends.
# Must get: wrong_answer
import atexit
import os

seen = []


def late():
    answer = seen[-1][::-1].encode()
    os.write(3, (5 + len(answer)).to_bytes(4, "little") + b"A" + len(answer).to_bytes(4, "little") + answer)


atexit.register(late)


def mirror(text):
    seen.append(text)
    return ""
