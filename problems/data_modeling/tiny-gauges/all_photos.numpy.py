import numpy as np


class Neighbours:
    def __init__(self, x, zone):
        self.x, self.zone = x, zone

    def predict(self, rows):
        x = pixels(rows)
        return np.array([self.zone[((self.x - photo) ** 2).sum(1).argmin()] for photo in x])


def pixels(rows):
    return np.column_stack([rows[f"p{p}"] for p in range(144)])


def fit(train):
    return Neighbours(pixels(train), train["zone"])
