for _ in range(240):
    arrived, waiting, ready, starting = map(int, input().split())
    print(-(-arrived // 5), flush=True)
