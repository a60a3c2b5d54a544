# Attack: a notebook whose cells nest deeper than a stack.
# Must end with: 1 or 2
DEEP = 300_000


def make(folder, station):
    cells = "[" * DEEP + "]" * DEEP
    metadata = '{"a":' * DEEP + "1" + "}" * DEEP
    (folder / "deep.ipynb").write_text('{"nbformat": 4, "metadata": ' + metadata + ', "cells": ' + cells + "}")
    return ["grade", "--tier", "@TIER@", "--bank", str(station.bank), "--problem", "mirror", "--lang", "python", "deep.ipynb"]
