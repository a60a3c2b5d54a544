#!/usr/bin/env python3
"""readme_test.py BIN-FOLDER SOURCE-FOLDER: what README.md shows is what its commands print.

Runs the ```console blocks in order, in an empty folder.  A ```python block before one is written to
the file that the text names.  Figures that a machine decides are blanked on both sides.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

BINARIES, SOURCE = (pathlib.Path(folder).resolve() for folder in sys.argv[1:3])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
FIGURE = re.compile(r"\d+(\.\d+)? (ms|s|KiB|MiB|B)\b")


def plain(text):
    """Without figures of time and size, and without the columns that only slow machines show."""
    lines = [FIGURE.sub("#", line).split() for line in text.splitlines()]
    lines = [line[:-3] if line[-3:] == ["#", "of", "#"] else line for line in lines]
    return [line for line in lines if line and line[0] != "growth"]


def blocks(readme):
    """("write", file, text) and ("run", command, output), in their order."""
    before = 0
    for block in BLOCK.finditer(readme):
        prose, before = readme[before : block.start()], block.end()
        kind, text = block.groups()
        named = re.findall(r"`([\w./-]+\.py)`", prose)
        if kind == "python" and named:
            yield "write", named[-1], text
        elif kind == "console":
            for entry in re.split(r"^\$ ", text, flags=re.M)[1:]:
                command, _, output = entry.partition("\n")
                yield "run", command, output


def main():
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder, "here")
        work.mkdir()
        environment = {
            "PATH": f"{BINARIES}:/usr/bin:/bin", "HOME": folder, "ASSAY_BANK": str(SOURCE / "problems"),
            "LANG": "C.UTF-8", "COLUMNS": "240",
        }
        here = work
        for kind, what, text in blocks((SOURCE / "README.md").read_text()):
            if kind == "write":
                (work / what).write_text(text)
                continue
            got = subprocess.run(["bash", "-c", what], cwd=here, env=environment, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
            if plain(got) != plain(text):
                failures += 1
                print(f"$ {what}\nREADME.md shows\n{text}\nbut it prints\n{got}")
    sys.exit(failures != 0)


main()
