def route(ops):
    best = {}  # 1 << length | first bits -> (priority, -rule)
    rules = []
    out = []
    for kind, value, length, priority in ops:
        key = (1 << length) | (value >> (30 - length))
        if kind == 0:
            rule = (priority, -len(rules))
            rules.append((key, rule))
            if key not in best or best[key] < rule:
                best[key] = rule
        elif kind == 1:
            if value < len(rules):
                key, rule = rules[value]
                if best.get(key) == rule:
                    del best[key]
        else:
            while key and key not in best:
                key >>= 1
            out.append(-best[key][1] if key else -1)
    return out
