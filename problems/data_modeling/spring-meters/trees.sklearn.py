import numpy as np
from sklearn.ensemble import GradientBoostingRegressor


def columns(rows):
    return np.column_stack([rows[:, 1:4], rows[:, 4:].max(1)])


def read_meters(train, loads, later):
    trees = GradientBoostingRegressor(n_estimators=200, random_state=0)
    trees.fit(columns(train), loads)
    return trees.predict(columns(later)), np.full(5, -1)
