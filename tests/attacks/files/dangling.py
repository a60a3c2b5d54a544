# Attack: a submission that is a link to itself.
# Must end with: 2
import os


def make(folder, station):
    path = folder / "solution.py"
    os.symlink(path, path)
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
