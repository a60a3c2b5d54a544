from collections import Counter


def calm_stretch(clients, sizes, most, budget):
    best = [0, 0]
    for start in range(len(clients)):
        sent, total = Counter(), 0
        for i in range(start, len(clients)):
            sent[clients[i]] += 1
            total += sizes[i]
            if sent[clients[i]] > most or total > budget:
                break
            if i + 1 - start > best[1]:
                best = [start, i + 1 - start]
    return best
