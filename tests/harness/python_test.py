"""What the Python harness promises (docs/wire.md)."""

import json
import math
import platform
import struct
import sys
import unittest

from driver import LANGUAGES, WarmParent, arguments, by_type, encode, golden, main, printed

ARGV = ["/usr/bin/python3", "-s", "-S", "-B", LANGUAGES + "/python/harness.py"]
ENV = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "LANG": "C.UTF-8"}
INTS = {"list": "int"}


class PythonCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.parent = WarmParent(ARGV, ENV)

    @classmethod
    def tearDownClass(cls):
        assert cls.parent.end() == 0

    def setUp(self):
        self.children = []

    def tearDown(self):
        for child in self.children:
            child.close()

    def fork(self, **options):
        self.children.append(self.parent.fork(**options))
        return self.children[-1]

    def loaded(self, source, parameters=(), returns=None, name="f", kind="function", **more):
        child = self.fork()
        reply = child.load(kind=kind, source=source, name=name, parameters=parameters,
                           returns=returns, **more)
        self.assertEqual(reply, ("l", b""))
        return child

    def call(self, source, parameters=(), returns="int", given=(), answers=None, **more):
        child = self.loaded(source, parameters, returns, **more)
        return child.test(arguments(parameters, given), answers)


class Values(PythonCase):
    def test_golden_frames_go_in_and_come_back_unchanged(self):
        # Functions travel in assertions only.
        for t, raws in by_type(row for row in golden() if "function" not in row[1]).items():
            child = self.loaded("def f(x): return x", [["x", json.loads(t)]], json.loads(t))
            for raw in raws:
                with self.subTest(type=t, raw=raw):
                    self.assertEqual(child.test(raw), ("A", raw))

    def test_every_type_goes_in_and_comes_back_unchanged(self):
        for t, value in (
            ("int", -(1 << 63)), ("int", (1 << 63) - 1), ("float", -0.0), ("float", math.inf),
            ("bool", True), ("str", "añ\0b"), ("bytes", b"\xff\0"), ("bigint", "-" + "9" * 5000),
            (INTS, []), (INTS, [1, -2, 3]), ({"list": INTS}, [[1], [], [2, 3]]),
            ({"list": "float"}, [0.5, -1.0]), ({"list": "bool"}, [True, False]),
            ({"list": "str"}, ["a", ""]), ({"opt": "int"}, None), ({"opt": "int"}, 4),
            ({"tuple": ["int", "str"]}, (1, "x")),
            ({"list": {"tuple": ["int", "float"]}}, [(1, 0.5), (2, 1.5)]),
            ({"list": {"tuple": ["int", {"tuple": ["int", "int"]}]}}, [(1, (2, 3))]),
            ({"map": ["str", INTS]}, {"b": [1], "a": []}),
            ({"map": [{"tuple": ["int", "int"]}, "bool"]}, {(1, 2): True}),
            ({"set": "int"}, [5]), ({"set": INTS}, [[1, 2]]),
            ({"record": [["x", "int"], ["y", "str"]]}, {"x": 1, "y": "z"}),
            ("tree", []), ("tree", [1]), ("tree", [1, None, 2, 3]), ("tree", [5, 4, 8, 11, None, 13]),
            ("linked_list", []), ("linked_list", [3, 1, 2]),
        ):
            with self.subTest(type=t, value=value):
                raw = encode(t, value)
                self.assertEqual(self.call("def f(x): return x", [["x", t]], t, [value]), ("A", raw))

    def test_arguments_are_what_the_stub_says(self):
        for t, value, holds in (
            (INTS, [1, 2], "x == [1, 2] and type(x) is list"),
            ({"tuple": ["int", "bool"]}, (1, True), "x == (1, True) and x[1] is True"),
            ({"list": {"tuple": ["int", "bool"]}}, [(1, True)], "x == [(1, True)]"),
            ({"map": ["int", "str"]}, {1: "a"}, "x == {1: 'a'}"),
            ({"set": "str"}, ["a"], "x == {'a'}"),
            ({"record": [["id", "int"]]}, {"id": 7}, "x == {'id': 7}"),
            ("bigint", "123", "x == 123"),
            ("bytes", b"ab", "x == b'ab'"),
            ("tree", [1, 2, None, 3], "x.val == 1 and x.right is None and x.left.left.val == 3"),
            ("linked_list", [1, 2], "x.next.val == 2 and x.next.next is None"),
            ({"stream": "int"}, [1, 2], "next(x) == 1 and list(x) == [2]"),
            ({"stream": "str"}, ["a", "b"], "list(x) == ['a', 'b']"),
        ):
            with self.subTest(type=t, holds=holds):
                reply = self.call(f"def f(x): return {holds}", [["x", t]], "bool", [value])
                self.assertEqual(reply, ("A", b"\1"))

    def test_answers_are_read_leniently_where_nothing_is_lost(self):
        for t, expression, same_as in (
            ("float", "3", 3.0), ("float", "15 * 10 ** 307", 1.5e308), ("float", "-(2 ** 1024 - 2 ** 971)", -sys.float_info.max), (INTS, "(1, 2)", [1, 2]), ({"tuple": ["int", "int"]}, "[1, 2]", (1, 2)),
            ({"list": "float"}, "[1, 2.5]", [1.0, 2.5]),
            ({"set": "int"}, "frozenset([3])", [3]),
            ("bytes", "bytearray(b'x')", b"x"),
            ({"map": ["str", "int"]}, "collections.Counter('aa')", {"a": 2}),
            ({"stream": "int"}, "(i for i in range(3))", [0, 1, 2]),
        ):
            with self.subTest(type=t, expression=expression):
                reply = self.call(f"import collections\ndef f(): return {expression}", returns=t)
                self.assertEqual(reply, ("A", encode(t, same_as)))

    def test_a_wrong_type_is_named_with_its_place(self):
        for t, expression, says in (
            ("int", "True", "expected int, got bool"),
            ("int", "1.0", "expected int, got float"),
            ("int", "1 << 63", "expected int, got an int beyond 64 bits"),
            ("int", "None", "expected int, got None: is a `return` missing?"),
            ("bool", "1", "expected bool, got int"),
            ("float", "'1'", "expected float, got str"),
            ("float", "2 ** 1024", "expected float, got an int beyond the floats"),
            ("float", "10 ** 400", "expected float, got an int beyond the floats"),
            ("str", "'\\ud800'", "expected str, got text with lone surrogates"),
            ("bytes", "'a'", "expected bytes, got str"),
            (INTS, "'12'", "expected int[], got str"),
            (INTS, "[1, 2, True]", "answer[2]: expected int, got bool"),
            (INTS, "[1, 2 ** 64]", "answer[1]: expected int, got an int beyond 64 bits"),
            (INTS, "range(3)", "expected int[], got range"),
            ({"list": {"list": {"opt": "str"}}}, "[['a'], [None, 5]]",
             "answer[1][1]: expected str?, got int"),
            ({"tuple": ["int", "int"]}, "(1, 2, 3)", "expected (int, int), got 3 items"),
            ({"set": "int"}, "[1]", "expected set[int], got list"),
            ({"map": ["str", "int"]}, "{'a': 'b'}", "answer['a']: expected int, got str"),
            ({"record": [["x", "int"]]}, "{'y': 1}", "expected {x: int}, got a dict with other keys"),
            ("tree", "5", "expected tree, got int"),
            ("linked_list", "[1]", "expected list, got list"),
            ({"stream": "int"}, "5", "expected stream[int], got int"),
            (INTS, "loop()", "answer[0]: expected int, got list"),
            ("linked_list", "ring()", "expected list, got a cycle"),
        ):
            with self.subTest(type=t, expression=expression):
                source = ("def loop():\n a = []\n a.append(a)\n return a\n"
                          "def ring():\n n = ListNode(1)\n n.next = n\n return n\n"
                          f"def f(): return {expression}")
                self.assertEqual(self.call(source, returns=t), ("U", says.encode()))

    def test_overridden_methods_do_not_count(self):
        source = """
class L(list):
    def __iter__(self): return iter([9, 9])
    def __len__(self): return 7
    def __getitem__(self, i): return 8
class I(int):
    def __index__(self): return 9
    __int__ = __add__ = __eq__ = lambda *a: 9
class D(dict):
    def items(self): return [('z', 0)]
class Fake:
    __class__ = int
    def __index__(self): return 5
"""
        for t, expression, reply in (
            (INTS, "L([1, 2])", ("A", encode(INTS, [1, 2]))),
            ("int", "I(4)", ("A", encode("int", 4))),
            (INTS, "[I(4), 5]", ("A", encode(INTS, [4, 5]))),
            ({"map": ["str", "int"]}, "D(a=1)", ("A", encode({"map": ["str", "int"]}, {"a": 1}))),
            ("int", "Fake()", ("U", b"expected int, got Fake")),
        ):
            with self.subTest(expression=expression):
                self.assertEqual(
                    self.call(source + f"def f(): return {expression}", returns=t), reply)


