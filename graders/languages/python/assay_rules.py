"""What a problem forbids its solutions: modules, names, fragments of source.

The source is looked at before any of it runs, which is what a submission cannot prevent.  What is
put together at run time meets the import hook and the names that were taken away; a process that
works around those still holds nothing worth having.
"""

import ast
import builtins
import collections
import importlib
import importlib.abc
import re
import sys

# Doors to every module and every name.
DYNAMIC_NAMES = {"__import__", "eval", "exec", "compile", "globals", "vars"}
# Always allowed: they hold no algorithm that a problem could be about.
HELPER_MODULES = {"__future__", "abc", "collections", "copy", "dataclasses", "enum", "functools", "itertools",
                  "numbers", "operator", "string", "typing"}
DYNAMIC_MODULES = {"importlib", "imp", "ctypes", "runpy", "pkgutil", "builtins", "gc", "inspect"}

# Ways round what a problem forbids: to names that are put together, and to back rooms of libraries.
DETOURS = ("operator.methodcaller", "operator.attrgetter", "sys.modules", "numpy.core", "torch.ops",
           "torch.jit", "torch.fx", "torch.library")
DETOUR_ATTRIBUTES = {"__dict__", "__getattribute__", "__globals__", "__builtins__", "__mro__", "__base__",
                     "__bases__", "__subclasses__", "mro"}
NAMED_TUPLES = {"_asdict", "_field_defaults", "_fields", "_make", "_replace"}  # not private, in spite of their names
METHOD = re.compile(r"\.(\w+)\($")


class Broken(Exception):
    """A rule of the problem is broken; `lineno` is the candidate's."""

    def __init__(self, line, text):
        super().__init__(text)
        self.lineno = line


# What a fragment like " @ " means, in a sum as in `a @= b`.
OPERATORS = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "//": ast.FloorDiv,
             "%": ast.Mod, "**": ast.Pow, "@": ast.MatMult, "<<": ast.LShift, ">>": ast.RShift,
             "&": ast.BitAnd, "|": ast.BitOr, "^": ast.BitXor}


class Rules:
    def __init__(self, load):
        rules = load.get("rules", {})
        self.allow = set(rules.get("allow", ()))
        forbid = rules.get("forbid", ())
        fragments = [f for f in forbid if not f.replace(".", "a").replace("_", "a").isalnum()
                     or f.startswith(".")]
        self.operators = {OPERATORS[f.strip()]: f for f in fragments if f.strip() in OPERATORS}
        self.fragments = [f for f in fragments if f.strip() not in OPERATORS]
        self.names = [f for f in forbid if f not in fragments]
        # A method that is forbidden is so without its parenthesis, too: `f = x.softmax`.
        self.methods = {m[1]: f for f in self.fragments if (m := METHOD.match(f))}
        self.closed = DETOURS if forbid else ()
        self.builtins = {name for name in self.names if hasattr(builtins, name)}
        self.modules = {name for name in self.names if "." not in name} - self.builtins

    # --- before it runs -----------------------------------------------------------------------

    def check(self, source):
        """Raises Broken at the first line that breaks a rule."""
        tree = AsAttributes().visit(ast.parse(source))
        aliases = collections.defaultdict(set)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for item in node.names:
                    self.check_module(item.name, node.lineno)
                    root = item.name.split(".")[0]
                    aliases[item.asname or root].add(item.name if item.asname else root)
            elif isinstance(node, ast.ImportFrom):
                module = node.module or ""
                self.check_module(module, node.lineno)
                for item in node.names:
                    self.check_name(f"{module}.{item.name}", node.lineno)
                    if item.name == "*" and any(n.startswith(module + ".") for n in self.names):
                        raise Broken(node.lineno, f"`from {module} import *` could bring in what "
                                                  "may not be used here: name what you need")
                    aliases[item.asname or item.name].add(f"{module}.{item.name}")
        self.add_assigned(tree, aliases)
        missed = self.builtins - own_names(tree)  # the others are met when they are called
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                if node.id in DYNAMIC_NAMES:
                    raise Broken(node.lineno, f"`{node.id}` may not be used in this problem")
                if node.id in missed:
                    self.check_name(node.id, node.lineno)
            if isinstance(node, (ast.Name, ast.Attribute)):
                for meaning in meanings(node, aliases):
                    self.check_name(meaning, node.lineno)
        self.check_operators(tree)
        self.check_fragments(tree)
        self.check_detours(tree)

    def add_assigned(self, tree, aliases):
        """Adds what stands for a module on the way to a forbidden name: `n = np`, `linear = n.linalg`."""
        doors = {name[:at] for name in (*self.names, *self.closed) for at, c in enumerate(name) if c == "."}
        pairs, grown = list(assignments(tree)), True
        while grown:
            grown = False
            for name, value in pairs:
                new = (meanings(value, aliases) & doors) - aliases[name]
                aliases[name] |= new
                grown = grown or bool(new)

    def check_module(self, module, line):
        root = module.split(".")[0]
        if root in DYNAMIC_MODULES or not self.permits(root):
            allowed = (f": it allows {', '.join(sorted(self.allow))}, and helpers such as collections, dataclasses and "
                       "itertools" if self.allow else "")
            raise Broken(line, f"`{root}` may not be imported in this problem{allowed}")
        self.check_name(module, line)

    def check_name(self, name, line):
        for forbidden in (*self.names, *self.closed):
            if name == forbidden or name.startswith(forbidden + "."):
                raise Broken(line, f"`{forbidden}` may not be used in this problem")

    def check_detours(self, tree):
        if not self.closed:
            return
        own = own_names(tree) | {node.attr for node in ast.walk(tree)
                                 if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id == "getattr":
                raise Broken(node.lineno, "`getattr` may be used in this problem only as a call with the name in quotes")
            if not isinstance(node, ast.Attribute):
                continue
            private = node.attr.startswith("_") and not node.attr.startswith("__") and node.attr not in own | NAMED_TUPLES
            if private or node.attr in DETOUR_ATTRIBUTES:
                raise Broken(node.lineno, f"`.{node.attr}` may not be used in this problem")
            if node.attr in self.methods:
                raise Broken(node.lineno, f"`{self.methods[node.attr]}` may not be used in this problem")

    def check_operators(self, tree):
        for node in ast.walk(tree):
            if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in self.operators:
                fragment = self.operators[type(node.op)]
                raise Broken(node.lineno, f"`{fragment}` may not be used in this problem")

    def check_fragments(self, tree):
        if not self.fragments:
            return
        for node in ast.walk(WithoutTexts().visit(tree)):
            if not isinstance(node, (ast.Call, ast.BinOp)):
                continue
            for fragment in self.fragments:
                if fragment in ast.unparse(node):
                    raise Broken(node.lineno, f"`{fragment}` may not be used in this problem")

    def builtins_left(self):
        """What the candidate's module has for built-in names; libraries and the harness keep theirs."""
        left = dict(vars(builtins))
        left.update((name, refusal(name)) for name in self.builtins)
        return left

    def permits(self, root):
        return root not in self.modules and (not self.allow or root in self.allow | HELPER_MODULES)

    # --- while it runs ------------------------------------------------------------------------

    def install(self):
        """Closes the modules and takes away the names, in this process."""
        for name in list(sys.modules):
            if name.split(".")[0] in self.modules:
                del sys.modules[name]
        sys.meta_path.insert(0, Gate(self.modules))
        for name in self.names:
            take_away(name)
        original, permits = builtins.__import__, self.permits

        def guarded(name, globals=None, locals=None, fromlist=(), level=0):
            mine = globals is not None and globals.get("__name__") == "solution"
            if mine and not permits(name.split(".")[0]):
                raise ImportError(f"`{name}` may not be imported in this problem")
            return original(name, globals, locals, fromlist, level)

        builtins.__import__ = guarded


class AsAttributes(ast.NodeTransformer):
    """getattr(x, "name") is x.name."""

    def visit_Call(self, node):
        self.generic_visit(node)
        named = isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) > 1
        if named and isinstance(node.args[1], ast.Constant) and isinstance(node.args[1].value, str):
            return ast.copy_location(ast.Attribute(node.args[0], node.args[1].value, ast.Load()), node)
        return node


