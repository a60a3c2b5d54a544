# Attack: finds secrets in its own environment and command line.
# Must get: accepted
import os
import sys

known = {"PYTHONHASHSEED", "PYTHONUTF8", "LANG", "LC_CTYPE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
         "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "OPENBLAS_CORETYPE"}
if set(os.environ) - known or os.path.basename(sys.argv[0]) not in ("harness.py", "") or len(sys.argv) > 1:
    os._exit(66)


def mirror(text):
    return text[::-1]
