"""What the C++ harness and its glue promise (docs/wire.md)."""

import itertools
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import unittest

from driver import (LANGUAGES, Process, arguments, by_type, encode, golden, language_text, main, pipes,
                    printed, start)

FOLDER = LANGUAGES + "/cpp"
FLAGS = ["g++", "-std=c++20", "-O0", "-pipe", "-I" + FOLDER + "/include"]
INTS = {"list": "int"}


PLACE = tempfile.mkdtemp()
PROGRAMS = itertools.count()


def setUpModule():
    subprocess.run([*FLAGS, "-x", "c++-header", FOLDER + "/assay.hpp", "-o", PLACE + "/assay.hpp.gch"],
                   check=True)
    subprocess.run([*FLAGS, "-I" + PLACE, "-include", "assay.hpp", "-c", FOLDER + "/assay.cpp", "-o",
                    PLACE + "/assay.o"], check=True)


def tearDownModule():
    shutil.rmtree(PLACE)


class CppCase(unittest.TestCase):
    def compile(self, source, spec):
        """(program, the compiler's messages); the program is None if it does not compile."""
        folder = f"{PLACE}/{next(PROGRAMS)}"
        os.mkdir(folder)
        for name, content in (("solution.cpp", source), ("glue.cpp", language_text("cpp", "glue", spec))):
            with open(f"{folder}/{name}", "w") as file:
                file.write(content)
        done = subprocess.run([*FLAGS, "-I" + PLACE, "-I" + FOLDER, "-include", "assay.hpp",
                               "-Wall", "-Wextra", "glue.cpp", PLACE + "/assay.o", "-o", "program"], cwd=folder,
                              env={**os.environ, "LC_ALL": "C"}, stderr=subprocess.PIPE, text=True)
        return (folder + "/program" if done.returncode == 0 else None), done.stderr

    def start(self, source, spec):
        program, messages = self.compile(source, spec)
        self.assertIsNotNone(program, messages)
        self.assertNotRegex(messages, "(signature|glue.cpp|assay.hpp):\\d+:\\d+: warning")
        ours, theirs = socket.socketpair()
        stdout, stderr = pipes()
        process = start([program], {}, theirs, stdout, stderr)
        theirs.close()
        test = Process(ours, stdout, stderr)
        test.wait = lambda: process.wait(60)
        self.addCleanup(process.wait)
        self.addCleanup(test.close)
        self.assertEqual(test.load(kind=spec["kind"], source=""), ("l", b""))
        return test


def function(parameters=(), returns="int", name="f"):
    return {"kind": "function", "name": name, "parameters": parameters, "returns": returns}


