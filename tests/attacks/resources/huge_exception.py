# Attack: an exception whose text, name and trace have no end.
# Must get: runtime_error
class Long(Exception):
    def __str__(self):
        return "x" * 10_000_000


Long.__name__ = Long.__qualname__ = "N" * 1_000_000


def mirror(text):
    def fall(n):
        if n == 0:
            raise Long
        fall(n - 1)
    fall(5000)
