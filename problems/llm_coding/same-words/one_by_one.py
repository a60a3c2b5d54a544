import numpy as np


def bf(x):
    bits = np.asarray(x, np.float32).view(np.uint32)
    kept = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    return kept.astype(np.uint32).view(np.float32)


def chain(terms):
    total = terms[0]
    for term in terms[1:]:
        total = bf(total + term)
    return total


def in_parts(terms, parts):
    size = len(terms) // parts
    return chain([chain(terms[begin : begin + size]) for begin in range(0, len(terms), size)])


def tree(terms):
    while len(terms) > 1:
        terms = bf(terms[0::2] + terms[1::2])
    return terms[0]


def answer(embed, out, prompt, steps, reduce):
    h = embed[prompt]
    tokens, logits = [], []
    for _ in range(steps):
        logit = reduce(bf(h[:, None] * out))
        tokens.append(int(logit.argmax()))
        logits.append(logit)
        h = bf(bf(h * np.float32(0.5)) + embed[tokens[-1]])
    return tokens, logits


def decode(embed, out, prompts, steps, chunks):
    embed, out = bf(embed), bf(out)
    parts = chunks if len(prompts) < 8 else 1
    tokens, logits, parted = [], [], []
    for prompt in prompts:
        ours, scores = answer(embed, out, prompt, steps, tree)
        batched, _ = answer(embed, out, prompt, steps, lambda terms: in_parts(terms, parts))
        alone, _ = answer(embed, out, prompt, steps, lambda terms: in_parts(terms, 1))
        tokens.append(ours)
        logits.append(scores)
        parted.append(next((i for i in range(steps) if batched[i] != alone[i]), -1))
    return np.array(tokens), np.array(logits), np.array(parted)
