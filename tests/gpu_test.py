#!/usr/bin/env python3
"""What a GPU decides, on a simulated one whose clock the test sets: gpu_test.py ASSAY DRIVER_FOLDER

Exit status 77 where there is no nvcc.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ASSAY = pathlib.Path(sys.argv[1]).resolve()
DRIVER = pathlib.Path(sys.argv[2]).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent

PROBLEM = """return problem "scale-add" {
  title = "Scale and add", round = "cuda", difficulty = 1,
  statement = "y[i] = a * x[i] + y[i]",
  kernel = "saxpy(a: f32, x: in f32[n], y: inout f32[n], n: i32 in 1..65536)",
  launch = { grid = 4, block = 256 },
  tensors { "some", 2, n = {100, 1000} },
  reference = [[ for (int i = 0; i < n; ++i) y[i] = a * x[i] + y[i]; ]],
  check = tensor { rtol = 1e-5, atol = 1e-3 },
  counters { sectors_per_ideal = "<= 1.1" },
  %s,
  solution { "stride.cu", [=[%s]=] },
  solution { "one-thread.cu", expect = "too_slow", [=[
__global__ void saxpy(float a, const float* x, float* y, int n) {
  if (blockIdx.x == 0 && threadIdx.x == 0) for (int i = 0; i < n; ++i) y[i] = a * x[i] + y[i];
}]=] },
}
"""
OF_PEAK = 'perf { n = 4096, bytes = "12*n", pass = "60%% of peak", good = "80%% of peak", full = "90%% of peak"%s }'
STRIDE = """
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    y[i] = a * x[i] + y[i];
}
"""
# Our copy moves 1 MiB, the kernel 12 * 4096 bytes: at peak it takes 4.6875 us.
COPY = "time assay_copy 100"

PRODUCT_PROBLEM = """return problem "scale-add" {
  title = "Product", round = "cuda", difficulty = 1, statement = "c = a b",
  kernel = "product(a: in %s[m, k], b: in %s[k, n], c: out f32[m, n], m: i32 in 1..64, n: i32 in 1..64, k: i32 in 1..64)",
  launch = { grid = "m", block = 64 },
  tensors { "some", 2, m = {3, 8}, n = 5, k = 7 },
  reference = [[ for (int r = 0; r < m; ++r) for (int j = 0; j < n; ++j) {
    float sum = 0;
    for (int i = 0; i < k; ++i) sum += static_cast<float>(a[r * k + i]) * static_cast<float>(b[i * n + j]);
    c[r * n + j] = sum;
  } ]],
  check = tensor { rtol = 1e-2, atol = 1e-2 },
  counters { launches = "<= 1" },
  %s,
  solution { "rows.cu", [=[%s]=] },
}
"""
PRODUCT = """#include <cuda_bf16.h>
#include <cuda_fp16.h>
__global__ void product(const TYPE* a, const TYPE* b, float* c, int m, int n, int k) {
  for (int j = threadIdx.x; j < n; j += blockDim.x) {
    float sum = 0;
    for (int i = 0; i < k; ++i) sum += float(a[blockIdx.x * k + i]) * float(b[i * n + j]);
    c[blockIdx.x * n + j] = sum;
  }
}
"""
SOLVE_PROBLEM = """return problem "scale-add" {
  title = "Scale", round = "cuda", difficulty = 1, statement = "y[i] = 2 * x[i]", form = "solve",
  kernel = "scale(x: in f32[n], y: out f32[n], n: i32 in 1..65536)",
  tensors { "some", 2, n = {100, 1000} },
  reference = [[ for (int i = 0; i < n; ++i) y[i] = 2 * x[i]; ]],
  check = tensor { rtol = 1e-5, atol = 1e-5 },
  counters { launches = "<= 4" },
  perf { n = 4096, pass = "1%% of peak" },
  solution { "two.cu", [=[%s]=] },
}
"""
SOLVE = """
__global__ void twice(const float* x, float* y, int n) {
  for (int i = threadIdx.x; i < n; i += blockDim.x) y[i] = 2 * x[i];
}
extern "C" void scale(const float* x, float* y, int n) {
  float* spare = nullptr;
  cudaMalloc(&spare, n * sizeof(float));
  twice<<<1, 256>>>(x, spare, n);
  cudaMemcpy(y, spare, n * 4, cudaMemcpyDeviceToDevice);
  cudaFree(spare);
}
"""
# 1003 vectors: a whole block of the copy less 21.
COPY_CHECK = """
import ctypes, os
driver, ptx = ctypes.CDLL(%r), %r
def call(name, *arguments):
    assert getattr(driver, name)(*arguments) == 0, name
