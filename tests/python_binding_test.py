#!/usr/bin/env python3
"""The Python binding: usage: python_binding_test.py SOURCE_DIR GRADERS, with ASSAY_LIBRARY set."""
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

SOURCE = pathlib.Path(sys.argv[1])
GRADERS = sys.argv[2]
sys.path.insert(0, str(SOURCE / "bindings/python"))
import assay  # noqa: E402

RIGHT = "def add_up(a, b):\n    return a + b\n"
WRONG = "def add_up(a, b):\n    return a - b\n"
SLEEPER = """import time
asked = 0
def add_up(a, b):
    global asked
    asked += 1
    if asked > 3:
        time.sleep(1000)
    return a + b
"""


def opened(**options):
    return assay.Engine(banks=[SOURCE / "tests/doors"], graders=GRADERS, jobs=1, **options)


class Binding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = opened()

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()

    def test_problems_are_dictionaries(self):
        self.assertEqual(["add-up"], [problem["id"] for problem in self.engine.problems()])
        self.assertEqual([], self.engine.problems(round="oop"))

    def test_cases_come_while_it_runs_and_then_the_result(self):
        with self.engine.grade("add-up", source=RIGHT, language="python") as run:
            cases = list(run)
        self.assertEqual({"accepted"}, {case["verdict"] for case in cases})
        self.assertLessEqual(18, len(cases))
        self.assertEqual("accepted", run.result["verdict"])
        self.assertEqual("accepted", run.result["verdict"], "the result can be read again")

    def test_a_result_needs_no_iteration(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "solution.py"
            path.write_text(WRONG)
            self.assertEqual("wrong_answer", self.engine.grade("add-up", path=path).result["verdict"])

    def test_an_exception_in_the_block_cancels(self):
        with self.assertRaises(KeyboardInterrupt):
            with self.engine.grade("add-up", source=SLEEPER, language="python") as run:
                next(iter(run))
                raise KeyboardInterrupt
        for _ in range(2):
            with self.assertRaises(assay.Error) as caught:
                run.result
            self.assertEqual("cancelled", caught.exception.code)

    def test_one_engine_serves_several_threads(self):
        verdicts = {}

        def grade(name, source):
            verdicts[name] = self.engine.grade("add-up", source=source, language="python").result["verdict"]

        threads = [threading.Thread(target=grade, args=pair) for pair in (("right", RIGHT), ("wrong", WRONG))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({"right": "accepted", "wrong": "wrong_answer"}, verdicts)

    def test_what_assay_cannot_do_raises_with_a_code(self):
        for code, action in [
                ("not_found", lambda: self.engine.call("problem/get", id="none")),
                ("not_found", lambda: self.engine.grade("none", source="", language="python").result),
                ("invalid_argument", lambda: self.engine.call("problem/lits")),
                ("invalid_argument", lambda: assay.Engine(bankz=1))]:
            with self.assertRaises(assay.Error) as caught:
                action()
            self.assertEqual(code, caught.exception.code)

    def test_a_store_keeps_submissions(self):
        with tempfile.TemporaryDirectory() as folder:
            store = pathlib.Path(folder) / "assay.db"
            with opened(store=store) as engine:
                engine.grade("add-up", source=WRONG, language="python").result
            with opened(store=store) as engine:
                submissions = engine.call("history/query")["submissions"]
            self.assertEqual(["wrong_answer"], [row["verdict"] for row in submissions])

    def test_the_host_may_be_the_python_that_candidates_run_in(self):
        host = (f"import sys; sys.path.insert(0, {str(SOURCE / 'bindings/python')!r}); import assay\n"
                f"with assay.Engine(banks=[{str(SOURCE / 'tests/doors')!r}], graders={GRADERS!r}) as engine:\n"
                f"    print(engine.grade('add-up', source={RIGHT!r}, language='python', store=False).result['verdict'])")
        with tempfile.TemporaryDirectory() as cache:  # nothing is known of the tools yet
            ran = subprocess.run(["/usr/bin/python3", "-I", "-c", host], capture_output=True, text=True,
                                 env={**os.environ, "XDG_CACHE_HOME": cache})
        self.assertEqual("accepted\n", ran.stdout, ran.stderr)

    def test_a_closed_engine_says_so(self):
        engine = opened()
        engine.close()
        engine.close()
        with self.assertRaises(assay.Error):
            engine.problems()


unittest.main(argv=sys.argv[:1])
