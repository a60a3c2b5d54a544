import numpy as np


def pick(row, temperature, top_k, top_p, u):
    order = np.argsort(-row, kind="stable")
    if temperature == 0:
        return order[0]
    scaled = row[order] / temperature
    p = np.exp(scaled - scaled[0])
    p = p / p.sum()
    reached = np.cumsum(p) >= top_p
    kept = int(reached.argmax()) + 1 if reached.any() else len(p)
    if top_k > 0:
        kept = min(kept, top_k)
    p = p[:kept] / p[:kept].sum()
    above = np.cumsum(p) > u
    return order[int(above.argmax()) if above.any() else kept - 1]


def sample(logits, temperature, top_k, top_p, u):
    rows = zip(logits, u)
    return np.array([pick(row, temperature, top_k, top_p, x) for row, x in rows], np.int64)
