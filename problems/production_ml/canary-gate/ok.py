import math

WORSE = 1.7
ENOUGH = 4.5  # of log likelihood: an error in a hundred decisions
COLD = 5  # minutes


class Gate:
    def __init__(self):
        self.evidence = 0.0  # that the new version is worse

    def decide(self, minute, old, old_errors, new, new_errors):
        if new_errors > 0.2 * new and old_errors < 0.1 * old:
            return "r"
        if minute < COLD:
            return "h"
        # Of all errors of this minute, this share is the new version's if it is as good, and if it is worse.
        as_good = new / (new + old)
        worse = WORSE * new / (WORSE * new + old)
        self.evidence += new_errors * math.log(worse / as_good)
        self.evidence += old_errors * math.log((1 - worse) / (1 - as_good))
        if self.evidence > ENOUGH:
            return "r"
        return "p" if self.evidence < -ENOUGH else "h"


def main():
    gates = [Gate() for _ in range(24)]
    for minute in range(90):
        rows = [[int(text) for text in input().split()] for _ in gates]
        letters = [gate.decide(minute, *row) for gate, row in zip(gates, rows)]
        print("".join(letters), flush=True)


main()
