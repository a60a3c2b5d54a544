from heapq import heappop, heappush


def chargers(sessions, cooling):
    busy, peak, first = [[], [], []], [0, 0, 0], [-1, -1, -1]
    for start, plug, minutes in sorted((start, plug, minutes) for plug, start, minutes in sessions):
        while busy[plug] and busy[plug][0] <= start:
            heappop(busy[plug])
        heappush(busy[plug], start + minutes + cooling[plug])
        if len(busy[plug]) > peak[plug]:
            peak[plug], first[plug] = len(busy[plug]), start
    return list(zip(peak, first))
