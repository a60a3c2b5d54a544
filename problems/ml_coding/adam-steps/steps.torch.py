import math

import torch


def train(start, gradients, rate, warmup, decay, clip):
    p, m, v = start.clone(), torch.zeros_like(start), torch.zeros_like(start)
    steps, path = len(gradients), []
    for t, g in enumerate(gradients, 1):
        length = float((g * g).sum()) ** 0.5
        if length > clip:
            g = g * (clip / length)
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        if t <= warmup:
            now = rate * t / warmup
        else:
            now = rate * (1 + math.cos(math.pi * (t - warmup) / (steps - warmup))) / 2
        p = p - now * decay * p
        p = p - now * (m / (1 - 0.9 ** t)) / ((v / (1 - 0.999 ** t)).sqrt() + 1e-8)
        path.append(p)
    return torch.stack(path)
