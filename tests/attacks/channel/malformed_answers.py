# Attack: an answer with bytes left over, with a length beyond its end, with bytes that are no text.
# Must get: no_answer
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


BAD = [b"\x02\0\0\0abX", b"\xff\xff\xff\x7fab", b"\x02\0\0\0\xff\xfe", b"", b"\x02\0"]


def mirror(text):
    os.write(3, frame(b"A", BAD[len(text) % len(BAD)]))
    while True:
        pass
