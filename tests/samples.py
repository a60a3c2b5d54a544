#!/usr/bin/env python3
"""Builds NVIDIA's cuda-samples and runs them under the simulator, by hand:

    samples.py ASSAY CHECKOUT BUILD_DIR SAMPLE...     (a sample: 0_Introduction/vectorAdd)

Prints a row for each sample: whether it was built, its exit status, and the kinds of its findings.
The samples are NVIDIA's and are never kept here.
"""
import collections
import json
import pathlib
import subprocess
import sys

FLAGS = ["-std=c++17", "-O3", "-lineinfo", "-cudart", "shared", "-gencode", "arch=compute_80,code=compute_80"]


def build(checkout, sample, program):
    folder = checkout / "Samples" / sample
    sources = sorted(str(p) for ending in ("*.cu", "*.cpp", "src/*.cu", "src/*.cpp") for p in folder.glob(ending))
    command = ["nvcc", *FLAGS, "-I", str(checkout / "Common"), "-I", str(folder), "-I", str(folder / "inc"), *sources,
               "-o", str(program)]
    return subprocess.run(command, capture_output=True, text=True)


def main():
    assay, checkout, out = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])
    out.mkdir(exist_ok=True)
    for sample in sys.argv[4:]:
        program = (out / sample.replace("/", "-")).resolve()
        if not program.exists():
            done = build(checkout, sample, program)
            if done.returncode:
                errors = [line for line in done.stderr.splitlines() if "error" in line or "undefined" in line]
                print(f"| {sample} | no | | {errors[0][:120] if errors else 'build failed'} |", flush=True)
                continue
        try:
            done = subprocess.run([assay, "simulate", "--json", "--", str(program)], capture_output=True, text=True,
                                  errors="replace", cwd=checkout / "Samples" / sample, timeout=300)
        except subprocess.TimeoutExpired:
            print(f"| {sample} | yes | not in 300 s | |", flush=True)
            continue
        start = done.stdout.rfind('\n{\n  "')
        try:
            findings = json.loads(done.stdout[start:])["findings"]
        except ValueError:
            print(f"| {sample} | yes | no report | {(done.stderr or done.stdout)[-150:]!r} |", flush=True)
            continue
        kinds = collections.Counter(f["check"] + (": " + f["message"] if f["check"] == "unsupported" else "") for f in findings)
        words = ", ".join(f"{kind} x{count}" for kind, count in kinds.items())
        print(f"| {sample} | yes | exit {done.returncode} | {words} |", flush=True)


main()
