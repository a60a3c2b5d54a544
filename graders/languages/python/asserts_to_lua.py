"""Turns function-plus-asserts records into problem.lua texts.

Reads one JSON record a line, or a list of them, on standard input and writes one JSON line for each:
    {"line": 3, "id": "humaneval-2", "lua": "return problem ..."}   or   {"line": 3, "message": "why not"}

Four forms of record are read.
    HumanEval: task_id, prompt, entry_point, canonical_solution, test ("def check(candidate): ...");
               the entry point may be a method, as in "Solution().solve"
    MBPP:      task_id, text (or prompt), code, test_list, and perhaps test_setup_code (or test_imports)
    inputs:    task_id, prompt, entry_point, canonical_solution, base_input, and perhaps plus_input and atol
    programs:  task_id, question (or prompt), canonical_solution (or solutions), inputs and outputs,
               and perhaps fn_name: then they are arguments and answers of that function
All may have `solutions`, a list of further references.

An assert that compares a call on literals with a literal becomes a typed case.  If all of a
record's asserts are such, its answers are data that the engine compares.  Otherwise the test code
is kept whole as an `asserts` declaration, which the engine runs in a box of its own.  Bare inputs
become cases too; the canonical solution answers them.

It runs in a sandbox: it parses what it is given and never executes it.
"""

import ast
import json
import os
import re
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from import_literals import NotLiteral, literal, long_string, lua, lua_float, lua_key, lua_string  # noqa: E402
from import_runs import settled  # noqa: E402
from import_test_code import (calls, calls_check, checking, defined, entry_of, parse, refuse_far_reaching, refuse_seeds,  # noqa: E402
                              shown_classes, taken_by_name, used_names, uses_helpers, with_imports, with_parts)


def parameters_of(tree, entry):
    """The entry function's parameter names, or None if it takes any number, and its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == entry:
            return names_of(node.args), ast.get_docstring(node)
        if isinstance(node, ast.AsyncFunctionDef) and node.name == entry:
            raise ValueError("the solution is asynchronous: write a function around it that runs it")
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == entry:
            made = next((n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), None)
            return [a.arg for a in made.args.args[1:]] if made else [], ast.get_docstring(node)
        if isinstance(node, ast.Assign) and entry in {t.id for t in node.targets if isinstance(t, ast.Name)}:
            if isinstance(node.value, ast.Name) and node.value.id != entry and node.value.id in defined(tree):
                return parameters_of(tree, node.value.id)
            return names_of(node.value.args) if isinstance(node.value, ast.Lambda) else None, None
    raise ValueError(f"the solution does not define `{entry}`; it defines {', '.join(sorted(defined(tree))) or 'nothing'}")


def names_of(spec):
    """The parameters' names, or None if some cannot be given by their place."""
    if spec.vararg or spec.kwarg or spec.kwonlyargs:
        return None
    return [a.arg for a in spec.posonlyargs + spec.args]


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
    spec = next((node.args for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == entry), None)
    if spec is None:
        return inputs
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


def is_metadata(node):
    try:
        literal(node.value)
    except NotLiteral:
        return False
    return True


# Names that mean something else in an `edge` declaration.
TAKEN = {"returns", "secret", "group", "points", "memory"}
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
    if tests.get("fn_name"):
        return problem(function_record(record, tests, sources))
    slug = slug_of(task) if re.search("[a-z]", str(task).lower()) else f"program-{slug_of(task)}"
    statement = next((record[key] for key in ("question", "prompt", "text", "description") if record.get(key)), slug)
    out = [f'return problem "{slug}" {{', f'  title = {lua_string(slug)}, round = "coding", difficulty = 1,',
           f"  statement = {long_string(statement)},", "  program = true,", *runtimes(parse(sources[0], "a solution")), LINES, ""]
    for number, (text, right) in enumerate(zip(given, wanted), 1):
        out.append(f'  edge {{ "input {number}", input = {lua_string(printed(text))}, returns = {lua_string(printed(right))} }},')
    for number, source in enumerate(sources, 1):
        name = "canonical.py" if number == 1 else f"reference-{number}.py"
        out.append(f'  solution {{ "{name}", {long_string(source)} }},')
    return slug, "\n".join([*out, "}", ""])


