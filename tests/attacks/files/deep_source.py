# Attack: a source nested deeper than any parser goes.
# Must end with: 1
import os


def make(folder, station):
    path = folder / "solution.py"
    path.write_text("x = " + "(" * 100_000 + ")" * 100_000)
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
