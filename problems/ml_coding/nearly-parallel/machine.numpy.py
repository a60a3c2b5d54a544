import numpy as np


def predict(x, y, penalty, queries):
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    kept = s >= 1e-15 * s.max()
    s = s[kept]
    w = vt[kept].T @ (s / (s * s + penalty) * (u[:, kept].T @ y))
    return queries @ w
