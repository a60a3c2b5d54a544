def cheapest(prices, window, carry):
    keys = [price - carry * i for i, price in enumerate(prices)]
    best, out = 0, []
    for i, key in enumerate(keys):
        if best <= i - window:
            first = i - window + 1
            best = first + min(range(i - first + 1), key=keys[first:i + 1].__getitem__)
        elif key <= keys[best]:
            best = i
        out.append(keys[best] + carry * i)
    return out
