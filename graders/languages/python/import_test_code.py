"""Assert-style test code: what it names of the solution, and how it becomes `check(candidate)`.

Everything is parsed and nothing executed.
"""

import ast
import builtins
import re

from import_runs import runners_of, runs_itself


def calls(test_tree, entry):
    """Whether the test code uses the solution at all, by its own name or by that of check's argument."""
    names, passed = {entry}, set()
    for node in ast.walk(test_tree):
        if isinstance(node, ast.FunctionDef) and node.name == "check":
            names |= {argument.arg for argument in node.args.args}
        elif isinstance(node, ast.stmt) and calls_check(node):
            passed |= set(map(id, node.value.args))
    return any(isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names
               and id(node) not in passed for node in ast.walk(test_tree))


def calls_check(statement):
    """The trailing `check(entry)` that some sets carry."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
        and statement.value.func.id == "check"
    )


# What reads or changes more of the solution's process than calls do, and what to do about it.
FAR_REACHING = {
    ("redirect_stdout", "redirect_stderr", "capsys", "capfd", "sys.stdout"):
        "reads what the solution prints ({}), which happens in another box: make it a record of `inputs` and `outputs`, or return the text",
    ("patch", "monkeypatch", "mocker"):
        "replaces parts of the solution's process ({}), which is another one: give the solution what it uses as an argument",
    ("open", "tempfile", "tmp_path", "tmpdir"):
        "works with files ({}), and the solution's box has others: give it the text, or an object that it reads from",
    ("catch_warnings", "assertWarns", "assertWarnsRegex", "assertLogs", "caplog", "recwarn", "pytest.warns"):
        "looks for warnings or a log ({}) of the solution's process, which is another one: raise an exception, or return what is to be seen",
    ("getsource", "signature", "getfullargspec", "__code__", "__annotations__", "__defaults__"):
        "looks at the solution's own source or signature ({}): only what calls of it give can be seen",
    ("xfail", "importorskip", "expectedFailure"): "uses {}: leave out the tests that are not meant to pass",
}


GENERATORS = ("random", "np.random", "numpy.random")
# What takes nothing from the generator that a whole process shares.
APART = {"seed", "Random", "SystemRandom", "RandomState", "default_rng", "Generator", "getstate", "setstate"}


def drawn_from(tree):
    """{(library, function): line} of what is used of generators that a process shares."""
    return {(library, node.attr): node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute)
            for library in [ast.unparse(node.value)] if library in GENERATORS}


def refuse_seeds(test_tree, solution_tree):
    """Seeds of the test code's process for numbers that the solution draws in its own."""
    drawn = drawn_from(solution_tree)
    if any(name == "seed" for _, name in drawn) or not any(name not in APART for _, name in drawn):
        return
    for (_, name), line in drawn_from(test_tree).items():
        if name == "seed":
            raise ValueError(f"line {line} of the test code seeds numbers that the solution draws in another box: give it a "
                             "generator or the seed as an argument, or leave the seed out if it does not matter")


def refuse_far_reaching(test_tree, entry):
    """What reads more of the solution's process than answers."""
    for node in ast.walk(test_tree):
        if isinstance(node, ast.Attribute) and node.attr in ("__name__", "__qualname__", "__doc__") \
                and isinstance(node.value, ast.Name) and node.value.id in ("candidate", entry):
            raise ValueError(f"line {node.lineno} of the test code looks at the function itself ({node.attr}): only what calls of it give can be seen")
    own = {node.name for node in ast.walk(test_tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    for node in ast.walk(test_tree):
        names = {getattr(node, "attr", ""), getattr(node, "id", ""), getattr(node, "arg", "")}
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {node.module, *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Attribute):
            # Only what is put in the place of sys.stdout reads it; methods called `open` are others.
            whole = ast.unparse(node)
            names = ({node.attr} - {"open", "patch"}) | ({whole} if isinstance(node.ctx, ast.Store) or whole == "pytest.warns" else set())
            names |= {"patch"} if whole in ("mock.patch", "unittest.mock.patch") else set()
        for known, why in FAR_REACHING.items():
            if found := (set(known) & names) - own:
                raise ValueError(f"line {node.lineno} of the test code {why.format(min(found))}"
                                 if hasattr(node, "lineno") else f"the test code {why.format(min(found))}")


def checking(test, test_tree, entry, tested):
    """The test code as `check(candidate)`.  `tested`: the class, or a method of a new one, that is it; "" of a function."""
    is_class = bool(tested)
    defines_check = any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in test_tree.body)
    if not defines_check:
        return (called_by_name(test, test_tree, entry, is_class)
                or wrapped(test, test_tree, "candidate" if is_class else entry))
    if is_class:
        last = f"    check_candidate({tested})\n"
    elif any(isinstance(node, ast.Name) and node.id == entry for node in ast.walk(test_tree)):
        # The entry's own name too means the candidate.
        last = f"    global {entry}\n    {entry} = candidate\n    check_candidate(candidate)\n"
    else:
        return test
    return test.rstrip() + "\n\n\ncheck_candidate = check\n\n\ndef check(candidate):\n" + last


IDLE = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.Expr, ast.If)


