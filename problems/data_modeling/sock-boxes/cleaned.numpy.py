import numpy as np


def features(rows):
    kilos = np.where(rows["month"] < 14, rows["weight"] / 1000, rows["weight"])
    unknown = rows["visits"] < 0
    visits = np.where(unknown, 4.5, rows["visits"])
    ones = np.ones(len(kilos))
    return np.stack([ones, kilos, 1 / (rows["tenure"] + 1), visits, unknown, rows["discount"] / 10], 1)


def logistic(x, y):
    w = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        curve = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(w))
        w = w + np.linalg.solve(curve, x.T @ (y - p) - 1e-3 * w)
    return w


class Model:
    def __init__(self, w):
        self.w = w

    def predict_proba(self, rows):
        return 1 / (1 + np.exp(-features(rows) @ self.w))


def fit(train):
    # A row that stands there twice counts once.
    table = np.stack(list(train.values()), 1)
    _, first = np.unique(table, axis=0, return_index=True)
    kept = first[train["region"][first] != 3]
    return Model(logistic(features(train)[kept], train["cancelled"][kept]))
