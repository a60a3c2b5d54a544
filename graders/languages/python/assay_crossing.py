"""What crosses between a candidate and assert-style test code besides plain values (docs/wire.md).

Values of some classes of the standard library, and of numpy, are sent as what they are made of.
Anything else that the candidate gives stays with it: the test code gets a stand-in that asks there.
"""

import builtins
import collections
import contextlib
import sys
import types

import assay_far as far
import assay_values as values
from assay_raised import lineage
from assay_values import Mismatch

MADE, FAR, LENT = 12, 13, 14
# What a stand-in is: can be called, gives elements one at a time, a class, of a class that the test
# code has a stand-in for (its number follows), a class of exceptions (the names above it follow), a generator.
CALLS, ENDS, CLASS, MEMBER, ERROR, YIELDS = 1, 2, 4, 8, 16, 32

# Classes by the name that travels: the module, what an object is made of, and how it is made again.
PARTS = {
    "complex": ("builtins", lambda v: [v.real, v.imag], None),
    "slice": ("builtins", lambda v: [v.start, v.stop, v.step], None),
    "range": ("builtins", lambda v: [v.start, v.stop, v.step], None),
    "frozenset": ("builtins", lambda v: [list(v)], None),
    "deque": ("collections", lambda v: [list(v), v.maxlen], None),
    "Counter": ("collections", lambda v: [dict(v)], None),
    "OrderedDict": ("collections", lambda v: [list(v.items())], None),
    "Fraction": ("fractions", lambda v: [v.numerator, v.denominator], None),
    "Decimal": ("decimal", lambda v: [str(v)], None),
    "date": ("datetime", lambda v: [v.isoformat()], "fromisoformat"),
    "datetime": ("datetime", lambda v: [v.isoformat()], "fromisoformat"),
    "time": ("datetime", lambda v: [v.isoformat()], "fromisoformat"),
    "Size": ("torch", lambda v: [list(v)], None),
    "timedelta": ("datetime", lambda v: [v.days, v.seconds, v.microseconds], None),
}
NDARRAY, TENSOR, NAMED, CLASS_OF_PYTHON = "ndarray", "Tensor", "namedtuple", "type"


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


def encode_tensor(value, out, depth):
    """A tensor of torch's: dtype, shape, whether it asks for gradients, and its bytes."""
    torch = sys.modules["torch"]
    if value.layout != torch.strided:
        raise Mismatch("a plain value", f"a tensor of the layout {value.layout}")
    raw = value.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()
    encode_made(TENSOR, [str(value.dtype).removeprefix("torch."), list(value.shape), value.requires_grad, raw], out, depth)


def decoded_tensor(dtype, shape, asks, raw):
    import torch
    dtype = getattr(torch, dtype)
    made = torch.frombuffer(bytearray(raw), dtype=dtype).reshape(shape) if raw else torch.zeros(shape, dtype=dtype)
    return made.requires_grad_(asks)


def is_own(value):
    """Whether it is one of Python's own classes."""
    return type(value) is type and getattr(builtins, value.__name__, None) is value


def encode_other(value, out, depth):
    """Of values for which values.encode_any() knows nothing; False if this does not either."""
    kind = type(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.generic, numpy.ndarray)):
        encode_array(value, out, depth)
        return True
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        encode_tensor(value, out, depth)
        return True
    if is_own(value):
        encode_made(CLASS_OF_PYTHON, [value.__name__], out, depth)
        return True
    known = PARTS.get(kind.__name__)
    if known is None or kind.__module__ != known[0]:
        return False
    encode_made(kind.__name__, known[1](value), out, depth)
    return True


def named_class(name, fields, names):
    """The class of named tuples that is called so where they arrive, or one like it."""
    known = names.get(name)
    if isinstance(known, type) and issubclass(known, tuple) and getattr(known, "_fields", None) == fields:
        return known
    return made_classes.setdefault((name, fields), collections.namedtuple(name, fields))


