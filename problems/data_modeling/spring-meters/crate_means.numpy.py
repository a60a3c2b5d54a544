import numpy as np


class Model:
    def __init__(self, train):
        self.usual = np.array([train["load"][train["crate"] == size].mean() for size in range(4)])

    def predict(self, rows):
        return self.usual[rows["crate"]]


def fit(train):
    return Model(train)
