#!/usr/bin/env python3
"""What an author does wrong, and what the linter says to it: the line, the code and the sentence.

`author_day_test.py ASSAY`
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

GOOD = """return problem "NAME" {
  title = "Even", difficulty = 1, minutes = 5,
  statement = "How many are even?",
  fn = "evens(xs: int[n=0..50] in -99..99) -> int",
  example { xs = {1, 2, 4}, returns = 2 },
  reference = function(a)
    local n = 0
    for _, x in ipairs(a.xs) do n = n + (x % 2 == 0 and 1 or 0) end
    return n
  end,
  random { "small", 5 },
  solution { "right.py", [=[
def evens(xs):
    return sum(x % 2 == 0 for x in xs)
]=] },
  solution { "wrong.py", expect = "wrong_answer on small", [=[
def evens(xs):
    return len(xs)
]=] },
}
"""
REFERENCE = GOOD[GOOD.index("  reference"):GOOD.index("  random")]
RIGHT = GOOD[GOOD.index("  solution"):GOOD.index('  solution { "wrong')]
ROW = '  random { "small", 5 },\n'


def make(body):
    return (ROW, ROW + f"  make = function(r)\n    {body}\n  end,\n")


def check(body):
    return (ROW, ROW + f"  check = function(a, out, want)\n    {body}\n  end,\n")


# name: (edits of GOOD, the findings: line, code, part of the sentence)
DAY = {
    "good": ([], []),
    # What cannot be read.
    "comma": ([("minutes = 5,", "minutes = 5")], [(3, "E001", "'}' expected")]),
    "early-end": ([('"How many are even?"', "[[How many of a[b[1]] are even?]]")],
                  [(3, "E002", "`]]` in the text ended the long string on line 3: use [=[ ... ]=]")]),
    "setting": ([("minutes", "minuts")], [(2, "E010", 'unknown setting "minuts" (did you mean "minutes"?)')]),
    "declaration": ([("random {", "randm {")], [(11, "E001", '"randm" (did you mean "random"?)')]),
    "argument": ([("example { xs", "example { ys")], [(5, "E010", 'unknown setting "ys"; known: returns, secret, xs')]),
    "type": ([("minutes = 5", 'minutes = "five"')], [(2, "E011", "minutes must be an int, not text")]),
    "element-type": ([("{1, 2, 4}", '{1, "2", 4}')], [(5, "E026", "xs[2]: expected int, got text")]),
    "no-count": ([('"small", 5', '"small"')], [(11, "E013", 'random { "small", 40, ... }')]),
    # 9 would be the points and the length of every list.
    "two-meanings": ([("int[n=", "int[points="), ('"small", 5', '"small", 5, points = 9')],
                     [(11, "E019", '"points" is a setting of random and the name of an argument or length')]),
    # Habits of other languages.
    "unequal": ([("x % 2 == 0 and", "x % 2 != 0 and")], [(8, "E001", "not equal is ~=")]),
    "add-to": ([("n = n + (", "n += (")], [(8, "E001", "write n = n + 1")]),
    "comment": ([("  fn =", "  // what\n  fn =")], [(4, "E001", "a comment begins with --")]),
    "brace-too-many": ([("returns = 2 },", "returns = 2 }},")], [(6, "E001", "is there a brace too many before it?")]),
    "brackets": ([("{1, 2, 4}", "[1, 2, 4]")], [(5, "E001", "a list is {1, 2}")]),
    "colon": ([("minutes = 5", "minutes: 5")], [(2, "E001", "a setting is name = value")]),
    "none": ([("xs = {1, 2, 4}", "xs = None")], [(5, "E001", '"None" (did you mean "null"?)')]),
    "list-of-ints": ([("xs: int[n=0..50] in -99..99", "xs: list[int]")], [(4, "E017", "a list is int[]")]),
    "def": ([('"evens(', '"def evens(')], [(4, "E017", "leave `def` away")]),
    "string": ([('-> int"', '-> string"')], [(4, "E017", 'did you mean "str"?')]),
    "no-argument": ([("xs = {1, 2, 4}, returns", "returns")], [(5, "E026", 'the argument "xs" is missing')]),
    "day": ([("minutes = 5", 'minutes = 5, review_by = "next year"')], [(2, "E012", 'review_by is a day like "2026-11-21"')]),
    "no-ending": ([('"right.py"', '"right"')], [(12, "E055", "the ending names no language")]),
    "capitals": ([('"capitals"', '"Capitals_"')], [(1, "E015", "small letters, digits and single dashes")]),
    "signature": ([("int[n", "imt[n")], [(4, "E017", 'column 11: expected a type, got "imt" (did you mean "int"?)')]),
    "two-groups": ([(ROW, ROW + ROW)], [(12, "E018", 'two groups are called "small"')]),
    "group-without-name": ([('"small", 5', '"", 5'), ("wrong_answer on small", "wrong_answer")], [(11, "E012", "a group needs a name of one line")]),
    "group-of-lines": ([('"small", 5', '"sm\\nall", 5'), ("wrong_answer on small", "wrong_answer")], [(11, "E012", "a group needs a name of one line")]),
    "two-solutions": ([("wrong.py", "right.py")], [(16, "E018", 'two solutions are called "right.py"')]),
    "twice": ([("minutes = 5,", "minutes = 5,\n  difficulty = 2,")], [(3, "E018", "`difficulty` stands twice in one table, on line 2 too")]),
    "twice-in-a-row": ([('"small", 5', '"small", 5, n = 3, ["n"] = 4')], [(11, "E018", "`n` stands twice in one table")]),
    "verdict": ([("wrong_answer", "wrong_anwser")], [(16, "E023", '"wrong_anwser" (did you mean "wrong_answer"?)')]),
    "clause": ([("on small", "in small")], [(16, "E023", 'is not like "wrong_answer on small"')]),
    "group": ([("on small", "on smal")], [(16, "E025", 'there is no group "smal" (did you mean "small"?)')]),
    "no-file": ([(RIGHT, '  solution { "right.py", file = "right.py" },\n')], [(12, "E024", "cannot be read: right.py (No such file or directory)")]),
    # What may not run.
    "loop-at-top": ([("return p", "while true do end\nreturn p")], [(1, "E001", "ran past its limit of 1 s (an endless loop?)")]),
    "bomb-at-top": ([("return p", 'local s = string.rep("x", 1 << 29)\nreturn p')], [(1, "E001", "used more than 512 MiB")]),
    "finalizer": ([("return p", "setmetatable({}, { __gc = print })\nreturn p")], [(1, "E001", "is not available to problems")]),
    "clock": ([make("return { xs = { os.time() } }")], [(13, "E021", "os is not available to problems")]),
    "dice": ([make("return { xs = { math.random(9) } }")], [(13, "E021", "make gets a generator, r")]),
    "global": ([("    local n", "    n")], [(7, "E030", 'global "n" may not be set: write local n')]),
    "bomb": ([make("local t = {} for i = 1, 1e9 do t[i] = {i} end")], [(13, "E021", "used more than 512 MiB")]),
    "stuck-pattern": ([make('return { xs = { (("a"):rep(99999):find(("a-"):rep(99) .. "b")) } }')],
                      [(13, "E021", "string.find ran past its limit of 4 s")]),
    "loop-in-reference": ([("    return n", "    while true do end")], [(9, "E030", "ran past its limit of 1.5 s (an endless loop?)")]),
    # Tests that are no tests.
    "outside": ([make("return { xs = { 100 } }")], [(11, "E021", "xs[0] = 100 is outside -99..99")]),
    "outside-row": ([('"small", 5', '"small", 5, xs = "100..200"')], [(11, "E021", "is outside -99..99")]),
    "outside-edge": ([(ROW, ROW + '  edge { "big", xs = {100} },\n')], [(12, "E021", "xs[0] = 100 is outside -99..99")]),
    "outside-example": ([("{1, 2, 4}", "{1, 2, 400}")], [(5, "E026", "xs[2] = 400 is outside -99..99")]),
    "where": ([(ROW, ROW + '  where = "#xs > 3",\n')], [(5, "E026", 'where "#xs > 3" does not hold')]),
    "where-never": ([("return p", 'return p'), (ROW, ROW + '  where = "#xs == 3 and xs[1] == 1 and xs[3] == 4",\n')],
                    [(11, "E021", "write `make`")]),
    "empty-range": ([('"small", 5', '"small", 5, xs = "9..1"')], [(11, "E021", 'the range "9..1" is empty')]),
    "no-letters": ([("evens(xs:", "evens(word: str, xs:"), ('"small", 5', '"small", 5, word = ""'), ("{ xs =", '{ word = "", xs =')],
                   [(11, "E021", "word: no letters to choose from")]),
    "remembers": ([("return p", "local seen = {}\nreturn p"), make("seen[#seen + 1] = 1 return { xs = { #seen } }")],
                  [(12, "E022", "gives other data on a second run")]),
    # Answers that are none.
    "no-result": ([("    return n\n", "")], [(6, "E030", "expected int, got nil: where is its `return`?")]),
    "text-result": ([("    return n", '    return "n"')], [(6, "E030", "expected int, got text")]),
    "disagrees": ([("returns = 2", "returns = 3")], [(5, "E031", "disagrees with `returns`")]),
    "no-accepted": ([(RIGHT, "")], [(1, "E053", "give one that must be accepted")]),
    "no-answers": ([("sum(x % 2 == 0 for x in xs)", "undefined"), (", returns = 2", ""), (REFERENCE, "")],
                   [(7, "E053", "right.py gives no answer on test 1: NameError: name 'undefined' is not defined (line 2)")]),
    "disagrees-edge": ([(ROW, ROW + '  edge { "none", xs = {}, returns = 0 },\n  edge { "one", xs = {2}, returns = 0 },\n')],
                       [(13, "E031", 'disagrees with `returns` of "edge" test 2')]),
    "two-answers": ([('wrong.py", expect = "wrong_answer on small"', 'other.py"'), ("len(xs)", "sum(x % 2 == 0 for x in xs if x > -50)"),
                     (", returns = 2", ""), (REFERENCE, "")],
                    [(11, "E052", "right.py and other.py disagree on {xs: [-")]),
    # Where no test tells two solutions apart, an input near one does.
    "two-answers-near": ([('"small", 5', '"small", 5, xs = "0..9"'), ('wrong.py", expect = "wrong_answer on small"', 'other.py"'),
                          ("len(xs)", "sum(x % 2 == 0 for x in xs if x >= 0)")],
                         [(16, "E052", "right.py and other.py disagree on {xs: [-")]),
    "checker-blind-to-rows": ([check("return #out == #a.xs"), ("return len(xs)", "return xs[99]"), ("wrong_answer on", "runtime_error on"), ("-> int\"", "-> int[n]\""),
                               ("returns = 2", "returns = {2, 2, 2}"), ("sum(x % 2 == 0 for x in xs)", "[sum(x % 2 == 0 for x in xs)] * len(xs)"),
                               ("    return n\n", "    local out = {}\n    for i = 1, #a.xs do out[i] = n end\n    return out\n")],
                              [(14, "E042", "answers near the right ones")]),
    "checker-fails": ([check("return a.xs[out + 1] >= 0 or out == want")], [(13, "E041", "attempt to compare number with nil")]),
    "checker-silent": ([check("local ok = out == want")], [(12, "E041", "expected true, false or a score from 0 to 1, got nil")]),
    "checker-blind": ([check("return true")], [(12, "E042", "accepts the answer 0 in every test")]),
    "checker-refuses": ([check("return false")], [(12, "E041", 'the checker refuses what `returns` of "example" test 1 and the reference give: 2')]),
    # Solutions that are not what they say.
    "not-wrong": ([("len(xs)", "sum(x % 2 == 0 for x in xs)")], [(16, "E050", "expected wrong_answer on small, got accepted")]),
    "not-right": ([("sum(x % 2 == 0", "sum(x % 2 == 1")], [(12, "E050", "expected accepted on example, got wrong_answer: the answer is not the expected one: 1, not 2 (test 1)")]),
    "not-python": ([("sum(x % 2 == 0 for x in xs)", "sum(")], [(12, "E050", "SyntaxError")]),
    "not-slow": ([("len(xs)", "sum(x % 2 == 0 for x in xs)"), ("wrong_answer on", "time_limit on")],
                 [(16, "E051", "make the group larger")]),
    "where-clause": ([('  example', '  where = {\n    "#xs >= 0",\n    "#xs => 0",\n  },\n  example')],
              [(7, "E001", 'where "#xs => 0": <eof> expected near')]),
    "where-fails": ([('  example', '  where = "#xs <= ys",\n  example')],
                    [(5, "E026", 'where "#xs <= ys": unknown name')]),
    "where-in-a-row": ([('  example', '  where = "#xs < 9 or #xs[1] > 0",\n  example')],
                       [(5, "E021", 'where "#xs < 9 or #xs[1] > 0": attempt to get length of a number value')]),
    "reserved": ([("evens(xs:", "evens(lambda:"), ("{ xs =", "{ lambda ="), ("a.xs", 'a["lambda"]')],
                 [(4, "E019", 'the argument "lambda" has a reserved word of Python for a name')]),
    "reserved-elsewhere": ([("evens(xs:", "evens(new:"), ("{ xs =", "{ new ="), ("a.xs", "a.new")],
                           [(4, "E019", 'the argument "new" has a reserved word of C++20 and JavaScript (Node)')]),
    "no-such-language": ([('"wrong.py",', '"wrong.py", language = "pyton",')], [(16, "E055", 'there is no language "pyton"')]),
    # What a file may be.
    "latin": ([("How many", "H\udcf6w many")], [(3, "E001", "the line is not UTF-8")]),
    "marked": ([("return p", "\ufeffreturn p")], []),
    # What says nothing, or too much.
    "no-arrow": ([(' -> int"', '"')], [(4, "E013", "fn returns nothing, so no test could fail")]),
    "title-type": ([('"Even"', "5")], [(2, "E011", "title must be text, not int")]),
    "bounds-turned": ([("-99..99", "99..-99")], [(4, "E017", "xs: the range 99..-99 is empty")]),
    "too-many": ([('"small", 5', '"small", 500000')], [(11, "E013", "a number of tests from 1 to 100000")]),
    "minus-points": ([('"small", 5', '"small", 5, points = -3')], [(11, "E012", "points must be 0 or more")]),
    "two-names": ([(ROW, ROW + '  edge { "none", "nothing", xs = {} },\n')], [(12, "E014", "edge takes 1 value without a name; here are 2")]),
    "score": ([("wrong_answer on small", "score >= 2")], [(16, "E023", "from 0 to 1")]),
    "equivalent-name": ([(ROW, ROW + '  equivalent { "rihgt.py:2", "why" },\n')],
                        [(12, "E010", 'no solution is called "rihgt.py" (did you mean "right.py"?)')]),
    "equivalent-line": ([(ROW, ROW + '  equivalent { "right.py:9", "why" },\n')], [(12, "E012", "is no line of right.py, which has 3")]),
    "runtime": ([(ROW, ROW + '  runtimes = { "nmpy" },\n')], [(12, "E012", '"nmpy" (did you mean "numpy"?)')]),
    "bug-in-nothing": ([(ROW, ROW + '  bug { "small", 20, "why" },\n')], [(1, "E013", 'scaffold is missing')]),
    "nil-in-a-loop": ([("ipairs(a.xs)", "ipairs(a.x)")], [(8, "E030", "bad argument #1 to 'ipairs' (table expected, got nil)")]),
    "no-language": ([("wrong.py", "wrong.rb")], [(16, "E055", 'the ending names no language; write language = "...": cpp, javascript, python')]),
    "made-otherwise": ([make("return { x = { 1 } }")], [(11, "E021", '"x" is no argument')]),
    "difference": ([('"small", 5', '"small", 5, n = "0-9"')], [(11, "E021", 'the range "0-9" is a difference: a range is like "2..8"')]),
    "growth-of-nothing": ([(ROW, ROW + "  grow { n = {10, 20, 30, 40, 50} },\n")], [(12, "E013", "complexity is missing")]),
    "idea": ([(ROW, ROW + '  idea { seconds = 60, "Which?" },\n')], [(12, "E013", "idea needs what is right and what is wrong")]),
    "checker-fails-here": ([(ROW, ROW + "  check = function(a, out)\n    return out == want\n  end,\n"), (REFERENCE, ""), (", returns = 2", "")],
                           [(8, "E041", 'unknown name "want"')]),
    "answer-is-no-bool": ([("evens(xs:", "evens(even: fn(i: int in 0..9) -> bool, xs:"), ("evens(xs)", "evens(even, xs)"), ("  example", "  answer = { even = { function(a, secret, i) return i end } },\n  example"),
                           ("    return sum(", "    even(1)\n    return sum(")],
                          [(5, "E053", "answer.even: the result: expected bool, got int")]),
    "later-name": ([("evens(xs: int[n=0..50] in -99..99", "evens(xs: int[n=0..50] in -99..most, most: int in 1..99")],
                   [(4, "E017", 'fn: xs: the bound "most" needs "most", which stands after it')]),
    "trees": ([("evens(xs:", "evens(roots: tree[0..60], xs:"), ("{ xs =", "{ roots = {}, xs ="), ("evens(xs)", "evens(roots, xs)")], []),
}

PROGRAM_WITH_REFERENCE = '''return problem "add-lines" {
  title = "Add", difficulty = 1, minutes = 5,
  statement = "Print the sum.",
  program = true,
  example { input = "1\\n2\\n", returns = "3\\n" },
  random { "small", 5 },
  make = function(r) return { input = r:int(1, 9) .. "\\n" .. r:int(1, 9) .. "\\n" } end,
  reference = function(a)
    local sum = 0
    for n in a.input:gmatch("%d+") do sum = sum + tonumber(n) end
    return sum .. "\\n"
  end,
  solution { "right.py", [=[
import sys
print(sum(map(int, sys.stdin)))
]=] },
  solution { "wrong.py", expect = "wrong_answer on small", [=[
print(input())
]=] },
}
'''

NEW = [(2, "the pattern"), (6, "the statement"), (10, "the example"), (14, "the reference"), (23, "the solution"), (27, "a wrong solution")]


def lint(*arguments):
    return subprocess.run([PROGRAM, "lint", *arguments], stdout=subprocess.PIPE, check=False, encoding="utf-8")


class AuthorDay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="assay-author-")
        cls.addClassCleanup(cls.folder.cleanup)
        for name, (edits, _) in DAY.items():
            text = GOOD.replace("NAME", name)
            for before, after in edits:
                assert before in text, (name, before)
                text = text.replace(before, after)
            path = pathlib.Path(cls.folder.name, name, "problem.lua")
            path.parent.mkdir()
            path.write_bytes(text.encode(errors="surrogateescape"))
        # One call for all: whatever one problem does, the next is judged as if alone.
        cls.problems = {pathlib.Path(problem["path"]).parent.name: problem["findings"]
                        for problem in json.loads(lint("--json", cls.folder.name).stdout)["problems"]}

    def test_every_mistake_is_found_where_it_is(self):
        for name, (_, wanted) in DAY.items():
            found = self.problems[name]
            said = "\n".join(f'{f["line"]}: {f["code"]} {f["message"]}' for f in found)
            errors = [f for f in found if f["severity"] == "error"]
            with self.subTest(name):
                self.assertEqual(len(errors), len(wanted), said)
                for line, code, phrase in wanted:
                    self.assertTrue(any((f["line"], f["code"]) == (line, code) and phrase in f["message"] for f in errors), said)

    def test_a_list_of_trees_may_have_been_meant_as_a_tree_of_nodes(self):
        said = [(f["line"], f["message"]) for f in self.problems["trees"] if f["code"] == "W063"]
        self.assertEqual(said, [(4, "`tree[0..60]` is a list of trees: write `(tree)[0..60]` if that is meant; "
                                    "how many nodes one tree has, `make` says or a `where`")])
        text = GOOD.replace("NAME", "lists").replace("evens(xs:", "evens(a: (tree)[0..9], b: list[], subtree: int[0..2] in 0..1, xs:")
        text = text.replace("{ xs =", "{ a = {}, b = {}, subtree = {}, xs =").replace("evens(xs)", "evens(a, b, subtree, xs)")
        self.assertNotIn("W063", "\n".join(self.alone(text, "lists")))

    def test_a_clause_whose_lua_counts_from_1_wants_words(self):
        text = GOOD.replace("NAME", "clauses").replace("  reference", '  where = { "n > 0", "xs[1] ~= 9", "#xs < 99 -- `xs` is short" },\n  reference')
        text = text.replace("int[n=0..50]", "int[n=1..50]")
        self.assertEqual(["6: W073 candidates read `xs[1] ~= 9`, whose Lua counts from 1: say it in words, \"xs[1] ~= 9 -- what holds\""],
                         self.alone(text, "clauses"))

    def test_ints_that_candidates_choose_in_their_tests_want_bounds(self):
        text = GOOD[:GOOD.index("  example")].replace("NAME", "endless").replace(" in -99..99", "") + """
  write = "tests",
  reference = function(a) local n = 0; for _, x in ipairs(a.xs) do if x % 2 == 0 then n = n + 1 end end; return n end,
  example { xs = {1, 2}, returns = 1 },
  mutant { "all.py", "def evens(xs): return len(xs)" },
  solution { "one.py", "def tests(): return [{'xs': [1], 'returns': 0}]" },
}
"""
        self.assertEqual(["4: W074 the ints of `xs` have no bounds, and candidates choose them: write `in -1000..1000` or the like"],
                         [line for line in self.alone(text, "endless") if "W074" in line])
        bounded = text.replace('"endless"', '"bounded"').replace("int[n=0..50]", "int[n=0..50] in 0..9")
        self.assertEqual([], [line for line in self.alone(bounded, "bounded") if "W074" in line])

    def test_answers_that_are_nan_are_told_what_lets_them_be(self):
        text = GOOD[:GOOD.index("  example")].replace("NAME", "nans") + ROW + """
  reference = function(a) return 0/0 end,
  solution { "right.py", "def evens(xs): return float('nan')" },
  solution { "wrong.py", expect = "wrong_answer on small", "def evens(xs): return 1.0" },
}
"""
        text = text.replace("-> int", "-> float")
        said = self.alone(text, "nans")
        self.assertTrue(any("E050 right.py: " in line and line.endswith("it has nan in it (test 1); where NaN is right: check = close { nan = true }")
                            for line in said), said)
        self.assertEqual([], self.alone(text.replace("  reference", "  check = close { nan = true }, reference"), "nans"))

    def test_changes_that_no_test_notices_are_listed(self):
        text = GOOD[:GOOD.index("  solution {")].replace("NAME", "mutants").replace(ROW, "")
        text = text.replace("{1, 2, 4}, returns = 2", "{2}, returns = 1") + RIGHT + "}\n"
        path = pathlib.Path(self.folder.name, "mutants.lua")
        for name in ("right.py", "right.numpy.py"):
            if "numpy" in name and not pathlib.Path("/usr/lib/python3/dist-packages/numpy").exists():
                print("not run: mutants of NumPy's Python (no numpy)")
                continue
            with self.subTest(name):
                path.write_text(text.replace("right.py", name))
                findings = json.loads(lint("--json", "--mutate", str(path)).stdout)["problems"][0]["findings"]
                path.unlink()
                survivors = [f["message"] for f in findings if f["code"] == "W040"]
                # 2 has no remainder by 1 either, but one by 3.
                self.assertTrue(any(f"{name} survive: line 2 `2` -> `1`" in message for message in survivors), findings)
                rows = text.replace("right.py", name).split("\n")
                self.assertEqual({rows[f["line"] - 1] for f in findings if f["code"] == "W040"}, {"    return sum(x % 2 == 0 for x in xs)"})
                self.assertFalse(any("`2` -> `3`" in message for message in survivors), findings)

    def test_of_like_tokens_in_a_line_the_column_says_which_was_changed(self):
        text = GOOD[:GOOD.index("  solution {")].replace("NAME", "columns").replace(ROW, "")
        text = text.replace("{1, 2, 4}, returns = 2", "{2}, returns = 1") + RIGHT.replace("sum(x", "sum(2 % 2 + x") + "}\n"
        path = pathlib.Path(self.folder.name, "columns.lua")
        path.write_text(text)
        findings = json.loads(lint("--json", "--mutate", str(path)).stdout)["problems"][0]["findings"]
        path.unlink()
        said = [f["message"].split("survive: ")[1] for f in findings if f["code"] == "W040"]
        self.assertIn("line 2, column 20 `2` -> `1`", said)
        self.assertIn("line 2, column 28 `2` -> `1`", said)

    def alone(self, text, name):
        """The findings of one problem in a folder of its own."""
        with tempfile.TemporaryDirectory(prefix="assay-author-") as folder:
            path = pathlib.Path(folder, name, "problem.lua")
            path.parent.mkdir()
            path.write_text(text)
            return [f'{f["line"]}: {f["code"]} {f["message"]}' for f in json.loads(lint("--json", folder).stdout)["problems"][0]["findings"]]

    def test_a_model_that_disagrees_with_a_trace_is_told(self):
        text = """return problem "tally" {
  title = "Tally", difficulty = 1, minutes = 1, statement = "Add up.", class = "Tally()",
  level "1. Add" { points = 9, "`add` returns the sum.", "add(k: int in 0..9) -> int", trace "add(1) = 1; add(2) = 4" },
  model = function()
    local sum, m = 0, {}
    function m.add(k) sum = sum + k; return sum end
    return m
  end,
  solution { "right.py", [=[
class Tally:
    sum = 0
    def add(self, k):
        self.sum += k
        return self.sum
]=] },
}
"""
        self.assertEqual(["3: E031 the model disagrees with trace 1 of level 1: call 2 of 2, `add`, returned another value: 3, the trace says 4"], self.alone(text, "tally"))
        self.assertEqual([], [line for line in self.alone(text.replace("add(2) = 4", "add(2) = 3"), "tally") if " E" in line])

    def test_a_program_may_have_a_reference(self):
        self.assertEqual([], self.alone(PROGRAM_WITH_REFERENCE, "add-lines"))
        wrong = PROGRAM_WITH_REFERENCE.replace("return sum", "return 1 + sum")
        self.assertEqual(["5: E031 the reference disagrees with `returns` of \"example\" test 1: it gives \"4\\n\""],
                         self.alone(wrong, "add-lines")[:1])

    def test_what_has_no_bounds_and_what_nothing_confirms_are_told(self):
        text = GOOD.replace("NAME", "loose").replace(REFERENCE, "").replace(", returns = 2", "").replace("xs: int[n=0..50] in -99..99", "xs: int[n=0..50]")
        self.assertEqual(["4: W033 nothing says how large `xs` may get, so candidates cannot tell what is fast enough: write bounds, as in int[n=0..1000] in -9..9",
                          "1: W034 one solution alone says what is right: write a `reference`, `returns` of a test, or a second solution that goes another way"],
                         [line for line in self.alone(text, "loose") if "W03" in line])

    def test_a_limit_below_twice_the_slowest_is_told(self):
        slow = GOOD.replace("NAME", "short").replace("minutes = 5,", 'minutes = 5, time_limit = "50 ms",')
        slow = slow.replace("return sum(", "sum(range(8_000_000))\n    return sum(")
        self.assertIn("W056 the limit is less than twice what the slowest accepted solution in python takes", "\n".join(self.alone(slow, "short")))

    def test_an_int_that_is_called_like_a_length_is_that_length(self):
        for fn in ("rows(w: int in 1..9, grid: (str[w] in \\\"ab\\\")[h=1..5]) -> int", "rows(grid: (str[w=1..9] in \\\"ab\\\")[h=1..5], w: int) -> int"):
            source = f"def rows({'w, grid' if fn.startswith('rows(w') else 'grid, w'}):\n    return w"
            text = f'''return problem "rows" {{
  title = "Rows", difficulty = 1, minutes = 1, statement = "How wide?", fn = "{fn}",
  example {{ grid = {{"ab"}}, w = 2, returns = 2 }},
  random {{ "small", 20, w = "1..9" }},
  solution {{ "right.py", [=[\n{source}\n]=] }},
  solution {{ "wrong.py", expect = "wrong_answer on small", [=[\n{source} + 1\n]=] }},
}}
'''
            self.assertEqual([], self.alone(text, "rows"))

    def test_a_bank_is_walked_once_and_an_id_is_told_twice(self):
        with tempfile.TemporaryDirectory(prefix="assay-author-") as folder:
            for name in ("one", "two"):
                pathlib.Path(folder, name).mkdir()
                pathlib.Path(folder, name, "problem.lua").write_text(GOOD.replace("NAME", "one"))
            pathlib.Path(folder, "deeper").mkdir()
            pathlib.Path(folder, "deeper", "up").symlink_to("..")
            problems = json.loads(lint("--json", folder).stdout)["problems"]
        self.assertEqual(2, len(problems))
        self.assertIn("E018", [f["code"] for f in problems[1]["findings"]])

    def test_a_byte_order_mark_in_the_file_of_a_solution_does_no_harm(self):
        with tempfile.TemporaryDirectory(prefix="assay-author-") as folder:
            path = pathlib.Path(folder, "mark", "problem.lua")
            path.parent.mkdir()
            path.write_text(GOOD.replace("NAME", "mark").replace(RIGHT, '  solution { "right.py", file = "right.py" },\n'))
            path.with_name("right.py").write_text("\ufeffdef evens(xs):\n    return sum(x % 2 == 0 for x in xs)\n")
            self.assertEqual([], json.loads(lint("--json", folder).stdout)["problems"][0]["findings"])

    def test_what_cannot_be_read_is_told_and_the_rest_is_checked(self):
        with tempfile.TemporaryDirectory(prefix="assay-author-") as folder:
            for name in ("closed", "good", "large", "pipe"):
                pathlib.Path(folder, name).mkdir()
            pathlib.Path(folder, "good", "problem.lua").write_text(GOOD.replace("NAME", "good"))
            pathlib.Path(folder, "large", "problem.lua").write_text("--" + "x" * (4 << 20))
            pathlib.Path(folder, "closed").chmod(0)
            os.mkfifo(pathlib.Path(folder, "pipe", "problem.lua"))
            problems = json.loads(lint("--json", folder).stdout)["problems"]
            alone = lint("--json", str(pathlib.Path(folder, "pipe"))).stdout
        said = {pathlib.Path(problem["path"]).relative_to(folder).parts[0]: [f'{f["code"]} {f["message"]}' for f in problem["findings"]]
                for problem in problems}
        closed = {} if os.geteuid() == 0 else {"closed": ["E001 the folder cannot be read: Permission denied"]}
        self.assertEqual(said, {"good": [], "large": ["E001 cannot be read: is larger than 4 MiB"], **closed})
        self.assertEqual([f["message"] for f in json.loads(alone)["problems"][0]["findings"]], ["cannot be read: is no plain file"])

    def test_messages_are_one_line_without_internals(self):
        for name, findings in self.problems.items():
            for finding in findings:
                with self.subTest(name):
                    self.assertNotRegex(finding["message"], r"\n|problem\.lua|stack traceback|lua_|std::")

    def test_an_author_needs_no_place_for_records(self):
        with tempfile.TemporaryDirectory(prefix="assay-author-") as folder:
            env = {**os.environ, "XDG_DATA_HOME": "/dev/null/nowhere"}
            for words in (["new", "one", "--fn", "f(a: int) -> int", "--into", folder], ["lint", folder]):
                done = subprocess.run([PROGRAM, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, encoding="utf-8")
                self.assertNotIn("nowhere", done.stdout)
                self.assertIn("waits for you" if words[0] == "lint" else "It loads", done.stdout)

    def test_a_new_problem_loads_or_is_not_written(self):
        def new(name, fn):
            return subprocess.run([PROGRAM, "new", name, "--fn", fn, "--into", self.folder.name], capture_output=True, check=False, encoding="utf-8")

        quoted = new("first-letter", 'f(s: str[1..9] in "a-z", end: int in 0..9, repeat: set[int]) -> int')
        self.assertIn("It loads;", quoted.stdout, quoted.stderr)
        path = pathlib.Path(self.folder.name, "first-letter", "problem.lua")
        codes = [f["code"] for f in json.loads(lint("--json", str(path)).stdout)["problems"][0]["findings"]]
        self.assertNotIn("E001", codes)
        self.assertNotIn("E017", codes)
        for number, fn in enumerate(("f(x: any) -> int", "f(xs: f32[n, m], k: i64[m]) -> float", "f(n: int, x: map[str, any], ask: fn(v: int) -> bool) -> int")):
            with self.subTest(fn):
                self.assertIn("It loads;", new(f"new-{number}", fn).stdout)
                found = json.loads(lint("--json", str(pathlib.Path(self.folder.name, f"new-{number}"))).stdout)["problems"][0]["findings"]
                self.assertLessEqual({f["code"] for f in found}, {"E003", "W020", "W033"}, found)
        nothing = new("gives-nothing", "f(a: int)")
        self.assertIn("fn returns nothing", nothing.stderr)
        self.assertFalse(pathlib.Path(self.folder.name, "gives-nothing").exists())
        self.assertIn("single dashes", new("a--b", "f(a: int) -> int").stderr)

    def test_a_new_problem_says_what_is_left_to_fill(self):
        made = subprocess.run([PROGRAM, "new", "lane-change", "--fn", "fewest(lanes: int[n=1..9] in 0..9) -> int", "--into", self.folder.name],
                              stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout
        self.assertIn("It loads; six places wait for you: pattern (line 2), statement (line 6)", made)
        done = lint("--json", str(pathlib.Path(self.folder.name, "lane-change")))
        findings = json.loads(done.stdout)["problems"][0]["findings"]
        self.assertEqual([(f["line"], f["code"]) for f in findings], [(line, "E003") for line, _ in NEW])
        for finding, (_, what) in zip(findings, NEW):
            self.assertTrue(finding["message"].startswith(f"{what} waits for you"), finding["message"])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
