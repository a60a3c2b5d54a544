# Attack: objects whose ends and attributes run code after the answer.
# Must get: no_answer or runtime_error or time_limit or wrong_answer
import os


class Late:
    def __del__(self):
        os._exit(0)


def mirror(text):
    late = Late()
    return text[::-1] if late and text == "shown" else ""
