# Attack: answers before it is asked, while it loads.
# Must get: no_answer
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


for _ in range(10):
    os.write(3, text_frame("nwohs"))


def mirror(text):
    return text[::-1]
