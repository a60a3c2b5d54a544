#!/usr/bin/env python3
"""Data modeling from end to end: what a submission may do, and what becomes of it.

usage: model_grading_test.py SOURCE_DIR, with ASSAY_LIBRARY set
"""
import json
import pathlib
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(SOURCE / "bindings/python"))
import assay  # noqa: E402

LINES = '''return problem "lines" {
  title = "Lines", round = "data_modeling", statement = "A line.",
  fn = "fit(train: table) -> model",
  data = { label = "y", id = "number", make = function(r)
    local function rows(n, first)
      local t = { number = {}, x = {}, kind = {}, y = {} }
      for i = 1, n do
        t.number[i], t.x[i], t.kind[i] = first + i, r:real(0, 1), r:pick({"a", "b"})
        t.y[i] = 3 * t.x[i] + (t.kind[i] == "b" and 1 or 0) + r:normal(0, 0.1)
      end
      return t
    end
    return { train = rows(200, 0), hidden = rows(600, 200) }
  end },
  metric "mae" { pass = 0.12, full = 0.09, seeds = 3, points = 60 },
  slice { "b", where = "kind == 'b' and x > 0.5", metric = "rmse", pass = 0.2, points = 40 },
  limit { params = 50, fit_seconds = 2, predict_ms_per_row = 1, memory = "256 MiB" },
}
'''

LARGE = '''return problem "large" {
  title = "Large", round = "ml_coding", statement = "The sum of each.",
  fn = "sums(x: f64[n=1..100000], k: int in 1..9, y: f64[m=1..9]) -> f64[2]", runtimes = { "numpy" },
  check = tensor { rtol = 1e-9 },
  random { "plain", 3, n = 100000, m = 3 },
  solution { "ok.numpy.py", "import numpy as np\\ndef sums(x, k, y):\\n    return np.array([x.sum() * k, y.sum()])\\n" },
}
'''

TUPLES = '''return problem "tuples" {
  title = "Shares", round = "ml_coding", statement = "Shares of sums, and how many.",
  fn = "shares(x: f32[n=1..64, d=1..64]) -> (f32[n], i64)", runtimes = { "numpy" },
  check = tensor { TOLERANCE },
  example { x = {{1, 1}, {0, 1}}, returns = {{0.667, 0.333}, 2}, "Two thirds and a third, rounded." },
  random { "plain", 5, n = "9..64", d = "9..64", x = "1..5", points = 100 },
  solution { "ok.numpy.py", "import numpy as np\\ndef shares(x):\\n    s = x.sum(1)\\n    return np.sqrt(s / s.sum()) ** 2, len(x)\\n" },
  solution { "not-divided.numpy.py", expect = "wrong_answer on plain", "def shares(x):\\n    return x.sum(1), len(x)\\n" },
}
'''

RANKS = '''return problem "ranks" {
  title = "Ranks", round = "data_modeling", statement = "Ranks.", fn = "fit(train: table) -> model",
  data = { label = "gain", make = function(r)
    local rows = { query = {"a", "a", "b", "b", "c"}, x = {1, 2, 1, 2, 1}, gain = {0, 1, 1, 0, 1} }
    return { train = rows, hidden = rows }
  end },
  metric "ndcg" { pass = 0.9, by = "query" },
}
'''

COUNTED = '''return problem "counted" {
  title = "Counted", round = "coding", statement = "Call f for each number, and g twice.",
  fn = "f(n: int in 1..5, f: fn(k: int) -> int, g: fn() -> int) -> int",
  answer = { f = { at_most = "n", function(a, secret, k) return k end }, g = { exactly = 2, function() return 1 end } },
  reference = function(a) return a.n end,
  random { "all", 3, n = "1..5" },
}
'''

LINE = '''
import numpy as np
class Line:
    def predict(self, rows):
        return np.column_stack([rows["x"], rows["kind"] == "b", np.ones(len(rows["x"]))]) @ self.w
def fit(train):
    m = Line()
    x = np.column_stack([train["x"], train["kind"] == "b", np.ones(len(train["x"]))]).astype(float)
    m.w = np.linalg.lstsq(x, train["y"], rcond=None)[0]
    return m
'''


