from itertools import accumulate


def plan(work, size, k):
    n = len(work)
    S = list(accumulate(work))
    Q = [0, *accumulate(S)]
    plans = [(Q[i] + size[i], (i,)) for i in range(n)]
    best = (Q[n], ())
    for stored in range(1, min(k, n) + 1):
        rounds = []
        for i in range(stored, n + 1):
            cost, c = min(
                (plans[c - stored + 1][0] - Q[c + 1] - (i - 1 - c) * S[c], c) for c in range(stored - 1, i)
            )
            layers = plans[c - stored + 1][1]
            if i < n:
                rounds.append((cost + Q[i] + size[i], layers + (i,)))
            else:
                best = min(best, (cost + Q[n], layers))
        plans = rounds
    return list(best[1])