class Values(CppCase):
    def test_golden_frames_go_in_and_come_back_unchanged(self):
        rows = [row for row in golden() if row[0] != "any" and "stream" not in row[0]]
        types = by_type(rows)
        methods = [{"name": f"same{i}", "parameters": [["x", json.loads(t)]], "returns": json.loads(t)}
                   for i, t in enumerate(types)]
        source = "\n".join(f"  auto same{i}(auto x) {{ return x; }}" for i in range(len(types)))
        test = self.start("class Same {\n public:\n" + source + "\n};", {
            "kind": "class", "name": "Same", "parameters": [], "methods": methods})
        for i, (t, raws) in enumerate(types.items()):
            for raw in raws:
                with self.subTest(type=t, raw=raw):
                    reply = test.test(struct.pack("<IH", 1, i) + raw)
                    self.assertEqual(reply, ("A", struct.pack("<I", 1) + raw))

    def test_every_type_goes_in_and_comes_back_unchanged(self):
        point = {"record": [["x", "int"], ["tags", {"list": "str"}]]}
        columns = [
            ("int", [-(1 << 63), (1 << 63) - 1]), ("float", [-0.0, 1.5]), ("bool", [True, False]),
            ("str", ["", "añ\0b"]), ("bytes", [b"\xff\0"]), ("bigint", ["-" + "9" * 100]),
            (INTS, [[], [1, -2]]), ({"list": INTS}, [[[1], []]]), ({"list": "bool"}, [[True, False]]),
            ({"list": "str"}, [["a", ""]]), ({"opt": "int"}, [None, 4]),
            ({"tuple": ["int", "str"]}, [(1, "x")]),
            ({"map": ["str", INTS]}, [{"a": [], "b": [1]}]), ({"set": "int"}, [[3, 5]]),
            (point, [{"x": 1, "tags": ["t"]}]), ({"list": point}, [[{"x": 2, "tags": []}]]),
            ("tree", [[], [1, None, 2, 3], [5, 4, 8, 11, None, 13]]), ("linked_list", [[], [3, 1, 2]]),
        ]
        # One program: a function of all the types that gives them back as a tuple.
        parameters = [[f"p{i}", t] for i, (t, _) in enumerate(columns)]
        returns = {"tuple": [t for t, _ in columns]}
        source = "auto f(" + ", ".join(f"auto p{i}" for i in range(len(columns))) + ") {\n"
        source += "  return std::make_tuple(" + ", ".join(f"p{i}" for i in range(len(columns))) + ");\n}\n"
        test = self.start(source, function(parameters, returns))
        for row in range(3):
            given = [values[row % len(values)] for _, values in columns]
            raw = arguments(parameters, given)
            self.assertEqual(test.test(raw), ("A", raw))

    def test_streams_trees_and_lists(self):
        methods = [{"name": name, "parameters": [["x", t]] if t else [], "returns": returns}
                   for name, t, returns in (
            ("size", {"stream": "str"}, "int"), ("sum", "linked_list", "int"),
            ("ring", None, "linked_list"), ("knot", None, "tree"))]
        test = self.start("""
class Shapes {
 public:
  long long size(Stream<std::string> s) {
    long long n = 0;
    for (std::string x; s.next(x);) n += x.size();
    return n;
  }
  long long sum(ListNode* n) {  // and deletes what it was given
    long long total = 0;
    while (n) {
      total += n->val;
      delete std::exchange(n, n->next);
    }
    return total;
  }
  ListNode* ring() { auto n = new ListNode(1); return n->next = n; }
  TreeNode* knot() { auto n = new TreeNode(1); return n->left = n; }
};
""", {"kind": "class", "name": "Shapes", "parameters": [], "methods": methods})
        one = struct.pack("<I", 1)
        for index, payload, reply in (
            (0, encode({"stream": "str"}, ["ab", "", "c"]), ("A", one + encode("int", 3))),
            (1, encode("linked_list", [1, 2, 3]), ("A", one + encode("int", 6))),
            (1, encode("linked_list", [1, 2, 3]), ("A", one + encode("int", 6))),
            (2, b"", ("U", b"expected list, got a cycle")),
            (3, b"", ("U", b"expected tree, got nodes that share a child or form a cycle")),
        ):
            with self.subTest(method=methods[index]["name"]):
                self.assertEqual(test.test(one + struct.pack("<H", index) + payload), reply)


