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


def backward(name, a, b, result, up):
    """What the gradient of the result is for a, and for b."""
    if name == "add":
        return up, up
    if name == "sub":
        return up, -up
    if name == "mul":
        return up * b, up * a
    if name == "matmul":
        return up @ b.T, a.T @ up
    if name == "exp":
        return up * result, None
    if name == "relu":
        return up * (a > 0), None
    if name == "tanh":
        return up * (1 - result * result), None
    if name == "sumrows":
        return np.broadcast_to(up, a.shape), None
    return up.T, None


def unstretched(gradient, shape):
    for axis in (0, 1):
        if shape[axis] == 1:
            gradient = gradient.take([0], axis)
    return gradient


def gradients(shapes, data, program):
    matrices = leaves(shapes, data)
    for name, a, b in program:
        matrices.append(forward(name, matrices[a], matrices[b]))
    grads = [np.zeros(matrix.shape) for matrix in matrices]
    grads[-1] += 1
    for i in range(len(matrices) - 1, len(shapes) - 1, -1):
        name, a, b = program[i - len(shapes)]
        for_a, for_b = backward(name, matrices[a], matrices[b], matrices[i], grads[i])
        grads[a] += unstretched(for_a, grads[a].shape)
        if for_b is not None:
            grads[b] += unstretched(for_b, grads[b].shape)
    return float(matrices[-1].sum()), np.concatenate([grad.ravel() for grad in grads[: len(shapes)]])
