from collections import defaultdict

M = 2147483647


def number(piece):
    value = 0
    for letter in piece:
        value = value * 257 + ord(letter)
    return value % M


def signature(text, width, a, b):
    pieces = {text[i : i + width] for i in range(len(text) - width + 1)}
    numbers = [number(piece) for piece in pieces]
    return [min((x * n + y) % M for n in numbers) for x, y in zip(a, b)]


def near_copies(texts, width, a, b, rows, least):
    signatures = [signature(text, width, a, b) for text in texts]
    pairs = set()
    for start in range(0, len(a), rows):
        table = defaultdict(list)
        for i, numbers in enumerate(signatures):
            table[tuple(numbers[start : start + rows])].append(i)
        for met in table.values():
            pairs.update((i, j) for k, j in enumerate(met) for i in met[:k])
    return sorted(pairs)
