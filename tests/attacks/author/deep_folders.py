# Attack: folders within folders, names that are options, code, controls or no text.
# Must end with: 0
# Says: mirror
import os
import shutil


def make(folder, station):
    shutil.copytree(station.bank / "mirror", folder / "bank/mirror")
    names = [b"-rf", b"--help", b"a\nb", b"\x1b[2J", b"\xff\xfe", b"%s%n", b"`id`", b"$(id)", b"x" * 250, b"'; drop table problems; --", b"..."]
    for name in names:
        place = os.path.join(os.fsencode(folder), b"bank", name)
        os.mkdir(place)
        with open(os.path.join(place, b"problem.lua"), "w") as file:
            file.write("return nothing\n")
    deep = os.open(folder / "bank", os.O_RDONLY)
    for _ in range(2000):
        os.mkdir("d", dir_fd=deep)
        deeper = os.open("d", os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = deeper
    os.close(deep)
    return ["list", "--bank", str(folder / "bank")]
