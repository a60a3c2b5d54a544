from collections import Counter


def calm_stretch(clients, sizes, most, budget):
    sent, start, total, best = Counter(), 0, 0, [0, 0]
    for i, client in enumerate(clients):
        sent[client] += 1
        total += sizes[i]
        while max(sent.values()) > most or total > budget:
            sent[clients[start]] -= 1
            total -= sizes[start]
            start += 1
        if i + 1 - start > best[1]:
            best = [start, i + 1 - start]
    return best
