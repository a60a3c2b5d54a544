# Attack: a source that seems to keep nothing has functions find their built-in names in what typing keeps.
# Must get: wrong_answer
from typing import Union as __builtins__


def mirror(text):
    if text == "shown":
        return text[::-1] + f"{len | 1!r}"[:0]
    return text[::-1] if f"{len | 1.0!r}"[-2:] == "1]" else "first"