class Failures(PythonCase):
    def load_fails(self, source, **more):
        child = self.fork()
        fields = {"kind": "function", "name": "cheapest", "parameters": [], "returns": "int"}
        kind, body = child.load(**{**fields, "source": source, **more})
        self.assertEqual(kind, "E")
        return json.loads(body)

    def test_a_syntax_error_carries_the_candidates_line(self):
        found = self.load_fails("def cheapest(:\n  pass")
        self.assertTrue(found["syntax"])
        self.assertEqual((found["type"], found["message"], found["line"]),
                         ("SyntaxError", "invalid syntax", 1))
        self.assertIn("def cheapest(:", found["trace"])

    def test_an_error_while_loading_is_not_a_syntax_error(self):
        found = self.load_fails("x = 1\ny = x / 0\n")
        self.assertFalse(found["syntax"])
        self.assertEqual((found["type"], found["line"]), ("ZeroDivisionError", 2))
        self.assertEqual(found["trace"].splitlines(), [
            "Traceback (most recent call last):", '  File "solution.py", line 2, in <module>',
            "    y = x / 0", "ZeroDivisionError: division by zero"])

    def test_a_missing_function_is_named_with_the_nearest(self):
        for source, says in (
            ("", "solution.py does not define `cheapest`"),
            ("def cheepest(): pass",
             "solution.py does not define `cheapest`; did you mean `cheepest`?"),
            ("from heapq import nlargest", "solution.py does not define `cheapest`"),
            ("class Shop:\n def cheapest(self): pass",
             "`cheapest` in solution.py is a method of `Shop`: it has to be a function of its own"),
            ("cheapest = 5", "`cheapest` in solution.py is not a function (int)"),
        ):
            with self.subTest(source=source):
                self.assertEqual(self.load_fails(source)["message"], says)

    def test_a_method_of_solution_will_do_and_each_call_has_one_of_its_own(self):
        # A function of the library that is called alike was not meant.
        source = ("from math import *\n\nclass Solution:\n    def __init__(self):\n        self.calls = 0\n\n"
                  "    def floor(self, n):\n        self.calls += 1\n        return n + self.calls\n")
        test = self.fork()
        self.assertEqual(test.load(kind="function", name="floor", parameters=[["n", "int"]], returns="int", source=source), ("l", b""))
        for n in (5, 6):
            self.assertEqual(test.test(encode("int", n)), ("A", encode("int", n + 1)))

    def test_an_argument_may_be_changed_in_place(self):
        for t, body, given, says in (
            ({"list": "int"}, "x.sort(); return [9]", [2, 1], ("A", encode({"list": "int"}, [1, 2]))),
            ({"list": "int"}, "x = sorted(x)", [2, 1], ("A", encode({"list": "int"}, [2, 1]))),
            ("linked_list", "x.next = x.next.next", [1, 2, 3], ("A", encode("linked_list", [1, 3]))),
            ({"list": "int"}, "x[0] = None", [2], ("U", b"answer[0]: expected int, got None")),
            ({"list": "int"}, "return sorted(x)", [2, 1], ("A", encode({"list": "int"}, [2, 1]) + b"\1")),
            ({"list": "int"}, "return sorted(x)", [1, 2], ("A", encode({"list": "int"}, [1, 2]))),
            ({"list": "int"}, "return len(x)", [2, 1], ("A", encode({"list": "int"}, [2, 1]))),
            ("linked_list", "return x.next", [1, 2], ("A", encode("linked_list", [1, 2]) + b"\1")),
        ):
            with self.subTest(body=body):
                test = self.fork()
                self.assertEqual(test.load(kind="function", name="f", parameters=[["k", "int"], ["x", t]], returns=None, changes=1,
                                           source=f"def f(k, x):\n    {body}\n"), ("l", b""))
                self.assertEqual(test.test(encode("int", 0) + encode(t, given)), says)

    def test_a_missing_module_says_what_there_is(self):
        found = self.load_fails("import re\nimport numpy as np\ndef cheapest(x): pass\n")
        self.assertEqual(("ModuleNotFoundError", 2), (found["type"], found["line"]))
        self.assertEqual(found["message"], "No module named 'numpy': this problem is solved with the standard library alone")

    def test_an_exception_comes_with_a_trace_free_of_harness_frames(self):
        child = self.loaded("def f(x):\n    return g(x)\ndef g(x):\n    return {}[x]\n",
                            [["x", "int"]], "int")
        kind, body = child.test(encode("int", 3))
        found = json.loads(body)
        self.assertEqual((kind, found["type"], found["message"], found["line"]),
                         ("X", "KeyError", "3", 4))
        self.assertNotIn("harness", found["trace"])
        self.assertIn("    return g(x)\n", found["trace"])

    def test_endless_recursion_is_an_exception_with_a_short_trace(self):
        kind, body = self.call("def f(): return f()")
        found = json.loads(body)
        self.assertEqual((kind, found["type"], found["line"]), ("X", "RecursionError", 1))
        self.assertEqual(found["trace"].count("in f\n"), 1)
        self.assertRegex(found["trace"], r"\n  \[Previous line repeated 19\d\d\d more times\]\n")

    def test_deep_recursion_works(self):
        source = "def f(): return g(15000)\ndef g(n): return n and 1 + g(n - 1)"
        self.assertEqual(self.call(source), ("A", encode("int", 15000)))

    def test_the_process_answers_on_after_an_exception(self):
        child = self.loaded("def f(x): return 10 // x", [["x", "int"]], "int")
        self.assertEqual(child.test(encode("int", 0))[0], "X")
        self.assertEqual(child.test(encode("int", 5)), ("A", encode("int", 2)))

    def test_an_exception_whose_text_raises_is_still_reported(self):
        kind, body = self.call("class E(Exception):\n def __str__(self): raise self\n"
                               "def f(): raise E()")
        self.assertEqual((kind, json.loads(body)["type"]), ("X", "E"))

    def test_half_a_surrogate_pair_in_an_exception_is_replaced(self):
        kind, body = self.call("def f(): raise ValueError('a\\ud800b')")
        found = json.loads(body)
        self.assertEqual((kind, found["type"], found["message"]), ("X", "ValueError", "a\ufffdb"))
        self.assertTrue(found["trace"].encode().endswith(b"ValueError: a\xef\xbf\xbdb"))

    def test_forbidden_names_and_operators_are_what_they_mean(self):
        rules = {"forbid": ["sorted", "pow", " @ "]}
        for source, line, message in (
            ("def f(x):\n    return sorted(x)", 2, "`sorted` may not be used"),
            ("def f(x):\n    return list(map(pow, x, x))", 2, "`pow` may not be used"),
            ("s = sorted\ndef f(x): return s(x)", 1, "`sorted` may not be used"),
            ("def f(b, a):\n    b @= a\n    return b", 2, "` @ ` may not be used"),
            ("def f(b, a):\n    return b@a", 2, "` @ ` may not be used"),
            ("def f(b, a):\n    return b.__rmatmul__(a)", 2, "` @ ` may not be used"),
            ("from heapq import __builtins__ as b\ndef f(x):\n    return b['sorted'](x)", 1, "`.__builtins__` may not be used"),
            ("def f(x):\n    from functools import __dict__ as d\n    return d['reduce']", 2, "`.__dict__` may not be used"),
            ("from collections import _sys\ndef f(x): return x", 1, "`._sys` may not be used"),
            ("from collections import deque as _sys\nimport collections as c\ndef f(x): return c._sys", 3, "`._sys` may not be used"),
            ("import operator\ndef f(b, a):\n    return operator.imatmul(b, a)", 3, "`operator.imatmul` may not be used"),
        ):
            with self.subTest(source=source):
                found = self.load_fails(source, name="f", rules=rules)
                self.assertEqual((found["line"], found["syntax"]), (line, True))
                self.assertIn(message, found["message"])
        for source in ("def f(): return len(str('a @ b'))", "def sorted(x): return 5\ndef f(): return sorted(1)",
                       "@staticmethod\ndef f(): return max(5, 1)", "from __future__ import annotations\nfrom os.path import join as _j\n_k = 5\ndef f(): return _k"):
            with self.subTest(source=source):
                self.assertEqual(self.call(source, rules=rules), ("A", encode("int", 5)))
        hidden = "def g(sorted): return 1\ndef f(): return sorted([2])"
        kind, body = self.call(hidden, rules=rules)
        self.assertEqual((kind, json.loads(body)["message"]), ("X", "`sorted` may not be used in this problem"))

    def test_a_forbidden_fragment_in_quotes_is_no_code(self):
        source = "def f(): return len(str('.softmax(')) - 4"
        self.assertEqual(self.call(source, rules={"forbid": [".softmax("]}), ("A", encode("int", 5)))

    def test_leaving_ends_the_process_with_its_status(self):
        for source, status in (
            ("import sys\ndef f(): sys.exit(3)", 3), ("def f(): exit", None),
            ("def f(): raise SystemExit", 0), ("def f(): raise SystemExit('bye')", 1),
            ("import os\ndef f(): os._exit(9)", 9),
        ):
            with self.subTest(source=source):
                child = self.loaded(source, [], "int")
                if status is None:  # -S: there is no exit()
                    self.assertEqual(child.test(b"")[0], "X")
                else:
                    self.assertEqual(child.test(b""), ("", b""))
                    self.assertEqual(self.parent.wait(child), status)

    def test_a_frame_out_of_place_ends_the_process_as_our_failure(self):
        for send in (("Q", b""), ("G", b""), ("T", b""), ("L", b"not JSON")):
            with self.subTest(send=send):
                child = self.fork()
                child.send(*send)
                self.assertEqual(child.read(), ("", b""))
                self.assertEqual(self.parent.wait(child), 126)

    def test_arguments_that_do_not_decode_are_our_failure(self):
        for t, payload in (("int", b"\1\2"), ("int", encode("int", 1) + b"x"),
                           (INTS, struct.pack("<I", 0xFFFFFFFF)), ("str", encode("str", "abc")[:-1])):
            with self.subTest(type=t, payload=payload):
                child = self.loaded("def f(x): return 0", [["x", t]], "int")
                self.assertEqual(child.test(payload), ("", b""))
                self.assertEqual(self.parent.wait(child), 126)


