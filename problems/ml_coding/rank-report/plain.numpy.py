import math

import numpy as np


def rank_report(labels, scores):
    rows = sorted(zip(scores.tolist(), labels.tolist()), reverse=True)
    positives = sum(label for _, label in rows)
    negatives = len(rows) - positives
    wins = precision = loss = 0.0
    above_ones = above_zeros = 0
    first = 0
    while first < len(rows):
        score = rows[first][0]
        ones = zeros = 0
        while first < len(rows) and rows[first][0] == score:
            ones += rows[first][1]
            zeros += 1 - rows[first][1]
            first += 1
        wins += zeros * (above_ones + ones / 2)
        above_ones += ones
        above_zeros += zeros
        precision += ones / positives * above_ones / (above_ones + above_zeros)
        chance = min(max(score, 1e-15), 1 - 1e-15)
        loss -= ones * math.log(chance) + zeros * math.log(1 - chance)
    return np.array([wins / (positives * negatives), precision, loss / len(rows)])
