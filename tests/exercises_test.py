#!/usr/bin/env python3
"""Tests that candidates write, hacks of wrong solutions, and notebooks as submissions.

usage: exercises_test.py SOURCE_DIR, with ASSAY_LIBRARY set
"""
import json
import pathlib
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(SOURCE / "bindings/python"))
import assay  # noqa: E402

WIDEST = '''return problem "widest" {
  title = "The widest gap", round = "coding", statement = "The widest gap of a fence.",
  fn = "widest(gaps: int[n=1..9] in 0..100) -> int",%s
  reference = function(a)
    local best = 0
    for _, gap in ipairs(a.gaps) do best = math.max(best, gap) end
    return best
  end,
%s
}
'''
FUNCTION = WIDEST % ('where = "#gaps ~= 4",', '''
  example { gaps = {3, 1}, returns = 3 },
  random { "small", 5 },
  solution { "max.py", "def widest(gaps):\\n    return max(gaps)\\n" },
  solution { "first.py", expect = "wrong_answer on small", "takes the first", "def widest(gaps):\\n    return gaps[0]\\n" },
  solution { "no-last.py", expect = "wrong_answer on small", "def widest(gaps):\\n    return max(gaps[:-1])\\n" },''')
SUITE = WIDEST.replace('"widest"', '"test-widest"') % ('write = "tests", most = 3,', '''
  example { gaps = {3, 1}, returns = 3 },
  mutant { "first.py", "def widest(gaps):\\n    return gaps[0]\\n" },
  mutant { "no-last.py", "def widest(gaps):\\n    return max(gaps[:-1])\\n" },
  mutant { "sum.py", "def widest(gaps):\\n    return sum(gaps)\\n" },
  mutant { "endless.py", "def widest(gaps):\\n    while len(gaps) > 2: pass\\n    return max(gaps)\\n" },
  solution { "good.py", "def tests():\\n    return [{'gaps': [1, 9, 2], 'returns': 9}, {'gaps': [1, 9], 'returns': 9}]\\n" },
  solution { "some.py", expect = "score = 0.5", "def tests():\\n    return [{'gaps': [1, 9], 'returns': 9}]\\n" },
  time_limit = "200 ms",''')

BITS = '''return problem "bits" {
  title = "Bits", round = "ml_coding", statement = "Half of it.",
  fn = "half(x: float in 1..9) -> float", same_bits = 4,
  reference = function(a) return a.x / 2 end,
  check = function(a, out, want) return math.abs(out - want) < 1e-6 end,
  random { "small", 4 },
  solution { "half.py", "def half(x):\\n    return x / 2\\n" },
}
'''

FAULTY = "def mean(x):\n    total = sum(x)\n    return total / 2\n"
MENDING = '''return problem "mending" {
  title = "Mending", round = "debugging", statement = "The mean.", fn = "mean(x: float[n=1..9] in 0..9) -> float",
  time_limit = "2 s", memory = "64 MiB", allow = { "math" }, forbid = { "max" }, check = close { rtol = 1e-6, atol = 1e-7 },
  unchanged = { "x" }, scaffold = "faulty.py", budget = 2,
  reference = function(a) local s = 0 for _, x in ipairs(a.x) do s = s + x end return s / #a.x end,
  example { x = {1, 2}, returns = 1.5 },
  bug { "small", 20, "divides by 2" },
  random { "small", 4 },
  solution { "mended.py", "def mean(x):\\n    return sum(x) / len(x)\\n" },
}
'''


def suite(*tests):
    return f"def tests():\n    return {[{'gaps': gaps, 'returns': returns} for gaps, returns in tests]}\n"


