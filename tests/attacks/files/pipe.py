# Attack: a submission that is a pipe to which nobody writes.
# Must end with: 2
import os


def make(folder, station):
    path = folder / "solution.py"
    os.mkfifo(path)
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
