def route(ops):
    prefixes = {}  # 1 << length | first bits -> (-priority, rule)
    rules = []
    out = []
    for kind, value, length, priority in ops:
        key = (1 << length) | (value >> (30 - length))
        if kind == 0:
            rule = (-priority, len(rules))
            rules.append((key, rule))
            prefixes.setdefault(key, set()).add(rule)
        elif kind == 1:
            if value < len(rules):
                key, rule = rules[value]
                prefixes[key].discard(rule)
        else:
            while key and not prefixes.get(key):
                key >>= 1
            out.append(min(prefixes[key])[1] if key else -1)
    return out
