#!/usr/bin/env python3
"""Holds the includes of engine/ (and of what stands outside it) against tools/layers.txt.

Prints each breach as file:line: rule, and exits 1 if there is one.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
# The doors outside engine/ see the method table (service, and author, which adds to it), the plain
# structs, and base.
DOORS = {"author", "service", "model", "value", "base"}


def rules():
    allowed, confined = {}, {}
    for line in (ROOT / "tools/layers.txt").read_text().splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        left, right = line.split(":", 1)
        if left.startswith("confine "):
            confined[left.removeprefix("confine ").strip()] = right.split()
        else:
            allowed[left] = set(right.split()) | {left, "base"}
    allowed["base"] = {"base"}
    return allowed, confined


def breaches():
    allowed, confined = rules()
    files = [f for place in ("engine", "kernels", "tools", "bindings") for f in ROOT.glob(f"{place}/**/*")]
    for path in sorted(f for f in files if f.suffix in {".cpp", ".hpp", ".h", ".c"}):
        name = path.relative_to(ROOT).as_posix()
        inside = name.startswith(("engine/", "kernels/"))
        local = name.removeprefix("engine/").removeprefix("kernels/")
        room = local.split("/")[0] if inside else None
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            kind, target = found.groups()
            for header, places in confined.items():
                if target.startswith(header) and not any(local == p or local.startswith(p + "/") for p in places):
                    yield f"{name}:{number}: <{target}> is confined to {', '.join(places)}"
            other = target.split("/")[0]
            if kind == '"' and other in allowed:
                may = allowed.get(room, set()) if inside else DOORS
                if name.startswith("tools/runner/"):
                    may = {"base", "lua", "runner", "sandbox"}
                if name.startswith("tools/bench/"):
                    may = DOORS | {"runner"}
                if other not in may:
                    yield f"{name}:{number}: {room or name} may not include {target} (tools/layers.txt)"


found = list(breaches())
print("\n".join(found) if found else "layers hold")
sys.exit(1 if found else 0)
