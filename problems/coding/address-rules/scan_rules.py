def route(ops):
    standing = {}  # rule -> (address, length, priority)
    made = 0
    out = []
    for kind, value, length, priority in ops:
        if kind == 0:
            standing[made] = (value, length, priority)
            made += 1
        elif kind == 1:
            standing.pop(value, None)
        else:
            fits = [
                (bits, rank, -rule)
                for rule, (address, bits, rank) in standing.items()
                if bits <= length and (address ^ value) >> (30 - bits) == 0
            ]
            out.append(-max(fits)[2] if fits else -1)
    return out
