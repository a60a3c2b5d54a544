# Attack: a source of zero bytes.
# Must end with: 1
import os


def make(folder, station):
    path = folder / "solution.py"
    path.write_bytes(bytes(1000))
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
