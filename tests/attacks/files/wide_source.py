# Attack: a source of ten million lines.
# Must end with: 2
import os


def make(folder, station):
    path = folder / "solution.py"
    path.write_text("x = 1\\n" * 10_000_000 + "def mirror(text):\\n    return text[::-1]\\n")
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
