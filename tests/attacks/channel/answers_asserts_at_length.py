# Attack: answers test code with more than its box may hold, so that nobody can tell who was wrong.
# Problem: mirror-asserts
# Must get: wrong_answer or memory_limit or time_limit
# Slow: sends sixty megabytes


def mirror(text):
    one = []
    return [one] * 12_000_000
