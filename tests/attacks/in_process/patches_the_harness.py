# Attack: replaces the harness's codec and its writing by its own.
# Slow: a harness that writes nothing is waited for
# Must get: wrong_answer or no_answer or runtime_error or time_limit
import sys

main = sys.modules["__main__"]
values = main.values
for name in dir(values):
    if name.startswith(("encode", "encoder")):
        setattr(values, name, lambda *_, **__: b"")
main.write_frame = lambda *_: None
main.Function.answer = lambda self: (b"A", b"\2\0\0\0ok")


def mirror(text):
    return text[::-1]
