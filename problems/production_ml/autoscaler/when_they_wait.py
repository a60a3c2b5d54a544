calm = 0
for _ in range(240):
    arrived, waiting, ready, starting = map(int, input().split())
    wanted = ready + starting
    if waiting > 0:
        wanted = max(wanted, ready + -(-waiting // 5))
        calm = 0
    elif arrived < 0.7 * 5 * ready:
        calm += 1
        if calm > 8:
            wanted -= 1
    print(wanted, flush=True)