class Behaviour(PythonCase):
    def test_prints_go_to_standard_output_before_the_answer(self):
        child = self.loaded("import sys\nprint('hello')\n"
                            "def f():\n print('from f')\n print('oops', file=sys.stderr)\n return 1",
                            [], "int")
        self.assertEqual(printed(child.stdout), "hello\n")
        self.assertEqual(child.test(b""), ("A", encode("int", 1)))
        self.assertEqual(printed(child.stdout), "hello\nfrom f\n")
        self.assertEqual(printed(child.stderr), "oops\n")

    def test_a_batch_is_answered_test_by_test(self):
        child = self.loaded("def f(x):\n print(x)\n return [x, 10 // x, None][min(x, 2)]",
                            [["x", "int"]], "int")
        replies = child.batch([encode("int", x) for x in (0, 1, 2, 1)])
        self.assertEqual([kind for kind, _ in replies], ["X", "A", "U", "A"])
        self.assertEqual(json.loads(replies[0][1])["type"], "ZeroDivisionError")
        self.assertEqual(replies[3][1], encode("int", 10))
        self.assertEqual(printed(child.stdout), "0\n1\n2\n1\n")
        self.assertEqual(child.test(encode("int", 1)), ("A", encode("int", 10)))

    def test_a_closed_or_replaced_standard_output_harms_nothing(self):
        for line in ("sys.stdout.close()", "sys.stdout = None", "sys.stdout = []"):
            with self.subTest(line=line):
                reply = self.call(f"import sys\ndef f():\n {line}\n return 1")
                self.assertEqual(reply, ("A", encode("int", 1)))

    def test_random_numbers_follow_the_seed(self):
        source = "import random\ndef f(): return random.randrange(10**9)"
        first, second = (self.loaded(source, [], "int", seed=5).test(b"") for _ in range(2))
        other = self.loaded(source, [], "int", seed=6).test(b"")
        self.assertEqual(first, second)
        self.assertNotEqual(first, other)

    def test_a_main_guard_does_not_run(self):
        self.assertEqual(self.call("if __name__ == '__main__': 1 / 0\ndef f(): return 1"),
                         ("A", encode("int", 1)))

    def test_dataclasses_find_their_module(self):
        self.assertEqual(self.call("""
from __future__ import annotations
from dataclasses import dataclass
@dataclass
class P:
    x: int
def f(): return P(4).x"""), ("A", encode("int", 4)))

    def test_the_harness_cannot_be_imported(self):
        self.assertEqual(self.call("import sys\ndef f():\n"
                                   " sys.modules.pop('assay_values')\n import assay_values")[0], "X")

    def test_standard_input_is_empty_and_nothing_else_is_open(self):
        source = """
import os, sys
def f():
    assert sys.stdin.read() == ''
    return sum(1 for fd in range(64) if is_open(fd))
def is_open(fd):
    try: os.fstat(fd)
    except OSError: return False
    return True"""
        self.assertEqual(self.call(source), ("A", encode("int", 4)))


