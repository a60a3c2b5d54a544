def loud(first, replay, k):
    counts = {}
    for query in first:
        if query in counts:
            counts[query] += 1
        elif len(counts) < k - 1:
            counts[query] = 1
        else:
            counts = {kept: count - 1 for kept, count in counts.items() if count > 1}
    return sorted(counts)
