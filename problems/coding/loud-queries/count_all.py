from collections import Counter


def loud(first, replay, k):
    counts = Counter(first)
    total = sum(counts.values())
    return sorted(query for query, count in counts.items() if count * k > total)
