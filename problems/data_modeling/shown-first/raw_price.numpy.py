import numpy as np

COLUMNS = ["page", "place", "mixed", "budget", "price", "match", "stars", "age"]


def matrix(rows):
    return np.stack([rows[name] for name in COLUMNS], 1).astype(float)


def features(rows):
    budget, price, match, stars, age = rows[:, 3:].T
    off = price / 40
    return np.stack([np.ones(len(rows)), match * 4, stars - 3, off, age / 500], 1)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def people(shown, clicked):
    """The rows of pages on which not nearly everything was clicked."""
    return (clicked.reshape(-1, 10).sum(1) < 8).repeat(10)


def liking(rows, clicked):
    """Weights w of P(click) = P(place is looked at) * sigmoid(features @ w), by Adam."""
    x, places = features(rows), np.eye(10)[rows[:, 1].astype(int)]
    w = np.zeros(x.shape[1] + 10)
    first, second = np.zeros(len(w)), np.zeros(len(w))
    for step in range(1, 601):
        liked, looked = sigmoid(x @ w[10:]), sigmoid(places @ w[:10])
        p = np.clip(liked * looked, 1e-6, 1 - 1e-6)
        slope = (p - clicked) / (1 - p)  # of the loss by log p
        gradient = np.concatenate([(slope * (1 - looked)) @ places, (slope * (1 - liked)) @ x]) / len(x)
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient ** 2
        rate = 0.1 / (1 + step / 200)
        w -= rate * first / (1 - 0.9 ** step) / (np.sqrt(second / (1 - 0.99 ** step)) + 1e-9)
    return w[10:]


class Model:
    def __init__(self, w):
        self.w = w

    def predict(self, rows):
        return features(matrix(rows)) @ self.w


def fit(train):
    shown, clicked = matrix(train), train["useful"]
    kept = people(shown, clicked)
    return Model(liking(shown[kept], clicked[kept]))
