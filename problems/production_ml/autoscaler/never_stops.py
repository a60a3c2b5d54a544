import math
from collections import deque

START_UP = 8  # ticks
SPEED = 5  # requests a server answers in a tick



def mean(values):
    return sum(values) / len(values)


class Policy:
    def __init__(self):
        self.seen = deque(maxlen=10)
        self.needs = deque()

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
        print(policy.wanted(arrived, waiting), flush=True)


main()
