import numpy as np

INCH = np.log(2.54)
EVIDENCE = 2  # squared error that a change must save


def jump(values):
    """Where `values` without a trend jump by INCH, and in which direction; (0, 0) if nowhere."""
    steps = np.diff(values)
    at = int(np.argmax(np.abs(steps)))
    return (at + 1, np.sign(steps[at])) if abs(steps[at]) > 0.6 * INCH else (0, 0)


def change(values):
    """Where noisy `values` around 0 go to around +-INCH: (row, step), or (len(values), 0)."""
    best = (-EVIDENCE, len(values), 0)
    for step in (INCH, -INCH):
        saved = (values - step) ** 2 - values ** 2
        after = np.cumsum(saved[::-1])[::-1]
        best = min(best, (after.min(), int(np.argmin(after)), step))
    return best[1:]


def read_meters(train, loads, later):
    distance = np.maximum(train[:, 4], train[:, 5])
    usual = np.array([np.log(loads[train[:, 2] == size]).mean() for size in range(4)])
    predicted, changed = np.zeros(len(later)), np.full(5, -1)
    for vendor in range(5):
        past, now = np.flatnonzero(train[:, 1] == vendor), np.flatnonzero(later[:, 1] == vendor)
        per_newton = distance[past] / loads[past]
        at, direction = jump(np.log(per_newton))
        per_newton[:at] *= 2.54 ** direction  # all in the unit of the last row
        wear = np.polyfit(train[past, 3], per_newton, 1)

        log_load = np.log(later[now, 5] / np.polyval(wear, later[now, 3]))
        where, step = change(log_load - usual[later[now, 2].astype(int)])
        if step:
            changed[vendor] = now[where]
        predicted[now] = np.exp(log_load)
    return predicted, changed
