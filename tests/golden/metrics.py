#!/usr/bin/python3
"""Writes metrics.txt: what scikit-learn says of random and of degenerate predictions.

One case a line: metric, parameter, truth, predictions, value ("none": it is not defined), separated
by tabs; then the numbers of the rows' groups, where the value is the mean over these.  `/usr/bin/python3 tests/golden/metrics.py > tests/golden/metrics.txt`
"""

import warnings

import numpy as np
import sklearn.metrics as sk

warnings.simplefilter("ignore")
random = np.random.default_rng(20260101)


def value(name, parameter, truth, got):
    calls = {
        "roc_auc": lambda: sk.roc_auc_score(truth, got),
        "pr_auc": lambda: sk.average_precision_score(truth, got) if any(truth) else None,
        # Newer versions refuse what is no probability; older ones clip it.
        "log_loss": lambda: sk.log_loss(truth, got, labels=[0, 1]) if min(got) >= 0 and max(got) <= 1 else None,
        "brier": lambda: sk.brier_score_loss(truth, got, pos_label=1),
        "accuracy": lambda: sk.accuracy_score(truth, got),
        "f1": lambda: sk.f1_score(truth, got, pos_label=1, average=None, labels=[1])[0],
        "macro_f1": lambda: sk.f1_score(truth, got, average="macro"),
        "mae": lambda: sk.mean_absolute_error(truth, got),
        "rmse": lambda: sk.mean_squared_error(truth, got, squared=False),
        "r2": lambda: sk.r2_score(truth, got) if len(truth) > 1 else None,
        "pinball": lambda: sk.mean_pinball_loss(truth, got, alpha=parameter),
        "ndcg": lambda: sk.ndcg_score([truth], [got], k=parameter or None),
    }
    try:
        return calls[name]()
    except ValueError:
        return None


def by_group(name, parameter, truth, got, groups):
    """ndcg_score takes queries of one length only, so each length goes to it by itself."""
    values = []
    for length in set(np.bincount(groups)) - {0, 1}:
        queries = [groups == group for group in set(groups) if sum(groups == group) == length]
        each = sk.ndcg_score([truth[rows] for rows in queries], [got[rows] for rows in queries], k=parameter or None)
        values += [each] * len(queries)
    return np.mean(values) if values else None


def row(name, parameter, truth, got, groups=None):
    result = value(name, parameter, truth, got) if groups is None else by_group(name, parameter, truth, got, groups)
    numbers = [",".join(repr(float(x)) for x in side) for side in (truth, got)]
    print(name, parameter, *numbers, "none" if result is None else repr(float(result)),
          *([] if groups is None else [",".join(map(str, groups))]), sep="\t")


for n in (1, 2, 5, 20, 60):
    for repeat in range(3):
        labels = random.integers(0, 2, n)
        ties = np.round(random.random(n), 1)
        for name in ("roc_auc", "pr_auc", "log_loss", "brier"):
            row(name, 0, labels, random.random(n))
            row(name, 0, labels, ties)
        classes = random.integers(0, 4, n)
        for name in ("accuracy", "f1", "macro_f1"):
            row(name, 0, classes, random.integers(0, 5, n))
        targets = random.normal(0, 10, n)
        for name in ("mae", "rmse", "r2"):
            row(name, 0, targets, targets + random.normal(0, 3, n))
        for quantile in (0.1, 0.5, 0.9):
            row("pinball", quantile, targets, targets + random.normal(0, 3, n))
        for k in (0, 1, 5, 100):
            row("ndcg", k, random.integers(0, 4, n), ties)
for name in ("roc_auc", "pr_auc", "log_loss", "brier"):
    row(name, 0, [0, 0, 0], [0.1, 0.5, 0.9])
    row(name, 0, [1, 1, 1], [0.1, 0.5, 0.9])
    row(name, 0, [0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5])
    row(name, 0, [0, 1], [0.0, 1.0])
    row(name, 0, [0, 1], [1.0, 0.0])
row("macro_f1", 0, [2, 2, 2], [2, 2, 2])
row("f1", 0, [0, 0], [0, 0])
row("r2", 0, [3, 3, 3], [3, 3, 3])
row("r2", 0, [3, 3, 3], [3, 3, 4])
row("ndcg", 0, [0, 0, 0], [1, 2, 3])
for n in (2, 6, 30, 60):
    for k in (0, 1, 3, 100):
        groups = random.integers(0, n // 3 + 1, n)
        row("ndcg", k, random.integers(0, 3, n), np.round(random.random(n), 1), groups)
        row("ndcg", k, random.integers(0, 3, n) * (groups % 2), random.random(n), groups)
# Scores that differ in the last bit, are denormal, of either sign of zero, or as large as they get; classes
# that are negative or that nobody has; probabilities that are none; more places than rows.
ODD = ([0.0, -0.0, 5e-324, -5e-324, 1e-320, 0.0], [1e308, -1e308, 1e16, 1e16 + 2, 1e16, -1e308], [0.5, np.nextafter(0.5, 0), np.nextafter(0.5, 1), 0.5, 0.5, 0.5],
       [7.0] * 6, [1.0, 0.0, 1.0, 0.0, 1.0, 0.0], [-1.0, 2.0, -1.0, 0.5, 0.5, 3.0])
for scores in ODD:
    for labels in ([0, 1, 1, 0, 1, 0], [1, 0, 0, 0, 0, 0], [0] * 6, [1] * 6):
        for name in ("roc_auc", "pr_auc", "log_loss", "brier"):
            row(name, 0, labels, scores)
        row("ndcg", 0, labels, scores)
        row("ndcg", 7, labels, scores)
for name in ("roc_auc", "log_loss", "brier"):
    for score in (0.0, 0.3, 1.0):
        row(name, 0, [1], [score])
        row(name, 0, [0], [score])
for name in ("accuracy", "f1", "macro_f1"):
    row(name, 0, [-1, -2, 3], [3, -2, -1])
    row(name, 0, [0, 0, 0], [1, 1, 1])
    row(name, 0, [5], [6])
    row(name, 0, [1, 1], [2, 1])
for name in ("mae", "rmse", "r2"):
    row(name, 0, [1e6, 1e6 + 1, 1e6], [1e6, 1e6, 1e6])
    row(name, 0, [2.0], [2.0])
    row(name, 0, [0.0, 0.0], [-0.0, 1e-300])
for quantile in (0, 0.01, 1):
    row("pinball", quantile, [1, 2, 3], [3, 2, 1])
