import numpy as np


class Constant:
    def __init__(self, rate):
        self.rate = rate

    def predict_proba(self, rows):
        return np.full(len(rows["tenure"]), self.rate)


def fit(train):
    return Constant(float(train["churned"].mean()))
