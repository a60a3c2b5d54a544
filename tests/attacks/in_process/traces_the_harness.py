# Attack: has a tracer and a profiler called at every line of the harness, and looks at its variables.
# Must get: accepted or time_limit
import os
import sys
import threading

MARK = ("w", "V", "7", "q", "Z")


def look(frame, event, argument):
    for value in (*frame.f_locals.values(), argument):
        if isinstance(value, (str, bytes)) and "".join(MARK) in str(value) and frame.f_code.co_name not in ("mirror",):
            if getattr(look, "answered", False) is False:
                os._exit(66)
    return look


sys.settrace(look)
sys.setprofile(look)
threading.settrace(look)
for frame in iter(lambda: sys._getframe(1) if not hasattr(look, "done") else None, None):
    look.done = True
    while frame:
        frame.f_trace = look
        frame = frame.f_back


def mirror(text):
    look.answered = True
    return text[::-1]
