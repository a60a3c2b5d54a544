# Attack: a frame that claims four gigabytes.
# Must get: no_answer
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


def mirror(text):
    os.write(3, b"\xff\xff\xff\xffA" + b"x" * 100)
    while True:
        pass
