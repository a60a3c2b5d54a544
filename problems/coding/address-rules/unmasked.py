def route(ops):
    prefixes = [{} for _ in range(31)]  # by length: address -> rules as (-priority, number)
    rules = []
    out = []
    for kind, value, length, priority in ops:
        if kind == 0:
            rule = (-priority, len(rules))
            rules.append((length, value, rule))
            prefixes[length].setdefault(value, set()).add(rule)
        elif kind == 1:
            if value < len(rules):
                length, address, rule = rules[value]
                prefixes[length][address].discard(rule)
        else:
            answer = -1
            for bits in range(length, -1, -1):
                found = prefixes[bits].get(value >> (30 - bits) << (30 - bits))
                if found:
                    answer = min(found)[1]
                    break
            out.append(answer)
    return out