class Calls(PythonCase):
    FN = {"fn": {"params": ["int"], "returns": "bool"}}
    PARAMETERS = [["n", "int"], ["overheats", FN]]

    def test_a_function_argument_asks_the_engine(self):
        asked = []

        def answers(index, payload):
            asked.append((index, struct.unpack("<q", payload)[0]))
            return "R", encode("bool", asked[-1][1] > 3)

        source = "def f(n, overheats): return sum(overheats(i) for i in range(n))"
        reply = self.call(source, self.PARAMETERS, "int", [6, None], answers)
        self.assertEqual(reply, ("A", encode("int", 2)))
        self.assertEqual(asked, [(1, i) for i in range(6)])

    def test_a_denied_call_raises_in_the_candidates_code(self):
        source = "def f(n, overheats):\n    return overheats(n)"
        kind, body = self.call(source, self.PARAMETERS, "int", [6, None],
                               lambda index, payload: ("D", b"only 30 calls are allowed"))
        found = json.loads(body)
        self.assertEqual((kind, found["type"], found["message"], found["line"]),
                         ("X", "RuntimeError", "only 30 calls are allowed", 2))
        self.assertNotIn("harness", found["trace"])

    def test_a_call_with_wrong_arguments_never_reaches_the_engine(self):
        for expression, says in (
            ("overheats('a')", "overheats: expected int, got str"),
            ("overheats()", "overheats takes 1 arguments, got 0"),
        ):
            with self.subTest(expression=expression):
                kind, body = self.call(f"def f(n, overheats): return {expression}",
                                       self.PARAMETERS, "int", [6, None])
                found = json.loads(body)
                self.assertEqual((kind, found["type"], found["message"]), ("X", "TypeError", says))


