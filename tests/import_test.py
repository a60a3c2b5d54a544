#!/usr/bin/env python3
"""Public sets in their forms: what is imported, what is refused and why, and what an audit says of them.

`import_test.py ASSAY`
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ASSAY = sys.argv[1]


def human(task, head, body, test, **more):
    """A record of the HumanEval form."""
    return {"task_id": task, "prompt": head + "\n", "entry_point": head.split("(")[0][4:], "canonical_solution": body + "\n",
            "test": "def check(candidate):\n" + "".join(f"    {line}\n" for line in test), **more}


TWICE = {"task_id": 601, "text": "Double it.", "code": "def twice(x):\n    return 2 * x",
         "test_list": ["assert twice(2) == 4", "assert twice(-1.5) == -3.0"]}
# Records that are imported, another solution for each, and what that one gets.
GOOD = [
    (TWICE, "def twice(x):\n    return x * x\n", "wrong_answer"),
    ({**TWICE, "task_id": 602, "test_list": ["import math", "assert math.isclose(twice(2), 4)"]},
     "def twice(x):\n    return x + 2.1\n", "wrong_answer"),
    (human("Fn/0", "def both(f, x):", "    return f(f(x))",
           ["assert candidate(lambda v: v + 1, 3) == 5", "seen = []", "candidate(seen.append, 1)", "assert seen == [1, None]"]),
     "def both(f, x):\n    return f(x)\n", "wrong_answer"),
    (human("Fn/1", "def best(items, *, key):", "    return max(items, key=key)",
           ["assert candidate([1, -5, 3], key=abs) == -5", "try:", "    candidate([0], key=lambda x: 1 // x)",
            "except ZeroDivisionError:", "    return", "assert False"]),
     "def best(items, *, key):\n    try:\n        return max(items, key=key)\n    except Exception:\n        return None\n",
     "wrong_answer"),
    (human("Fn/2", "def again(f):", "    return f()", ["assert candidate(lambda: 7) == 7"]),
     "def again(f):\n    while True: f.x\n", "runtime_error"),
    ({"task_id": "In/0", "prompt": "def half(x):\n", "entry_point": "half", "canonical_solution": "    return x / 2\n",
      "base_input": [[1.0], [3.0]], "plus_input": [[1e300]], "atol": 1e-6},
     "def half(x):\n    return x / 2 + (1e-7 if x < 2 else 1e-5)\n", "wrong_answer"),
]
GOOD += [
    (human("Held/0", "class Bad(Exception):\n    def __init__(self, code):\n        super().__init__(f'bad {code}')\n        self.code = code\n\ndef risky(x):",
           "    raise Bad(x)", ["try:", "    candidate(7)", "except Exception as e:", "    assert e.code == 7 and str(e) == 'bad 7'"]) | {"entry_point": "risky"},
     "class Bad(Exception):\n    code = 8\n\ndef risky(x):\n    raise Bad(f'bad {x}')\n", "wrong_answer"),
    (human("Held/1", "def two(x):", "    raise ValueError(x, 'no')", ["try:", "    candidate(7)", "except ValueError as e:", "    assert e.args == (7, 'no')"]),
     "def two(x):\n    raise ValueError(x)\n", "wrong_answer"),
    (human("Held/2", "def tally(s):", "    from collections import Counter, OrderedDict\n    return Counter(s), OrderedDict(a=1)",
           ["from collections import Counter, OrderedDict", "counts, first = candidate('aab')", "assert counts.most_common(1) == [('a', 2)] and counts['z'] == 0",
            "assert first == OrderedDict(a=1) and isinstance(counts, Counter)"]),
     "def tally(s):\n    return {'a': 2, 'b': 1}, {'a': 1}\n", "wrong_answer"),
    (human("Held/3", "def drop(counts, key):", "    del counts[key]",
           ["from collections import Counter", "counts = Counter('aab')", "candidate(counts, 'a')", "assert counts == Counter('b')"]),
     "def drop(counts, key):\n    pass\n", "wrong_answer"),
    (human("Held/4", "import random\ndef dice(n, seed):", "    random.seed(seed)\n    return [random.randint(1, 6) for _ in range(n)]",
           ["import random", "random.seed(3)", "assert candidate(4, 3) == [random.randint(1, 6) for _ in range(4)]"]) | {"entry_point": "dice"},
     "def dice(n, seed):\n    return [1] * n\n", "wrong_answer"),
    ({"task_id": "Held/5", "question": "Sum.", "code": "import numpy\nprint(int(numpy.arange(int(input())).sum()))\n", "inputs": ["4\n", "5\n"], "outputs": ["6\n", "10\n"]},
     "print(6)\n", "wrong_answer"),
]
# Records whose answers are no plain values: each with another solution that is wrong.
FAR = [
    (human("Far/0", "def adder(n):", "    return lambda x: x + n", ["f = candidate(3)", "g = candidate(-1)", "assert f(4) == 7 and g(1) == 0"]),
     "def adder(n):\n    return lambda x: x + 3\n"),
    (human("Far/1", "def evens(n):", "    yield from range(0, n, 2)",
           ["assert list(candidate(5)) == [0, 2, 4]", "g = candidate(9)", "assert next(g) == 0 and next(g) == 2"]),
     "def evens(n):\n    yield from range(0, n, 3)\n"),
    (human("Far/2", "def forever(n):", "    while True:\n        yield n",
           ["g = candidate(7)", "assert [next(g) for _ in range(3)] == [7, 7, 7]"]), "def forever(n):\n    return [n]\n"),
    (human("Far/3", "def turn(z):", "    return z * 1j", ["assert candidate(1 + 2j) == -2 + 1j"]), "def turn(z):\n    return (-2, 1)\n"),
    (human("Far/4", "def half(n):", "    from fractions import Fraction\n    return Fraction(n, 2)",
           ["from fractions import Fraction", "assert candidate(3) + Fraction(1, 2) == 2"]), "def half(n):\n    return n // 2\n"),
    (human("Far/5", "def later(s):", "    import datetime\n    return datetime.date.fromisoformat(s) + datetime.timedelta(1)",
           ["import datetime", 'assert candidate("2024-02-28") == datetime.date(2024, 2, 29)']), "def later(s):\n    return s\n"),
    (human("Far/6", "def frozen(xs):", "    return frozenset(xs)", ["assert {candidate([1, 2]): 3}[frozenset([2, 1])] == 3"]),
     "def frozen(xs):\n    return set(xs)\n"),
    (human("Far/7", "def point(x):", "    class P:\n        def plus(self, y):\n            return x + y\n    return P()",
           ["assert candidate(3).plus(4) == 7"]), "def point(x):\n    return x\n"),
    (human("Far/8", "def memo(f):", "    known = {}\n    return lambda x: known[x] if x in known else known.setdefault(x, f(x))",
           ["calls = []", "f = candidate(lambda x: calls.append(x) or x * x)", "assert (f(3), f(3), calls) == (9, 9, [3])"]),
     "def memo(f):\n    return f\n"),
    # A class of the solution's own, by its base; the words of an exception, by themselves.
    (human("Far/9", "def strict(x):", "    class Bad(ValueError):\n        pass\n    raise Bad(f'bad: {x}')",
           ["try:", "    candidate(3)", "except ValueError as error:", "    assert str(error) == 'bad: 3' and type(error).__name__ == 'Bad'",
            "else:", "    assert False"]), "def strict(x):\n    raise ValueError(f'bad: {x}')\n"),
    (human("Far/10", "def look(key):", "    return {}[key]",
           ["try:", "    candidate('k')", "except KeyError as error:", "    assert str(error) == \"'k'\"", "else:", "    assert False"]),
     "def look(key):\n    raise KeyError('other')\n"),
    (human("Far/13", "def root(x):", "    if x < 0:\n        raise ValueError('below 0')\n    return x ** 0.5",
           ["import pytest", "with pytest.raises(ValueError, match='below'):", "    candidate(-1)", "assert candidate(2) == pytest.approx(1.4142136)"]),
     "def root(x):\n    return abs(x) ** 0.5\n"),
    ({**human("Far/16", "def cube(x):", "    return x ** 3", []), "test": "import unittest\nclass TestCube(unittest.TestCase):\n"
      "    def setUp(self):\n        self.x = 2\n    def test_two(self):\n        self.assertEqual(cube(self.x), 8)\n"},
     "def cube(x):\n    return x ** 2\n"),
    ({**human("Far/17", "def cube(x):", "    return x ** 3", []), "test": "def test_two():\n    assert cube(2) == 8\n\ndef test_one():\n    assert cube(1) == 1\n"},
     "def cube(x):\n    return x\n"),
    # Objects of the test code's own go to the candidate by number, and come back as they are.
    (human("Far/14", "def longest(ws):", "    return max(ws, key=lambda w: len(w.text))",
           ["class W:", "    def __init__(self, text):", "        self.text = text", "one = W('abc')", "assert candidate([W('a'), one]) is one"]),
     "def longest(ws):\n    return ws[0]\n"),
    (human("Far/15", "def total(xs):", "    return sum(xs)", ["assert candidate(x * x for x in [1, 2]) == 5", "assert candidate(iter([7])) == 7"]),
     "def total(xs):\n    return 5\n"),
    # A stand-in is equal to nothing, and is not asked what a plain answer should be.
    (human("Far/11", "def word(x):", "    return 'abc'", ["assert candidate(1).startswith('ab')"]),
     "class Yes:\n    def __eq__(self, other):\n        return True\n    def startswith(self, other):\n        return True\n"
     "def word(x):\n    return Yes()\n"),
    (human("Far/12", "def seven(x):", "    return 7 + 0 * (x,).count(object())", ["assert candidate([]) == 7", "assert str(candidate(set())) == '7'"]),
     "class Yes:\n    def __eq__(self, other):\n        return True\ndef seven(x):\n    return Yes()\n"),
]
PAIR = "class Pair:\n    def __init__(self, a, b):\n        self.a, self.b = a, b\n    def __eq__(self, other):\n        return self.a == other.a and self.b == other.b\n"
SWAP = PAIR + "def swap(p):\n    return Pair(p.b, p.a)\n"
STACK = """class Empty(Exception): pass
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def pop(self):
        if not self.items: raise Empty("nothing is left")
        return self.items.pop()
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
"""
VEC = """class Vec:
    def __init__(self, x): self.x = x
    def __mul__(self, k): return Vec(self.x * k)
    def __eq__(self, other): return self.x == (other.x if isinstance(other, Vec) else other)
