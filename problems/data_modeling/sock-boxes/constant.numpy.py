import numpy as np


class Model:
    def predict_proba(self, rows):
        return np.full(len(rows["month"]), 0.5)


def fit(train):
    return Model()
