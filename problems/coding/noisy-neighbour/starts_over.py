def calm_stretch(clients, sizes, most, budget):
    sent, start, total, best = {}, 0, 0, [0, 0]
    for i, client in enumerate(clients):
        sent[client] = sent.get(client, 0) + 1
        total += sizes[i]
        if sent[client] > most or total > budget:
            sent, start, total = {client: 1}, i, sizes[i]
            if total > budget:
                sent, start, total = {}, i + 1, 0
        if i + 1 - start > best[1]:
            best = [start, i + 1 - start]
    return best
