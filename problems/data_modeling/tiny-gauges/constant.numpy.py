import numpy as np


class Constant:
    def predict(self, rows):
        return np.zeros(len(rows["p0"]))


def fit(train):
    return Constant()
