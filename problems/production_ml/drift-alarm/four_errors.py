import math

SLACK = 1.0  # of an hour's mean, in standard errors: what it may be off by
LIMIT = 5.0


def mean(values):
    return sum(values) / len(values)


class Sum:
    """Adds up how far values are above their mean, beyond some slack."""

    def __init__(self, usual):
        self.mean = mean(usual)
        self.deviation = math.sqrt(mean([(value - self.mean) ** 2 for value in usual]))
        self.above = self.below = 0.0

    def too_far(self, values):
        z = (mean(values) - self.mean) / self.deviation * math.sqrt(len(values))
        self.above = max(0.0, self.above + z - SLACK)
        self.below = max(0.0, self.below - z - SLACK)
        return abs(z) > 4.5


class Watch:
    def __init__(self, past):
        past = sorted(past)
        self.middle = past[len(past) // 2]
        # The quartiles of a normal distribution are 1.349 deviations apart.
        self.deviation = (past[len(past) * 3 // 4] - past[len(past) // 4]) / 1.349
        usual = self.scaled(past)
        self.level = Sum(usual)
        self.spread = Sum([abs(value) for value in usual])

    def scaled(self, values):
        return [max(-3.0, min(3.0, (value - self.middle) / self.deviation)) for value in values]

    def alarm(self, values):
        values = self.scaled(values)
        moved = self.level.too_far(values)
        return self.spread.too_far([abs(value) for value in values]) or moved


def read_stream():
    return [float(text) for text in input().split()]


def main():
    watches = [Watch(read_stream()) for _ in range(12)]
    for _ in range(60):
        alarms = [watch.alarm(read_stream()) for watch in watches]
        print(*(number for number, alarm in enumerate(alarms) if alarm), flush=True)


main()