class Signatures(CppCase):
    def test_arguments_may_be_taken_in_any_way(self):
        spec = function([["v", INTS], ["n", "int"]])
        for head in ("std::vector<long long> v, int n", "const std::vector<long long>& v, auto n",
                     "std::vector<long long>& v, long long& n"):
            with self.subTest(head=head):
                test = self.start(f"auto f({head}) {{ return v.size() + n; }}", spec)
                self.assertEqual(test.test(arguments(spec["parameters"], [[5, 6], 7])),
                                 ("A", encode("int", 9)))

    def test_the_greater_of_an_int_and_a_long_is_there(self):
        depth = """using namespace std;
int deepest(TreeNode* root, int best) {
  if (!root) return best;
  best = max(best, root->val);
  best = min(root->val + 1000, max(deepest(root->left, best), deepest(root->right, best)));
  return max(root->val, best);
}
long long f(TreeNode* root) { return deepest(root, INT_MIN); }
"""
        for source in (depth, depth.replace("using namespace std;", "int max = 0;").replace("max(", "std::max(").replace("min(", "std::min(")):
            with self.subTest(source=source):
                test = self.start(source, function([["x", "tree"]], "int"))
                self.assertEqual(test.test(encode("tree", [-5, 4, -1])), ("A", encode("int", 4)))

    def test_types_may_be_spelled_in_another_way(self):
        pairs, counts = {"list": {"tuple": ["int", "int"]}}, {"map": ["str", "int"]}
        rows = (
            (INTS, "std::vector<int>", [1, -2]), (INTS, "std::vector<int>&", [1, -2]),
            (INTS, "const std::vector<long>&", [1 << 40]), (INTS, "std::deque<short>&&", []),
            ({"list": INTS}, "std::vector<std::vector<int>>&", [[1], [], [2, 3]]),
            ({"list": "float"}, "std::list<float>", [0.5, 2.0]), ({"list": "bool"}, "std::deque<bool>", [True, False]),
            (pairs, "std::vector<std::pair<int, int>>", [(1, 2), (3, 4)]), (pairs, "std::vector<std::array<int, 2>>", [(1, 2)]),
            ({"tuple": ["int", "int"]}, "std::vector<int>", (4, 5)),
            (counts, "std::unordered_map<std::string, int>&", {"one": 1}), ({"set": "int"}, "std::unordered_set<int>", [7]),
            ({"list": {"list": "str"}}, "std::vector<std::vector<char>>&", [["a", "b"], ["c", "d"]]),
            ({"opt": INTS}, "const std::optional<std::vector<int>>&", [3]),
        )
        def same(name, spelled):
            value = spelled.replace("const ", "").rstrip("&")
            return f"{value} {name}({spelled} v, int) {{ return v; }}\n"
        # One program: a class with a method for each.
        methods = [{"name": f"same{i}", "parameters": [["v", t], ["n", "int"]], "returns": t} for i, (t, _, _) in enumerate(rows)]
        source = "".join(same(f"same{i}", spelled) for i, (_, spelled, _) in enumerate(rows))
        test = self.start("#include <bits/stdc++.h>\nusing namespace std;\nstruct Same {\n" + source + "};",
                          {"kind": "class", "name": "Same", "parameters": [], "methods": methods})
        one = struct.pack("<I", 1)
        for i, (t, spelled, given) in enumerate(rows):
            with self.subTest(type=t, spelled=spelled):
                raw = encode(t, given)
                self.assertEqual(test.test(one + struct.pack("<H", i) + raw + encode("int", 1)), ("A", one + raw))
        for t, spelled, given in rows[1:4]:
            with self.subTest(function=spelled):
                test = self.start("#include <bits/stdc++.h>\n" + same("f", spelled), function([["v", t], ["n", "int"]], t))
                self.assertEqual(test.test(encode(t, given) + encode("int", 1)), ("A", encode(t, given)))

    def test_an_argument_may_be_changed_in_place(self):
        for head, t, given, want in (
            ("void f(int k, std::vector<long long>& v)", INTS, [2, 1], [1, 2]), ("void f(int k, std::vector<int>& v)", INTS, [2, 1], [1, 2]),
            ("int f(long long& k, std::deque<int>& v)", INTS, [2, 1], [1, 2]), ("void f(int k, std::vector<int> v)", INTS, [2, 1], [2, 1]),
            ("struct Solution { void f(int k, std::vector<std::vector<char>>& v)", {"list": {"list": "str"}}, [["b"], ["a", "c"]], [["a", "c"], ["b"]]),
        ):
            with self.subTest(head=head):
                spec = {**function([["k", "int"], ["v", t]]), "changes": 1}
                del spec["returns"]
                end = "};" if "struct" in head else ""
                last = "return 0;" if head.startswith("int") else ""
                test = self.start(f"#include <bits/stdc++.h>\n{head} {{ std::sort(v.begin(), v.end()); k = 0; {last} }}{end}", spec)
                self.assertEqual(test.test(encode("int", 1) + encode(t, given)), ("A", encode(t, want)))
        nodes = {**function([["head", "linked_list"]]), "changes": 0}
        del nodes["returns"]
        test = self.start("void f(ListNode* head) { head->next = head->next->next; }", nodes)
        self.assertEqual(test.test(encode("linked_list", [1, 2, 3])), ("A", encode("linked_list", [1, 3])))

    def test_a_function_may_be_called_like_one_of_the_library(self):
        spec = function([["a", INTS], ["b", INTS]], name="exchange")
        test = self.start("#include <bits/stdc++.h>\nusing namespace std;\nint exchange(vector<int> a, vector<int> b) { return a[0] - b[0]; }", spec)
        self.assertEqual(test.test(encode(INTS, [5]) + encode(INTS, [3])), ("A", encode("int", 2)))

    def test_a_method_of_solution_will_do_and_each_call_has_one_of_its_own(self):
        spec = function([["v", INTS]], name="size")  # as std::size, which was not meant
        for head in ("vector<int>& v", "std::vector<long long> v"):
            with self.subTest(head=head):
                test = self.start("#include <bits/stdc++.h>\nusing namespace std;\nclass Solution {\n  int calls = 0;\n public:\n"
                                  f"  int size({head}) {{ return v.size() + ++calls; }}\n}};", spec)
                for _ in range(2):
                    self.assertEqual(test.test(encode(INTS, [5, 6])), ("A", encode("int", 3)))

    def test_what_another_spelling_cannot_hold_is_told(self):
        pair = {"tuple": ["int", "int"]}
        three = self.start("std::vector<int> f() { return {1, 2, 3}; }", function((), pair))
        self.assertEqual(three.test(b""), ("U", b"expected 2 values, got 3"))
        letters = self.start("int f(std::vector<char>& v) { return v.size(); }", function([["v", {"list": "str"}]]))
        kind, body = letters.test(encode({"list": "str"}, ["a", "bc"]))
        self.assertEqual(kind, "X")
        self.assertIn("a text that is not one letter", json.loads(body)["message"])
        for source, t in (("std::vector<double> f() { return {}; }", INTS), ("std::vector<int> f() { return {}; }", {"set": "int"}),
                          ("std::vector<int> f() { return {}; }", {"list": "str"})):
            with self.subTest(source=source):
                program, messages = self.compile(source, function((), t))
                self.assertIsNone(program)
                self.assertIn("`f` must return", messages)

    def test_a_function_that_does_not_fit_is_told_what_to_define(self):
        says = "solution.cpp must define `long long cheapest(std::vector<long long> v)`"
        for source in ("long long cheepest(std::vector<long long>);",
                       "long long cheapest(std::vector<std::string> v);"):
            with self.subTest(source=source):
                program, messages = self.compile(source, function([["v", INTS]], name="cheapest"))
                self.assertIsNone(program)
                first = next(line for line in messages.splitlines() if "error:" in line)
                self.assertTrue(first.startswith("signature:"), first)
                self.assertIn(says, first)

    def test_a_result_of_another_type_is_told(self):
        box = {"kind": "class", "name": "Box", "parameters": [],
               "methods": [{"name": "f", "parameters": [], "returns": "int"}]}
        for source, spec in (
            ("#include <string>\nstd::string f() { return {}; }", function()),
            ("double f() { return 3.5; }", function()),  # 3 would be another answer
            ("struct Box { double f() { return 3.5; } };", box),
        ):
            with self.subTest(source=source):
                program, messages = self.compile(source, spec)
                self.assertIsNone(program)
                self.assertIn("`f` must return `long long`", messages)

    def test_a_compile_error_keeps_the_candidates_line(self):
        program, messages = self.compile("#include <bits/stdc++.h>\nint x = y;\n", function())
        self.assertIsNone(program)
        self.assertIn("solution.cpp:2:9: error: 'y' was not declared", messages)

    def test_a_main_for_trying_things_out_is_no_obstacle(self):
        test = self.start("long long f() { return 1; }\nint main() { return f(); }", function())
        self.assertEqual(test.test(b""), ("A", encode("int", 1)))

    def test_the_stub_compiles_and_is_not_accepted(self):
        point = {"record": [["x", "int"], ["y", {"opt": "str"}]]}
        specs = [
            function([["points", {"list": point}], ["root", "tree"], ["s", {"stream": "int"}],
                      ["ask", {"fn": {"params": ["int"], "returns": "bool"}}]], {"map": ["str", "bigint"]}),
            {"kind": "class", "name": "Store", "parameters": [["size", "int"]], "methods": Classes.METHODS},
        ]
        for spec in specs:
            with self.subTest(kind=spec["kind"]):
                test = self.start(language_text("cpp", "stub", spec), spec)
                if spec["kind"] == "class":
                    reply = test.test(encode("int", 1) + struct.pack("<IH", 1, 1) + encode("str", "a"))
                else:
                    reply = test.test(arguments(spec["parameters"], [[], [], [], None]))
                self.assertEqual((reply[0], json.loads(reply[1])["message"]), ("X", "not written yet"))

    def test_what_cpp_cannot_express_is_refused_with_a_reason(self):
        for spec, says in (
            (function([["x", "any"]]), "`any` has no C++ type"),
            (function([["x", {"list": "any"}]]), "`any` has no C++ type"),
            ({**function(), "kind": "asserts"},
             "assert-style tests need a language with dynamic types"),
            (function([], {"stream": "int"}), "a function or stream must be an argument of its own"),
            (function([["x", {"stream": "int"}]]), ""),
        ):
            with self.subTest(spec=spec):
                self.assertEqual(language_text("cpp", "refuses", spec), says)


