def calm_stretch(clients, sizes, most, budget):
    sent = dict.fromkeys(clients, 0)
    start = total = 0
    best = [0, 0]
    for i, client in enumerate(clients):
        sent[client] += 1
        total += sizes[i]
        if sent[client] > most or total > budget:
            sent[clients[start]] -= 1
            total -= sizes[start]
            start += 1
        if sent[client] <= most and total <= budget and i + 1 - start > best[1]:
            best = [start, i + 1 - start]
    return best
