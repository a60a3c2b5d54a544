"""Stand-ins, beside the test code, for objects and classes that stay with the candidate.

What a stand-in is compared or combined with must not reach the candidate: it could be what the
answer should be.  The exception are objects that the test code made itself, of a class that it took
by its name from the submission, and that no call has given back: their operators are what is tested.
"""

import copy
import opcode
import operator
import types

from assay_identity import copy_back
from assay_raised import exception_of, raise_if_raised, raised_reply

# What plain values are asked about what they should be: that is not for the candidate to answer.
WITHHELD = frozenset("count difference endswith find index intersection isdisjoint issubset issuperset "
                     "rfind rindex startswith symmetric_difference union".split())


class Far:
    """An object of which only its number is known."""

    __slots__ = ("_far_number", "_far_name", "_far_ask", "_far_made", "_far_owner")

    def __init__(self, number, name, ask):
        for slot, value in zip(Far.__slots__, (number, name, ask, False, None)):
            object.__setattr__(self, slot, value)

    def _far_does(self, operation, *arguments, **named):
        return self._far_ask((self._far_number, operation), arguments, named)

    def __getattr__(self, name):
        if (name.startswith("__") and name != "__name__") or (name in WITHHELD and not self._far_made):
            raise AttributeError(name)
        return self._far_does("attribute", name)

    def __getitem__(self, key):
        return self._far_does("item", key)

    def __iter__(self):
        return self._far_does("iterate")

    def __len__(self):
        return self._far_does("length")

    def __bool__(self):
        return self._far_does("truth")

    def __str__(self):
        return self._far_does("text")

    def __repr__(self):
        return self._far_does("picture")

    def __enter__(self):
        return self._far_does("special", "__enter__")

    def __exit__(self, kind, error, trace):
        told = error is not None and told_of(error)
        return self._far_does("exit", bytes(raised_reply(error)) if told else b"") if told or error is None else False

    def __eq__(self, other):
        return isinstance(other, Far) and self._far_number == other._far_number

    def __hash__(self):
        return hash(self._far_number)


def far_call(self, *arguments, **named):
    owner = self._far_owner
    if owner is not None and owner._far_owner is not None and owner._far_owner._far_number == owner._far_number:
        owner = owner._far_owner  # of a twin
    made = owner is not None and owner._far_made
    result = self._far_does("call", *arguments, **named)
    if not (made and result is owner):
        return result
    # A method that gives its own object back: that one is doubted, the object itself is not.
    object.__setattr__(owner, "_far_made", True)
    twin = object.__new__(type(owner))
    Far.__init__(twin, owner._far_number, owner._far_name, owner._far_ask)
    object.__setattr__(twin, "_far_owner", owner)
    return twin


def told_of(error):
    """Whether an object of the candidate's may hear of an exception that leaves its `with` block, and keep it back:
    one of the candidate's own, or one that test code raises to see what becomes of it.  Any other says what the test
    code found."""
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    raises = code.co_filename == "asserts" and opcode.opname[code.co_code[trace.tb_lasti]] == "RAISE_VARARGS"
    return code is raise_if_raised.__code__ or raises and not isinstance(error, AssertionError)


def leave(it, reply):
    if not reply:
        return type(it).__exit__(it, None, None, None)
    error = exception_of(reply, {})
    return type(it).__exit__(it, type(error), error, None)


def refill(it, name, content):
    """The test code has changed what it got as an attribute."""
    copy_back(getattr(it, name), content)


def far_next(self):
    return self._far_does("next")


# What a stand-in for a generator has besides, so that isinstance() finds it to be one.
GENERATOR = {"__class__": property(lambda self: types.GeneratorType)}


class FarMember(Far):
    """An object of a class that the test code names."""

    __slots__ = ()

    def __getattr__(self, name):
        found = Far.__getattr__(self, name)
        if isinstance(found, Far):
            object.__setattr__(found, "_far_owner", self)
        return found

    def __setattr__(self, name, value):
        self._far_does("set", name, value)

    def __delattr__(self, name):
        self._far_does("delete", name)

    def __setitem__(self, key, value):
        self._far_does("set_item", key, value)

    def __delitem__(self, key):
        self._far_does("delete_item", key)

    def __contains__(self, item):
        if self._far_made or isinstance(item, Far):
            return self._far_does("contains", item)
        return any(one is item or one == item for one in self)

    def __hash__(self):
        return self._far_does("special", "__hash__")

    def __eq__(self, other):
        if not may_meet(self, other):
            return NotImplemented
        return other is self or self._far_does("equal", other)

    def __copy__(self):
        return self._far_ask((self._far_number, "copy"), (), {}, self._far_made)

    def __deepcopy__(self, _):
        return self._far_ask((self._far_number, "deepcopy"), (), {}, self._far_made)

    @property
    def __dict__(self):
        return self._far_does("attribute", "__dict__")


def may_meet(one, other):
    return one._far_made or isinstance(other, (Far, FarClass))


def forward(name, reflected=False):
    """The special method of an operator; it stays within the objects that the test code made."""
    def method(self, *others):
        if not all(may_meet(self, other) for other in others):
            return NotImplemented
        made = self._far_made
        return self._far_ask((self._far_number, "reflected" if reflected else "operator"), (name, *others), {}, made)

    return method


