import numpy as np


def drawn(p, u):
    above = np.cumsum(p / p.sum()) > u
    return int(above.argmax()) if above.any() else int(np.flatnonzero(p)[-1])


def verify(draft, target, tokens, u):
    k = len(draft)
    result = np.full(k + 1, -1, np.int64)
    for i, x in enumerate(tokens):
        if u[i] * draft[i, x] < target[i, x]:
            result[i] = x
            continue
        residual = np.maximum(target[i] - draft[i], 0)
        result[i] = drawn(residual, u[k])
        return result
    return result
