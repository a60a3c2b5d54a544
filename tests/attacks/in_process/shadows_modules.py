# Attack: writes modules, path files and start-up code that a later process would import.
# Must get: accepted
import os
import site
import sys

for folder in {*sys.path, os.getcwd(), "/usr/lib/python3/dist-packages", *site.getsitepackages(), os.path.dirname(os.__file__)}:
    for name in ("sitecustomize.py", "usercustomize.py", "numpy.py", "x.pth", "__pycache__/os.cpython-311.pyc"):
        try:
            open(os.path.join(folder or ".", name), "w")
        except OSError:
            continue
        os._exit(66)
try:
    import sitecustomize
except ImportError:
    pass


def mirror(text):
    return text[::-1]