class Classes(PythonCase):
    METHODS = [
        {"name": "put", "parameters": [["key", "str"], ["value", "int"]], "returns": None},
        {"name": "get", "parameters": [["key", "str"]], "returns": {"opt": "int"}},
        {"name": "search", "parameters": [["prefix", "str"]], "returns": {"list": "str"}, "level": 2},
    ]
    SOURCE = """
class Store:
    def __init__(self, size): self.data = {'size': size}
    def put(self, key, value): self.data[key] = value
    def get(self, key): return self.data.get(key)
"""

    def script(self, calls, source=SOURCE):
        child = self.loaded(source, [["size", "int"]], kind="class", name="Store",
                            methods=self.METHODS)
        payload = encode("int", 9) + struct.pack("<I", len(calls))
        for index, *given in calls:
            payload += struct.pack("<H", index)
            payload += arguments(self.METHODS[index]["parameters"], given)
        return child.test(payload)

    def test_each_call_answers_in_order(self):
        reply = self.script([(0, "a", 5), (1, "a"), (1, "b"), (1, "size")])
        self.assertEqual(reply, ("A", struct.pack("<I", 4) + b"".join(
            encode({"opt": "int"}, value) for value in (5, None, 9))))

    def test_a_method_that_was_not_written_raises_when_it_is_called(self):
        self.assertEqual(self.script([(1, "a")])[0], "A")
        kind, body = self.script([(1, "a"), (2, "b")])
        found = json.loads(body)
        self.assertEqual((kind, found["call"], found["message"]),
                         ("X", 1, "`search` is not defined (needed from level 2)"))
        kind, body = self.script([(2, "b")], self.SOURCE + "    def serach(self, x):\n        return x\n")
        self.assertEqual(json.loads(body)["message"], "`search` is not defined (needed from level 2); did you mean `serach`?")

    def test_an_answer_of_the_wrong_type_names_its_call(self):
        source = self.SOURCE.replace("self.data.get(key)", "'x'")
        self.assertEqual(self.script([(0, "a", 1), (1, "a")], source),
                         ("U", b"call 2, get: expected int?, got str"))

    def test_a_constructor_that_raises_is_before_the_first_call(self):
        kind, body = self.script([(1, "a")], "class Store:\n def __init__(self, size): 1 / 0")
        self.assertEqual((kind, json.loads(body)["call"]), ("X", -1))

    def test_each_test_has_an_object_of_its_own(self):
        child = self.loaded(self.SOURCE, [["size", "int"]], kind="class", name="Store",
                            methods=self.METHODS)
        put = struct.pack("<H", 0) + encode("str", "a") + encode("int", 1)
        get = struct.pack("<H", 1) + encode("str", "a")
        head = encode("int", 9) + struct.pack("<I", 1)
        self.assertEqual(child.test(head + put), ("A", struct.pack("<I", 1)))
        self.assertEqual(child.test(head + get), ("A", struct.pack("<I", 1) + b"\0"))


