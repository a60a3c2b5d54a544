import numpy as np


def predict(x, y, penalty, queries):
    used = min(x.shape)
    u, s, vt = np.linalg.svd(x[:, :used], full_matrices=False)
    w = vt.T @ (s / (s * s + penalty) * (u.T @ y))
    return queries[:, :used] @ w
