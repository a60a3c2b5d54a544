import numpy as np


class Constant:
    def __init__(self, desk):
        self.desk = desk

    def predict(self, rows):
        return np.full(len(rows["text"]), self.desk)


def fit(train):
    return Constant(int(np.bincount(train["desk"].astype(int)).argmax()))