KNOWS = LINE.replace('m.w = np.linalg.lstsq(x, train["y"], rcond=None)[0]', "m.w = np.array([3.0, 1.0, 0.0])")


def with_solutions(*rows, probe=""):
    """The problem with solutions: (name, what it states, source, more fields)."""
    solutions = "".join(f'  solution {{ "{name}.numpy.py", {stated}[=[{source}]=] }},\n' for name, stated, source in rows)
    return LINES.rstrip().removesuffix("}") + probe + solutions + "}\n"


def predicting(body, fit="m = M()\n    return m"):
    indented = "\n".join("        " + line for line in body.splitlines())
    return f"import numpy as np\nclass M:\n    def predict(self, rows):\n{indented}\ndef fit(train):\n    {fit}\n"


PARTS = LINES.rstrip().removesuffix("}").replace("make = function(r)", "make = function(r, quirk)").replace(
    "r:normal(0, 0.1)", "r:normal(0, quirk.noise and 0.1 or 0)") + '''
  framing { points = 10,
    question { "metric", "Which?", choices = { "mean", "median" }, right = "mean" },
    question { "columns", "Which?", choices = { "x", "kind", "y" }, right = { "x", "kind" } },
    question { "slope", "How steep?", right = 3, within = 0.2 },
  },
  audit { points = 20 },
  quirk { "noise", column = "y", kind = "noise" },
  journal { points = 20, runs = 1, step = 0.01 },
}
'''


# A modelling problem as a function of all rows at once, with parts: the checker rates, and hidden labels are its secret.
SHARES = '''return problem "shares-of-rain" {
  title = "Shares", round = "data_modeling", statement = "Predict the labels of the rows of `fresh`.",
  fn = "predict(old: float[n, 2], labels: float[n], fresh: float[m, 2]) -> float[m]",
  secret = "truth: float[m]",
  check = function(a, out, want, secret)
    local off, why = rate("mae", secret.truth, out)
    if not off then return false, why end
    return math.max(0, math.min(1, 1.1 - off)), ("mae %.3f"):format(off)
  end,
  make = function(r, row, quirk)
    local function rows(count, train)
      local x, y = {}, {}
      for i = 1, count do
        x[i] = { r:real(0, 1), r:real(0, 1) }
        y[i] = 4 * x[i][1] + r:normal(0, 0.01)
        if train and quirk.shifted and i % 2 == 0 then x[i][2] = y[i] end
      end
      return x, y
    end
    local old, labels = rows(40, true)
    local fresh, truth = rows(20, false)
    return { old = old, labels = labels, fresh = fresh, secret = { truth = truth } }
  end,
  random { "seen", 2, visible = true },
  random { "hidden", 3, points = 60 },
  audit { points = 20 },
  quirk { "shifted", column = "second", kind = "leak" },
  journal { points = 20, runs = 1, step = 0.01 },
  solution { "line.numpy.py", [=[SOURCE]=] },
}
'''

SHARE = "import numpy as np\ndef predict(old, labels, fresh):\n    return [4 * row[0] for row in fresh]\n"