made_classes = {}


def encode_number(tag, number, can, name, out):
    out.append(tag)
    out += values.U32.pack(number) + bytes([can])
    values.encode_str(name, out)


def decode_number(view, position):
    (number,) = values.U32.unpack_from(view, position)
    name, end = values.decode_str(view, position + 5)
    return number, view[position + 4], name, end


def abilities(value):
    return (CALLS if callable(value) else 0) | (ENDS if hasattr(type(value), "__next__") else 0) \
        | (YIELDS if type(value) is types.GeneratorType else 0)


def stand_in(kind, number, name, can, ask):
    """A stand-in of that class, or of one derived from it for what the object can."""
    body = {"__slots__": ()}
    body |= {"__call__": far.far_call} if can & CALLS else {}
    body |= {"__next__": far.far_next} if can & ENDS else {}
    body |= far.GENERATOR if can & YIELDS else {}
    if type(kind) is not far.FarClass or len(body) > 1:
        kind = type.__new__(type(kind), name, (kind,), body)
    one = object.__new__(kind)
    far.Far.__init__(one, number, name, ask)
    return one


class Side:
    """What both sides do.  `names`: those of the code here, its named tuples among them."""

    names = {}
    encode_known = staticmethod(encode_other)

    def encode_named(self, value, out, depth):
        """A named tuple, or the class of some."""
        kind, parts = (value, None) if isinstance(value, type) else (type(value), list(tuple.__iter__(value)))
        encode_made(NAMED, [kind.__name__, list(kind._fields), parts], out, depth)

    def decode_made(self, view, position, call):
        name, position = values.decode_str(view, position)
        parts, position = values.decode_any(view, position, call)
        if name == NAMED:
            kind = named_class(parts[0], tuple(parts[1]), self.names)
            return (kind if parts[2] is None else tuple.__new__(kind, parts[2])), position
        if name == CLASS_OF_PYTHON:
            found = getattr(builtins, parts[0], None)
            return (found if isinstance(found, type) else object), position
        if name == TENSOR:
            return decoded_tensor(*parts), position
        if name != NDARRAY:
            return class_named(name)(*parts), position
        import numpy
        dtype, shape, raw = parts
        return numpy.frombuffer(raw, dtype).reshape(shape).copy(), position


class Kept(Side):
    """The candidate's side: objects that stay here, by their number.  The module is number 0.
    `ask_test((number, operation), arguments, named)` does something with an object of the test code's."""

    def __init__(self, ask_test):
        self.objects, self.numbers = [], {}
        self.ask_test, self.lent = ask_test, {}

    def begin(self, module):
        self.names = module.__dict__
        self.number_of(module)

    def number_of(self, value):
        number = self.numbers.setdefault(id(value), len(self.objects))
        if number == len(self.objects):
            self.objects.append(value)
        return number

    def encode(self, value, out, depth):
        if encode_other(value, out, depth):
            return
        kind = type(value)
        if issubclass(kind, far.Far):
            encode_number(LENT, value._far_number, 0, value._far_name, out)
            return
        is_class = issubclass(kind, type)
        if is_class and issubclass(value, tuple) and hasattr(value, "_fields"):
            self.encode_named(value, out, depth)
            return
        number = self.number_of(value)
        can = abilities(value)
        of = self.numbers.get(id(kind)) if kind.__module__ == "solution" else None
        can |= (CLASS if is_class else 0) | (MEMBER if of is not None else 0)
        is_error = is_class and issubclass(value, BaseException)
        name = value.__name__ if is_class else kind.__name__
        encode_number(FAR, number, can | (ERROR if is_error else 0), name, out)
        if of is not None:
            out += values.U32.pack(of)
        if is_error:
            values.encode_str(lineage(value), out)

    def decode(self, tag, view, position, call):
        if tag == MADE:
            return self.decode_made(view, position, call)
        number, can, name, position = decode_number(view, position)
        if tag != LENT:
            return self.objects[number], position
        if number not in self.lent:
            self.lent[number] = stand_in(far.FarMember, number, name, can, self.ask_test)
            object.__setattr__(self.lent[number], "_far_made", True)
        return self.lent[number], position

    def work(self, number, operation, *arguments, **named):
        """What the test code does with its stand-in for an object."""
        if number == 0 and operation == "attribute" and arguments[0] not in self.names:
            raise NameError(f"the submission does not define `{arguments[0]}`")
        return far.OPERATIONS[operation](self.objects[number], *arguments, **named)


