import numpy as np

COLUMNS = ["page", "place", "mixed", "budget", "price", "match", "stars", "age"]


def matrix(rows):
    return np.stack([rows[name] for name in COLUMNS], 1).astype(float)


def features(rows):
    budget, price, match, stars, age = rows[:, 3:].T
    off = np.abs(np.log(price / budget))
    return np.stack([np.ones(len(rows)), match * 4, stars - 3, off, age / 500], 1)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def people(shown, clicked):
    """The rows of pages on which not nearly everything was clicked."""
    return (clicked.reshape(-1, 10).sum(1) < 8).repeat(10)


def logistic(x, y, weights):
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = sigmoid(x @ w)
        curve = (x.T * (weights * p * (1 - p))) @ x + np.eye(len(w))
        w -= np.linalg.solve(curve, x.T @ (weights * (p - y)) + w)
    return w


class Model:
    def __init__(self, w):
        self.w = w

    def predict(self, rows):
        return features(matrix(rows)) @ self.w


def fit(train):
    shown, clicked = matrix(train), train["useful"]
    kept = people(shown, clicked)
    shown, clicked = shown[kept], clicked[kept]
    return Model(logistic(features(shown), clicked, np.ones(len(shown))))
