# Sweeps with the cooling put in front of the session instead of behind it.
def chargers(sessions, cooling):
    answer = []
    for plug, rest in enumerate(cooling):
        events = []
        for kind, start, minutes in sessions:
            if kind == plug:
                events += [(start - rest, 1), (start + minutes, -1)]
        busy, peak, first = 0, 0, -1
        for minute, change in sorted(events):
            busy += change
            if busy > peak:
                peak, first = busy, minute
        answer.append((peak, first))
    return answer