module, kernel = ctypes.c_void_p(), ctypes.c_void_p()
call("cuModuleLoadDataEx", ctypes.byref(module), ptx, 0, None, None)
call("cuModuleGetFunction", ctypes.byref(kernel), module, b"assay_copy")
data, after = os.urandom(16 * 1003), b"x" * 336
source, target, count = ctypes.c_uint64(), ctypes.c_uint64(), ctypes.c_uint64(1003)
for buffer in (source, target):
    call("cuMemAlloc_v2", ctypes.byref(buffer), ctypes.c_size_t(16 * 1024))
    call("cuMemcpyHtoDAsync_v2", buffer, data + after, ctypes.c_size_t(16 * 1024), None)
    data = bytes(16 * 1003)
parameters = (ctypes.c_void_p * 3)(*(ctypes.addressof(value) for value in (source, target, count)))
call("cuLaunchKernel", kernel, 1, 1, 1, 256, 1, 1, 0, None, parameters, None)
call("cuStreamQuery", None)
results = []
for buffer in (source, target):
    back = ctypes.create_string_buffer(16 * 1024)
    call("cuMemcpyDtoH_v2", back, buffer, ctypes.c_size_t(16 * 1024))
    results.append(back.raw)
print("equal" if results[0] == results[1] and any(results[0][:16048]) else "differ")
"""


class Gpu(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cache = tempfile.TemporaryDirectory()  # one compilation of each source is enough
        cls.addClassCleanup(cls.cache.cleanup)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "bank" / "scale-add").mkdir(parents=True)

    def assay(self, *arguments, script=None):
        env = {**os.environ, "XDG_DATA_HOME": str(self.folder), "XDG_CACHE_HOME": self.cache.name, "NO_COLOR": "1"}
        if script is not None:
            (self.folder / "gpu").write_text(script)
            env |= {"LD_LIBRARY_PATH": str(DRIVER), "ASSAY_SIMULATED_GPU": str(self.folder / "gpu")}
        return subprocess.run([str(ASSAY), *arguments, "--bank", str(self.folder / "bank")], capture_output=True,
                              text=True, timeout=300, cwd=self.folder, env=env)

    def grade(self, script, perf=OF_PEAK % "", source=STRIDE, *options):
        (self.folder / "bank" / "scale-add" / "problem.lua").write_text(PROBLEM % (perf, STRIDE))
        (self.folder / "solution.cu").write_text(source)
        return self.assay("grade", *options, "--problem", "scale-add", "solution.cu", script=script)

    def report(self, script, perf=OF_PEAK % "", source=STRIDE):
        done = self.grade(script, perf, source, "--json")
        self.assertTrue(done.stdout, done.stderr)
        return json.loads(done.stdout)

    def solve(self, source):
        (self.folder / "bank" / "scale-add" / "problem.lua").write_text(SOLVE_PROBLEM % SOLVE)
        (self.folder / "solution.cu").write_text(source)
        return json.loads(self.assay("grade", "--json", "--problem", "scale-add", "solution.cu", script="memory 3000000").stdout)

    def test_a_fast_kernel_is_measured_and_its_labels_say_so(self):
        report = self.report(f"device Toy GPU\n{COPY}\ntime saxpy 5\nclock 1400")
        self.assertEqual(report["verdict"], "accepted", report)
        labels = report["kernel"]
        self.assertEqual((labels["functional"], labels["performance"], labels["trust"], labels["device"], labels["driver"]),
                         ("gpu", "measured", "replayed", "Toy GPU", "13.0"))
        self.assertEqual(labels["not_measured"], [])
        timing, = labels["timings"]
        self.assertAlmostEqual(timing["value"], 4.6875 / 5, 5)
        self.assertAlmostEqual(timing["low"], timing["high"], 5)
        self.assertAlmostEqual(timing["time_ms"], 0.005, 6)
        self.assertEqual((timing["rounds"], timing["dropped"], timing["clock_mhz"], timing["score"]), (15, 0, 1400, 1))
        done = self.grade(f"device Toy GPU\n{COPY}\ntime saxpy 5\nclock 1400")
        self.assertIn("MEASURED on Toy GPU (driver 13.0), each result of a timed run checked:", done.stdout)
        self.assertIn("93.8 % of peak (95 %: 93.8 to 93.8), 0.005 ms, 15 rounds, at 1400 MHz", done.stdout)

    def test_bands_give_parts_of_the_score(self):
        # 4.6875 us at peak: 60 % are 7.8125 us, 70 % 6.696 us.
        for us, score in [("7.8125", 0.5), ("6.6964286", 0.625), ("5.859375", 0.75), ("5.2083", 1)]:
            with self.subTest(us):
                report = self.report(f"{COPY}\ntime saxpy {us}")
                self.assertEqual(report["verdict"], "accepted", report["message"])
                self.assertAlmostEqual(report["score"], score, 3)

    def test_a_slow_kernel_is_too_slow_by_measurement(self):
        report = self.report(f"{COPY}\ntime saxpy 10")
        self.assertEqual(report["verdict"], "too_slow")
        self.assertEqual(report["score"], 0)
        self.assertIn("by measurement: 46.9 % of peak (95 %: 46.9 to 46.9), asked for 60 % of peak", report["groups"][0]["feedback"])
        self.assertIn("score=1", self.report(f"{COPY}\ntime saxpy 5")["kernel"]["score_line"])

    def test_bounds_that_nobody_calibrated_are_told_and_decide_nothing(self):
        report = self.report(f"{COPY}\ntime saxpy 10", OF_PEAK % ", uncalibrated = true")
        self.assertEqual((report["verdict"], report["score"]), ("accepted", 1))
        timing, = report["kernel"]["timings"]
        self.assertEqual((timing["verdict"], timing["calibrated"]), ("too_slow", False))

    def test_without_a_device_nothing_is_measured_and_nothing_decided(self):
        for script, why in [(None, "libcuda.so.1 was not found"), ("absent", "the driver does not start: CUDA_ERROR_NO_DEVICE"),
                            ("compute 7 5", "older than compute capability 8.0")]:
            if script is None and shutil.which("nvidia-smi"):
                continue  # there is one
            with self.subTest(why):
                report = self.report(script)
                self.assertEqual((report["verdict"], report["score"]), ("accepted", 1))
                labels = report["kernel"]
                self.assertEqual((labels["functional"], labels["performance"]), ("simulated", "counters"))
                self.assertEqual(labels["not_measured"], ["n = 4096: pass 60% of peak, good 80% of peak, full 90% of peak"])
                self.assertIn(why, labels["why_not_measured"])

    def test_noise_around_the_bound_is_inconclusive_and_not_a_coin_toss(self):
        report = self.report(f"{COPY}\ntime saxpy 7 8.6")
        self.assertEqual(report["verdict"], "inconclusive")
        timing, = report["kernel"]["timings"]
        self.assertEqual(timing["rounds"], 60)
        self.assertIn("too noisy to tell", timing["feedback"])

    def test_rounds_with_throttled_clocks_do_not_count(self):
        # Two clocks are read in a round: of the copy and of the kernel, which is slow whenever it is throttled.
        script = f"{COPY}\ntime saxpy 5 5 50\nclock 1500 1500 1500 1500 1500 700"
        timing, = self.report(script)["kernel"]["timings"]
        self.assertEqual((timing["verdict"], timing["rounds"], timing["dropped"]), ("accepted", 15, 5))
        self.assertAlmostEqual(timing["high"], timing["low"], 5)
        report = self.report(f"{COPY}\ntime saxpy 5\nslowed 1")
        self.assertEqual(report["verdict"], "inconclusive")
        self.assertIn("clocks were throttled in 60 of 60 rounds", report["groups"][0]["feedback"])

    def test_faster_than_the_device_itself_is_no_timing(self):
        report = self.report(f"{COPY}\ntime saxpy 0.01")
        self.assertEqual((report["verdict"], report["score"]), ("inconclusive", 0))
        self.assertIn("no valid timing: 469 times as fast as the device itself", report["groups"][0]["feedback"])

    def test_what_goes_wrong_on_the_device_is_the_candidates_also_where_bounds_are_uncalibrated(self):
        for fault, verdict, said in [
                ("corrupt saxpy 7 2", "wrong_answer", "in a timed run: "),
                ("fail saxpy 2 700", "runtime_error", "on the GPU: saxpy: CUDA_ERROR_ILLEGAL_ADDRESS"),
                ("fail saxpy 1 719", "runtime_error", "on the GPU: saxpy: CUDA_ERROR_LAUNCH_FAILED")]:
            with self.subTest(fault):
                report = self.report(f"{COPY}\ntime saxpy 5\n{fault}", OF_PEAK % ", uncalibrated = true")
                self.assertEqual((report["verdict"], report["score"]), (verdict, 0))
                self.assertIn(said, report["groups"][0]["feedback"])

    def test_what_goes_wrong_with_ours_is_never_a_mark(self):
        for fault, why in [("fail assay_copy 3 700", "our copy: CUDA_ERROR_ILLEGAL_ADDRESS"),
                           ("memory 1000000", "our copy: 524288 bytes of device memory: CUDA_ERROR_OUT_OF_MEMORY")]:
            with self.subTest(fault):
                report = self.report(f"{COPY}\ntime saxpy 5\n{fault}")
                self.assertEqual((report["verdict"], report["score"]), ("accepted", 1))
                self.assertEqual(report["kernel"]["why_not_measured"], why)

    def test_another_solution_is_run_in_the_same_rounds(self):
        # Nothing is scripted: a launch is as long as its instructions are many.
        perf = 'perf { n = 4096, versus = "one-thread.cu", pass = "3x", full = 1000 }'
        report = self.report("time assay_copy 1", perf)
        timing, = report["kernel"]["timings"]
        self.assertEqual((timing["of"], timing["verdict"]), ("one-thread.cu", "accepted"))
        self.assertGreater(timing["value"], 3)
        self.assertEqual(timing["asked"], "n = 4096: pass 3x, full 1000 of one-thread.cu")

    def product(self, script, perf, element="f32"):
        source = PRODUCT.replace("TYPE", {"f32": "float", "f16": "__half", "bf16": "__nv_bfloat16"}[element])
        problem = PRODUCT_PROBLEM % (element, element, "perf { m = 12, n = 20, k = 28, %s }" % perf, source)
        (self.folder / "bank" / "scale-add" / "problem.lua").write_text(problem)
        (self.folder / "solution.cu").write_text(source)
        done = self.assay("grade", "--json", "--problem", "scale-add", "solution.cu", script=script)
        self.assertTrue(done.stdout, done.stderr)
        return json.loads(done.stdout)

    def test_a_librarys_product_is_run_in_the_same_rounds(self):
        for call, element in [("cublasSgemm", "f32"), ("cublasGemmEx", "f16"), ("cublasGemmEx", "bf16")]:
            perf = f'library = "{call}(m, n, k, a, b, c)", pass = "40% of library", full = "80% of library"'
            with self.subTest(element):
                report = self.product(f"{COPY}\ntime product 100\ntime {call} 60", perf, element)
                timing, = report["kernel"]["timings"]
                self.assertEqual((timing["of"], timing["verdict"], timing["rounds"]), (call, "accepted", 15), timing)
                self.assertAlmostEqual(timing["value"], 0.6, 5)
                self.assertAlmostEqual(timing["score"], 0.75, 5)
                self.assertEqual(timing["asked"], f"m = 12, n = 20, k = 28: pass 40% of library, full 80% of library ({call})"
                                 .replace("m = 12, n = 20, k = 28", "k = 28, m = 12, n = 20"))
        slow = self.product(f"{COPY}\ntime product 100\ntime cublasSgemm 20", perf.replace("GemmEx", "Sgemm"))
        self.assertEqual(slow["verdict"], "too_slow")
        self.assertIn("by measurement: 20 % of cublasSgemm (95 %: 20 to 20), asked for 40 % of cublasSgemm", slow["groups"][0]["feedback"])

    def test_a_library_that_computes_something_else_is_the_authors_mistake(self):
        report = self.product(f"{COPY}\ntime product 100\ntime cublasSgemm 20",
                              'library = "cublasSgemm(m, n, k, b, a, c)", pass = "40% of library"')
        self.assertEqual((report["verdict"], report["score"]), ("accepted", 1))
        self.assertIn("cublasSgemm does not compute what the problem asks for: ", report["kernel"]["why_not_measured"])

    def test_without_its_library_a_bound_is_not_measured_and_the_others_are(self):
        perf = 'library = "cublasSgemm(m, n, k, a, b, c)", pass = "40% of library" }, perf { m = 5, n = 5, k = 5, pass = "1% of peak"'
        report = self.product(f"no_library\n{COPY}\ntime product 1", perf)
        self.assertEqual(report["kernel"]["why_not_measured"], "cublasCreate ended with status 1")
        self.assertEqual([timing["of"] for timing in report["kernel"]["timings"]], ["peak"])
        self.assertEqual(len(report["kernel"]["not_measured"]), 1)

    def test_the_peak_of_arithmetic_is_that_of_its_unit(self):
        # One multiprocessor of 256 threads: 8 warps, 512 rounds, 8 products of m * n * k multiply-adds.
        for unit, flops in [("f32", 2 * 64 * 2048 * 256), ("tf32", 2 * 16 * 8 * 8 * 8 * 512 * 8)]:  # the others: driver_test
            with self.subTest(unit):
                perf = f'perf {{ n = 4096, flops = {flops}, math = "{unit}", pass = "50% of peak" }}'
                timing, = self.report(f"{COPY}\ntime saxpy 100\ntime assay_math 80", perf)["kernel"]["timings"]
                self.assertAlmostEqual(timing["value"], 0.8, 5)

    def test_bounds_that_changed_judge_what_was_measured(self):
        script = f"device Toy GPU\n{COPY}\ntime saxpy 6.6964286"  # 70 % of peak
        graded = self.report(script)
        self.assertAlmostEqual(graded["score"], 0.625, 3)
        number = str(graded["submission"])
        problem = self.folder / "bank" / "scale-add" / "problem.lua"
        for bounds, verdict, score in [('pass = "80% of peak"', "too_slow", 0), ('pass = "65% of peak"', "accepted", 1),
                                       ('pass = "50% of peak", full = "90% of peak"', "accepted", 0.75)]:
            with self.subTest(bounds):
                problem.write_text(PROBLEM % ('perf { n = 4096, bytes = "12*n", ' + bounds + " }", STRIDE))
                again = json.loads(self.assay("history", "--json", "--rejudge", number).stdout)
                self.assertEqual(again["verdict"], verdict, again)
                self.assertAlmostEqual(again["score"], score, 3)
                timing, = again["kernel"]["timings"]
                self.assertAlmostEqual(timing["value"], 0.7, 4)
                self.assertEqual((again["kernel"]["device"], timing["rounds"]), ("Toy GPU", 15))
        problem.write_text(PROBLEM % ('perf { n = 2048, bytes = "12*n", pass = "50% of peak" }', STRIDE))
        done = self.assay("history", "--rejudge", number)
        self.assertIn("a `perf` that was measured is gone: grade the submission anew", done.stdout + done.stderr)

    def test_memory_of_a_plan_is_the_candidates(self):
        greedy = SOLVE.replace("n * sizeof(float)", "4000000")
        self.assertEqual(self.solve(SOLVE)["verdict"], "accepted")
        report = self.solve(greedy)
        self.assertEqual(report["verdict"], "memory_limit", report)

    def test_host_code_that_fails_at_these_sizes_only_fails(self):
        for fault, verdict, said in [
                ("if (n == 4096) __builtin_trap();", "runtime_error", "its host code at the sizes of `perf`: "),
                ("if (n == 4096) cudaMemcpy(&n, x, 4, cudaMemcpyDeviceToHost);", "runtime_error", "host code copies device memory to itself"),
                ("if (n == 4096) twice<<<1, 2048>>>(x, y, n);", "runtime_error", "on the GPU: scale: the launch of twice")]:
            with self.subTest(fault):
                report = self.solve(SOLVE.replace("  float* spare", f"  {fault}\n  float* spare"))
                self.assertEqual((report["verdict"], report["score"]), (verdict, 0), report)
                self.assertIn(said, report["groups"][0]["feedback"])

    def test_the_doctor_says_what_there_is(self):
        done = self.assay("doctor", "--json", script="device Toy GPU\ncompute 9 0\nmemory 2000000\nclock 1980")
        cuda = json.loads(done.stdout)["cuda"]
        self.assertEqual(cuda["gpu"], {"name": "Toy GPU", "driver": "13.0", "compute": "9.0", "multiprocessors": 1,
                                       "memory_bytes": 2000000, "clock_mhz": 1980})
        self.assertIsNone(cuda["missing"])
        done = self.assay("doctor", script="absent")
        self.assertRegex(done.stdout, r"gpu\s+none\s+the driver does not start: CUDA_ERROR_NO_DEVICE")

    def test_our_copy_copies_every_byte_and_nothing_else(self):
        source = (ROOT / "kernels/replay/own_kernels.cpp").read_text()
        ptx = source.split('kOwnKernels[] = R"(')[1].split(')";')[0].encode()
        (self.folder / "gpu").write_text("")
        program = COPY_CHECK % (str(DRIVER / "libcuda.so.1"), ptx)
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                              env={**os.environ, "ASSAY_SIMULATED_GPU": str(self.folder / "gpu")})
        self.assertEqual((done.stdout, done.stderr), ("equal\n", ""))


if __name__ == "__main__":
    if not (shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc")):
        print("not run: no nvcc")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
