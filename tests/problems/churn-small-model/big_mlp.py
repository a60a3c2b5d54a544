import numpy as np


class Network:
    """One hidden layer of random features, of which only the last weights are learnt."""

    def __init__(self, train):
        self.names = sorted(name for name in train
                            if name != "churned" and train[name].dtype != object)
        x = self.columns(train)
        self.mean, self.deviation = x.mean(0), x.std(0) + 1e-9
        self.hidden = np.random.default_rng(1).normal(size=(x.shape[1], 300))
        h = self.activations(train)
        ridge = h.T @ h + 50 * np.eye(h.shape[1])
        self.weights = np.linalg.solve(ridge, h.T @ train["churned"])

    def columns(self, rows):
        return np.column_stack([np.nan_to_num(rows[name].astype(float), nan=45.0)
                                for name in self.names])

    def activations(self, rows):
        x = (self.columns(rows) - self.mean) / self.deviation
        return np.maximum(x @ self.hidden, 0)

    def predict_proba(self, rows):
        return np.clip(self.activations(rows) @ self.weights, 0, 1)


def fit(train):
    return Network(train)
