# Attack: prints bytes that are no text, among them the commands of older terminals and the marks of the screen's own colours.
# Must end with: 1
told = []


def make(folder, station):
    (folder / "solution.py").write_text(
        "import os\ndef mirror(text):\n"
        r"    os.write(1, b'\x9b31m \xfe3 accepted \xfe0 \xff\x1b[2J \xc2\x9b2J \xe2\x80\xae \xe0\x82\x9b2J \xed\xa0\x80 \xc3\xa4\n')" "\n")
    told[:] = [station.run(["test", "--color", color, "--tier", station.tier, "--bank", str(station.bank), "--problem", "mirror",
                            "solution.py"], "all", cwd=folder) for color in ("always", "never")]
    return ["test", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", "solution.py"]


def complaint(folder):
    for run in told:
        said = run.stdout[run.stdout.index(b"printed"):]
        line = said.splitlines()[1].strip()
        want = (rb"\x9b31m \xfe3 accepted \xfe0 \xff\x1b[2J \u009b2J \u202e \xe0\x82\x9b2J \xed\xa0\x80 " + "ä".encode())
        if line != want:
            return f"the terminal got {line!r}"
    return ""