def called_by_name(test, test_tree, entry, is_class):
    """Functions and classes of tests, which somebody has to run; None if the code runs by itself."""
    if not all(isinstance(node, IDLE) for node in test_tree.body) or runs_itself(test_tree, entry):
        return None
    runners = runners_of(test_tree)
    if not runners:
        if any(isinstance(node, ast.Assert) for node in ast.walk(test_tree)):
            raise ValueError("the test code defines asserts and runs none of them: call them, or name them test_...")
        return None
    lines = ["", "", "def check(candidate):"]
    lines += [] if is_class else [f"    global {entry}", f"    {entry} = candidate"]
    return test.rstrip() + "\n".join(["", *lines, *("    " + line for line in runners), ""])


def wrapped(test, test_tree, argument):
    """Bare asserts as `def check(argument)`, so that the calls go to the proxy."""
    # Texts of several lines would be indented too.
    texts = (node for node in ast.walk(test_tree) if isinstance(node, (ast.Constant, ast.JoinedStr)))
    if any(node.lineno != node.end_lineno for node in texts):
        test = ast.unparse(test_tree) + "\n"
    test = "\n".join([test.rstrip("\n"), *runners_of(test_tree), ""])
    body = "".join("    " + line if line.strip() else line for line in re.findall(r"[^\n]*\n|[^\n]+", test))
    return f"def check({argument}):\n{body}"


def parse(source, what):
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"{what} does not parse: {error.msg} (its line {error.lineno})") from None


def with_imports(code, tree, setup_tree):
    """The solution with the imports that only the set-up has."""
    free = free_names(tree)
    lines = []
    for node in setup_tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if free & {alias.asname or alias.name.split(".")[0] for alias in node.names}:
                lines.append(ast.unparse(node) + "\n")
            continue
        names = {t.id for t in getattr(node, "targets", []) if isinstance(t, ast.Name)} | {getattr(node, "name", "")}
        if free & names:
            raise ValueError(f"the solution uses `{min(free & names)}`, which only the set-up code defines: "
                             "put it into the solution")
    return "".join(lines) + code


def free_names(tree):
    """The names that code uses and nothing in it binds."""
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    bound |= {a.asname or a.name.split(".")[0]
              for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    bound |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler))}
    bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    return {name for name in used_names(tree) - bound if not hasattr(builtins, name)}


def defined(tree):
    """What the solution defines."""
    names = {name for n in tree.body if isinstance(n, ast.Assign) for t in n.targets for name in used_names(t)}
    return names | {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}


