# Attack: a thread answers while the harness does, so that their bytes mix.
# Must get: no_answer or time_limit or wrong_answer or runtime_error
import threading
import os


def frame(kind, payload=b""):
    return (1 + len(payload)).to_bytes(4, "little") + kind + payload


def text_frame(text):
    data = text.encode()
    return frame(b"A", len(data).to_bytes(4, "little") + data)


def mix():
    while True:
        os.write(3, b"\x05")


def mirror(text):
    threading.Thread(target=mix, daemon=True).start()
    return text[::-1]
