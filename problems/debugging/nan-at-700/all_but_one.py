"""What a training loop computes beside the model.  Everything is float32 but what is stored."""
import numpy as np


def entropy(p):
    # Of a distribution.  A class that cannot happen adds nothing.
    return -(p * np.log(np.where(p > 0, p, 1))).sum()


def softplus(x):
    # log(1 + exp(x)): nearly x where x is large, nearly 0 where it is very negative.
    return np.logaddexp(x, np.float32(0))


def stored(gradient):
    # In half precision, 1024 times too large: small numbers would become 0 otherwise.
    return (gradient * np.float32(1024)).astype(np.float16)


def loaded(half):
    return half.astype(np.float32) / np.float32(1024)


def norm(gradient):
    # The length of a gradient as it was stored.
    whole = loaded(stored(gradient))
    return np.sqrt((whole * whole).sum())


def deviation(x):
    # The root of the mean squared distance from the mean.
    return np.sqrt((x * x).mean() - x.mean() ** 2)


def clipped(gradient, limit):
    # Shortened to the limit if it is longer.  A gradient of zeros stays as it is.
    length = np.sqrt((gradient * gradient).sum())
    return gradient * np.minimum(np.float32(1), limit / np.maximum(length, np.float32(1e-30)))


def run(part, x):
    # The door for the tests.  Leave it as it is.
    if part == "softplus":
        return softplus(x).astype(np.float32)
    if part == "stored":
        return loaded(stored(x)) * np.float32(10000)
    if part == "clipped":
        return clipped(x, np.float32(0.5))
    if part == "entropy":
        return np.array([entropy(np.abs(x) / np.abs(x).sum())], np.float32)
    if part == "norm":
        return np.array([norm(x)], np.float32)
    return np.array([deviation(x)], np.float32)
