import numpy as np


def chance(z):
    e = np.exp(-np.abs(z))
    return np.where(z > 0, 1 / (1 + e), e / (1 + e))


def loss(x, y, penalty, w):
    z = x @ w
    return np.mean(np.logaddexp(0, z) - y * z) + penalty / 2 * (w @ w)


def fit(x, y, penalty):
    n, d = x.shape
    w = np.zeros(d)
    for _ in range(100):
        p = chance(x @ w)
        gradient = x.T @ (p - y) / n + penalty * w
        curvature = (x * (p * (1 - p))[:, None]).T @ x / n + penalty * np.eye(d)
        step = np.linalg.solve(curvature, gradient)
        # A whole step may leap over the minimum and away: never uphill.
        while loss(x, y, penalty, w - step) > loss(x, y, penalty, w) + 1e-12:
            step = step / 2
        w = w - step
    return w
