#!/usr/bin/env python3
"""The three ways to run tests (resident, loaded, fresh), and a pool that shares nothing, give the same verdicts.

usage: modes_test.py SOURCE_DIR [PROBLEM...], with ASSAY_LIBRARY set; all problems if none is named
"""
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(SOURCE / "bindings/python"))
import assay  # noqa: E402

MODES = ("resident", "loaded", "fresh")
LANGUAGES = {".py": "python", ".cpp": "cpp", ".js": "javascript"}
# Where the machine's noise decides between accepted and time_limit, as multiples of the limit.
GREY_FROM, GREY_TO = 0.85, 1.15
INLINE = re.compile(r'^ *solution \{ "([^"]+)"[^\n]*\[(=*)\[\n(.*?)\]\2\]', re.MULTILINE | re.DOTALL)


def solutions(folder):
    """(name, language, source) of what a problem ships: files beside it and texts within it."""
    found = [(path.name, path.read_text()) for path in folder.iterdir() if path.suffix in LANGUAGES]
    for part in re.split(r"^(?= *solution \{)", (folder / "problem.lua").read_text(), flags=re.MULTILINE):
        inline = INLINE.match(part)
        if inline:
            found.append((inline[1], inline[3]))
    return [(name, LANGUAGES[pathlib.Path(name).suffix], source) for name, source in sorted(found)]


def grey(group):
    """Whether a second run of this group may fairly end otherwise."""
    if group["verdict"] not in ("accepted", "time_limit") or not group["limit_ms"]:
        return False
    return GREY_FROM <= group["worst_cpu_ms"] / group["limit_ms"] <= GREY_TO


def same(one, other):
    """Two groups as two ways of running saw them."""
    if one["verdict"] == other["verdict"]:
        return True
    return {one["verdict"], other["verdict"]} == {"accepted", "time_limit"} and (grey(one) or grey(other))


def told(report):
    groups = ["{name}: {verdict} {accepted}/{count}, {worst_cpu_ms:.0f} of {limit_ms:.0f} ms".format(**group)
              for group in report["groups"]]
    return f"  {report['process']}: {report['verdict']} {report['message']}\n    " + "\n    ".join(groups)


class Modes(unittest.TestCase):
    maxDiff = None


def case_of(engine, apart, folder):
    def test(self):
        shipped = solutions(folder)
        self.assertTrue(shipped, "a problem ships solutions")
        for name, language, source in shipped:
            with self.subTest(problem=folder.name, solution=name):
                reports = [engine.grade(folder.name, source=source, language=language, process=mode,
                                        store=False).result for mode in MODES]
                self.assertEqual(list(MODES), [report["process"] for report in reports])
                if name in {shipped[0][0], shipped[-1][0]}:  # each of its tests takes a start
                    reports.append(apart.grade(folder.name, source=source, language=language, store=False).result)
                    self.assertEqual("fresh", reports[-1]["process"])
                everything = "\n" + "\n".join(map(told, reports))
                first = reports[0]
                for report in reports[1:]:
                    self.assertEqual(len(first["groups"]), len(report["groups"]), everything)
                    for one, other in zip(first["groups"], report["groups"]):
                        self.assertTrue(same(one, other), f"{one['name']}{everything}")
                    if not first["groups"]:  # it was not loaded at all
                        self.assertEqual(first["verdict"], report["verdict"], everything)
    return test


def main():
    wanted = sys.argv[2:]
    folders = sorted(path.parent for path in SOURCE.glob("problems/*/*/problem.lua"))
    folders = [folder for folder in folders if not wanted or folder.name in wanted]
    assert len(folders) >= max(1, len(wanted)), f"not all of {wanted} are problems"
    options = {"banks": [SOURCE / "problems"], "graders": str(SOURCE / "graders"), "jobs": 2}
    with assay.Engine(**options) as engine, assay.Engine(**options, fresh=True) as apart:
        for folder in folders:
            setattr(Modes, "test_" + folder.name.replace("-", "_"), case_of(engine, apart, folder))
        unittest.main(argv=sys.argv[:1] + ["-v"])


main()
