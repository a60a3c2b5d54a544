"""What the JavaScript harness promises (docs/wire.md)."""

import json
import math
import resource
import shutil
import socket
import struct
import unittest

from driver import (LANGUAGES, Process, arguments, by_type, encode, golden, language_text, main, pipes,
                    printed, start)

# A third of the box's stack, so that the test runs where the hard limit is low.
FLAGS = ["--stack-size=60000", "--single-threaded", "--v8-pool-size=0"]
INTS = {"list": "int"}


NO_MODULE = ": a solution is a script, not a module; export only what is declared, use require() for `import`"


class JavaScriptCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
        resource.setrlimit(resource.RLIMIT_STACK, (256 << 20 if hard < 0 else hard, hard))

    def start(self, **load):
        ours, theirs = socket.socketpair()
        stdout, stderr = pipes()
        argv = [shutil.which("node"), *FLAGS, LANGUAGES + "/javascript/harness.js"]
        process = start(argv, {}, theirs, stdout, stderr)
        theirs.close()
        test = Process(ours, stdout, stderr)
        test.wait = lambda: process.wait(60)
        self.addCleanup(process.wait)
        self.addCleanup(test.close)
        if load:
            self.assertEqual(test.load(**{"file": "solution.js", **load}), ("l", b""))
        return test

    def loaded(self, source, parameters=(), returns="int"):
        return self.start(kind="function", source=source, name="f", parameters=parameters,
                          returns=returns)