class Lender(Side):
    """The test code's side.  `ask((number, operation), arguments, named)` calls the candidate."""

    def __init__(self, ask, error_class):
        self.ask, self.error_class = ask, error_class
        self.lent, self.numbers = [], {}  # objects that the candidate was given
        self.known = {}  # stand-ins by their number, so that one object is one here too
        self.classes = {}  # those of them that the test code took by their names
        self.doubted = False  # what is read now was chosen by the candidate
        self.newest = None  # the stand-in that was made last

    def encode(self, value, out, depth):
        if isinstance(value, far.Far) or type(value) is far.FarClass:
            encode_number(FAR, value._far_number, 0, value._far_name, out)
        elif issubclass(type(value), tuple) and hasattr(value, "_fields"):
            self.encode_named(value, out, depth)
        elif not encode_other(value, out, depth):
            encode_number(LENT, self.lend(value), abilities(value), type(value).__name__, out)

    def lend(self, value):
        """The number of an object of the test code's own."""
        # A method that is taken from its object is a new one each time.
        key = (id(value.__self__), id(value.__func__)) if type(value) is types.MethodType else id(value)
        number = self.numbers.setdefault(key, len(self.lent))
        if number == len(self.lent):
            self.lent.append(value)
        return number

    def decode(self, tag, view, position, call):
        if tag == MADE:
            return self.decode_made(view, position, call)
        number, can, name, position = decode_number(view, position)
        if tag == LENT:
            return self.lent[number], position
        of, bases = None, ""
        if can & MEMBER:
            of, position = values.U32.unpack_from(view, position)[0], position + 4
        if can & ERROR:
            bases, position = values.decode_str(view, position)
        if number not in self.known:
            self.newest = self.known[number] = self.stand_in(number, name, can, of, bases)
        found = self.known[number]
        if self.doubted and isinstance(found, far.Far):
            object.__setattr__(found, "_far_made", False)
        return found, position

    @contextlib.contextmanager
    def doubting(self, doubted):
        """While what is read now is, or is not, of the candidate's choice."""
        before, self.doubted, self.newest = self.doubted, doubted, None
        try:
            yield
        finally:
            self.doubted = before

    def stand_in(self, number, name, can, of, bases):
        if can & ERROR:
            return self.error_class([name, *bases.split()])
        if can & CLASS:
            return far.far_class(number, name, self.ask)
        kind = self.classes.get(of, self.known.get(of))
        return stand_in(kind if type(kind) is far.FarClass else far.Far, number, name, can, self.ask)

    def named(self, kind):
        """A class as the test code has it by its name: the same, and trusted to make objects."""
        number = kind._far_number
        if number not in self.classes:
            self.classes[number] = far.far_class(number, kind._far_name, self.ask, named=True)
        return self.classes[number]

    def doubt(self, value, seen=None):
        """Any object in a value may have been put there by the candidate."""
        seen = set() if seen is None else seen
        if isinstance(value, far.Far):
            object.__setattr__(value, "_far_made", False)
        elif type(value) in (list, tuple, set, dict) and id(value) not in seen:
            seen.add(id(value))  # what stands in many places is looked at once
            for item in value.values() if type(value) is dict else value:
                self.doubt(item, seen)


def use(side):
    """Makes values.encode_any() and decode_any() of this process know of a side."""
    values.other_any = side
