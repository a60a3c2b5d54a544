def mix(h, v):
    g = h ^ v
    for _ in range(2):
        g = g * 2654435761 % 2**32
        g ^= g >> 15
    return g


class Sampler:
    def __init__(self, samples, workers, seed):
        self.total = samples
        self.workers = workers
        self.seed = seed
        self.dropped = set()
        self.begin(0)
        self.save()

    def order(self, epoch, count):
        start = mix(mix(0, self.seed), epoch)
        return sorted(range(count), key=lambda i: (mix(start, i), i))

    def begin(self, epoch):
        self.current = epoch
        self.size = self.total
        self.given = set()
        self.deal()

    def deal(self):
        gone = self.given | self.dropped
        rest = [i for i in self.order(self.current, self.size) if i not in gone]
        self.hands = [rest[worker :: self.workers] for worker in range(self.workers)]

    def draw(self, worker):
        if worker >= len(self.hands) or not self.hands[worker]:
            return None
        sample = self.hands[worker].pop(0)
        self.given.add(sample)
        return sample

    def left(self):
        return sum(map(len, self.hands))

    def advance(self):
        if self.left():
            return False
        self.begin(self.current + 1)
        return True

    def save(self):
        self.saved = (self.current, self.size, set(self.given))

    def crash(self, workers):
        self.workers = workers
        self.current, _, given = self.saved
        self.size = self.total
        self.given = set(given)
        self.deal()

    def epoch(self):
        return self.current

    def grow(self, count):
        self.total += count
        return self.total

    def drop(self, sample):
        if sample >= self.total or sample in self.dropped:
            return False
        self.dropped.add(sample)
        self.hands = [[i for i in hand if i != sample] for hand in self.hands]
        return True
