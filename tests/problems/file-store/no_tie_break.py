class FileStore:
    def __init__(self):
        self.files = {}  # name -> (size, the first moment at which it is gone)

    def live(self, now, name):
        found = self.files.get(name)
        return found if found and now < found[1] else None

    def upload_at(self, t, name, size, ttl):
        if self.live(t, name):
            return False
        self.files[name] = (size, float("inf") if ttl is None else t + ttl)
        return True

    def get_at(self, t, name):
        found = self.live(t, name)
        return found[0] if found else None

    def upload(self, name, size):
        return self.upload_at(float("-inf"), name, size, None)

    def get(self, name):
        return self.get_at(float("-inf"), name)

    def copy(self, src, dst):
        if src not in self.files:
            return False
        self.files[dst] = self.files[src]
        return True

    def order(self, name):
        return -self.files[name][0]

    def search(self, prefix):
        return sorted((n for n in self.files if n.startswith(prefix)), key=self.order)[:10]
