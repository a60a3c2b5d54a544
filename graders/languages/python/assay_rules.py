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

import assay_reach as reach

# Doors to every module and every name.
DYNAMIC_NAMES = {"__import__", "eval", "exec", "compile", "globals", "locals", "vars", "__annotations__", "__builtins__"}
# Always allowed: they hold no algorithm that a problem could be about.
HELPER_MODULES = {"__future__", "abc", "collections", "copy", "dataclasses", "enum", "functools", "itertools",
                  "numbers", "operator", "string", "typing"}
DYNAMIC_MODULES = {"importlib", "imp", "ctypes", "runpy", "pkgutil", "builtins", "gc", "inspect", "solution",
                   "__main__"}

# Ways round what a problem forbids: to names that are put together, and to back rooms of libraries.
DETOURS = ("operator.methodcaller", "operator.attrgetter", "sys.modules", "string.Formatter", "typing.get_type_hints",
           "typing.ForwardRef", "functools.singledispatch", "functools.singledispatchmethod",
           "functools.update_wrapper", "functools.wraps", "dataclasses.asdict", "dataclasses.astuple",
           "dataclasses.fields", "dataclasses.make_dataclass", "dataclasses.replace", "numpy.core", "numpy.testing",
           "numpy.f2py", "numpy.distutils", "torch.ops", "torch.jit", "torch.fx", "torch.library")
DETOUR_ATTRIBUTES = {"mro", "f_globals", "f_locals", "f_builtins", "gi_frame", "cr_frame", "ag_frame", "tb_frame"}
NAMED_TUPLES = {"_asdict", "_field_defaults", "_fields", "_make", "_replace"}  # not private, in spite of their names
# What stands in for a class's operators; other names of that kind lead into the interpreter.
SPECIAL = {f"__{name}__" for name in (
    "init new post_init name qualname doc class version len iter next call getitem setitem delitem contains missing "
    "eq ne lt le gt ge hash repr str bool int float complex index abs neg pos invert round enter exit copy deepcopy "
    "slots array array_ufunc array_function array_priority torch_function").split()}
SPECIAL |= {f"__{place}{name}__" for place in ("", "r", "i")
            for name in "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift".split()}
# A pattern like int(x) looks at the value itself; with other classes patterns read attributes.
PATTERNS = {"bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"}
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
FUNCTIONS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv",
             ast.Mod: "mod", ast.Pow: "pow", ast.MatMult: "matmul", ast.LShift: "lshift", ast.RShift: "rshift",
             ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor"}


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
        for operator, fragment in self.operators.items():
            self.methods |= {f"__{place}{FUNCTIONS[operator]}__": fragment for place in ("", "r", "i")}
        functions = [FUNCTIONS[operator] for operator in self.operators]
        self.closed = (*DETOURS, *(f"operator.{name}{end}" for name in functions for end in ("", "_")),
                       *(f"operator.i{name}" for name in functions)) if forbid else ()
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
                    reach.load(item.name)
                    root = item.name.split(".")[0]
                    aliases[item.asname or root].add(item.name if item.asname else root)
            elif isinstance(node, ast.ImportFrom):
                module = node.module or ""
                self.check_module(module, node.lineno)
                reach.load(module)
                names = [item.name for item in node.names]
                for name in reach.exported(module) if names == ["*"] else names:
                    self.check_name(f"{module}.{name}", node.lineno)
                for item in node.names:
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
        self.check_modules(tree, aliases)

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
        thing = reach.found(name)
        for known in (name, *reach.other_names(name, thing)):
            for forbidden in (*self.names, *self.closed):
                if known == forbidden or known.startswith(forbidden + "."):
                    raise Broken(line, f"`{forbidden}` may not be used in this problem")
        if not reach.is_module(thing) or sys.modules.get(name) is thing:
            return
        root = thing.__name__.split(".")[0]
        if root in DYNAMIC_MODULES or not self.permits(root):
            raise Broken(line, f"`{root}` may not be used in this problem, nor by another name (`{name}`)")

    def check_modules(self, tree, aliases):
        """That modules are only named and looked into: nobody can tell where they go elsewhere."""
        if not self.closed:
            return
        for statement in reach.in_classes(tree):
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                raise Broken(statement.lineno, "import at the top of the file, not in a class")
        places = reach.before_dots(tree, assignments(tree))
        for node in ast.walk(tree):
            if not isinstance(node, (ast.Name, ast.Attribute)) or not isinstance(node.ctx, ast.Load):
                continue
            modules = [name for name in meanings(node, aliases) if reach.is_module(reach.found(name))]
            if modules and id(node) not in places:
                raise Broken(node.lineno, f"`{modules[0]}` is a module: in this problem it may only stand before a dot")

    def check_detours(self, tree):
        if not self.closed:
            return
        # What is imported is not the source's own, whatever it is called.
        own = own_names(tree, imported=False) | {node.attr for node in ast.walk(tree)
                                                 if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id == "getattr":
                raise Broken(node.lineno, "`getattr` may be used in this problem only as a call with the name in quotes")
            if isinstance(node, ast.MatchClass) and (node.kwd_attrs or ast.unparse(node.cls) not in PATTERNS - own_names(tree)):
                raise Broken(node.lineno, "patterns that read attributes may not be used in this problem")
            for name in attributes_read(node):
                private = name.startswith("_") and not name.startswith("__") and name not in own | NAMED_TUPLES
                special = name.startswith("__") and name not in SPECIAL
                if private or special or name in DETOUR_ATTRIBUTES:
                    raise Broken(node.lineno, f"`.{name}` may not be used in this problem")
                if name in self.methods:
                    raise Broken(node.lineno, f"`{self.methods[name]}` may not be used in this problem")

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
        if root.startswith("assay_"):
            return False  # the harness
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


def attributes_read(node):
    """The attributes that a node looks up, of modules too: `from x import y` is x.y."""
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.Import):
        return [part for item in node.names for part in item.name.split(".")[1:]]
    if isinstance(node, ast.ImportFrom):
        return [*(node.module or "").split(".")[1:], *(item.name for item in node.names)]
    return []


def own_names(tree, imported=True):
    """What the source itself calls something."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias) and imported:
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
