import numpy as np


def read_meters(train, loads, later):
    means = np.array([loads[train[:, 2] == size].mean() for size in range(4)])
    return means[later[:, 2].astype(int)], np.full(5, -1)
