from collections import Counter


def merged(tokens, pair, new):
    return merged_left(tokens[::-1], pair[::-1], new)[::-1]


def merged_left(tokens, pair, new):
    out, i = [], 0
    while i < len(tokens):
        if tuple(tokens[i:i + 2]) == pair:
            out.append(new)
            i += 2
        else:
            out.append(tokens[i])
            i += 1
    return out


def tokenize(corpus, merges, text):
    tokens, learned = list(corpus), []
    while len(learned) < merges:
        counts = Counter(zip(tokens, tokens[1:]))
        pair = min(counts, key=lambda p: (-counts[p], p), default=None)
        if pair is None or counts[pair] < 2:
            break
        tokens = merged(tokens, pair, 256 + len(learned))
        learned.append(pair)
    result = list(text)
    for number, pair in enumerate(learned):
        result = merged(result, pair, 256 + number)
    return learned, result
