-- The idea to find: keep the moment of death beside the value, but hand a snapshot the minutes that were left.
-- A moment is right for a store whose clock runs on; a snapshot's clock stands still until it is restored.

return problem "drawer-store" {
  title = "Drawer store", round = "oop", difficulty = 3, minutes = 60, tags = "design, industry",
  skills = { design = 0.8, algorithms = 0.2 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
Write a small store in memory. It has drawers; a drawer has labels; each label holds a number. Go one level at a time. Level 1 is short on
purpose; each later level adds methods and leaves the earlier ones as they are.

- Every call carries `now`, a minute. It never decreases from one call to the next; several calls may share a minute. It means nothing
  before level 3.
- A drawer needs no opening: it exists as long as it has a label.
- Names are made of `a-z` and `0-9` and are ordered as strings are: `"a" < "a1" < "ab" < "b"`.
- "Absent" is `None` in Python, `std::nullopt` in C++ and `null` in JavaScript (shown as `nil` below). Lists are shown in curly brackets.
- A few hundred calls come in one test. Clear code is fast enough.]],

  class = "DrawerStore()",

  level "1. Put, get, remove" { points = 25, [[
- `put` sets a label's value and returns the value that it had before; absent if there was none.
- `get` returns the value; absent if there is none.
- `remove` takes the label away. It returns `false` if there was none.]],
    'put(now: int in 0..1e9, drawer: str[1..10] in "a-z0-9", label: str[1..10] in "a-z0-9", value: int in 0..1e9) -> int?',
    'get(now: int in 0..1e9, drawer: str[1..10] in "a-z0-9", label: str[1..10] in "a-z0-9") -> int?',
    'remove(now: int in 0..1e9, drawer: str[1..10] in "a-z0-9", label: str[1..10] in "a-z0-9") -> bool',
    trace [[
      put(1, "oak", "nails", 40) = nil; put(1, "oak", "nails", 35) = 40; get(2, "oak", "nails") = 35
      get(2, "ash", "nails") = nil; remove(3, "oak", "nails") = true; remove(3, "oak", "nails") = false
      get(3, "oak", "nails") = nil ]],
    trace [[
      put(0, "oak", "a", 0) = nil; get(0, "oak", "a") = 0; put(0, "oak", "a", 7) = 0; remove(0, "oak", "b") = false; get(0, "oak", "a") = 7 ]],
  },
  level "2. Looking around" { points = 25, needs = 1, [[
- `scan` lists the labels of one drawer that begin with `prefix`, in the order of their names, each as `"label=value"`. The empty prefix
  fits every label. A drawer that does not exist gives an empty list.
- `drawers` lists the drawers whose names begin with `prefix`, in the order of their names, each as the name, a space and its number of
  labels: `"oak 3"`. A drawer without labels does not exist.]],
    'scan(now: int in 0..1e9, drawer: str[1..10] in "a-z0-9", prefix: str[0..10] in "a-z0-9") -> str[]',
    'drawers(now: int in 0..1e9, prefix: str[0..10] in "a-z0-9") -> str[]',
    trace [[
      put(1, "oak", "nut", 4) = nil; put(1, "oak", "nail", 9) = nil; put(1, "oak", "bolt", 2) = nil; put(1, "ash", "nut", 1) = nil
      scan(2, "oak", "n") = {"nail=9", "nut=4"}; scan(2, "oak", "x") = {}
      drawers(2, "") = {"ash 1", "oak 3"}
      remove(3, "ash", "nut") = true; drawers(3, "") = {"oak 3"}; scan(3, "ash", "") = {} ]],
    trace [[
      put(1, "oak", "a1", 5) = nil; put(1, "oak", "a", 6) = nil; put(1, "oak2", "a", 7) = nil
      scan(1, "oak", "") = {"a=6", "a1=5"}; scan(1, "oak", "a1") = {"a1=5"}
      drawers(1, "oak") = {"oak 2", "oak2 1"}; drawers(1, "ak") = {} ]],
  },
  level "3. Things that expire" { points = 25, needs = { 1, 2 }, [[
- `put_for` is `put`, but the value lives for `ttl` minutes: it is there in the minutes `now` to `now + ttl - 1`, and from minute
  `now + ttl` on the label is gone, as if it had been removed. All methods see it that way.
- `put` sets a value that lives for ever, also where one with an end was before.
- `extend` gives a living value with an end `more` minutes more. It returns `false` if there is no value or if it lives for ever.
- `left` returns how many minutes are left, the present one included: `ttl` right after `put_for`. 0 if the value lives for ever; absent
  if there is none.]],
    'put_for(now: int in 0..1e9, drawer: str[1..10] in "a-z0-9", label: str[1..10] in "a-z0-9", value: int in 0..1e9, ttl: int in 1..1e6) -> int?',
    'extend(now: int in 0..1e9, drawer: str[1..10] in "a-z0-9", label: str[1..10] in "a-z0-9", more: int in 1..1e6) -> bool',
    'left(now: int in 0..1e9, drawer: str[1..10] in "a-z0-9", label: str[1..10] in "a-z0-9") -> int?',
    trace [[
      put_for(5, "oak", "glue", 8, 10) = nil; left(5, "oak", "glue") = 10; get(14, "oak", "glue") = 8; left(14, "oak", "glue") = 1
      get(15, "oak", "glue") = nil; left(15, "oak", "glue") = nil; drawers(15, "") = {} ]],
    trace [[
      put_for(1, "oak", "a", 3, 4) = nil; extend(2, "oak", "a", 5) = true; left(2, "oak", "a") = 8
      put(3, "oak", "a", 6) = 3; left(3, "oak", "a") = 0; extend(3, "oak", "a", 5) = false; get(99, "oak", "a") = 6 ]],
    trace [[
      put_for(1, "oak", "a", 3, 4) = nil; put_for(2, "oak", "b", 4, 1) = nil; scan(2, "oak", "") = {"a=3", "b=4"}
      scan(3, "oak", "") = {"a=3"}; put_for(3, "oak", "b", 5, 9) = nil; extend(5, "oak", "a", 1) = false; remove(5, "oak", "a") = false
      put(5, "oak", "a", 1) = nil; drawers(5, "oak") = {"oak 2"} ]],
  },
  level "4. Snapshots" { points = 25, needs = { 1, 2, 3 }, [[
- `snapshot` takes a picture of everything that is alive and returns how many labels are in it. The store keeps the newest three pictures.
- `restore` sets the whole store back to a picture: `back` 0 is the newest, 1 the one before, 2 the one before that. It returns `false`
  and changes nothing if there is no such picture.
- A value with an end has as many minutes left after `restore` as it had when the picture was taken.
- Restoring leaves all pictures as they are: the same one can be restored again, later.]],
    "snapshot(now: int in 0..1e9) -> int",
    "restore(now: int in 0..1e9, back: int in 0..9) -> bool",
    trace [[
      put_for(1, "oak", "glue", 8, 10) = nil; put(1, "oak", "nut", 4) = nil; snapshot(4) = 2
      put(5, "oak", "nut", 9) = 4; remove(5, "oak", "glue") = true; restore(100, 0) = true
      get(100, "oak", "nut") = 4; left(100, "oak", "glue") = 7; get(106, "oak", "glue") = 8; get(107, "oak", "glue") = nil
      restore(200, 0) = true; left(200, "oak", "glue") = 7; restore(200, 1) = false ]],
    trace [[
      restore(0, 0) = false; snapshot(0) = 0; put(0, "ash", "a", 1) = nil; snapshot(1) = 1; put(1, "ash", "a", 2) = 1; snapshot(2) = 1
      put_for(2, "ash", "b", 3, 2) = nil; snapshot(4) = 1; restore(5, 3) = false; restore(5, 2) = true; get(5, "ash", "a") = 1
      restore(6, 0) = true; scan(6, "ash", "") = {"a=2"} ]],
  },

  fuzz { runs = 16, ops = 220, now = increasing, seeds = "per_level",
         drawer = { "oak", "oak", "oak2", "ash" }, label = { "a", "a1", "ab", "b" }, prefix = { "", "", "a", "a1", "oak", "oak2", "k" },
         value = "0..9", ttl = { 1, 2, 3, 5, 8, 13, 40 }, more = { 1, 2, 5, 12 }, back = "0..3" },

  model = function()
    local entries, pictures, m = {}, {}, {}                   -- a list of { drawer, label, value, dies }; dies may be missing

    local function bury(now)
      local living = {}
      for _, e in ipairs(entries) do
        if not e.dies or now < e.dies then living[#living + 1] = e end
      end
      entries = living
    end
    local function find(drawer, label)
      for i, e in ipairs(entries) do
        if e.drawer == drawer and e.label == label then return e, i end
      end
    end
    local function begins(name, prefix) return name:sub(1, #prefix) == prefix end
    local function set(drawer, label, value, dies)
      local old, i = find(drawer, label)
      if old then table.remove(entries, i) end
      entries[#entries + 1] = { drawer = drawer, label = label, value = value, dies = dies }
      return old and old.value
    end

    function m.put(now, drawer, label, value)
      bury(now)
      return set(drawer, label, value)
    end
    function m.put_for(now, drawer, label, value, ttl)
      bury(now)
      return set(drawer, label, value, now + ttl)
    end
    function m.get(now, drawer, label)
      bury(now)
      local e = find(drawer, label)
      return e and e.value
    end
    function m.remove(now, drawer, label)
      bury(now)
      local e, i = find(drawer, label)
      if not e then return false end
      table.remove(entries, i)
      return true
    end
    function m.scan(now, drawer, prefix)
      bury(now)
      local found, lines = {}, {}
      for _, e in ipairs(entries) do
        if e.drawer == drawer and begins(e.label, prefix) then found[#found + 1] = e end
      end
      for i, e in ipairs(sort_by(found, function(e) return e.label end)) do lines[i] = e.label .. "=" .. e.value end
      return lines
    end
    function m.drawers(now, prefix)
      bury(now)
      local count, lines = {}, {}
      for _, e in ipairs(entries) do
        if begins(e.drawer, prefix) then count[e.drawer] = (count[e.drawer] or 0) + 1 end
      end
      for name, n in pairs(count) do lines[#lines + 1] = name .. " " .. n end
      return lines
    end
    function m.extend(now, drawer, label, more)
      bury(now)
      local e = find(drawer, label)
      if not e or not e.dies then return false end
      e.dies = e.dies + more
      return true
    end
    function m.left(now, drawer, label)
      bury(now)
      local e = find(drawer, label)
      if not e then return nil end
      return e.dies and e.dies - now or 0
    end
    function m.snapshot(now)
      bury(now)
      local picture = {}
      for i, e in ipairs(entries) do
        picture[i] = { drawer = e.drawer, label = e.label, value = e.value, left = e.dies and e.dies - now }
      end
      table.insert(pictures, 1, picture)
      pictures = take(3, pictures)
      return #picture
    end
    function m.restore(now, back)
      local picture = pictures[back + 1]
      if not picture then return false end
      entries = {}
      for i, e in ipairs(picture) do
        entries[i] = { drawer = e.drawer, label = e.label, value = e.value, dies = e.left and now + e.left }
      end
      return true
    end
    return m
  end,

  hint { cost = 5, "Write one private function that answers: is this label alive at `now`? Let every method ask it and nothing else." },
  hint { cost = 10, "Put the value and its end into one entry. Then a new value cannot inherit an old end by accident." },
  hint { cost = 20, "In the store, remember the minute in which a value dies. In a picture, remember how many minutes were left; turn them back into a minute when you restore. Copy the entries, not only the drawers." },
  idea { seconds = 90, "What does a picture have to hold for a value with an end?",
    right = "a copy of the value and the minutes that it had left",
    wrong = { "a copy of the value and the minute in which it dies", "a reference to the drawer and the minute of the picture",
              "the calls since the last picture" } },
  follow_up { "Take it to production: 300 million labels, 48 bytes each with their overhead, and 20,000 puts a second. How much memory is that? How long may a snapshot take to write at 500 MB/s, and how many puts arrive meanwhile? Which of these numbers decides how you take a picture without stopping the store?" },

  solution { "ok.py", file = "ok.py" },
  solution { "ok.cpp", file = "ok.cpp" },
  solution { "zero-is-nothing.py", file = "zero_is_nothing.py", expect = "wrong_answer on 1" },
  solution { "keeps-empty-drawers.py", file = "keeps_empty_drawers.py", expect = "accepted on 1; wrong_answer on 2" },
  solution { "sorts-the-lines.py", file = "sorts_the_lines.py", expect = "accepted on 1; wrong_answer on 2" },
  solution { "a-minute-too-long.py", file = "a_minute_too_long.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "put-keeps-the-end.py", file = "put_keeps_the_end.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "restores-the-moment.py", file = "restores_the_moment.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
  solution { "shallow-picture.py", file = "shallow_picture.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
}
