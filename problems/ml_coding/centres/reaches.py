import numpy as np


def squared(x, centres):
    return ((x[:, None, :] - centres[None, :, :]) ** 2).sum(-1)


def start(x, u):
    centres = x[[int(u[0] * len(x))]]
    for chance in u[1:]:
        nearest = squared(x, centres).min(1)
        total = np.cumsum(nearest)
        row = int(np.searchsorted(total, chance * total[-1], side="left")) if total[-1] > 0 else 0
        centres = np.concatenate([centres, x[[row]]])
    return centres


def cluster(x, u):
    centres = start(x, u)
    before, trace = None, []
    while True:
        distances = squared(x, centres)
        went = distances.argmin(1)
        trace.append(distances.min(1).sum())
        if before is not None and np.array_equal(went, before):
            return went, centres, np.array(trace)
        before = went
        for c in range(len(centres)):
            if np.any(went == c):
                centres[c] = x[went == c].mean(0)
