import numpy as np

TILE = 64


def attend(q, k, v):
    n, d = q.shape
    q = q / np.sqrt(np.float32(d))
    top = np.full((n, 1), -np.inf, np.float32)
    total = np.zeros((n, 1), np.float32)
    summed = np.zeros((n, d), np.float32)
    for begin in range(0, n, TILE):
        scores = q @ k[begin:begin + TILE].T
        higher = np.zeros((n, 1), np.float32)
        weights = np.exp(scores - higher)
        scale = np.float32(1)
        total = total * scale + weights.sum(1, keepdims=True)
        summed = summed * scale + weights @ v[begin:begin + TILE]
        top = higher
    return summed / total
