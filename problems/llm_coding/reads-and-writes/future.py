import numpy as np


def norm(z):
    z = z - z.mean(-1, keepdims=True)
    return z / np.sqrt((z * z).mean(-1, keepdims=True) + 1e-5)


def split(z, heads):
    b, t, c = z.shape
    return z.reshape(b, t, heads, c // heads).transpose(0, 2, 1, 3)


def look(z, other, weights, heads, seen):
    wq, wk, wv, wo = weights
    queries, keys, values = split(z @ wq, heads), split(other @ wk, heads), split(other @ wv, heads)
    scores = queries @ keys.transpose(0, 1, 3, 2) / np.sqrt(queries.shape[-1])
    scores = np.where(seen, scores, -1e300)
    shares = np.exp(scores - scores.max(-1, keepdims=True)) * seen
    shares = shares / np.maximum(shares.sum(-1, keepdims=True), 1e-300)
    return (shares @ values).transpose(0, 2, 1, 3).reshape(z.shape) @ wo


def block(x, memory, keep, heads, attention, first, second):
    t = x.shape[1]
    before = np.ones((1, 1, t, t), bool)
    x = x + look(norm(x), norm(x), attention[0], heads, before)
    x = x + look(norm(x), memory, attention[1], heads, keep[:, None, None, :])
    return x + np.maximum(norm(x) @ first, 0) @ second
