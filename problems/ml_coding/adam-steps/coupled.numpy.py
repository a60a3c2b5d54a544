import math

import numpy as np


def rate_at(t, steps, rate, warmup):
    if t <= warmup:
        return rate * t / warmup
    return rate * (1 + math.cos(math.pi * (t - warmup) / (steps - warmup))) / 2


def train(start, gradients, rate, warmup, decay, clip):
    p, m, v = start.copy(), np.zeros_like(start), np.zeros_like(start)
    path = []
    for t, g in enumerate(gradients, 1):
        length = math.sqrt((g * g).sum())
        if length > clip:
            g = g * (clip / length)
        g = g + decay * p
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        now = rate_at(t, len(gradients), rate, warmup)
        p = p - now * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
        path.append(p)
    return np.stack(path)
