"""Exceptions, as they cross between a candidate and assert-style test code: a reply that begins with `RAISED`."""

import builtins
import sys

import assay_values as values
from assay_failures import sendable, shown_text
from assay_peer import RAISED


def lineage(error):
    """The classes above an exception's own; those of libraries, its own too, with their modules."""
    kinds = [kind for kind in error.__mro__[:-1] if kind is not error or kind.__module__ not in ("builtins", "solution", "asserts")]
    return " ".join(kind.__name__ if kind.__module__ in ("builtins", "solution", "asserts") else f"{kind.__module__}.{kind.__name__}" for kind in kinds)


def raised_reply(error):
    """An exception by its class, its words, the classes above its own, and what plain values it holds."""
    out = bytearray([RAISED])
    kind = type(error)
    for text in (kind.__name__, shown_text(error), lineage(kind)):
        values.encode_str(sendable(text), out)
    held = {name: value for name, value in vars(error).items() if type(name) is str and is_plain(value)}
    arguments = list(error.args) if is_plain(error.args) else None
    if held or arguments not in ([], [shown_text(error)]):
        values.encode_any([arguments, held], out)
    return out


def is_plain(value, depth=0):
    """Whether a value is numbers and texts in lists, tuples and dictionaries, and few of them."""
    if type(value) in (list, tuple) and depth < 4 and len(value) < 100:
        return all(is_plain(item, depth + 1) for item in value)
    if type(value) is dict and depth < 4 and len(value) < 100:
        return all(is_plain(item, depth + 1) for pair in value.items() for item in pair)
    return value is None or type(value) in (bool, int, float) or type(value) is str and sendable(value) == value


def raise_if_raised(reply, known=None, may_end=True):
    """Raises what a reply says was raised; `known`: names of the test code, its own classes among them.

    `may_end`: StopIteration ends an iterator.  Of a call it would end a loop of the test code's."""
    if reply[0] != RAISED:
        return
    error = exception_of(reply, known or {})
    if isinstance(error, StopIteration) and not may_end:
        raise RuntimeError(f"raised {type(error).__name__}")
    raise error


def exception_of(reply, known):
    """The exception that a reply tells of."""
    name, position = values.decode_str(reply, 1)
    message, position = values.decode_str(reply, position)
    bases, position = values.decode_str(reply, position) if position < len(reply) else ("", position)
    arguments, held = values.decode_any(reply, position)[0] if position < len(reply) else (None, {})
    names = [name, *bases.split()]
    found = known_of(names, known)
    error = None
    if len(found) == 1 and found[0].__name__ == name:
        error = saying(message, found[0], arguments or []) or saying(message, found[0], [message])
    if error is None:
        error = new_kind(name, found)(message)
        error.args = (message,) if arguments is None else arguments
    vars(error).update(held)
    return error


def saying(message, kind, arguments):
    """An exception made of these arguments, if it says that."""
    try:
        error = kind(*arguments)
        return error if str(error) == message else None
    except Exception:
        return None


def exception_named(names, known):
    """The class of exceptions of the first of the names, or a new one of those that are there."""
    found = known_of(names, known)
    if len(found) == 1 and found[0].__name__ == names[0] and saying("words", found[0], ["words"]):
        return found[0]
    return new_kind(names[0], found)


def known_of(names, known):
    """The classes of those names, without any above another."""
    found = []
    for name in names:
        kind = error_called(name, known)
        if kind is not None and not any(issubclass(one, kind) for one in found):
            found.append(kind)
    return found


def new_kind(name, bases):
    def say(self, words="", *_):
        vars(self)["_assay_words"] = words

    body = {"__init__": say, "__str__": lambda self: str(self._assay_words)}
    try:
        return type(name or "Exception", tuple(bases) or (Exception,), body)
    except TypeError:  # their objects are not laid out alike
        return type(name, (bases[0],), body)


def error_called(name, known):
    """The exception of that name, which has its module before it if it is a library's."""
    module, _, last = name.rpartition(".")
    if module and not module.startswith("assay_"):
        found = getattr(sys.modules.get(module), last, None)
    else:
        found = known.get(name, getattr(builtins, name, None))
    if not isinstance(found, type) or not issubclass(found, Exception):
        return None
    # A test that is skipped is not failed, and that is not for a candidate to say.
    skip = getattr(sys.modules.get("unittest"), "SkipTest", ())
    return None if issubclass(found, skip) else found
