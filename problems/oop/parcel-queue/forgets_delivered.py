from collections import defaultdict, deque


class ParcelQueue:
    def __init__(self):
        self.topics = defaultdict(deque)

    def publish(self, now, topic, parcel):
        if parcel in self.topics[topic]:
            return False
        self.topics[topic].append(parcel)
        return True

    def poll(self, now, topic):
        return self.topics[topic].popleft() if self.topics[topic] else None

    def waiting(self, now, topic):
        return len(self.topics[topic])
