from itertools import accumulate


def plan(work, size, k):
    n = len(work)
    S = list(accumulate(work))
    plans = [(S[i] - work[i] + size[i], (i,)) for i in range(n)]
    best = (S[-1], ())
    for stored in range(1, min(k, n) + 1):
        rounds = []
        for i in range(stored, n + 1):
            cost, c = min(
                (plans[c - stored + 1][0] - S[c], c) for c in range(stored - 1, i)
            )
            layers = plans[c - stored + 1][1]
            if i < n:
                rounds.append((cost + S[i - 1] + size[i], layers + (i,)))
            else:
                best = min(best, (cost + S[n - 1], layers))
        plans = rounds
    return list(best[1])