def entry_of(test_tree, setup_tree, code_tree):
    """What is tested: the first function called in the asserts that the solution defines, or else the
    first class of its own."""
    functions = {n.name for n in code_tree.body if isinstance(n, ast.FunctionDef)}
    classes = {n.name for n in code_tree.body if isinstance(n, ast.ClassDef)}
    nodes = [node for tree in (test_tree, setup_tree) for node in ast.walk(tree)]
    called = [node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    called += [node.id for node in nodes if isinstance(node, ast.Name)]  # `@memo`, `map(twice, ...)`
    for defined in (functions, classes):
        for name in called:
            if name in defined and not hasattr(builtins, name):
                return name
    if any(isinstance(node, ast.AsyncFunctionDef) for node in code_tree.body):
        raise ValueError("the solution is asynchronous: write a function around it that runs it")
    known = ", ".join(sorted(functions | classes)) or "nothing"
    raise ValueError(f"no assert calls what the solution defines ({known})")


def uses_helpers(tree, test, entry):
    """Whether the asserts name functions or values of the solution besides the entry."""
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    defined |= {t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
    test_tree = parse(test, "the test code")
    beside = tested_beside(test_tree, test_tree, tree, entry)
    return bool((defined - {entry} - parts_of(tree) - beside) & used_names(test_tree))


def used_names(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def parts_of(tree):
    """The classes of a solution, named tuples among them."""
    parts = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in tree.body:
        made = node.value if isinstance(node, ast.Assign) else None
        if isinstance(made, ast.Call) and ast.unparse(made.func).split(".")[-1] in ("namedtuple", "NamedTuple", "Enum"):
            parts |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return parts


def with_parts(given, setup, test, tree, entry):
    """What runs before the test code: `given`, then the names of the submission that the test code uses."""
    test_tree, setup_tree = parse(test, "the test code"), parse(setup, "test_setup_code")
    used = used_names(test_tree) | used_names(setup_tree)
    own = {node.name for one in (test_tree, setup_tree) for node in one.body if isinstance(node, ast.ClassDef)}
    parts = ((parts_of(tree) - own) & used) | tested_beside(test_tree, setup_tree, tree, entry)
    for node in ast.walk(test_tree):
        bases = {base.id for base in getattr(node, "bases", []) if isinstance(base, ast.Name)}
        if isinstance(node, ast.ClassDef) and bases & parts:
            raise ValueError(f"the test code derives a class from the solution's own class {min(bases & parts)}, "
                             "which cannot cross between their boxes")
    if entry in used_names(setup_tree):
        parts.add(entry)
    # What else the test code could only have from the solution.
    parts |= free_names(parse("\n".join((given, setup, test)), "the test code")) & defined(tree) - {entry}
    line = taken_by_name(parts, parts_of(tree))
    modules = imports_for(used, tree, parse("\n".join((given, setup, test)), "the test code"))
    return "\n".join(part.rstrip("\n") for part in (modules, given, line, setup) if part.strip())


def taken_by_name(names, classes):
    """The imports of names of the submission; what is a class is told where its first letter does not tell it."""
    places = {}
    for name in sorted(names):
        is_class, looks_so = name in classes, name.lstrip("_")[:1].isupper()
        places.setdefault("" if is_class == looks_so else ".classes" if is_class else ".functions", []).append(name)
    return "\n".join(f"from solution{place} import {', '.join(found)}" for place, found in sorted(places.items()))


def imports_for(used, solution_tree, test_tree):
    """The solution's imports of what the test code names and does not import: sets run both as one module."""
    def bound(tree):
        return {alias.asname or alias.name.split(".")[0]: ast.unparse(type(node)(**{**vars(node), "names": [alias]}))
                for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}
    known = bound(test_tree)
    return "\n".join(line for name, line in bound(solution_tree).items() if name in used and name not in known)


def tested_beside(test_tree, setup_tree, tree, entry):
    """Functions of the solution that are tested by themselves, as in `assert other(root) == 2`.  What
    looks at a result of the entry is a tool of the test code's, and not for a candidate to write."""
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} - {entry}
    known = functions | parts_of(tree) | {t.id for n in setup_tree.body if isinstance(n, ast.Assign)
                                         for t in n.targets if isinstance(t, ast.Name)}
    tested = set()
    for statement in test_tree.body:
        if not isinstance(statement, ast.Assert):
            continue
        test = statement.test
        for part in test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]:
            names = used_names(part)
            mine = {n.func.id for n in ast.walk(part) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
            if names & functions and entry not in names and all(name in known or hasattr(builtins, name) for name in names):
                tested |= mine & functions
    return tested


def shown_classes(tree, test_tree, entry):
    """What a candidate has to know of the classes that the test code names: of the one that is asked
    for its methods, of others all; and what other functions are called."""
    used, shown = used_names(test_tree), []
    beside = tested_beside(test_tree, test_tree, tree, entry)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in beside:
            node.body = [ast.Expr(ast.Constant(...))]
            shown.append(ast.unparse(node))
        names = {node.name} if isinstance(node, ast.ClassDef) else set()
        if isinstance(node, ast.Assign):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if names & used & parts_of(tree):
            shown.append(ast.unparse(outline(node) if entry in names else node))
    return "\n\n".join(shown)


def outline(tree):
    """The class with nothing in its methods."""
    for method in tree.body:
        if isinstance(method, ast.FunctionDef):
            method.body = [ast.Expr(ast.Constant(...))]
    return tree
