# Attack: counts the tests, and answers wrongly what it takes for the ones that nobody looks at.
# Must get: wrong_answer
seen = []


def mirror(text):
    seen.append(text)
    return text[::-1] if len(seen) > 1 else "first"
