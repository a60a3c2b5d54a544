import torch


def write(embed, wq, wk, wv, prompts, pads, steps):
    (b, t), c = prompts.shape, embed.shape[1]
    keys = torch.zeros(b, t + steps, c, dtype=torch.float64)
    values = torch.zeros_like(keys)
    speeds = 0.7 ** torch.arange(c, dtype=torch.float64)

    def read(column, tokens):
        x = embed[tokens] + torch.sin((column - pads)[:, None] * speeds)
        keys[:, column], values[:, column] = x @ wk, x @ wv
        scores = (keys[:, : column + 1] @ (x @ wq)[:, :, None])[:, :, 0] / c**0.5
        hidden = torch.arange(column + 1)[None, :] < pads.clamp(max=column)[:, None]
        weights = torch.softmax(scores.masked_fill(hidden, float("-inf")), dim=1)
        return (x + (weights[:, None, :] @ values[:, : column + 1])[:, 0]) @ embed.T

    for column in range(t):
        logits = read(column, prompts[:, column])
    tokens, chosen_from = [], []
    for step in range(steps):
        chosen_from.append(logits)
        tokens.append(logits.argmax(1))
        if step + 1 < steps:
            logits = read(t + step, tokens[-1])
    return torch.stack(tokens, 1), torch.stack(chosen_from, 1)
