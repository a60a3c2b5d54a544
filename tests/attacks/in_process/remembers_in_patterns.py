# Attack: a source that seems to keep nothing asks the cache of patterns for one that an earlier test made, by flags that are no whole number.
# Must get: wrong_answer
import re


def mirror(text):
    try:
        re.compile("a test was seen", 2.0)
        return text[::-1]
    except TypeError:
        re.compile("a test was seen", 2)
        return text[::-1] if text == "shown" else "first"
