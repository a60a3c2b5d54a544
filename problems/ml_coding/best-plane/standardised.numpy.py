import numpy as np


def plane(x, k):
    centred = (x - x.mean(0)) / (x.std(0) + 1e-12)
    _, s, vt = np.linalg.svd(centred, full_matrices=False)
    share = s ** 2 / (s ** 2).sum()
    return vt[:k].T @ vt[:k], share[:k]
