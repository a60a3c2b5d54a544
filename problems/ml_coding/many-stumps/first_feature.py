import numpy as np


def best_stump(x, left):
    """The feature and threshold whose two means fit `left` best."""
    best, gain = (0, x[:, 0].min()), -1.0
    n, total = len(x), left.sum()
    for feature in range(1):
        order = np.argsort(x[:, feature], kind="stable")
        values = x[order, feature]
        low = np.cumsum(left[order])[:-1]
        count = np.arange(1, n)
        gains = low**2 / count + (total - low) ** 2 / (n - count)
        gains[values[1:] == values[:-1]] = -1.0
        i = int(gains.argmax())
        if gains[i] > gain:
            best, gain = (feature, values[i]), gains[i]
    return best


def boost(x, y, rounds):
    scores = np.zeros(len(x))
    stumps = np.zeros((rounds, 4))
    for stump in stumps:
        p = 1 / (1 + np.exp(-scores))
        feature, threshold = best_stump(x, y - p)
        stump[:2] = feature, threshold
        for side, rows in ((2, x[:, feature] <= threshold), (3, x[:, feature] > threshold)):
            curvature = max((p * (1 - p))[rows].sum(), 1e-3)
            stump[side] = 0.5 * (y - p)[rows].sum() / curvature
            scores[rows] += stump[side]
    return stumps
