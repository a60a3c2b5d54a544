# Attack: a source that is no text.
# Must end with: 1 or 2
import os


def make(folder, station):
    path = folder / "solution.py"
    path.write_bytes(bytes(range(128, 256)) * 100)
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
