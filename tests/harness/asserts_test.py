"""The Python harness where test code asks the candidate: `asserts` and their driver (docs/wire.md)."""

import json
import select
import socket
import struct

from driver import encode, main
from python_test import PythonCase

RESULT, RAISED, CALL = b"\0", b"\1", b"\2"
HEARD = struct.pack("<H", 0xFFFF)


def any_int(value):
    return b"\2" + struct.pack("<q", value)


def any_list(*items):
    return b"\7" + struct.pack("<I", len(items)) + b"".join(items)


def any_map(**items):
    named = b"".join(b"\5" + encode("str", name) + value for name, value in items.items())
    return b"\x0a" + struct.pack("<I", len(items)) + named


class Asserts(PythonCase):
    """The candidate, which is called from elsewhere."""

    def converse(self, source, *calls, answers=None):
        """How a test of these calls ends, and what the candidate said to each."""
        child, said = self.loaded(source, kind="asserts"), []
        peer = child.join()
        for call in calls:
            peer.say(CALL + call)
            while (message := peer.hear()) and message[:1] == CALL:
                peer.say(answers(message[1:]))
            said.append(message)
        peer.close()
        return child.read(), said

    def ask(self, source, *given, answers=None, **named):
        """How the test of one call ends, and what the candidate said to that call."""
        (kind, body), (said,) = self.converse(source, any_list(*given) + any_map(**named), answers=answers)
        return kind, said if kind == "A" else body

    def test_any_values_keep_their_types(self):
        text = b"\5" + encode("str", "a")
        for value in (
            b"\0", b"\1\1", any_int(-5), b"\3" + encode("bigint", 1 << 70), b"\4" + encode("float", 2.0),
            text, b"\6" + encode("bytes", b"x"), any_list(any_int(1), any_list()),
            b"\x08" + struct.pack("<I", 1) + text, b"\x09" + struct.pack("<I", 1) + text,
            b"\x0a" + struct.pack("<I", 1) + text + any_int(1),
        ):
            with self.subTest(value=value):
                self.assertEqual(self.ask("import copy\ndef f(x): return copy.deepcopy(x)", value),
                                 ("A", b"\0" + value + any_list(value)))

    def test_an_argument_that_is_given_back_is_told_by_its_place(self):
        one = any_list(any_int(4))
        pair = any_list(any_list(any_int(1)), any_list(any_int(0)))  # the result, and argument 0
        self.assertEqual(self.ask("def f(x): return x", one), ("A", b"\0" + one + any_list(one, any_list(pair))))

    def test_arguments_come_back_as_they_stand_after_the_call(self):
        reply = self.ask("def f(x, y=1, *, k=5):\n x.append(k + y)\n", any_list(any_int(1)), k=any_int(7))
        self.assertEqual(reply, ("A", b"\0\0" + any_list(any_list(any_int(1), any_int(8)), any_int(7))))

    def test_a_function_argument_is_called_by_its_number(self):
        asked = []

        def answers(call):
            asked.append(call)
            return RESULT + any_int(8)

        function = b"\x0b" + struct.pack("<I", 3)
        reply = self.ask("def f(g): return g(1, [])", function, answers=answers)
        self.assertEqual(reply, ("A", b"\0" + any_int(8) + any_list(function)))
        given = any_list(any_int(1), any_list()) + any_map()
        self.assertEqual(asked, [struct.pack("<I", 3) + given])

    def test_what_a_function_argument_raises_comes_back_by_its_class_name(self):
        raised = b"\1" + encode("str", "KeyError") + encode("str", "'k'")
        source = "def f(g):\n try:\n  g(by=1)\n except KeyError as error:\n  return str(error)"
        reply = self.ask(source, b"\x0b" + struct.pack("<I", 0), answers=lambda _: raised)
        self.assertEqual(reply[1][:10], b"\0\5" + encode("str", "'k'") + b"\7")

    def test_what_is_not_plain_data_stays_and_is_told_by_number(self):
        def far(number, can, name):
            return b"\x0d" + struct.pack("<IB", number, can) + encode("str", name)

        for source, answer in (
            ("def f(x): return (i for i in [])", far(1, 2 + 32, "generator") + any_list(any_list())),
            ("def f(x): return [object()]", any_list(far(1, 0, "object")) + any_list(any_list())),
            ("def f(x): x.append(f)", b"\0" + any_list(any_list(far(1, 1, "function")))),
        ):
            with self.subTest(source=source):
                self.assertEqual(self.ask(source, any_list()), ("A", b"\0" + answer))

    def test_a_value_goes_as_what_it_is_made_of(self):
        made = b"\x0c" + encode("str", "range") + any_list(any_int(0), any_int(3), any_int(1))
        self.assertEqual(self.ask("def f(x): return range(3)", any_list()), ("A", b"\0" + made + any_list(any_list())))
        self.assertEqual(self.ask("def f(x): return len(x)", made), ("A", b"\0" + any_int(3) + any_list(made)))

    def test_an_object_that_stays_is_asked(self):
        work = b"\x08" + struct.pack("<I", 2) + any_int(1) + b"\5" + encode("str", "call")
        _, said = self.converse("def f(): return lambda x: x + 1", any_list() + any_map(),
                                any_list(any_int(4)) + any_map() + work)
        self.assertEqual(said[1], b"\0" + any_int(5) + any_list(any_int(4)))

    def test_the_module_is_object_0_and_its_classes_are_told_with_their_objects(self):
        work = b"\x08" + struct.pack("<I", 2) + any_int(0) + b"\5" + encode("str", "attribute")
        _, said = self.converse("class P: pass\ndef f(): return P()",
                                any_list(b"\5" + encode("str", "P")) + any_map() + work, any_list() + any_map())
        far = b"\0\x0d" + struct.pack("<IB", 1, 5) + encode("str", "P")  # a class, which can be called
        self.assertTrue(said[0].startswith(far), said[0])
        self.assertEqual(said[1], b"\0\x0d" + struct.pack("<IB", 2, 8) + encode("str", "P") + struct.pack("<I", 1) + any_list())

    def test_an_object_of_the_test_is_asked_by_its_number(self):
        asked = []

        def answers(call):
            asked.append(call)
            return RESULT + any_int(8)

        lent = b"\x0e" + struct.pack("<IB", 2, 0) + encode("str", "Node")
        reply = self.ask("def f(n): return n if type(n).__name__ != 'Node' else n.left", lent, answers=answers)
        self.assertEqual(reply, ("A", b"\0" + any_int(8) + any_list(lent)))
        self.assertEqual(asked, [struct.pack("<I", 2) + any_list(b"\5" + encode("str", "left")) + any_map()
                                 + b"\5" + encode("str", "attribute")])

    def test_what_is_nested_too_deep_cannot_be_sent(self):
        kind, body = self.ask("def f(x):\n x += [x, x]\n return x", any_list())
        self.assertEqual(kind, "U")
        self.assertTrue(body.decode().endswith("got one nested too deep"), body)

    def test_who_reads_standard_input_is_told_where_the_input_is(self):
        kind, body = self.ask("def f(): return input()")
        self.assertIn("standard input is empty; what is to be read are the arguments", json.loads(body)["message"])

    def test_an_exception_carries_its_class_name(self):
        kind, body = self.ask("def f(): raise ValueError('no')")
        self.assertEqual((kind, json.loads(body)["type"]), ("X", "ValueError"))

    def test_a_test_is_many_calls_and_ends_as_the_last_one_did(self):
        source = "def f(x):\n if x < 0: raise KeyError(x)\n return x"
        raised = b"\1" + encode("str", "KeyError") + encode("str", "-1") + encode("str", "LookupError Exception BaseException") + any_list(any_list(any_int(-1)), any_map())
        for given, ends in (((1, -1, 2), "A"), ((1, -1), "X")):
            (kind, _), said = self.converse(source, *(any_list(any_int(x)) + any_map() for x in given))
            self.assertEqual(kind, ends)
            self.assertEqual(said[:2], [b"\0" + any_int(1) + any_list(any_int(1)), raised])

    def test_a_test_that_ends_while_the_candidate_waits_for_it_was_answered(self):
        child = self.loaded("def f(g):\n try:\n  return g()\n except Exception:\n  return 1", kind="asserts")
        peer = child.join()
        peer.say(CALL + any_list(b"\x0b" + struct.pack("<I", 0)) + any_map())
        self.assertEqual(peer.hear()[:1], CALL)
        peer.close()
        self.assertEqual(child.read(), ("A", b"\0"))


