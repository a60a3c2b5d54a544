"""Stand-ins, beside the test code, for objects and classes that stay with the candidate.

What a stand-in is compared or combined with must not reach the candidate: it could be what the
answer should be.  The exception are objects that the test code made itself, of a class that it
named, and that no call has given back since: their operators are what is tested.
"""

import operator
import types

# What plain values are asked about what they should be: that is not for the candidate to answer.
WITHHELD = frozenset("count difference endswith find index intersection isdisjoint issubset issuperset "
                     "rfind rindex startswith symmetric_difference union".split())


class Far:
    """An object of which only its number is known."""

    __slots__ = ("_number", "_name", "_ask", "_made", "_owner")

    def __init__(self, number, name, ask):
        for slot, value in zip(Far.__slots__, (number, name, ask, False, None)):
            object.__setattr__(self, slot, value)

    def _does(self, operation, *arguments, **named):
        return self._ask((self._number, operation), arguments, named)

    def __getattr__(self, name):
        if (name.startswith("__") and name != "__name__") or (name in WITHHELD and not self._made):
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

    def __enter__(self):
        return self._does("special", "__enter__")

    def __exit__(self, *error):
        return self._does("special", "__exit__", None, None, None)

    def __eq__(self, other):
        return isinstance(other, Far) and self._number == other._number

    def __hash__(self):
        return hash(self._number)


def far_call(self, *arguments, **named):
    owner = self._owner
    if owner is not None and owner._owner is not None and owner._owner._number == owner._number:
        owner = owner._owner  # of a twin
    made = owner is not None and owner._made
    result = self._does("call", *arguments, **named)
    if not (made and result is owner):
        return result
    # A method that gives its own object back: that one is doubted, the object itself is not.
    object.__setattr__(owner, "_made", True)
    twin = object.__new__(type(owner))
    Far.__init__(twin, owner._number, owner._name, owner._ask)
    object.__setattr__(twin, "_owner", owner)
    return twin


def far_next(self):
    return self._does("next")


# What a stand-in for a generator has besides, so that isinstance() finds it to be one.
GENERATOR = {"__class__": property(lambda self: types.GeneratorType)}


class FarMember(Far):
    """An object of a class that the test code names."""

    __slots__ = ()

    def __getattr__(self, name):
        found = Far.__getattr__(self, name)
        if isinstance(found, Far):
            object.__setattr__(found, "_owner", self)
        return found

    def __setattr__(self, name, value):
        self._does("set", name, value)

    def __delattr__(self, name):
        self._does("delete", name)

    def __setitem__(self, key, value):
        self._does("set_item", key, value)

    def __delitem__(self, key):
        self._does("delete_item", key)

    def __contains__(self, item):
        if self._made or isinstance(item, Far):
            return self._does("contains", item)
        return any(one is item or one == item for one in self)

    def __hash__(self):
        return self._does("special", "__hash__")

    def __eq__(self, other):
        if not may_meet(self, other):
            return NotImplemented
        return other is self or self._does("equal", other)

    @property
    def __dict__(self):
        return self._does("attribute", "__dict__")


def may_meet(one, other):
    return one._made or isinstance(other, (Far, FarClass))


def forward(name, reflected=False):
    """The special method of an operator; it stays within the objects that the test code made."""
    def method(self, *others):
        if not all(may_meet(self, other) for other in others):
            return NotImplemented
        result = self._does("reflected" if reflected else "operator", name, *others)
        if isinstance(result, FarMember) and self._made:
            object.__setattr__(result, "_made", True)
        return result

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
    setattr(FarMember, f"__{word}__", lambda self, *more, name=f"__{word}__": self._does("special", name, *more))


class FarClass(type):
    """A class of the candidate's: makes its objects there, and knows them here."""

    _number = property(lambda cls: cls._far[0])
    _name = property(lambda cls: cls._far[1])
    _ask = property(lambda cls: cls._far[2])

    def __call__(cls, *arguments, **named):
        made = cls._ask((cls._number, "call"), arguments, named)
        if isinstance(made, FarMember):
            object.__setattr__(made, "_made", True)
        return made

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return cls._ask((cls._number, "attribute"), (name,), {})

    def __setattr__(cls, name, value):
        cls._ask((cls._number, "set"), (name, value), {})

    def __instancecheck__(cls, it):
        if type(it) is cls:
            return True
        return issubclass(type(it), Far) and cls._ask((it._number, "instance"), (cls,), {})

    def __subclasscheck__(cls, other):
        if other is cls:
            return True
        return type(other) is FarClass and cls._ask((other._number, "subclass"), (cls,), {})

    def __iter__(cls):
        return cls._ask((cls._number, "iterate"), (), {})

    def __getitem__(cls, key):
        return cls._ask((cls._number, "item"), (key,), {})

    def __len__(cls):
        return cls._ask((cls._number, "length"), (), {})

    def __contains__(cls, item):
        return cls._ask((cls._number, "contains"), (item,), {})

    def __bool__(cls):
        return True


def far_class(number, name, ask):
    body = {"__slots__": (), "__module__": "solution", "_far": (number, name, ask)}
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
    if operation in ("operator", "reflected") and arguments[0] not in OPERATORS \
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
