#!/usr/bin/env python3
"""What the proof that a source keeps nothing between calls accepts, and what it must not."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "graders/languages/python"))

from stateless import stateless  # noqa: E402

CLEAN = {
    "a loop": "def f(x):\n total = 0\n for y in x:\n  total += y\n return total",
    "typed, with helpers and constants":
        "from typing import List, Optional\nMOD = 10**9 + 7\ndef g(x: int) -> int:\n return x % MOD\n"
        "def f(x: List[int], y: Optional[int] = None):\n return [g(v) for v in x if v != y]",
    "types by names of their own":
        "from typing import Dict, List\nRow = List[int]\nTable = Dict[str, Row]\n"
        "def f(x: Table, y: Row = (), *z: int) -> Row:\n return [1]",
    "modules that hold nothing":
        "import math, heapq\nfrom collections import Counter, deque\n"
        "def f(x):\n q = deque(x)\n heapq.heapify(x)\n return math.floor(len(Counter(x)) / (len(q) or 1))",
    "locals that are changed": "def f(x):\n seen = {}\n seen[1] = []\n seen[1].append(x)\n return seen",
    "recursion, closures and generators":
        "def f(n):\n memo = {}\n def go(k):\n  if k not in memo:\n   memo[k] = k < 2 and k or go(k - 1) + go(k - 2)\n"
        "  return memo[k]\n return sum(v for v in (go(k) for k in range(n)))",
    "an exception": "def f(x):\n try:\n  return 1 // x\n except ZeroDivisionError:\n  raise ValueError('x')",
}
KEEPS = {
    "a global": "n = 0\ndef f(x):\n global n\n n += 1\n return n",
    "a list in the module": "seen = []\ndef f(x):\n seen.append(x)\n return seen",
    "a default that is changed": "def f(x, seen=[]):\n seen.append(x)\n return seen",
    "a keyword's default": "def f(x, *, seen={}):\n seen[x] = 1\n return seen",
    "an attribute of the function": "def f(x):\n f.n = getattr(f, 'n', 0) + 1\n return f.n",
    "the function's namespace": "def f(x):\n return f.__dict__.setdefault('n', x)",
    "the module's namespace": "def f(x):\n return globals().setdefault('n', x)",
    "a namespace through a frame": "def g():\n yield 1\ndef f(x):\n return g().gi_frame.f_globals.setdefault('n', x)",
    "a namespace through a traceback":
        "def f(x):\n try:\n  1 // 0\n except ZeroDivisionError as e:\n  return e.__traceback__.tb_frame.f_globals",
    "a class": "class A:\n n = 0\ndef f(x):\n A.n += 1\n return A.n",
    "a cache": "from functools import lru_cache\n@lru_cache(None)\ndef f(x):\n return x",
    "a module's variable": "import sys\ndef f(x):\n return sys.modules.setdefault('n', x)",
    "a module's attribute": "import math\ndef f(x):\n math.n = x\n return x",
    "a module within a module": "import re\ndef f(x):\n return re.copyreg.dispatch_table.setdefault(x, x)",
    "a registry of typing": "import typing\ndef f(x):\n typing.overload(f)\n return len(typing.get_overloads(f))",
    "a registry by name": "from typing import overload\ndef f(x):\n return overload(f)",
    "an import of everything": "from os import *\ndef f(x):\n return getpid()",
    "an import inside": "def f(x):\n import builtins\n builtins.n = x\n return x",
    "random numbers": "import random\ndef f(x):\n return random.random()",
    "code made at run time": "def f(x):\n exec('global n; n = 1')\n return x",
    "attributes by name": "def f(x):\n setattr(f, 'n', x)\n return x",
    "a generator that lives on": "def g():\n n = 0\n while True:\n  n += 1\n  yield n\nit = g()\ndef f(x):\n return next(it)",
    "a closure that lives on": "def make():\n n = [0]\n def f(x):\n  n[0] += 1\n  return n[0]\n return f\nf = make()",
    "a lambda's default": "f = lambda x, seen=[]: seen.append(x) or len(seen)",
    "a cache of the library, read by a format":
        "import re\ndef f(x):\n re.compile(x)\n return '{0._cache}'.format(re)",
    "the same with a map": "import re\ndef f(x):\n return '{m._cache}'.format_map({'m': re})",
    "a cache of patterns, read by flags that are no whole number":
        "import re\ndef f(x):\n try:\n  re.compile(x, 2.0)\n except TypeError:\n  return re.compile(x, 2)",
    "a cache of types, read by what is equal": "from typing import List\ndef f(x):\n return repr(List[1.0])",
    "the same by another name": "from typing import List as L\ndef f(x):\n return repr(L[1.0])",
    "the same by the module": "import typing\ndef f(x):\n return repr(typing.List[1.0])",
    "the same by a name of its own": "from typing import List\nL = List\ndef f(x):\n return repr(L[1.0])",
    "the same as a default": "from typing import List\ndef f(x, l=List):\n return repr(l[1.0])",
    "the same imported there": "def f(x):\n from typing import List\n return repr(List[1.0])",
    "the same within": "from typing import List\ndef f(x):\n def g():\n  return repr(List[1.0])\n return g()",
    "a file": "def f(x):\n return open('/dev/null', 'w').write('1')",
}


class Proof(unittest.TestCase):
    @unittest.skipUnless(sys.version_info[:2] == (3, 11), "not run: the proof is for Python 3.11")
    def test_sources_that_keep_nothing_are_proven(self):
        for name, source in CLEAN.items():
            with self.subTest(name):
                self.assertTrue(stateless(compile(source, "solution.py", "exec")))

    def test_sources_that_keep_something_are_not(self):
        for name, source in KEEPS.items():
            with self.subTest(name):
                self.assertFalse(stateless(compile(source, "solution.py", "exec")))


if __name__ == "__main__":
    unittest.main()
