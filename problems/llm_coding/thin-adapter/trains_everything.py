import numpy as np


def adapt(w, down, up, x, y, scale, rate, steps):
    losses = []
    for step in range(steps + 1):
        inner = x @ down.T
        error = x @ w.T + scale * inner @ up.T - y
        losses.append((error**2).mean())
        if step == steps:
            break
        g = 2 * error / error.size
        for_up = scale * g.T @ inner
        for_down = scale * (g @ up).T @ x
        w = w - rate * g.T @ x
        up = up - rate * for_up
        down = down - rate * for_down
    return down, up, w + scale * up @ down, np.array(losses), down.size + up.size
