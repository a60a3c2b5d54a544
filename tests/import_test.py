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
