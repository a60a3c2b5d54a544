#!/usr/bin/env python3
"""assay rpc against a client of its own making.  usage: rpc_test.py ASSAY SOURCE_DIR"""
import ctypes
import json
import os
import signal
import subprocess
import sys
import unittest

ASSAY, SOURCE = sys.argv[1], sys.argv[2]
BANK = SOURCE + "/tests/doors"
PATIENCE = 60  # seconds until a test gives up
PR_SET_CHILD_SUBREAPER = 36
MIB = 1 << 20

RIGHT = "def add_up(a, b):\n    return a + b\n"
SLEEPER = """import time
asked = 0
def add_up(a, b):
    global asked
    asked += 1
    if asked > 3:
        time.sleep(1000)
    return a + b
"""


class Client:
    """A server process, spoken to in frames."""

    def __init__(self):
        self.server = subprocess.Popen([ASSAY, "rpc", "--bank", BANK], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def write(self, raw):
        self.server.stdin.write(raw)
        self.server.stdin.flush()

    def send_text(self, text):
        body = text.encode()
        self.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def send(self, **message):
        self.send_text(json.dumps({"jsonrpc": "2.0", **message}))

    def read(self):
        """The next message; None at the end of the output."""
        length = None
        while (line := self.server.stdout.readline()) not in (b"\r\n", b""):
            name, value = line.split(b":")
            if name == b"Content-Length":
                length = int(value)
        if length is None:
            return None
        message = json.loads(self.server.stdout.read(length))
        assert message["jsonrpc"] == "2.0"
        return message

    def response(self):
        """The next response; notifications before it are dropped."""
        while "method" in (message := self.read()):
            pass
        return message

    def ask(self, method, params=None, id=1):
        self.send(id=id, method=method, params=params or {})
        return self.response()

    def end(self):
        """Ends the input; the exit code."""
        self.server.stdin.close()
        rest = self.server.stdout.read()
        self.server.stdout.close()
        assert rest == b"", rest
        return self.server.wait()


class Rpc(unittest.TestCase):
    def setUp(self):
        signal.alarm(PATIENCE)
        self.client = Client()

    def tearDown(self):
        self.assertEqual(0, self.client.end())
        signal.alarm(0)

    def grade(self, source, id):
        self.client.send(id=id, method="grade/run",
                         params={"problem": "add-up", "language": "python", "source": source, "store": False})

    def error_code(self, response):
        return response["error"]["code"]

    def test_initialize_says_what_this_machine_grades(self):
        result = self.client.ask("initialize", {"protocol_version": "1.0", "client": "a test"})["result"]
        self.assertEqual("1.0", result["protocol_version"])
        self.assertIn("python", result["languages"])
        self.assertIn(result["tier"], ("landlock", "namespaces", "full"))

    def test_problems_are_listed_and_shown(self):
        problems = self.client.ask("problem/list")["result"]["problems"]
        self.assertEqual(["add-up"], [problem["id"] for problem in problems])
        problem = self.client.ask("problem/get", {"id": "add-up", "language": "python"}, id="two")
        self.assertEqual("two", problem["id"])
        self.assertIn("def add_up(", problem["result"]["stub"])
        self.assertEqual("solution.py", problem["result"]["file"])

    def test_rows_of_a_list_have_the_fields_that_were_asked_for(self):
        def rows(**params):
            return self.client.ask("problem/list", params)["result"]["problems"]

        (whole,) = rows()
        self.assertEqual(["best", "difficulty", "id", "kind", "minutes", "path", "pattern", "round", "status", "tags", "title"],
                         sorted(whole))
        self.assertEqual([{key: whole[key] for key in ("title", "id")}], rows(fields=["title", "id", "title"]))
        self.assertEqual([{"id": "add-up"}], rows(fields=["id"], status=whole["status"], text="add"))
        self.assertEqual([], rows(fields=["id"], text="no such"))
        error = self.client.ask("problem/list", {"fields": ["name"]})["error"]
        self.assertEqual(-32602, error["code"])
        self.assertIn('a row has no field "name"', error["message"])

    def test_a_filter_that_nothing_can_match_is_named(self):
        for params, told in [({"status": "slved"}, '"status" cannot be "slved" (did you mean "solved"?); known: new, tried, solved'),
                             ({"round": "codin"}, '"round" cannot be "codin" (did you mean "coding"?)'),
                             ({"round": ""}, '"round" cannot be ""'), ({"difficulty": 9}, '"difficulty" must be from 1 to 5')]:
            error = self.client.ask("problem/list", params)["error"]
            self.assertEqual(-32602, error["code"])
            self.assertIn(told, error["message"])
        self.assertEqual(1, len(self.client.ask("problem/list", {"round": "coding"})["result"]["problems"]))

    def test_grading_streams_its_cases_and_then_answers(self):
        self.grade(RIGHT, id=7)
        notes = []
        while "method" in (message := self.client.read()):
            self.assertEqual("grade/event", message["method"])
            self.assertEqual(7, message["params"]["request_id"])
            notes.append(message["params"])
        self.assertEqual(7, message["id"])
        self.assertEqual("accepted", message["result"]["verdict"])
        cases = [note for note in notes if note["event"] == "case"]
        before = notes[:notes.index(cases[0])]
        self.assertEqual([len(cases)], [note["tests"] for note in before if note["event"] == "started"])
        self.assertIn("run", [note["phase"] for note in before if note["event"] == "phase"])
        self.assertEqual({"accepted"}, {case["verdict"] for case in cases})

    def test_a_submission_that_prints_what_is_no_text_is_kept(self):
        source = RIGHT + "\nimport sys\nright = add_up\ndef add_up(*given):\n sys.stdout.buffer.write(b'\\xff')\n return right(*given)\n"
        result = self.client.ask("grade/run", {"problem": "add-up", "language": "python", "source": source})["result"]
        self.assertEqual("accepted", result["verdict"])
        kept = self.client.ask("history/get", {"submission": result["submission"]})["result"]
        self.assertEqual("accepted", kept["verdict"])
        self.assertEqual("accepted", kept["report"]["verdict"])

    def test_judging_again_keeps_what_no_limit_decides(self):
        for source in (RIGHT, "def add_up(*_):\n    raise ValueError\n", "def add_up(*_):\n    return None\n", "def add_up(*_):\n    return 0\n"):
            first = self.client.ask("grade/run", {"problem": "add-up", "language": "python", "source": source})["result"]
            again = self.client.ask("history/rejudge", {"submission": first["submission"]})["result"]
            with self.subTest(first["verdict"]):
                self.assertEqual((first["verdict"], first["points"]), (again["verdict"], again["points"]))
                self.assertEqual([(test["verdict"], test["score"], test["feedback"]) for test in first["tests"]],
                                 [(test["verdict"], test["score"], test["feedback"]) for test in again["tests"]])

    def test_a_request_can_be_cancelled(self):
        self.grade(SLEEPER, id=8)
        cases = 0
        while cases < 3:
            cases += self.client.read()["params"]["event"] == "case"
        self.client.send(method="$/cancelRequest", params={"id": 8})
        while "method" in (message := self.client.read()):
            cases += message["params"]["event"] == "case"
        self.assertEqual(8, message["id"])
        self.assertEqual(-32800, self.error_code(message))
        self.assertEqual({"finished": cases, "verdict": "cancelled"}, message["error"]["data"])
        self.grade(RIGHT, id=8)  # the id is free, and the server grades on
        self.assertEqual("accepted", self.client.response()["result"]["verdict"])

    def test_requests_run_side_by_side(self):
        self.grade(SLEEPER, id=9)
        while self.client.read()["params"]["event"] != "case":
            pass
        self.client.send(id=10, method="problem/list", params={})
        self.assertEqual(10, self.client.response()["id"])
        self.grade(RIGHT, id=9)  # an id that is in use
        self.assertEqual(-32600, self.error_code(self.client.response()))
        self.client.send(method="exit")
        self.assertEqual(-32800, self.error_code(self.client.response()))

    def test_mistakes_are_answered_and_survived(self):
        for code, text in [
                (-32700, "{\"jsonrpc\": "),
                (-32600, "[]"),
                (-32600, "{\"id\": 1}"),
                (-32600, "{\"id\": {\"a\": 1}, \"method\": \"problem/list\"}"),
                (-32601, "{\"id\": 1, \"method\": \"problem/lits\"}"),
                (-32602, "{\"id\": 1, \"method\": \"problem/get\", \"params\": {}}"),
                (-32602, "{\"id\": 1, \"method\": \"problem/get\", \"params\": [1]}"),
                (-32602, "{\"id\": 1, \"method\": \"problem/get\", \"params\": {\"id\": 5}}"),
                (-32000, json.dumps({"id": 1, "method": "problem/new", "params": {
                    "id": "a" * 300, "fn": "f(x: int) -> int", "into": "/nowhere"}}))]:
            self.client.send_text(text)
            self.assertEqual(code, self.error_code(self.client.read()), text)
        self.assertEqual("not_found", self.client.ask("problem/get", {"id": "none"})["error"]["data"]["code"])
        self.client.send(method="no/such/notification", params={})
        self.client.send(method="$/cancelRequest", params=[8])
        self.client.send(method="$/cancelRequest", params={"id": 8})
        self.assertIsNone(self.client.ask("shutdown", id=5)["result"])

    def test_a_parameter_of_another_type_is_named(self):
        grade = {"problem": "add-up", "source": RIGHT, "language": "python"}
        for method, params, says in (
            ("grade/run", {**grade, "language": 3}, '"language" must be a text'),
            ("grade/run", {**grade, "store": "yes"}, '"store" must be true or false'),
            ("grade/run", {**grade, "mode": "test", "input": [1]}, '"input" must be an object'),
            ("grade/run", {**grade, "candidate": 5}, '"candidate" must be a text'),
            ("history/get", {}, '"submission" is missing'),
            ("history/get", {"submission": "1"}, '"submission" must be a whole number'),
            ("attempt/start", {"id": "add-up", "minutes": -5}, '"minutes" must be a whole number from 1 to 525600'),
            ("problem/list", {"difficulty": "hard"}, '"difficulty" must be a whole number'),
            ("problem/lint", {}, '"paths" is missing'),
            ("problem/lint", {"paths": [1]}, '"paths" must be a list of texts'),
            ("bank/export", {"into": "x", "candidate": "yes"}, '"candidate" must be true or false'),
        ):
            with self.subTest(method=method, says=says):
                self.assertEqual({"code": -32602, "message": says, "data": {"code": "invalid_argument"}}, self.client.ask(method, params)["error"])
        self.assertEqual("accepted", self.client.ask("grade/run", {**grade, "mode": None, "input": None})["result"]["verdict"])

    def test_headers_are_read_in_any_case(self):
        body = b'{"jsonrpc": "2.0", "id": 5, "method": "initialize", "params": null}'
        self.client.write(b"content-length: %d\r\nContent-Type: x\r\n\r\n%s" % (len(body), body))
        self.assertEqual(5, self.client.response()["id"])

    def test_messages_without_frames_are_answered_with_what_is_missing(self):
        client = Client()
        client.write(b'{"jsonrpc": "2.0", "id": 1, "method": "initialize"}\n')
        self.assertIn("Content-Length: N", client.response()["error"]["message"])
        self.assertEqual(0, client.end())

    def test_a_frame_above_64_mib_is_refused(self):
        for header in (b"%d" % (64 * MIB + 1), b"99999999999999999999", b"-1", b"12x"):
            client = Client()
            client.write(b"Content-Length: " + header + b"\r\n\r\n")
            self.assertEqual(-32600, self.error_code(client.read()))
            self.assertIsNone(client.read())
            self.assertEqual(0, client.end())

    def test_a_large_frame_below_that_is_read(self):
        self.client.send(method="ignored", params={"text": "x" * (8 * MIB)})
        self.assertIn("result", self.client.ask("problem/list"))


class EndOfInput(unittest.TestCase):
    def test_it_ends_the_process_and_leaves_no_child(self):
        # Orphans of the server become our children: waiting for them proves that they end.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        signal.alarm(PATIENCE)
        for ended_by in ("end of input", "SIGKILL"):
            client = Client()
            client.send(id=1, method="grade/run", params={
                "problem": "add-up", "language": "python", "source": SLEEPER, "store": False})
            while client.read()["params"]["event"] != "case":
                pass
            if ended_by == "SIGKILL":
                client.server.kill()
            client.server.stdin.close()
            while client.server.stdout.read(MIB):
                pass
            client.server.stdout.close()
            self.assertEqual(-signal.SIGKILL if ended_by == "SIGKILL" else 0, client.server.wait())
            with self.assertRaises(ChildProcessError):
                while True:
                    os.waitpid(-1, 0)
        signal.alarm(0)


unittest.main(argv=sys.argv[:1])
