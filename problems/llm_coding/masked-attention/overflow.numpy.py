import numpy as np


def attend(q, k, v, keep):
    t, d = q.shape[2], q.shape[3]
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(np.float32(d))
    seen = np.tril(np.ones((t, t), bool)) & keep[:, None, None, :]
    scores = np.where(seen, scores, np.float32(-np.inf))
    top = scores.max(-1, keepdims=True)
    weights = np.exp(scores)
    total = weights.sum(-1, keepdims=True)
    return weights @ v / np.where(total == 0, np.float32(1), total)
