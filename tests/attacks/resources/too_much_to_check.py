# Attack: answers more than the author's checker, which looks at every pair of elements, can judge in its time.
# Problem: mirror-checked
# Must get: wrong_answer


def mirror(text):
    return [0] * 1_000_000
