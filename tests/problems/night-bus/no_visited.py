from heapq import heappop, heappush


def route(n, roads, start, goal):
    out = [[] for _ in range(n)]
    for a, b, minutes in roads:
        out[a].append((b, minutes))
        out[b].append((a, minutes))
    queue, most = [(0, [start])], 1000 * n
    while queue:
        total, stops = heappop(queue)
        if stops[-1] == goal:
            return stops
        for other, minutes in out[stops[-1]]:
            if other not in stops and total + minutes <= most:
                heappush(queue, (total + minutes, [*stops, other]))
    return None
