# Attack: a program that speaks the harness's frames where only its output counts.
# Must get: wrong_answer or no_answer or runtime_error
# Problem: mirror-lines
import os

line = input()[::-1].encode() + b"\n"
try:
    os.write(3, (5 + len(line)).to_bytes(4, "little") + b"A" + len(line).to_bytes(4, "little") + line)
except OSError:
    pass
