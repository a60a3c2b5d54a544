#!/usr/bin/env python3
"""Grades many mixed submissions through JSON-RPC while processes of the engine are killed at random.

usage: soak_test.py ASSAY SOURCE_DIR [COUNT] [SEED]

Good, wrong and hostile submissions go in side by side.  Every few answers a process is killed with SIGKILL: a keeper, an init, a
launcher, a warm parent, a script process, or the host itself, which is then started again.  In the end every submission has exactly
one answer, the right one; the records have each result once; the host's memory and descriptors have not grown; nothing is left once
another engine has started.
"""
import collections
import contextlib
import json
import os
import pathlib
import random
import re
import selectors
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "attacks"))
from house import House, move_into_a_private_house, read_or_empty  # noqa: E402

ASSAY, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 500
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1
ATTACKS = pathlib.Path(SOURCE) / "tests/attacks"
IN_FLIGHT, KILL_EVERY, PATIENCE_S = 6, 25, 120
GROWTH_KB = 48 << 10  # of the host, from its first fifth to its end
AGAIN = ("internal_error", "cancelled", "unsupported")  # ours, so it is tried again

GOOD = "def mirror(text):\n    return text[::-1]\n"
WRONG = "def mirror(text):\n    return text\n"
HOSTILE = ("resources/spin", "resources/eats_memory", "resources/prints_without_end", "resources/files", "channel/answers_twice",
           "channel/claims_four_gigabytes", "channel/leaves_at_once", "channel/plays_the_harness", "in_process/raises_what_it_got",
           "in_process/always_equal", "outside/network", "outside/bystanders")


def header(text, field, otherwise=None):
    found = re.search(rf"^# {field}: (.*)$", text, re.MULTILINE)
    return found[1] if found else otherwise


def mixed(rng, house):
    """(problem, source, verdicts that are right) of COUNT submissions."""
    hostile = []
    for name in HOSTILE:
        text = (ATTACKS / f"{name}.py").read_text()
        hostile.append((header(text, "Problem", "mirror"), house.fill_in(text, SOURCE, ATTACKS / "bank"),
                        header(text, "Must get").split(" or ")))
    for number in range(COUNT):
        kind = rng.random()
        good, wrong = ("mirror", GOOD, ["accepted"]), ("mirror", WRONG, ["wrong_answer"])
        problem, source, right = good if kind < 0.6 else wrong if kind < 0.8 else rng.choice(hostile)
        yield problem, f"{source}\n# submission {number}\n", right


