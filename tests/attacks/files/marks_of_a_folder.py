# Attack: a folder whose mark is of other types, without end, nested, or names a file that is somebody else's.
# Must end with: 2
# Says: cannot be read
import json

MARKS = ({"problem": 5, "file": "solution.py"}, {"problem": "mirror", "file": ["solution.py"]},
         {"problem": "mirror", "file": "solution.py", "language": {}}, {"problem": "mirror", "file": "solution.py", "bank": 7},
         {"problem": "mirror", "file": "../solution.py"}, {"problem": "mirror", "file": "/etc/hostname"}, "mirror", [])
wrong = []


def make(folder, station):
    del wrong[:]
    (folder / "solution.py").write_text("def mirror(text):\n    return text[::-1]\n")
    grade = ["grade", "--json=lines", "--tier", station.tier]
    for mark in (*map(json.dumps, MARKS), "[" * 300_000, '{"problem":' * 300_000, "", "\0"):
        (folder / ".assay.json").write_text(mark)
        run = station.run([*grade, "--bank", str(station.bank)], "all", cwd=folder)
        if run.returncode != 2 or b"cannot be read" not in run.stdout:
            wrong.append(f"{mark[:60]}: exit {run.returncode}: {run.stdout[-200:]} {run.stderr[-200:]}")
    return grade


def complaint(folder):
    return "; ".join(wrong)
