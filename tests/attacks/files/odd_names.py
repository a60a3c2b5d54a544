# Attack: a submission whose name is an option, a line break, a format, a control sequence.
# Must end with: 0
import os


def make(folder, station):
    name = b"-rf --help\n%s$(id)`id`';\x1b[2J\xff.py"
    path = os.path.join(os.fsencode(folder), name)
    with open(path, "w") as file:
        file.write("def mirror(text):\n    return text[::-1]\n")
    os.chmod(path, 0o644)
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", "--", os.fsdecode(path)]
