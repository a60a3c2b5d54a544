def plan(work, size, k):
    def cost(stored):
        total = since = 0
        for i, w in enumerate(work):
            if i in stored:
                total += size[i]
                since = 0
            else:
                since += w
                total += since
        return total

    stored = set()
    for _ in range(min(k, len(work))):
        best = min((stored | {i} for i in range(len(work))), key=cost)
        if cost(best) >= cost(stored):
            break
        stored = best
    return sorted(stored)
