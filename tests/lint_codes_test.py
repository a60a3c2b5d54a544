#!/usr/bin/env python3
"""docs/lint.md has one row for each code that the sources can give, and no others.

`lint_codes_test.py SOURCE`
"""
import pathlib
import re
import sys


def main(source):
    root = pathlib.Path(source)
    given = set()
    for room in ("bank", "author"):
        for path in (root / "engine" / room).glob("*.cpp"):
            given |= set(re.findall(r'"([EW]\d{3})"', path.read_text()))
    rows = re.findall(r"^\| ([EW]\d{3}) \| (\w+) \|", (root / "docs" / "lint.md").read_text(), re.MULTILINE)
    listed = [code for code, _ in rows]
    complaints = [f"{code} is not in docs/lint.md" for code in sorted(given - set(listed))]
    complaints += [f"no source gives {code}" for code in sorted(set(listed) - given)]
    complaints += [f"{code} has {listed.count(code)} rows" for code in sorted(set(listed)) if listed.count(code) > 1]
    complaints += [f"{code} is no {severity}" for code, severity in rows if severity[0].upper() != {"E": "E", "W": "W"}[code[0]]]
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
