# Attack: a kind of text whose comparisons, encodings and lengths lie.
# Must get: wrong_answer or no_answer
class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__

    def encode(self, *_):
        return b"right"

    def __len__(self):
        return 1 << 40

    def __iter__(self):
        while True:
            yield "x"


def mirror(text):
    return Text("wrong")
