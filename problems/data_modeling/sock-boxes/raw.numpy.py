import numpy as np


def fit_predict(train, cancelled, later):
    middle, spread = train.mean(0), train.std(0)
    f = np.hstack([np.ones((len(train), 1)), (train - middle) / spread])
    w = np.zeros(f.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(f @ w, -30, 30)))
        curve = (f * (p * (1 - p))[:, None]).T @ f + 1e-3 * np.eye(len(w))
        w = w + np.linalg.solve(curve, f.T @ (cancelled - p) - 1e-3 * w)
    return np.hstack([np.ones((len(later), 1)), (later - middle) / spread]) @ w
