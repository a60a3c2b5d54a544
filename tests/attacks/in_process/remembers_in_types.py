# Attack: a source that seems to keep nothing asks the cache of types which of two equal numbers was there first.
# Must get: wrong_answer
from typing import List


def mirror(text):
    if text == "shown":
        return text[::-1] + repr(List[1])[:0]
    return text[::-1] if repr(List[1.0]) == "typing.List[1]" else "first"
