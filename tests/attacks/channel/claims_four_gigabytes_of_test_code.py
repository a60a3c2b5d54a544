# Attack: announces an answer of four gigabytes to test code, and ends as if all were well.
# Problem: mirror-asserts
# Must get: no_answer
import gc


def mirror(text):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    harness.peer.socket.send(b"\xff\xff\xff\xff\0")
    return text[::-1]