def notebook(*cells, output="no"):
    made = [{"cell_type": "code", "outputs": [{"data": output}], "source": cell} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


class Exercises(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="assay-exercises-")
        cls.bank = pathlib.Path(cls.folder.name)
        for name, text in (("widest", FUNCTION), ("test-widest", SUITE), ("bits", BITS), ("mending", MENDING)):
            (cls.bank / name).mkdir()
            (cls.bank / name / "problem.lua").write_text(text)
        (cls.bank / "mending" / "faulty.py").write_text(FAULTY)
        cls.engine = assay.Engine(banks=[cls.bank], graders=str(SOURCE / "graders"), jobs=1)

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()
        cls.folder.cleanup()

    def grade(self, problem, source, **params):
        return self.engine.grade(problem, source=source, language="python", store=False, **params).result

    # --- what a statement says of the rules ---

    def test_the_rules_that_decide_stand_in_the_statement(self):
        statement = self.engine.call("problem/get", id="mending")["statement"]
        for rule in ("- Each test: 2.00 s of cpu time\n", "- 64 MiB of memory\n", "- A float may be off by 1e-7 or 1e-6 of the right one\n",
                     "- `x` must stay unchanged\n", "- May be imported: `math`, and helpers such as `collections`, ",
                     "- May not be used: `max`\n", "- At most 2 lines may differ from what you were given; "):
            with self.subTest(rule):
                self.assertIn(rule, statement)
        self.assertIn("- Each test: 5 times the cpu time of our slowest solution here, at least 500 ms\n",
                      self.engine.call("problem/get", id="widest")["statement"])

    def test_how_far_a_float_may_be_off_is_what_decides(self):
        rows = (("float", "", "1e-9 or 1e-9 of the right one"), ("f32[n]", "", "1e-5 plus 1e-5 of the right one"),
                ("(f32[n], f32)?", "tensor { dtype = true }", "1e-5 plus 1e-5 of the right one"),
                ("(float, f16[n])", "close { nan = true }", "1e-9 or 1e-9 of the right one; by 0.01 plus 0.01 of the right one, in f16 tensors"),
                ("f32[n]", "tensor { ulp = 2 }", "2 representable numbers"), ("f32[n]", "tensor { atol = 0.5 }", "0.5"))
        for number, (returns, check, words) in enumerate(rows):
            with self.subTest(returns=returns, check=check):
                (self.bank / f"off-{number}").mkdir()
                (self.bank / f"off-{number}" / "problem.lua").write_text(
                    f'return problem "off-{number}" {{ title = "O", round = "ml_coding", statement = "s", fn = "f(n: int in 1..9) -> {returns}",'
                    f' {check and "check = " + check + ","} random {{ "all", 1 }} }}')
                self.assertIn(f"- A float may be off by {words}\n", self.engine.call("problem/get", id=f"off-{number}")["statement"])

    def test_changed_lines_are_counted_before_they_are_too_many(self):
        long = FAULTY.replace("2\n", "len(x)\n").replace("sum", "math.fsum")
        for source, count, test, grade in ((FAULTY, 0, "accepted", "wrong_answer"), (FAULTY.replace("/ 2", "/ len(x)"), 1, "accepted", "accepted"),
                                           ("import math\n" + long, 3, "accepted", "wrong_answer")):
            with self.subTest(source):
                tried, graded = self.grade("mending", source, mode="test"), self.grade("mending", source)
                self.assertEqual((tried["verdict"], graded["verdict"]), (test, grade))
                self.assertEqual(tried["changed_lines"], {"count": count, "most": 2})
        self.assertIsNone(self.grade("widest", "def widest(gaps):\n    return max(gaps)\n")["changed_lines"])

    # --- tests that candidates write ---

    def test_tests_are_worth_the_mutants_that_they_find(self):
        rows = ((suite(([1, 9, 2], 9), ([1, 9], 9)), 100, "accepted"),
                (suite(([1, 9], 9)), 75, "wrong_answer"),
                (suite(([7], 7)), 25, "wrong_answer"))  # max() of nothing raises
        for source, points, verdict in rows:
            with self.subTest(source):
                report = self.grade("test-widest", source)
                self.assertEqual((report["points"], report["verdict"]), (points, verdict), report["tests"])

    def test_a_test_that_is_wrong_or_not_legal_spoils_all(self):
        rows = ((suite(([1, 9], 9), ([1, 9], 1)), "test 2: what it expects is not right"),
                (suite(([], 0)), "test 1: not a legal input: "), (suite(([101], 101)), "test 1: not a legal input: "),
                (suite(), "there is no test"), (suite(*[([1], 1)] * 4), "4 tests, 3 may be"))
        for source, feedback in rows:
            with self.subTest(feedback):
                report = self.grade("test-widest", source)
                self.assertEqual(report["points"], 0)
                self.assertTrue(report["groups"][0]["feedback"].startswith(feedback), report["groups"][0])

    def test_what_is_no_row_of_tests_is_no_answer(self):
        self.assertEqual(self.grade("test-widest", "def tests():\n    return [1]\n")["verdict"], "no_answer")
        self.assertEqual(self.grade("test-widest", "def tests():\n    return 1 / 0\n")["verdict"], "runtime_error")

    def test_a_trial_looks_at_the_tests_only(self):
        report = self.grade("test-widest", suite(([1, 9], 9)), mode="test")
        self.assertEqual((report["verdict"], [test["name"] for test in report["tests"]]), ("accepted", ["right"]))

    def test_the_stub_and_the_statement_ask_for_tests(self):
        shown = self.engine.call("problem/get", id="test-widest", language="python")
        self.assertIn("def tests()", shown["stub"])
        self.assertIn("widest(gaps: int[n=1..9] in 0..100) -> int", shown["statement"])
        self.assertNotIn("first", json.dumps(shown))

    def test_the_linter_holds_suites_to_what_they_state(self):
        found = self.engine.call("problem/lint", paths=[str(self.bank / "test-widest")])["problems"][0]
        self.assertEqual([finding["code"] for finding in found["findings"]], ["E050"], found)
        self.assertIn("some.py: expected score = 0.5, the score is 0.750", found["findings"][0]["message"])

    # --- the same bits in every process ---

    def test_an_answer_has_the_same_bits_in_every_run(self):
        self.assertEqual(self.grade("bits", "def half(x):\n    return x * 0.5\n")["verdict"], "accepted")
        clock = "import time\nstart = time.time_ns()\n"
        near = clock + "def half(x):\n    return x / 2 + start % 4096 * 1e-15\n"
        report = self.grade("bits", near)
        self.assertEqual(report["verdict"], "wrong_answer")
        self.assertRegex(report["groups"][0]["feedback"], "^not the same bits in every run: run [234] of 4 differs$")

    # --- hacks ---

    def hack(self, **params):
        return self.engine.call("problem/hack", id="widest", **params)

    def test_a_hack_says_which_solutions_it_breaks(self):
        found = self.hack(input={"gaps": [4, 8, 1]})
        self.assertEqual([(row["solution"], row["verdict"]) for row in found["wrong"]],
                         [("first.py", "wrong_answer"), ("no-last.py", "accepted")])
        self.assertEqual(found["wrong"][0]["why"], "takes the first")
        self.assertEqual([row["verdict"] for row in self.hack(input={"gaps": [5]})["wrong"]],
                         ["accepted", "runtime_error"])
        self.assertEqual(found["refused"], [])

    def test_an_input_must_be_legal(self):
        for wrong in ({"gaps": []}, {"gaps": [101]}, {"gaps": ["x"]}, {}, {"gaps": [1, 2, 3, 4]}):
            with self.subTest(wrong), self.assertRaises(assay.Error) as raised:
                self.hack(input=wrong)
            self.assertEqual(raised.exception.code, "invalid_argument")

    def test_an_author_keeps_a_hack_as_a_test(self):
        path = self.bank / "widest" / "problem.lua"
        before = path.read_text()
        try:
            found = self.hack(input={"gaps": [2, 7]}, keep=True)
            self.assertEqual(found["kept"], str(path))
            self.assertIn('  edge { "found by a hack", gaps = {2, 7} },\n', path.read_text())
            groups = self.engine.call("problem/get", id="widest")["groups"]
            self.assertIn(("edge", 1), [(group["name"], group["count"]) for group in groups])
            with self.assertRaises(assay.Error):
                self.hack(input={"gaps": [2, 7]}, keep=True)
        finally:
            path.write_text(before)

    # --- notebooks ---

    def test_a_notebook_is_its_cells_in_order(self):
        report = self.grade("widest", notebook("%matplotlib inline\nbest = max\n", "def widest(gaps):\n    return best(gaps)"))
        self.assertEqual(report["verdict"], "accepted")
        self.assertEqual(report["skipped"], ["cell 1, line 1: `%matplotlib inline` is no Python and was skipped"])

    def test_outputs_of_a_notebook_may_be_large(self):
        source = notebook("def widest(gaps):\n    return max(gaps)", output="x" * (5 << 20))
        self.assertEqual(self.grade("widest", source)["verdict"], "accepted")
        with self.assertRaisesRegex(assay.Error, "the source is larger than 4 MiB"):
            self.grade("widest", "#" * (5 << 20))

    def test_errors_of_a_notebook_are_told_by_cell(self):
        report = self.grade("widest", notebook("x = 1", "x = 1\ndef f(:\n"))
        self.assertEqual(report["verdict"], "compile_error")
        self.assertIn("cell 2, line 2", report["message"])
        report = self.grade("widest", notebook("x = 1", "def widest(gaps):\n    return gaps.none"))
        self.assertEqual(report["groups"][-1]["feedback"], "AttributeError on cell 2, line 2")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
