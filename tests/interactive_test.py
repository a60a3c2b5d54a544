#!/usr/bin/env python3
"""Interactive programs: what each kind of program gets, and what its author and candidate are told.

`interactive_test.py ASSAY SOURCE`; the problem is the one of docs/format.md
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ASSAY, SOURCE = sys.argv[1:3]
PAGE = pathlib.Path(SOURCE, "docs/format.md").read_text()
PROBLEM = re.search(r'^return problem "find-the-shelf".*?^}$', PAGE, re.DOTALL | re.MULTILINE)[0]
SEARCH = """low, high = 1, int(input())
while low < high:
    middle = (low + high) // 2
    print(middle)
    answer = input()
    if answer == "found": break
    if answer == "left": high = middle - 1
    else: low = middle + 1
"""
CPP = """#include <iostream>
#include <string>
int main() {
  long low = 1, high;
  std::cin >> high;
  for (std::string answer; answer != "found";) {
    long middle = (low + high) / 2;
    std::cout << middle << '\\n';
    std::cin >> answer;
    if (answer == "left") high = middle - 1;
    if (answer == "right") low = middle + 1;
  }
}
"""
# What is done, in which language, how it is judged and what the first failing test says.
PROGRAMS = {
    "finds it": ("python", SEARCH + "else: print(low)\n", "accepted", ""),
    "finds it in C++": ("cpp", CPP, "accepted", ""),
    "leaves its last line without an end": ("python", SEARCH + "else: print(low, end='')\n", "accepted", ""),
    "reads on to the end": ("python", SEARCH + "else: print(low, flush=True)\nimport sys\nsys.stdin.read()\n", "accepted", ""),
    "says nothing": ("python", "pass\n", "wrong_answer", "it ended before the book was found"),
    "says what is no number": ("python", "print('one'); input()\n", "wrong_answer",
                               "a line is not the number of a shelf"),
    "asks for ever": ("python", "while True: print(0)\n", "wrong_answer", "it asked more than 20 times"),
    "crashes in the middle": ("python", "input()\nprint(0)\n1/0\n", "runtime_error", "exited with status 1"),
    "ends badly": ("python", SEARCH + "else: print(low)\n1/0\n", "runtime_error", "exited with status 1"),
    "never asks": ("python", "while True: pass\n", "time_limit", "or never ends"),
}


class Interactive(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="assay-interactive-")
        self.addCleanup(self.folder.cleanup)
        self.bank = pathlib.Path(self.folder.name)
        self.write(PROBLEM)

    def write(self, text):
        path = self.bank / "find-the-shelf/problem.lua"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def run_assay(self, *arguments):
        done = subprocess.run([ASSAY, *arguments], stdout=subprocess.PIPE, cwd=self.bank, check=False)
        return done.stdout.decode()

    def lint(self):
        (problem,) = json.loads(self.run_assay("lint", "--json", str(self.bank)))["problems"]
        return [(found["code"], found["message"]) for found in problem["findings"]]

    def test_programs_get_what_they_earn(self):
        batch = self.bank / "batch.jsonl"
        batch.write_text("".join(
            json.dumps({"id": name, "problem": "find-the-shelf", "language": language, "source": source}) + "\n"
            for name, (language, source, _, _) in PROGRAMS.items()))
        out = self.run_assay("grade", "--bank", str(self.bank), "--batch", str(batch), "--json=lines")
        results = {event["id"]: event for event in map(json.loads, out.splitlines())
                   if event["event"] == "result"}
        for name, (_, _, verdict, words) in PROGRAMS.items():
            with self.subTest(name):
                result = results[name]
                self.assertEqual(verdict, result["verdict"], result)
                failed = [test for test in result["tests"] if test["verdict"] not in ("accepted", "skipped")]
                self.assertIn(words, failed[0]["feedback"] if failed else "")

    def test_a_candidate_sees_the_conversation_of_an_example(self):
        (self.bank / "s.py").write_text("input()\nprint(9)\ninput()\nprint(7)\ninput()\n")
        out = self.run_assay("test", "--bank", str(self.bank), "--problem", "find-the-shelf", "s.py")
        self.assertIn("conversation (> marks what the program printed; the rest is what it was told)\n     10\n     > 9\n     left\n     > 7\n     found\n", out)

    def test_an_input_of_ones_own_is_refused_with_the_reason(self):
        (self.bank / "s.py").write_text("pass\n")
        done = subprocess.run([ASSAY, "test", "--bank", str(self.bank), "--problem", "find-the-shelf",
                               "--input", "{}", "s.py"], capture_output=True, cwd=self.bank, check=False)
        self.assertEqual(2, done.returncode)
        self.assertIn(b"answered from a secret", done.stderr)

    def test_a_function_is_called_within_its_bounds(self):
        self.write(re.search(r'^return problem "warm-kiln".*?^}$', PAGE, re.DOTALL | re.MULTILINE)[0])
        for setting, verdict, says in [("n", "accepted", ""), ("0", "wrong_answer", "`cracks` was called with an argument outside its bounds"),
                                       ("n + 1", "wrong_answer", "`cracks` was called with an argument outside its bounds")]:
            source = (f"def highest_safe(n, cracks):\n    if n <= 20: cracks({setting})\n    low, high = 0, n\n    while low < high:\n        middle = (low + high + 1) // 2\n"
                      "        low, high = (low, middle - 1) if cracks(middle) else (middle, high)\n    return low\n")
            (self.bank / "kiln.py").write_text(source)
            report = json.loads(self.run_assay("grade", "--bank", ".", "--problem", "warm-kiln", "kiln.py", "--json"))
            self.assertEqual(verdict, report["verdict"], setting)
            failed = [test["feedback"] for test in report["tests"] if test["verdict"] != "accepted"]
            self.assertEqual([says] * len(failed), failed)

    def test_the_linter_talks_to_the_interactor(self):
        careless = "if not shelf then return false, \"a line is not the number of a shelf\" end"
        generous = 'if not line then return false'
        for name, text, code, words in (
                ("fails on junk", PROBLEM.replace(careless, ""), "E041", "compare number with nil"),
                ("trusts silence", PROBLEM.replace(generous, "if not line then return true"), "E042",
                 "accepts a program that says nothing"),
                ("is missing", re.sub(r"  interact = function.*?^  end,$", "", PROBLEM, flags=re.DOTALL | re.MULTILINE),
                 "E013", "interact is missing"),
                ("has returns", PROBLEM.replace("shelf = 7 }, ", "shelf = 7 }, returns = 1, "), "E012",
                 "returns has no place beside interact")):
            with self.subTest(name):
                self.assertNotEqual(PROBLEM, text)
                self.write(text)
                found = self.lint()
                self.assertTrue(any(code == c and words in message for c, message in found), found)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
