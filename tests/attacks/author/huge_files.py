# Attack: a problem of a terabyte (it has holes), beside an honest one.
# Must end with: 0
# Says: mirror
import os
import shutil


def make(folder, station):
    shutil.copytree(station.bank / "mirror", folder / "bank/mirror")
    (folder / "bank/huge").mkdir()
    with open(folder / "bank/huge/problem.lua", "w") as file:
        try:
            os.truncate(file.fileno(), 1 << 40)
        except OSError:  # a file system without such files
            os.truncate(file.fileno(), 1 << 31)
    return ["list", "--bank", str(folder / "bank")]
