import numpy as np


def chance(z):
    return np.exp(z) / (1 + np.exp(z))


def fit(x, y, penalty):
    n, d = x.shape
    w = np.zeros(d)
    for _ in range(80):
        p = chance(x @ w)
        gradient = x.T @ (p - y) / n + penalty * w
        curvature = (x * (p * (1 - p))[:, None]).T @ x / n + penalty * np.eye(d)
        w = w - np.linalg.solve(curvature, gradient)
    return w