# Sets with `fn_name` are judged so by their own graders.
SAME = """\
def same(got, want):
    got = list(got) if isinstance(got, tuple) else got
    return got == want or isinstance(want, list) and len(want) > 0 and got == want[0]


def check(candidate):
"""


def function_record(record, tests, sources):
    """A record whose inputs are lists of arguments of a function, or of a method of `Solution`, with its asserts."""
    name = tests["fn_name"]
    if not (isinstance(name, str) and name.isidentifier()):
        raise ValueError("fn_name must be the name of a function")
    if not all(isinstance(arguments, list) for arguments in tests["inputs"]):
        raise ValueError("with fn_name each of the inputs must be a list of arguments")
    calls = [f"    assert same(candidate({', '.join(map(repr, arguments))}), {right!r})\n"
             for arguments, right in zip(tests["inputs"], tests["outputs"])]
    entry = name if defines(sources[0], name) else f"Solution().{name}"
    return {"task_id": task_of(record), "problem_description": record.get("question"), "starter_code": record.get("starter_code"),
            "entry_point": entry, "canonical_solution": sources[0], "solutions": sources[1:],
            "test": "from math import inf, nan\n\n\n" + SAME + "".join(calls)}


def printed(text):
    """Some sets have a list of lines."""
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        return "\n".join(text) + "\n"
    if not isinstance(text, str):
        raise ValueError(f"inputs and outputs must be texts or lists of lines, not {type(text).__name__}")
    return text


def problem(record):
    if not isinstance(record, dict):
        raise ValueError(f"a record must be an object, not a {type(record).__name__}")
    if "test" not in record and ("input_output" in record or ("inputs" in record and "outputs" in record)):
        return program(record)
    slug, entry, tested, statement, solution, setup, test = fields(record)
    title = tested.split(".")[-1]
    others = other_solutions(record, entry)
    solution_tree, test_tree = parse(solution, "the solution"), parse(test, "the test code")
    parameters, doc = parameters_of(solution_tree, entry)
    is_class = any(isinstance(node, ast.ClassDef) and node.name == entry for node in solution_tree.body)
    plain = parameters is not None and not TAKEN & set(parameters) and not is_class
    usable = parameters if plain else None
    cases = typed_cases(test_tree, entry, usable)
    inputs = input_cases(record, usable, solution_tree, entry) if cases is None else None
    names = parameters or []
    for name in (entry, *names):
        if not name.isascii():
            raise ValueError(f"the name `{name}` has other letters than a-z, which not every language takes: rename it")
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
        if is_class and not re.search(rf"^from solution[.a-z]* import .*\b{entry}\b", setup, re.MULTILINE):
            setup += "\n" + taken_by_name({entry}, {entry})
        # What comes back may be an array, and libraries beside those that have boxes come with them.
        needed = libraries_of(parse(setup + "\n" + test, "the test code")) or libraries_of(solution_tree)
        setup = "\n".join([*(f"import {library}" for library in needed if f"import {library}" not in setup + test), setup])
        refuse_far_reaching(test_tree, entry)
        refuse_seeds(test_tree, solution_tree)
        code = checking(test, test_tree, entry, tested if is_class else "")
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
    return [f'  runtimes = {{ "{library}" }},' for library in libraries_of(tree)]