class Grading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="assay-model-")
        cls.bank = pathlib.Path(cls.folder.name)
        (cls.bank / "lines").mkdir()
        (cls.bank / "lines" / "problem.lua").write_text(LINES)
        (cls.bank / "large").mkdir()
        (cls.bank / "large" / "problem.lua").write_text(LARGE)
        cls.engine = assay.Engine(banks=[cls.bank], graders=str(SOURCE / "graders"), jobs=1)

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()
        cls.folder.cleanup()

    def grade(self, source, **params):
        return self.engine.grade("lines", source=source, language="numpy", store=False, **params).result

    def feedback(self, source):
        return self.grade(source)["groups"][0]["feedback"]

    def test_a_line_gets_all_points_and_hears_its_values(self):
        report = self.grade(LINE)
        self.assertEqual((report["verdict"], report["points"]), ("accepted", 100))
        self.assertRegex(report["groups"][0]["feedback"], r"^mae 0\.0[78]\d+, the median of 0\.\d+, 0\.\d+, 0\.\d+$")

    def test_a_slice_is_rated_on_its_own_rows(self):
        report = self.grade(LINE.replace('rows["kind"] == "b"', 'rows["kind"] == "none"'))
        points = {group["name"]: group["points"] for group in report["groups"]}
        self.assertEqual(points, {"mae": 0, "b": 0})
        ones = LINE.replace("return np.column", 'return rows["x"] * 3 + 1; return np.column')
        points = {group["name"]: group["points"] for group in self.grade(ones)["groups"]}
        self.assertEqual(points, {"mae": 0, "b": 40})

    def test_label_and_id_are_not_among_the_rows(self):
        told = predicting("raise ValueError", fit="raise ValueError(sorted(train), [str(train[n].dtype) for n in train])")
        self.assertIn("['kind', 'x', 'y'], ['object', 'float64', 'float64']", self.feedback(told))
        seen = predicting('assert sorted(rows) == ["kind", "x"]\nreturn rows["x"]')
        self.assertTrue(self.feedback(seen).startswith("mae"))

    def test_what_is_raised_on_hidden_rows_says_nothing_of_them(self):
        self.assertEqual(self.feedback(predicting('raise ValueError(str(rows["x"]))')), "ValueError")

    def test_a_batch_is_at_most_256_rows(self):
        small = predicting('assert len(rows["x"]) <= 256\nreturn rows["x"]')
        self.assertTrue(self.feedback(small).startswith("mae"))

    def test_predictions_depend_on_their_own_row_only(self):
        whole = predicting('return rows["x"] - rows["x"].mean()')
        self.assertEqual(self.feedback(whole), "the prediction for a row depends on the rows that it comes with, or came after")

        small = predicting('return 1e6 + 1e-6 * (rows["x"] + rows["x"].mean())')
        self.assertEqual(self.feedback(small), "the prediction for a row depends on the rows that it comes with, or came after")

    def test_a_model_remembers_no_batch(self):
        remembers = predicting('self.seen = getattr(self, "seen", 0) + 1\nsaid = self.__dict__.setdefault("said", {})\n'
                               'return [said.setdefault(x, x + self.seen) for x in rows["x"]]')
        self.assertEqual(self.feedback(remembers), "the prediction for a row depends on the rows that it comes with, or came after")

    def test_rows_in_order_come_as_they_stand_and_may_be_remembered(self):
        self.put("ordered", LINES.replace('problem "lines"', 'problem "ordered"')
                 .replace('data = { label = "y", id = "number",', 'data = { label = "y", in_order = true,'))
        def said(body, **params):
            return self.engine.grade("ordered", source=predicting(body), language="numpy", store=False, **params).result
        forward = """
said = []
for number, x, kind in zip(rows["number"], rows["x"], rows["kind"]):
    assert number == self.__dict__.get("last", START) + 1
    self.last = number
    self.sum = self.__dict__.get("sum", 0.0) + x
    said.append(3 * x + (kind == "b") + 0 * self.sum)
return said"""
        self.assertEqual(said(forward.replace("START", "200"))["verdict"], "accepted")
        # The last fifth of train, and nothing else, is held out.
        self.assertEqual(said(forward.replace("START", "160"), mode="test")["verdict"], "accepted")
        self.assertEqual(said(forward.replace("START", "159"), mode="test")["verdict"], "runtime_error")
        for ahead in ('return rows["x"] + rows["x"][-1]', 'return rows["x"] + len(rows["x"])'):
            with self.subTest(ahead):
                self.assertEqual(said(ahead)["groups"][0]["feedback"], "the prediction for a row depends on rows that come after it")

    def test_a_model_goes_to_a_process_that_has_nothing_else(self):
        kept = predicting('return rows["x"] * w', fit="global w; w = 3.0; m = M(); return m")
        self.assertEqual(self.feedback(kept), "NameError")
        function = predicting('return rows["x"]', fit="m = M(); m.f = lambda: 1; return m")
        self.assertIn("expected a model that pickle can copy", self.feedback(function))

    def test_limits_are_kept(self):
        rows = (("params", predicting('return rows["x"]', fit="m = M(); m.w = np.zeros(51); return m")),
                ("params", predicting('return rows["x"]', fit="m = M(); m.w = [[0.5] * 9, {'a': np.zeros(50)}]; "
                                                              "m.w[0] = tuple(float(i) for i in range(1)); return m")),
                ("params", predicting('return rows["x"]', fit="m = M(); m.w = 'x' * 5000; return m")),
                ("params", predicting('return rows["x"]', fit="m = M(); m.num_params = 51; return m")),
                ("fit_seconds", predicting('return rows["x"]', fit="while True: pass")),
                ("predict_ms_per_row", predicting("while True: pass")),
                ("memory", predicting('return rows["x"]', fit="m = M(); m.w = bytearray(300 << 20); return m")))
        for limit, source in rows:
            with self.subTest(limit):
                report = self.grade(source)
                self.assertEqual(report["points"], 0)
                self.assertTrue(report["groups"][0]["feedback"].startswith(f"limit {limit}: "), report["groups"][0])

    def test_answers_of_another_kind_are_no_answers(self):
        for answer in ("[1.0]", "'text'", "rows", "np.zeros((len(rows['x']), 3))", "None"):
            with self.subTest(answer):
                self.assertEqual(self.grade(predicting(f"return {answer}"))["verdict"], "no_answer")
        odd = predicting('return rows["x"] * float("nan")')
        self.assertEqual(self.feedback(odd), "mae: a prediction is not a finite number")

    def test_a_model_without_its_method_is_told_so(self):
        self.assertIn("has no method `predict`", self.feedback("def fit(train):\n    return 3\n"))

    def test_the_random_numbers_of_a_fit_are_its_seeds(self):
        source = predicting('return rows["x"] + self.r', fit="m = M(); m.r = np.random.rand(); return m")
        first, second = self.feedback(source), self.feedback(source)
        self.assertEqual(first, second)
        values = first.split(" of ")[1].split("; ")[0].split(", ")
        self.assertEqual(len(set(values)), 3)

    def test_hidden_data_are_nowhere_in_the_box(self):
        looks = ('import os\n    found = []\n    for top in ("/", os.getcwd(), ' + repr(str(SOURCE)) + '):\n'
                 '        for folder, _, files in os.walk(top):\n'
                 '            found += [f for f in files if f == "hidden.csv"]\n'
                 '            if folder.startswith(("/usr", "/proc", "/sys")): break\n'
                 '    raise ValueError(f"found {found}")')
        self.assertIn("found []", self.feedback(predicting("return 0", fit=looks)))

    def lint(self, text):
        path = self.bank / "linted" / "problem.lua"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace('"lines"', '"linted"'))
        found = self.engine.call("problem/lint", paths=[str(path)])["problems"][0]["findings"]
        return [(finding["code"], finding["message"]) for finding in found if finding["severity"] == "error"]

    def test_a_solution_is_clearly_better_than_the_one_below_it(self):
        half = LINE.replace("@ self.w", "@ self.w + 0.11")
        self.assertEqual(self.lint(with_solutions(("line", "", LINE), ("off", 'expect = "score >= 0.3", ', half))), [])
        twice = (("line", "", LINE), ("again", 'expect = "score >= 0.9", ', LINE + "# again\n"))
        ((code, message),) = self.lint(with_solutions(*twice))
        self.assertEqual(code, "E065")
        self.assertRegex(message, r"scores 1\.000, 0\.000 above (line|again)\.numpy\.py: less than 2 standard deviations")
        decoy = (twice[0], ("again", 'decoy = true, expect = "score >= 0.9", ', LINE + "# again\n"))
        self.assertEqual(self.lint(with_solutions(*decoy)), [])

    def put(self, name, text):
        path = self.bank / name / "problem.lua"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def test_a_derived_tolerance_is_held_against_other_arithmetics(self):
        for tolerance, said in (("rtol = 1e-5, derived = true", None), ("rtol = 1e-9, derived = true", "the tolerance is too narrow: "),
                                ("rtol = 0.1, derived = true", "the tolerance is too wide: "), ("rtol = 0.1", None)):
            with self.subTest(tolerance):
                path = self.put("tuples", TUPLES.replace("TOLERANCE", tolerance))
                found = self.engine.call("problem/lint", paths=[str(path)])["problems"][0]["findings"]
                errors = [(f["code"], f["message"]) for f in found if f["severity"] == "error"]
                self.assertEqual([code for code, _ in errors], ["E068"] if said else [])
                if said:
                    self.assertRegex(errors[0][1], said + "64 bits differ by .*; sums in another order differ by .*; half as many bits differ by ")

    def test_the_tensors_of_a_tuple_in_an_example_are_rounded(self):
        self.put("tuples", TUPLES.replace("TOLERANCE", "rtol = 1e-5"))
        source = "import numpy as np\ndef shares(x):\n    s = x.astype('f8').sum(1)\n    return (s / s.sum()).astype('f4'), %s\n"
        for count, verdict in (("len(x)", "accepted"), ("len(x) + 1", "wrong_answer")):
            report = self.engine.grade("tuples", source=source % count, language="numpy", mode="test", store=False).result
            self.assertEqual(report["verdict"], verdict)

    def test_ranks_are_rated_query_by_query(self):
        self.put("ranks", RANKS)
        # Query a is right, b is wrong, and of one row nothing can be said: (1 + 0.631) / 2.
        report = self.engine.grade("ranks", source=predicting('return rows["x"]'), language="numpy", store=False).result
        self.assertEqual(report["groups"][0]["feedback"], "ndcg 0.8155; passes from 0.9")

    def test_calls_of_a_given_function_are_counted(self):
        self.put("counted", COUNTED)
        body = "def f(n, f, g):\n    for i in range(n + %d): f(i)\n    for i in range(%d): g()\n    return n\n"
        for extra, times, said in ((0, 2, ""), (-1, 2, ""), (1, 2, "`f` was called more than n times"),
                                   (0, 1, "`g` was called fewer than 2 times"), (0, 3, "`g` was called more than 2 times")):
            with self.subTest((extra, times)):
                report = self.engine.grade("counted", source=body % (extra, times), language="python", store=False).result
                self.assertEqual((report["verdict"], report["groups"][0]["feedback"]), ("wrong_answer" if said else "accepted", said))

    def test_probes_find_what_leaks(self):
        labels = '  probe { "shuffled labels", score_at_most = 0.5 },\n'  # the mean error of guessing is 0.8
        self.assertEqual(self.lint(with_solutions(("line", "", LINE), probe=labels)), [])
        ((code, message),) = self.lint(with_solutions(("knows", "", KNOWS), probe=labels))
        self.assertEqual(code, "E067")
        self.assertIn("shuffled labels: knows.numpy.py still reaches mae 0.0", message)
        rows = '  probe { "hidden rows absent from train", by = "number" },\n'
        self.assertEqual(self.lint(with_solutions(("line", "", LINE), probe=rows)), [])
        same = with_solutions(("line", "", LINE), probe=rows).replace("rows(600, 200)", "rows(600, 199)")
        self.assertEqual(self.lint(same), [("E067", "hidden row 1 is row 200 of the train data, too")])

    def test_what_is_written_into_large_arguments_stays_in_its_process(self):
        source = "import numpy as np\ndef sums(x, k, y):\n    out = np.array([x.sum() * k, y.sum()])\n    x[:] = 0\n    return out\n"
        for _ in range(2):
            report = self.engine.grade("large", source=source, language="numpy", store=False).result
            self.assertEqual(report["verdict"], "accepted", report["groups"])

    def test_candidates_start_with_the_train_rows(self):
        started = self.engine.call("attempt/start", id="lines", language="numpy")
        self.assertEqual([file["name"] for file in started["files"]], ["train.csv"])
        rows = started["files"][0]["text"].splitlines()
        self.assertEqual((rows[0], len(rows)), ("kind,x,y", 201))
        self.assertIn("def fit(train: dict[str, np.ndarray]) -> Model:", started["stub"])
        compile(started["stub"], "stub", "exec")

    def parts(self):
        """The problem with parts, begun anew."""
        self.put("parts", PARTS.replace('"lines"', '"parts"'))
        started = self.engine.call("attempt/start", id="parts", language="numpy")
        return {file["name"]: file["text"] for file in started["files"]}

    def graded_parts(self, answers, source=LINE, **params):
        if answers is not None:
            params["answers"] = answers if isinstance(answers, str) else json.dumps(answers)
        return self.engine.grade("parts", source=source, language="numpy", store=False, **params).result

    def test_parts_are_answered_in_the_file_that_start_writes(self):
        answers = json.loads(self.parts()["answers.json"])
        self.assertEqual([(q["id"], q["answer"]) for q in answers["framing"]],
                         [("metric", None), ("columns", []), ("slope", None)])
        self.assertEqual(answers["findings"], [{"column": "", "kind": "", "note": ""}])
        empty = {group["name"]: group["points"] for group in self.graded_parts(answers)["groups"]}
        self.assertEqual(empty, {"mae": 60, "b": 40, "framing": 0, "audit": 0, "journal": 0})

        for question, answer in zip(answers["framing"], ("mean", ["x"], 3.1)):
            question["answer"] = answer
        answers["findings"] = [{"column": "y", "kind": "noise"}, {"column": "x", "kind": "unit"}]
        groups = {group["name"]: group for group in self.graded_parts(answers)["groups"]}
        self.assertEqual((groups["framing"]["verdict"], groups["framing"]["feedback"]), ("accepted", "2.7 of 3 questions right"))
        self.assertAlmostEqual(groups["framing"]["points"], 10 * (2 + 2 / 3) / 3)
        self.assertAlmostEqual(groups["audit"]["points"], 20 * 2 / 3)
        self.assertEqual(groups["audit"]["feedback"], "found 1 of 1; 1 finding does not hold")

    def test_the_statement_names_the_number_that_the_journal_goes_by(self):
        self.parts()
        self.assertIn("What counts is the first number that `assay test` shows, `mae`; less is better.", self.engine.call("problem/get", id="parts")["statement"])

    def test_a_file_of_answers_that_is_none_says_why(self):
        self.parts()
        for text, why in (("{", "no JSON at character 2"), ("[]", "it holds no object"),
                          ("[" * 300_000 + "]" * 300_000, "it nests too deep"),
                          ('{"framing": [{"id": "metric", "answer": "mode"}]}', 'framing: metric: "mode" is none of the choices'),
                          ('{"framing": [{"id": "slope", "answer": "3"}]}', "framing: slope: a number is asked for"),
                          ('{"framing": [{"id": "else", "answer": 3}]}', 'framing: there is no question "else"'),
                          ('{"framing": 3}', "its parts are not as assay start wrote them"),
                          ('{"findings": [{"column": "y", "kind": "bad"}]}', 'findings: there is no kind "bad"')):
            with self.subTest(text[:80]):
                groups = {group["name"]: group for group in self.graded_parts(text)["groups"]}
                for name in ("framing", "audit"):
                    self.assertEqual((groups[name]["verdict"], groups[name]["feedback"]), ("no_answer", "answers.json: " + why))
                self.assertEqual(groups["mae"]["points"], 60)
                trial = self.graded_parts(text, mode="test")["tests"]
                self.assertEqual((trial[0]["verdict"], trial[1]["verdict"]), ("accepted", "no_answer"))
                # The file's name is the test's; what could not be read is not counted as nothing.
                self.assertEqual((trial[1]["name"], trial[1]["feedback"], trial[1].get("out", "")), ("answers.json", why, ""))

    def test_a_trial_tells_of_a_column_that_there_is_not(self):
        self.parts()
        for column, verdict, said in (("x", "accepted", ""), ("rows", "accepted", ""), ("X", "no_answer", 'findings: there is no column "X"')):
            with self.subTest(column):
                answers = {"findings": [{"column": column, "kind": "unit"}]}
                test = self.graded_parts(answers, mode="test")["tests"][1]
                self.assertEqual((test["verdict"], test.get("feedback", "")), (verdict, said))
                graded = {group["name"]: group["verdict"] for group in self.graded_parts(answers)["groups"]}
                self.assertEqual(graded["audit"], "wrong_answer")

    def test_answers_stand_beside_the_source(self):
        self.parts()
        folder = self.bank / "work"
        folder.mkdir(exist_ok=True)
        (folder / "solution.numpy.py").write_text(LINE)
        (folder / "answers.json").write_text('{"findings": [{"column": "y", "kind": "noise"}]}')
        report = self.engine.grade("parts", path=str(folder / "solution.numpy.py"), store=False).result
        self.assertEqual({group["name"]: group["points"] for group in report["groups"]}["audit"], 20)

    def test_a_run_is_bound_to_the_hypothesis_before_it(self):
        self.parts()
        flat = predicting('return rows["x"] * 3 + 0.5')
        self.graded_parts(None, source=flat, mode="test")
        note = self.engine.call("journal/add", problem="parts", text="kinds differ by 1", expect="better")
        tested = self.graded_parts(None, mode="test")
        self.assertIn("journal: changes run after the first source: 1, of them with a note: 1, moved as expected: 1\n", tested["tests"][1]["out"])
        first, noted, second = self.engine.call("journal/get", problem="parts")["entries"]
        self.assertEqual((first["run"]["follows"], second["run"]["follows"]), (None, note["number"]))
        self.assertLess(second["run"]["value"], first["run"]["value"] - 0.1)
        self.assertEqual(noted["note"], {"text": "kinds differ by 1", "expect": "better"})
        journal = self.graded_parts(None)["groups"][-1]
        self.assertEqual((journal["points"], journal["feedback"]),
                         (20, "changes run after the first source: 1, of them with a note: 1, moved as expected: 1"))
        self.parts()  # a new attempt has a journal of its own
        self.assertEqual(self.engine.call("journal/get", problem="parts")["entries"], [])

    def test_the_journal_takes_hypotheses_only(self):
        self.parts()
        for params in ({"text": " ", "expect": "better"}, {"text": "x", "expect": "same"}, {"text": "x" * 4001, "expect": "worse"}):
            with self.assertRaises(assay.Error):
                self.engine.call("journal/add", problem="parts", **params)
        with self.assertRaises(assay.Error):
            self.engine.call("journal/add", problem="lines", text="x", expect="better")

    def test_a_function_of_all_rows_has_parts_too(self):
        path = self.put("shares-of-rain", SHARES.replace("SOURCE", SHARE))
        found = self.engine.call("problem/lint", paths=[str(path)])["problems"][0]["findings"]
        self.assertEqual([f["message"] for f in found if f["severity"] == "error"], [])
        forgotten = SHARES.replace("SOURCE", SHARE).replace("quirk.shifted", "true")
        self.put("shares-of-rain", forgotten)
        found = self.engine.call("problem/lint", paths=[str(path)])["problems"][0]["findings"]
        self.assertIn("E072", [f["code"] for f in found])
        self.put("shares-of-rain", SHARES.replace("SOURCE", SHARE))

        started = self.engine.call("attempt/start", id="shares-of-rain", language="numpy")
        answers = json.loads({file["name"]: file["text"] for file in started["files"]}["answers.json"])
        answers["findings"] = [{"column": "second", "kind": "leak"}]

        def graded(source, **params):
            return self.engine.grade("shares-of-rain", source=source, language="numpy", store=False, answers=json.dumps(answers), **params).result

        graded(SHARE.replace("4 *", "3 *"), mode="test")
        self.engine.call("journal/add", problem="shares-of-rain", text="it is steeper", expect="better")
        tested = graded(SHARE, mode="test")
        self.assertIn("moved as expected: 1\n", tested["tests"][-1]["out"])
        runs = [entry["run"]["value"] for entry in self.engine.call("journal/get", problem="shares-of-rain")["entries"] if "run" in entry]
        self.assertLess(runs[0], runs[1])  # the score of the visible tests, of which more is better
        points = {group["name"]: group["points"] for group in graded(SHARE)["groups"]}
        self.assertEqual((points["audit"], points["journal"]), (20, 20))
        self.assertGreater(points["hidden"], 59)

    def test_shipped_solutions_are_not_asked_for_parts(self):
        text = PARTS.rstrip().removesuffix("}") + f'  solution {{ "line.numpy.py", [=[{LINE}]=] }},\n}}\n'
        self.assertEqual(self.lint(text), [])

    def test_the_registry_is_what_the_generator_makes(self):
        rows = (("quirk.noise and 0.1 or 0", "0.1", "E072", 'quirk "noise" makes no difference: make(...) does not ask for it'),
                ("quirk.noise", "quirk.noises", "E053", 'no quirk { "noises", ... } is declared'),
                ('column = "y"', 'column = "z"', "E071", 'quirk "noise": candidates see no column "z"'),
                ('column = "y"', 'column = "number"', "E071", 'quirk "noise": candidates see no column "number"'),
                ('kind = "noise"', 'kind = "noisy"', "E012", 'there is no kind of quirk "noisy" (did you mean "noise"?)'),
                ("  audit { points = 20 },\n", "", "E071", "quirks are declared, and no audit { points = } asks for them"),
                ('  quirk { "noise", column = "y", kind = "noise" },\n', "", "E071", "audit has nothing to find: no quirk { ... } is declared"),
                ("  journal", '  quirk { "other", column = { "x", "y" }, kind = { "unit", "noise" } },\n  journal', "E071",
                 'the finding y, noise fits "noise" and "other"'),
                ("  journal", '  quirk { "other", column = "x", kind = "unit", also = { y = { "drift", "noise" } } },\n  journal', "E071",
                 'the finding y, noise fits "noise" and "other"'),
                ('kind = "noise"', 'kind = "noise", also = { z = "drift" }', "E071", 'quirk "noise": candidates see no column "z"'),
                ('kind = "noise"', 'kind = "noise", also = { x = "noisy" }', "E012", 'there is no kind of quirk "noisy" (did you mean "noise"?)'),
                ('kind = "noise"', 'kind = "noise", also = "drift"', "E011", "also must be like { minutes ="),
                ('right = "mean"', 'right = "mode"', "E012", 'right is none of the choices: "mode"'),
                (", within = 0.2", "", "E013", "a question has choices, or a number as right"),
                ("step = 0.01", "", "E013", "step is missing"))
        whole = PARTS.rstrip().removesuffix("}") + f'  solution {{ "line.numpy.py", [=[{LINE}]=] }},\n}}\n'
        for old, new, code, said in rows:
            with self.subTest(said):
                self.assertIn(old, whole)
                found = self.lint(whole.replace(old, new))
                self.assertIn(code, [c for c, _ in found], found)
                self.assertTrue(any(said in message for _, message in found), found)

    def test_a_trial_rates_on_rows_of_train(self):
        report = self.grade(LINE, mode="test")
        self.assertEqual((report["verdict"], len(report["tests"])), ("accepted", 1))
        self.assertRegex(report["tests"][0]["out"], r"held out from the fit \(the hidden rows are others\):\nmae 0.0\d+; hidden: half of the points at 0.12, all at 0.09\nb: rmse 0.\d+; hidden: all points at 0.2\n")


if __name__ == "__main__":
    if not pathlib.Path("/usr/lib/python3/dist-packages/numpy").exists():
        print("not run: no numpy")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
