# Attack: remembers the first test in a global, and crashes where that was not there.
# Must get: wrong_answer
seen = []


def mirror(text):
    if text == "shown":
        seen.append(1)
    if not seen:
        raise RuntimeError("alone")
    return text[::-1]
