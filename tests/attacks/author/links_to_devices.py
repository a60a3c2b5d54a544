# Attack: a bank whose files are links to devices, to secrets, to themselves, and pipes that nobody writes to.
# Must end with: 0
# Says: mirror
import os
import shutil


def make(folder, station):
    shutil.copytree(station.bank / "mirror", folder / "bank/mirror")
    for name, target in (("zero", "/dev/zero"), ("secret", station.house.home / ".ssh/id_rsa"), ("loop", "problem.lua"), ("random", "/dev/urandom"),
                         ("tty", "/dev/tty")):
        (folder / "bank" / name).mkdir()
        os.symlink(target, folder / "bank" / name / "problem.lua")
    (folder / "bank/pipe").mkdir()
    os.mkfifo(folder / "bank/pipe/problem.lua")
    (folder / "bank/folder/problem.lua").mkdir(parents=True)
    os.symlink(".", folder / "bank/again")
    os.symlink("..", folder / "bank/up")
    return ["list", "--bank", str(folder / "bank")]
