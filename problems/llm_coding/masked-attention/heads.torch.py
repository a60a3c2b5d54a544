import torch


def attend(q, k, v, keep):
    t, d = q.shape[2], q.shape[3]
    scores = q @ k.transpose(-1, -2) / d ** 0.5
    seen = torch.ones(t, t, dtype=torch.bool).tril() & keep[:, None, None, :]
    scores = scores.masked_fill(~seen, float("-inf"))
    top = scores.max(-1, keepdim=True).values
    weights = torch.exp(scores - top.masked_fill(top == float("-inf"), 0.0))
    total = weights.sum(-1, keepdim=True)
    return weights @ v / total.masked_fill(total == 0, 1.0)
