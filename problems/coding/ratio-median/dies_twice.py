from bisect import bisect_left, insort
from fractions import Fraction


def medians(events, window):
    order, readings, withdrawn = [], [], set()
    standing = oldest = now = 0
    out = []
    for kind, gap, a, b in events:
        now += gap
        if kind == 0:
            insort(order, (Fraction(a, b), len(readings)))
            readings.append((Fraction(a, b), now))
            standing += 1
        elif a < len(readings) and a not in withdrawn:
            withdrawn.add(a)
            standing -= 1
        while oldest < len(readings) and now - readings[oldest][1] >= window:
            order.pop(bisect_left(order, (readings[oldest][0], oldest)))
            standing -= 1
            oldest += 1
        left, answer = max(0, (standing - 1) // 2), -1
        for _, number in order:
            if number not in withdrawn:
                if not left:
                    answer = number
                    break
                left -= 1
        out.append(answer)
    return out
