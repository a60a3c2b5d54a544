# Attack: an answer that claims to be equal to everything and of every type.
# Must get: no_answer
class Everything(type):
    def __instancecheck__(cls, other):
        return True

    __subclasscheck__ = __instancecheck__


class Right(metaclass=Everything):
    __class__ = str

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def encode(self, *_):
        return b""

    def __len__(self):
        return 0

    def __bool__(self):
        return True


def mirror(text):
    return Right()
