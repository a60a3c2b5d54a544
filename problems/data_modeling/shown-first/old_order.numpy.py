import numpy as np


def rank_items(shown, clicked, later):
    own = shown[shown[:, 2] == 0]
    x = np.column_stack([own[:, 3:], np.ones(len(own))])
    weights = np.linalg.lstsq(x, -own[:, 1], rcond=None)[0]
    return later[:, 3:] @ weights[:-1]
