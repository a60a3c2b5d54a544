import numpy as np


def plane(x, k):
    mean = x.mean(0)
    values, vectors = np.linalg.eigh(x.T @ x / len(x) - np.outer(mean, mean))
    values, vectors = values[::-1], vectors[:, ::-1]
    return vectors[:, :k] @ vectors[:, :k].T, values[:k] / values.sum()
