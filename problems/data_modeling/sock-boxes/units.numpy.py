import numpy as np


def features(x):
    month, tenure, weight, visits, discount, refunded, region = x.T
    kilos = weight / 1000
    unknown = visits < 0
    visits = np.where(unknown, 4.5, visits)
    return np.stack([np.ones(len(x)), kilos, 1 / (tenure + 1), visits, unknown, discount / 10], 1)


def logistic(f, y):
    w = np.zeros(f.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(f @ w, -30, 30)))
        curve = (f * (p * (1 - p))[:, None]).T @ f + 1e-3 * np.eye(len(w))
        w = w + np.linalg.solve(curve, f.T @ (y - p) - 1e-3 * w)
    return w


def fit_predict(train, cancelled, later):
    good = train[:, 6] != 3
    w = logistic(features(train[good]), cancelled[good])
    score = features(later) @ w
    return np.where(later[:, 6] == 3, np.median(score), score)
