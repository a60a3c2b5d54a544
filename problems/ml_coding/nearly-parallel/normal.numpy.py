import numpy as np


def predict(x, y, penalty, queries):
    gram = x.T @ x + penalty * np.eye(x.shape[1])
    return queries @ (np.linalg.pinv(gram) @ (x.T @ y))
