# Attack: says by paths that the answer stands within itself, so that whoever compares it has no end.
# Problem: mirror-asserts
# Must get: wrong_answer or runtime_error
import gc
import sys


def mirror(text):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    sys.modules[type(harness).__module__].identity.repeats = lambda given, result: [[[len(given), 0], []]]
    return [*reversed(text), "more"]
