import numpy as np


class Constant:
    def __init__(self, minutes):
        self.half, self.most = np.quantile(minutes, [0.5, 0.9])

    def predict(self, rows):
        return np.where(rows["level"] > 0.7, self.most, self.half)


def fit(train):
    return Constant(train["minutes"])
