# Attack: an input to break solutions with that nests deeper than a stack.
# Must end with: 2
# Says: nests too deep
DEEP = 300_000


def make(folder, station):
    (folder / "input.json").write_text('{"text": ' + '{"a":[' * DEEP + "1" + "]}" * DEEP + "}")
    return ["hack", "--tier", "@TIER@", "--bank", str(station.bank), "mirror", "input.json"]
