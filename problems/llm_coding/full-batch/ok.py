from collections import deque


def done_at(comes, prompt, answer, seats, budget):
    to_read, to_write = list(prompt), list(answer)
    waiting = deque(sorted(range(len(comes)), key=lambda i: (comes[i], i)))
    batch, done = [], [0] * len(comes)
    step = 0
    while batch or waiting:
        if not batch:
            step = max(step, comes[waiting[0]])
        while waiting and len(batch) < seats and comes[waiting[0]] <= step:
            batch.append(waiting.popleft())
        reading = [i for i in batch if to_read[i]]
        writing = [i for i in batch if not to_read[i]]
        for i in writing:
            to_write[i] -= 1
        left = budget - len(writing)
        for i in reading:
            tokens = min(left, to_read[i])
            to_read[i] -= tokens
            left -= tokens
        for i in batch:
            if to_write[i] == 0:
                done[i] = step
        batch = [i for i in batch if to_write[i]]
        step += 1
    return done
