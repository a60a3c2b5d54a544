import numpy as np

COLUMNS = ["budget", "price", "match", "stars", "age"]


class Model:
    def __init__(self, w):
        self.w = w

    def predict(self, rows):
        return np.stack([rows[name] for name in COLUMNS], 1) @ self.w[:-1]


def fit(train):
    own = train["mixed"] == 0
    x = np.stack([train[name][own] for name in COLUMNS] + [np.ones(own.sum())], 1)
    return Model(np.linalg.lstsq(x, -train["place"][own], rcond=None)[0])
