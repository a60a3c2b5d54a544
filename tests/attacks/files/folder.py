# Attack: a submission that is a folder.
# Must end with: 2
import os


def make(folder, station):
    path = folder / "solution.py"
    path.mkdir()
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
