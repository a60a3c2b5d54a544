# Attack: answers test code with what is small to send and has no end to who goes through it.
# Problem: mirror-asserts
# Must get: wrong_answer


def mirror(text):
    return range(10**12)
