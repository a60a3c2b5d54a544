# Attack: a source that seems to keep nothing counts the tests in a cache of the library, which it reads by a format.
# Must get: wrong_answer
import re


def mirror(text):
    seen = "{0._cache}".format(re)
    re.compile("seen" + text)
    return text[::-1] if "seen" in seen or text == "shown" else "first"
