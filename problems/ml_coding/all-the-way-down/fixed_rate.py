import numpy as np


def chance(z):
    e = np.exp(-np.abs(z))
    return np.where(z > 0, 1 / (1 + e), e / (1 + e))


def fit(x, y, penalty):
    n, d = x.shape
    w = np.zeros(d)
    for _ in range(200):
        p = chance(x @ w)
        gradient = x.T @ (p - y) / n + penalty * w
        w = w - gradient / np.abs(x).max() ** 2
    return w
