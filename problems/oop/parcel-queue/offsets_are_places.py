from collections import defaultdict
from enum import Enum

State = Enum("State", "WAITING LEASED DONE DEAD")
MOST_LEASES = 3


class Parcel:
    def __init__(self, number, key):
        self.number = number
        self.key = key  # None: no key
        self.state = State.WAITING
        self.leases = 0
        self.ends = None  # of the last lease

    def finished(self):
        return self.state in (State.DONE, State.DEAD)


class Topic:
    def __init__(self):
        self.log = []  # parcels in the order of publishing, whatever their state
        self.by_number = {}

    def settle(self, now):
        for parcel in self.log:
            if parcel.state == State.LEASED and parcel.ends <= now:
                given_up = parcel.key and parcel.leases == MOST_LEASES
                parcel.state = State.DEAD if given_up else State.WAITING

    def oldest(self):
        held_back = set()
        for parcel in self.log:
            if parcel.state == State.LEASED and parcel.key:
                held_back.add(parcel.key)
            if parcel.state == State.WAITING and parcel.key not in held_back:
                return parcel
        return None


class ParcelQueue:
    def __init__(self):
        self.topics = defaultdict(Topic)

    def settled(self, now, topic):
        self.topics[topic].settle(now)
        return self.topics[topic]

    def add(self, now, topic, number, key):
        queue = self.settled(now, topic)
        if number in queue.by_number:
            return False
        parcel = Parcel(number, key)
        queue.log.append(parcel)
        queue.by_number[number] = parcel
        return True

    def publish(self, now, topic, parcel):
        return self.add(now, topic, parcel, None)

    def poll(self, now, topic):
        parcel = self.settled(now, topic).oldest()
        if not parcel:
            return None
        parcel.state = State.DONE
        return parcel.number

    def waiting(self, now, topic):
        return sum(parcel.state == State.WAITING for parcel in self.settled(now, topic).log)

    def lease(self, now, topic, seconds):
        parcel = self.settled(now, topic).oldest()
        if not parcel:
            return None
        parcel.state = State.LEASED
        parcel.ends = now + seconds
        parcel.leases += 1
        return parcel.number

    def ack(self, now, topic, parcel):
        found = self.settled(now, topic).by_number.get(parcel)
        if not found or found.state != State.LEASED:
            return False
        found.state = State.DONE
        return True

    def publish_keyed(self, now, topic, parcel, key):
        return self.add(now, topic, parcel, key)

    def dead(self, now, topic):
        log = self.settled(now, topic).log
        return sorted(parcel.number for parcel in log if parcel.state == State.DEAD)

    def offset(self, now, topic, parcel):
        numbers = [found.number for found in self.settled(now, topic).log]
        return numbers.index(parcel) if parcel in numbers else None

    def replay(self, now, topic, first):
        again = [
            parcel
            for parcel in self.settled(now, topic).log[first:]
            if parcel.finished()
        ]
        for parcel in again:
            parcel.state = State.WAITING
            parcel.leases = 0
        return len(again)

    def compact(self, now, topic):
        queue = self.settled(now, topic)
        newest = {parcel.key: parcel for parcel in queue.log}
        old = [
            parcel
            for parcel in queue.log
            if parcel.key and parcel.finished() and newest[parcel.key] is not parcel
        ]
        for parcel in old:
            queue.log.remove(parcel)
            del queue.by_number[parcel.number]
        return len(old)
