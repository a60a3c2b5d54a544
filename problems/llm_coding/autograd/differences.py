import numpy as np


def leaves(shapes, data):
    start, matrices = 0, []
    for rows, columns in shapes:
        matrices.append(data[start : start + rows * columns].reshape(rows, columns))
        start += rows * columns
    return matrices


def forward(name, a, b):
    if name == "add":
        return a + b
    if name == "sub":
        return a - b
    if name == "mul":
        return a * b
    if name == "matmul":
        return a @ b
    if name == "exp":
        return np.exp(a)
    if name == "relu":
        return np.maximum(a, 0)
    if name == "tanh":
        return np.tanh(a)
    if name == "sumrows":
        return a.sum(0, keepdims=True)
    return a.T


def value(shapes, data, program):
    matrices = leaves(shapes, data)
    for name, a, b in program:
        matrices.append(forward(name, matrices[a], matrices[b]))
    return float(matrices[-1].sum())


def gradients(shapes, data, program):
    slopes = np.zeros(len(data))
    for i in range(len(data)):
        moved = data.copy()
        moved[i] += 1e-6
        slopes[i] = (value(shapes, moved, program) - value(shapes, data, program)) / 1e-6
    return value(shapes, data, program), slopes
