# Attack: answers that execute when they are unpickled, copied or printed.
# Must get: no_answer
import os


class Bomb:
    def __reduce__(self):
        return os._exit, (0,)

    def __deepcopy__(self, memo):
        os._exit(0)

    __copy__ = __str__ = __repr__ = __deepcopy__


def mirror(text):
    return Bomb()