class WithoutTexts(ast.NodeTransformer):
    """What stands in quotes is no code."""

    def visit_Constant(self, node):
        if not isinstance(node.value, (str, bytes)):
            return node
        return ast.copy_location(ast.Constant(type(node.value)()), node)


class Gate(importlib.abc.MetaPathFinder):
    def __init__(self, modules):
        self.modules = modules

    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in self.modules:
            raise ImportError(f"`{name}` may not be imported in this problem")
        return None


def own_names(tree):
    """What the source itself calls something."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
    return names


def assignments(tree):
    """Each name that is bound to what an expression gives, with that expression."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from paired(target, node.value)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            yield from paired(node.target, node.value)
        elif isinstance(node, ast.arguments):
            positional = node.posonlyargs + node.args
            defaults = zip(positional[len(positional) - len(node.defaults):], node.defaults)
            for argument, value in (*defaults, *zip(node.kwonlyargs, node.kw_defaults)):
                yield argument.arg, value


def paired(target, value):
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
        for one, part in zip(target.elts, value.elts):
            yield from paired(one, part)


def meanings(node, aliases):
    """What an expression may stand for, as {"torch.nn.functional.softmax"}; nothing for most."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, set())
    if isinstance(node, ast.Attribute):
        return {f"{owner}.{node.attr}" for owner in meanings(node.value, aliases)}
    if isinstance(node, ast.NamedExpr):
        return meanings(node.value, aliases)
    if isinstance(node, ast.IfExp):
        return meanings(node.body, aliases) | meanings(node.orelse, aliases)
    return set()


def take_away(name):
    path, _, last = name.rpartition(".")
    owner = sys.modules.get(path.split(".")[0])
    for part in path.split(".")[1:]:
        owner = getattr(owner, part, None)
    if not path or owner is None or not hasattr(owner, last):
        return
    try:
        setattr(owner, last, refusal(name))
    except TypeError:
        pass  # a built-in type: the look at the source has to do


def refusal(name):
    def forbidden(*_, **__):
        raise RuntimeError(f"`{name}` may not be used in this problem")

    return forbidden
