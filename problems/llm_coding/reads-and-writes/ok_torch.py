import torch


def norm(z):
    return torch.nn.functional.layer_norm(z, z.shape[-1:], eps=1e-5)


def look(z, other, weights, heads, seen):
    wq, wk, wv, wo = weights
    b, t, c = z.shape
    parts = [m.reshape(b, -1, heads, c // heads).transpose(1, 2) for m in (z @ wq, other @ wk, other @ wv)]
    queries, keys, values = parts
    scores = queries @ keys.transpose(2, 3) / (c // heads) ** 0.5
    shares = torch.softmax(scores.masked_fill(~seen, float("-inf")), dim=-1).nan_to_num(0.0)
    return (shares @ values).transpose(1, 2).reshape(b, t, c) @ wo


def block(x, memory, keep, heads, attention, first, second):
    t = x.shape[1]
    before = torch.ones(t, t, dtype=torch.bool).tril()[None, None]
    x = x + look(norm(x), norm(x), attention[0], heads, before)
    x = x + look(norm(x), memory, attention[1], heads, keep[:, None, None, :])
    return x + torch.relu(norm(x) @ first) @ second
