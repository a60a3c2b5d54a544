# Any charger fits any car here: the peak of the whole wall is handed out by type.
def chargers(sessions, cooling):
    events = []
    for plug, start, minutes in sessions:
        events.append((start, 1, plug))
        events.append((start + minutes + cooling[plug], -1, plug))
    events.sort()
    busy, best, answer = [0, 0, 0], 0, [(0, -1)] * 3
    for minute, change, plug in events:
        busy[plug] += change
        if sum(busy) > best:
            best = sum(busy)
            answer = [(count, minute if count else -1) for count in busy]
    return answer
