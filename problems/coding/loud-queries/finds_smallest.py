# A newcomer inherits the smallest count: right, but each one looks through all k counters.
def loud(first, replay, k):
    counts = {}
    for query in first:
        inherited = 0
        if query not in counts and len(counts) >= k:
            inherited = counts.pop(min(counts, key=counts.get))
        counts[query] = counts.get(query, inherited) + 1
    exact = dict.fromkeys(counts, 0)
    total = 0
    for query in replay:
        total += 1
        if query in exact:
            exact[query] += 1
    return sorted(query for query, count in exact.items() if count * k > total)
