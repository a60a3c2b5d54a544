#!/usr/bin/env python3
"""Feeds damaged records to the reader of assert-style sets, which must answer each line: with a problem or with a reason.

usage: import_fuzz.py SOURCE_DIR [COUNT] [SEED]
"""
import json
import os
import pathlib
import random
import re
import subprocess
import sys

READER = pathlib.Path(sys.argv[1]) / "graders/languages/python/asserts_to_lua.py"
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
BATCH = 500  # lines to one process
ID = re.compile(r"[a-z0-9-]*")  # no id at all is refused later

SEEDS = [
    {"task_id": "Set/0", "prompt": "def add(a, b=1):\n    \"\"\"Sum.\"\"\"\n", "entry_point": "add", "canonical_solution": "    return a + b\n",
     "test": "def check(candidate):\n    assert candidate(1, 2) == 3\n    assert candidate([1], [2.5]) == [1, 2.5], 'lists'\n"},
    {"task_id": "Set/1", "prompt": "from typing import List\n\ndef first(words: List[str]) -> str:\n", "entry_point": "first",
     "canonical_solution": "    return words[0]\n",
     "test": "METADATA = {'a': 1}\ndef check(f):\n    for n in range(3):\n        assert f([str(n)] * (n + 1)) == str(n)\n"},
    {"task_id": 7, "text": "Double it.", "code": "def twice(x):\n    return 2 * x", "test_setup_code": "import math",
     "test_list": ["assert twice(2) == 4", "assert math.isclose(twice(-1.5), -3.0)"], "challenge_test_list": ["assert twice('a') == 'aa'"]},
    {"task_id": "In/0", "prompt": "def half(x):\n", "entry_point": "half", "canonical_solution": "    return x / 2\n",
     "base_input": [[1.0], [3.0]], "plus_input": [[1e300]], "atol": 1e-6},
    {"task_id": "Own/0", "text": "Swap.", "code": "class P:\n    def __init__(self, a, b=1):\n        self.a, self.b = a, b\ndef swap(p):\n    return P(p.b, p.a)\n"
     "def size(p):\n    return p.a + p.b\n", "test_setup_code": "q = P(2)", "test_list": ["assert swap(P(1, 2)).a == 2", "assert size(q) == 3"]},
    {"problem_id": 3, "question": "Echo.", "solutions": ["print(input())"], "input_output": {"inputs": ["a\n"], "outputs": ["a\n"]}},
]
ODD = [None, True, -1, 0, 1.5, 1e308, 10**400, "", "\0", "\ud800", "]]", "]==]", "é\u2028", [], {}, [[]], {"a": [{}]}, "x" * 100_000]
PIECES = ["assert ", "candidate(", "check", "== ", "(", ")", "[", "]", "{", "}", "'", '"""', "\\", "\n", "    ", "\t", "lambda: 0", "*a", "**k",
          "1e999", "nan", "0x", "10**10**6", "not ", "in ", "is None", "def f(", "class A:", "import os", "yield", "await ", ":=", "set()", "b'\\xff'",
          "1j", "...", "f'{x}'", "if 0:", "while 1: pass", "assert False", "#", "\f", "-" * 300, "(" * 300, "[" * 3000]


def damaged_text(rng, text):
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice([rng.choice(PIECES), "", text[rng.randint(0, len(text)):][:40]]) + text[at + rng.choice([0, 1, 8]):]
    return text


def damaged(rng):
    """A line of a set."""
    record = json.loads(json.dumps(rng.choice(SEEDS)))
    for _ in range(rng.randint(1, 3)):
        key = rng.choice(list(record) or ["task_id"])
        old = record.get(key)
        how = rng.random()
        if how < 0.6 and isinstance(old, str):
            record[key] = damaged_text(rng, old)
        elif how < 0.6 and isinstance(old, list) and old and isinstance(old[0], str):
            old[rng.randrange(len(old))] = damaged_text(rng, old[0])
        elif how < 0.7:
            record.pop(key, None)
        elif how < 0.85:
            record[key] = rng.choice(ODD)
        else:
            record[rng.choice(list(rng.choice(SEEDS)))] = rng.choice([old, *ODD])
    line = json.dumps(record)
    return damaged_text(rng, line).replace("\n", " ") if rng.random() < 0.1 else line


def main():
    rng = random.Random(SEED)
    read = 0
    for begin in range(0, COUNT, BATCH):
        lines = [damaged(rng) for _ in range(min(BATCH, COUNT - begin))]
        given = "\n".join(lines).encode(errors="replace") + b"\n"
        done = subprocess.run(["/usr/bin/python3", "-I", "-S", "-B", READER], input=given, capture_output=True, timeout=600, check=False,
                              env={**os.environ, "PYTHONUTF8": "1"})
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        unanswered = sorted({number for number, line in enumerate(lines, 1) if line.strip()} - {answer["line"] for answer in answers})
        if done.returncode != 0 or unanswered:
            print(f"exit {done.returncode}; the first line without an answer:\n{lines[unanswered[0] - 1] if unanswered else ''}\n"
                  f"{done.stderr.decode(errors='replace')[-2000:]}")
            return 1
        for answer in answers:
            good = answer.get("message") or (ID.fullmatch(answer["id"]) and answer["lua"].encode().startswith(b"return problem"))
            assert good, (lines[answer["line"] - 1], answer)
            read += "lua" in answer
    print(f"{COUNT} records: {read} became problems, {COUNT - read} were refused with a reason")
    return 0


sys.exit(main())