class Values(JavaScriptCase):
    def test_golden_frames_go_in_and_come_back_unchanged(self):
        # JavaScript has no tuples, and no floats apart from its integers.
        lost = ('["tuple"', '["float"', '["function"')
        types = by_type(row for row in golden() if not row[1].startswith(lost))
        methods = [{"name": f"same{i}", "parameters": [["x", json.loads(t)]], "returns": json.loads(t)}
                   for i, t in enumerate(types)]
        source = "\n".join(f"  same{i}(x) {{ return x; }}" for i in range(len(types)))
        test = self.start(source="class Same {\n" + source + "\n}", kind="class", name="Same",
                          parameters=[], methods=methods)
        for i, (t, raws) in enumerate(types.items()):
            for raw in raws:
                with self.subTest(type=t, raw=raw):
                    reply = test.test(struct.pack("<IH", 1, i) + raw)
                    self.assertEqual(reply, ("A", struct.pack("<I", 1) + raw))

    def test_every_type_goes_in_and_comes_back_unchanged(self):
        columns = [
            ("int", [-(1 << 63), (1 << 63) - 1, -(1 << 53), -1, 1 << 32]),
            ("float", [-0.0, math.inf, 1.5]), ("bool", [True, False]),
            ("str", ["", "añ\0b"]), ("bytes", [b"\xff\0"]), ("bigint", ["-" + "9" * 100]),
            (INTS, [[], [1, -2, 1 << 60]]), ({"list": INTS}, [[[1], []]]),
            ({"list": "str"}, [["a", ""]]), ({"opt": "int"}, [None, 4]),
            ({"tuple": ["int", "str"]}, [(1, "x")]), ({"map": ["str", INTS]}, [{"a": [], "b": [1]}]),
            ({"set": "int"}, [[5, 3]]), ({"record": [["x", "int"], ["y", "str"]]}, [{"x": 1, "y": "z"}]),
            ("tree", [[], [1, None, 2, 3], [5, 4, 8, 11, None, 13]]), ("linked_list", [[], [3, 1, 2]]),
        ]
        parameters = [[f"p{i}", t] for i, (t, _) in enumerate(columns)]
        test = self.loaded("const f = (...given) => given;", parameters,
                           {"tuple": [t for t, _ in columns]})
        for row in range(5):
            raw = arguments(parameters, [values[row % len(values)] for _, values in columns])
            self.assertEqual(test.test(raw), ("A", raw))

    def test_arguments_are_what_the_stub_says(self):
        parameters = [["n", "int"], ["big", "int"], ["m", {"map": ["int", "str"]}], ["s", {"set": "str"}],
                      ["r", {"record": [["id", "int"]]}], ["t", "tree"], ["xs", {"stream": "str"}]]
        test = self.loaded("""
function f(n, big, m, s, r, t, xs) {
  const seen = [n === 5, big === 1n << 60n, m.get(1) === "a", s.has("b"), r.id === 7,
                t.left.val === 2 && t.right === null, xs.next().value === "x", [...xs].join() === "y"];
  return seen;
}""", parameters, {"list": "bool"})
        raw = arguments(parameters, [5, 1 << 60, {1: "a"}, ["b"], {"id": 7}, [1, 2], ["x", "y"]])
        self.assertEqual(test.test(raw), ("A", encode({"list": "bool"}, [True] * 8)))

    def test_a_wrong_type_is_named_with_its_place(self):
        for t, expression, says in (
            ("int", "1.5", "expected int, got the number 1.5"),
            ("int", "2 ** 60", "expected int, got a number too large to be exact (use BigInt)"),
            ("int", "1n << 63n", "expected int, got a BigInt beyond 64 bits"),
            ("int", "undefined", "expected int, got undefined: is a `return` missing?"),
            ({"list": "int"}, "(function* () { yield 1; })()", "expected int[], got a generator (return [...] of it)"),
            ("int", "NaN", "expected int, got the number NaN"),
            ("bool", "1", "expected bool, got an integer"),
            ("float", "'1'", "expected float, got string"),
            ("str", "'\\ud800'", "expected str, got text with lone surrogates"),
            (INTS, "'12'", "expected int[], got string"),
            (INTS, "[1, 2, true]", "answer[2]: expected int, got boolean"),
            ({"list": {"opt": "str"}}, "[null, 5]", "answer[1]: expected str?, got an integer"),
            ({"map": ["str", "int"]}, "[]", "expected map[str, int], got Array"),
            ({"map": ["str", "int"]}, "({ one: 1, two: '2' })", "answer[two]: expected int, got string"),
            ({"map": ["int", "int"]}, "({ 1: 1, 1.5: 2 })", "expected int, got string"),
            ({"map": ["bool", "int"]}, "({ true: 1 })", "expected bool, got string"),
            ("tree", "5", "expected tree, got an integer"),
            ("linked_list", "(() => { const n = new ListNode(1); return n.next = n; })()",
             "expected list, got a cycle"),
            ("int", "Promise.resolve(1)",
             "expected int, got a Promise (answers must not be asynchronous)"),
        ):
            with self.subTest(type=t, expression=expression):
                test = self.loaded(f"function f() {{ return {expression}; }}", [], t)
                self.assertEqual(test.test(b""), ("U", says.encode()))


    def test_any_map_with_texts_for_keys_is_an_object(self):
        def entries(*pairs):
            return b"\x0a" + struct.pack("<I", len(pairs)) + b"".join(key + value for key, value in pairs)

        one, key, proto = b"\2" + struct.pack("<q", 1), b"\5" + encode("str", "k"), b"\5" + encode("str", "__proto__")
        kind = "const f = (m) => [m instanceof Map, Object.keys(m).join(), m.k === 1].join();"
        for given, seen in [(entries((key, one)), "false,k,true"), (entries(), "false,,false"),
                            (entries((key, one), (one, one)), "true,,false"), (entries((proto, one)), "false,__proto__,false")]:
            with self.subTest(seen=seen):
                self.assertEqual(self.loaded(kind, [["m", "any"]], "str").test(given), ("A", encode("str", seen)))
                self.assertEqual(self.loaded("const f = (m) => m;", [["m", "any"]], "any").test(given), ("A", given))
        self.assertEqual(self.loaded("const f = (m) => Object.assign(Object.create(null), m);", [["m", "any"]], "any").test(entries((key, one))),
                         ("A", entries((key, one))))

    def test_a_map_may_be_answered_as_an_object(self):
        for t, expression, want in (
            ({"map": ["str", "int"]}, "({ b: 1, 7: 2 })", {"7": 2, "b": 1}),
            ({"map": ["str", {"list": "int"}]}, "Object.create(null)", {}),
            ({"map": ["int", "int"]}, "({ 10: 1, '-3': 2 })", {10: 1, -3: 2}),
        ):
            with self.subTest(type=t, expression=expression):
                test = self.loaded(f"function f() {{ return {expression}; }}", [], t)
                self.assertEqual(test.test(b""), ("A", encode(t, want)))


