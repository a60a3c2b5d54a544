import re
from collections import defaultdict

WHOLE = re.compile(r"-?\d+")
DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def parse(line):
    fields = line.split(";")
    if len(fields) != 6:
        return None
    day, minute, number, shop, price, units = fields
    if not all(WHOLE.fullmatch(text) for text in (day, minute, number)):
        return None
    if not DECIMAL.fullmatch(price or "0") or not WHOLE.fullmatch(units or "0"):
        return None
    return {
        "day": int(day),
        "minute": int(minute),
        "id": int(number),
        "price": float(price) if price else None,
        "units": int(units) if units else None,
    }


def present(rows, column):
    return [row[column] for row in rows if row[column] is not None]


def missing_share(rows, column):
    return 1 - len(present(rows, column)) / len(rows)


def far_outside(rows, past, column):
    values = sorted(present(past, column))
    low = values[len(values) // 100] / 3
    high = values[len(values) * 98 // 100] * 3
    return sum(not low <= value <= high for value in present(rows, column)) / len(rows)


def count_repeated(rows, seen):
    seen = set(seen)
    repeated = 0
    for row in rows:
        repeated += row["id"] in seen
        seen.add(row["id"])
    return repeated


def verdict(past, day, today):
    rows = [row for row in map(parse, today) if row]
    if len(rows) < 0.9 * len(today) - 1:
        return "schema"
    history = [row for row in map(parse, past) if row]
    days = defaultdict(list)
    for row in history:
        days[row["day"]].append(row)
    such_days = [of_day for number, of_day in days.items() if number % 7 == day % 7]

    usual_end = min(max(row["minute"] for row in of_day) for of_day in such_days)
    if max(row["minute"] for row in rows) < usual_end - 150:
        return "late"
    if len(today) < 0.75 * sum(map(len, such_days)) / len(such_days):
        return "thin"
    for column in ("price", "units"):
        if missing_share(rows, column) > missing_share(history, column) + 0.25:
            return "missing"
        if far_outside(rows, history, column) > 0.12:
            return "range"
    if count_repeated(rows, {row["id"] for row in history}) > max(0.1 * len(rows), 2):
        return "repeated"
    return "fine"