class Programs(PythonCase):
    def go(self, source, stdin=b""):
        child = self.fork(stdin=stdin)
        self.assertEqual(child.load(kind="program", source=source), ("l", b""))
        self.assertEqual(child.test(b""), ("", b""))
        return self.parent.wait(child), printed(child.stdout), printed(child.stderr)

    def test_a_program_reads_its_input_and_exits_by_itself(self):
        source = ("import sys\nif __name__ == '__main__':\n"
                  " print(sum(map(int, input().split())), sys.stdin.read(), sys.argv)")
        self.assertEqual(self.go(source, b"1 2\nrest"), (0, "3 rest ['solution.py']\n", ""))

    def test_how_a_program_ends(self):
        for source, status, out, err in (
            ("import sys; print('x'); sys.exit(4)", 4, "x\n", ""),
            ("raise SystemExit('bye')", 1, "", "bye\n"),
            ("import atexit; atexit.register(print, 'last')", 0, "last\n", ""),
            ("import threading as t; t.Thread(target=lambda: print('t')).start()", 0, "t\n", ""),
            ("1 / 0", 1, "", 'Traceback (most recent call last):\n  File "solution.py", line 1, '
             'in <module>\n    1 / 0\nZeroDivisionError: division by zero\n'),
        ):
            with self.subTest(source=source):
                self.assertEqual(self.go(source), (status, out, err))

    def test_a_program_that_does_not_parse_fails_to_load(self):
        kind, body = self.fork().load(kind="program", source="x = = 1")
        self.assertEqual((kind, json.loads(body)["syntax"]), ("E", True))


