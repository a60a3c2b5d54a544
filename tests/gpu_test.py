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
        self.assertIn("by measurement: 46.9 % of peak", report["groups"][0]["feedback"])
        self.assertIn("score=1", self.report(f"{COPY}\ntime saxpy 5")["kernel"]["score_line"])


if __name__ == "__main__":
    if not (shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc")):
        print("not run: no nvcc")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