BINARY = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split()
UNARY = "lt le gt ge neg pos abs invert".split()
CONVERSIONS = "int float complex round format reversed index".split()
for word in BINARY:
    plain = word.rstrip("_")
    setattr(FarMember, f"__{plain}__", forward(word))
    setattr(FarMember, f"__r{plain}__", forward(word, reflected=True))
    setattr(FarMember, f"__i{plain}__", forward("i" + plain))
for word in UNARY:
    setattr(FarMember, f"__{word}__", forward(word))
for word in CONVERSIONS:
    setattr(FarMember, f"__{word}__", lambda self, *more, name=f"__{word}__": self._far_does("special", name, *more))


class FarClass(type):
    """A class of the candidate's: makes its objects there, and knows them here.

    Only one that the test code took by its name (`_far_named`) makes objects of the test code's own: any
    other was chosen by the candidate, as what it calls `pop` may be a class."""

    _far_number = property(lambda cls: cls._far[0])
    _far_name = property(lambda cls: cls._far[1])
    _far_ask = property(lambda cls: cls._far[2])

    def __call__(cls, *arguments, **named):
        return cls._far_ask((cls._far_number, "call"), arguments, named, cls._far_named)

    def __eq__(cls, other):
        return type(other) is FarClass and cls._far_number == other._far_number

    def __hash__(cls):
        return hash(cls._far_number)

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return cls._far_ask((cls._far_number, "attribute"), (name,), {})

    def __setattr__(cls, name, value):
        cls._far_ask((cls._far_number, "set"), (name, value), {})

    def __instancecheck__(cls, it):
        if type(it) is cls:
            return True
        return issubclass(type(it), Far) and cls._far_ask((it._far_number, "instance"), (cls,), {})

    def __subclasscheck__(cls, other):
        if other == cls:
            return True
        return type(other) is FarClass and cls._far_ask((other._far_number, "subclass"), (cls,), {})

    def __iter__(cls):
        return cls._far_ask((cls._far_number, "iterate"), (), {})

    def __getitem__(cls, key):
        return cls._far_ask((cls._far_number, "item"), (key,), {})

    def __len__(cls):
        return cls._far_ask((cls._far_number, "length"), (), {})

    def __contains__(cls, item):
        return cls._far_ask((cls._far_number, "contains"), (item,), {})

    def __bool__(cls):
        return True


def far_class(number, name, ask, named=False):
    body = {"__slots__": (), "__module__": "solution", "_far": (number, name, ask), "_far_named": named}
    return type.__new__(FarClass, name, (FarMember,), body)


# --- the candidate's side ---------------------------------------------------------------------

class Nobody:
    """Equal to nothing."""


def equal(it, other):
    """What the candidate's == says, unless it says so of everything."""
    try:
        blind = bool(it == Nobody())
    except Exception:
        blind = False
    return not blind and bool(it == other)


OPERATIONS = {
    "call": lambda it, *arguments, **named: it(*arguments, **named),
    "attribute": getattr, "set": setattr, "delete": delattr,
    "item": lambda it, key: it[key], "set_item": operator.setitem, "delete_item": operator.delitem,
    "iterate": iter, "next": next, "length": len, "truth": bool, "text": str, "picture": repr,
    "contains": lambda it, item: item in it, "equal": equal,
    "instance": lambda it, kind: kind in type(it).__mro__,
    "subclass": lambda it, kind: kind in it.__mro__,
    "operator": lambda it, name, *others: getattr(operator, name)(it, *others),
    "reflected": lambda it, name, other: getattr(operator, name)(other, it),
    "copy": copy.copy, "deepcopy": copy.deepcopy, "exit": leave, "refill": refill,
    "special": lambda it, name, *others: getattr(type(it), name)(it, *others),
}


# --- the test code's side again: what the candidate may do with an object that it was given -----

OPERATORS = {*BINARY, *UNARY, *("i" + word.rstrip("_") for word in BINARY)}
SPECIALS = {"__hash__", "__enter__", "__exit__", *(f"__{word}__" for word in CONVERSIONS)}
# They lead from an object to the code beside it, and to what that expects.
INSIDES = (types.CodeType, types.FrameType, types.ModuleType, types.TracebackType)
CODE = (type, types.FunctionType, types.MethodType, types.BuiltinFunctionType)


def do_for_candidate(it, operation, *arguments, **named):
    """Does what a stand-in may ask for; the candidate can also ask by frames of its own making."""
    if operation in ("attribute", "set", "delete") and hidden(it, arguments[0], operation):
        raise AttributeError(arguments[0])
    if operation == "refill" or operation in ("operator", "reflected") and arguments[0] not in OPERATORS \
            or operation == "special" and arguments[0] not in SPECIALS:
        raise TypeError(f"{arguments[0]} is no operator")
    if not isinstance(it, INSIDES):
        result = OPERATIONS[operation](it, *arguments, **named)
        if not isinstance(result, INSIDES):
            return result
    raise TypeError("this stays with the test code")


def hidden(it, name, operation):
    """Whether an attribute of the test code's object is none of the candidate's business."""
    if operation != "attribute" and isinstance(it, CODE):
        return True
    return name.startswith("__") and name != "__name__" and (name != "__dict__" or isinstance(it, CODE))
