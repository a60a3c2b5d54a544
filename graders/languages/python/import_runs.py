"""What starts assert-style test code, and where it takes the solution from.

A set's own files are run as programs, by pytest or by unittest; here `check(candidate)` starts them.
Everything is parsed and nothing executed.
"""

import ast
import sys

RUNNERS = ("unittest.main", "pytest.main", "doctest.testmod", "sys.exit", "exit")


def settled(test, known):
    """The test code without what would start it, with its guarded part in the open, and with what it
    imports of the solution, which defines `known`, from where that is."""
    try:
        tree = ast.parse(test)
    except SyntaxError:
        return test  # told where it is parsed
    runners = [*RUNNERS, *(alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom)
                           and node.module in ("unittest", "doctest") for alias in node.names if alias.name in ("main", "testmod"))]
    kept, changed = [], False
    for node in tree.body:
        inside = guarded(node) or tries_to_import(node, known)
        for one in node.body if inside else [node]:
            if of_solution(one, known):
                one.module, one.level, changed = "solution", 0, True
            if starts(one, runners):
                changed = True
            else:
                kept.append(one)
        changed = changed or inside
    return ast.unparse(ast.Module(kept, [])) + "\n" if changed else test


def guarded(node):
    """`if __name__ == "__main__":`"""
    return isinstance(node, ast.If) and {"__name__", "'__main__'"} <= set(ast.unparse(node.test).split())


def tries_to_import(node, known):
    """`try: from your_module import entry`, with what a student is told if that fails."""
    return isinstance(node, ast.Try) and all(of_solution(one, known) for one in node.body)


def starts(node, runners):
    """The trailing `check(entry)` that some sets carry, `unittest.main()` and their like."""
    called = ast.unparse(node.value.func) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else ""
    return called == "check" or called in runners


def of_solution(node, known):
    """`from your_module import entry`: the solution is meant, for no library has its names."""
    if not isinstance(node, ast.ImportFrom) or node.module == "solution" or (node.module or "").split(".")[0] in sys.stdlib_module_names:
        return False
    missing = sorted({alias.name for alias in node.names} - known)
    if missing and len(missing) < len(node.names):
        raise ValueError(f"line {node.lineno} of the test code imports from `{node.module}` what the solution does not define: {', '.join(missing)}")
    return not missing


def runs_itself(test_tree, entry):
    """Whether something outside all definitions calls the solution, or what the test code defines."""
    own = {node.name for node in test_tree.body if isinstance(node, ast.FunctionDef)} | {entry}
    return any(isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in own
               for node in test_tree.body if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) for inner in ast.walk(node))


def runners_of(test_tree):
    """Lines that run the functions test_... and the classes of tests that nothing has run."""
    pytest = any(isinstance(node, (ast.Import, ast.ImportFrom)) and "pytest" in ast.unparse(node) for node in ast.walk(test_tree))
    called = {node.func.id for node in ast.walk(test_tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    lines = []
    for node in test_tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test") and node.name not in called:
            by_pytest = pytest or node.args.args or node.decorator_list
            lines.append(f"pytest.run({node.name})" if by_pytest else f"{node.name}()")
        elif isinstance(node, ast.ClassDef) and any(isinstance(f, ast.FunctionDef) and f.name.startswith("test") for f in node.body):
            lines.append(f"pytest.run_class({node.name})")
    return [*(["import pytest"] if any(line.startswith("pytest") for line in lines) else []), *lines]
