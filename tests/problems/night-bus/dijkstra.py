from heapq import heappop, heappush


def route(n, roads, start, goal):
    out = [[] for _ in range(n)]
    for a, b, minutes in roads:
        out[a].append((b, minutes))
        out[b].append((a, minutes))
    best, before, queue = {start: 0}, {}, [(0, start)]
    while queue:
        total, stop = heappop(queue)
        if total > best[stop]:
            continue
        for other, minutes in out[stop]:
            if total + minutes < best.get(other, float("inf")):
                best[other] = total + minutes
                before[other] = stop
                heappush(queue, (total + minutes, other))
    if goal not in best:
        return None
    stops = [goal]
    while stops[-1] != start:
        stops.append(before[stops[-1]])
    return stops[::-1]
