from fractions import Fraction


def medians(events, window):
    standing = {}  # number -> (ratio, time), oldest first
    total, made, now = Fraction(0), 0, 0
    out = []
    for kind, gap, a, b in events:
        now += gap
        if kind == 0:
            standing[made] = (Fraction(a, b), now)
            total += Fraction(a, b)
            made += 1
        elif a in standing:
            total -= standing.pop(a)[0]
        while standing:
            number = next(iter(standing))
            ratio, time = standing[number]
            if now - time < window:
                break
            total -= ratio
            del standing[number]
        if standing:
            mean = total / len(standing)
            out.append(min(standing, key=lambda number: (abs(standing[number][0] - mean), number)))
        else:
            out.append(-1)
    return out
