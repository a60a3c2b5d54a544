import math


COLD = 5  # minutes


class Gate:
    def __init__(self):
        self.totals = [0, 0, 0, 0]

    def z(self):
        old, old_errors, new, new_errors = self.totals
        rate = (old_errors + new_errors) / (old + new)
        deviation = math.sqrt(rate * (1 - rate) * (1 / old + 1 / new))
        return (new_errors / new - old_errors / old) / deviation

    def decide(self, minute, old, old_errors, new, new_errors):
        if new_errors > 0.2 * new and old_errors < 0.1 * old:
            return "r"
        if minute < COLD:
            return "h"
        row = (old, old_errors, new, new_errors)
        self.totals = [total + count for total, count in zip(self.totals, row)]
        if abs(self.z()) > 1.96:
            return "r" if self.z() > 0 else "p"
        return "p" if minute == 89 else "h"


def main():
    gates = [Gate() for _ in range(24)]
    for minute in range(90):
        rows = [[int(text) for text in input().split()] for _ in gates]
        letters = [gate.decide(minute, *row) for gate, row in zip(gates, rows)]
        print("".join(letters), flush=True)


main()