class Behaviour(JavaScriptCase):
    def test_a_solution_may_declare_or_export(self):
        for source in ("function f() { return 1; }", "const f = () => 1;", "var f = () => 1n;",
                       "module.exports = { f: () => 1 };", "class Solution {\n  n = 0;\n  f() { return ++this.n; }\n}", "module.exports = function f() { return 1; };",
                       "exports.f = () => 1;", "export const f = () => 1;", "export default function f() { return 1; }",
                       "export async function g() {}\nfunction f() { return 1; }\nexport { f, g as h };", "export class Solution {\n  f() { return 1; }\n}",
                       "export default class Solution {\n  f() { return 1; }\n}", "const f = () => 1;\nexport default f;"):
            with self.subTest(source=source):
                self.assertEqual(self.loaded(source).test(b""), ("A", encode("int", 1)))

    def test_an_argument_may_be_changed_in_place(self):
        test = self.start()
        self.assertEqual(test.load(kind="function", source="var f = function (k, xs) { xs.reverse(); return k; };", file="solution.js",
                                   name="f", parameters=[["k", "int"], ["xs", INTS]], returns=None, changes=1), ("l", b""))
        self.assertEqual(test.test(encode("int", 7) + encode(INTS, [1, 2])), ("A", encode(INTS, [2, 1])))

    def test_another_value_that_is_returned_in_its_place_is_told(self):
        for body, says in (("return xs.toReversed();", ("A", encode(INTS, [1, 2]) + b"\1")),
                           ("return xs.reverse();", ("A", encode(INTS, [2, 1]))), ("xs.reverse(); return [];", ("A", encode(INTS, [2, 1]))),
                           ("return xs.length;", ("A", encode(INTS, [1, 2]))), ("return [1, 2];", ("A", encode(INTS, [1, 2])))):
            with self.subTest(body=body):
                test = self.start()
                self.assertEqual(test.load(kind="function", source=f"function f(k, xs) {{ {body} }}", file="solution.js",
                                           name="f", parameters=[["k", "int"], ["xs", INTS]], returns=None, changes=1), ("l", b""))
                self.assertEqual(test.test(encode("int", 7) + encode(INTS, [1, 2])), says)

    def test_what_fails_to_load(self):
        for source, syntax, kind, message, line in (
            ("let a = 1;\nlet = ;", True, "SyntaxError", None, 2),
            ("const a = 1;\nnull.x;", False, "TypeError", None, 2),
            ("\nexport * from 'fs';", True, "SyntaxError", "Unexpected token 'export'" + NO_MODULE, 2),
            ("export const f = () => 1;\nnull.x;", False, "TypeError", None, 2),
            ("import fs from 'fs';", True, "SyntaxError", "Cannot use import statement outside a module" + NO_MODULE, 1),
            ("", False, "", "solution.js does not define `f`", 0),
            ("const F = () => 1;", False, "", "solution.js does not define `f`; did you mean `F`?", 0),
            ("class Shop {\n  f() { return 1; }\n}", False, "", "`f` in solution.js is a method of `Shop`: it has to be a function of its own", 0),
            ("const run = () => {\n  const f = 1;\n};", False, "", "`f` in solution.js is declared within something else: it has to stand at the top level", 0),
            ("const f = require('lodash');", False, "Error", "Cannot find module 'lodash': there are only Node's own modules", 1),
            ("const f = 5;", False, "", "`f` in solution.js is not a function (number)", 0),
        ):
            with self.subTest(source=source):
                test = self.start()
                reply, body = test.load(kind="function", source=source, file="solution.js", name="f",
                                        parameters=[], returns="int")
                found = json.loads(body)
                self.assertEqual((reply, found["syntax"], found["type"], found["line"]),
                                 ("E", syntax, kind, line))
                if message:
                    self.assertEqual(found["message"], message)

    def test_a_syntax_error_is_told_once_and_then_its_place(self):
        for source, trace in (("let a = 1;\nlet = ;", "solution.js:2\nlet = ;\n      ^"), ("function f( {\n", "solution.js:2")):
            with self.subTest(source=source):
                _, body = self.start().load(kind="function", source=source, file="solution.js", name="f", parameters=[], returns="int")
                self.assertEqual(json.loads(body)["trace"], trace)

    def test_exceptions_carry_the_candidates_line_and_no_harness_frames(self):
        test = self.loaded("function f(x) {\n  if (x === 1) throw new RangeError('no');\n"
                           "  if (x === 2) throw 'text';\n  return x > 9 ? f(x + 1) : 7;\n}", [["x", "int"]])
        for x, kind, message, line in ((1, "RangeError", "no", 2), (2, "string", "text", 0),
                                       (10, "RangeError", "Maximum call stack size exceeded", None)):
            reply, body = test.test(encode("int", x))
            found = json.loads(body)
            self.assertEqual((reply, found["type"], found["message"]), ("X", kind, message))
            self.assertNotIn("harness.js", found["trace"])
            if line is not None:
                self.assertEqual(found["line"], line)
        self.assertEqual(test.test(encode("int", 3)), ("A", encode("int", 7)))

    def test_half_a_surrogate_pair_in_an_exception_is_replaced(self):
        test = self.loaded("function f() { throw new RangeError('a\\ud800b'); }", [])
        kind, body = test.test(b"")
        self.assertEqual((kind, json.loads(body)["message"]), ("X", "a\ufffdb"))
        self.assertNotIn(b"\\ud", body)

    def test_deep_recursion_works(self):
        test = self.loaded("function f(n) { return n && 1 + f(n - 1); }", [["n", "int"]])
        self.assertEqual(test.test(encode("int", 100_000)), ("A", encode("int", 100_000)))

    def test_prints_precede_the_answer_and_random_follows_the_seed(self):
        replies = []
        for _ in range(2):
            test = self.loaded("function f() { console.log('hi'); return Math.random(); }", [], "float")
            replies.append(test.test(b""))
            self.assertEqual(printed(test.stdout), "hi\n")
        self.assertEqual(replies[0], replies[1])

    def test_a_batch_is_answered_test_by_test(self):
        test = self.loaded("function f(x) { if (!x) throw new RangeError('0'); return [0, 7, 'a'][x]; }",
                           [["x", "int"]])
        replies = test.batch([encode("int", x) for x in (0, 1, 2, 1)])
        self.assertEqual([kind for kind, _ in replies], ["X", "A", "U", "A"])
        self.assertEqual(json.loads(replies[0][1])["type"], "RangeError")
        self.assertEqual(replies[3][1], encode("int", 7))

    def test_function_arguments_ask_the_engine(self):
        test = self.loaded("function f(n, ask) { return ask(n) + ask(n + 1); }",
                           [["n", "int"], ["ask", {"fn": {"params": ["int"], "returns": "int"}}]])

        def answers(index, payload):
            self.assertEqual(index, 1)
            n = struct.unpack("<q", payload)[0]
            return ("R", encode("int", 10 * n)) if n < 5 else ("D", b"too many")

        self.assertEqual(test.test(encode("int", 1), answers), ("A", encode("int", 30)))
        kind, body = test.test(encode("int", 4), answers)
        self.assertEqual((kind, json.loads(body)["message"]), ("X", "too many"))

    def test_junk_ends_the_process_as_our_failure(self):
        for send in (("Q", b""), ("G", b""), ("T", b"\1"), ("T", encode("int", 1) + b"x")):
            with self.subTest(send=send):
                test = self.loaded("function f(x) { return 1; }", [["x", "int"]])
                test.send(*send)
                self.assertEqual(test.read(), ("", b""))
                self.assertEqual(test.wait(), 126)

    def test_a_program_reads_its_input_and_exits_by_itself(self):
        for source, status, out in (
            ("console.log(require('fs').readFileSync(0, 'utf8').length);", 0, "0\n"),
            ("setTimeout(() => console.log('later'), 1);", 0, "later\n"),
            ("process.exit(3);", 3, ""), ("throw new Error('x');", 1, ""),
        ):
            with self.subTest(source=source):
                test = self.start(kind="program", source=source)
                self.assertEqual(test.test(b""), ("", b""))
                self.assertEqual((test.wait(), printed(test.stdout)), (status, out))


