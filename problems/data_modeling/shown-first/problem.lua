local PAGES, LATER, PLACES = 400, 400, 10
local LOOKED_AT = { 0.95, 0.8, 0.62, 0.48, 0.36, 0.27, 0.2, 0.15, 0.11, 0.08 }  -- how often anybody gets as far as this place

-- What a searcher thinks of an item, seen without haste.
local function liking(q)
  local z = 4 * q.match + 0.9 * (q.stars - 3) - 2.2 * math.abs(math.log(q.price / q.budget)) - 0.001 * q.age - 1.9
  return 1 / (1 + math.exp(-z))
end

local function item(r, budget)
  local q = { budget = budget, match = r:real(0, 1), stars = r:int(10, 50) / 10, age = r:int(0, 999) }
  q.price = math.floor(budget * math.exp(0.8 * r:normal(0, 1)) * 100 + 0.5) / 100
  q.liked = liking(q)
  q.rank = 0.009 * q.age + 1.5 * q.match + r:normal(0, 0.8)  -- the old order: what has long been here comes first
  return q
end

local function page(r)
  local items, budget = {}, r:int(10, 90)
  for i = 1, PLACES do items[i] = item(r, budget) end
  return items
end

local function row(number, place, mixed, q) return { number, place, mixed, q.budget, q.price, q.match, q.stars, q.age } end

local function drawing(r)
  local shown, clicked, later, useful = {}, {}, {}, {}
  for number = 0, PAGES - 1 do
    local items, mixed, robot = page(r), r:bool(0.06), r:bool(0.08)
    if not mixed then items = sort_by(items, function(q) return -q.rank end) end
    for place, q in ipairs(items) do
      shown[#shown + 1] = row(number, place - 1, mixed and 1 or 0, q)
      clicked[#clicked + 1] = (robot and r:bool(0.95) or not robot and r:bool(LOOKED_AT[place] * q.liked)) and 1 or 0
    end
  end
  for number = 0, LATER - 1 do
    for _, q in ipairs(page(r)) do
      later[#later + 1] = row(number, -1, 1, q)
      useful[#useful + 1] = q.liked > 0.8 and 3 or q.liked > 0.55 and 2 or q.liked > 0.3 and 1 or 0
    end
  end
  return { shown = shown, clicked = clicked, later = later, secret = { useful = useful } }
end

-- The numbers of the example, in the manner of `r`.
local function dice(seed)
  local d = {}
  function d:real(low, high)
    seed = (seed * 48271) % 2147483647
    return low + (high - low) * seed / 2147483647
  end
  function d:int(low, high) return low + math.floor(d:real(0, 1) * (high - low + 1)) end
  function d:bool(p) return d:real(0, 1) < p end
  function d:normal(mean, deviation)
    return mean + deviation * math.sqrt(-2 * math.log(d:real(0, 1))) * math.cos(2 * math.pi * d:real(0, 1))
  end
  return d
end

local function example_drawing()
  local example = drawing(dice(2027))
  example[1] = "A whole drawing: `print` from your function what you want to see of it, and `assay test` shows it."
  return example
end

return problem "shown-first" {
  title = "Shown first, clicked first", round = "data_modeling", difficulty = 4, minutes = 75,
  tags = "ml, numpy, ranking, bias", skills = { modelling = 0.9, ranking = 0.8, ["data quality"] = 0.6 },
  statement = [[
A shop answers a search with a page of ten items, one below the other. It has kept 400 pages with what was clicked, and wants a better order. Learn
from `shown` and `clicked`, and give every row of `later` a score: on each page of `later` the items will stand by their scores, the largest first.
Nobody has clicked there; patient people have looked at all ten items of those pages, and each found them **useful** by 0, 1, 2 or 3.

A row is an item on a page, in `later` as in `shown`:

    page  place  mixed  budget  price  match  stars  age
    0     0      0      24      31.9   0.81   4.2    874
    0     1      0      24      8.25   0.4    4.9    920

0. `page`: its number; ten rows each, one after the other;
1. `place` on the page, 0 at the top to 9; -1 in `later`, where there is no order yet;
2. `mixed`: 1 if the ten items of this page were shown in random order, which was done for about one page in 16. Otherwise the shop's old ranking
   has ordered them;
3. `budget`: what this searcher usually spends on such things;
4. `price`;
5. `match`: how well the item's text agrees with the search, 0 to 1;
6. `stars`: what buyers gave, 1 to 5;
7. `age`: for how many days the shop has had it.

`clicked` has 1 or 0 for every row of `shown`. Whoever clicks must have looked first, and not everybody looks at everything. A few of the visitors are robots.

**Points**, for five drawings of such data: by the mean over the pages of `later` of the NDCG among the first five places. (The gain of a page is the sum of
`useful / log2(place + 2)` over places 0 to 4; NDCG is its quotient by the gain of the best order.) None up to 0.87, all from 0.965, in proportion between.
]],
  fn = "rank_items(shown: f64[n=1..6000, 8], clicked: i64[n] in 0..1, later: f64[m=1..4000, 8]) -> f64[m]",
  secret = "useful: i64[m] in 0..3",
  runtimes = { "numpy", "sklearn" },
  unchanged = { "shown", "clicked", "later" },
  same_bits = 2, time_limit = "10 s",

  example(example_drawing()),
  random { "drawing", 5, points = 100 },
  make = drawing,

  check = function(a, out, want, secret)
    local sum = 0
    for first = 0, #secret.useful - PLACES, PLACES do
      local useful, scores = {}, {}
      for i = 1, PLACES do useful[i], scores[i] = secret.useful[first + i], out[first + i] end
      local gained, why = rate("ndcg", useful, scores, 5)
      if not gained then return false, why end
      sum = sum + gained
    end
    local mean = sum / (#secret.useful / PLACES)
    return math.min(math.max((mean - 0.87) / (0.965 - 0.87), 0), 1), ("NDCG among the first five places is %.4f in the mean; full points from 0.965"):format(mean)
  end,

  hint { cost = 10, "How often is each place clicked on the mixed pages? Why does that differ from the other pages?" },
  hint { cost = 10, "A click needs two things: that the place is looked at, and that the item is liked. Multiply the two probabilities, and fit both." },

  follow_up { "You launch the new order and log its clicks. What do you do so that the next model can still learn from them?" },
  follow_up { "On a telephone four items fit the screen. How does that show in the log, and what do you change?" },

  solution { "looked-and-liked.numpy.py", file = "looked_and_liked.numpy.py" },
  solution { "mixed-only.numpy.py", file = "mixed_only.numpy.py", expect = "score <= 0.9", "Only the mixed pages: right, but there are few." },
  solution { "with-robots.numpy.py", file = "with_robots.numpy.py", expect = "score <= 0.98", "Takes robots for people who like everything, even at the bottom." },
  solution { "raw-price.numpy.py", file = "raw_price.numpy.py", expect = "score >= 0.1; score <= 0.4", "Looks at the price, but not at what this searcher usually spends." },
  solution { "clicks.numpy.py", file = "clicks.numpy.py", decoy = true, expect = "score <= 0.1", "Fits the clicks themselves: that predicts clicks well, and prefers what was shown first." },
  solution { "by-match.numpy.py", file = "by_match.numpy.py", expect = "score = 0", "Orders by the agreement of the texts." },
  solution { "old-order.numpy.py", file = "old_order.numpy.py", expect = "score = 0", "Learns the old order." },

  sources = { "Original. The position-based click model is textbook (Craswell and others 2008); shop, faults and numbers are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