class Drivers(PythonCase):
    """The test code around a candidate, which runs elsewhere."""

    def check(self, source, answers, patience_ms=60_000.0):
        """How the test ends; `answers(message)` is what the candidate says, None for nothing."""
        child = self.loaded(source, kind="driver", name="check")
        peer = child.join(struct.pack("<d", patience_ms))
        watched, kind, body = [peer.channel, child.channel], "C", b""
        while kind == "C":
            if select.select(watched, [], [])[0][0] is child.channel:
                kind, body = child.read()
                if kind == "C":
                    self.assertEqual(body, HEARD)
                    child.send("R")
            elif (message := peer.hear()) is None or (reply := answers(message)) == "hang up":
                peer.channel.shutdown(socket.SHUT_RDWR)
                watched = [child.channel]
            elif reply is not None:
                peer.say(reply)
        peer.close()
        return kind, json.loads(body)["type"] if kind == "X" else body

    def test_a_stand_in_asks_for_the_candidates_answers(self):
        asked = []

        def answers(call):
            asked.append(call)
            return RESULT + any_int(3) + any_list(any_int(1))

        source = "def check(candidate):\n    assert candidate(1) == {}"
        self.assertEqual(self.check(source.format(3), answers), ("A", b"\0"))
        self.assertEqual(self.check(source.format(4), answers), ("X", "AssertionError"))
        self.assertEqual(asked[0], CALL + any_list(any_int(1)) + any_map())

    def test_changed_arguments_are_copied_back(self):
        source = "def check(candidate):\n    x = [2, 1]\n    candidate(x)\n    assert x == [1, 2], x"
        after = any_list(any_list(any_int(1), any_int(2)))
        self.assertEqual(self.check(source, lambda _: b"\0\0" + after), ("A", b"\0"))

    def test_an_exception_comes_back_by_its_class_name(self):
        source = ("def check(candidate):\n    try:\n        candidate()\n"
                  "    except ValueError as error:\n        assert str(error) == 'no'\n")
        for kind, reply in (("ValueError", ("A", b"\0")), ("KeyError", ("X", "KeyError")),
                            ("Mine", ("X", "Mine"))):
            raised = b"\1" + encode("str", kind) + encode("str", "no")
            self.assertEqual(self.check(source, lambda _: raised), reply)

    def test_functions_that_the_candidate_calls_run_beside_the_assertions(self):
        # The candidate calls the two functions of the list that it was given, then answers with
        # the first.
        def call(number, *given):
            return b"\2" + struct.pack("<I", number) + any_list(*given) + any_map()

        function = b"\x0b" + struct.pack("<I", 0)
        replies = [call(0, any_int(4)), call(1), b"\0" + function + any_list(any_list(function, function))]
        asked = []

        def answers(message):
            asked.append(message)
            return replies[len(asked) - 1]

        source = ("def check(candidate):\n    double = lambda x: 2 * x\n"
                  "    assert candidate([double, lambda: 1 / 0]) is double")
        self.assertEqual(self.check(source, answers), ("A", b"\0"))
        lent = any_list(function, b"\x0b" + struct.pack("<I", 1))
        zero = encode("str", "ZeroDivisionError") + encode("str", "division by zero")
        zero += encode("str", "ArithmeticError Exception BaseException")
        self.assertEqual(asked, [CALL + any_list(lent) + any_map(), b"\0" + any_int(8), b"\1" + zero])

    def test_objects_of_the_tests_own_go_by_number_and_come_back_as_they_are(self):
        lent = b"\x0e" + struct.pack("<IB", 0, 0) + encode("str", "object")
        asked = []

        def answers(call):
            asked.append(call)
            return b"\0" + lent + any_list(lent)

        source = "def check(candidate):\n    x = object()\n    assert candidate(x) is x"
        self.assertEqual(self.check(source, answers), ("A", b"\0"))
        self.assertEqual(asked, [CALL + any_list(lent) + any_map()])

    def test_a_lent_object_leads_to_none_of_the_code_beside_it(self):
        source = ("import math\nclass Box:\n    def __init__(self, text): self.text = text\n"
                  "def turn(text): return text[::-1]\ndef steps(): yield 1\n"
                  "def check(candidate):\n    assert candidate(turn, Box, Box('a'), steps(), math) == 8")
        for number, operation, *given in (
                (0, "attribute", "__globals__"), (0, "attribute", "__code__"), (0, "attribute", "__dict__"),
                (2, "attribute", "__class__"), (2, "special", "__getattribute__", "__class__"),
                (2, "special", "__reduce_ex__", 4), (2, "operator", "attrgetter"), (0, "operator", "call"),
                (0, "set", "__defaults__", 1), (1, "set", "text", 1), (1, "delete", "__init__"),
                (3, "attribute", "gi_frame"), (3, "attribute", "gi_code"), (4, "attribute", "pi"),
                (2, "nothing")):
            with self.subTest(number=number, operation=operation, given=given):
                said = self.what_it_gets(source, number, operation, *given)
                self.assertEqual(said[:1], b"\1", said)

    def test_a_lent_object_does_what_objects_do(self):
        source = ("class Box:\n    def __init__(self, text): self.text = text\n"
                  "    def __add__(self, other): return self.text + other\n    def __hash__(self): return 7\n"
                  "def check(candidate):\n    assert candidate(Box('a')) == 8")
        for given, said in ((("attribute", "text"), b"\5" + encode("str", "a")),
                            (("operator", "add", "b"), b"\5" + encode("str", "ab")),
                            (("special", "__hash__"), any_int(7)), (("set", "text", "c"), b"\0"),
                            (("attribute", "__dict__"), any_map(text=b"\5" + encode("str", "a")))):
            with self.subTest(given=given):
                self.assertEqual(self.what_it_gets(source, 0, *given), b"\0" + said)

    def what_it_gets(self, source, number, operation, *given):
        """What a candidate hears that asks for something, and then answers with 8."""
        values = [any_int(value) if type(value) is int else b"\5" + encode("str", value) for value in given]
        work = struct.pack("<I", number) + any_list(*values) + any_map() + b"\5" + encode("str", operation)
        replies, asked = [b"\2" + work, b"\0" + any_int(8) + any_list()], []

        def answers(message):
            asked.append(message)
            return replies[len(asked) - 1]

        self.assertEqual(self.check(source, answers), ("A", b"\0"))
        return asked[1]

    def test_code_that_names_parts_of_the_submission_runs_when_there_is_one(self):
        raised = b"\1" + encode("str", "NameError") + encode("str", "no P")
        source = "from solution import P\ndef check(candidate): pass"
        self.assertEqual(self.check(source, lambda _: raised), ("X", "NameError"))
        self.assertEqual(self.check(source + "\nx = y", lambda _: b"\0" + any_int(1) + any_list()),
                         ("U", b"NameError: name 'y' is not defined"))

    def test_who_gets_no_answer_says_why_and_lets_no_test_code_go_on(self):
        source = "def check(candidate):\n    try:\n        candidate()\n    except BaseException:\n        pass"
        for reply, patience_ms, why in (("hang up", 60_000.0, b"gone"), (None, 20.0, b"late"),
                                        (b"", 60_000.0, b"large")):
            with self.subTest(why=why):
                self.assertEqual(self.check(source, lambda _: reply, patience_ms), ("U", why))


if __name__ == "__main__":
    main(needs=["/usr/bin/python3"])
