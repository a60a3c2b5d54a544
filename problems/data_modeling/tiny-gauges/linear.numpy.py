import numpy as np


class Linear:
    def __init__(self, x, zone):
        self.weights = np.zeros((x.shape[1], 8))
        for _ in range(100):
            z = x @ self.weights
            e = np.exp(z - z.max(1, keepdims=True))
            self.weights -= 0.01 * x.T @ (e / e.sum(1, keepdims=True) - np.eye(8)[zone]) / len(x)

    def predict(self, rows):
        return (pixels(rows) @ self.weights).argmax(1)


def pixels(rows):
    return np.column_stack([rows[f"p{p}"] for p in range(144)])


def fit(train):
    return Linear(pixels(train), train["zone"].astype(int))
