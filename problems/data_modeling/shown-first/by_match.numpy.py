def rank_items(shown, clicked, later):
    return later[:, 5]
