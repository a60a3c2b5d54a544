# Takes one off a single counter, not off all: loud queries starve behind their elders.
from collections import deque


def loud(first, replay, k):
    counts, turn = {}, deque()
    for query in first:
        if query in counts:
            counts[query] += 1
        elif len(counts) < k - 1:
            counts[query] = 1
            turn.append(query)
        else:
            oldest = turn.popleft()
            counts[oldest] -= 1
            if counts[oldest] > 0:
                turn.append(oldest)
            else:
                del counts[oldest]
    exact = dict.fromkeys(counts, 0)
    total = 0
    for query in replay:
        total += 1
        if query in exact:
            exact[query] += 1
    return sorted(query for query, count in exact.items() if count * k > total)
