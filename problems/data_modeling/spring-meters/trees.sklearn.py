import numpy as np
from sklearn.ensemble import GradientBoostingRegressor


def columns(rows):
    return np.column_stack([rows["vendor"], rows["crate"], rows["cycles"], np.maximum(rows["travel"], rows["stretch"])])


class Model:
    def __init__(self, train):
        self.trees = GradientBoostingRegressor(n_estimators=200, random_state=0).fit(columns(train), train["load"])

    def predict(self, rows):
        return self.trees.predict(columns(rows))


def fit(train):
    return Model(train)
