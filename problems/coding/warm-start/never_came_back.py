from heapq import heappop, heappush


def distances(source, hops):
    best = [None] * len(hops)
    heap = [(0, source)]
    while heap:
        cost, here = heappop(heap)
        if best[here] is not None:
            continue
        best[here] = cost
        for there, price in hops[here]:
            if best[there] is None:
                heappush(heap, (cost + price, there))
    return best


def cheapest(n, lines, start, goal):
    hops = [[] for _ in range(n)]
    twice = [[] for _ in range(2 * n)]  # depot * 2 + parity of the sum
    for a, b, cost in lines:
        for here, there in ((a, b), (b, a)):
            hops[here].append((there, cost))
            odd = cost & 1
            twice[2 * here].append((2 * there + odd, cost))
            twice[2 * here + 1].append((2 * there + 1 - odd, cost))
    to_goal = distances(goal, hops)
    if to_goal[start] is None:
        return None
    from_start = distances(2 * start, twice)
    answer = to_goal[start]
    for v in range(n):
        if from_start[2 * v] is not None and hops[v]:
            warm = from_start[2 * v]
            if warm < answer:
                answer = min(answer, warm + min(to_goal[u] for u, _ in hops[v]))
    return answer
