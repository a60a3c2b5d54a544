#!/usr/bin/env python3
"""Compiles each header of engine/ and bindings/ by itself.  usage: check_headers.py COMPILER

Prints what the compiler says of those that lean on others, and exits 1 if there is one.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPILER = sys.argv[1]
# What the build says about the libraries that do not lie in the standard places.
FLAGS = subprocess.run(["pkg-config", "--cflags", "lua5.4-c++", "libseccomp", "sqlite3", "libutf8proc"],
                       check=True, capture_output=True, text=True).stdout.split()


def complaint(header):
    # By way of an including file: a header itself would be warned of its #pragma once.
    command = [COMPILER, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "engine",
               *FLAGS, "-x", "c++", "-"]
    done = subprocess.run(command, input=f'#include "{header}"\n', text=True, capture_output=True)
    return done.stderr if done.returncode != 0 else ""


headers = sorted([*ROOT.glob("engine/**/*.hpp"), *ROOT.glob("bindings/**/*.h")])
with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
    complaints = [text for text in pool.map(complaint, headers) if text]
print("\n".join(complaints) if complaints else f"{len(headers)} headers stand alone")
sys.exit(1 if complaints else 0)
