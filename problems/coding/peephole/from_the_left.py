import re

RULES = {"WW": "", "NN": "", "DP": "", "0A": "", "0S": "", "1M": "", "0M": "P0", "DS": "P0",
         "WA": "A", "WM": "M", "AP": "PP", "SP": "PP", "MP": "PP", "NP": "P"}
RULES.update((atom + "P", "") for atom in "0123456789abc")
for x in range(10):
    for y in range(10):
        for op, z in (("A", x + y), ("S", x - y), ("M", x * y)):
            if 0 <= z <= 9:
                RULES[f"{x}{y}{op}"] = str(z)
ANY = re.compile("|".join(RULES))


def shrink(program):
    while True:
        found = ANY.search(program)
        if not found:
            return program
        program = program[: found.start()] + RULES[found.group()] + program[found.end() :]
