# Attack: a submission that is a link to a device without end.
# Must end with: 2
import os


def make(folder, station):
    path = folder / "solution.py"
    os.symlink("/dev/zero", path)
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", str(path)]
