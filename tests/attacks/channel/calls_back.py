# Attack: calls back into the engine, where the problem offers nothing to call.
# Must get: no_answer
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


def mirror(text):
    for index in (0, 1, 0xFFFF):
        os.write(3, frame(b"C", index.to_bytes(2, "little") + bytes(100)))
    return text[::-1]
