"""Exported from a notebook that worked when its cells were run from top to bottom, once."""
import random

# In [1]:
prices = [3, 8, 5]
largest = max(prices)
random.seed(1)


# In [4]:
def scaled(values):
    # In percent of the largest of these values, cut off to a whole number.
    return [100 * value // max(values) for value in values]


# In [2]:
def ranked(values):
    # The values from the largest to the smallest.  The caller's list stays as it is.
    return sorted(values, reverse=True)


# In [9]:
def counted(names):
    # How often each name comes in these names, in the order of the names' first appearance.
    counts = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return list(counts.items())


# In [5]:
def labels(names):
    # Every name once, in the order of first appearance.
    return list(dict.fromkeys(names))


# In [6]:
def sample(values, seed):
    # Half of the values, shuffled.  Which ones depends on values and seed alone.
    return random.Random(seed).sample(values, len(values) // 2)


# In [3]:
def padded(values, width):
    # Filled up with the last value.  The list is built anew on purpose: callers change it.
    values = values + values[-1:] * width
    return values[: max(width, len(values) - width)]


def run(part, values, names, seed):
    # The door for the tests.  Leave it as it is.
    values = list(values)
    if part == "scaled":
        return [str(value) for value in scaled(values)]
    if part == "ranked":
        result = ranked(values)
        return [str(value) for value in result + values]
    if part == "counted":
        counted(names)
        return [f"{name} {count}" for name, count in counted(names)]
    if part == "labels":
        return labels(names)
    if part == "sample":
        first = sample(values, seed)
        others = [sample(values, seed + i) for i in range(1, 9)]
        same = first == sample(values, seed)
        fits = len(first) == len(values) // 2 and set(first) <= set(values)
        return [str(same), str(fits), str(any(first != other for other in others))]
    result = padded(values, seed % 12)
    result.append(0)
    return [str(value) for value in result + values]
