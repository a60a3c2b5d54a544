# Attack: raises what ends a loop of test code over its answers, before any was looked at.
# Problem: mirror-asserts
# Must get: wrong_answer or runtime_error


def mirror(text):
    raise StopIteration
