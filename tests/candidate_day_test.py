#!/usr/bin/env python3
"""A candidate's day with the shipped bank: what is typed, what is written, and what must be said.

`candidate_day_test.py ASSAY SOURCE_DIR`
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

LEVEL_1 = '''
class ClubLedger:
    def __init__(self):
        self.cents = {}

    def join(self, now, member):
        return member not in self.cents and self.cents.setdefault(member, 0) == 0

    def deposit(self, now, member, cents):
        if member in self.cents:
            self.cents[member] += cents
        return self.cents.get(member)

    def transfer(self, now, payer, payee, cents):
        if payer == payee or payee not in self.cents or self.cents.get(payer, -1) < cents:
            return None
        self.cents[payee] += cents
        return self.deposit(now, payer, -cents)

    def balance(self, now, member):
        return self.cents.get(member)
'''

LOUD = {
    "right": '''
def loud(first, replay, k):
    counts = {}
    for query in first:
        counts[query] = counts.get(query, 0) + 1
        if len(counts) == k:
            counts = {query: left - 1 for query, left in counts.items() if left > 1}
    found, length = dict.fromkeys(counts, 0), 0
    for query in replay:
        length += 1
        if query in found:
            found[query] += 1
    return sorted(query for query, times in found.items() if times * k > length)
''',
    "wrong": "def loud(first, replay, k):\n    print('here')\n    return sorted(set(first))\n",
    "crashing": "def loud(first, replay, k):\n    return [][1]\n",
    "looping": "def loud(first, replay, k):\n    while True:\n        pass\n",
    "unfinished": "def loud(first, replay, k)\n    return []\n",
    "misnamed": "def laud(first, replay, k):\n    return []\n",
}

IN_PLACE = '''return problem "in-rising-order" {
  title = "In rising order", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-22", review_by = "2028-11-22", ai = "forbidden",
  sources = { "Original." },
  statement = [[Put the numbers in rising order, in place.]],
  fn = "arrange(xs: int[0..10] in 0..9) -> xs",
  example { xs = {2, 1}, returns = {1, 2} },
  edge { "as it should be", xs = {1, 2} },
  random { "small", 6, points = 10 },
  reference = function(a) table.sort(a.xs) return a.xs end,
}
'''


class Day(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.work = pathlib.Path(self.folder.name)
        self.env = {**os.environ, "ASSAY_BANK": str(SOURCE / "problems"), "COLUMNS": "100",
                    "XDG_DATA_HOME": str(self.work / "data")}

    def assay(self, *words, exits=0):
        done = subprocess.run([ASSAY, *words], cwd=self.work, env=self.env, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        self.assertEqual(done.returncode, exits, done.stdout)
        return done.stdout

    def start(self, problem, *words):
        said = self.assay("start", problem, *words)
        if self.work.name != problem:
            self.work = self.work / problem
        return said

    def write(self, text, name="solution.py"):
        (self.work / name).write_text(text)

    def test_the_first_problem_from_the_list_to_the_pattern(self):
        self.assertIn("loud-queries", self.assay("list"))
        self.assertIn("A query is loud if", self.assay("show", "loud-queries"))
        self.assertIn("solution.py", self.start("loud-queries"))
        self.assertIn("NotImplementedError", self.assay("test", exits=1))
        self.assertIn("still the stub", self.assay("grade", exits=2))
        for kind, says in {"wrong": "wrong_answer", "crashing": "IndexError", "looping": "time_limit",
                           "unfinished": "SyntaxError", "misnamed": "does not define `loud`"}.items():
            with self.subTest(kind):
                self.write(LOUD[kind])
                self.assertIn(says, self.assay("test", exits=1))
        self.write(LOUD["wrong"])
        self.assertIn("here", self.assay("test", exits=1))
        graded = self.assay("grade", exits=1)
        self.assertIn("not yet accepted. Submission 1", graded)
        self.assertIn('"pattern": null', self.assay("show", "loud-queries", "--json"))
        self.assertIn("costs", self.assay("hint"))
        self.write(LOUD["right"])
        self.assertIn("95 of 100 points (5 went for hints), accepted", self.assay("grade"))
        self.assertIn("wrong_answer", self.assay("history"))
        self.assertIn("+    counts = {}", self.assay("diff", "1", "2"))
        self.assertIn("solved", self.assay("list", "--status", "solved", "--json"))

    def test_an_input_of_ones_own_fails_where_the_solution_does(self):
        own = '{"first": [1, 1], "replay": [1, 1], "k": 2}'
        for kind, exits, says in ("wrong", 0, "nobody knows the right answer"), ("crashing", 1, "runtime_error"):
            self.write(LOUD[kind])
            self.assertIn(says, self.assay("test", "--problem", "loud-queries", "solution.py", "--input", own, exits=exits))
        self.assertIn("a class is tested by rows of calls", self.assay("test", "--problem", "club-ledger", "solution.py", "--input", "{}", exits=2))

    def test_messages_call_a_file_by_its_own_name(self):
        self.write("def laud(first, replay, k):\n    return []\n", "mine.py")
        self.assertIn("mine.py does not define `loud`; did you mean `laud`?", self.assay("test", "--problem", "loud-queries", "mine.py", exits=1))
        self.write("def loud(first, replay, k)\n    return []\n", "mine.py")
        self.assertIn('File "mine.py", line 1', self.assay("grade", "--problem", "loud-queries", "mine.py", exits=1))
        self.write(LOUD["crashing"], "mine.py")
        said = self.assay("test", "--problem", "loud-queries", "mine.py", exits=1)
        self.assertIn('File "mine.py", line 2, in loud', said)
        self.assertNotIn("solution.py", said)
        self.write("int loud\n", "mine.cpp")
        self.assertIn("mine.cpp ends too early", self.assay("test", "--problem", "loud-queries", "mine.cpp", exits=1))

    def test_cpp_failures_say_what_to_look_at(self):
        head = "#include <cassert>\n#include <cstdlib>\n#include <vector>\n"
        pairs = "long long echo_pairs(std::vector<long long> north, std::vector<long long> south, long long window) {\n"
        for code, says in {head + pairs + "  assert(north.empty() && south.empty() && window == 0);\n  return 0;\n}\n": "window == 0' failed",
                           head + pairs + "  std::exit(0);\n}\n": "ended without an answer: does it call exit?",
                           head + "#include <stdexcept>\nint early = [] { throw std::runtime_error(\"too early\"); return 1; }();\n" + pairs + "  return early;\n}\n": "too early",
                           head + "class Solution { " + pairs + "return 0; } };\n": "outside of any class"}.items():
            self.write(code, "mine.cpp")
            self.assertIn(says, self.assay("test", "--problem", "echo-pairs", "mine.cpp", exits=1))

    def test_cpp_mistakes_are_told_with_their_line(self):
        pairs = "#include <stdexcept>\n#include <vector>\nlong long echo_pairs(std::vector<long long> north, std::vector<long long> south, long long window) {\n"
        for body, headline, mistake in [("  return *static_cast<long long*>(nullptr);", "killed by SIGSEGV", "mine.cpp:4: load of null pointer of type 'long long int'"),
                                        ("\n  return north[north.size()];", "expected 3, got", "mine.cpp:5: the index is not below size()"),
                                        ("  return south.at(9);", "std::out_of_range", "mine.cpp:4: thrown here"),
                                        ("  return 1;", "expected 3, got 1", None)]:
            self.write(pairs + body + "\n}\n", "mine.cpp")
            said = self.assay("test", "--problem", "echo-pairs", "mine.cpp", exits=1)
            with self.subTest(body):
                self.assertIn(headline, said)
                self.assertEqual([mistake] if mistake else [], re.findall(r"^   (mine\.cpp:.*)$", said, re.M))

    def test_a_crash_on_a_hidden_test_is_told_with_its_line_alone(self):
        pairs = "#include <stdexcept>\n#include <vector>\nlong long echo_pairs(std::vector<long long> north, std::vector<long long> south, long long window) {\n  if (north.size() > 100)\n"
        count = "\n  long long pairs = 0;\n  for (long long n : north) for (long long s : south) pairs += std::abs(n - s) <= window;\n  return pairs;\n}\n"
        for crash, says in [("*static_cast<volatile long long*>(nullptr) = window;", "too deep a recursion) on line 5"),
                            ("throw std::out_of_range(std::to_string(window));", "std::out_of_range on line 5")]:
            self.write(pairs + crash + count, "mine.cpp")
            said = self.assay("grade", "--problem", "echo-pairs", "mine.cpp", exits=1)
            with self.subTest(crash):
                self.assertIn(says, said)
                self.assertNotIn("null pointer", said)

    def test_an_answer_that_nobody_awaits_is_told_without_our_files(self):
        self.write("async " + LOUD["wrong"], "mine.py")
        said = self.assay("test", "--problem", "loud-queries", "mine.py", exits=1)
        self.assertIn("take the `async` away", said)
        self.assertNotRegex(said, r"harness\.py|assay_\w+\.py")

    def test_who_changes_an_argument_in_place_may_return_what_they_like(self):
        self.write(IN_PLACE, "in-rising-order.lua")
        for file, source, score in (("a.py", "def arrange(xs):\n    xs.sort()\n    return xs[:1]\n", 10),
                                    ("b.py", "def arrange(xs):\n    return sorted(xs)\n", 0)):
            self.write(source, file)
            with self.subTest(file):
                wrong = score == 0
                said = self.assay("test", "--bank", ".", "--problem", "in-rising-order", file, exits=int(wrong))
                self.assertEqual(wrong, "`xs` is as it came, and another value was returned: it has to be changed in place" in said)
                said = self.assay("grade", "--bank", ".", "--problem", "in-rising-order", file, exits=int(wrong))
                self.assertIn("not yet accepted" if wrong else "10 of 10 points", said)

    def test_what_had_other_tests_is_not_judged_again(self):
        bank = self.work / "own" / "in-rising-order"
        bank.mkdir(parents=True)
        self.env["ASSAY_BANK"] = str(bank.parent)
        self.write("def arrange(xs):\n    xs.sort()\n")
        for text, exits, says in ((IN_PLACE, 0, "accepted"), (IN_PLACE.replace("points = 10", "points = 12"), 0, "12 of 12 points"),
                                  (IN_PLACE.replace('"small", 6', '"small", 7'), 3, 'the group "small" had 6 tests, and has 7 now: grade the submission anew'),
                                  (IN_PLACE.replace("edge {", 'edge { "more", xs = {3}, group = "odd" },\n  edge {'), 3, 'the group "odd" is new')):
            (bank / "problem.lua").write_text(text)
            if text is IN_PLACE:
                self.assay("grade", "--problem", "in-rising-order", "solution.py")
            self.assertIn(says, self.assay("history", "--rejudge", "1", exits=exits))

    def test_an_ending_that_no_language_has_is_told_with_those_that_there_are(self):
        self.write("def loud", "mine.rb")
        self.assertIn('no language has the ending ".rb"; there are .cpp, .cu, .js, .py\n', self.assay("grade", "--problem", "loud-queries", "mine.rb", exits=2))

    def test_a_byte_order_mark_does_no_harm(self):
        self.write("\ufeff" + LOUD["right"].lstrip())
        self.assertIn("accepted", self.assay("grade", "--problem", "loud-queries", "solution.py"))

    def test_a_submission_that_cannot_be_loaded_gets_none_of_all_points(self):
        self.start("loud-queries")
        self.write(LOUD["unfinished"])
        self.assertIn("0 of 100 points", self.assay("grade", exits=1))

    @unittest.skipIf(os.geteuid() != 0, "not run: only root runs candidates as users of their own")
    def test_harnesses_that_candidates_cannot_read_are_named(self):
        self.start("loud-queries")
        graders = self.work / "graders"
        shutil.copytree(SOURCE / "graders", graders)
        kept = graders / "languages/python/__pycache__"
        kept.mkdir(exist_ok=True)
        kept.chmod(0o700)  # nothing that they need
        self.env["ASSAY_GRADERS"] = str(graders)
        self.write(LOUD["right"])
        self.assertIn("accepted", self.assay("grade"))
        (graders / "languages/cpp/assay.hpp").chmod(0o600)
        self.assertIn("cpp/assay.hpp is closed to other users, and candidates run as one: chmod -R go+rX", self.assay("grade", exits=4))

    def test_a_second_language_is_started_after_a_grade(self):
        self.start("loud-queries")
        self.write(LOUD["wrong"])
        self.assay("grade", exits=1)
        self.assertIn("Wrote solution.cpp", self.start("loud-queries", "--lang", "cpp"))
        self.assertIn("not written yet", self.assay("test", exits=1))
        self.write("#include <vector>\nint x", "solution.cpp")
        self.assertIn("is a `;` or a `}` missing?", self.assay("grade", exits=1))

    def test_a_level_opens_when_the_one_before_is_solved(self):
        self.start("club-ledger")
        self.assertNotIn("top_spenders", (self.work / "solution.py").read_text())
        self.assertNotIn("level 2", self.assay("test", exits=1))
        self.write(LEVEL_1)
        self.assertIn("level 1.2  accepted", self.assay("test"))
        graded = self.assay("grade", exits=1)
        self.assertRegex(graded, r"level 1 +20/20 +accepted +25/25")
        self.assertRegex(graded, r"level 3 +0/21 +closed +0/25")
        self.assertIn("20 of 20 hidden tests accepted. Level 1 is solved. Level 2 is open now: assay start club-ledger adds it to README.md.", graded)
        self.assertRegex(graded, r"\n25 of 100 points\. Submission 1, ")
        for discouraging in ("runtime_error", "not yet accepted", "Try again", "assay hint"):
            self.assertNotIn(discouraging, graded)
        self.assertIn("level solved", self.assay("history"))
        self.assertRegex(self.assay("history", "--rejudge", "1", exits=1), r"level 3 +0/21 +closed +0/25[^$]*\n20 of 20 hidden tests accepted\.\n")
        again = self.assay("grade", exits=1)
        self.assertNotIn("is open now", again)
        self.assertIn("not yet accepted", again)
        self.assertIn("Wrote README.md", self.start("club-ledger"))
        self.assertIn("`top_spenders`", (self.work / "README.md").read_text())
        self.assertNotIn("`merge`", (self.work / "README.md").read_text())
        self.assertEqual((self.work / "solution.py").read_text(), LEVEL_1)
        self.assertIn("level 2.1", self.assay("test", exits=1))

    def test_starting_again_goes_on_with_the_clock_and_the_journal(self):
        self.assertIn("The clock runs: 30:00 left", self.start("club-ledger", "--minutes", "30"))
        self.assertRegex(self.start("club-ledger", "--lang", "cpp"), r"The clock runs: (30:00|29:\d\d) left")
        said = self.start("club-ledger", "--minutes", "9")
        self.assertIn("The clock runs: 09:00 left", said)
        self.assertRegex(said, r"The clock of the attempt before, which had (30:00|29:\d\d) left, is stopped\.")
        self.assertNotIn("solution.py", said)  # it is C++ by now
        self.work = pathlib.Path(self.folder.name)
        self.start("sock-boxes")
        self.assay("note", "tenure counts", "--expect", "better")
        self.assertIn("No clock runs", self.start("sock-boxes"))
        self.assertIn("tenure counts", self.assay("note"))
        self.work = pathlib.Path(self.folder.name)
        self.start("sock-boxes", "--dir", "anew")
        self.assertIn("The journal is empty", self.assay("note", "--problem", "sock-boxes"))

    def test_show_tells_points_levels_and_what_the_file_begins_with(self):
        said = self.assay("show", "saxpy", "--lang", "cuda")
        self.assertIn("Hidden tests: 8 in edges (61.54 points), 4 in random (30.77 points), 1 in large (7.69 points)\n", said)
        self.assertIn("solution.cu begins as:\n\n    __global__ void saxpy(", said)
        self.assertIn("Hidden tests: 20 in level 1 (25 points), 20 in level 2 (25 points)", self.assay("show", "club-ledger"))

    def test_answers_that_cannot_be_read_fail_a_test_run_and_are_no_example(self):
        self.start("sock-boxes")
        self.write((SOURCE / "problems/data_modeling/sock-boxes/raw.numpy.py").read_text(), "solution.numpy.py")
        said = self.assay("test")
        self.assertRegex(said, r"answers.json  read ")
        self.assertIn("1 of 1 example.", said)
        self.write('{ "framing": [', "answers.json")
        self.assertIn("answers.json: no JSON at character", self.assay("test", exits=1))

    def test_doctor_tells_of_damaged_records_beside_all_else(self):
        self.write("no database " * 100, "bad.db")
        said = self.assay("doctor", "--store", "bad.db", exits=5)
        self.assertRegex(said, r"(?m)^ languages +cpp +g\+\+")
        self.assertRegex(said, r"(?m)^ store +cannot be used +\S+bad\.db: .*move it away and a new one is made")

    def test_a_folder_that_cannot_be_made_is_named_with_the_reason(self):
        (self.work / "file").write_text("")
        self.assertIn("file/inside cannot be made: Not a directory", self.assay("start", "echo-pairs", "--dir", "file/inside", exits=5))
        said = self.assay("history", "--store", "file/records/assay.db", exits=5)
        self.assertIn("file/records, the folder of the records, cannot be made: Not a directory. Name another file for them: --store FILE", said)

    def test_a_path_to_be_typed_is_one_word_for_a_shell(self):
        self.assertIn("cd 'a b' && assay test", self.assay("start", "echo-pairs", "--dir", "a b"))
        self.assertIn("cd 'it'\\''s' && assay test", self.assay("start", "echo-pairs", "--dir", "it's"))

    def test_a_kernel_that_did_not_run_is_not_told_what_a_gpu_would_show(self):
        self.write("def saxpy(): pass\n", "mine.py")
        self.assertEqual("unsupported: this problem is solved with cuda. Nothing was charged to you.\n",
                         self.assay("grade", "--problem", "saxpy", "mine.py", exits=4))

    def test_a_crash_in_a_visible_trace_is_one_line_of_a_grade(self):
        self.write("class ClubLedger:\n    def join(self, now, member):\n        return [][now]\n    def deposit(self, now, member, cents): pass\n")
        said = self.assay("grade", "--problem", "club-ledger", "solution.py", exits=1)
        self.assertIn("level 1: IndexError: list index out of range (line 3).\n", said)

    def test_of_much_that_is_printed_the_beginning_and_the_end_are_shown(self):
        self.write("def echo_pairs(north, south, window):\n    for i in range(50):\n        print('line', i)\n    return 3\n", "mine.py")
        said = self.assay("test", "--problem", "echo-pairs", "mine.py", exits=1)
        self.assertIn("     line 9\n     ... 30 lines more\n     line 40\n", said)
        self.assertIn("     line 49\n", said)

    def test_where_tensors_differ_most_is_told_of_a_visible_test(self):
        self.write("__global__ void saxpy(float a, const float* x, float* y, int n) {\n"
                   "  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i] + (i == 1);\n}\n", "mine.cu")
        self.assertIn("1 of 3 values differ from the expected ones by more than the tolerance; the worst at [1]: expected 24.0, got 25.0",
                      self.assay("test", "--problem", "saxpy", "mine.cu", exits=1))

    def test_every_level_that_opens_is_added_to_the_statement(self):
        # The class, and of each level after the first a method without which its traces fail.
        for problem, (name, later) in {"kv-pages": ("PagePool", ["fork", "force_append", "compact"]),
                                       "sample-once": ("Sampler", ["draw", "crash", "drop"])}.items():
            with self.subTest(problem):
                self.work = pathlib.Path(self.folder.name)
                self.start(problem)
                source = (SOURCE / "problems/production_ml" / problem / "ok.py").read_text()
                for level in range(1, 5):
                    readme = (self.work / "README.md").read_text()
                    self.assertEqual(re.findall(r"## Level (\d)", readme), ["1", "2", "3", "4"][:level])
                    self.write(source + "".join(f"\ndel {name}.{method}" for method in later[level - 1:]))
                    graded = self.assay("grade", exits=0 if level == 4 else 1)
                    if level < 4:
                        self.assertIn(f"Level {level} is solved. Level {level + 1} is open now", graded)
                        self.assertIn("Wrote README.md", self.start(problem))

    def test_an_export_has_a_stub_for_each_language_that_a_candidate_may_choose(self):
        self.assay("export", "--into", "out", "echo-pairs", "saxpy")
        names = {problem: sorted(path.name for path in (self.work / "out" / problem).iterdir()) for problem in ("echo-pairs", "saxpy")}
        self.assertEqual(names["echo-pairs"], ["README.md", "solution.cpp", "solution.js", "solution.py"])
        self.assertEqual(names["saxpy"], ["README.md", "solution.cu"])

    def test_an_export_touches_nobodys_work(self):
        self.start("echo-pairs")
        self.write("mine\n")
        self.work = pathlib.Path(self.folder.name)
        said = self.assay("export", "--into", ".", "saxpy", "echo-pairs", exits=2)
        self.assertIn("echo-pairs/solution.py is there already and differs: move it away, or name another folder. Nothing was written", said)
        self.assertEqual((self.work / "echo-pairs/solution.py").read_text(), "mine\n")
        self.assertFalse((self.work / "saxpy").exists())
        for _ in range(2):
            self.assertIn("Wrote 2 files", self.assay("export", "--into", ".", "saxpy"))

    def test_a_readme_with_notes_in_it_is_kept(self):
        self.start("club-ledger")
        readme = self.work / "README.md"
        readme.write_text("My notes.\n" + readme.read_text())
        self.write(LEVEL_1)
        self.assay("grade", exits=1)
        self.assertIn("Kept README.md", self.start("club-ledger"))
        self.assertIn("My notes.", readme.read_text())


if __name__ == "__main__":
    ASSAY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
