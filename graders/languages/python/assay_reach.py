"""What a source can reach under other names than the one that a problem forbids.

Libraries import from each other, so numpy.linalg.inv is numpy.lib.polynomial.inv as well, and `sys` is
numpy.lib.utils.sys.  Where a module goes can be told only while it stands before a dot or gets a name.
"""

import ast
import importlib
import sys
import types


def load(module):
    """Imports what the source imports, or names could not be followed through it."""
    try:
        importlib.import_module(module)
    except Exception:
        pass  # the source will hear of it, if it comes to that


def found(path):
    """What a name with dots leads to, or None."""
    parts = path.split(".")
    thing = sys.modules.get(parts[0])
    for end, part in enumerate(parts[1:], 2):
        try:
            thing = getattr(thing, part, None)
        except Exception:
            return None
        if thing is None:
            thing = sys.modules.get(".".join(parts[:end]))
    return thing


def is_module(thing):
    return isinstance(thing, types.ModuleType)


def other_names(path, thing):
    """What libraries call a thing that is found under a path of names."""
    if is_module(thing):
        return [thing.__name__]
    owner, _, last = path.rpartition(".")
    place = found(owner) if owner else None
    names = [f"{place.__name__}.{last}"] if is_module(place) else []
    module, name = getattr(thing, "__module__", None), getattr(thing, "__name__", None)
    # What a library has at its top is what it is called there: torch.no_grad is not torch.autograd's.
    if type(module) is str and type(name) is str and path.count(".") > 1:
        names.append(f"{module}.{name}")
    return names


def exported(module):
    """The names that `from module import *` brings."""
    thing = found(module)
    return getattr(thing, "__all__", None) or [name for name in vars(thing or object) if not name.startswith("_")]


def in_classes(tree):
    """What stands in the body of a class, where a name becomes an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from node.body


def before_dots(tree, assignments):
    """The expressions that may be a module: what stands before a dot, and what only gets a name."""
    kept = {id(value) for statement in in_classes(tree) for value in ast.iter_child_nodes(statement)}
    waiting = [node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    waiting += [value for _, value in assignments if id(value) not in kept]
    places = set()
    while waiting:
        node = waiting.pop()
        places.add(id(node))
        if isinstance(node, ast.NamedExpr):
            waiting.append(node.value)
        elif isinstance(node, ast.IfExp):
            waiting += [node.body, node.orelse]
    return places
