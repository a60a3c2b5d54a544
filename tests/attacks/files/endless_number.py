# Attack: an input whose number is larger than numbers are.
# Must end with: 2
# Says: too large


def make(folder, station):
    (folder / "input.json").write_text('{"text": 1e99999}')
    return ["hack", "--tier", "@TIER@", "--bank", str(station.bank), "mirror", "input.json"]
