#!/usr/bin/env python3
"""Grades the bank's right, slow and greedy solutions again and again, on an idle machine and on a busy one.

usage: repeat_test.py ASSAY SOURCE_DIR [TIMES] [PROBLEM...]

A group's verdict may differ between runs only inside the grey zone, where what it needs is 0.85 to 1.15 of what it may have.
"""
import collections
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ASSAY, BANK = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve() / "problems/coding"
TIMES = int(sys.argv[3]) if len(sys.argv) > 3 else 50
WANTED = sys.argv[4:]
SOLUTION = re.compile(r'solution \{ "([^"]+)", file = "([^"]+)"(?:, expect = "([^"]*)")?')
GREY = (0.85, 1.15)
LANGUAGES = {".py": "python", ".cpp": "cpp"}


def submissions():
    """(problem, name, file) of what is right, and of what time or memory decides."""
    for problem in sorted(BANK.iterdir()):
        if WANTED and problem.name not in WANTED:
            continue
        for name, file, expect in SOLUTION.findall((problem / "problem.lua").read_text()):
            if not expect or re.search("time_limit|too_slow|memory_limit", expect):
                yield problem.name, name, problem / file


def grade_all(chosen, environment):
    """The reports of one pass over all, by (problem, name)."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as batch:
        for problem, name, file in chosen:
            batch.write(json.dumps({"id": [problem, name], "problem": problem, "language": LANGUAGES[file.suffix],
                                    "source": file.read_text()}) + "\n")
        batch.flush()
        done = subprocess.run([ASSAY, "grade", "--bank", str(BANK), "--batch", batch.name, "--jobs", "1", "--json=lines"],
                              stdout=subprocess.PIPE, env=environment, text=True, check=False)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) == len(chosen), f"{len(chosen)} submissions, {len(reports)} reports"
    return {tuple(report["id"]): report for report in reports}


class Busy:
    """Both hands of the machine full."""

    def __enter__(self):
        self.spinners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count())]

    def __exit__(self, *_):
        for spinner in self.spinners:
            spinner.kill()
            spinner.wait()


def needs(group):
    """What a group needs of what it may have: of time, and of memory."""
    return (group["worst_cpu_ms"] / group["limit_ms"] if group.get("limit_ms") else 0,
            group["worst_memory_bytes"] / group["memory_limit_bytes"] if group.get("memory_limit_bytes") else 0)


def main():
    chosen = list(submissions())
    assert chosen, "no solutions"
    seen = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder, "XDG_DATA_HOME": folder}
        grade_all(chosen, environment)  # derives the limits
        for _ in range(TIMES):
            passes = [grade_all(chosen, environment)]
            with Busy():
                passes.append(grade_all(chosen, environment))
            for reports in passes:
                for who, report in reports.items():
                    for group in report["groups"]:
                        seen[who + (group["name"],)].append(group)
    flips = grey = 0
    for (problem, name, group), runs in sorted(seen.items()):
        verdicts = collections.Counter(run["verdict"] for run in runs)
        if len(verdicts) == 1:
            continue
        need = max(statistics.median(values) for values in zip(*map(needs, runs)))
        inside = GREY[0] <= need <= GREY[1]
        grey, flips = grey + inside, flips + (not inside)
        print(f"{'grey' if inside else 'FLIPS'}: {problem} {name} on {group}: {dict(verdicts)}, needs {need:.2f} of its limit")
    print(f"{len(chosen)} solutions, {2 * TIMES} times each, half of them on a busy machine: {flips} flips, {grey} in the grey zone")
    return 1 if flips else 0


sys.exit(main())
