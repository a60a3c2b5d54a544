RULES = {"WW": "", "NN": "", "DP": "", "0A": "", "0S": "", "1M": "", "0M": "0", "DS": "P0",
         "WA": "A", "WM": "M", "AP": "PP", "SP": "PP", "MP": "PP", "NP": "P"}
RULES.update((atom + "P", "") for atom in "0123456789abc")
DIGITS = {}
for x in range(10):
    for y in range(10):
        for op, z in (("A", x + y), ("S", x - y), ("M", x * y)):
            if 0 <= z <= 9:
                DIGITS[f"{x}{y}{op}"] = str(z)


def shrink(program):
    todo = list(reversed(program))
    done = []
    while todo:
        c = todo.pop()
        if done:
            rule = RULES.get(done[-1] + c)
            if rule is not None:
                done.pop()
                todo.extend(reversed(rule))
                continue
            if c in "ASM" and len(done) > 1:
                digit = DIGITS.get(done[-2] + done[-1] + c)
                if digit is not None:
                    done[-2:] = []
                    todo.append(digit)
                    continue
        done.append(c)
    return "".join(done)
