"""One layer of causal attention in NumPy: over a whole text, and token by token with a cache.

Texts of a batch are padded on the left, so that all end at the same place.
"""
import numpy as np


def weights(c, kind):
    # Stands for weights that were trained.
    return np.sin(np.arange(c * c, dtype=np.float64) * (kind + 2) + kind).reshape(c, c)


def embed(x, places):
    # Adds the place of each token in its own text: the first one that is no padding has place 0.
    speeds = 0.7 ** np.arange(x.shape[-1])
    return x + np.sin(places[..., None] * speeds)


def project(h):
    # Queries, keys and values.  The root of the width is shared out: half of it in the queries,
    # half in the keys.
    c = h.shape[-1]
    return h @ weights(c, 0) * c**-0.25, h @ weights(c, 1) * c**-0.25, h @ weights(c, 2)


def attend(queries, keys, values, hidden):
    # hidden: which keys a query must not see.
    scores = np.where(hidden, -1e9, queries @ keys.transpose(0, 2, 1))
    shares = np.exp(scores - scores.max(-1, keepdims=True))
    return shares / shares.sum(-1, keepdims=True) @ values


def forward(x, pads):
    # All tokens at once: what the cache has to agree with.
    t = x.shape[1]
    queries, keys, values = project(embed(x, np.arange(t) - pads[:, None]))
    ahead = np.arange(t)[None, :] > np.arange(t)[:, None]
    padded = np.arange(t)[None, None, :] < pads[:, None, None]
    return attend(queries, keys, values, ahead | padded)


class Cache:
    def __init__(self, pads, c):
        self.pads = pads.copy()
        self.length = 0  # tokens that went in, padding included
        self.keys = np.zeros((len(pads), 0, c))
        self.values = np.zeros((len(pads), 0, c))

    def step(self, x):
        # The next token of every text, [b, c].
        places = np.full((len(x), 1), self.length)
        queries, keys, values = project(embed(x[:, None, :], places))
        self.keys = np.concatenate([self.keys, keys], axis=1)
        self.values = np.concatenate([self.values, values], axis=1)
        self.length += 1
        padded = np.arange(self.keys.shape[1])[None, None, :] < self.pads[:, None, None]
        return attend(queries, self.keys, self.values, padded)[:, 0]

    def reorder(self, beams):
        # Text i goes on from what was text beams[i].
        self.pads = self.pads[beams]
        self.keys = self.keys[beams]
        for i, beam in enumerate(beams):
            self.values[i] = self.values[beam]

    def truncate(self, length):
        # Takes back tokens that were guessed: only the first `length` have been seen.
        self.keys = self.keys[:, :length]
        self.values = self.values[:, :length]


def run(part, x, pads, beams, cut):
    # The door for the tests.  Leave it as it is.
    if part == "forward":
        return forward(x, pads)[:, -1]
    cache = Cache(pads, x.shape[2])
    for token in range(x.shape[1]):
        out = cache.step(x[:, token])
    if part == "reordered":
        cache.reorder(beams)
        out = cache.step(x[:, 0])
    if part == "truncated":
        cache.truncate(cut)
        out = cache.step(x[:, 0])
    return out
