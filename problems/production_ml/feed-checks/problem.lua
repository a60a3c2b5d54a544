-- The idea to find: compare today with the same weekday of the past, column by column, by shares that one odd row cannot move.
local function sold(r, feed, day, rows)
  local closing = day % 7 >= 5 and 1080 or 1440
  local list = {}
  for i = 1, rows do
    feed.id = feed.id + r:int(1, 9)
    list[i] = {
      day = day, minute = i < rows and r:int(360, closing - 61) or r:int(closing - 60, closing - 1), id = feed.id,
      shop = r:pick({ "nord", "hafen", "markt" }),
      price = feed.price * math.min(math.max(math.exp(r:normal(0, 0.45)), 0.2), 5), units = r:int(1, 9),
    }
  end
  table.sort(list, function(a, b)
    if a.minute ~= b.minute then return a.minute < b.minute end
    return a.id < b.id
  end)
  return list
end

-- Changes `count` of the rows, chosen by chance.
local function change(r, rows, count, f)
  for _, i in ipairs(take(math.min(count, #rows), { r:distinct(math.min(count, #rows), #rows) })) do f(rows[i]) end
end
local function share(r, rows, low, high) return math.max(3, math.floor(#rows * r:real(low, high) + 0.5)) end

local function usual_rows(r, feed, day)
  local usual = day % 7 >= 5 and feed.weekend or feed.weekday
  return math.floor(usual * r:real(0.9, 1.1) + 0.5)
end

-- What happens on every day: missing values at the usual rates, now and then one odd row of a kind.
local function usual_flaws(r, feed, rows, before, rates)
  for _, column in ipairs({ "price", "units" }) do
    change(r, rows, math.floor(#rows * rates[column] * r:real(0.6, 1.4) + 0.5), function(row) row[column] = "" end)
  end
  if r:bool(0.2) then change(r, rows, 1, function(row) if row.price ~= "" then row.price = row.price * 40 end end) end
  if r:bool(0.2) then change(r, rows, 1, function(row) row.cut = true end) end
  if r:bool(0.2) and before then rows[r:int(1, #rows - 1)].id = before[r:int(1, #before)].id end
end

local function line(row)
  local price = row.price == "" and "" or (row.price_format or "%.2f"):format(row.price)
  if row.comma then price = price:gsub("%.", ",") end
  local fields = { row.day, row.minute, row.id, row.shop, price, row.units }
  if row.word then fields[row.word] = row.text end
  if row.gone then table.remove(fields, row.gone) end
  if row.more then table.insert(fields, row.more, "EUR") end
  for i, field in ipairs(fields) do fields[i] = tostring(field) end
  local text = table.concat(fields, ";")
  return row.cut and text:sub(1, #text // 2) or text
end

-- A day of the example below.
local function example_day(day, count)
  local closing, lines = day % 7 >= 5 and 1080 or 1440, {}
  for i = 1, count do
    local minute, units = 390 + (closing - 400) * (i - 1) // (count - 1), (i + day) % 4 == 0 and "" or (3 * i + day) % 9 + 1
    lines[i] = ("%d;%d;%d;%s;%.2f;%s"):format(day, minute, 1000 + 90 * day + 4 * i, ({ "nord", "hafen", "markt" })[i % 3 + 1], 9 + (7 * i + day) % 10 * 0.75, units)
  end
  return lines
end

-- Four days, and a good one with an odd line of each kind.
local function good_example()
  local past, today = {}, example_day(21, 14)
  for _, day in ipairs({ 0, 5, 7, 14 }) do
    for _, text in ipairs(example_day(day, day == 5 and 5 or 14)) do past[#past + 1] = text end
  end
  local function fields(i) return { today[i]:match("(%d+);(%d+);(%d+);(%a+);([%d.]+);(%d*)") } end
  local dear, again = fields(8), fields(11)
  today[4] = today[4]:sub(1, 9)
  dear[5], again[3] = ("%.2f"):format(dear[5] * 40), past[#past]:match("%d+;%d+;(%d+)")
  today[8], today[11] = table.concat(dear, ";"), table.concat(again, ";")
  return { past = past, day = 21, today = today, secret = { fault = "fine" }, returns = "fine",
    "A quarter of the `units` is always missing; a line is cut off, a price is forty times too high, and an `id` was there a week ago." }
end

local faults = {
  fine = function() end,
  schema = function(r, feed, rows)
    local some = r:bool() and #rows or share(r, rows, 0.2, 0.5)
    local kind = r:int(1, 5)
    change(r, rows, some, function(row)
      if kind == 1 then row.gone = 4 end
      if kind == 2 then row.more = 6 end
      if kind == 3 then row.word, row.text = 5, ("%d,%02d"):format(r:int(5, 50), r:int(0, 99)) end
      if kind == 4 then row.word, row.text = 6, "nan" end
      if kind == 5 then row.price = row.price == "" and 9 or row.price; row.price_format = "%.3e" end
    end)
  end,
  late = function(r, feed, rows)
    local stop = (rows[1].day % 7 >= 5 and 1080 or 1440) - r:int(300, 480)
    for _, row in ipairs(rows) do row.minute = row.minute > stop and r:int(360, stop) or row.minute end
  end,
  missing = function(r, feed, rows, rates)
    local column = r:pick({ "price", "units" })
    change(r, rows, share(r, rows, rates[column] + 0.45, rates[column] + 0.6), function(row) row[column] = "" end)
  end,
  range = function(r, feed, rows)
    local kind = r:int(1, 4)
    change(r, rows, share(r, rows, 0.2, 0.6), function(row)
      if kind == 1 then row.price = (row.price == "" and feed.price or row.price) * 100 end
      if kind == 2 then row.price = 0 end
      if kind == 3 then row.units = -r:int(1, 9) end
      if kind == 4 then row.units = r:int(1, 9) * 1000 end
    end)
  end,
  ["repeated"] = function(r, feed, rows, rates, before)
    local again = r:bool() and before or take(3, rows)
    local ids = {}
    for i, row in ipairs(again) do ids[i] = row.id end
    change(r, rows, share(r, rows, 0.25, 1), function(row) row.id = r:pick(ids) end)
  end,
}

return problem "feed-checks" {
  title = "Checks for a feed", round = "production_ml", difficulty = 3, minutes = 40,
  tags = "data quality, monitoring", skills = { ["data quality"] = 0.9, monitoring = 0.6 },
  statement = [[
A model is trained every night on the day's sales of three shops. They come as lines of text:

    day;minute;id;shop;price;units
    21;844;90417;hafen;12.90;3

`minute` is when the sale was written down, `id` the sale's number, `price` may have decimals; of `price` and `units` either may be
missing: then the field is empty. Day 0 was a Monday, so a day is at the weekend if `day % 7` is 5 or 6.

`past` holds three weeks, all of them good. Look at the lines of `today` and return one word, so that a bad day never reaches the model,
and a good one always does:

| word | what is wrong today |
|---|---|
| `schema` | lines do not have the six fields, or a number is not written as in the past (digits, at most one dot, perhaps a minus sign before them) |
| `late` | the lines stop hours before they do on such a day; there may be as many as always |
| `thin` | there are much fewer lines than on such a day |
| `missing` | in one column much more values are missing than usual |
| `range` | values of a column are far outside of what they have been |
| `repeated` | lines have the `id` of another line of today or of an earlier day |
| `fine` | nothing |

Of lines with one `id` all but the first are repeated. Only `price` and `units` are ever missing or out of range, and the `day` of each line is today's.

No day has two faults. No fault is subtle: what is `thin` has less than two thirds of its lines, and `schema`, `missing`, `range` and
`repeated` concern at least a fifth of the day's lines more than usual. But good days are not perfect:

- At weekends there are fewer lines, and they end at 18:00. The number of lines on the same day of the week differs by up to a tenth from
  its mean.
- One column may usually be missing in one of a hundred lines, another in one of four. On a single good day the share may be half as large
  again as usual, or, where there are few lines, one line more.
- Every good day, also in the past, may have **one** odd line of each kind: one that was cut off, one with a price forty times too high,
  one with an `id` that was there before.
]],
  fn = "verdict(past: (str)[n=1..3000], day: int in 0..1000, today: (str)[m=1..300]) -> str",
  secret = "fault: str",
  reference = function(a, secret) return secret.fault end,

  example {
    past = { "0;400;1;nord;12.50;1", "0;1420;2;markt;11.00;2", "5;500;4;nord;9.90;1", "5;1050;5;nord;12.00;", "7;610;7;hafen;12.50;1", "7;1399;8;nord;10.00;4" },
    day = 14, today = { "14;380;12;nord;12,50;1", "14;1400;14;nord;9,90;2" }, secret = { fault = "schema" }, returns = "schema",
    "The prices have commas. (Real tests have three whole weeks.)" },
  example(good_example()),
  random { "fine", 20, points = 40 },
  random { "schema", 5, points = 10 },
  random { "late", 5, points = 10 },
  random { "thin", 5, points = 10 },
  random { "missing", 6, points = 10 },
  random { "range", 5, points = 10 },
  random { "repeated", 5, points = 10 },
  make = function(r, row)
    local feed = { id = r:int(1000, 9000), price = r:real(8, 30), weekday = r:int(44, 60), weekend = r:int(16, 24) }
    local rates = { price = r:real(0.01, 0.03), units = r:real(0.2, 0.25) }
    if r:bool() then rates.price, rates.units = rates.units, rates.price end
    local past, before = {}, nil
    for day = 0, 20 do
      local rows = sold(r, feed, day, usual_rows(r, feed, day))
      usual_flaws(r, feed, rows, before, rates)
      for _, sale in ipairs(rows) do past[#past + 1] = line(sale) end
      before = rows
    end
    local day = 21 + r:int(0, 6)
    local fault = row[1]
    local count = usual_rows(r, feed, day)
    if fault == "thin" then count = math.floor((day % 7 >= 5 and feed.weekend or feed.weekday) * r:real(0.3, 0.6)) end
    local rows = sold(r, feed, day, count)
    usual_flaws(r, feed, rows, before, rates)
    if faults[fault] then faults[fault](r, feed, rows, rates, before) end
    local today = {}
    for i, sale in ipairs(rows) do today[i] = line(sale) end
    return { past = past, day = day, today = today, secret = { fault = fault } }
  end,

  hint { cost = 5, "Three days of the past are of today's day of the week." },
  hint { cost = 10, "Let every check compare a share of today's lines with the usual share plus a margin, so that one line is never enough." },
  follow_up { "The feed grows by a tenth each month, and in December everything doubles. Which of your checks break first, and what do you compare with then?" },
  follow_up { "Who is told, and what happens to the model, when a check fails at 3 in the morning?" },

  solution { "shares.py", file = "ok.py" },
  solution { "always-fine.py", expect = "score <= 0.4; accepted on fine; wrong_answer on late", "Never alarms.", [=[
def verdict(past, day, today):
    return "fine"
]=] },
  solution { "any-odd-line.py", file = "any_odd_line.py", expect = "wrong_answer on fine; accepted on schema", "Takes a single odd line for a fault." },
  solution { "every-day-alike.py", file = "every_day_alike.py", expect = "wrong_answer on fine", "Compares weekends with the mean of all days." },
  solution { "one-threshold.py", file = "one_threshold.py", expect = "wrong_answer on fine; accepted on missing", "One limit for missing values, whatever is usual for the column." },
  solution { "python-numbers.py", file = "python_numbers.py", expect = "accepted on fine; wrong_answer on schema", "Whatever `float` can read is a number: also nan and 1.2e+01." },
  solution { "largest-so-far.py", file = "largest_so_far.py", expect = "accepted on fine; wrong_answer on range", "The range is the smallest and largest value of the past, odd lines and all." },
  solution { "today-only.py", file = "today_only.py", expect = "accepted on fine; wrong_answer on repeated", "Looks for repeated ids in today's lines alone." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "shares.py:31", "a constant on both sides of the comparison" },
  equivalent { "shares.py:36", "a quantile and a factor: values of a fault are far beyond either" },
  equivalent { "shares.py:37", "a quantile and a factor: values of a fault are far beyond either" },
  equivalent { "shares.py:38", "no value lies exactly on a limit" },
  equivalent { "shares.py:43", "one line more or less decides nothing" },
  equivalent { "shares.py:52", "a share with a margin: one line more or less decides nothing" },
  equivalent { "shares.py:60", "on such a day the ends differ by an hour at most" },
  equivalent { "shares.py:61", "no feed stops exactly at the limit" },
  equivalent { "shares.py:63", "the number of lines is never exactly at the limit" },
  equivalent { "shares.py:66", "no share is exactly at the limit" },
  equivalent { "shares.py:68", "no share is exactly at the limit" },
  equivalent { "shares.py:70", "one line more or less decides nothing" },
}
