"""Turns function-plus-asserts records into problem.lua texts.

Reads one JSON record a line, or a list of them, on standard input and writes one JSON line for each:
    {"line": 3, "id": "humaneval-2", "lua": "return problem ..."}   or   {"line": 3, "message": "why not"}

Four forms of record are read.
    HumanEval: task_id, prompt, entry_point, canonical_solution, test ("def check(candidate): ...")
    MBPP:      task_id, text (or prompt), code, test_list, and perhaps test_setup_code (or test_imports)
    inputs:    task_id, prompt, entry_point, canonical_solution, base_input, and perhaps plus_input and atol
    programs:  task_id, question (or prompt), canonical_solution (or solutions), inputs and outputs
All may have `solutions`, a list of further references.

An assert that compares a call on literals with a literal becomes a typed case.  If all of a
record's asserts are such, its answers are data that the engine compares.  Otherwise the test code
is kept whole as an `asserts` declaration, which the engine runs in a box of its own.  Bare inputs
become cases too; the canonical solution answers them.

It runs in a sandbox: it parses what it is given and never executes it.
"""

import ast
import builtins
import json
import math
import re
import sys


class NotLiteral(Exception):
    pass


MAX_ITEMS = 1_000_000
OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
}


def small(value):
    """Keeps `"a" * 10**9` and its kin from being computed."""
    if isinstance(value, (str, bytes, list, tuple)) and len(value) > MAX_ITEMS:
        raise NotLiteral
    if isinstance(value, int) and value.bit_length() > 100_000:
        raise NotLiteral
    return value


def fold_operation(node):
    left, right = fold(node.left), fold(node.right)
    if isinstance(node.op, ast.Mult):
        for text, times in ((left, right), (right, left)):
            if isinstance(text, (str, bytes, list, tuple)) and isinstance(times, int):
                if len(text) * max(times, 0) > MAX_ITEMS:
                    raise NotLiteral
    if isinstance(node.op, ast.Mod) and isinstance(left, (str, bytes)):
        raise NotLiteral
    if isinstance(node.op, ast.Pow):
        if not (isinstance(left, (int, float)) and isinstance(right, int) and abs(right) <= 4096):
            raise NotLiteral
        if isinstance(left, int) and left.bit_length() * abs(right) > 100_000:
            raise NotLiteral
        return small(left**right)
    operator = OPERATORS.get(type(node.op))
    if operator is None:
        raise NotLiteral
    return small(operator(left, right))


