import numpy as np


def attend(q, k, v):
    out = np.empty_like(q)
    for i, row in enumerate(q):
        scores = k @ row / np.sqrt(np.float32(q.shape[1]))
        weights = np.exp(scores - scores.max())
        out[i] = weights @ v / weights.sum()
    return out
