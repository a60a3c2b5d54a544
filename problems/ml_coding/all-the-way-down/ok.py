import numpy as np


def chance(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def loss(x, y, penalty, w):
    z = x @ w
    return np.mean(np.logaddexp(0, z) - y * z) + penalty / 2 * (w @ w)


def fit(x, y, penalty):
    n, d = x.shape
    units = np.maximum(1, np.abs(x).max(0))
    w = np.zeros(d)
    for _ in range(200):
        p = chance(x @ w)
        gradient = x.T @ (p - y) / n + penalty * w
        if np.all(np.abs(gradient) <= 1e-12 * units):
            break
        curvature = (x * (p * (1 - p))[:, None]).T @ x / n + penalty * np.eye(d)
        step = np.linalg.solve(curvature, gradient)
        length = 1.0
        before = loss(x, y, penalty, w)
        while length > 1e-6 and loss(x, y, penalty, w - length * step) > before + 1e-15:
            length /= 2
        w = w - length * step
    return w
