class DrawerStore:
    def __init__(self):
        self.drawers = {}

    def put(self, now, drawer, label, value):
        before = self.get(now, drawer, label)
        self.drawers.setdefault(drawer, {})[label] = value
        return before

    def get(self, now, drawer, label):
        return self.drawers.get(drawer, {}).get(label) or None

    def remove(self, now, drawer, label):
        return self.drawers.get(drawer, {}).pop(label, None) is not None
