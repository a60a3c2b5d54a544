"""What a C++ program that checks itself says of its own mistakes (graders/languages/cpp/checked.cpp)."""

import re
import subprocess
import tempfile
import unittest

from driver import LANGUAGES, main

FOLDER = LANGUAGES + "/cpp"
with open(FOLDER + "/language.lua") as language:
    CHECKS = re.findall(r'"(.*?)"', re.search(r"local checks = {(.*?)\"}", language.read(), re.S)[0].replace("{folder}", FOLDER))

BEGIN = """#include <bits/stdc++.h>
using namespace std;
namespace assay { void tell_throw(); }
int global_five[5];
int deeper(int n) { volatile char some[100]; some[0] = n; return deeper(n + 1) + some[0]; }
"""

# A body of `int f(int n)`, called with 1, and what is said; the mistake is on the body's line.
MISTAKES = [
    ("vector<int> a(5, n); int s = 0; for (int i = 0; i <= 5; ++i) s += a[i]; return s;", "the index is not below size()"),
    ("vector<int> a(5, n); return *(a.begin() + 5);", "reads 4 bytes past the end of an array or a container of 20 bytes"),
    ("char* a = new char[5]; a[n - 2] = 1; return a[0];", "writes 1 byte before the start of an array or a container of 5 bytes"),
    ("string s = \"ab\"; return s[9 * n];", "a container of the library is misused: `__pos <= size()` does not hold"),
    ("vector<int> a; a.pop_back(); return 0;", "the container is empty"),
    ("priority_queue<int> q; return q.top();", "the container is empty"),
    ("int a[5] = {n}; int* p = a; p[n + 4] = 3; return a[0];", "writes 4 bytes outside of the local variable `a`"),
    ("int* p = global_five; p[n + 4] = 3; return 0;", "writes 4 bytes outside of a global variable"),
    ("int a[5] = {n}; return a[n + 4];", "index 5 out of bounds for type 'int [5]'"),
    ("int* p = nullptr; return p[n - 1];", "load of null pointer of type 'int'"),
    ("return *reinterpret_cast<char*>(0x12345678912L * n);", "reaches memory that is not there"),
    ("vector<int> a{1}; int& r = a[0]; a.push_back(n); return r;", "reads 4 bytes of memory that was given back: by delete, by erasing an element, or by a container that grew"),
    ("list<int> a{1, 2}; for (auto i = a.begin(); i != a.end(); ++i) a.erase(i); return 0;", "reads 8 bytes of memory that was given back: by delete, by erasing an element, or by a container that grew"),
    ("int* p; { int local = n; p = &local; } return *p;", "reads 4 bytes of a local variable that is gone"),
    ("int* p = new int; delete p; delete p; return 0;", "gives back memory a second time, or memory that was not allocated"),
    ("int* p = new int[2]; delete p; return 0;", "new, new[] and malloc need delete, delete[] and free"),
    ("int x = INT_MAX; x += n; return x;", "signed integer overflow: 1 + 2147483647 cannot be represented in type 'int'"),
    ("return 7 / (n - 1);", "division by zero"),
    ("return n << 40 * n;", "shift exponent 40 is too large for 32-bit type 'int'"),
    ("assert(n == 5); return 0;", "aborts: a failed assertion, or an exception that nobody caught"),
    ("throw out_of_range(\"five\");", "aborts: a failed assertion, or an exception that nobody caught"),
    ("try { vector<int>(2).at(2 * n); } catch (...) { assay::tell_throw(); } return 0;", "thrown here"),
    ("return n == 7 ? 1 : deeper(n);", "the stack is full: too deep a recursion"),
]
FINE = ["return n - 1;", "unsigned x = UINT_MAX; x += n; return x;", "try { throw n; } catch (int) {} return 0;"]


class Checked(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        bodies = [body for body, _ in MISTAKES] + FINE
        lines = [f"int f{i}(int n) {{ {body} }}" for i, body in enumerate(bodies)]
        calls = " ".join(f"case {i}: return f{i}(1);" for i in range(len(bodies)))
        with open(cls.folder.name + "/solution.cpp", "w") as file:
            file.write(BEGIN + "\n".join(lines) + f"\nint main(int, char** arguments) {{ switch (atoi(arguments[1])) {{ {calls} }} }}\n")
        cls.program = cls.folder.name + "/program"
        subprocess.run(["g++", *CHECKS, "-w", cls.folder.name + "/solution.cpp", FOLDER + "/checked.cpp", "-o", cls.program], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_body(self, i):
        return subprocess.run([self.program, str(i)], capture_output=True, text=True, timeout=60)

    def line_of(self, addresses):
        """The innermost line of the solution."""
        printed = subprocess.run(["addr2line", "-i", "-e", self.program, *addresses.split()], capture_output=True, text=True, check=True)
        return int(re.search(r"/solution\.cpp:(\d+)", printed.stdout)[1])

    def test_each_mistake_is_told_with_the_line_that_made_it(self):
        for i, (body, says) in enumerate(MISTAKES):
            with self.subTest(body):
                ran = self.run_body(i)
                told = re.findall(r"^assay-mistake\t(.*)\t([0-9a-f ]+)$", ran.stderr, re.M)
                self.assertEqual((98, [says]), (ran.returncode, [what for what, _ in told]), ran.stderr)
                line = 5 if "deeper" in body else BEGIN.count("\n") + 1 + i
                self.assertEqual(line, self.line_of(told[0][1]))

    def test_what_the_language_allows_is_no_mistake(self):
        for i, body in enumerate(FINE, len(MISTAKES)):
            with self.subTest(body):
                ran = self.run_body(i)
                self.assertEqual((0, ""), (ran.returncode, ran.stderr))


if __name__ == "__main__":
    main(needs=["g++", "addr2line"])
