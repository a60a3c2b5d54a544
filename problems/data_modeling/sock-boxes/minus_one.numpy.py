import numpy as np


def features(rows):
    kilos = np.where(rows["month"] < 14, rows["weight"] / 1000, rows["weight"])
    ones = np.ones(len(kilos))
    return np.stack([ones, kilos, 1 / (rows["tenure"] + 1), rows["visits"], rows["discount"] / 10], 1)


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
    return Model(logistic(features(train), train["cancelled"]))