def total(vs):
    return sum(v.x for v in vs)
"""
COLOUR = """from enum import Enum
from collections import namedtuple
Point = namedtuple("Point", "x y")
class Colour(Enum):
    RED = 1
    BLUE = 2
def other(c): return Colour.BLUE if c is Colour.RED else Colour.RED
def turned(p): return Point(-p.y, p.x)
"""
TREE = """class Node:
    def __init__(self, value):
        self.value, self.left = value, None
def mirror(node):
    return node.left and node.left.value
def depth(node):
    return 0 if node is None else 1 + depth(node.left)
"""


def classes(task, code, tests, **more):
    return {"task_id": f"Own/{task}", "text": "t", "code": code, "test_list": tests, **more}


# Records whose asserts make objects of the solution's own classes, and other solutions with what each gets.
OWN = [
    (classes(0, SWAP, ["assert swap(Pair(1, 2)) == Pair(2, 1)", "p = Pair(1, 1)", "p.a = 5", "assert swap(p).b == 5",
                       "assert isinstance(swap(p), Pair) and type(p) is Pair"]),
     [(SWAP.replace("(p.b, p.a)", "(p.a, p.b)"), "wrong_answer"), (SWAP.replace("return self.a ==", "return True or self.a =="), "wrong_answer"),
      (SWAP.replace("class Pair", "class Pear").replace("return Pair", "return Pear"), "runtime_error")]),
    (classes(1, STACK, ["s = Stack()", "s.push(3)", "s.push([4])", "assert len(s) == 2 and list(s) == [3, [4]]", "assert s.pop() == [4] and s.pop() == 3",
                        "try:\n    s.pop()\n    assert False\nexcept Empty as e:\n    assert str(e) == 'nothing is left'"]),
     [(STACK.replace("items.pop()", "items.pop(0)"), "wrong_answer"), (STACK.replace("raise Empty(", "raise KeyError("), "runtime_error")]),
    (classes(2, VEC, ["v = Vec(2)", "assert v * 3 == Vec(6) and v == 2", "assert total([v, v * 2]) == 6"]),
     [(VEC.replace("self.x * k", "self.x + k"), "wrong_answer"),
      # What a call gives back is not asked what it should be.
      (VEC.replace("return sum(v.x for v in vs)", "return vs[0]").replace("return self.x == (", "return isinstance(other, int) or self.x == ("), "wrong_answer")]),
    (classes(3, COLOUR, ["assert other(Colour.RED) is Colour.BLUE", "assert turned(Point(1, 2)) == Point(-2, 1) == (-2, 1)", "assert turned(Point(y=0, x=1)).y == 1"]),
     [(COLOUR.replace("c is Colour.RED", "c is None"), "wrong_answer"), (COLOUR.replace("-p.y", "p.y"), "wrong_answer")]),
    (classes(4, TREE, ["assert mirror(root) == 7 and depth(root) == 2"], test_setup_code="root = Node(1)\nroot.left = Node(7)"),
     [(TREE.replace("1 + depth", "2 + depth"), "wrong_answer"), (TREE.replace("node.left.value", "node.value"), "wrong_answer")]),
    (classes(5, "def text(x):\n    return x + '!'\n", ['assert text("""a\n  b""") == """a\n  b!"""', "y = 'c'", "assert text(y) == 'c!'"],
             challenge_test_list=["assert text('') == '!'"]),
     [("def text(x):\n    return x.replace(' ', '') + '!'\n", "wrong_answer"), ("def text(x):\n    return x and x + '!'\n", "wrong_answer")]),
]
ADD = "def add(a, b):\n    return a + b\n"


def script(task, code, test, **more):
    """A record whose test code is a file of its own."""
    return {"task_id": f"File/{task}", "prompt": "", "canonical_solution": code, "entry_point": code.split("(")[0].split()[-1], "test": test, **more}


# An answer that says of what plain values it is asked about that it is equal, of whatever class it is.
YES = """class Yes:
    def __init__(self, *_): pass
    def __eq__(self, other): return type(other) in (int, str)
    def strip(self): return Yes()
    def __hash__(self): return 1