def libraries_of(tree):
    """The library that code imports, the largest: a list of one or none.  Those that have no box of their own are
    installed beside NumPy."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    if names - sys.stdlib_module_names - {"pytest", "solution"}:
        names.add("numpy")
    return [library for library in LIBRARIES if library in names][:1]


def slug_of(task):
    plain = unicodedata.normalize("NFKD", str(task).lower())
    slug = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    if not slug:
        raise ValueError(f"no id can be made of the task_id {task!r}: it has no letter a-z and no digit")
    return slug


# The keys of each form, the first of which tells it from the others.
FORMS = {"HumanEval": ("test", "entry_point", "canonical_solution"), "MBPP": ("test_list", "code"),
         "inputs": ("base_input", "entry_point", "canonical_solution")}
# What the values of keys must be.
TEXT, TEXTS = (str, "a text"), (list, "a list")
KINDS = {
    "task_id": ((str, int), "a text or a number"), "prompt": TEXT, "problem_description": TEXT, "starter_code": TEXT, "text": TEXT, "entry_point": TEXT, "canonical_solution": TEXT,
    "test": TEXT, "code": TEXT, "test_setup_code": TEXT, "test_list": TEXTS, "test_imports": TEXTS, "import_statement": TEXTS, "solution_code": TEXT,
    "base_input": TEXTS, "plus_input": TEXTS,
    "challenge_test_list": TEXTS, "solutions": TEXTS, "atol": ((int, float), "a number"),
}


def task_of(record):
    task = next((record[key] for key in ("task_id", "problem_id", "id") if record.get(key) is not None), None)
    if task is None:
        raise ValueError("the record has no task_id")
    if not isinstance(task, (str, int)):
        raise ValueError(f"task_id must be a text or a number, not {type(task).__name__}")
    return task


# Other names that sets have for the same.
ALIASES = {"prompt": "complete_prompt", "canonical_solution": "completion", "entry_point": "class_name", "starter_code": "skeleton"}


def fields(record):
    """The id, what the solution defines, what is tested of it, the statement, the solution, what runs before the test
    code, and the test code."""
    record = {**{name: record[other] for name, other in ALIASES.items() if other in record}, **record}
    if "solution_code" in record and "canonical_solution" not in record:
        record["canonical_solution"] = "\n".join([*(record.get("import_statement") or []), record["solution_code"]])
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
        if prompt and not prompt[-1].isspace() and not record["canonical_solution"].startswith("\n"):
            prompt += "\n"
        solution = prompt + record["canonical_solution"]
        tested = record["entry_point"]
        method = re.fullmatch(r"(\w+)\(\)\.\w+", tested)
        entry = method[1] if method else tested
        shown = "\n\n".join(code.rstrip() for code in (prompt, record.get("starter_code") or "") if code.strip())
        statement = "\n\n".join(filter(None, [record.get("problem_description"), shown and f"```python\n{shown}\n```"]))
        test = settled(record.get("test", ""), defined(parse(solution, "the solution")))
        setup = with_parts(setup_of(prompt), "", test, parse(solution, "the solution"), entry)
        return slug_of(task), entry, tested, statement, solution, setup, test
    text = record.get("text") or record.get("prompt") or ""
    setup = "\n".join([*(record.get("test_imports") or []), record.get("test_setup_code") or ""]).strip("\n")
    test = "\n".join(record["test_list"] + (record.get("challenge_test_list") or [])) + "\n"
    if not record["test_list"]:
        raise ValueError("test_list is empty")
    tree = parse(record["code"], "the solution")
    test = settled(test, defined(tree))
    setup_tree = parse(setup, "test_setup_code")
    entry = record.get("entry_point") or entry_of(parse(test, "test_list"), setup_tree, tree)
    slug = slug_of(task) if re.search("[a-z]", str(task).lower()) else f"mbpp-{slug_of(task)}"
    code = with_imports(record["code"], tree, setup_tree)
    statement = text + f"\n\n```python\n{record['test_list'][0]}\n```"
    if shown := shown_classes(parse(record["code"], "the solution"), parse(setup + "\n" + test, "the test code"), entry):
        statement += "\n\nYour file must define:\n\n```python\n" + shown + "\n```"
    given = record["code"] if uses_helpers(tree, setup + "\n" + test, entry) else ""
    return slug, entry, entry, statement, code, with_parts(given, setup, test, tree, entry), test


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
        return entry in defined(ast.parse(source))
    except SyntaxError:
        return False


def rows(data):
    """(number, record or the ValueError that says why it cannot be read) for each record."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.lstrip().startswith(b"["):
        try:
            whole = json.loads(data)
        except (ValueError, RecursionError):
            whole = None
        if isinstance(whole, list):
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
    except RecursionError:
        return ValueError("it nests too deep")


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
