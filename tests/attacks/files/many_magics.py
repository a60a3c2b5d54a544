# Attack: a notebook with a command of the notebook's own in every line, each of which is told of.
# Must end with: 0
# Says: and more
# Never says: cell 1, line 90
import json


def make(folder, station):
    cells = ["\n".join(["!" + "x" * 5] * 100_000), "def mirror(text):\n    return text[::-1]\n"]
    document = {"nbformat": 4, "cells": [{"cell_type": "code", "source": source} for source in cells]}
    (folder / "solution.ipynb").write_text(json.dumps(document))
    return ["grade", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", "solution.ipynb"]
