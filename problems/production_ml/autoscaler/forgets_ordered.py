import math
from collections import deque

START_UP = 8  # ticks
SPEED = 5  # requests a server answers in a tick
CALM = 16  # ticks: servers that were not needed for so long are stopped


def mean(values):
    return sum(values) / len(values)


class Policy:
    def __init__(self):
        self.seen = deque(maxlen=10)
        self.needs = deque(maxlen=CALM)

    def wanted(self, arrived, waiting):
        self.seen.append(arrived)
        seen = list(self.seen)
        now = mean(seen[-5:])
        before = mean(seen[:5])
        soon = now + max(0, (now - before) / 5) * START_UP
        room = 2 * math.sqrt(soon)
        self.needs.append(math.ceil((soon + room + waiting / 6) / SPEED))
        return max(self.needs)


def main():
    policy = Policy()
    for _ in range(240):
        arrived, waiting, ready, starting = map(int, input().split())
        missing = policy.wanted(arrived, waiting) - ready
        print(ready + starting + missing if missing > 0 else ready + missing, flush=True)


main()
