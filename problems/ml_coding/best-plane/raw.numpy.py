import numpy as np


def plane(x, k):
    centred = x
    _, s, vt = np.linalg.svd(centred, full_matrices=False)
    share = s ** 2 / (s ** 2).sum()
    return vt[:k].T @ vt[:k], share[:k]