class Behaviour(CppCase):
    def test_exceptions_and_prints(self):
        test = self.start("""
struct Odd {};
int f(long long x) {
  std::ios::sync_with_stdio(false);
  std::cout << "x = " << x << '\\n';
  if (x == 1) throw std::out_of_range("caf\\xe9 \\"quoted\\"");
  if (x == 2) throw Odd{};
  return std::vector<int>{7}.at(0);
}""", function([["x", "int"]]))
        for x, kind, message in ((1, "std::out_of_range", 'café "quoted"'), (2, "Odd", "thrown and not caught")):
            reply, body = test.test(encode("int", x))
            found = json.loads(body)
            self.assertEqual((reply, found["type"], found["message"], found["line"]),
                             ("X", kind, message, 0))
        self.assertEqual(test.test(encode("int", 3)), ("A", encode("int", 7)))
        self.assertEqual(printed(test.stdout), "x = 1\nx = 2\nx = 3\n")

    def test_a_batch_is_answered_test_by_test(self):
        test = self.start("""
TreeNode* f(long long x) {
  if (x == 0) throw std::out_of_range("0");
  auto* node = new TreeNode(x);
  if (x == 2) node->left = node;
  return node;
}""", function([["x", "int"]], "tree"))
        replies = test.batch([encode("int", x) for x in (0, 1, 2, 3)])
        self.assertEqual([kind for kind, _ in replies], ["X", "A", "U", "A"])
        self.assertEqual(replies[3][1], struct.pack("<IBq", 1, 1, 3))

    def test_function_arguments_ask_the_engine(self):
        spec = function([["n", "int"], ["ask", {"fn": {"params": ["int"], "returns": "bool"}}]])
        test = self.start("int f(int n, const std::function<bool(long long)>& ask) {\n"
                          "  int yes = 0;\n  for (int i = 0; i < n; ++i) yes += ask(i);\n  return yes;\n}",
                          spec)
        asked = []

        def answers(index, payload):
            asked.append((index, struct.unpack("<q", payload)[0]))
            return ("R", encode("bool", True)) if len(asked) < 6 else ("D", b"too many")

        self.assertEqual(test.test(encode("int", 5), answers), ("A", encode("int", 5)))
        self.assertEqual(asked, [(1, i) for i in range(5)])
        kind, body = test.test(encode("int", 1), answers)
        self.assertEqual((kind, json.loads(body)["message"]), ("X", "too many"))

    def test_junk_ends_the_process_as_our_failure(self):
        spec = function([["x", INTS]])
        program, _ = self.compile("long long f(auto) { return 1; }", spec)
        for send in (("Q", b""), ("G", b""), ("T", b"\1"), ("T", struct.pack("<I", 0xFFFFFFFF)),
                     ("T", encode(INTS, []) + b"x")):
            with self.subTest(send=send):
                ours, theirs = socket.socketpair()
                stdout, stderr = pipes()
                process = start([program], {}, theirs, stdout, stderr)
                theirs.close()
                test = Process(ours, stdout, stderr)
                test.load(kind="function", source="")
                test.send(*send)
                self.assertEqual(test.read(), ("", b""))
                self.assertEqual(process.wait(60), 126)
                test.close()


