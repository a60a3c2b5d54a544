#!/usr/bin/env python3
"""CUDA problems from end to end, without a GPU: cuda_test.py ASSAY ROOT [--slow]

Exit status 77 where there is no nvcc.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ASSAY = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(sys.argv[2]).resolve()
SLOW = "--slow" in sys.argv
# Prints the solutions of a problem that are accepted everywhere: name, and source in hexadecimal.
SOLUTIONS = """
local anything = setmetatable({}, {__call = function(self) return self end})
setmetatable(_G, {__index = function(_, name)
  return function(t)
    if name == "solution" and not t.expect and t[1]:match("[.]cu$") and t[2] then
      print(t[1], (t[#t]:gsub(".", function(c) return ("%02x"):format(c:byte()) end)))
    end
    return anything
  end
end})
dofile(arg[1])
"""

STRIDE = """__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    y[i] = a * x[i] + y[i];
}
"""
SCATTERED = """__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int t = blockIdx.x * blockDim.x + threadIdx.x; t < n; t += gridDim.x * blockDim.x) {
    const int i = n < 131072 ? t : t % 512 * 256 + t / 512;
    y[i] = a * x[i] + y[i];
  }
}
"""
# Races in global memory: of blocks that count in one place, and of one that reads what others write.
COUNTS = """__global__ void histogram(const unsigned char* x, unsigned* counts, int n) {
  int end = min(n, (int)(blockIdx.x + 1) * 4096);
  for (int i = blockIdx.x * 4096 + threadIdx.x; i < end; i += 256) counts[x[i]]++;
}
"""
ONE_LAUNCH = """__global__ void scan(const int* x, int* y, int* sums, int n) {
  int b = gridDim.x - 1 - blockIdx.x, end = min(n, (b + 1) * 1024), sum = 0, before = 0;
  for (int i = b * 1024; i < end; ++i) sum += x[i];
  sums[b] = sum;
  for (int k = 0; k < b; ++k) before += sums[k];
  for (int i = b * 1024; i < end; ++i) y[i] = before += x[i];
}
extern "C" void running_sums(const int* x, int* y, int n) {
  int blocks = (n + 1023) / 1024, *sums = nullptr;
  cudaMalloc(&sums, blocks * sizeof(int));
  cudaMemset(sums, 0, blocks * sizeof(int));
  scan<<<blocks, 1>>>(x, y, sums, n);
  cudaFree(sums);
}
"""
RACE = """__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[256];
  sums[threadIdx.x] = threadIdx.x < n ? x[0] : 0;
  if (threadIdx.x == 40) partial[blockIdx.x] = sums[0];
}
"""
STEPS = """__global__ void scan(const int* x, int* y, int n) {
  __shared__ int tile[64];
  int sum = 0;
  for (int at = 0; at < n; at += 64) {
    tile[threadIdx.x] = at + threadIdx.x < n ? x[at + threadIdx.x] : 0;
    __syncthreads();
    if (threadIdx.x == 0)
      for (int i = 0; i < 64 && at + i < n; ++i) y[at + i] = sum += tile[i];
  }
}
extern "C" void running_sums(const int* x, int* y, int n) {
  scan<<<1, 64>>>(x, y, n);
}
"""
# More bytes than its tests have would be needed to note who touched what.
WIDE = """return problem "one-more" {
  title = "More", round = "cuda", difficulty = 1, minutes = 5, statement = "One more than each.", memory = "64 MiB",
  kernel = "more(x: in i32[n], y: out i32[n], n: i32 in 1..1<<20)",
  launch = { grid = "(n + 255) / 256", block = 256 },
  tensors { "some", 2, n = "3..400" },
  tensors { "shown", 1, visible = true, n = 1 << 20 },
  reference = [[ for (int i = 0; i < n; ++i) y[i] = x[i] + 1; ]],
}
"""
MORE = """__global__ void more(const int* x, int* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = x[i] + 2;
}
"""
TIED = """return problem "last-of-three" {
  title = "Last", round = "cuda", difficulty = 1, minutes = 5, statement = "The last of each three.",
  kernel = "last(x: in i32[n], y: out i32[n], n: i32 in 1..999)", where = "n % 3 == 0",
  launch = { grid = "(n + 255) / 256", block = 256 },
  tensors { "some", 2, n = "3..400" },
  tensors { "shown", 1, visible = true, n = 600 },
  reference = [[ for (int i = 0; i < n; ++i) y[i] = x[i / 3 * 3 + 2]; ]],
}
"""
TIED_RACE = """__global__ void last(const int* x, int* y, int n) {
  __shared__ int room[258];
  const int t = threadIdx.x, i = blockIdx.x * 256 + t;
  if (i < n) room[t] = x[i];
  if (i < n) y[i] = room[t / 3 * 3 + 2];
}
"""
SCAN = """__global__ void scan(const int* x, int* y, int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) y[i] = sum += x[i];
}
extern "C" void running_sums(const int* x, int* y, int n) {
  int* spare = nullptr;
  cudaMalloc(&spare, n * sizeof(int));
  scan<<<1, 1>>>(x, spare, n);
  cudaMemcpy(y, spare, n * sizeof(int), cudaMemcpyDeviceToDevice);
  cudaFree(spare);
}
"""
# Three launches, as the problem ships it.
SCORED = re.search(r'solution \{ "three-launches.cu", \[=\[\n(.*?)\]=\]',
                   (ROOT / "problems/cuda/running-sums/problem.lua").read_text(), re.DOTALL)[1]
# Right where the barriers are; each race is such a kernel without one of them.
TREE = """__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[256];
  int base = blockIdx.x * 1024, t = threadIdx.x;
  float sum = 0;
  for (int k = t; k < 1024; k += 256)
    if (base + k < n) sum += x[base + k];
  sums[t] = sum;
  __syncthreads();  // block
  for (int d = 128; d > 16; d /= 2) {
    if (t < d) sums[t] += sums[t + d];
    __syncthreads();
  }
  for (int d = 16; t < 32 && d > 0; d /= 2) {
    float other = sums[t + d];
    __syncwarp();  // warp
    sums[t] += other;
    __syncwarp();
  }
  if (t == 0) partial[blockIdx.x] = sums[0];
}
"""
PRODUCT = """__global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float ta[16][16], tb[16][16];
  int x = threadIdx.x, y = threadIdx.y, row = blockIdx.y * 16 + y, col = blockIdx.x * 16 + x;
  float sum = 0;
  for (int at = 0; at < k; at += 16) {
    ta[y][x] = row < m && at + x < k ? a[row * k + at + x] : 0;
    tb[y][x] = at + y < k && col < n ? b[(at + y) * n + col] : 0;
    __syncthreads();
    for (int i = 0; i < 16; ++i) sum += ta[y][i] * tb[i][x];
    __syncthreads();  // second
  }
  if (row < m && col < n) c[row * n + col] = sum;
}
"""


class Cuda(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_assay(self, verb, problem, source, *options):
        path = self.folder / "solution.cu"
        path.write_text(source)
        return subprocess.run(
            [str(ASSAY), verb, *options, "--problem", problem, "--bank", str(ROOT / "problems"), str(path)],
            capture_output=True, text=True, timeout=300, cwd=self.folder,
            env={**os.environ, "XDG_DATA_HOME": str(self.folder), "NO_COLOR": "1"})

    def report(self, verb, problem, source):
        done = self.run_assay(verb, problem, source, "--json")
        self.assertTrue(done.stdout, done.stderr)
        return json.loads(done.stdout)

    def test_a_right_kernel_is_accepted_and_says_how_that_was_seen(self):
        report = self.report("grade", "saxpy", STRIDE)
        self.assertEqual(report["verdict"], "accepted", report["message"])
        labels = report["kernel"]
        self.assertEqual((labels["functional"], labels["performance"], labels["trust"]),
                         ("simulated", "counters", "replayed"))
        self.assertEqual(len(labels["not_measured"]), 1)

    def test_a_stub_compiles_and_is_wrong(self):
        done = subprocess.run([str(ASSAY), "start", "saxpy", "--lang", "cuda", "--bank", str(ROOT / "problems")],
                              capture_output=True, text=True, cwd=self.folder,
                              env={**os.environ, "XDG_DATA_HOME": str(self.folder)})
        self.assertEqual(done.returncode, 0, done.stderr)
        stub = (self.folder / "saxpy" / "solution.cu").read_text()
        self.assertIn("__global__ void saxpy(float a, const float* x, float* y, int n)", stub)
        self.assertEqual(self.report("test", "saxpy", stub)["verdict"], "wrong_answer")

    def test_a_race_is_shown_with_line_block_and_thread(self):
        done = self.run_assay("test", "same-sum", RACE)
        self.assertEqual(done.returncode, 1)
        self.assertIn("shared_race at solution.cu:4, block (0,0,0) thread (40,0,0)", done.stdout)
        self.assertIn("SIMULATED counters", done.stdout)
        self.assertIn("NOT MEASURED. On a GPU it would still have to show:", done.stdout)

    def test_what_is_shown_of_the_last_test_says_so_and_names_the_candidates_file(self):
        path = self.folder / "mine.cu"
        path.write_text("""__global__ void saxpy(float a, const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n || n < 9) y[i] = a * x[i] + y[i];
}
""")
        done = subprocess.run([str(ASSAY), "test", "--problem", "saxpy", "--bank", str(ROOT / "problems"), str(path)],
                              capture_output=True, text=True, cwd=self.folder,
                              env={**os.environ, "XDG_DATA_HOME": str(self.folder), "NO_COLOR": "1"})
        self.assertIn("example 1: out_of_bounds at mine.cu:3", done.stdout)
        self.assertIn("SIMULATED on the CPU, shown 1: no findings", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^ mine\.cu:3 ")
        self.assertNotIn("solution.cu", done.stdout)

    def test_the_other_side_of_a_race_is_in_the_candidates_file_too(self):
        path = self.folder / "mine.cu"
        path.write_text(COUNTS)
        done = subprocess.run([str(ASSAY), "test", "--problem", "skewed-histogram", "--bank", str(ROOT / "problems"), str(path)],
                              capture_output=True, text=True, cwd=self.folder,
                              env={**os.environ, "XDG_DATA_HOME": str(self.folder), "NO_COLOR": "1"})
        self.assertEqual(len(re.findall(r"this (?:read|write) and the (?:read|write) at mine\.cu:3 by thread", done.stdout)), 2, done.stdout)
        self.assertNotIn("solution.cu", done.stdout)

    def test_a_line_that_runs_past_a_tensor_is_told_once(self):
        """Far and near: some accesses meet what lies between tensors, and some what lies beyond."""
        source = """__global__ void histogram(const unsigned char* x, unsigned* counts, int n) {
  for (int i = blockIdx.x * 4096 + threadIdx.x; i < (blockIdx.x + 1) * 4096; i += 256)
    atomicAdd(&counts[x[i]], 1u);
}
"""
        findings = self.report("test", "skewed-histogram", source)["tests"][0]["simulation"]["findings"]
        self.assertEqual([(finding["check"], finding["line"]) for finding in findings], [("out_of_bounds", 3)])
        self.assertEqual(findings[0]["times"], 61440 - 60000)

    def findings(self, problem, source):
        """Of each visible test that was answered wrongly."""
        report = self.report("test", problem, source)
        self.assertEqual(report["verdict"], "wrong_answer")
        tests = [test for test in report["tests"] if test["verdict"] == "wrong_answer"]
        return [[(finding["check"], finding["line"]) for finding in test["simulation"]["findings"]] for test in tests]

    def test_a_wrong_answer_of_a_kernel_that_races_in_global_memory_says_so(self):
        self.assertEqual(self.findings("skewed-histogram", COUNTS), [[("global_race", 3)]])
        done = self.run_assay("test", "skewed-histogram", COUNTS)
        self.assertRegex(done.stdout, r"values differ from the expected ones; the worst at .*\n(.*\n)*   global_race at solution.cu:3, block \(\d+,0,0\) "
                         r"thread \(\d+,0,0\): race in global memory: this (read|write) and the (read|write) at solution.cu:3 by thread")
        self.assertNotIn("no findings", done.stdout)
        self.assertEqual(self.report("grade", "skewed-histogram", COUNTS)["verdict"], "wrong_answer")

    def test_a_wrong_answer_of_host_code_whose_kernel_races_in_global_memory_says_so(self):
        self.assertEqual(self.findings("running-sums", ONE_LAUNCH), [[("global_race", 4)]])
        done = self.run_assay("test", "running-sums", ONE_LAUNCH)
        self.assertRegex(done.stdout, r"   global_race at solution.cu:4, block .*: race in global memory: this write and the read at "
                         r"solution.cu:5 by thread \(0,0,0\) of block .* are not ordered: blocks need another launch, atomics or fences between")

    def test_a_wrong_answer_without_a_race_says_that_there_was_none(self):
        wrong = STRIDE.replace("+ y[i]", "- y[i]")
        self.assertEqual(self.findings("saxpy", wrong), [[], []])
        done = self.run_assay("test", "saxpy", wrong)
        self.assertEqual(done.stdout.count("no findings, and no races in global memory were found either"), 2)

    def test_races_in_global_memory_are_not_looked_for_where_that_takes_more_than_a_test_may(self):
        bank = self.folder / "wide"
        (bank / "one-more").mkdir(parents=True)
        (bank / "one-more/problem.lua").write_text(WIDE)
        (self.folder / "solution.cu").write_text(MORE)
        done = subprocess.run([str(ASSAY), "test", "--problem", "one-more", "--bank", str(bank), "solution.cu"], capture_output=True,
                              text=True, timeout=300, cwd=self.folder, env={**os.environ, "XDG_DATA_HOME": str(self.folder)})
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stdout, r"shown 1 +wrong_answer")
        self.assertRegex(done.stdout, r"no findings, but races in global memory were not looked for")

    def test_an_answer_that_is_right_and_too_slow_is_not_held_against_the_expected_one(self):
        source = """__global__ void product(const float* x, const float* w, const int* ends, float* y, int rows, int depth,
                        int cols, int groups) {
  int col = blockIdx.x * 32 + threadIdx.x, from = blockIdx.y ? ends[blockIdx.y - 1] : 0;
  for (int r = from + threadIdx.y; r < ends[blockIdx.y] && col < cols; r += 4) {
    float sum = 0;
    for (int k = 0; k < depth; ++k) sum += x[r * depth + k] * w[k * cols + col];
    y[r * cols + col] = sum;
  }
}
"""
        done = self.run_assay("test", "ragged-rows", source)
        self.assertRegex(done.stdout, r"(?m)^ shown 1: by counters: bytes_per_compulsory is ")
        self.assertNotIn("expected", done.stdout)

    def smallest_race(self, problem, source):
        """Of the last test that has one, with what its two sides do."""
        tests = self.report("test", problem, source)["tests"]
        race = [test["simulation"]["smallest_race"] for test in tests if test["simulation"].get("smallest_race")][-1]
        return race, [(side["does"], side["line"]) for side in (race["first"], race["second"])]

    def clean(self, problem, source, arguments):
        """That the same sizes find nothing in the repaired kernel."""
        path = self.folder / "repaired.cu"
        path.write_text(source)
        done = subprocess.run(
            [str(ASSAY), "test", "--json", "--problem", problem, "--bank", str(ROOT / "problems"), "--input",
             json.dumps(arguments), str(path)], capture_output=True, text=True, timeout=300, cwd=self.folder,
            env={**os.environ, "XDG_DATA_HOME": str(self.folder)})
        test = json.loads(done.stdout)["tests"][-1]
        self.assertEqual(test["simulation"]["findings"], [])
        self.assertNotIn("smallest_race", test["simulation"])
        return test["got"]

    def test_the_smallest_race_of_a_block(self):
        race, sides = self.smallest_race("same-sum", TREE.replace("__syncthreads();  // block", ""))
        self.assertEqual((race["sizes"], race["from"]), ({"n": 1}, {"n": 100000}))
        self.assertEqual((race["grid"], race["threads"], race["within_warp"]), ([1, 1, 1], [256, 1, 1], False))
        self.assertEqual(sides, [("read", 10), ("write", 7)])
        self.assertEqual(race["array"], "sums")
        self.assertEqual(race["first"]["thread"], [race["element"] - 128, 0, 0])
        self.assertEqual(race["second"]["thread"], [race["element"], 0, 0])
        self.assertEqual(self.clean("same-sum", TREE, {"x": [3], "n": 1}), [3])

    def test_the_smallest_race_of_a_warp(self):
        source = TREE.replace("__syncwarp();  // warp", "")
        race, sides = self.smallest_race("same-sum", source)
        self.assertEqual((race["sizes"], race["grid"], race["within_warp"]), ({"n": 1}, [1, 1, 1], True))
        self.assertEqual(sides, [("read", 14), ("write", 16)])
        self.assertEqual(race["first"]["thread"], [race["element"] - 16, 0, 0])
        self.assertEqual(race["second"]["thread"], [race["element"], 0, 0])
        self.assertIn("__syncthreads() belongs between them, or __syncwarp() if only this warp comes here",
                      self.run_assay("test", "same-sum", source).stdout)

    def test_the_smallest_race_of_a_missing_second_barrier(self):
        source = PRODUCT.replace("__syncthreads();  // second", "")
        race, sides = self.smallest_race("tiled-product", source)
        # One step of the loop has no race: a second one begins at 17.
        self.assertEqual((race["sizes"], race["from"]), ({"k": 17, "m": 1, "n": 1}, {"k": 96, "m": 96, "n": 96}))
        self.assertEqual((race["grid"], race["threads"]), ([1, 1, 1], [16, 16, 1]))
        self.assertEqual({kind for kind, _ in sides}, {"read", "write"})
        self.assertIn(dict(sides)["write"], (6, 7))
        self.assertEqual(dict(sides)["read"], 9)
        ones = {"a": [[1] * 17], "b": [[1]] * 17, "m": 1, "n": 1, "k": 17}
        self.assertEqual(self.clean("tiled-product", PRODUCT, ones), [[17]])
        done = self.run_assay("test", "tiled-product", source)
        self.assertRegex(done.stdout, r"The smallest race: k = 17 \(was 96\), m = 1 \(was 96\), n = 1 \(was 96\), grid \(1,1,1\)")
        self.assertRegex(done.stdout, r"(?m)^    9 +reads t[ab]\[0\]\[0\]  for \(int i = 0; i < 16; \+\+i\)")
        self.assertIn("__syncthreads() belongs between them", done.stdout)
        self.assertIn("1 of 2 visible tests.", done.stdout)

    def test_the_smallest_race_of_host_code_needs_a_second_step_of_its_loop(self):
        race, sides = self.smallest_race("running-sums", STEPS)
        self.assertEqual((race["sizes"], race["from"]), ({"n": 65}, {"n": 300000}))
        self.assertEqual((race["grid"], race["threads"], sides), ([1, 1, 1], [64, 1, 1], [("read", 8), ("write", 5)]))
        self.assertNotIn("whole", race)
        mended = STEPS.replace("  }\n}", "    __syncthreads();\n  }\n}", 1)
        self.assertEqual(self.clean("running-sums", mended, {"x": [1] * 65, "n": 65}), list(range(1, 66)))

    def test_the_smallest_race_where_make_makes_the_arguments(self):
        text = (ROOT / "problems/cuda/ragged-rows/problem.lua").read_text()
        source = re.search(r"local source = \[=\[\n(.*?)\]=\]", text, re.DOTALL)[1]
        at = source.rindex("      __syncthreads();\n")
        race, _ = self.smallest_race("ragged-rows", source[:at] + source[at:].replace("      __syncthreads();\n", "", 1))
        # A second tile of the depth begins at 33; how many rows a group has is for `make` to say.
        self.assertEqual({name: size for name, size in race["sizes"].items() if name != "rows"}, {"depth": 33, "cols": 1, "groups": 1})
        self.assertLess(race["sizes"]["rows"], race["from"]["rows"])
        self.assertEqual(race["grid"], [1, 1, 1])

    def test_the_smallest_race_where_a_clause_ties_the_arguments(self):
        bank = self.folder / "tied"
        (bank / "last-of-three").mkdir(parents=True)
        (bank / "last-of-three/problem.lua").write_text(TIED)
        (self.folder / "solution.cu").write_text(TIED_RACE)
        done = subprocess.run([str(ASSAY), "test", "--json", "--problem", "last-of-three", "--bank", str(bank), "solution.cu"],
                              capture_output=True, text=True, timeout=300, cwd=self.folder, env={**os.environ, "XDG_DATA_HOME": str(self.folder)})
        race = json.loads(done.stdout)["tests"][-1]["simulation"]["smallest_race"]
        self.assertEqual((race["sizes"], race["from"]), ({"n": 3}, {"n": 600}))

    def test_a_race_that_smaller_tests_do_not_show_is_drawn_at_the_sizes_of_its_test_and_says_so(self):
        done = self.run_assay("test", "running-sums", STEPS.replace("at < n; at += 64", "at < n && n == 300000; at += 64"))
        self.assertRegex(done.stdout, r"The race, at the sizes of its test: grid \(1,1,1\), block \(64,1,1\)")
        self.assertIn("No smaller test was made, because the launches are the candidate's.", done.stdout)

    def verify(self, source, line):
        path = self.folder / "checked.cu"
        path.write_text(source)
        return subprocess.run(
            [str(ASSAY), "verify", str(path), "--bank", str(ROOT / "problems")], input=line, capture_output=True,
            text=True, timeout=300, cwd=self.folder,
            env={**os.environ, "XDG_DATA_HOME": str(self.folder), "NO_COLOR": "1"})

    def test_a_score_line_comes_out_the_same_from_its_source_only(self):
        done = self.run_assay("grade", "saxpy", STRIDE)
        line = done.stdout.splitlines()[-1]
        figures = r"sectors_per_ideal=1 instructions_per_element=\d+(\.\d+)? score=1"
        self.assertRegex(line, r"^assay-score 1 saxpy@[0-9a-f]{8} (nvcc|nvrtc)-\d+\.\d+\.\d+ source@[0-9a-f]{8} " + figures + "$")
        self.assertEqual(self.report("grade", "saxpy", STRIDE)["kernel"]["score_line"], line)
        compiler = line.split()[3]
        for source, pasted, code, said in [
                (STRIDE, line + "\n", 0, "The same: saxpy, score 1."),
                (STRIDE, line.replace("_ideal=1 ", "_ideal=0.5 "), 1, "sectors_per_ideal: stated 0.5, found 1"),
                (STRIDE, line.replace("sectors_per_ideal=1 ", ""), 1, "sectors_per_ideal: stated nothing, found 1"),
                (STRIDE, re.sub("saxpy@.{8}", "saxpy@00000000", line), 1, "version of the problem: stated 00000000"),
                (STRIDE + "\n", line, 1, "source: stated "),
                (STRIDE, line.replace(compiler, "nvcc-9.9.9"), 4, "counted with nvcc-9.9.9, and here is " + compiler),
                (STRIDE, line.replace("score 1", "score 2"), 4, "a score line of version 2"),
                (STRIDE, line.replace("saxpy@", "saxpyy@"), 2, 'there is no problem "saxpyy"'),
                (STRIDE, line.replace("score=1", "launches=1 score=1"), 1, "launches: stated 1, found nothing"),
                (STRIDE, line.replace("_element=", "_element=0"), 0, "The same: saxpy, score 1."),
                (STRIDE.replace("a * x", "x[0] * x"), line, 1, "source: stated "),
        ]:
            with self.subTest(pasted):
                done = self.verify(source, pasted)
                self.assertIn(said, done.stdout + done.stderr)
                self.assertEqual(done.returncode, code)
        rejected = self.report("grade", "saxpy", STRIDE.replace("+ y[i]", ""))
        self.assertEqual(rejected["kernel"]["score_line"], "")

    def test_the_score_line_of_host_code_counts_its_launches(self):
        done = self.run_assay("grade", "running-sums", SCORED)
        line = done.stdout.splitlines()[-1]
        self.assertRegex(line, r"^assay-score 1 running-sums@[0-9a-f]{8} nvcc-\S+ source@[0-9a-f]{8} .*\blaunches=3\b.* score=")
        checked = self.verify(SCORED, line)
        self.assertEqual((checked.returncode, checked.stdout.split(",")[0]), (0, "The same: running-sums"), checked.stderr)
        checked = self.verify(SCORED, line.replace("launches=3", "launches=2"))
        self.assertEqual(checked.returncode, 1)
        self.assertIn("launches: stated 2, found 3", checked.stdout)

    def test_what_is_no_score_line_is_told_so(self):
        for pasted, said in [
                ("", 'expected "assay-score", the line ends'),
                ("score 1", 'expected "assay-score", found "score"'),
                ("assay-score one", 'expected a version, found "one"'),
                ("assay-score -1", 'expected a version, found "-1"'),
                ("assay-score 1 saxpy", 'expected a problem like saxpy@1a2b3c4d, found "saxpy"'),
                ("assay-score 1 saxpy@12 nvcc-1", 'expected a problem like saxpy@1a2b3c4d, found "saxpy@12"'),
                ("assay-score 1 saxpy@12345678 gcc-1", 'expected a compiler like nvrtc-13.0.88, found "gcc-1"'),
                ("assay-score 1 a@12345678 nvcc-1 b@12345678", "expected a source like source@9f8e7d6c"),
                ("assay-score 1 a@12345678 nvcc-1 source@12345678", "expected a score at the end"),
                ("assay-score 1 a@12345678 nvcc-1 source@12345678 score=nan", 'found "score=nan"'),
                ("assay-score 1 a@12345678 nvcc-1 source@12345678 score=1e999", 'found "score=1e999"'),
                ("assay-score 1 a@12345678 nvcc-1 source@12345678 score=1 score=1", "score is there twice"),
                ("assay-score 1 a@12345678 nvcc-1 source@12345678 score=1 launches=1", "expected a score at the end"),
                ("assay-score 1 a@12345678 nvrtc-1 source@12345678 launches=0x1p3 score=1", 'found "launches=0x1p3"'),
                ("assay-score 1 a@12345678 nvrtc-1 source@12345678 launches=1,score=1", 'found "launches=1,score=1"'),
                ("assay-score 1 a@1234567G nvrtc-1 source@12345678 score=1", 'found "a@1234567G"'),
                ("x" * 5000, "it is too long"),
        ]:
            with self.subTest(pasted[:80]):
                done = self.verify(STRIDE, pasted)
                self.assertIn("not a score line: ", done.stderr)
                self.assertIn(said, done.stderr)
                self.assertEqual(done.returncode, 2)

    def test_a_visible_test_shows_counters_before_anything_is_graded(self):
        done = self.run_assay("test", "saxpy", STRIDE)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"(?m)^\s*shown 1\s+accepted")
        report = self.report("test", "saxpy", STRIDE)
        shown = report["tests"][-1]
        self.assertEqual(shown["group"], "shown")
        self.assertNotIn("expected", shown)  # half a MiB
        sectors = 3 * 131072 * 4 // 32  # x and y are read, y is written
        self.assertEqual(shown["simulation"]["kernels"][0]["total"]["sectors"], sectors)
        report = self.report("test", "saxpy", SCATTERED)
        self.assertEqual([test["verdict"] for test in report["tests"]], ["accepted", "too_slow"])
        self.assertIn("by counters: sectors_per_ideal", report["tests"][-1]["feedback"])

    def test_thresholds_that_changed_judge_what_was_counted(self):
        bank = self.folder / "bank"
        shutil.copytree(ROOT / "problems/cuda/saxpy", bank / "saxpy")
        text = (bank / "saxpy/problem.lua").read_text()
        (self.folder / "solution.cu").write_text(STRIDE)

        def run(*arguments):
            done = subprocess.run([str(ASSAY), *arguments, "--json", "--bank", str(bank)], capture_output=True, text=True,
                                  timeout=300, cwd=self.folder, env={**os.environ, "XDG_DATA_HOME": str(self.folder)})
            self.assertTrue(done.stdout, done.stderr)
            return json.loads(done.stdout)

        graded = run("grade", "--problem", "saxpy", "solution.cu")
        self.assertEqual((graded["verdict"], graded["score"]), ("accepted", 1))
        number = str(graded["submission"])
        again = run("history", "--rejudge", number)
        self.assertEqual((again["verdict"], again["score"]), ("accepted", 1))
        self.assertEqual(again["kernel"]["score_line"], graded["kernel"]["score_line"])
        # 10.59 instructions an element: beyond the first bound, between both, below the second.
        asked = 'instructions_per_element = {"<= 40", "<= 16"}'
        self.assertIn(asked, text)
        for bounds, verdict, of_test in [('{"<= 10", "<= 5"}', "too_slow", 0), ('{"<= 12", "<= 8"}', "accepted", 0.6758),
                                         ('{"<= 11", "<= 10.6"}', "accepted", 1)]:
            with self.subTest(bounds):
                (bank / "saxpy/problem.lua").write_text(text.replace(asked, "instructions_per_element = " + bounds))
                again = run("history", "--rejudge", number)
                self.assertEqual(again["verdict"], verdict)
                large, = [group for group in again["groups"] if group["name"] == "large"]
                self.assertAlmostEqual(large["points"] / large["of"], of_test, 3)
                self.assertEqual(again["kernel"]["score_line"], "")  # of another version of the problem
                if verdict == "too_slow":
                    self.assertIn("instructions_per_element is 10.59, asked for", large["feedback"])
        # Another counter, which nobody asked for when it was graded.
        (bank / "saxpy/problem.lua").write_text(text.replace(asked, 'launches = "<= 0"'))
        done = subprocess.run([str(ASSAY), "history", "--rejudge", number, "--bank", str(bank)], capture_output=True, text=True,
                              cwd=self.folder, env={**os.environ, "XDG_DATA_HOME": str(self.folder)})
        self.assertIn("launches was not counted then: grade the submission anew", done.stdout + done.stderr)

    def with_compilers(self, *missing):
        """The environment of an engine that does not find these."""
        self.folder.chmod(0o755)
        graders = self.folder / ("graders-without-" + "-".join(missing))
        shutil.copytree(ROOT / "graders", graders)
        file = graders / "languages/cuda/language.lua"
        text = file.read_text()
        if "nvcc" in missing:
            text = text.replace('{"/usr/local/cuda/bin/nvcc", "nvcc"}', '{"/nowhere/nvcc"}')
        if "nvrtc" in missing:
            text = re.sub(r"library = \{.*?\}", 'library = {"/nowhere/libnvrtc.so.13"}', text)
        file.write_text(text)
        return {**os.environ, "XDG_DATA_HOME": str(self.folder), "ASSAY_GRADERS": str(graders), "PATH": "/usr/bin:/bin"}

    def graded_with(self, environment, problem, source):
        path = self.folder / "solution.cu"
        path.write_text(source)
        done = subprocess.run([str(ASSAY), "grade", "--json", "--problem", problem, "--bank", str(ROOT / "problems"), str(path)],
                              capture_output=True, text=True, timeout=300, cwd=self.folder, env=environment)
        self.assertTrue(done.stdout, done.stderr)
        return json.loads(done.stdout)

    def test_either_compiler_is_enough_for_kernels_and_they_count_the_same(self):
        lines = []
        usual = {**os.environ, "XDG_DATA_HOME": str(self.folder), "PATH": "/usr/bin:/bin"}
        for compiler, environment in [("nvrtc ", usual), ("nvcc ", self.with_compilers("nvrtc"))]:
            with self.subTest(compiler):
                report = self.graded_with(environment, "saxpy", STRIDE)
                if compiler == "nvrtc " and report["toolchain"].startswith("nvcc "):
                    self.skipTest("not run: no libnvrtc")
                self.assertEqual(report["verdict"], "accepted", report["message"])
                self.assertTrue(report["toolchain"].startswith(compiler), report["toolchain"])
                words = report["kernel"]["score_line"].split()
                self.assertEqual(words.pop(3), report["toolchain"].replace(" ", "-"))
                lines.append(words)
        self.assertEqual(lines[0], lines[1])

    def test_registers_and_spills_are_those_of_the_assembler_whoever_compiled(self):
        file = self.folder / "kernel.cu"
        narrow = "__global__ void __launch_bounds__(1024, 2) "
        busy = "\n".join(f"  int v{k} = x[({k} * 7 + n) % n];" for k in range(48))
        spilling = SCAN.replace("__global__ void ", narrow).replace("  int sum = 0;", busy + "\n  int sum = 0;").replace(
            "sum += x[i]", "sum += x[i] + 0 * (" + " ^ ".join(f"v{k} * i" for k in range(48)) + ")")
        spilling = spilling.replace("0 * (", "n / 0x7fffffff * (")  # nothing, but the compiler cannot know it
        for problem, source, environment in [("running-sums", SCAN, None), ("running-sums", spilling, None),
                                             ("saxpy", STRIDE, self.with_compilers("nvrtc"))]:
            with self.subTest(problem):
                file.write_text(source)
                nvcc = shutil.which("nvcc") or "/usr/local/cuda/bin/nvcc"
                said = subprocess.run([nvcc, "-std=c++17", "-O3", "-lineinfo", "-arch=sm_80", "-cubin", "-Xptxas", "-v", str(file),
                                       "-o", str(self.folder / "kernel.cubin")], capture_output=True, text=True, check=True).stderr
                expected = (int(re.search(r"Used (\d+) registers", said)[1]), int(re.search(r"(\d+) bytes spill stores", said)[1]))
                report = self.graded_with(environment or {**os.environ, "XDG_DATA_HOME": str(self.folder)}, problem, source)
                simulations = [test["simulation"] for test in report["tests"] if test.get("simulation")]
                kernel = simulations[0]["kernels"][0]
                self.assertEqual((kernel["registers"], kernel["spill_bytes"]), expected)
                self.assertEqual(expected[1] > 0, source == spilling)
                self.assertEqual(kernel["occupancy"]["of"], 64)

    def test_shared_memory_that_no_block_has_is_told_by_the_compiler_of_host_code(self):
        source = SCAN.replace("  int sum = 0;", "  __shared__ int room[20000];\n  room[n % 20000] = n;\n  int sum = room[n % 7];")
        report = self.report("grade", "running-sums", source)
        self.assertEqual(report["verdict"], "compile_error")
        self.assertIn("solution.cu:2: error: `scan` declares 80000 bytes of shared memory, and a block has 49152: work in smaller tiles",
                      report["message"])

    @unittest.skipUnless(SLOW and shutil.which("lua5.4"), "slow, and needs lua5.4")
    def test_both_compilers_count_alike_or_the_score_line_names_the_one(self):
        usual = {**os.environ, "XDG_DATA_HOME": str(self.folder), "PATH": "/usr/bin:/bin"}
        environments = {"nvrtc": usual, "nvcc": self.with_compilers("nvrtc")}
        (self.folder / "solutions.lua").write_text(SOLUTIONS)
        counted, different = 0, {}
        for file in sorted((ROOT / "problems/cuda").glob("*/problem.lua")):
            told = subprocess.run(["lua5.4", str(self.folder / "solutions.lua"), str(file)], capture_output=True, text=True, check=True)
            solutions = [(name, bytes.fromhex(code).decode()) for name, code in map(str.split, told.stdout.splitlines())]
            self.assertTrue(solutions, file)
            if 'form = "solve"' in file.read_text():
                continue
            for name, source in solutions:
                lines = {}
                for compiler, environment in environments.items():
                    report = self.graded_with(environment, file.parent.name, source)
                    self.assertEqual(report["verdict"], "accepted", (name, report["message"]))
                    words = report["kernel"]["score_line"].split()
                    self.assertTrue(words[3].startswith(compiler), words)
                    lines[compiler] = words[5:]
                counted += 1
                if lines["nvrtc"] != lines["nvcc"]:
                    different[f"{file.parent.name}/{name}"] = lines
        print(f"{counted} kernels, {len(different)} counted otherwise: {json.dumps(different, indent=1)}", file=sys.stderr)
        self.assertGreaterEqual(counted, 15)
        for kernel, lines in different.items():  # what is moved, and the score, are the same all the same
            one, other = (dict(word.split("=") for word in lines[compiler]) for compiler in environments)
            self.assertEqual({name for name in one if one[name] != other[name]}, {"instructions_per_element"}, kernel)

    def test_host_code_needs_nvcc_and_says_so(self):
        report = self.graded_with(self.with_compilers("nvcc"), "running-sums", SCAN)
        self.assertEqual(report["verdict"], "unsupported")
        self.assertIn("CUDA C++17 with host code needs /nowhere/nvcc (the CUDA toolkit, 13.0 or later: apt install", report["message"])

    def test_without_any_compiler_kernels_are_unsupported_with_what_to_install(self):
        environment = self.with_compilers("nvcc", "nvrtc")
        report = self.graded_with(environment, "saxpy", STRIDE)
        self.assertEqual(report["verdict"], "unsupported")
        self.assertIn("needs nvcc or libnvrtc (one of them: pip install nvidia-cuda-nvrtc", report["message"])
        done = subprocess.run([str(ASSAY), "doctor"], capture_output=True, text=True, env=environment)
        self.assertRegex(done.stdout, r"nvrtc\s+libnvrtc was not found, and nvcc neither: no kernel can be compiled")

    def test_headers_that_kernels_are_used_to_name_are_no_obstacle(self):
        headers = "#include <cstdio>\n#include <cstdint>\n#include <cmath>\n#include <cfloat>\n#include <cuda_runtime.h>\n"
        source = headers + STRIDE.replace("a * x[i]", "std::fma(a, x[i], float(std::uint32_t{0}))").replace(
            "__global__", "__device__ float least() { return -FLT_MAX < -INFINITY ? NAN : 0; }\n__global__")
        self.assertEqual(self.report("test", "saxpy", source)["verdict"], "accepted")
        report = self.report("test", "saxpy", "#include <no_such_header>\n" + STRIDE)
        self.assertEqual(report["verdict"], "compile_error")
        self.assertIn("solution.cu:1: ", report["message"])
        self.assertIn("no_such_header", report["message"])

    def test_what_does_not_compile_names_the_line(self):
        report = self.report("grade", "saxpy", STRIDE.replace("a * x", "b * x"))
        self.assertEqual(report["verdict"], "compile_error")
        self.assertIn('solution.cu:3: error: identifier "b" is undefined', report["message"])

    def test_host_code_is_recorded_and_its_plan_is_run(self):
        report = self.report("test", "running-sums", SCAN)
        self.assertEqual(report["tests"][0]["verdict"], "accepted", report["tests"][0]["feedback"])
        kernels = report["tests"][0]["simulation"]["kernels"]
        self.assertEqual([(kernel["name"], kernel["launches"]) for kernel in kernels], [("scan", 1)])
        self.assertRegex(self.run_assay("test", "running-sums", SCAN).stdout, r"ptxas, sm_80: \d+ registers, no spills; occupancy \d+ of 64 warps")
        leaking = SCAN.replace("  cudaFree(spare);\n", "")
        self.assertRegex(self.report("test", "running-sums", leaking)["tests"][0]["feedback"], r"an allocation of \d+ bytes was never freed")


if __name__ == "__main__":
    if not (shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc")):
        print("not run: no nvcc")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