"""
BOX = """class Box:
    def __init__(self, x=0): self.x = x
    def __enter__(self): return self
    def __exit__(self, *error):
        self.left = [error[0] and error[0].__name__, str(error[1])]
        return isinstance(error[1], KeyError)
    def __add__(self, y): return Box(self.x + y)
    def __eq__(self, other): return self.x == getattr(other, "x", other)
    def __hash__(self): return 1
    def take(self): return self.x
    def __getitem__(self, part): return list(range(self.x))[part]
    def fail(self): raise KeyError("gone", 1)
def last(boxes): return boxes[-1].x
def seen(boxes): return [{1}, boxes[-1].x]
"""
# Their objects say that they equal any number.
EASY = BOX.replace("return self.x == getattr", "return type(other) is int or self.x == getattr")
TAKE, LAST, SEEN = "def take(self): return self.x", "def last(boxes): return boxes[-1].x", "return [{1}, boxes[-1].x]"
KEPT = "kept = []\n" + EASY.replace("class Box:\n", "class Box:\n    def __new__(cls, *_): return kept[0] if kept else object.__new__(cls)\n")
FORGED = EASY.replace(LAST, """def last(boxes):
    import gc, sys
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    sys.modules[type(harness).__module__].identity.repeats = lambda given, result: [[[1], [0, 1]]]
    return 0
""")
DOUBLED = EASY.replace(LAST, """def last(boxes):
    import gc, sys
    harness = next(each for each in gc.get_objects() if type(each).__name__ == "Asserts")
    twice = [[[1, row, place], [1, row - 1]] for row in range(1, 60) for place in (0, 1)]
    sys.modules[type(harness).__module__].identity.repeats = lambda given, result: twice
    return [[0, 0] for _ in range(60)]
""")
BACKWARDS = """def rev(s): return s[::-1]
def low(s): return s.lower()
class stack:
    def __init__(self): self.n = 0
    def __eq__(self, other): return self.n == other
"""
SHOP = """class Shop:
    def __init__(self): self._menu, self.left = [], {}
    @property
    def menu(self): return self._menu
    def names(self): return " ".join(self._menu)
    def sell(self, name):
        if name not in self._menu or not self.left[name]["cups"] > 0: return False
        self.left[name]["cups"] -= 1
        return True
