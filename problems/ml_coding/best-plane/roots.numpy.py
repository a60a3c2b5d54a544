import numpy as np


def plane(x, k):
    centred = x - x.mean(0)
    _, s, vt = np.linalg.svd(centred, full_matrices=False)
    share = s / s.sum()
    return vt[:k].T @ vt[:k], share[:k]
