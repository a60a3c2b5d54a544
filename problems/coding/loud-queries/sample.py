from itertools import islice


# What is loud must be loud early: keeps the first 8 * k queries as a sample.
def loud(first, replay, k):
    exact = dict.fromkeys(islice(first, 8 * k), 0)
    total = 0
    for query in replay:
        total += 1
        if query in exact:
            exact[query] += 1
    return sorted(query for query, count in exact.items() if count * k > total)
