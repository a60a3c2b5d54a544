# Attack: takes its time before the clock runs, by making the harness's own decoder slow.
# Must get: time_limit or no_answer
# Slow: decoding may take 10 s
import sys

values = sys.modules["assay_values"]


def slow(*_):
    while True:
        pass


values.decode_str = values.U32 = None
candidate = next(o for o in __import__("gc").get_objects() if type(o).__name__ == "Function")
candidate.prepare = slow


def mirror(text):
    return text[::-1]
