#!/usr/bin/env python3
"""Every whole problem in docs/format.md is as good as the page says: the linter finds no errors.

`format_doc_test.py ASSAY SOURCE`
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def problems_of(page):
    """The blocks that are whole problems, by id."""
    found = {}
    for block in re.findall(r"^```lua\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        named = re.search(r'^return problem "([^"]+)"', block, re.MULTILINE)
        if named:
            found[named.group(1)] = block
    return found


def main(program, source):
    page = pathlib.Path(source, "docs", "format.md")
    problems = problems_of(page.read_text())
    assert len(problems) >= 6, "the page has lost its examples"
    with tempfile.TemporaryDirectory(prefix="assay-format-") as folder:
        for name, text in problems.items():
            path = pathlib.Path(folder, name, "problem.lua")
            path.parent.mkdir()
            path.write_text(text)
        done = subprocess.run([program, "lint", "--json", folder], stdout=subprocess.PIPE, check=False)
    told = json.loads(done.stdout)
    assert "problems" in told, told
    wrong = 0
    for problem in told["problems"]:
        for finding in problem["findings"]:
            wrong += finding["severity"] == "error" or finding["code"] == "W090"
            print(f'{problem["id"]}:{finding["line"]}: {finding["code"]} {finding["message"]}')
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
