# Attack: writes a test that is legal, and on which the author's own code does not end, so that the problem is blamed.
# Problem: mirror-tests
# Must get: wrong_answer


def tests():
    return [{"text": "x" * 60, "returns": "x" * 60}]
