# Attack: notebooks whose parts are of other types, twice there, without number, or pretend to be other cells.
# Must end with: 0
import json

GOOD = "def mirror(text):\n    return text[::-1]\n"
CELL = {"cell_type": "code", "source": GOOD}
ODD = ({"nbformat": 1e300, "cells": [CELL]}, {"nbformat": [4], "cells": [CELL]}, {"nbformat": 4, "cells": {"0": CELL}},
       {"nbformat": 4, "cells": [5, None, [], {"cell_type": ["code"]}, {"cell_type": "code", "source": {"0": GOOD}}]},
       {"nbformat": 4, "cells": [{"cell_type": "code", "source": "# %% cell 99999999999999999999\nx = 1 / 0"}, CELL]},
       {"nbformat": 4, "cells": [{"cell_type": "code", "source": "\0\ud800"}, CELL]})
TEXTS = ('{"nbformat": 4, "cells": 1' + "0" * 500, '{"nbformat": 99999999999999999999999, "cells": []}')
wrong = []


def make(folder, station):
    del wrong[:]
    grade = ["grade", "--json=lines", "--tier", station.tier, "--bank", str(station.bank), "--problem", "mirror", "solution.ipynb"]
    for text in (*map(json.dumps, ODD), *TEXTS):
        (folder / "solution.ipynb").write_text(text)
        run = station.run(grade, "all", cwd=folder)
        if run.returncode not in (1, 2):
            wrong.append(f"{text[:80]}: exit {run.returncode}: {run.stdout[-200:]}")
    honest = {"nbformat": 4, "nbformat_minor": "x", "cells": [{"cell_type": "code", "source": [1, None, GOOD]}]}
    (folder / "solution.ipynb").write_text(json.dumps(honest))
    return grade


def complaint(folder):
    return "; ".join(wrong)
