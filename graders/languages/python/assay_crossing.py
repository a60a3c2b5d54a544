"""What crosses between a candidate and assert-style test code besides plain values (docs/wire.md).

Values of some classes of the standard library, and of numpy, are sent as what they are made of.
Anything else that the candidate gives stays with it: the test code gets a stand-in that asks there.
"""

import sys

import assay_values as values
from assay_values import Mismatch

MADE, FAR = 12, 13
CALLS, ENDS = 1, 2  # what a stand-in can: be called, give elements one at a time

# Classes by the name that travels: the module, what an object is made of, and how it is made again.
PARTS = {
    "complex": ("builtins", lambda v: [v.real, v.imag], None),
    "range": ("builtins", lambda v: [v.start, v.stop, v.step], None),
    "frozenset": ("builtins", lambda v: [list(v)], None),
    "deque": ("collections", lambda v: [list(v), v.maxlen], None),
    "Fraction": ("fractions", lambda v: [v.numerator, v.denominator], None),
    "Decimal": ("decimal", lambda v: [str(v)], None),
    "date": ("datetime", lambda v: [v.isoformat()], "fromisoformat"),
    "datetime": ("datetime", lambda v: [v.isoformat()], "fromisoformat"),
    "time": ("datetime", lambda v: [v.isoformat()], "fromisoformat"),
    "timedelta": ("datetime", lambda v: [v.days, v.seconds, v.microseconds], None),
}
NDARRAY = "ndarray"


def class_named(name):
    module, _, maker = PARTS[name]
    made = getattr(__import__(module), name)
    return getattr(made, maker) if maker else made


def encode_made(name, parts, out, depth):
    out.append(MADE)
    values.encode_str(name, out)
    values.encode_any(parts, out, depth + 1)


def encode_array(value, out, depth):
    numpy = sys.modules["numpy"]
    if isinstance(value, numpy.generic):
        values.encode_any(value.item(), out, depth)
        return
    plain = numpy.asarray(value)
    if plain.dtype == object:
        raise Mismatch("a plain value", "an array of objects")
    encode_made(NDARRAY, [plain.dtype.str, list(plain.shape), plain.tobytes()], out, depth)


def encode_other(value, out, depth):
    """Of values for which values.encode_any() knows nothing; False if this does not either."""
    kind = type(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.generic, numpy.ndarray)):
        encode_array(value, out, depth)
        return True
    known = PARTS.get(kind.__name__)
    if known is None or kind.__module__ != known[0]:
        return False
    encode_made(kind.__name__, known[1](value), out, depth)
    return True


def decode_made(view, position, call):
    name, position = values.decode_str(view, position)
    parts, position = values.decode_any(view, position, call)
    if name != NDARRAY:
        return class_named(name)(*parts), position
    import numpy
    dtype, shape, raw = parts
    return numpy.frombuffer(raw, dtype).reshape(shape).copy(), position


class Kept:
    """The candidate's side: objects that stay here, by their number."""

    def __init__(self):
        self.objects = []

    def encode(self, value, out, depth):
        if encode_other(value, out, depth):
            return
        number = next((i for i, one in enumerate(self.objects) if one is value), len(self.objects))
        if number == len(self.objects):
            self.objects.append(value)
        can = (CALLS if callable(value) else 0) | (ENDS if hasattr(type(value), "__next__") else 0)
        out.append(FAR)
        out += values.U32.pack(number) + bytes([can])
        values.encode_str(type(value).__name__, out)

    def decode(self, tag, view, position, call):
        if tag == MADE:
            return decode_made(view, position, call)
        (number,) = values.U32.unpack_from(view, position)
        _, position = values.decode_str(view, position + 5)
        return self.objects[number], position

    def work(self, number, operation, *arguments, **named):
        """What the test code does with its stand-in for an object."""
        return OPERATIONS[operation](self.objects[number], *arguments, **named)


OPERATIONS = {
    "call": lambda it, *arguments, **named: it(*arguments, **named),
    "attribute": getattr, "item": lambda it, key: it[key],
    "iterate": iter, "next": next, "length": len, "truth": bool, "text": str, "picture": repr,
}


# What plain values are asked about what they should be: that is not for the candidate to answer.
WITHHELD = frozenset("count difference endswith find index intersection isdisjoint issubset issuperset "
                     "rfind rindex startswith symmetric_difference union".split())


class Far:
    """The test code's stand-in for an object of the candidate's."""

    def __init__(self, number, name, ask):
        self.__dict__.update(_number=number, _name=name, _ask=ask)

    def _does(self, operation, *arguments, **named):
        return self._ask((self._number, operation), arguments, named)

    def __getattr__(self, name):
        if name.startswith("__") or name in WITHHELD:
            raise AttributeError(name)
        return self._does("attribute", name)

    def __getitem__(self, key):
        return self._does("item", key)

    def __iter__(self):
        return self._does("iterate")

    def __len__(self):
        return self._does("length")

    def __bool__(self):
        return self._does("truth")

    def __str__(self):
        return self._does("text")

    def __repr__(self):
        return self._does("picture")

    # What it is compared with must not reach the candidate.
    def __eq__(self, other):
        return isinstance(other, Far) and self._number == other._number

    def __hash__(self):
        return hash(self._number)


def far_call(self, *arguments, **named):
    return self._does("call", *arguments, **named)


def far_next(self):
    return self._does("next")


class Lender:
    """The test code's side.  `ask((number, operation), arguments, named)` calls the candidate."""

    def __init__(self, ask):
        self.ask = ask

    def encode(self, value, out, depth):
        if isinstance(value, Far):
            out.append(FAR)
            out += values.U32.pack(value._number) + b"\0"
            values.encode_str(value._name, out)
        elif not encode_other(value, out, depth):
            raise Mismatch("a plain value", values.describe(value))

    def decode(self, tag, view, position, call):
        if tag == MADE:
            return decode_made(view, position, call)
        (number,) = values.U32.unpack_from(view, position)
        can = view[position + 4]
        name, position = values.decode_str(view, position + 5)
        body = {"__call__": far_call} if can & CALLS else {}
        body |= {"__next__": far_next} if can & ENDS else {}
        return type(name, (Far,), body)(number, name, self.ask), position


def use(side):
    """Makes values.encode_any() and decode_any() of this process know of a side."""
    values.other_any = side