def fold(node):
    """The value of a literal expression."""
    if isinstance(node, ast.Constant):
        if node.value is Ellipsis or isinstance(node.value, complex):
            raise NotLiteral
        return node.value
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = [fold(item) for item in node.elts]
        if isinstance(node, ast.Set):
            return set(items)
        return items if isinstance(node, ast.List) else tuple(items)
    if isinstance(node, ast.Dict):
        if any(key is None for key in node.keys):
            raise NotLiteral
        return {fold(key): fold(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.UnaryOp):
        value = fold(node.operand)
        if isinstance(node.op, ast.USub):
            return -value
        if isinstance(node.op, ast.UAdd):
            return +value
        if isinstance(node.op, ast.Not):
            return not value
    if isinstance(node, ast.BinOp):
        return fold_operation(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        arguments = [fold(argument) for argument in node.args]
        if node.func.id == "set" and len(arguments) <= 1:
            return set(*arguments)
        if node.func.id == "float" and len(arguments) == 1 and isinstance(arguments[0], (str, int)):
            return float(arguments[0])
    raise NotLiteral


def literal(node):
    try:
        return fold(node)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError, RecursionError):
        raise NotLiteral from None


def lua_string(text):
    out = ['"']
    for char in text:
        code = ord(char)
        if char in '"\\':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif code < 32 or code == 127:
            out.append("\\%03d" % code)
        elif 0xD800 <= code <= 0xDFFF:
            raise NotLiteral
        else:
            out.append(char)
    return "".join(out) + '"'


def lua_float(number):
    if math.isnan(number):
        return "(0/0)"
    if math.isinf(number):
        return "math.huge" if number > 0 else "-math.huge"
    return repr(number)


def lua(value):
    """A value as Lua source; `tuple`, `set`, `map`, `bigint` and `bytes` keep Python's types apart."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        inside = -(2**63) < value < 2**63
        return str(value) if inside else f'bigint "{value}"'
    if isinstance(value, float):
        return lua_float(value)
    if isinstance(value, str):
        return lua_string(value)
    if isinstance(value, bytes):
        return f'bytes "{"".join(chr(92) + "x%02x" % byte for byte in value)}"'
    if isinstance(value, dict):
        pairs = ", ".join("{" + lua(k) + ", " + lua(v) + "}" for k, v in value.items())
        return f"map{{{pairs}}}"
    if isinstance(value, (set, frozenset)):
        return "set{" + ", ".join(sorted(lua(item) for item in value)) + "}"
    inside = ", ".join(lua(item) for item in value)
    return ("tuple{" if isinstance(value, tuple) else "{") + inside + "}"


def long_string(text):
    """`text` between long brackets that it does not contain."""
    level = 1
    while "]" + "=" * level + "]" in text or text.endswith("]" + "=" * level):
        level += 1
    marks = "=" * level
    return f"[{marks}[\n{text}]{marks}]"


def parameters_of(tree, entry):
    """The entry function's parameter names, or None if it takes any number, and its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == entry:
            spec = node.args
            if spec.vararg or spec.kwarg or spec.kwonlyargs:
                return None, ast.get_docstring(node)
            return [a.arg for a in spec.posonlyargs + spec.args], ast.get_docstring(node)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == entry:
            made = next((n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), None)
            return [a.arg for a in made.args.args[1:]] if made else [], ast.get_docstring(node)
    raise ValueError(f"the solution does not define `{entry}`")


def case_of(statement, entry, parameters):
    """(arguments, result) of `assert entry(literals) == literal`; NotLiteral otherwise."""
    if not isinstance(statement, ast.Assert):
        raise NotLiteral
    test = statement.test
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        raise NotLiteral
    for call, wanted in ((test.left, test.comparators[0]), (test.comparators[0], test.left)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == entry:
            break
    else:
        raise NotLiteral
    if parameters is None or len(call.args) + len(call.keywords) != len(parameters):
        raise NotLiteral
    arguments = dict(zip(parameters, (literal(argument) for argument in call.args)))
    for keyword in call.keywords:
        if keyword.arg not in parameters or keyword.arg in arguments:
            raise NotLiteral
        arguments[keyword.arg] = literal(keyword.value)
    return arguments, literal(wanted)


def input_cases(record, parameters, tree, entry):
    """The arguments of each input, or None if there are none or they have no names."""
    inputs = (record.get("base_input") or []) + (record.get("plus_input") or [])
    if not inputs or parameters is None:
        return None
    inputs = with_defaults(tree, entry, inputs, parameters)
    if any(not isinstance(given, list) or len(given) != len(parameters) for given in inputs):
        raise ValueError(f"an input is not a list of {len(parameters)} arguments")
    return [dict(zip(parameters, given)) for given in inputs]


def with_defaults(tree, entry, inputs, parameters):
    """The inputs with the arguments that they leave out, where those are literals."""
    spec = next(node.args for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == entry)
    defaults = [None] * (len(parameters) - len(spec.defaults)) + spec.defaults
    whole = []
    for given in inputs:
        missing = defaults[len(given):] if isinstance(given, list) else []
        try:
            whole.append(given + [literal(node) for node in missing] if all(missing) else given)
        except NotLiteral:
            whole.append(given)
    return whole


def is_idle(statement):
    """`assert True`, a bare literal, `pass`: says nothing about the candidate."""
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return True
    return (
        isinstance(statement, ast.Assert)
        and isinstance(statement.test, ast.Constant)
        and bool(statement.test.value)
    )


def typed_cases(test_tree, entry, parameters):
    """All cases, or None if one assert is more than a comparison of literals."""
    body = []
    for node in test_tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "check" and len(node.args.args) == 1:
            name = node.args.args[0].arg
            body += [(statement, name) for statement in node.body]
        elif isinstance(node, ast.Assign) and all(isinstance(t, ast.Name) for t in node.targets):
            if any(t.id in (entry, "candidate") for t in node.targets):
                return None
            body.append((ast.Pass(), entry)) if is_metadata(node) else body.append((node, entry))
        else:
            body.append((node, entry))
    cases = []
    for statement, name in body:
        if is_idle(statement) or calls_check(statement):
            continue
        try:
            cases.append(case_of(statement, name, parameters))
        except NotLiteral:
            return None
    return cases or None


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


def is_metadata(node):
    try:
        literal(node.value)
    except NotLiteral:
        return False
    return True


def calls_check(statement):
    """The trailing `check(entry)` that some sets carry."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
        and statement.value.func.id == "check"
    )


LUA_WORDS = set(
    "and break do else elseif end false for function goto if in local nil not or repeat return then "
    "true until while".split()
)
# Names that mean something else in an `edge` declaration.
TAKEN = {"returns", "secret", "group", "points", "memory"}


def lua_key(name):
    return f'["{name}"]' if name in LUA_WORDS else name


# What is printed counts line by line; blanks around a line and empty lines do not.
LINES = """  check = function(a, out, want)
    local function lines(text)
      local kept = {}
      for line in text:gmatch("[^\\n]+") do
        local from, to = line:find("%S"), #line
        while from and line:find("^%s", to) do to = to - 1 end
        if from then kept[#kept + 1] = line:sub(from, to) end
      end
      return kept
    end
    local got, right = lines(out), lines(want)
    if #got ~= #right then return false, ("%d lines are printed, not %d"):format(#got, #right) end
    for i = 1, #got do
      if got[i] ~= right[i] then return false, ("line %d is another one"):format(i) end
    end
    return true
  end,"""


def program(record):
    """A record of whole programs: what is read and what must be printed."""
    tests = record.get("input_output")
    tests = json.loads(tests) if isinstance(tests, str) else tests if tests is not None else record
    if not isinstance(tests, dict):
        raise ValueError("input_output must be an object, or one as a text")
    if tests.get("fn_name"):
        raise ValueError("input_output with fn_name tests a function: rewrite it as `test_list` or `base_input`")
    given, wanted = tests.get("inputs"), tests.get("outputs")
    if not (isinstance(given, list) and isinstance(wanted, list) and given):
        raise ValueError("inputs and outputs must be lists of texts")
    if len(given) != len(wanted):
        raise ValueError(f"there are {len(given)} inputs and {len(wanted)} outputs")
    task = task_of(record)
    known = record.get("solutions")
    known = json.loads(known) if isinstance(known, str) else known or []
    sources = [record[key] for key in ("canonical_solution", "code") if record.get(key)] + list(known)
    if not sources or any(not isinstance(source, str) for source in sources):
        raise ValueError("a record of programs needs a solution as a text: canonical_solution, code or solutions")
    for source in sources:
        parse(source, "a solution")
    slug = slug_of(task) if re.search("[a-z]", str(task).lower()) else f"program-{slug_of(task)}"
    statement = next((record[key] for key in ("question", "prompt", "text", "description") if record.get(key)), slug)
    out = [f'return problem "{slug}" {{', f'  title = {lua_string(slug)}, round = "coding", difficulty = 1,',
           f"  statement = {long_string(statement)},", "  program = true,", LINES, ""]
    for number, (text, right) in enumerate(zip(given, wanted), 1):
        out.append(f'  edge {{ "input {number}", input = {lua_string(printed(text))}, returns = {lua_string(printed(right))} }},')
    for number, source in enumerate(sources, 1):
        name = "canonical.py" if number == 1 else f"reference-{number}.py"
        out.append(f'  solution {{ "{name}", {long_string(source)} }},')
    return slug, "\n".join([*out, "}", ""])


def printed(text):
    """Some sets have a list of lines."""
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        return "\n".join(text) + "\n"
    if not isinstance(text, str):
        raise ValueError(f"inputs and outputs must be texts or lists of lines, not {type(text).__name__}")
    return text


def problem(record):
    if isinstance(record, dict) and ("input_output" in record or ("inputs" in record and "outputs" in record)):
        return program(record)
    slug, title, entry, statement, solution, setup, test = fields(record)
    others = other_solutions(record, entry)
    solution_tree, test_tree = parse(solution, "the solution"), parse(test, "the test code")
    parameters, doc = parameters_of(solution_tree, entry)
    is_class = any(isinstance(node, ast.ClassDef) and node.name == entry for node in solution_tree.body)
    plain = parameters is not None and not TAKEN & set(parameters) and not is_class
    usable = parameters if plain else None
    cases = typed_cases(test_tree, entry, usable)
    inputs = input_cases(record, usable, solution_tree, entry) if cases is None else None
    names = parameters or []
    out = [
        f'return problem "{slug}" {{',
        f'  title = {lua_string(title)}, round = "coding", difficulty = 1,',
        f"  statement = {long_string(statement or doc or title)},",
        "  fn = " + lua_string(f"{entry}({', '.join(n + ': any' for n in names)}) -> any") + ",",
        *runtimes(solution_tree),
        "",
    ]
    if cases is not None:
        for number, (arguments, wanted) in enumerate(cases):
            given = "".join(f"{lua_key(k)} = {lua(v)}, " for k, v in arguments.items())
            out.append(f'  edge {{ "assert {number + 1}", {given}returns = {lua(wanted)} }},')
    elif inputs:
        if record.get("atol"):
            out.insert(-1, f"  check = close {{ rtol = 1e-7, atol = {lua_float(float(record['atol']))} }},")
        for number, arguments in enumerate(inputs):
            given = "".join(f"{lua_key(k)} = {lua(v)}, " for k, v in arguments.items())
            out.append(f'  edge {{ "input {number + 1}", {given}}},')
    elif not test.strip() and "base_input" not in record:
        raise ValueError("the test code is empty")
    elif not test.strip():
        raise ValueError("its inputs need a function whose arguments all have names")
    else:
        if not calls(test_tree, entry) and entry not in used_names(parse(setup, "the setup")):
            raise ValueError("the test code never calls the solution")
        if is_class and "from solution import" not in setup:
            setup += f"\nfrom solution import {entry}"
        refuse_far_reaching(test_tree)
        code = checking(test, test_tree, entry, is_class)
        out.append(f"  asserts {{ setup = {long_string(setup)},")
        out.append(f"    code = {long_string(code)} }},")
    out += ["", f'  solution {{ "canonical.py", {long_string(solution)} }},']
    for number, other in enumerate(others, 2):
        out.append(f'  solution {{ "reference-{number}.py", {long_string(other)} }},')
    out += ["}", ""]
    return slug, "\n".join(out)


LIBRARIES = ("torch", "sklearn", "numpy")  # the largest first: it brings the others


def runtimes(tree):
    """The line that asks for the library that a solution imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return [f'  runtimes = {{ "{library}" }},' for library in LIBRARIES if library in names][:1]


def refuse_far_reaching(test_tree):
    """What reads more of the solution's process than answers."""
    for node in ast.walk(test_tree):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if name in ("redirect_stdout", "capsys", "capfd"):
            raise ValueError(f"the test code reads what the solution prints ({name}), which happens in another box: "
                             "make it a record of `inputs` and `outputs`, or return the text")


def checking(test, test_tree, entry, is_class):
    """The test code as `check(candidate)`."""
    defines_check = any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in test_tree.body)
    if not defines_check:
        return wrapped(test, test_tree, "candidate" if is_class else entry)
    if is_class:
        last = f"    check_candidate({entry})\n"
    elif any(isinstance(node, ast.Name) and node.id == entry for node in ast.walk(test_tree)):
        # The entry's own name too means the candidate.
        last = f"    global {entry}\n    {entry} = candidate\n    check_candidate(candidate)\n"
    else:
        return test
    return test.rstrip() + "\n\n\ncheck_candidate = check\n\n\ndef check(candidate):\n" + last


def wrapped(test, test_tree, argument):
    """Bare asserts as `def check(argument)`, so that the calls go to the proxy."""
    # Texts of several lines would be indented too.
    texts = (node for node in ast.walk(test_tree) if isinstance(node, (ast.Constant, ast.JoinedStr)))
    if any(node.lineno != node.end_lineno for node in texts):
        test = ast.unparse(test_tree) + "\n"
    body = "".join("    " + line if line.strip() else line for line in re.findall(r"[^\n]*\n|[^\n]+", test))
    return f"def check({argument}):\n{body}"


def slug_of(task):
    return re.sub(r"[^a-z0-9]+", "-", str(task).lower()).strip("-")


def parse(source, what):
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"{what} does not parse: {error.msg} (its line {error.lineno})") from None


# The keys of each form, the first of which tells it from the others.
FORMS = {"HumanEval": ("test", "entry_point", "canonical_solution"), "MBPP": ("test_list", "code"),
         "inputs": ("base_input", "entry_point", "canonical_solution")}


# What the values of keys must be.
TEXT, TEXTS = (str, "a text"), (list, "a list")
KINDS = {
    "task_id": ((str, int), "a text or a number"), "prompt": TEXT, "text": TEXT, "entry_point": TEXT, "canonical_solution": TEXT,
    "test": TEXT, "code": TEXT, "test_setup_code": TEXT, "test_list": TEXTS, "test_imports": TEXTS,
    "base_input": TEXTS, "plus_input": TEXTS, "challenge_test_list": TEXTS, "solutions": TEXTS, "atol": ((int, float), "a number"),
}


def task_of(record):
    task = next((record[key] for key in ("task_id", "problem_id", "id") if record.get(key) is not None), None)
    if task is None:
        raise ValueError("the record has no task_id")
    if not isinstance(task, (str, int)):
        raise ValueError(f"task_id must be a text or a number, not {type(task).__name__}")
    return task


def fields(record):
    if not isinstance(record, dict):
        raise ValueError(f"a record must be an object, not a {type(record).__name__}")
    task = task_of(record)
    form = next((form for form, keys in FORMS.items() if keys[0] in record), None)
    if form is None:
        raise ValueError("no form that can be read: there is no `test`, `test_list`, `base_input` or `inputs`; "
                         f"the record has {', '.join(sorted(record))}")
    missing = [key for key in FORMS[form] if key not in record]
    if missing:
        raise ValueError(f"a record with `{FORMS[form][0]}` also needs {' and '.join(missing)}")
    for key, (kind, what) in KINDS.items():
        if record.get(key) is not None and not isinstance(record[key], kind):
            raise ValueError(f"{key} must be {what}, not {type(record[key]).__name__}")
    missing = [key for key in FORMS[form] if record[key] is None]
    if missing:
        raise ValueError(f"{missing[0]} is null")
    if form != "MBPP":
        prompt = record.get("prompt", "")
        solution = prompt + record["canonical_solution"]
        entry = record["entry_point"]
        statement = "```python\n" + prompt.rstrip() + "\n```"
        test = record.get("test", "")
        setup = with_parts(setup_of(prompt), "", test, parse(solution, "the solution"), entry)
        return slug_of(task), entry, entry, statement, solution, setup, test
    text = record.get("text") or record.get("prompt") or ""
    setup = "\n".join([*(record.get("test_imports") or []), record.get("test_setup_code") or ""]).strip("\n")
    test = "\n".join(record["test_list"] + (record.get("challenge_test_list") or [])) + "\n"
    if not record["test_list"]:
        raise ValueError("test_list is empty")
    tree = parse(record["code"], "the solution")
    setup_tree = parse(setup, "test_setup_code")
    entry = record.get("entry_point") or entry_of(parse(test, "test_list"), setup_tree, tree)
    slug = slug_of(task) if re.search("[a-z]", str(task).lower()) else f"mbpp-{slug_of(task)}"
    code = with_imports(record["code"], tree, setup_tree)
    statement = text + f"\n\n```python\n{record['test_list'][0]}\n```"
    if shown := shown_classes(tree, parse(setup + "\n" + test, "the test code"), entry):
        statement += "\n\nYour file must define:\n\n```python\n" + shown + "\n```"
    given = record["code"] if uses_helpers(tree, setup + "\n" + test, entry) else ""
    return slug, entry, entry, statement, code, with_parts(given, setup, test, tree, entry), test


def with_imports(code, tree, setup_tree):
    """The solution with the imports that only the set-up has."""
    bound = used_names(tree) - {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    bound |= {a.asname or a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    bound |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    bound |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    free = {name for name in used_names(tree) - bound if not hasattr(builtins, name)}
    lines = []
    for node in setup_tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if free & {alias.asname or alias.name.split(".")[0] for alias in node.names}:
                lines.append(ast.unparse(node) + "\n")
            continue
        names = {t.id for t in getattr(node, "targets", []) if isinstance(t, ast.Name)} | {getattr(node, "name", "")}
        if free & names:
            raise ValueError(f"the solution uses `{min(free & names)}`, which only the set-up code defines: put it into the solution")
    return "".join(lines) + code


def setup_of(prompt):
    """The prompt as code: its last function may lack a body."""
    for source in (prompt, prompt.rstrip() + "\n    pass\n"):
        try:
            ast.parse(source)
            return source
        except SyntaxError:
            pass
    return ""


def other_solutions(record, entry):
    """Further references: each a whole source, or a body for the prompt as the canonical one is."""
    sources = []
    for source in record.get("solutions") or []:
        if not isinstance(source, str):
            raise ValueError("solutions must be a list of texts")
        if not defines(source, entry):
            source = record.get("prompt", "") + source
        if not defines(source, entry):
            raise ValueError(f"one of the solutions does not define `{entry}`")
        sources.append(source)
    return sources


def defines(source, entry):
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    return any(isinstance(node, ast.FunctionDef) and node.name == entry for node in tree.body)


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
    line = f"from solution import {', '.join(sorted(parts))}" if parts else ""
    return "\n".join(part.rstrip("\n") for part in (given, line, setup) if part.strip())


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
    for its methods, of others all."""
    used, shown = used_names(test_tree), []
    for node in tree.body:
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


def rows(data):
    """(number, record or the ValueError that says why it cannot be read) for each record."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.lstrip().startswith(b"["):
        try:
            whole = json.loads(data)
        except ValueError:
            whole = None
        if isinstance(whole, list) and all(isinstance(record, dict) for record in whole):
            yield from enumerate(whole, 1)
            return
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield number, parsed(line)


def parsed(line):
    try:
        return json.loads(line)
    except UnicodeDecodeError as error:
        return ValueError(f"not UTF-8: byte {error.start + 1} of the line is {line[error.start]:#04x}")
    except ValueError as error:
        return ValueError(f"not JSON: {error}; each line must be an object of its own")


def main():
    sys.setrecursionlimit(5000)
    for number, record in rows(sys.stdin.buffer.read()):
        try:
            if isinstance(record, ValueError):
                raise record
            slug, text = problem(record)
            text.encode()  # half a surrogate pair is no text
            answer = {"line": number, "id": slug, "lua": text}
        except Exception as error:  # whatever a stranger's record leads to is told with its line
            what = f"no {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
            answer = {"line": number, "message": what.encode(errors="backslashreplace").decode()}
        sys.stdout.write(json.dumps(answer) + "\n")


main()