class Classes(JavaScriptCase):
    METHODS = [
        {"name": "put", "parameters": [["key", "str"], ["value", "int"]], "returns": None},
        {"name": "get", "parameters": [["key", "str"]], "returns": {"opt": "int"}},
        {"name": "search", "parameters": [["prefix", "str"]], "returns": {"list": "str"}, "level": 2},
    ]
    SPEC = {"kind": "class", "name": "Store", "parameters": [["size", "int"]], "methods": METHODS}
    SOURCE = """
class Store {
  constructor(size) { this.data = new Map([["size", size]]); }
  put(key, value) { this.data.set(key, value); }
  get(key) { return this.data.get(key); }
}"""

    def script(self, calls):
        payload = encode("int", 9) + struct.pack("<I", len(calls))
        for index, *given in calls:
            payload += struct.pack("<H", index)
            payload += arguments(self.METHODS[index]["parameters"], given)
        return payload

    def test_calls_answer_in_order_and_a_method_may_be_absent(self):
        test = self.start(source=self.SOURCE, **self.SPEC)
        reply = test.test(self.script([(0, "a", 5), (1, "a"), (1, "b"), (1, "size")]))
        self.assertEqual(reply, ("A", struct.pack("<I", 4) + b"".join(
            encode({"opt": "int"}, value) for value in (5, None, 9))))
        kind, body = test.test(self.script([(1, "a"), (2, "b")]))
        found = json.loads(body)
        self.assertEqual((kind, found["call"], found["message"]),
                         ("X", 1, "`search` is not defined (needed from level 2)"))
        test = self.start(**{**self.SPEC, "source": self.SOURCE[:-1] + "  serach(x) { return x; }\n}"})
        kind, body = test.test(self.script([(2, "b")]))
        self.assertEqual(json.loads(body)["message"], "`search` is not defined (needed from level 2); did you mean `serach`?")

    def test_an_answer_of_the_wrong_type_names_its_call(self):
        test = self.start(source=self.SOURCE.replace("this.data.get(key)", "'x'"), **self.SPEC)
        self.assertEqual(test.test(self.script([(1, "a")])),
                         ("U", b"call 1, get: expected int?, got string"))

    @unittest.skipUnless(shutil.which("lua5.4"), "no lua5.4")
    def test_the_stub_loads_and_is_not_accepted(self):
        test = self.start(source=language_text("javascript", "stub", self.SPEC), **self.SPEC)
        kind, body = test.test(self.script([(1, "a")]))
        self.assertEqual((kind, json.loads(body)["message"]), ("X", "not written yet"))


if __name__ == "__main__":
    main(needs=["node"])
