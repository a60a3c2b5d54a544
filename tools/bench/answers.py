"""What one submission, one test and one large argument cost, through an engine that runs."""
import importlib
import json
import os
import statistics
import subprocess
import sys
import time

ONE = {
    "python": ("def twice(x):\n    return 2 * x\n", "pass"),
    "numpy": ("import numpy as np\n\ndef half(x):\n    return x / 2\n", "import numpy"),
    "torch": ("import torch\n\ndef half(x):\n    return x / 2\n", "import torch"),
}
SCALAR = """\
return problem "twice" {
  title = "Twice", round = "coding", difficulty = 1, minutes = 5, license = "Apache-2.0", statement = "Twice as much.",
  fn = "twice(x: int in 0..1e6) -> int", reference = function(a) return 2 * a.x end,
  random { "all", 1, points = 100 },
  solution { "twice.py", [=[
def twice(x):
    return 2 * x
]=] },
}
"""
MANY = SCALAR.replace('"twice" {', '"many" {').replace('"all", 1,', '"all", 1000,').replace("solution {", """solution { "twice.cpp", [=[
#include <cstdint>
std::int64_t twice(std::int64_t x) { return 2 * x; }
]=] },
  solution {""")
TENSOR = """\
return problem "half" {
  title = "Half", round = "ml_coding", difficulty = 1, minutes = 5, license = "Apache-2.0", statement = "Half of it.",
  fn = "half(x: f32[n=1..64]) -> f32[n]", runtimes = { "numpy", "torch" },
  example { x = {2, 4}, returns = {1, 2} },
  tensors { "all", 1, x = normal(0, 1), n = 64, points = 100 },
  solution { "half.numpy.py", [=[
def half(x):
    return x / 2
]=] },
}
"""
# 64 MB go in, one number comes out.
LARGE = """\
return problem "first" {
  title = "First", round = "ml_coding", difficulty = 1, minutes = 5, license = "Apache-2.0", statement = "The first.",
  fn = "first(x: f32[n=1..16000000]) -> float", runtimes = { "numpy" },
  example { x = {2, 4}, returns = 2 },
  tensors { "all", 1, x = normal(0, 1), n = %d, points = 100 },
  solution { "first.numpy.py", [=[
def first(x):
    return float(x[0])
]=] },
}
"""
FIRST = "def first(x):\n    return float(x[0])\n"


def write_bank(folder):
    texts = {"twice": SCALAR, "many": MANY, "half": TENSOR, "first": LARGE % 1, "first-of-many": LARGE % 16_000_000}
    for name, text in texts.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "problem.lua").write_text(text.replace('problem "first"', f'problem "{name}"'))


class Answers:
    """The parts of the bench that want an engine and small problems."""

    def graded(self, engine, problem, source, **more):
        """Milliseconds from the source to the verdict, and the report."""
        begin = time.perf_counter()
        report = engine.grade(problem, source=source, store=False, **more).result
        took_ms = (time.perf_counter() - begin) * 1000
        if report["verdict"] != "accepted":
            sys.exit(f"{problem} got {report['verdict']}: {report['message']}")
        return took_ms, report

    def answers(self):
        assay, bank = self.engine_module(), self.folder / "answers"
        write_bank(bank)
        with assay.Engine(banks=[bank], jobs=1) as engine:
            self.one_test(engine)
            self.many_tests(engine)
            self.large(engine)
        for line in map(json.loads, self.must(self.bin / "assay-bench", "compare").splitlines()):
            self.row("1,000,000 floats held against others", self.ms(line["compare_ms"]), "", "")

    def one_test(self, engine):
        print("from the source to the answer of one test, engine running")
        self.row("", "assay", "cold process", "times faster")
        for language, (source, imports) in ONE.items():
            module = imports.removeprefix("import ")
            if module != "pass" and not self.has_module(module):
                print(f"  {language}: not run: no {module}")
                continue
            problem, ours, cold = "twice" if language == "python" else "half", [], []
            self.graded(engine, problem, source, language=language)
            for i in range(10 * self.options.rounds):
                time.sleep(0.03)
                ours.append(self.graded(engine, problem, f"# edit {i}\n{source}", language=language)[0])
                if i % 10 == 0:
                    begin = time.perf_counter()
                    self.must("/usr/bin/python3", "-c", imports)
                    cold.append((time.perf_counter() - begin) * 1000)
            mine, theirs = statistics.median(ours), statistics.median(cold)
            self.row(language, self.ms(mine), self.ms(theirs), f"{theirs / mine:.1f}")

    def many_tests(self, engine):
        print("1000 tests that take next to nothing, in one submission")
        self.row("", "all of them", "a second", "in the engine")
        for language, process in (("python", "resident"), ("python", "loaded"), ("python", "fresh"), ("cpp", "resident"), ("cpp", "fresh")):
            source = ONE["python"][0] if language == "python" else \
                "#include <cstdint>\nstd::int64_t twice(std::int64_t x) { return 2 * x; }\n"
            self.graded(engine, "many", source, language=language, process=process)
            graded = [self.graded(engine, "many", source, language=language, process=process) for _ in range(self.options.rounds)]
            took = statistics.median(outside for outside, _ in graded)
            inside = statistics.median(report["wall_ms"] for _, report in graded)
            self.row(f"{language}, {process}", self.ms(took), f"{1e6 / took:.0f}", f"{1e6 / inside:.0f}")

    def large(self, engine):
        if not self.has_module("numpy"):
            print("64 MB into a child: not run: no numpy")
            return
        print("64 MB as an argument, beyond a submission with 4 bytes")
        small, large = [], []
        for problem, times in (("first", small), ("first-of-many", large)):
            self.graded(engine, problem, FIRST, language="numpy")  # makes them
        for i in range(4 * self.options.rounds):
            for problem, times in (("first", small), ("first-of-many", large)):
                times.append(self.graded(engine, problem, f"# edit {i}\n{FIRST}", language="numpy")[0])
        self.row("64 MB into a child", self.ms(statistics.median(b - a for a, b in zip(small, large))), "", "")

    @staticmethod
    def has_module(name):
        return subprocess.run(["/usr/bin/python3", "-c", f"import {name}"], capture_output=True, check=False).returncode == 0

    def engine_module(self):
        root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bindings/python")
        if root not in sys.path:
            sys.path.insert(0, root)
        os.environ.update(self.env, ASSAY_LIBRARY=str(self.bin / "libassay.so.0"))
        return importlib.import_module("assay")
