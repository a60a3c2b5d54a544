import torch


def turn(x, places, base):
    half = x.shape[-1] // 2
    angles = places[:, None] * base ** (-torch.arange(half, dtype=torch.float64) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = torch.cos(angles), torch.sin(angles)
    return torch.cat([first * cos - second * sin, first * sin + second * cos], dim=-1)


def attend(q, k, v, base):
    heads, t, d = q.shape
    groups, s, _ = k.shape
    key_places = torch.arange(s)
    query_places = torch.arange(s - t, s)
    q = turn(q, query_places, base)
    k = turn(k, key_places, base).repeat_interleave(heads // groups, dim=0)
    v = v.repeat_interleave(heads // groups, dim=0)
    scores = q @ k.transpose(1, 2) / d**0.5
    scores = scores.masked_fill(key_places[None, :] > query_places[:, None], float("-inf"))
    return torch.softmax(scores, dim=-1) @ v