class Classes(CppCase):
    METHODS = [
        {"name": "put", "parameters": [["key", "str"], ["value", "int"]], "returns": None, "level": 1},
        {"name": "get", "parameters": [["key", "str"]], "returns": {"opt": "int"}, "level": 1},
        {"name": "search", "parameters": [["prefix", "str"]], "returns": {"list": "str"}, "level": 2},
    ]
    SPEC = {"kind": "class", "name": "Store", "parameters": [["size", "int"]], "methods": METHODS}
    SOURCE = """
class Store {
 public:
  explicit Store(int size) { data_["size"] = size; }
  void put(const std::string& key, long long value) {
    if (key.empty()) throw std::invalid_argument("empty");
    data_[key] = value;
  }
  std::optional<long long> get(std::string key) {
    if (data_.count(key)) return data_[key];
    return std::nullopt;
  }
 private:
  std::map<std::string, long long> data_;
};
"""

    def script(self, calls):
        payload = encode("int", 9) + struct.pack("<I", len(calls))
        for index, *given in calls:
            payload += struct.pack("<H", index)
            payload += arguments(self.METHODS[index]["parameters"], given)
        return payload

    def test_calls_answer_in_order_and_a_method_may_be_absent(self):
        test = self.start(self.SOURCE, self.SPEC)
        reply = test.test(self.script([(0, "a", 5), (1, "a"), (1, "b"), (1, "size")]))
        self.assertEqual(reply, ("A", struct.pack("<I", 4) + b"".join(
            encode({"opt": "int"}, value) for value in (5, None, 9))))
        for calls, call, message in (
            ([(1, "a"), (2, "b")], 1, "`search` is not defined (needed from level 2)"),
            ([(0, "", 1)], 0, "empty"),
        ):
            kind, body = test.test(self.script(calls))
            found = json.loads(body)
            self.assertEqual((kind, found["call"], found["message"]), ("X", call, message))

    def test_a_class_may_spell_types_in_another_way(self):
        sums = {"kind": "class", "name": "Sums", "parameters": [["v", INTS], ["name", "str"]],
                "methods": [{"name": "all", "parameters": [["more", INTS], ["n", "int"]], "returns": INTS}]}
        for head in ("std::vector<int>& v", "std::vector<long long>& v", "std::vector<long> v"):
            with self.subTest(head=head):
                test = self.start("class Sums {\n  std::vector<int> kept;\n public:\n  Sums(const Sums&) = delete;\n"
                                  f"  Sums({head}, const std::string& name) : kept(v.begin(), v.end()) {{}}\n"
                                  "  std::deque<int> all(const std::vector<int>& more, int n) {\n"
                                  "    std::deque<int> out(kept.begin(), kept.end());\n"
                                  "    for (int x : more) out.push_back(x + n);\n    return out;\n  }\n};", sums)
                raw = arguments(sums["parameters"], [[1, 2], "x"]) + struct.pack("<IH", 1, 0)
                self.assertEqual(test.test(raw + encode(INTS, [3]) + encode("int", 4)),
                                 ("A", struct.pack("<I", 1) + encode(INTS, [1, 2, 7])))

    def test_a_method_that_is_spelled_in_the_other_way_is_named(self):
        for asked, written in (("put_in_box", "putInBox"), ("putInBox", "put_in_box")):
            with self.subTest(asked):
                spec = {"kind": "class", "name": "Box", "parameters": [], "methods": [{"name": asked, "parameters": [], "returns": "int"}]}
                kind, body = self.start("struct Box {\n  int %s() { return 1; }\n};" % written, spec).test(struct.pack("<IH", 1, 0))
                self.assertEqual((kind, json.loads(body)["message"]), ("X", f"`{asked}` is not defined; did you mean `{written}`?"))

    def test_a_private_method_is_told_from_one_that_is_absent(self):
        for source, says in ((self.SOURCE.replace(" public:", " private:").replace("  explicit", " public:\n  explicit", 1)
                              .replace("  void put", " private:\n  void put"), "`put` is private: write `public:` before it"),
                             (self.SOURCE.replace("class Store", "class Store final").replace("put", "set"), "`put` is not defined (needed from level 1)"),
                             ("struct Base {\n  virtual int other() = 0;\n};\n" + self.SOURCE.replace("put", "set").replace(
                                 "class Store", "class Store : Base").replace(" public:", "  int other() { return 0; }\n public:"),
                              "`put` is not defined (needed from level 1)")):
            with self.subTest(says):
                kind, body = self.start(source, self.SPEC).test(self.script([(0, "a", 5)]))
                self.assertEqual((kind, json.loads(body)["message"]), ("X", says))

    def test_a_constructor_of_other_arguments_does_not_compile(self):
        for source in (self.SOURCE.replace("explicit Store(int size) { data_[\"size\"] = size; }", "Store() = default;"),
                       self.SOURCE.replace(" public:", " private:", 1).replace("  void put", " public:\n  void put")):
            program, messages = self.compile(source, self.SPEC)
            self.assertIsNone(program)
            self.assertIn("`Store` must have the public constructor `Store(long long size)`", messages)

    def test_a_method_of_the_wrong_type_does_not_compile(self):
        program, messages = self.compile(self.SOURCE.replace("get(std::string key)", "get(int key)"),
                                         self.SPEC)
        self.assertIsNone(program)
        self.assertIn("Store must have `std::optional<long long> get(std::string key)`", messages)


if __name__ == "__main__":
    main(needs=["g++", "lua5.4"])
