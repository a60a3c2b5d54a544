#!/usr/bin/env python3
"""Public sets in their forms: what is imported, what is refused and why, and what an audit says of them.

`import_test.py ASSAY`
"""
import json
import pathlib
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
    # A stand-in is equal to nothing, and is not asked what a plain answer should be.
    (human("Far/11", "def word(x):", "    return 'abc'", ["assert candidate(1).startswith('ab')"]),
     "class Yes:\n    def __eq__(self, other):\n        return True\n    def startswith(self, other):\n        return True\n"
     "def word(x):\n    return Yes()\n"),
    (human("Far/12", "def seven(x):", "    return 7 + 0 * (x,).count(object())", ["assert candidate([]) == 7", "assert str(candidate(set())) == '7'"]),
     "class Yes:\n    def __eq__(self, other):\n        return True\ndef seven(x):\n    return Yes()\n"),
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
# Records that are not, and the reason.
BAD = [
    ("{", "not JSON"),
    ("[1]", "a record must be an object, not a list"),
    ({"code": "", "test_list": []}, "the record has no task_id"),
    ({"task_id": 1, "question": "?"}, "there is no `test`, `test_list` or `base_input`; the record has question, task_id"),
    ({"task_id": 1, "test_list": ["assert f(1)"]}, "a record with `test_list` also needs code"),
    ({**TWICE, "test_list": []}, "test_list is empty"),
    ({**TWICE, "code": "def f(x:\n"}, "the solution does not parse: '(' was never closed (its line 1)"),
    ({**TWICE, "code": "def other(x): pass"}, "no assert calls what the solution defines (other)"),
    ({**TWICE, "code": "class P: pass\n" + TWICE["code"], "test_list": ["assert twice(P())"]},
     "objects of the solution's own class P, which cannot cross"),
    ({**TWICE}, 'the id "mbpp-601" is there already'),
    ({**TWICE, "code": None}, "code is null"),
    ({**TWICE, "code": ["def f(): pass"]}, "code must be a text, not list"),
    ({**TWICE, "test_setup_code": "root = P()", "code": "class P: pass\n" + TWICE["code"]}, "objects of the solution's own class P"),
    (human("B/1", "def f(x):", "    return x", ["pass"]), "the test code never calls the solution"),
    ({**human("B/2", "def f(x):", "    return x", []), "test": ""}, "the test code is empty"),
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

    def test_answers_that_are_no_plain_values_are_judged(self):
        for result in self.verdicts("far.jsonl", FAR):
            self.assertEqual(result["id"][1], result["verdict"] == "accepted", result)

    def test_test_code_may_use_numpy(self):
        rows = [(THIRDS, "def thirds(xs):\n    return [x / 3 + 1e-4 for x in xs]\n"),
                (ROLL, "import numpy as np\ndef roll(xs):\n    return np.roll(xs, 2)\n")]
        results = self.verdicts("numpy.jsonl", rows)
        if any(result["verdict"] == "unsupported" for result in results):
            self.assertTrue(all("numpy" in result["message"] for result in results), results)
            self.skipTest("not run: no numpy")
        for result in results:
            self.assertEqual(result["id"][1], result["verdict"] == "accepted", result)

    def test_a_set_may_be_a_list_and_begin_with_a_byte_order_mark(self):
        path = self.write("list.json", [])
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps([TWICE, {"task_id": 3}], indent=1).encode())
        done = json.loads(self.assay("import", "jsonl", path, "--into", "list-bank", "--json"))
        self.assertEqual(["mbpp-601"], done["ids"])
        self.assertEqual([2], [row["line"] for row in done["skipped"]])
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
