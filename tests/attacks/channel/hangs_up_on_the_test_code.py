# Attack: hangs up on test code that waits for it, so that nobody can judge.
# Problem: mirror-asserts
# Must get: no_answer
import gc


def mirror(text):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    harness.peer.socket.shutdown(2)
    return text[::-1]
