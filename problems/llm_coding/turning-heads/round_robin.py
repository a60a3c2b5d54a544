import numpy as np


def turn(x, places, base):
    half = x.shape[-1] // 2
    angles = places[:, None] * base ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def attend(q, k, v, base):
    heads, t, d = q.shape
    groups, s, _ = k.shape
    key_places = np.arange(s)
    query_places = np.arange(s - t, s)
    q = turn(q, query_places, base)
    k = np.tile(turn(k, key_places, base), (heads // groups, 1, 1))
    v = np.tile(v, (heads // groups, 1, 1))
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(d)
    scores = np.where(key_places[None, :] > query_places[:, None], -np.inf, scores)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True) @ v
