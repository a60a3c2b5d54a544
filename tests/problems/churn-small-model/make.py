#!/usr/bin/env python3
"""Writes train.csv and hidden.csv anew: subscribers of a bicycle repair club, in made-up numbers."""

import csv
import math
import random

COLUMNS = ["row_id", "tenure", "visits", "fee", "late_payments", "distance_km", "calls", "discount",
           "age", "bikes", "winter", "referred", "app", "plan", "city", "churned"]


def row(r, number):
    tenure, visits = int(r.expovariate(1 / 14)), r.randint(0, 12)
    fee, late = round(r.uniform(8, 40), 1), min(9, int(r.expovariate(0.9)))
    distance = round(r.expovariate(1 / 6), 1)
    calls, discount = r.randint(0, 6), r.choice([0, 0, 5, 10, 20])
    age, bikes, winter = r.randint(18, 80), r.randint(1, 4), r.randint(0, 1)
    referred, app = r.randint(0, 1), r.randint(0, 1)
    plan, city = r.choice(["basic", "plus", "full"]), r.choice(["north", "south", "hill", "port"])
    z = -0.7 - 0.3 * visits + 0.04 * fee + 0.6 * late + 0.04 * distance - 0.05 * discount
    z += 1.5 * (tenure < 3) - 0.02 * tenure + 1.6 * (calls >= 5) - 0.8 * (plan == "full")
    z += 2.6 * (winter and bikes == 1) - 1.4 * (city == "port" and not app)
    churned = int(r.random() < 1 / (1 + math.exp(-1.1 * z)))
    shown_age = "" if r.random() < 0.1 else age
    return [number, tenure, visits, fee, late, distance, calls, discount, shown_age, bikes, winter,
            referred, app, plan, city, churned]


r = random.Random(20)
for name, first, count in (("train.csv", 0, 900), ("hidden.csv", 900, 600)):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows(row(r, first + i) for i in range(count))