"""
ANY_EXIT = BOX.replace("isinstance(error[1], KeyError)", "error[0] is not ValueError")
OWN += [
    # Only what the test code makes of a class that it took by its name is asked what it should be.
    (classes(10, BOX, ["b = Box(3)", "assert b == 3 and b + 1 == 4", "assert seen([Box(1), b])[1] == 3", "assert last([Box(1), b]) == 3", "assert b.take() == 3"]),
     [(YES + BOX.replace(TAKE, "take = Yes"), "wrong_answer"),
      (EASY.replace(TAKE, "def take(self): return self"), "wrong_answer"),
      (EASY.replace(TAKE, "take = lambda self: type(self)(3)"), "wrong_answer"),
      (EASY.replace(SEEN, "return [{Box()}, boxes[-1]]"), "wrong_answer"),
      (FORGED, "wrong_answer"),
      # Walked as a tree it has no end.
      (DOUBLED, "wrong_answer")]),
    (classes(13, BOX, ["b = Box(3)", "x = b.take()", "Box(4) + 1", "assert x == 3",
                       "assert b[1:] == [1, 2] and b[::2] == [0, 2]", "import copy", "c = copy.deepcopy(b)", "c.x = 5", "assert copy.copy(c) == 5 and b == 3"]),
     [(BOX.replace("[part]", "[:][0:2]"), "wrong_answer"),
      (KEPT.replace(TAKE, "def take(self): return kept.append(self + 3) or kept[0]"), "wrong_answer"),
      (EASY.replace(TAKE, "def take(self):\n        Box.__add__ = lambda _, y: self\n        return self"), "wrong_answer")]),
    # An exception is known where it leaves; what the test code found is not for an object to keep back.
    (classes(11, BOX, ["b = Box()", "with b:\n    b.fail()", "assert b.left == ['KeyError', \"('gone', 1)\"]",
                       "try:\n    with b:\n        raise ValueError('so')\n    assert False\nexcept ValueError:\n    pass", "assert b.left == ['ValueError', 'so']",
                       "try:\n    b.fail()\nexcept KeyError as error:\n    assert error.args == ('gone', 1) and type(error) is KeyError",
                       "with b:\n    pass", "assert b.left == [None, 'None']", "with Box(4) as c:\n    assert c.take() == 4 and 1 + c.take() == 5"]),
     [(BOX.replace("isinstance(error[1], KeyError)", "isinstance(error[1], TypeError)"), "wrong_answer"),
      (BOX.replace("isinstance(error[1], KeyError)", "True"), "wrong_answer"),
      (ANY_EXIT, "accepted"),
      (ANY_EXIT.replace(TAKE, "def take(self): return 5"), "wrong_answer"),
      (ANY_EXIT.replace(TAKE, "def take(self): return None"), "wrong_answer"),
      (ANY_EXIT.replace(TAKE, "take = None"), "wrong_answer")]),
    # What the test code changes of an object's is changed where the object is.
    (classes(15, SHOP, ["s = Shop()", "s.menu.append('tea')", "s.left['tea'] = {'cups': 2}", "assert s.sell('tea') and s.left == {'tea': {'cups': 1}}", "s.left['tea']['cups'] = 0",
                        "assert not s.sell('tea')", "menu = s.menu", "menu.clear()", "assert s.names() == ''"]),
     [(SHOP.replace("return self._menu", "return list(self._menu)"), "wrong_answer"), (SHOP.replace("> 0", ">= 0"), "wrong_answer")]),
    # What is tested as a function is not made one of by being written as a class.
    (classes(12, BACKWARDS, ["assert low(rev('AB')) == 'ba'", "assert rev('ab') == 'ba'", "assert stack() == 0", "assert low('ab ').strip() == 'ab'"]),
     [(YES + "class rev(Yes): pass\nlow = stack = Yes\n", "wrong_answer"),
      (YES + "def rev(s): return s[::-1]\ndef low(s): return 'ba' if s == 'BA' else Yes()\nstack = Yes\n", "wrong_answer")]),
    ({"task_id": "Own/14", "prompt": "", "canonical_solution": "class Solution:\n    def rev(self, s):\n        return s[::-1]\n", "entry_point": "Solution().rev",
      "test": "def check(candidate):\n    assert candidate('ab') == 'ba'\n"},
     [(YES + "class Solution:\n    class rev(Yes): pass\n", "wrong_answer"), (YES + "class Solution(Yes):\n    rev = Yes\n", "wrong_answer")]),
]
# Test code that a program, pytest or unittest would run, and another solution for each.
FILES = [
    (script(0, ADD, "import pytest\n\n@pytest.fixture\ndef three():\n    yield 3\n\n@pytest.mark.parametrize('b', [0, 4])\n"
            "@pytest.mark.parametrize('a, want', [(1, 4), pytest.param(2, 5, id='two')])\ndef test_add(three, a, want, b):\n    assert add(a, three) + b == want + b\n"),
     ADD.replace("+", "+ 0 * b + 3 - (a == 2) +")),
    (script(1, ADD, "def run():\n    assert add(1, 2) == 3\n\nrun()\nprint('passed')\n"), ADD.replace("+", "-")),
    (script(2, ADD, "import unittest\nfrom your_module import add\n\nclass TestAdd(unittest.TestCase):\n    def test_add(self):\n"
            "        self.assertEqual(add(1, 2), 3)\n\nif __name__ == '__main__':\n    unittest.main()\n"), ADD.replace("+", "-")),
    (script(3, ADD, "from unittest import TestCase, main\nclass TestAdd(TestCase):\n    def test_add(self):\n        self.assertEqual(add(1, 2), 3)\nmain()\n"), ADD.replace("+", "-")),
    (script(4, ADD, "def check(candidate):\n    assert candidate(1, 2) == 3\n\ncheck(add)\nprint('passed')\n"), ADD.replace("+", "-")),
    (script(5, ADD, "class TestAdd:\n    def setup_method(self, method):\n        self.three = 3\n    def test_add(self):\n        assert add(1, 2) == self.three\n"),
     ADD.replace("+", "-")),
    (script(6, ADD, "def main():\n    assert add(1, 2) == 3\n\nif __name__ == '__main__':\n    main()\n"), ADD.replace("+", "-")),
    (script(7, "plus = lambda a, b: a + b\nadd = plus\n", "def check(candidate):\n    assert candidate(1, 2) == 3\n", entry_point="add"), "add = lambda a, b: a - b\n"),
    # What the solution imports is there for the test code, too.
    (script(40, "import math, json\nfrom datetime import date as Day\n\ndef area(r):\n    return math.pi * r * r\n",
            "import json as text\n\ndef check(candidate):\n    assert abs(candidate(2) - 4 * math.pi) < 1e-9\n"
            "    assert candidate(Day(2020, 1, 3).day - 3) == 0 and text.dumps(1) == '1'\n", entry_point="area"),
     "def area(r):\n    return 3 * r * r\n"),
    # One object in two places is one object.
    (script(8, "def grid(n):\n    return [[0] * n for _ in range(n)], n\n", "def check(candidate):\n    rows, _ = candidate(2)\n    rows[0][0] = 1\n    assert rows == [[1, 0], [0, 0]]\n"),
     "def grid(n):\n    return [[0] * n] * n, n\n"),
    (script(9, "def put(x, to):\n    to.append(x)\n    return {'all': to}\n", "def check(candidate):\n    to = [0]\n    assert candidate(1, to)['all'] is to and to == [0, 1]\n"),
     "def put(x, to):\n    to.append(x)\n    return {'all': list(to)}\n"),
    (script(10, "def fresh(xs):\n    return sorted(xs)\n", "def check(candidate):\n    xs = [1, 2]\n    got = candidate(xs)\n    assert got == xs and got is not xs\n"),
     "def fresh(xs):\n    xs.sort()\n    return xs\n"),
    (script(11, "def each(xs):\n    yield from xs\n", "import inspect, types\ndef check(candidate):\n    got = candidate([3])\n"
            "    assert isinstance(got, types.GeneratorType) and inspect.isgenerator(got) and list(got) == [3]\n"), "def each(xs):\n    return iter(xs)\n"),
    # Tests that are skipped, by their mark or on their way, say nothing.
    (script(12, ADD, "import unittest\n\nclass TestAdd(unittest.TestCase):\n    @unittest.skip('another day')\n    def test_a(self):\n        self.fail()\n"
            "    def test_b(self):\n        self.skipTest('another day')\n    def test_c(self):\n        self.assertEqual(add(1, 2), 3)\n"), ADD.replace("+", "-")),
    # That is for the test code to say.
    (script(912, ADD, "import unittest\n\nclass TestAdd(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(add(1, 2), 3)\n"),
     "import unittest\ndef add(a, b):\n    raise unittest.SkipTest('another day')\n"),
    (script(13, "LOW, HIGH = 1, 2\n" + ADD, "import unittest\n\ntry:\n    from sums import (add, LOW,\n                      HIGH)\nexcept ImportError as error:\n"
            "    raise ImportError('Did you misname it?') from None\n\nclass TestAdd(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(add(LOW, HIGH), 3)\n"),
     "LOW, HIGH = 1, 2\n" + ADD.replace("+", "-")),
    # What else the solution defines and the tests name.
    (script(14, ADD + "def less(a, b):\n    return a - b\nclass Sum:\n    value = 0\n",
            "class TestSums:\n    def test_sums(self):\n        assert add(1, 2) == 3 and less(3, 1) == 2 and Sum().value == 0\n"),
     ADD + "def less(a, b):\n    return b - a\nclass Sum:\n    value = 0\n"),
    # A function of the test code's calls the solution, which is at work.
    (script(15, "def each(xs, do):\n    return [do(x) for x in xs]\n",
            "def check(candidate):\n    assert candidate('ab', lambda x: candidate('12', lambda y: x + y)) == [['a1', 'a2'], ['b1', 'b2']]\n", entry_point="each"),
     "def each(xs, do):\n    return [do(x) for x in xs][:1]\n"),
    (script(16, "def memo(f):\n    known = {}\n    def g(n):\n        if n not in known:\n            known[n] = f(n)\n        return known[n]\n    return g\n",
            "def check(candidate):\n    calls = []\n    @candidate\n    def fib(n):\n        calls.append(n)\n        return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
            "    assert fib(20) == 6765 and len(calls) == 21\n", entry_point="memo"),
     "def memo(f):\n    return f\n"),
    (script(17, "def safe(f):\n    try:\n        return f()\n    except ValueError as error:\n        return str(error)\n",
            "def check(candidate):\n    def low():\n        raise ValueError('low')\n    assert candidate(lambda: candidate(low) + '!') == 'low!'\n"
            "    assert candidate(lambda: candidate(lambda: int('x' + candidate(low)))) == \"invalid literal for int() with base 10: 'xlow'\"\n", entry_point="safe"),
     "def safe(f):\n    return f()\n"),
    # A function that is given twice is the same one.
    (script(18, "class Bell:\n    def __init__(self):\n        self.known = set()\n    def add(self, f):\n        self.known.add(f)\n"
            "    def drop(self, f):\n        self.known.discard(f)\n    def ring(self):\n        return len([f() for f in self.known])\n",
            "class Ear:\n    def hear(self):\n        pass\n\ndef check(candidate):\n    bell, one, two = Bell(), Ear(), Ear()\n    bell.add(one.hear)\n    bell.add(two.hear)\n"
            "    bell.drop(one.hear)\n    assert bell.ring() == 1\n", entry_point="Bell"),
     "class Bell:\n    def add(self, f):\n        pass\n    drop = add\n    def ring(self):\n        return 2\n"),
    # Exceptions of libraries, of those that take more than words, and of two kinds at once.
    (script(19, "import json\n\nclass Odd(KeyError, TypeError):\n    pass\n\ndef read(text):\n    if text == 'odd':\n        raise Odd('so')\n"
            "    return json.loads(text.encode('latin-1').decode())\n",
            "import json, pytest\n\ndef test_read():\n    assert read('[1]') == [1]\n    with pytest.raises(json.JSONDecodeError) as info:\n        read('[1')\n"
            "    assert info.value.pos == 2 and 'delimiter' in str(info.value)\n    with pytest.raises(UnicodeDecodeError, match='invalid start byte'):\n        read('\\xff')\n"
            "    with pytest.raises(TypeError):\n        read('odd')\n    with pytest.raises(LookupError):\n        read('odd')\n", entry_point="read"),
     "class JSONDecodeError(ValueError):\n    pos = 2\n\ndef read(text):\n    if text == '[1':\n        raise JSONDecodeError('delimiter')\n    return [1]\n"),
    # Python's own classes are the same on both sides.
    (script(20, "def without(xs, kind):\n    return [x for x in xs if type(x) is not kind], kind\n",
            "def check(candidate):\n    assert candidate([4, 7.5, 'a'], int) == ([7.5, 'a'], int)\n    assert candidate([4, 7.5, 'a'], kind=str)[0] == [4, 7.5]\n"
            "    assert candidate([], ValueError) == ([], ValueError)\n", entry_point="without"),
     "def without(xs, kind):\n    return [x for x in xs if type(x) is not kind], str\n"),
    (script("\u00dcbung", ADD, "def check(candidate):\n    assert candidate(1, 2) == 3\n"), ADD.replace("+", "-")),
]
# As sets that were checked by numpy have it.
NUMPY = """import numpy as np
def assertion(out, exp, atol):
    if out != exp:
        np.testing.assert_allclose(out, exp, rtol=1e-07, atol=atol)