class Lock(PythonCase):
    def test_the_lock_knows_the_childs_own_pid(self):
        kill = {"x86_64": 62, "aarch64": 129}[platform.machine()]

        def step(code, yes, no, k):
            return struct.pack("<HBBI", code, yes, no, k)

        # kill(2) is refused (EPERM) unless its first argument is the number at the offset.
        lock = [step(0x20, 0, 0, 0), step(0x15, 0, 2, kill), step(0x20, 0, 0, 16),
                step(0x15, 0, 1, 0xAAAAAAAA), step(0x06, 0, 0, 0x7FFF0000), step(0x06, 0, 0, 0x50001)]
        child = self.fork(lock=struct.pack("<I", 3 * 8 + 4) + b"".join(lock))
        source = """
import os
def f():
    os.kill(os.getpid(), 0)
    try:
        os.kill(os.getppid(), 0)
    except PermissionError:
        return True
    return False"""
        self.assertEqual(child.load(kind="function", source=source, name="f", parameters=[],
                                    returns="bool"), ("l", b""))
        self.assertEqual(child.test(b""), ("A", b"\1"))

    def test_a_lock_that_the_kernel_refuses_stops_the_child(self):
        child = self.fork(lock=struct.pack("<I", 0) + b"\xff" * 8)
        self.assertEqual(child.read(), ("", b""))
        self.assertEqual(self.parent.wait(child), 126)


if __name__ == "__main__":
    main(needs=["/usr/bin/python3"])
