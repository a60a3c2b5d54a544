# Attack: one library call that takes for ever and does not look at signals.
# Must get: time_limit
import re


def mirror(text):
    return str(bool(re.match("(a+)+$", "a" * 60 + "b")))
