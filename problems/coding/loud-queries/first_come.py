# A newcomer that finds no free counter is ignored.
def loud(first, replay, k):
    exact = {}
    for query in first:
        if query in exact or len(exact) < k - 1:
            exact[query] = 0
    total = 0
    for query in replay:
        total += 1
        if query in exact:
            exact[query] += 1
    return sorted(query for query, count in exact.items() if count * k > total)
