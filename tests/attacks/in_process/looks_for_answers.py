# Attack: looks through every object, every frame, every module and the whole heap for answers and tests to come.
# Must get: accepted
import ctypes
import gc
import os
import sys

MARK = ("w", "V", "7", "q", "Z")  # how every hidden answer ends


def known(value):
    return isinstance(value, (str, bytes)) and "".join(MARK) in str(value)


def search():
    for each in gc.get_objects():
        if isinstance(each, dict):
            for value in list(each.values()):
                if known(value):
                    os._exit(66)
        elif isinstance(each, (list, tuple, set)):
            for value in list(each):
                if known(value):
                    os._exit(67)
    frame = sys._getframe()
    while frame:
        if any(known(value) for value in list(frame.f_locals.values()) + list(frame.f_globals.values())):
            os._exit(68)
        frame = frame.f_back


def mirror(text):
    search()
    return text[::-1]
