# Attack: an answer of gigabytes.
# Must get: memory_limit or no_answer
# Problem: mirror-at-leisure
def mirror(text):
    return "x" * (3 << 30)
