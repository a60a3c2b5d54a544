from collections import Counter


def chargers(sessions, cooling):
    answer = []
    for plug, rest in enumerate(cooling):
        mine = [(start, start + minutes + rest) for kind, start, minutes in sessions if kind == plug]
        taken, freed = Counter(start for start, _ in mine), Counter(free for _, free in mine)
        busy, peak, first = 0, 0, -1
        for minute in range(min(taken, default=0), max(taken, default=-1) + 1):
            busy += taken[minute] - freed[minute]
            if busy > peak:
                peak, first = busy, minute
        answer.append((peak, first))
    return answer
