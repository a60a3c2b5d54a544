import numpy as np


def bf(x):
    bits = np.asarray(x, np.float32).view(np.uint32)
    kept = bits & np.uint32(0xFFFF0000)
    return kept.astype(np.uint32).view(np.float32)


def tree(terms):
    while terms.shape[1] > 1:
        terms = bf(terms[:, 0::2] + terms[:, 1::2])
    return terms[:, 0]


def in_parts(parts):
    def reduce(terms):
        size = terms.shape[1] // parts
        total = None
        for begin in range(0, terms.shape[1], size):
            part = terms[:, begin]
            for k in range(begin + 1, begin + size):
                part = bf(part + terms[:, k])
            total = part if total is None else bf(total + part)
        return total

    return reduce


def serve(embed, out, prompts, steps, reduce):
    h = embed[prompts]
    tokens, logits = [], []
    for _ in range(steps):
        logit = reduce(bf(h[:, :, None] * out[None]))
        token = logit.argmax(1)
        tokens.append(token)
        logits.append(logit)
        h = bf(bf(h * np.float32(0.5)) + embed[token])
    return np.stack(tokens, 1), np.stack(logits, 1)


def decode(embed, out, prompts, steps, chunks):
    embed, out = bf(embed), bf(out)
    tokens, logits = serve(embed, out, prompts, steps, tree)
    batched, _ = serve(embed, out, prompts, steps, in_parts(chunks if len(prompts) < 8 else 1))
    alone, _ = serve(embed, out, prompts, steps, in_parts(1))
    differs = batched != alone
    parted = np.where(differs.any(1), differs.argmax(1), -1)
    return tokens, logits, parted
