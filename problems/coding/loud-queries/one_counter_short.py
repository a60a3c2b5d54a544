def loud(first, replay, k):
    counts = {}
    for query in first:
        if query in counts:
            counts[query] += 1
        elif len(counts) < k - 2:
            counts[query] = 1
        else:
            # This query and one of each kept query cancel out: k different ones.
            counts = {kept: count - 1 for kept, count in counts.items() if count > 1}
    exact = dict.fromkeys(counts, 0)
    total = 0
    for query in replay:
        total += 1
        if query in exact:
            exact[query] += 1
    return sorted(query for query, count in exact.items() if count * k > total)
