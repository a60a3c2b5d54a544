# Attack: a source of a terabyte (it has holes).
# Must end with: 2
import os


def make(folder, station):
    path = folder / "solution.py"
    path.touch(); os.truncate(path, 1 << 40)
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
