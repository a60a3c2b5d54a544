# Attack: more answers than the engine can hold.
# Must get: no_answer or memory_limit or time_limit or wrong_answer
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


def mirror(text):
    flood = text_frame("x" * 100_000)
    while True:
        os.write(3, flood)
