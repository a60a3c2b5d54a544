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
    table = defaultdict(set)
    for i, numbers in enumerate(signatures):
        for start in range(0, len(a), rows):
            table[tuple(numbers[start : start + rows])].add(i)
    pairs = {(i, j) for met in table.values() for i in met for j in met if i < j}
    return sorted(
        (i, j)
        for i, j in pairs
        if sum(x == y for x, y in zip(signatures[i], signatures[j])) >= least
    )
