# Attack: reports of exceptions that are deep, endless, of other types, or no JSON at all.
# Must get: no_answer or runtime_error
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


BAD = [b"[" * 200_000, b"{\"type\":" * 50_000, b"\"", b"{\"type\": 5, \"message\": [], \"line\": 1e99, \"trace\": {}}",
       b"{\"message\": \"\xff\xfe\"}", b"{\"syntax\": true, \"line\": -9223372036854775809}", b"nul", b"\0" * 1000]


def mirror(text):
    os.write(3, frame(b"X", BAD[len(text) % len(BAD)]))
    while True:
        pass
