#!/usr/bin/env python3
"""Measures Assay against the plain ways of doing the same, side by side in one run.

What is compared takes turns, with an idle gap before each; medians and ratios are printed, and
nothing is asserted.  docs/bench.md says what each part means.
"""
import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from answers import Answers
from floors import Floors

ROOT = pathlib.Path(__file__).resolve().parents[2]
GAP = 0.3  # seconds of idling before each measurement
PARTS = ("floors", "humaneval", "boxes", "answers", "cpp", "torch", "list", "kernels")


def median(values):
    return statistics.median(values)


def row(*cells):
    print("  {:<40}{:>12}{:>14}{:>14}".format(*cells), flush=True)


def ms(value):
    return f"{value:.2f} ms" if value < 100 else f"{value:.0f} ms"


def took(action):
    """Milliseconds of an action after the gap, and what it returned."""
    time.sleep(GAP)
    begin = time.perf_counter()
    result = action()
    return (time.perf_counter() - begin) * 1000, result


class Bench(Answers, Floors):
    row, ms = staticmethod(row), staticmethod(ms)

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.bin = options.build / "bin"
        # An index, a compile cache and derived limits of our own: nothing is warm that we did not warm.
        self.env = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "XDG_DATA_HOME": str(folder / "data")}

    def run(self, *command, cwd=None):
        done = subprocess.run([str(word) for word in command], cwd=cwd or self.folder, env=self.env,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return done

    def must(self, *command):
        done = self.run(*command)
        if done.returncode != 0:
            sys.exit(f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    # --- HumanEval's canonical programs against a loop of plain processes

    def humaneval(self):
        if self.options.set is None:
            print("HumanEval: not run: name its file with --set HumanEval.jsonl")
            return
        rows = [json.loads(line) for line in self.options.set.read_text().splitlines() if line.strip()]
        bank, batch = self.folder / "humaneval", self.folder / "batch.jsonl"
        self.must(self.bin / "assay", "import", "jsonl", self.options.set, "--into", bank)
        programs, tests = [], self.folder / "pytest"
        tests.mkdir()
        with open(batch, "w") as out:
            for i, task in enumerate(rows):
                source = task["prompt"] + task["canonical_solution"]
                name = task["task_id"].lower().replace("/", "-")
                out.write(json.dumps({"id": i, "problem": name, "language": "python", "source": source}) + "\n")
                programs.append(self.folder / f"program{i}.py")
                programs[-1].write_text(f"{source}\n{task['test']}\ncheck({task['entry_point']})\n")
                module = f"{source}\n{task['test']}\ndef test_it():\n    check({task['entry_point']})\n"
                (tests / f"test_{i}.py").write_text(module)

        def assay():
            done = self.run(self.bin / "assay", "grade", "--bank", bank, "--batch", batch, "--jobs", "1", "--json=lines")
            results = [json.loads(line) for line in done.stdout.splitlines()]
            return sum(result.get("verdict") == "accepted" for result in results)

        def loop():
            return sum(self.run("/usr/bin/python3", "-I", program).returncode == 0 for program in programs)

        def pytest():
            return self.run("/usr/bin/python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", tests).returncode

        assay()  # derives the limits
        no_pytest = pytest()  # writes what it keeps compiled
        ours, plain, theirs = [], [], []
        for _ in range(self.options.rounds):
            our_ms, accepted = took(assay)
            plain_ms, passed = took(loop)
            ours.append(our_ms)
            plain.append(plain_ms)
            theirs.append(took(pytest)[0])
        print(f"HumanEval: {len(rows)} canonical programs, one after another ({accepted} accepted, {passed} passed)")
        row("", "assay", "subprocess", "times faster")
        row("all of them", ms(median(ours)), ms(median(plain)), f"{median(b / a for a, b in zip(ours, plain)):.2f}")
        if no_pytest:
            print("pytest: not run: it did not pass (apt install python3-pytest)")
        else:
            row("  by pytest, in one process, no box", ms(median(ours)), ms(median(theirs)),
                f"{median(b / a for a, b in zip(ours, theirs)):.2f}")

    # --- a box around /bin/true

    def boxes(self):
        lines = self.must(self.bin / "assay-bench", "boxes").splitlines()
        measured = [json.loads(line) for line in lines]
        print(f"/bin/true in a box (tier {measured[0]['tier']}) and by posix_spawn")
        row("", "boxed", "posix_spawn", "ratio")
        for line in measured:
            row(line["when"], ms(line["boxed_ms"]), ms(line["spawn_ms"]), f"{line['boxed_ratio']:.2f}")
            row("  with taking and giving back the box", ms(line["submission_ms"]), ms(line["spawn_ms"]),
                f"{line['submission_ratio']:.2f}")
        for line in measured:
            if "bwrap_ms" in line:
                row(f"bwrap, {line['when']}", ms(line["boxed_ms"]), ms(line["bwrap_ms"]), f"{line['bwrap_ratio']:.2f} x faster")

    # --- C++: from the edit to the verdict

    def cpp(self):
        assay = self.engine_module()
        bank = self.folder / "cpp"
        write_cpp_problem(bank)
        path = self.folder / "solution.cpp"
        plain_source, program = self.folder / "plain.cpp", self.folder / "plain"
        inputs = "100\n" + "".join(f"{i} {i * 7919 % 1000003}\n" for i in range(100))

        def through_engine():
            return engine.grade("mix", path=path, store=False).result

        def through_program():
            self.must(self.bin / "assay", "grade", "--bank", bank, "--problem", "mix", path)

        def plain():
            self.must("g++", "-O2", "-o", program, plain_source)
            subprocess.run([str(program)], input=inputs, text=True, check=True, capture_output=True)

        times = {name: [] for name in ("plain", "miss", "hit", "program miss", "program hit")}
        with assay.Engine(banks=[bank], jobs=1) as engine:
            path.write_text(CPP_SOLUTION)
            report = through_engine()  # derives the limits, builds the precompiled header
            if report["verdict"] != "accepted":
                sys.exit(f"the C++ solution got {report['verdict']}: {report['message']}")
            through_program()
            for i in range(self.options.rounds):
                for kind, action in (("", through_engine), ("program ", through_program)):
                    path.write_text(f"// edit {i} {kind}\n{CPP_SOLUTION}")
                    times[kind + "miss"].append(took(action)[0])
                    times[kind + "hit"].append(took(action)[0])
                plain_source.write_text(f"// edit {i}\n#include <bits/stdc++.h>\n{CPP_SOLUTION}{CPP_MAIN}")
                times["plain"].append(took(plain)[0])
            tests = len(report["tests"])
        print(f"C++ from the edit to the verdict, {tests} tests")
        row("", "assay", "plain g++ -O2", "ratio")
        for name, words in (("miss", "new source, engine running"), ("hit", "same source, engine running"),
                            ("program miss", "new source, assay grade"), ("program hit", "same source, assay grade")):
            ratio = median(a / b for a, b in zip(times[name], times["plain"]))
            row(words, ms(median(times[name])), ms(median(times["plain"])), f"{ratio:.3f}")

    # --- torch: 20 tests, and 20 submissions at once

    def torch(self):
        if subprocess.run(["/usr/bin/python3", "-c", "import torch"], capture_output=True).returncode != 0:
            print("torch: not run: no torch (apt install python3-torch)")
            return
        assay = self.engine_module()
        bank = self.folder / "torch"
        (bank / "centre").mkdir(parents=True)
        (bank / "centre/problem.lua").write_text(TORCH_PROBLEM)
        cold = self.folder / "cold.py"
        cold.write_text(TORCH_SOLUTION + "print(centre(torch.randn(8, 64)).sum())\n")

        def grade(engine, number):
            report = engine.grade("centre", source=f"# edit {number}\n{TORCH_SOLUTION}", language="torch", store=False).result
            if report["verdict"] != "accepted":
                sys.exit(f"the torch solution got {report['verdict']}: {report['message']}")
            return len([test for test in report["tests"] if test["group"] == "all"])

        def processes():
            for _ in range(20):
                self.must("/usr/bin/python3", cold)

        ours, plain = [], []
        with assay.Engine(banks=[bank], jobs=1) as engine:
            tests = grade(engine, -1)  # derives the limits, starts the warm parent
            for i in range(self.options.rounds):
                ours.append(took(lambda: grade(engine, i))[0])
                plain.append(took(processes)[0])
        print(f"torch: {tests} tests of one submission, engine running")
        row("", "assay", "20 processes", "times faster")
        row("from the source to the verdict", ms(median(ours)), ms(median(plain)),
            f"{median(b / a for a, b in zip(ours, plain)):.1f}")
        print("20 submissions of it at once: the memory of their processes")
        for jobs, words in ((0, "as an engine is by itself"), (20, "jobs=20")):
            with assay.Engine(banks=[bank], jobs=jobs) as engine:
                grade(engine, -2)
                with Memory(self.bin / "assay-runner") as memory, concurrent.futures.ThreadPoolExecutor(20) as pool:
                    begin = time.perf_counter()
                    for _ in pool.map(lambda number: grade(engine, number), range(20)):
                        pass
                    wall = time.perf_counter() - begin
            row(words, f"{memory.most / 2**20:.0f} MiB", "", f"{wall:.1f} s")

    # --- a bank of 10,000 problems

    def list(self):
        bank = self.folder / "large"
        for i in range(10_000):
            write_small_problem(bank / f"group-{i // 100:03}" / f"problem-{i:05}", i)
        measured = [json.loads(line) for line in self.must(self.bin / "assay-bench", "list", bank).splitlines()]
        found, listed = [], []
        for _ in range(self.options.rounds):
            found.append(took(lambda: self.must("find", bank, "-name", "problem.lua"))[0])
            listed.append(took(lambda: self.must(self.bin / "assay", "list", "--bank", bank, "--ids"))[0])
        cold = measured[0]
        warm = measured[1:]
        print(f"listing {cold['problems']} problems ({cold['errors']} errors)")
        row("", "assay", "find", "ratio")
        row("cold: no index", ms(cold["open_and_list_ms"]), "", "")
        for key, words in (("open_and_list_ms", "warm: open the bank and list it"),
                           ("list_again_ms", "warm: list it again")):
            value = median(line[key] for line in warm)
            row(words, ms(value), ms(median(found)), f"{value / median(found):.2f}")
        row("warm: the program assay list --ids", ms(median(listed)), ms(median(found)),
            f"{median(a / b for a, b in zip(listed, found)):.2f}")

    # --- simulated kernels against another simulator's libcudart

    def kernels(self):
        program, turns = self.folder / "kernels", self.options.rounds
        built = self.run("nvcc", "-std=c++17", "-O3", "-lineinfo", "-cudart", "shared", "--no-compress", "-gencode",
                         "arch=compute_80,code=compute_80", ROOT / "tools/bench/kernels.cu", "-o", program) \
            if shutil.which("nvcc") else None
        if not built or built.returncode:
            print("simulated kernels: not run: no nvcc")
            return

        def launched(what, checks, size=0, processors=None):
            command = [self.bin / "assay", "simulate", "--checks", checks, "--", program, what, "1", str(size)]
            return self.run(*(["taskset", "-c", processors] if processors else []), *command)

        def launches(*arguments):
            return milliseconds(launched(*arguments))

        def wall(*arguments):
            lines = launched(*arguments).stdout.splitlines()
            return next(float(line[5:]) for line in lines if line.startswith("wall "))

        def others(what):
            env = {**os.environ, **OTHER_CHECKS, "LD_LIBRARY_PATH": str(self.options.simulator)}
            return milliseconds(subprocess.run(["taskset", "-c", "0", str(program), what, "1"], env=env, text=True,
                                               capture_output=True))

        other = self.options.simulator is not None
        print("simulated kernels, processor time of a launch on one processor" +
              ("" if other else " (beside: not run: name a folder with --simulator)"))
        row("", "with checks", "beside", "times")
        for what, words in (("gemm", "tiled GEMM 256^3"), ("flash", "flash attention 2 x 256 x 64"),
                            ("reduction", "reduction of 1M floats")):
            ours, theirs = {checks: [] for checks in CHECKS}, []
            for _ in range(turns):
                for checks in CHECKS:
                    ours[checks].append(launches(what, checks, 0, "0"))
                if other:
                    theirs.append(others(what))
            ratio = f"{median(b / a for a, b in zip(ours['all'], theirs)):.2f}" if other else ""
            row(words, ms(median(ours["all"])), ms(median(theirs)) if other else "", ratio)
            row("  without any check", ms(median(ours["none"])), "", "")
            for words, checks, without in COSTS:
                times = median(a / b for a, b in zip(ours[checks], ours[without]))
                row("  " + words, ms(median(ours[checks])), "", f"x {times:.2f}")
        print("GEMM by size")
        row("", "all checks", "ns a flop", "")
        for size in (64, 128, 256, 512):
            value = median(launches("gemm", "all", size, "0") for _ in range(turns))
            row(f"{size}^3", ms(value), f"{value * 1e6 / (2 * size ** 3):.2f}", "")
        if len(os.sched_getaffinity(0)) < 2:
            print("by processors: not run: there is one")
            return
        print("by processors, time by the clock")
        row("", "one", "two", "times faster")
        for what, size, words in (("gemm", 128, "tiled GEMM 128^3"), ("gemm", 256, "tiled GEMM 256^3"),
                                  ("flash", 1024, "flash attention 2 x 1024 x 64"),
                                  ("reduction", 1 << 24, "reduction of 16M floats")):
            pairs = [(wall(what, "all", size, "0"), wall(what, "all", size, "0,1")) for _ in range(turns)]
            row(words, ms(median(a for a, _ in pairs)), ms(median(b for _, b in pairs)),
                f"{median(a / b for a, b in pairs):.2f}")


CHECKS = ("none", "fast", "all", "races")
# What each step adds to the one before it.
COSTS = (("bounds, alignment, life time", "fast", "none"), ("and races in shared memory, uninitialised reads", "all", "fast"),
         ("and races in global memory", "races", "all"))
# What a simulator beside ours listens to: its checks on, one thread.
OTHER_CHECKS = {"PTXSIM_CHECK": "1", "PTXSIM_THREADS": "1"}


def milliseconds(done):
    """The first number that the program of the kernels printed."""
    lines = [line for line in done.stdout.splitlines() if line.replace(".", "", 1).isdigit()]
    if not lines:
        sys.exit(f"kernels: {done.stdout[-500:]}{done.stderr[-500:]}")
    return float(lines[0])


class Memory:
    """The most memory that the processes of a runner held at a time, shared pages by their share."""

    def __init__(self, runner):
        self.runner = runner.resolve()

    def __enter__(self):
        self.most, self.over = 0, threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def watch(self):
        while not self.over.wait(0.05):
            self.most = max(self.most, sum(map(proportional_bytes, boxed(self.runner))))


def boxed(runner):
    """The processes of that program, and those that descend from them."""
    parents, found = {}, set()
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError):
            pid = int(entry)
            stat = pathlib.Path("/proc", entry, "stat").read_text()
            parents[pid] = int(stat.rpartition(")")[2].split()[1])
            if pathlib.Path(os.readlink(f"/proc/{pid}/exe")) == runner:
                found.add(pid)
    for pid in parents:
        above = pid
        while above and above not in found:
            above = parents.get(above, 0)
        if above:
            found.add(pid)
    return found


def proportional_bytes(pid):
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc", str(pid), "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


TORCH_SOLUTION = """\
import torch

def centre(x):
    return x - x.mean(-1, keepdim=True)
"""

TORCH_PROBLEM = """\
return problem "centre" {
  title = "Centre", round = "ml_coding", difficulty = 1, minutes = 5, license = "Apache-2.0",
  statement = "Take the mean of each row away.",
  fn = "centre(x: f32[n=1..8, d=1..64]) -> f32[n, d]", runtimes = { "torch" },
  example { x = {{1, 3}}, returns = {{-1, 1}} },
  tensors { "all", 20, x = normal(0, 1), n = 8, d = 64, points = 100 },
  solution { "ok.torch.py", [=[
import torch

def centre(x):
    return x - x.mean(-1, keepdim=True)
]=] },
}
"""

CPP_SOLUTION = """\
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

long long mix(long long a, long long b) {
  std::map<long long, std::string> seen;
  std::vector<long long> digits;
  for (long long left = a + b; left > 0; left /= 10) digits.push_back(left % 10);
  std::sort(digits.begin(), digits.end());
  for (long long digit : digits) seen[digit] += 'x';
  long long longest = 0;
  for (const auto& [digit, marks] : seen) longest = std::max<long long>(longest, marks.size());
  return longest;
}
"""

CPP_MAIN = """
int main() {
  int tests;
  std::cin >> tests;
  for (long long a, b; tests-- > 0 && std::cin >> a >> b;) std::cout << mix(a, b) << '\\n';
}
"""

CPP_PROBLEM = """\
return problem "mix" {
  title = "Mix", round = "coding", difficulty = 1, minutes = 5, license = "Apache-2.0",
  statement = [[How often does the most frequent digit of `a + b` occur? 0 if the sum is 0.]],
  fn = "mix(a: int in 0..1e9, b: int in 0..1e9) -> int",
  example { a = 5, b = 6, returns = 2 },
  reference = function(v)
    local seen, most, left = {}, 0, v.a + v.b
    while left > 0 do
      seen[left % 10] = (seen[left % 10] or 0) + 1
      most = math.max(most, seen[left % 10])
      left = left // 10
    end
    return most
  end,
  random { "all", 99, points = 100 },
  solution { "mix.cpp", file = "mix.cpp" },
}
"""

SMALL_PROBLEM = """\
return problem "problem-%05d" {
  title = "Problem number %d", round = "coding", difficulty = %d, minutes = 15, license = "Apache-2.0",
  tags = "array, generated", pattern = "counting",
  statement = [[
Return how many of the first `n` numbers of `xs` are larger than `limit`. Numbers may repeat; `n` may be larger than
the length of `xs`, and then all of them count. The answer is 0 if there are none.]],
  fn = "count(xs: int[n=0..1000] in -1e9..1e9, limit: int in -1e9..1e9) -> int",
  example { xs = {1, 5, 9}, limit = 4, returns = 2, "5 and 9 are larger." },
  reference = function(a)
    local count = 0
    for _, x in ipairs(a.xs) do if x > a.limit then count = count + 1 end end
    return count
  end,
  random { "small", 20, n = "0..9", xs = "-9..9", points = 60 },
  random { "large", 5, n = "1000", points = 40 },
  edge { "none", xs = {}, limit = 0 },
  hint { cost = 5, "One pass is enough." },
  solution { "count.py", [=[
def count(xs, limit):
    return sum(x > limit for x in xs)]=] },
}
"""


def write_cpp_problem(bank):
    (bank / "mix").mkdir(parents=True)
    (bank / "mix/problem.lua").write_text(CPP_PROBLEM)
    (bank / "mix/mix.cpp").write_text(CPP_SOLUTION)


def write_small_problem(folder, number):
    folder.mkdir(parents=True)
    (folder / "problem.lua").write_text(SMALL_PROBLEM % (number, number, number % 5 + 1))


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    load = os.getloadavg()[0]
    return f"{model}, {len(os.sched_getaffinity(0))} processors, Linux {platform.release()}, load {load:.1f} at the start"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="the build to measure")
    parser.add_argument("--set", type=pathlib.Path, help="HumanEval.jsonl")
    parser.add_argument("--simulator", type=pathlib.Path, help="folder of another simulated libcudart.so.13")
    parser.add_argument("--rounds", type=int, default=5, help="how often the two sides take turns")
    parser.add_argument("--only", choices=PARTS, action="append", help="run this part; may be repeated")
    options = parser.parse_args()
    options.build = options.build.resolve()
    options.set = options.set and options.set.resolve()
    options.simulator = options.simulator and options.simulator.resolve()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        bench = Bench(options, pathlib.Path(folder))
        for part in options.only or PARTS:
            print()
            getattr(bench, part)()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
