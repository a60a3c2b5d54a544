"""Features of a payment, computed twice: `offline` for training, over stored data, and by `online_...` in
the service, when the payment comes.  `offline` is right; both must give the same.

A payment has the `minute` when it was made (since the beginning of 1970, UTC), the `offset` of the
customer's clock from UTC in minutes, and an `amount`, which may be missing.  The customer has a tier;
`changes` are the minutes of its changes with the tier from that minute on, in their order.  Some are
known long before they take place.
"""
from bisect import bisect_right

USUAL = 37.5  # the mean amount of the training data, for a missing one
EDGES = [1.0, 10.0, 50.0, 200.0]


def offline(minute, offset, amount, changes):
    # The hour and the weekday (Monday is 0) on the customer's clock, the amount, the number of edges
    # that it reaches, and the tier at that minute: 0 before the first change.
    local = minute + offset
    weekday = (local // 1440 - 4) % 7
    filled = USUAL if amount is None else amount
    known = [tier for since, tier in changes if since <= minute]
    return [local // 60 % 24, weekday, filled, bisect_right(EDGES, filled), known[-1] if known else 0]


def online_hour(minute, offset):
    return (minute + offset) // 60 % 24


def online_weekday(minute, offset):
    # Day 0 was a Thursday.
    return ((minute + offset) // 1440 + 4) % 7


def online_amount(amount):
    return USUAL if amount is None else amount


def online_bucket(amount):
    # The number of edges that the amount reaches.
    bucket = 0
    while bucket < len(EDGES) and amount >= EDGES[bucket]:
        bucket += 1
    return bucket


def online_tier(minute, changes):
    # The tier at that minute.
    known = [tier for since, tier in changes if since <= minute]
    return known[-1] if known else 0


def run(part, minute, offset, amount, changes):
    # The door for the tests.  Leave it as it is.
    if part == "offline":
        return [float(x) for x in offline(minute, offset, amount, changes)]
    if part == "hour":
        return [float(online_hour(minute, offset))]
    if part == "weekday":
        return [float(online_weekday(minute, offset))]
    if part == "amount":
        return [float(online_amount(amount))]
    if part == "bucket":
        return [float(online_bucket(amount if amount is not None else USUAL))]
    return [float(online_tier(minute, changes))]
