from collections import deque

FOREVER = float("inf")


class DrawerStore:
    def __init__(self):
        self.content = {}  # drawer -> label -> (value, the minute in which it dies)
        self.pictures = deque(maxlen=3)  # newest first: lists of (drawer, label, value, dies)

    def living(self, now, drawer):
        labels = self.content.get(drawer, {})
        return {label: entry for label, entry in labels.items() if now < entry[1]}

    def set(self, now, drawer, label, value, dies):
        before = self.get(now, drawer, label)
        self.content.setdefault(drawer, {})[label] = (value, dies)
        return before

    def put(self, now, drawer, label, value):
        return self.set(now, drawer, label, value, FOREVER)

    def get(self, now, drawer, label):
        value, _ = self.living(now, drawer).get(label, (None, None))
        return value

    def remove(self, now, drawer, label):
        if label not in self.living(now, drawer):
            return False
        del self.content[drawer][label]
        return True

    def scan(self, now, drawer, prefix):
        entries = sorted(self.living(now, drawer).items())
        return [f"{label}={value}" for label, (value, _) in entries if label.startswith(prefix)]

    def drawers(self, now, prefix):
        counts = [(drawer, len(self.living(now, drawer))) for drawer in sorted(self.content)]
        return [f"{drawer} {n}" for drawer, n in counts if n and drawer.startswith(prefix)]

    def put_for(self, now, drawer, label, value, ttl):
        return self.set(now, drawer, label, value, now + ttl)

    def extend(self, now, drawer, label, more):
        value, dies = self.living(now, drawer).get(label, (None, FOREVER))
        if dies == FOREVER:
            return False
        self.content[drawer][label] = (value, dies + more)
        return True

    def left(self, now, drawer, label):
        living = self.living(now, drawer)
        if label not in living:
            return None
        dies = living[label][1]
        return 0 if dies == FOREVER else dies - now

    def snapshot(self, now):
        picture = [
            (drawer, label, value, dies)
            for drawer in self.content
            for label, (value, dies) in self.living(now, drawer).items()
        ]
        self.pictures.appendleft(picture)
        return len(picture)

    def restore(self, now, back):
        if back >= len(self.pictures):
            return False
        self.content = {}
        for drawer, label, value, dies in self.pictures[back]:
            self.set(now, drawer, label, value, dies)
        return True
