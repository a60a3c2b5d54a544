# Attack: says that it has answered while test code waits for it, and says no more, so that nobody can judge.
# Problem: mirror-asserts
# Must get: no_answer
import gc


def mirror(text):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    harness.channel.write(b"A", b"\0")
    while True:
        pass
