#!/usr/bin/env python3
"""The Python harness with numpy and torch: tensors on the wire, rules, and what must not count."""

import json
import os
import struct
import sys
import unittest

from driver import LANGUAGES, ROOT, WarmParent

SITES = ("/usr/lib/python3/dist-packages", "/usr/local/lib/python3.11/dist-packages")
ENV = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1",
       "OPENBLAS_NUM_THREADS": "1"}
F32 = {"tensor": ["f32", 1]}
ONE_TWO = bytes.fromhex("020102000000000000000000803f00000040")  # f32 [1, 2]


def here(module):
    return any(os.path.exists(os.path.join(site, module, "__init__.py")) for site in SITES)


def golden():
    with open(os.path.join(ROOT, "tests", "golden", "tensors.txt"), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                element, rank, raw, _ = line.rstrip("\n").split("\t")
                yield {"tensor": [element, int(rank)]}, bytes.fromhex(raw)


class Library:
    """What both libraries must do alike."""

    @classmethod
    def setUpClass(cls):
        argv = ["/usr/bin/python3", "-s", "-S", "-B", LANGUAGES + "/python/harness.py", cls.library]
        cls.parent = WarmParent(argv, ENV)

    @classmethod
    def tearDownClass(cls):
        assert cls.parent.end() == 0

    def run_one(self, source, given, t=F32, returns=None, **load):
        child = self.parent.fork()
        try:
            reply = child.load(kind="function", source=source, name="f", parameters=[["x", t]],
                               returns=returns or t, **load)
            return child.test(given) if reply[0] == "l" else reply
        finally:
            child.close()

    def test_golden_tensors_come_back_unchanged(self):
        for t, raw in golden():
            if t["tensor"][0] in self.widened:
                continue
            with self.subTest(type=t, raw=raw.hex()):
                self.assertEqual(self.run_one("def f(x): return x", raw, t), ("A", raw))

    def test_only_the_librarys_own_arrays_are_answers(self):
        for source, got in ((self.subclass, "Mine"),
                            ("def f(x): return [1.0, 2.0]", "list" + self.hint),
                            ("class Lazy:\n    def __array__(self): return 1\n"
                             "def f(x): return Lazy()", "Lazy"),
                            ("def f(x): return None", "None: is a `return` missing?")):
            with self.subTest(got=got):
                kind, body = self.run_one(source, ONE_TWO)
                self.assertEqual((kind, body.decode()), ("U", f"expected f32[*], got {got}"))

    def test_arguments_that_must_stay_are_shown_after_the_call(self):
        changed = ONE_TWO[:-8] + bytes.fromhex("0000a040") + ONE_TWO[-4:]
        for source, after in (("def f(x): return x * 1", ONE_TWO),
                              ("def f(x):\n    y = x * 1\n    x[0] = 5\n    return y", changed)):
            reply = self.run_one(source, ONE_TWO, unchanged=["x"])
            self.assertEqual(reply, ("A", ONE_TWO + after))

    def test_a_memory_file_is_mapped_and_stays_as_it_was(self):
        elements = struct.pack("<3f", 1, 2, 3)
        tensor = bytes([2, 1]) + struct.pack("<q", 3)
        number = struct.pack("<q", 5)
        content = number + tensor + bytes(64 - 18) + elements + tensor + bytes(128 - 76 - 10) + elements
        child = self.parent.fork()
        load = {"name": "f", "parameters": [["n", "int"], ["x", F32], ["y", F32]], "returns": F32}
        child.load(kind="function", source="def f(n, x, y):\n    x[1] = 7\n    return x + n * y", **load)
        for _ in range(2):  # what is written is written for one test
            kind, body, after = child.map(content)
            self.assertEqual((kind, body), ("A", tensor + struct.pack("<3f", 6, 17, 18)))
            self.assertEqual(after, content)
        child.close()

    def test_a_memory_file_that_ends_early_is_no_test(self):
        child = self.parent.fork()
        child.load(kind="function", source="def f(x): return x", name="f", parameters=[["x", F32]], returns=F32)
        self.assertEqual(child.map(bytes([2, 1]) + struct.pack("<q", 3) + bytes(54 + 8))[0], "")
        self.assertEqual(self.parent.wait(child), 126)
        child.close()

    def test_random_numbers_start_anew_in_every_test(self):
        child = self.parent.fork()
        child.load(kind="function", source=self.draws, name="f", parameters=[["x", F32]], returns=F32)
        first, second = child.test(ONE_TWO), child.test(ONE_TWO)
        child.close()
        self.assertEqual(first[0], "A")
        self.assertEqual(first, second)

    def test_broken_rules_are_found_before_the_source_runs(self):
        rules = {"allow": ["numpy", "torch", "math"],
                 "forbid": ["scipy", "torch.softmax", "numpy.linalg.svd", ".softmax("]}
        for source, line, message in (
            ("import math\nimport scipy.special\ndef f(x): return x", 2,
             "`scipy` may not be imported in this problem: it allows math, numpy, torch"),
            ("def f(x):\n    from os import fork\n    return x", 2, "`os` may not be imported"),
            ("import importlib\ndef f(x): return x", 1, "`importlib` may not be imported"),
            ("def f(x):\n    return __import__('scipy')", 2, "`__import__` may not be used"),
            ("def f(x):\n    return eval('x')", 2, "`eval` may not be used"),
            ("def f(x):\n    return x.softmax(-1)", 2, "`.softmax(` may not be used"),
            ("import numpy.linalg as nl\ndef f(x):\n    return nl.svd(x)", 3,
             "`numpy.linalg.svd` may not be used"),
            ("from numpy.linalg import svd as s\ndef f(x): return s(x)", 1,
             "`numpy.linalg.svd` may not be used"),
            ("import numpy as np\nlinear = np.linalg\ndef f(x): return linear.svd(x)", 3,
             "`numpy.linalg.svd` may not be used"),
            ("import numpy as np\ndef f(x):\n    def g(x):\n        return linear.svd(x)\n"
             "    n, k = np, 2\n    linear: object = n.linalg\n    return g(x)", 4,
             "`numpy.linalg.svd` may not be used"),
            ("import numpy as np\ndef f(x, n=np):\n    return n.linalg.svd(x)", 3,
             "`numpy.linalg.svd` may not be used"),
            ("import numpy as np\ndef f(x, *, n=np):\n    return n.linalg.svd(x)", 3,
             "`numpy.linalg.svd` may not be used"),
            ("import numpy as np\ndef f(x):\n    if (n := np).pi > 3: return n.linalg.svd(x)", 3,
             "`numpy.linalg.svd` may not be used"),
            ("import math\nimport numpy as np\ndef f(x):\n    xp = math if x is None else np\n    return xp.linalg.svd(x)", 5,
             "`numpy.linalg.svd` may not be used"),
            ("import numpy as np\ndef f(x): return (n := np).linalg.svd(x)", 2,
             "`numpy.linalg.svd` may not be used"),
            ("import numpy as np\ndef f(x): return [np][0].linalg.svd(x)", 2, "`numpy` is a module"),
        ):
            with self.subTest(source=source):
                kind, body = self.run_one(source, ONE_TWO, rules=rules)
                said = json.loads(body)
                self.assertEqual((kind, said["line"], said["syntax"]), ("E", line, True))
                self.assertIn(message, said["message"])

    def test_rules_leave_honest_code_alone(self):
        rules = {"allow": ["numpy", "math"], "forbid": ["scipy", ".softmax(", "numpy.linalg.svd"]}
        for source in (
            "import math\nimport numpy as np\ndef f(x):\n    # scipy.special.softmax(x)\n    return x",
            # What holds no algorithm may always be imported.
            "from __future__ import annotations\nimport functools, itertools, copy, enum\n"
            "from dataclasses import dataclass\n@dataclass\nclass Pair:\n    x: int\n    y: int = 2\n"
            "def f(x):\n    return x if Pair(1) == Pair(1, 2) else None",
            # A name that is an alias, or called like one, and attributes that are called like what is forbidden.
            "import numpy as np\nclass Mine:\n    svd, linalg = 1, 2\n"
            "def f(x):\n    linalg, np_ = Mine(), np\n    return x if linalg.svd + Mine.linalg + np_.ones(1)[0] else x",
        ):
            with self.subTest(source=source):
                self.assertEqual(self.run_one(source, ONE_TWO, rules=rules), ("A", ONE_TWO))


@unittest.skipUnless(here("numpy"), "not run: no numpy")
class Numpy(Library, unittest.TestCase):
    library, widened, hint = "numpy", ("bf16",), ": return np.array(...)"
    subclass = ("import numpy as np\nclass Mine(np.ndarray): pass\n"
                "def f(x): return x.view(Mine)")
    draws = "import numpy as np\ndef f(x): return np.random.rand(2).astype('f4')"

    def test_scalars_of_numpy_are_numbers(self):
        for t, expression, answer in (
            ("int", "np.argmax(x)", struct.pack("<q", 1)), ("int", "np.uint8(7)", struct.pack("<q", 7)),
            ("float", "x.mean()", struct.pack("<d", 1.5)), ("float", "np.int32(2)", struct.pack("<d", 2)),
            ("bool", "x.max() > 1", b"\1"), ({"list": "int"}, "list(np.arange(2))", struct.pack("<Iqq", 2, 0, 1)),
        ):
            with self.subTest(expression=expression):
                source = f"import numpy as np\ndef f(x): return {expression}"
                self.assertEqual(self.run_one(source, ONE_TWO, returns=t), ("A", answer))
        kind, body = self.run_one("import numpy as np\ndef f(x): return np.float64(1)", ONE_TWO, returns="int")
        self.assertEqual((kind, body.decode()), ("U", "expected int, got float"))

    def test_whole_numbers_of_any_width_are_answers_where_nothing_is_lost(self):
        i64 = {"tensor": ["i64", 1]}
        for dtype, load, answer in (
            ("uint16", {}, b"\x09\1" + struct.pack("<qII", 2, 1, 65535)),
            ("uint64", {}, b"\x07\1" + struct.pack("<qqq", 2, 1, (1 << 63) - 1)),
            ("uint64", {"last": 1 << 63}, "expected i64[*], got an array of uint64 with numbers beyond 2**63 - 1"),
            ("int16", {}, b"\x05\1" + struct.pack("<qhh", 2, 1, 32767)),
            ("bool", {}, b"\x0a\1" + struct.pack("<q??", 2, True, True)),
            ("object", {}, "expected i64[*], got an array of object"),
            ("uint16", {"dtype": True}, "expected i64[*], got an array of uint16"),
            ("uint64", {"dtype": True}, "expected i64[*], got an array of uint64"),
        ):
            with self.subTest(dtype=dtype, load=load):
                load = dict(load)
                last = load.pop("last", None) or {"uint16": 65535, "int16": 32767, "bool": 1}.get(dtype, (1 << 63) - 1)
                source = f"import numpy as np\ndef f(x): return np.array([1, {last}], dtype='{dtype}')"
                kind, body = self.run_one(source, ONE_TWO, returns=i64, **load)
                self.assertEqual((kind, body), ("A", answer) if type(answer) is bytes else ("U", answer.encode()))

    def test_another_arithmetic_adds_up_in_another_order(self):
        count = 300
        t = {"tensor": ["f64", 1]}
        given = b"\3\1" + struct.pack(f"<q{count}d", count, *(1.1 ** (i * 7919 % 97) * (-1) ** i for i in range(count)))
        for expression in ("x.sum()", "np.sum(x)", "x.reshape(3, -1).sum(1)", "np.exp(x / 1e5).sum(axis=-1)", "np.add.reduce(x)", "x.mean()",
                           "np.mean(x, 0)", "np.var(x)", "np.std(x.reshape(30, -1), 1)", "np.average(x)", "np.prod(1 + x / 1e6)", "(1 + x / 1e6).prod()",
                           "np.array([np.linalg.norm(x[i:]) for i in range(30)])", "np.linalg.norm(x.reshape(3, -1), axis=1)", "np.linalg.norm(x.reshape(3, -1), None, 1)",
                           "np.cumsum(x)", "x.reshape(3, -1).cumsum(1)", "np.cumprod(1 + x / 1e6)", "np.add.accumulate(x)",
                           "x @ x", "np.dot(x, x)", "np.einsum('ij,ij->i', x.reshape(30, -1), x.reshape(30, -1))"):
            with self.subTest(expression):
                source = f"import numpy as np\ndef f(x): return np.atleast_1d({expression})"
                plain, other = (self.run_one(source, given, t, **load) for load in ({}, {"arithmetic": "reordered"}))
                self.assertEqual((plain[0], other[0], len(plain[1])), ("A", "A", len(other[1])))
                self.assertNotEqual(plain[1], other[1])
                numbers = [struct.unpack(f"<{(len(body) - 10) // 8}d", body[10:]) for _, body in (plain, other)]
                for a, b in zip(*numbers):
                    self.assertLess(abs(a - b), 1e-8 * max(map(abs, numbers[0])))

    def test_byte_order_and_strides_do_not_reach_the_wire(self):
        for source in ("def f(x): return x.astype('>f4')", "def f(x): return x.repeat(2)[::2]"):
            self.assertEqual(self.run_one(source, ONE_TWO), ("A", ONE_TWO))


@unittest.skipUnless(here("torch"), "not run: no torch")
class Torch(Library, unittest.TestCase):
    library, widened, hint = "torch", (), ": return torch.tensor(...)"
    subclass = ("import torch\nclass Mine(torch.Tensor): pass\n"
                "def f(x): return x.as_subclass(Mine)")
    draws = "import torch\ndef f(x): return torch.rand(2)"

    def test_gradients_and_strides_do_not_reach_the_wire(self):
        for source in ("def f(x): return x.requires_grad_()",
                       "def f(x): return x.repeat_interleave(2)[::2]"):
            self.assertEqual(self.run_one(source, ONE_TWO), ("A", ONE_TWO))


if __name__ == "__main__":
    if not here("numpy"):
        print("not run: no numpy")
        sys.exit(77)
    unittest.main()
