from enum import Enum

State = Enum("State", "WAITING RUNNING SPOILED CANCELLED")
PAUSES = [2, 6]
COOKS = 2


class Task:
    def __init__(self, name):
        self.name = name
        self.state = State.WAITING
        self.first = set()  # the tasks that it needs directly
        self.takes = {}  # pool -> places
        self.urgency = 0
        self.failures = 0
        self.paused_until = 0

    def needed(self):
        """All tasks that it needs, directly or through others."""
        found, open_ends = set(), list(self.first)
        while open_ends:
            task = open_ends.pop()
            if task not in found:
                found.add(task)
                open_ends += task.first
        return found

    def is_ready(self, now):
        return self.state == State.WAITING and now >= self.paused_until and not self.first


class KitchenFlow:
    def __init__(self):
        self.board = {}  # name -> task, in the order of adding
        self.pools = {}  # name -> places, free or not
        self.attempts = {}  # name -> how often a task of this name was started
        self.done = []  # (name, attempt), in the order of finishing

    def find(self, name, state):
        task = self.board.get(name)
        return task if task and task.state == state else None

    def in_state(self, state):
        return [task for task in self.board.values() if task.state == state]

    def free(self, pool):
        running = self.in_state(State.RUNNING)
        return self.pools[pool] - sum(task.takes.get(pool, 0) for task in running)

    def has_room(self, task):
        return all(places == 0 or self.free(pool) >= places for pool, places in task.takes.items())

    def in_order(self, now):
        ready = [task for task in self.board.values() if task.is_ready(now)]
        return sorted(ready, key=lambda task: -task.urgency)

    def add(self, now, task):
        if task in self.board:
            return False
        self.board[task] = Task(task)
        return True

    def depends(self, now, task, first):
        later, earlier = self.find(task, State.WAITING), self.board.get(first)
        if not later or not earlier or later is earlier or later in earlier.needed():
            return False
        later.first.add(earlier)
        return True

    def ready(self, now):
        return [task.name for task in self.in_order(now)]

    def start(self, now):
        if len(self.in_state(State.RUNNING)) == COOKS:
            return None
        for task in self.in_order(now):
            if self.has_room(task):
                task.state = State.RUNNING
                self.attempts[task.name] = self.attempts.get(task.name, 0) + 1
                return task.name
        return None

    def finish(self, now, task):
        found = self.find(task, State.RUNNING)
        if not found:
            return False
        del self.board[task]
        for other in self.board.values():
            other.first.discard(found)
        self.done.append((task, self.attempts[task]))
        return True

    def fail(self, now, task):
        found = self.find(task, State.RUNNING)
        if not found:
            return None
        if found.failures == len(PAUSES):
            found.state = State.SPOILED
            return -1
        found.state = State.WAITING
        found.paused_until = now + PAUSES[found.failures]
        found.failures += 1
        return found.paused_until

    def lost(self, now):
        spoiled = set(self.in_state(State.SPOILED))
        return [
            task.name
            for task in self.board.values()
            if task in spoiled or task.state == State.WAITING and task.needed() & spoiled
        ]

    def pool(self, now, name, places):
        self.pools[name] = places
        return self.free(name)

    def takes(self, now, task, name, places):
        found = self.find(task, State.WAITING)
        if not found or name not in self.pools:
            return False
        found.takes[name] = places
        return True

    def prefer(self, now, task, urgency):
        if task not in self.board:
            return False
        self.board[task].urgency = urgency
        return True

    def cancel(self, now, unwanted):
        found = self.board.get(unwanted)
        hit = [
            other
            for other in self.board.values()
            if other.state != State.CANCELLED and (other is found or found in other.needed())
        ]
        for other in hit:
            other.state = State.CANCELLED
        return len(hit)

    def resume(self, now, wanted):
        if wanted not in self.board:
            return 0
        found = self.board[wanted]
        chances = [task for task in found.needed() | {found} if task.state != State.RUNNING]
        back = sum(task.state != State.WAITING for task in chances)
        for task in chances:
            task.state = State.WAITING
            task.failures = 0
            task.paused_until = 0
        return back

    def report(self, now, task, attempt):
        if (task, attempt) in self.done:
            return True
        return self.finish(now, task)

    def served(self, now):
        return [f"{name} {attempt}" for name, attempt in self.done]
