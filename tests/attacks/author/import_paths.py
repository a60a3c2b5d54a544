# Attack: a set to import whose names are paths, whose texts end the Lua around them, whose numbers and depths have no end.
# Must end with: 0 or 1 or 2 or 3
import json


def row(**changes):
    return {"task_id": "set/1", "prompt": "def mirror(text):\n    \"\"\"Back.\"\"\"\n", "canonical_solution": "    return text[::-1]\n",
            "test": "def check(candidate):\n    assert candidate('ab') == 'ba'\n", "entry_point": "mirror", **changes}


def make(folder, station):
    rows = [row(task_id=name) for name in ("../../../../../../tmp/owned", "/etc/owned", "a/../../b", "", "\0", "-rf", "x" * 100_000, "a\nb", "\x1b[2J", 5,
                                           None, [], "con", "set/1", "set/1")]
    rows += [row(task_id="set/2", prompt="]==] os.execute('id') --[==["), row(task_id="set/3", test="]=]]==]]===]\" .. os.time() .. \""),
             row(task_id="set/4", entry_point="__import__('os').system('id')"), row(task_id="set/5", canonical_solution="\n" * 1_000_000),
             {}, [], "text", 1e308, row(task_id="set/6", prompt={"a": [1] * 1000})]
    lines = [json.dumps(each) for each in rows]
    lines += ["[" * 100_000, '{"task_id":' * 50_000, "nul", "\xff", '{"task_id": 1e99999}', '{"task_id": "a", "task_id": "b"}', "{" + '"a":1,' * 100_000 + '"b":2}']
    (folder / "set.jsonl").write_bytes("\n".join(lines).encode("latin-1", "replace") + b"\n\xff\xfe\x00\n")
    return ["import", "--from", "jsonl", str(folder / "set.jsonl"), str(folder / "into")]


def complaint(folder):
    stray = [str(path) for path in folder.rglob("*") if path.name not in ("set.jsonl", "into") and "into" not in path.parts]
    return f"files outside: {stray}" if stray else ""
