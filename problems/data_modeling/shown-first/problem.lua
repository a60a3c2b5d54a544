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

local COLUMNS = { "page", "place", "mixed", "budget", "price", "match", "stars", "age", "useful" }

local function add(t, ...)
  for i, value in ipairs({ ... }) do t[COLUMNS[i]][#t[COLUMNS[i]] + 1] = value end
end

local function empty()
  local t = {}
  for _, name in ipairs(COLUMNS) do t[name] = {} end
  return t
end

local function drawing(r, quirk)
  local train, hidden = empty(), empty()
  for number = 0, PAGES - 1 do
    local items, mixed, robot = page(r), r:bool(0.06), quirk.robots and r:bool(0.08)
    if quirk["old order"] and not mixed then items = sort_by(items, function(q) return -q.rank end) end
    for place, q in ipairs(items) do
      local looked = quirk.looked and LOOKED_AT[place] or 0.5
      local clicked = robot and r:bool(0.95) or not robot and r:bool(looked * q.liked)
      add(train, number, place - 1, mixed and 1 or 0, q.budget, q.price, q.match, q.stars, q.age, clicked and 1 or 0)
    end
  end
  for number = PAGES, PAGES + LATER - 1 do
    for _, q in ipairs(page(r)) do
      local useful = q.liked > 0.8 and 3 or q.liked > 0.55 and 2 or q.liked > 0.3 and 1 or 0
      add(hidden, number, -1, 1, q.budget, q.price, q.match, q.stars, q.age, useful)
    end
  end
  return { train = train, hidden = hidden }
end

return problem "shown-first" {
  title = "Shown first, clicked first", round = "data_modeling", difficulty = 4, minutes = 75,
  tags = "ml, numpy, ranking, bias", skills = { modelling = 0.9, ranking = 0.8, ["data quality"] = 0.6 },
  statement = [[
A shop answers a search with a page of ten items, one below the other. It has kept 400 pages with what was clicked, and wants a better order. Write
`fit(train)`: it returns a model with `predict(rows)`, a score for each row. On each page of the hidden rows the items will stand by their scores, the
largest first.

A row is an item on a page:

    page  place  mixed  budget  price  match  stars  age  useful
    0     0      0      24      31.9   0.81   4.2    874  1
    0     1      0      24      8.25   0.4    4.9    920  0

- `page`: its number; ten rows each;
- `place` on the page, 0 at the top to 9; -1 in the hidden rows, where there is no order yet;
- `mixed`: 1 if the ten items of this page were shown in random order, which was done for about one page in 16. Otherwise the shop's old ranking has
  ordered them. 1 in all hidden rows;
- `budget`: what this searcher usually spends on such things;
- `price`;
- `match`: how well the item's text agrees with the search, 0 to 1;
- `stars`: what buyers gave, 1 to 5;
- `age`: for how many days the shop has had it;
- `useful`, the label. In `train` it is 1 if the item was clicked, else 0. Whoever clicks must have looked first, and not everybody looks at everything. Of
  the hidden pages patient people have looked at all ten items, and found each useful by 0, 1, 2 or 3; nobody has clicked there.

Not all visitors are people.

The model is worth 50 of the 100 points, the median over five drawings of the data, by the mean over the hidden pages of the **NDCG among the first five
places**: half of them at 0.92, three quarters at 0.955, all from
0.972 on. (The gain of a page is the sum of `useful / log2(place + 2)` over places 0 to 4; NDCG is its
quotient by the gain of the best order.) A row must get the same score whatever rows it comes with: the ten of a page may come apart. The number that
`assay test` shows is the NDCG of the clicks on every fifth page of `train`, robots' clicks too. Clicks are not what you are graded on: that number lies
near 0.5 for good models and bad ones, and a better model may well show a smaller one.
]],
  fn = "fit(train: table) -> model",
  runtimes = { "numpy", "sklearn" },
  data = { label = "useful", make = drawing },
  metric "ndcg" { parameter = 5, by = "page", pass = 0.92, good = 0.955, full = 0.972, seeds = 5, take = "median", points = 50 },
  limit { params = 500, fit_seconds = 20, predict_ms_per_row = 1, memory = "1 GiB" },
  probe { "hidden rows absent from train", by = "page" },

  framing { points = 10,
    question { "target", "What is the model to predict?", choices = { "whether an item is clicked at its place", "how useful an item is, whatever its place", "at which place the old ranking puts an item" }, right = "how useful an item is, whatever its place" },
    question { "clean", "Which pages show how often each place is looked at, whatever stands there?", choices = { "the mixed ones", "those in the old order", "those with many clicks" }, right = "the mixed ones" },
    question { "split", "What do you keep together when you hold out rows?", choices = { "rows of one page", "rows of one place", "nothing, rows are independent" }, right = "rows of one page" },
    question { "leaks", "Which columns are not there, or always the same, when the model is used?", choices = { "place", "mixed", "budget", "price", "match", "stars", "age" }, right = { "place", "mixed" } },
  },
  audit { points = 20 },
  quirk { "looked", column = { "place", "useful" }, kind = { "selection", "censored", "missing", "drift" }, also = { place = "leak" }, "What stands low is rarely looked at, so it is rarely clicked." },
  quirk { "old order", column = { "age", "mixed" }, kind = { "selection", "leak" }, also = { match = "selection", mixed = "drift" }, "The old ranking puts what has long been here first." },
  quirk { "robots", column = { "rows", "page" }, kind = "intruder", also = { useful = { "intruder", "noise" } }, "One visitor in twelve clicks on nearly everything." },
  journal { points = 20, runs = 3, step = 0.005 },

  hint { cost = 10, "How often is each place clicked on the mixed pages? Why does that differ from the other pages?" },
  hint { cost = 10, "A click needs two things: that the place is looked at, and that the item is liked. Multiply the two probabilities, and fit both." },

  follow_up { "You launch the new order and log its clicks. What do you do so that the next model can still learn from them?" },
  follow_up { "On a telephone four items fit the screen. How does that show in the log, and what do you change?" },

  solution { "looked-and-liked.numpy.py", file = "looked_and_liked.numpy.py" },
  solution { "mixed-only.numpy.py", file = "mixed_only.numpy.py", expect = "score <= 0.9", "Only the mixed pages: right, but there are few." },
  solution { "with-robots.numpy.py", file = "with_robots.numpy.py", expect = "score <= 0.99", "Takes robots for people who like everything, even at the bottom." },
  solution { "raw-price.numpy.py", file = "raw_price.numpy.py", expect = "score = 0", "Looks at the price, but not at what this searcher usually spends." },
  solution { "clicks.numpy.py", file = "clicks.numpy.py", decoy = true, expect = "score <= 0.1", "Fits the clicks themselves: that predicts clicks well, and prefers what was shown first." },
  solution { "by-match.numpy.py", file = "by_match.numpy.py", expect = "score = 0", "Orders by the agreement of the texts." },
  solution { "old-order.numpy.py", file = "old_order.numpy.py", expect = "score = 0", "Learns the old order." },

  sources = { "Original. The position-based click model is textbook (Craswell and others 2008); shop, faults and numbers are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