def check(candidate):
    for inp, exp in zip([[[1.0, 2.0]], [[4.0]]], [[0.3333333333, 0.6666666667], [1.3333333333]]):
        assertion(candidate(*inp), exp, 1e-6)
"""
THIRDS = {"task_id": "Np/0", "prompt": "def thirds(xs):\n", "entry_point": "thirds", "canonical_solution": "    return [x / 3 for x in xs]\n",
          "test": NUMPY}
ROLL = human("Np/1", "import numpy as np\ndef roll(xs):", "    return np.roll(xs, 1)",
             ["import numpy as np", "assert np.array_equal(candidate(np.array([1, 2, 3])), np.array([3, 1, 2]))",
              "assert candidate(np.array([4])).dtype == np.int64", "assert candidate(np.array([4]))[0] == 4"])
ROLL["entry_point"] = "roll"
SOLVE = script(51, "import numpy as np\n\ndef solve(a, b):\n    return np.linalg.solve(a, b)\n",
               "import numpy as np, pytest\n\ndef check(candidate):\n    with pytest.raises(np.linalg.LinAlgError):\n        candidate(np.zeros((2, 2)), np.ones(2))\n", entry_point="solve")
SCALED = script(52, "import torch\n\nclass Scaled(torch.nn.Module):\n    def __init__(self, alpha):\n        super().__init__()\n        self.alpha = alpha\n\n"
                "    def forward(self, x, mask=None):\n        return (self.alpha * x).sum() if mask is None else (self.alpha * x)[mask]\n",
                "import torch\n\nclass TestScaled:\n    def test_scaled(self):\n        scaled = Scaled(alpha=2.0)\n        x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
                "        assert torch.allclose(scaled(x).detach(), torch.tensor(6.0)) and scaled(x).shape == ()\n"
                "        half = scaled(torch.ones(2, 2, dtype=torch.bfloat16), torch.tensor([True, False]))\n"
                "        assert half.dtype == torch.bfloat16 and half.tolist() == [[2.0, 2.0]]\n", entry_point="Scaled")
GROUPS = script(54, "from sklearn.cluster import KMeans\n\ndef groups(rows, n):\n    return KMeans(n, n_init=3, random_state=1).fit(rows).labels_\n",
                "import numpy as np\n\ndef check(candidate):\n    got = candidate(np.array([[0.0], [9.0], [1.0]]), 2)\n    assert got[0] == got[2] != got[1]\n", entry_point="groups")
ROOTS = script(55, "from scipy.optimize import brentq\n\ndef root(f, low, high):\n    return brentq(f, low, high)\n",
               "import scipy.special\n\ndef check(candidate):\n    assert abs(candidate(lambda x: x * x - 2, 0, 2) - 2 ** 0.5) < 1e-9\n"
               "    assert abs(candidate(scipy.special.erf, -1, 2)) < 1e-9\n", entry_point="root")
FILLED = script(53, "import torch\n\ndef filled(x):\n    x.fill_(7)\n    return x.shape, str(x.dtype)\n",
                "import torch\n\ndef check(candidate):\n    x = torch.zeros(2, 3)\n    assert candidate(x) == (torch.Size([2, 3]), 'torch.float32')\n    assert x.tolist() == [[7.0] * 3] * 2\n", entry_point="filled")
HALVES = script(50, "import numpy as np\n\ndef halves(n):\n    return np.arange(n) / 2\n",
                "def check(candidate):\n    assert candidate(3).tolist() == [0, 0.5, 1]\n", entry_point="halves")
# Records that are not, and the reason.
BAD = [
    ("{", "not JSON"),
    ("[" * 100_000 + "]" * 100_000, "it nests too deep"),
    ("[1]", "a record must be an object, not a list"),
    ({"code": "", "test_list": []}, "the record has no task_id"),
    ({"task_id": 1, "question": "?"}, "there is no `test`, `test_list`, `base_input` or `inputs`; the record has question, task_id"),
    ({"task_id": 1, "test_list": ["assert f(1)"]}, "a record with `test_list` also needs code"),
    ({**TWICE, "test_list": []}, "test_list is empty"),
    ({**TWICE, "code": "def f(x:\n"}, "the solution does not parse: '(' was never closed (its line 1)"),
    ({**TWICE, "code": "def other(x): pass"}, "no assert calls what the solution defines (other)"),
    ({**TWICE, "code": "class P: pass\n" + TWICE["code"], "test_list": ["class Q(P): pass", "assert twice(Q())"]},
     "derives a class from the solution's own class P, which cannot cross"),
    (script(60, ADD, "from sums import add, less\nassert add(1, 2) == 3\n"), "line 1 of the test code imports from `sums` what the solution does not define: less"),
    ({**TWICE}, 'the id "mbpp-601" is there already'),
    ({**TWICE, "code": None}, "code is null"),
    ({**TWICE, "code": ["def f(): pass"]}, "code must be a text, not list"),
    ({"id": 1, "question": "?", "inputs": ["1"], "outputs": []}, "there are 1 inputs and 0 outputs"),
    ({"id": 1, "question": "?", "inputs": ["1"], "outputs": ["1"]}, "a record of programs needs a solution"),
    ({"id": 1, "question": "?", "code": "def f(x): pass", "input_output": '{"fn_name": "f", "inputs": ["1"], "outputs": [1]}'},
     "with fn_name each of the inputs must be a list of arguments"),
    ({"id": 1, "question": "?", "code": "def f(x): pass", "input_output": '{"fn_name": "g", "inputs": [[1]], "outputs": [1]}'},
     "the solution does not define `Solution`"),
    ({**TWICE, "test_list": ["import contextlib, io", "with contextlib.redirect_stdout(io.StringIO()):\n    twice(1)"]}, "reads what the solution prints"),
    ({**TWICE, "code": "def twice(x):\n    return N * x", "test_setup_code": "N = 2"}, "uses `N`, which only the set-up code defines"),
    ({**TWICE, "code": "async def twice(x):\n    return x"}, "the solution is asynchronous"),
    ({**human("B/0", "def f(x):", "    return x", []), "test": "def mine():\n    assert f(1) == 1\n"}, "runs none of them"),
    (human("B/1", "def f(x):", "    return x", ["pass"]), "the test code never calls the solution"),
    ({**human("B/2", "def f(x):", "    return x", []), "test": ""}, "the test code is empty"),
    (script(20, "async def f(x):\n    return x\n", "import asyncio\ndef check(candidate):\n    assert asyncio.run(candidate(1)) == 1\n", entry_point="f"),
     "the solution is asynchronous: write a function around it that runs it"),
    (script(21, ADD, "def check(candidate):\n    pass\n", entry_point="plus"), "the solution does not define `plus`; it defines add"),
    (script(22, ADD, "from unittest.mock import patch\ndef check(candidate):\n    with patch('random.random'):\n        assert candidate(1, 2)\n"),
     "line 1 of the test code replaces parts of the solution's process (patch)"),
    (script(23, ADD, "import sys, io\ndef check(candidate):\n    sys.stdout = io.StringIO()\n    candidate(1, 2)\n    assert sys.stdout.getvalue()\n"),
     "line 3 of the test code reads what the solution prints (sys.stdout)"),
    (script(24, ADD, "def check(candidate):\n    with open('x', 'w') as file:\n        file.write('1')\n    assert candidate('x', '') == 'x'\n"),
     "line 2 of the test code works with files (open)"),
    (script(25, ADD, "import inspect\ndef check(candidate):\n    assert inspect.signature(candidate)\n"), "looks at the solution's own source or signature (signature)"),
    (script(26, ADD, "def test_add(capsys):\n    add(1, 2)\n    assert capsys.readouterr().out\n"), "reads what the solution prints (capsys)"),
    (script(27, ADD, "import warnings\ndef check(candidate):\n    with warnings.catch_warnings(record=True) as found:\n        assert candidate(1, 2) and found\n"), "looks for warnings or a log (catch_warnings)"),
    (script(28, ADD, "import unittest\nclass T(unittest.TestCase):\n    @unittest.expectedFailure\n    def test_add(self):\n        assert add(1, 2) == 4\n"),
     "line 3 of the test code uses expectedFailure: leave out the tests that are not meant to pass"),
    (human("B/4", "import random\ndef dice(n):", "    return random.randint(1, n)", ["import random", "random.seed(3)", "assert candidate(6) == 2"]) | {"entry_point": "dice"},
     "line 3 of the test code seeds numbers that the solution draws in another box"),
    (human("B/5", "import numpy as np\ndef noise(n):", "    return np.random.rand(n)", ["import numpy as np", "np.random.seed(0)", "assert candidate(1)[0] > 0.5"]) | {"entry_point": "noise"},
     "line 3 of the test code seeds numbers that the solution draws in another box"),
    (human("B/6", "def f(x):", "    'doc'\n    return x", ["assert candidate.__doc__ == 'doc' and candidate(1) == 1"]), "line 2 of the test code looks at the function itself (__doc__)"),
    ({**TWICE, "task_id": 604, "test_list": ["assert twice(" + "[" * 70 + "]" * 70 + ") == " + "[" * 70 + "]" * 70]}, "cannot be read: "),
    (human("B/3", "def gr\u00f6\u00dfe(x):", "    return x", ["assert candidate(1) == 1"]), "`gr\u00f6\u00dfe` has other letters than a-z"),
    ({**TWICE, "task_id": 603, "code": "def twice(\u00e9):\n    return 2 * \u00e9"}, "`\u00e9` has other letters than a-z"),
    ({**TWICE, "task_id": "\u65e5\u672c"}, "it has no letter a-z and no digit"),
]


class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="assay-import-")
        cls.addClassCleanup(cls.folder.cleanup)

    def assay(self, *arguments):
        return subprocess.run([ASSAY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              cwd=self.folder.name, check=False).stdout.decode()

    def write(self, name, rows):
        path = pathlib.Path(self.folder.name, name)
        path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
        return path

    def test_each_form_is_read_and_graded(self):
        rows = [record for record, _, _ in GOOD]
        done = json.loads(self.assay("import", "jsonl", self.write("set.jsonl", rows), "--into", "bank", "--json"))
        self.assertEqual((len(GOOD), []), (done["imported"], done["skipped"]))
        batch = []
        for problem, (record, other, verdict) in zip(done["ids"], GOOD):
            right = record.get("code") or record["prompt"] + record["canonical_solution"]
            for source, wanted in ((right, "accepted"), (other, verdict)):
                batch.append({"id": [problem, wanted], "problem": problem, "language": "python", "source": source})
        out = self.assay("grade", "--bank", "bank", "--batch", self.write("batch.jsonl", batch), "--json=lines")
        results = [event for event in map(json.loads, out.splitlines()) if event["event"] == "result"]
        self.assertEqual(len(batch), len(results))
        for result in results:
            with self.subTest(result["id"]):
                self.assertEqual(result["id"][1], result["verdict"], result)

    def verdicts(self, name, rows):
        """Of (record, other solution) rows: what the canonical solution and the other one get."""
        done = json.loads(self.assay("import", "jsonl", self.write(name, [record for record, _ in rows]), "--into", name + "-bank", "--json"))
        self.assertEqual((len(rows), []), (done["imported"], done["skipped"]))
        batch = []
        for problem, (record, other) in zip(done["ids"], rows):
            for right, source in ((True, record["prompt"] + record["canonical_solution"]), (False, other)):
                batch.append({"id": [problem, right], "problem": problem, "language": "python", "source": source})
        out = self.assay("grade", "--bank", name + "-bank", "--batch", self.write(name + "-batch", batch), "--json=lines")
        results = [event for event in map(json.loads, out.splitlines()) if event["event"] == "result"]
        self.assertEqual(len(batch), len(results))
        return results

    def test_what_lies_in_the_bank_already_is_not_touched(self):
        with tempfile.TemporaryDirectory(prefix="assay-import-") as name:
            folder = pathlib.Path(name)
            mine = folder / "bank/mbpp-601/problem.lua"
            mine.parent.mkdir(parents=True)
            mine.write_text("-- mine\n")
            (folder / "set.jsonl").write_text(json.dumps(TWICE) + "\n")
            (folder / "empty.jsonl").write_text("\n")

            def imported(file):
                done = subprocess.run([ASSAY, "import", "jsonl", folder / file, "--into", folder / "bank"], capture_output=True, text=True)
                return done.returncode, done.stdout + done.stderr

            code, said = imported("set.jsonl")
            self.assertEqual(code, 3, said)
            self.assertIn("mbpp-601/problem.lua is there already and differs; it was not touched", said)
            self.assertEqual(mine.read_text(), "-- mine\n")
            mine.unlink()
            self.assertEqual([imported("set.jsonl")[0] for _ in range(2)], [0, 0])
            code, said = imported("empty.jsonl")
            self.assertEqual(code, 3, said)
            self.assertIn("empty.jsonl: there is no record in it", said)

    def test_answers_that_are_no_plain_values_are_judged(self):
        for result in self.verdicts("far.jsonl", FAR):
            self.assertEqual(result["id"][1], result["verdict"] == "accepted", result)

    def test_files_of_tests_are_run_as_their_programs_run_them(self):
        for result in self.verdicts("files.jsonl", FILES):
            self.assertEqual(result["id"][1], result["verdict"] == "accepted", result)

    def test_an_assertion_that_fails_is_told_by_its_line(self):
        wrong = script(30, ADD, "def check(candidate):\n    assert candidate(0, 0) == 0\n    for i in range(3):\n        assert candidate(i, 1) == 2\n")
        self.assertIn("an assertion does not hold (line 4 of the test code)", self.assay("audit", self.write("lines.jsonl", [wrong])))

    def test_objects_of_the_solutions_own_classes_cross(self):
        done = json.loads(self.assay("import", "jsonl", self.write("own.jsonl", [record for record, _ in OWN]), "--into", "own-bank", "--json"))
        self.assertEqual((len(OWN), []), (done["imported"], done["skipped"]))
        statement = json.loads(self.assay("show", "own-1", "--bank", "own-bank", "--json"))["statement"]
        self.assertIn("class Stack:", statement)
        self.assertIn("def depth(node):\n    ...", json.loads(self.assay("show", "own-4", "--bank", "own-bank", "--json"))["statement"])
        self.assertNotIn("append", statement)  # what is asked for is only outlined
        batch = [{"id": [problem, verdict], "problem": problem, "language": "python", "source": source}
                 for problem, (record, others) in zip(done["ids"], OWN) for source, verdict in [(record.get("code") or record["canonical_solution"], "accepted"), *others]]
        out = self.assay("grade", "--bank", "own-bank", "--batch", self.write("own-batch", batch), "--json=lines")
        results = [event for event in map(json.loads, out.splitlines()) if event["event"] == "result"]
        self.assertEqual(len(batch), len(results))
        for result in results:
            with self.subTest(result["id"]):
                self.assertEqual(result["id"][1], result["verdict"], result)
                if result["verdict"] == "wrong_answer":  # it was found by the test code, which came to its end
                    self.assertIn("of the test code)", result["groups"][0]["feedback"])

    def test_programs_are_read_and_graded(self):
        total = "import sys\nprint(sum(map(int, sys.stdin.read().split())))\n"
        rows = [{"problem_id": 4, "question": "Add them up.", "solutions": json.dumps([total]),
                 "input_output": json.dumps({"inputs": ["1 2\n", ["3", "4"]], "outputs": ["3\n", ["7 "]]})},
                {"id": "sum-b", "prompt": "Add.", "code": total, "inputs": ["5"], "outputs": ["5"]}]
        done = json.loads(self.assay("import", "jsonl", self.write("programs.jsonl", rows), "--into", "program-bank", "--json"))
        self.assertEqual(["program-4", "sum-b"], done["ids"])
        for source, verdict in [(total, "accepted"), (total + "print()\n", "accepted"), (total + "print(0)\n", "wrong_answer"), ("print(3)", "wrong_answer")]:
            path = self.write("program.py", [source])
            report = json.loads(self.assay("grade", "--bank", "program-bank", "--problem", "program-4", path, "--json"))
            self.assertEqual(verdict, report["verdict"], source)

    def test_programs_find_their_streams_by_name(self):
        rows = [{"id": "sum-c", "prompt": "Add.", "code": "print(sum(map(int, input().split())))\n", "inputs": ["1 2\n"], "outputs": ["3\n"]}]
        self.assay("import", "jsonl", self.write("streams.jsonl", rows), "--into", "stream-bank")
        sources = [("py", source) for source in (
            "print(sum(map(int, open('/dev/stdin').read().split())))\nexit()\nprint(4)\n",
            "from pathlib import Path\nprint(sum(map(int, Path('/dev/stdin').read_text().split())), file=open('/dev/stdout', 'w'))\nquit(0)\nprint(4)\n")]
        sources += [("js", "const fs = require('fs'); const add = (text) => text.trim().split(' ').reduce((a, b) => +a + +b, 0);\n" + source) for source in (
            "console.log(add(fs.readFileSync('/dev/stdin', 'utf8')));", "fs.writeFileSync('/dev/stdout', add(fs.readFileSync(fs.openSync('/dev/stdin', 'r')).toString()) + '\\n');",
            "require('readline').createInterface({ input: fs.createReadStream('/dev/stdin') }).on('line', (line) => console.log(add(line)));")]
        for extension, source in sources:
            with self.subTest(source):
                path = self.write("streams." + extension, [source])
                self.assertEqual("accepted", json.loads(self.assay("grade", "--bank", "stream-bank", "--problem", "sum-c", path, "--json"))["verdict"])

    def test_methods_and_functions_are_asked_as_their_sets_do(self):
        pairs = ("class Solution:\n    def pairs(self, xs: List[int], total: int) -> int:\n"
                 "        return sum(a + b == total for i, a in enumerate(xs) for b in xs[i + 1:])\n")
        node = "from typing import *\n\nclass Node:\n    def __init__(self, val, next=None):\n        self.val, self.next = val, next\n"
        length = "class Solution:\n    def length(self, head):\n        return 1 + self.length(head.next) if head else 0\n"
        method = {"problem_description": "Count.", "starter_code": "class Solution:\n    def pairs(self, xs: List[int], total: int) -> int:\n        ",
                  "prompt": "from typing import *", "completion": pairs, "input_output": [{"input": "xs = [1, 2]", "output": "1"}]}
        table = {"fn_name": "halves", "inputs": [[6], [9]], "outputs": [[[3, 0]], [4, 1]]}
        halves = "def halves(x):\n    return divmod(x, 2)\n"
        rows = [
            ({**method, "task_id": "pairs", "entry_point": "Solution().pairs",
              "test": "def check(candidate):\n    assert candidate(xs = [1, 2, 3], total = 4) == 1\n    assert candidate([2, 2, 2], 4) == 3\n"},
             "from typing import *\n" + pairs, pairs.replace("i + 1", "i")),
            ({"task_id": "length", "prompt": node, "completion": length, "entry_point": "Solution().length",
              "test": "def check(candidate):\n    assert candidate(Node(1, Node(2))) == 2\n    assert candidate(None) == 0\n"},
             node + length, node + length.replace("else 0", "else 1")),
            ({"id": "halves", "question": "Half and rest.", "solutions": [halves], "input_output": json.dumps(table)}, halves, halves.replace("2)", "3)")),
            ({"id": "methods", "question": "Half and rest.", "input_output": json.dumps(table),
              "solutions": ["class Solution:\n    def halves(self, x):\n        return [x // 2, x % 2]\n"]},
             "class Solution:\n    def halves(self, x):\n        return x // 2, x % 2\n", "class Solution:\n    def halves(self, x):\n        return x\n"),
            ({"task_id": "more", "complete_prompt": 'def more(x):\n    """One more."""', "canonical_solution": "    return x + 1\n", "entry_point": "more",
              "test": "def check(candidate):\n    assert candidate(1) == 2\n"}, "def more(x):\n    return x + 1\n", "def more(x):\n    return x\n"),
        ]
        tally = "class Tally:\n    def __init__(self):\n        self.seen = deque()\n\n    def add(self, x):\n        self.seen.append(x)\n        return len(self.seen)\n"
        rows.append((
            {"task_id": "Tally_1", "class_name": "Tally", "import_statement": ["from collections import deque"], "solution_code": tally,
             "skeleton": "class Tally:\n    def add(self, x):\n        pass\n",
             "test": "import unittest\n\nclass TallyTestAdd(unittest.TestCase):\n    def test_add(self):\n        tally = Tally()\n"
                     "        self.assertEqual(tally.add(4), 1)\n        self.assertEqual(tally.seen, deque([4]))\n"},
            "from collections import deque\n" + tally, "from collections import deque\n" + tally.replace("append(x)", "append(1)")))
        done = json.loads(self.assay("import", "jsonl", self.write("methods.jsonl", [row[0] for row in rows]), "--into", "method-bank", "--json"))
        self.assertEqual((["pairs", "length", "halves", "methods", "more", "tally-1"], []), (done["ids"], done["skipped"]))
        self.assertEqual([], [line for line in self.assay("lint", "method-bank").splitlines() if re.search(r"\bE\d\d\d\b", line)])
        statement = json.loads(self.assay("show", "pairs", "--bank", "method-bank", "--json"))["statement"]
        self.assertTrue(statement.startswith("Count.") and "def pairs(self, xs" in statement, statement)
        batch = [{"id": [problem, verdict], "problem": problem, "language": "python", "source": source}
                 for problem, (_, right, wrong) in zip(done["ids"], rows) for source, verdict in ((right, True), (wrong, False))]
        out = self.assay("grade", "--bank", "method-bank", "--batch", self.write("method-batch", batch), "--json=lines")
        for result in (event for event in map(json.loads, out.splitlines()) if event["event"] == "result"):
            self.assertEqual(result["id"][1], result["verdict"] == "accepted", result)

    def test_a_problem_without_examples_says_what_to_do(self):
        self.assay("import", "jsonl", self.write("two.jsonl", [TWICE, GOOD[1][0]]), "--into", "two-bank")
        path = self.write("twice.py", [TWICE["code"]])
        done = subprocess.run([ASSAY, "test", "--bank", "two-bank", "--problem", "mbpp-601", path], cwd=self.folder.name, capture_output=True, check=False)
        self.assertEqual(2, done.returncode)
        self.assertIn(b"mbpp-601 shows no examples, so there is nothing to run: give an input of your own (--input)", done.stderr)
        for problem in ("mbpp-601", "mbpp-602"):  # also where hidden asserts are code
            report = json.loads(self.assay("test", "--bank", "two-bank", "--problem", problem, path, "--input", '{"x": 21}', "--json"))
            self.assertEqual(("accepted", 42), (report["verdict"], report["tests"][0]["got"]))

    def test_a_reference_that_fails_or_never_ends_is_named(self):
        inverse = {"task_id": "R/7", "prompt": "def inv(x):\n", "entry_point": "inv", "canonical_solution": "    return 1 / x\n", "base_input": [[1], [0]]}
        self.assay("import", "jsonl", self.write("inv.jsonl", [inverse]), "--into", "inv-bank")
        path = self.write("inv.py", ["def inv(x):\n    return 1 / x\n"])
        done = subprocess.run([ASSAY, "grade", "--bank", "inv-bank", "--problem", "r-7", path], cwd=self.folder.name, capture_output=True, check=False)
        self.assertEqual(3, done.returncode)
        self.assertIn(b'canonical.py gives no answer on "input 2": ZeroDivisionError: division by zero (line 2)', done.stderr)
        self.assertIn("E053 canonical.py gives no answer on \"input 2\"", self.assay("lint", "inv-bank/r-7"))
        endless = {**TWICE, "code": "def twice(x):\n    while x < 0: pass\n    return 2 * x"}
        page = self.assay("audit", self.write("endless.jsonl", [endless]))
        self.assertRegex(page, r'canonical\.py: stopped after 1\d\.\d+ s on "edge"')

    def test_test_code_may_use_numpy(self):
        rows = [(THIRDS, "def thirds(xs):\n    return [x / 3 + 1e-4 for x in xs]\n"),
                (ROLL, "import numpy as np\ndef roll(xs):\n    return np.roll(xs, 2)\n"),
                (SOLVE, "class LinAlgError(ValueError):\n    pass\ndef solve(a, b):\n    raise LinAlgError('singular')\n"),
                (HALVES, "import numpy as np\ndef halves(n):\n    return np.arange(n) / 3\n")]
        self.check_with("numpy", rows)

    def test_test_code_may_use_torch(self):
        self.check_with("torch", [(SCALED, SCALED["canonical_solution"].replace("alpha * x", "x")), (FILLED, FILLED["canonical_solution"].replace("7", "6"))])

    def test_test_code_may_use_scikit_learn(self):
        self.check_with("sklearn", [(GROUPS, "def groups(rows, n):\n    return [0] * len(rows)\n")])

    def test_libraries_that_stand_beside_numpy_are_there(self):
        self.check_with("numpy", [(ROOTS, "def root(f, low, high):\n    return 2 ** 0.5\n")])

    def check_with(self, library, rows):
        results = self.verdicts(library + ".jsonl", rows)
        if any(result["verdict"] == "unsupported" for result in results):
            self.assertTrue(all(library in result["message"] for result in results), results)
            self.skipTest("not run: no " + library)
        for result in results:
            self.assertEqual(result["id"][1], result["verdict"] == "accepted", result)

    def test_a_set_may_be_a_list_and_begin_with_a_byte_order_mark(self):
        path = self.write("list.json", [])
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps([TWICE, {"task_id": 3}, "odd"], indent=1).encode())
        done = json.loads(self.assay("import", "jsonl", path, "--into", "list-bank", "--json"))
        self.assertEqual(["mbpp-601"], done["ids"])
        self.assertEqual([2, 3], [row["line"] for row in done["skipped"]])
        self.assertEqual("a record must be an object, not a str", done["skipped"][1]["message"])
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps(TWICE).encode() + b"\r\n" + b'{"task_id": "\xff"}\n')
        done = json.loads(self.assay("import", "jsonl", path, "--into", "marked-bank", "--json"))
        self.assertEqual(["mbpp-601"], done["ids"])
        self.assertIn("not UTF-8: byte 14", done["skipped"][0]["message"])

    def test_what_cannot_be_read_says_why(self):
        path = self.write("bad.jsonl", [TWICE] + [record for record, _ in BAD])
        done = json.loads(self.assay("import", "jsonl", path, "--into", "other", "--json"))
        self.assertEqual(list(range(2, 2 + len(BAD))), [row["line"] for row in done["skipped"]])
        for row, (_, reason) in zip(done["skipped"], BAD):
            self.assertIn(reason, row["message"])

    def test_an_audit_counts_one_as_one(self):
        self.assertTrue(self.assay("audit", self.write("one.jsonl", [TWICE])).startswith("1 problem, 0 could not be read\n"))

    def test_an_audit_shows_references_that_fail_or_disagree(self):
        sort = "def top(xs):\n    return sorted(xs)[-1]\n"
        zero = "def top(xs):\n    most = 0\n    for x in xs:\n        most = max(most, x)\n    return most\n"
        first = "    return xs[0]\n"  # a body, as the canonical solution is
        record = human("R/0", "def top(xs):", "    return max(xs)", ["assert candidate([3, 9, 4]) == 9", "assert candidate([12, 7]) == 12"],
                       solutions=[sort, zero, first])
        alone = human("R/1", "def f(x):", "    return x", ["import nothing_like_it", "assert candidate(1) == 1"])
        page = self.assay("audit", self.write("refs.jsonl", [record, alone]))
        self.assertIn('reference-4.py: wrong_answer on "assert 1"', page)
        self.assertIn("canonical.py and reference-3.py on {xs: [-1]}: -1 and 0\n", page)
        self.assertIn("No module named 'nothing_like_it'", page)
        self.assertIn("broken references: 2\n", page)
        self.assertIn("disagreeing references: 1\n", page)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
