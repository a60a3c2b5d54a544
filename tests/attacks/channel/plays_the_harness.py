# Attack: says itself that it is loaded and ready, with answers behind.
# Must get: no_answer
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


os.write(3, frame(b"l") + frame(b"r") + text_frame("nwohs"))


def mirror(text):
    return text[::-1]
