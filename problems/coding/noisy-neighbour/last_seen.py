# Right only while `most` is 1: on one request too many it jumps behind the client's newest one.
def calm_stretch(clients, sizes, most, budget):
    sent, last = {}, {}
    start = total = 0
    best = [0, 0]
    for i, client in enumerate(clients):
        sent[client] = sent.get(client, 0) + 1
        total += sizes[i]
        goal = last[client] + 1 if sent[client] > most else start
        last[client] = i
        while start < goal or total > budget:
            sent[clients[start]] -= 1
            total -= sizes[start]
            start += 1
        if i + 1 - start > best[1]:
            best = [start, i + 1 - start]
    return best
