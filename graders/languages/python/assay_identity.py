"""Which parts of an answer are one object, between a candidate and assert-style test code, and what
becomes of objects that both sides may change.

Values cross as copies.  What would be lost, `[[0] * n] * n` or an argument that is returned, crosses
as paths: where an object stands for the first time, and where it stands again.  The tree that paths
lead through is [arguments..., answer].
"""

import collections

SHARED = (list, dict, set, bytearray)


def repeats(arguments, result):
    """[[path, path of the same object before], ...] for each part of `result` that was there before."""
    first, found = {}, []

    def walk(value, path):
        kind = type(value)
        if kind in SHARED:
            if (before := first.setdefault(id(value), path)) is not path:
                if path[0] == len(arguments):
                    found.append([path, before])
                return
        if kind is dict:
            for place, item in enumerate(value.values()):
                if type(item) in NESTING:
                    walk(item, [*path, place])
        elif kind in (list, tuple):
            for place, item in enumerate(value):
                if type(item) in NESTING:
                    walk(item, [*path, place])

    for place, value in enumerate([*arguments, result]):
        walk(value, [place])
    return found


NESTING = frozenset((*SHARED, tuple))


def joined(arguments, result, found):
    """`result` with the objects that `found` names in the places where they stand again."""
    if not found:
        return result
    root = [*arguments, result]
    for path, before in found:
        if path[0] != len(arguments):
            raise ValueError("only of the answer parts are told")
        put(root, path, at(root, before))
    return root[-1]


def at(value, path):
    for place in path:
        if type(value) not in NESTING:
            raise ValueError("a path leads into what is no container")
        value = list(value.values())[place] if type(value) is dict else value[place]
    if type(value) not in SHARED:
        raise ValueError("only containers are told to be one")
    return value


def put(value, path, item):
    """`value` with another item at a path; tuples are made anew."""
    place, rest = path[0], path[1:]
    if type(value) not in NESTING:
        raise ValueError("a path leads into what is no container")
    key = list(value)[place] if type(value) is dict else place
    new = put(value[key], rest, item) if rest else item
    if type(value) is tuple:
        return (*value[:place], new, *value[place + 1:])
    if new is not value[key]:
        value[key] = new
    return value


COPIED = (list, dict, set, bytearray, collections.deque, collections.Counter, collections.OrderedDict)


def is_copied(value):
    """Whether it crosses as a copy, which can be given the content of another."""
    return type(value) in COPIED or type(value).__name__ in ("ndarray", "Tensor")


def copy_back(argument, new):
    """Gives an object the content that the other side left in it."""
    kind = type(argument)
    if type(new) is not {bytearray: bytes}.get(kind, kind):
        return
    if kind.__name__ == "ndarray" and argument.shape == new.shape:
        argument[...] = new
    elif kind.__name__ == "Tensor" and argument.shape == new.shape:
        argument.data.copy_(new)
    elif kind in COPIED and not same(argument, new):
        argument.clear()
        (argument.update if issubclass(kind, (dict, set)) else argument.extend)(new)


def same(one, other):
    """Whether two containers are equal, as far as they can tell: those of arrays cannot."""
    try:
        return bool(one == other)
    except ValueError:
        return False