class Host:
    """A server; its messages are read as they come."""

    def __init__(self, house):
        self.process = subprocess.Popen([ASSAY, "rpc", "--bank", str(ATTACKS / "bank")], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=house.environment("all"), cwd=house.home)
        self.input = b""
        os.set_blocking(self.process.stdout.fileno(), False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        try:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def messages(self):
        """Those that are there, after waiting for at least one; None when the host is gone."""
        if not self.selector.select(PATIENCE_S):
            raise TimeoutError("the host says nothing any more")
        chunk = self.process.stdout.read()
        if chunk == b"":
            return None
        self.input += chunk or b""
        found = []
        while True:
            head, separator, rest = self.input.partition(b"\r\n\r\n")
            if not separator:
                return found
            size = int(head.rpartition(b":")[2])
            if len(rest) < size:
                return found
            found.append(json.loads(rest[:size]))
            self.input = rest[size:]

    def memory_kb(self):
        """Nothing if it has been killed."""
        resident = re.search(rb"VmRSS:\s+(\d+)", read_or_empty(f"/proc/{self.process.pid}/status"))
        return resident and int(resident[1])

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def end(self):
        self.process.stdin.close()
        return self.process.wait(PATIENCE_S)


def descendants(pid):
    found = []
    with contextlib.suppress(OSError):  # it may end meanwhile
        for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
            for child in read_or_empty(task).split():
                found += [int(child), *descendants(int(child))]
    return found


def kind_of(pid):
    command = read_or_empty(f"/proc/{pid}/cmdline").split(b"\0")
    if b"--script" in command:
        return "script"
    if b"--launch" in command:
        return "runner"
    if b"harness.py" not in b" ".join(command):
        return "other"
    # What a warm parent forked runs a candidate's code: its death is the candidate's own.
    parent = re.search(rb"PPid:\s+(\d+)", read_or_empty(f"/proc/{pid}/status"))
    above = read_or_empty(f"/proc/{parent[1].decode()}/cmdline") if parent else b"harness.py"
    return "other" if b"harness.py" in above else "warm parent"


class Soak:
    def __init__(self):
        self.rng = random.Random(SEED)
        self.house = House(os.geteuid())
        self.waiting = collections.deque(enumerate(mixed(self.rng, self.house)))
        self.flying, self.answers, self.killed = {}, {}, collections.Counter()
        self.tries, self.memory, self.wrong = collections.Counter(), [], []
        self.host = Host(self.house)
        self.until_kill, self.starts = KILL_EVERY, 0

    def fill(self):
        while self.waiting and len(self.flying) < IN_FLIGHT:
            number, (problem, source, right) = self.waiting.popleft()
            self.flying[number] = problem, source, right
            self.tries[number] += 1
            self.host.send({"id": number, "method": "grade/run",
                            "params": {"problem": problem, "language": "python", "source": source, "store": True}})

    def kill_somebody(self):
        self.until_kill = self.rng.randrange(1, 2 * KILL_EVERY)
        ours = [pid for pid in descendants(os.getpid()) if pid != self.house.bystander.pid]
        kinds = {kind_of(pid) for pid in ours} - {"other"}
        kind = self.rng.choice(sorted(kinds) + (["host"] if self.rng.random() < 0.2 else []) or ["nobody"])
        if kind == "nobody":  # the host has only just been killed
            return
        if kind == "host":
            self.host.process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, IndexError):  # likewise
                os.kill(self.rng.choice([pid for pid in ours if kind_of(pid) == kind]), signal.SIGKILL)
        self.killed[kind] += 1

    def restart(self):
        self.host.process.wait()
        self.starts += 1
        assert self.starts <= self.killed["host"] + 3, "the host ends by itself"
        self.waiting.extendleft((number, each) for number, each in self.flying.items())
        self.flying.clear()
        self.host = Host(self.house)
        self.memory.clear()

    def take(self, message):
        number = message.get("id")
        if number is None:
            return
        if number not in self.flying:
            self.wrong.append(f"submission {number} was answered again")
            return
        submission = self.flying.pop(number)
        right = submission[-1]
        verdict = message["result"]["verdict"] if "result" in message else "internal_error"
        if verdict in AGAIN:
            if self.tries[number] > 8:
                self.wrong.append(f"submission {number} never got through: {message}")
            else:
                self.waiting.append((number, submission))
            return
        self.answers[number] = verdict
        if verdict not in right:
            self.wrong.append(f"submission {number} got {verdict}, must get {right}: {message}")
        if "result" in message and len(self.answers) % 20 == 0 and (held := self.host.memory_kb()):
            self.memory.append((held, self.host.descriptors()))
        self.until_kill -= 1
        if self.until_kill <= 0:
            self.kill_somebody()

    def run(self):
        begin = time.monotonic()
        while self.waiting or self.flying:
            self.fill()
            messages = self.host.messages()
            if messages is None:
                self.restart()
                continue
            for message in messages:
                self.take(message)
            if len(self.wrong) > 5:
                break
        seconds = time.monotonic() - begin
        self.host.end()
        self.check_records()
        self.check_memory()
        # A keeper that was killed after its launcher leaves its control group to the next that starts.
        subprocess.run([ASSAY, "doctor"], env=self.house.environment("all"), cwd=self.house.home, stdout=subprocess.DEVNULL, check=False)
        self.wrong += self.house.complaints()
        again = sum(count - 1 for count in self.tries.values())
        print(f"{len(self.answers)} of {COUNT} answered in {seconds:.0f} s; killed {dict(self.killed)}; {again} tried again")
        self.house.close()
        return self.wrong

    def check_records(self):
        if len(self.answers) != COUNT:
            self.wrong.append(f"{COUNT - len(self.answers)} submissions were lost")
        path = next((self.house.root / "data").rglob("*.db"), None) or next((self.house.root / "data").rglob("*.sqlite*"))
        with sqlite3.connect(path) as records:
            twice = records.execute("select submission, count(*) from results group by submission, generation having count(*) > 1").fetchall()
            kept = records.execute("select count(*) from submissions").fetchone()[0]
            (whole,) = records.execute("pragma integrity_check").fetchone()
        if twice:
            self.wrong.append(f"results that are there twice: {twice}")
        if not COUNT <= kept <= sum(self.tries.values()):
            self.wrong.append(f"{kept} records of {COUNT} submissions, sent {sum(self.tries.values())} times")
        if whole != "ok":
            self.wrong.append(f"the records are damaged: {whole}")

    def check_memory(self):
        if len(self.memory) < 10:
            return  # the last host did not live long enough
        start, end = self.memory[len(self.memory) // 5], self.memory[-1]
        if end[0] - start[0] > GROWTH_KB:
            self.wrong.append(f"the host grew from {start[0]} to {end[0]} KiB")
        if end[1] - start[1] > 4 * IN_FLIGHT:
            self.wrong.append(f"the host's descriptors grew from {start[1]} to {end[1]}")


move_into_a_private_house([ASSAY, SOURCE])
problems = Soak().run()
for problem in problems[:10]:
    print("FAILED", problem[:2000])
sys.exit(1 if problems else 0)
