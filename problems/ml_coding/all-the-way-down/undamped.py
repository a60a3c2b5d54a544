import numpy as np


def chance(z):
    e = np.exp(-np.abs(z))
    return np.where(z > 0, 1 / (1 + e), e / (1 + e))


def fit(x, y, penalty):
    n, d = x.shape
    w = np.zeros(d)
    for _ in range(80):
        p = chance(x @ w)
        gradient = x.T @ (p - y) / n + penalty * w
        curvature = (x * (p * (1 - p))[:, None]).T @ x / n + penalty * np.eye(d)
        w = w - np.linalg.solve(curvature, gradient)
    return w
