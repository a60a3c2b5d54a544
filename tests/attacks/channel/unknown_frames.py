# Attack: frames that only the engine sends, and frames that nobody knows.
# Must get: no_answer
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


def mirror(text):
    for kind in b"LTGRDQX\x00\xff":
        os.write(3, frame(bytes([kind]), b"x" * 10))
    return text[::-1]
