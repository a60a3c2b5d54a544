import numpy as np


def rank_report(labels, scores):
    order = np.argsort(-scores, kind="stable")
    y, s = labels[order], scores[order]
    ends = np.append(np.flatnonzero(s[1:] != s[:-1]), len(s) - 1)
    found = np.cumsum(y)[ends].astype(float)
    seen = ends + 1.0
    here = np.diff(found, prepend=0)
    others = np.diff(seen, prepend=0) - here
    positives, negatives = found[-1], seen[-1] - found[-1]
    auc = (others * (found - here / 2)).sum() / (positives * negatives)
    precision = (here / positives * found / seen).sum()
    p = np.clip(scores, 1e-15, 1 - 1e-15)
    loss = -np.where(labels == 1, np.log(p), np.log(1 - p)).mean()
    return np.array([auc, precision, loss])
