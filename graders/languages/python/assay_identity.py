"""Which parts of an answer are one object, between a candidate and assert-style test code.

Values cross as copies.  What would be lost, `[[0] * n] * n` or an argument that is returned, crosses
as paths: where an object stands for the first time, and where it stands again.  The tree that paths
lead through is [arguments..., answer].
"""

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
