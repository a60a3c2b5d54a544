#!/usr/bin/env python3
"""Cheats against kernels: cheats_test.py ASSAY ROOT [--short]

Each file of tests/cheats says which problem it attacks, the verdict that it must get, and words
that the verdict's reason must hold: those of NVRTC, and after an "or" those of nvcc, where host code
compiles and does nothing.  Exit status 77 where there is no nvcc.
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
ROOT = pathlib.Path(sys.argv[2]).resolve()
SHORT = {"no_op", "host_constructor", "zeroed_input", "past_the_end", "race_that_passes", "one_thread"}


def header(path):
    """problem, verdict and says of a cheat's first lines."""
    fields = {}
    for line in path.read_text().splitlines()[:3]:
        key, _, value = line.removeprefix("// ").partition(":")
        fields[key] = value.strip()
    return fields


def graded(path, problem):
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "XDG_DATA_HOME": home}
        done = subprocess.run(
            [str(ASSAY), "grade", "--json", "--problem", problem, "--bank", str(ROOT / "problems"), str(path)],
            capture_output=True, text=True, timeout=300, env=environment)
    if not done.stdout:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


class Cheats(unittest.TestCase):
    def test_each_gets_its_verdict_for_its_reason(self):
        files = sorted((ROOT / "tests" / "cheats").glob("*.cu"))
        if "--short" in sys.argv:
            files = [file for file in files if file.stem in SHORT]
        self.assertGreater(len(files), 5)
        for file in files:
            with self.subTest(cheat=file.stem):
                wanted = header(file)
                report = graded(file, wanted["problem"])
                number = -1 if report["toolchain"].startswith("nvcc") else 0
                verdict, says = wanted["verdict"].split(" or ")[number], wanted["says"].split(" or ")[number]
                self.assertEqual(report["verdict"], verdict, report["message"])
                said = report["message"] + "\n".join(test["feedback"] for test in report["tests"])
                self.assertIn(says, said)
                self.assertEqual(report["kernel"]["functional"], "simulated")
                self.assertLess(report["score"], 1)


if __name__ == "__main__":
    if not (shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc")):
        print("not run: no nvcc")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
