-- The idea to find: one state per task and one list of tasks in the order of adding. Everything else (ready, lost, room in
-- the ovens) is computed from them when it is asked for, so that nothing has to be undone when a task fails or is cancelled.

return problem "kitchen-flow" {
  title = "Kitchen flow", round = "oop", difficulty = 4, minutes = 75, tags = "design, industry",
  skills = { design = 0.6, algorithms = 0.4 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
A kitchen has many tasks, and some must wait for others: no frying before the chopping. Write the board that tells the cooks what to do
next. Go one level at a time. Level 1 is short on purpose; each later level adds methods and leaves the earlier ones as they are.

- A task is known by its name while it is on the board. Once it is finished it leaves the board, and its name is free for a new task.
- Task A *needs* task B if A may only start after B is finished, either directly (somebody said so) or through others (A needs C directly,
  and C needs B).
- Every call carries `now`, a minute. It never decreases from one call to the next; several calls may share a minute. It means nothing
  before level 2.
- "Absent" is `None` in Python, `std::nullopt` in C++ and `null` in JavaScript (shown as `nil` below). Lists are shown in curly brackets. A call that answers absent or
  `false` changes nothing.
- A few hundred calls and a dozen tasks come in one test. Clear code is fast enough.]],

  class = "KitchenFlow()",

  level "1. What comes next" { points = 25, [[
A task is *waiting* when it is added and *running* after it was started.

- `add` puts a new task on the board. It returns `false` if a task of this name is there already.
- `depends` says that `task` needs `first` directly. It returns `false` if one of them is not on the board, if `task` is not waiting, or if
  a circle would arise (a task that needs itself, directly or through others). Saying it again is fine: `true`.
- `ready` lists the waiting tasks that need nothing any more, in the order in which they were added.
- `start` starts the first task of that list and returns its name. Absent if the list is empty or if two tasks are running: there are two
  cooks.
- `finish` ends a running task: it leaves the board, and nobody needs it any more. It returns `false` if there is no such running task.
  A later task of the same name is a new one: it comes last in the order, needs nothing, and nobody needs it until somebody says so.]],
    'add(now: int in 0..1e9, task: str[1..10] in "a-z") -> bool',
    'depends(now: int in 0..1e9, task: str[1..10] in "a-z", first: str[1..10] in "a-z") -> bool',
    'ready(now: int in 0..1e9) -> str[]',
    'start(now: int in 0..1e9) -> str?',
    'finish(now: int in 0..1e9, task: str[1..10] in "a-z") -> bool',
    trace [[
      add(1, "fry") = true; add(1, "chop") = true; add(1, "salt") = true; add(1, "fry") = false; depends(2, "fry", "chop") = true
      ready(2) = {"chop", "salt"}; start(3) = "chop"; start(3) = "salt"; start(3) = nil; finish(4, "fry") = false
      finish(5, "chop") = true; ready(5) = {"fry"}; finish(5, "chop") = false; add(6, "chop") = true; ready(6) = {"fry", "chop"} ]],
    trace [[
      start(0) = nil; ready(0) = {}; add(0, "a") = true; add(0, "b") = true; add(0, "c") = true; depends(0, "a", "x") = false
      depends(0, "a", "b") = true; depends(0, "a", "b") = true; depends(0, "b", "c") = true
      depends(0, "c", "a") = false; depends(0, "b", "b") = false
      start(1) = "c"; depends(1, "c", "x") = false; add(1, "d") = true; depends(1, "c", "d") = false; finish(1, "c") = true
      depends(1, "d", "c") = false; ready(1) = {"b", "d"}; add(1, "c") = true; depends(1, "c", "b") = true; depends(1, "b", "c") = false ]],
  },
  level "2. When it burns" { points = 25, needs = 1, [[
- `fail` says that a running task went wrong. It is waiting again, but must pause: 2 minutes after its first failure and 6
  after its second. `fail` returns the minute in which the pause ends (`now` plus the pause); from that minute on, the task may be ready.
  With its third failure a task is *spoiled*: it does not start again, and `fail` returns -1. Absent if there is no such running task.
- `lost` lists the spoiled tasks and the waiting tasks that need a spoiled one, directly or through others, in the order in which they
  were added.]],
    'fail(now: int in 0..1e9, task: str[1..10] in "a-z") -> int?',
    'lost(now: int in 0..1e9) -> str[]',
    trace [[
      add(1, "bake") = true; fail(1, "bake") = nil; start(1) = "bake"; fail(10, "bake") = 12; ready(11) = {}; start(11) = nil
      ready(12) = {"bake"}; start(12) = "bake"; fail(13, "bake") = 19; start(19) = "bake"; finish(20, "bake") = true; lost(20) = {} ]],
    trace [[
      add(0, "ice") = true; add(0, "bake") = true; add(0, "tea") = true; add(0, "cut") = true; depends(0, "cut", "bake") = true
      depends(0, "ice", "cut") = true; start(0) = "bake"; start(0) = "tea"; fail(0, "bake") = 2; start(2) = "bake"
      fail(2, "bake") = 8; lost(8) = {}; start(8) = "bake"; fail(20, "bake") = -1
      lost(20) = {"ice", "bake", "cut"}; fail(20, "bake") = nil; depends(20, "bake", "tea") = false; start(99) = nil ]],
  },
  level "3. Ovens and urgency" { points = 25, needs = { 1, 2 }, [[
A pool is something that tasks share, such as four places in an oven. A running task occupies the places that it takes and gives them back
when it is not running any more.

- `pool` sets the number of places of a pool, new or known, and returns how many are free now. This may be negative, if the pool
  was made smaller than what is in use.
- `takes` says that `task` takes `places` of the pool `name` while it runs (instead of what was said before about these two; 0 is allowed).
  It returns `false` if there is no such pool or no such waiting task.
- `prefer` sets the urgency of a task, in any state; it is 0 until then. It returns `false` if the task is not on the board.
- From now on `ready` lists more urgent tasks first, and tasks of the same urgency in the order of adding. It does not look at pools.
- `start` takes the first task of that list for which every pool that it takes places of has enough free places (always true for 0
  places). A task that finds no room is passed over. There are still two cooks.]],
    'pool(now: int in 0..1e9, name: str[1..10] in "a-z", places: int in 0..1000) -> int',
    'takes(now: int in 0..1e9, task: str[1..10] in "a-z", name: str[1..10] in "a-z", places: int in 0..1000) -> bool',
    'prefer(now: int in 0..1e9, task: str[1..10] in "a-z", urgency: int in 0..9) -> bool',
    trace [[
      add(1, "cake") = true; add(1, "pie") = true; add(1, "bun") = true; takes(1, "cake", "oven", 1) = false; pool(1, "oven", 3) = 3
      takes(1, "cake", "oven", 2) = true; takes(1, "pie", "oven", 2) = true; takes(1, "bun", "oven", 1) = true; prefer(1, "pie", 5) = true
      ready(2) = {"pie", "cake", "bun"}; start(2) = "pie"; ready(2) = {"cake", "bun"}; start(3) = "bun"; start(3) = nil
      pool(3, "oven", 3) = 0; finish(4, "pie") = true; start(4) = "cake" ]],
    trace [[
      pool(0, "oven", 1) = 1; pool(0, "pan", 1) = 1; add(0, "a") = true; add(0, "b") = true; takes(0, "a", "oven", 1) = true
      takes(0, "a", "pan", 1) = true; takes(0, "b", "pan", 1) = true; takes(0, "a", "pan", 0) = true; start(0) = "a"; start(0) = "b"
      takes(1, "a", "oven", 0) = false; pool(1, "oven", 0) = -1; pool(1, "pan", 5) = 4; fail(1, "a") = 3; pool(1, "oven", 0) = 0
      start(9) = nil; pool(9, "oven", 1) = 1; start(9) = "a"; prefer(9, "zest", 1) = false; prefer(9, "b", 1) = true ]],
  },
  level "4. Cancel, resume, report" { points = 25, needs = { 1, 2, 3 }, [[
Guests change their minds, and the radio between kitchen and board loses and repeats messages. Still every dish is served exactly once.

- `cancel` cancels a task and all tasks that need it, directly or through others, as far as they are waiting, running or spoiled. They are
  *cancelled*: not ready, not running, not lost. It returns how many tasks it cancelled, 0 if there is no such task.
- `resume` gives a task and all tasks that it needs, directly or through others, a new chance: those that are cancelled, spoiled or waiting
  are waiting, with no failures and no pause; running ones run on. It returns how many of them were cancelled or spoiled, 0 if there is
  no such task.
- Each start of a task is an attempt. Attempts are numbered 1, 2, 3, ... for each name, and the count goes on for ever, also when a new task
  gets an old name.
- `report` is a `finish` by radio, for one attempt. If just this attempt is running, the task is finished: `true`. If this attempt has
  finished its task before (the message was repeated), the answer is `true` again, but nothing changes. In all other cases it is `false`:
  the attempt failed, was cancelled or never was.
- `served` lists what was finished so far, by `finish` or by `report`, in that order: each as the name, a space and the attempt, `"pie 2"`.]],
    'cancel(now: int in 0..1e9, unwanted: str[1..10] in "a-z") -> int',
    'resume(now: int in 0..1e9, wanted: str[1..10] in "a-z") -> int',
    'report(now: int in 0..1e9, task: str[1..10] in "a-z", attempt: int in 1..1e6) -> bool',
    'served(now: int in 0..1e9) -> str[]',
    trace [[
      add(1, "chop") = true; add(1, "fry") = true; depends(1, "fry", "chop") = true; start(1) = "chop"; cancel(2, "chop") = 2
      cancel(2, "fry") = 0; ready(2) = {}; report(3, "chop", 1) = false; resume(4, "fry") = 2; start(4) = "chop"
      report(5, "chop", 1) = false; report(5, "chop", 2) = true; report(6, "chop", 2) = true; served(6) = {"chop 2"}
      cancel(7, "chop") = 0; cancel(7, "fry") = 1; ready(7) = {}; resume(7, "chop") = 0; resume(7, "fry") = 1; ready(7) = {"fry"} ]],
    trace [[
      pool(0, "oven", 2) = 2; add(0, "pie") = true; takes(0, "pie", "oven", 2) = true; cancel(0, "cake") = 0
      cancel(0, "pie") = 1; resume(0, "pie") = 1; start(0) = "pie"
      fail(0, "pie") = 2; cancel(1, "pie") = 1; resume(1, "pie") = 1; start(1) = "pie"; pool(1, "oven", 2) = 0; cancel(1, "pie") = 1
      pool(1, "oven", 2) = 2; finish(1, "pie") = false; resume(2, "pie") = 1; start(2) = "pie"; fail(3, "pie") = 5
      report(3, "pie", 3) = false; report(3, "cake", 1) = false; start(5) = "pie"; finish(5, "pie") = true; report(5, "pie", 3) = false
      report(6, "pie", 4) = true; served(6) = {"pie 4"}; add(7, "pie") = true
      start(7) = "pie"; report(7, "pie", 4) = true; report(7, "pie", 1) = false; report(7, "pie", 5) = true; served(7) = {"pie 4", "pie 5"} ]],
    trace [[
      add(0, "jam") = true; add(0, "pie") = true; depends(0, "pie", "jam") = true; start(0) = "jam"; fail(0, "jam") = 2; start(2) = "jam"
      fail(2, "jam") = 8; start(8) = "jam"; fail(8, "jam") = -1; lost(9) = {"jam", "pie"}; cancel(9, "pie") = 1; lost(9) = {"jam"}
      depends(9, "pie", "jam") = false; resume(9, "pie") = 2; lost(9) = {}; start(9) = "jam"; fail(9, "jam") = 11; resume(10, "pie") = 0
      start(10) = "jam"; fail(10, "jam") = 12; resume(10, "tea") = 0 ]],
  },

  fuzz { runs = 18, ops = 300, now = increasing, seeds = "per_level",
         task = { "a", "b", "c", "d", "e", "f", "g", "h" }, first = { "a", "b", "c", "d", "e", "f", "g", "h" },
         unwanted = { "a", "b", "c", "d", "e", "f", "g", "h", "x", "x", "x", "x", "x", "x", "x", "x" },      -- mostly unknown: tasks should live
         wanted = { "a", "b", "c", "d", "e", "f", "g", "h" },
         name = { "oven", "pan" }, places = { 0, 1, 1, 2, 2, 3 }, urgency = { 0, 0, 1, 2 }, attempt = { 1, 1, 2, 2, 3, 4, 5, 6 } },

  model = function()
    local tasks, pools, attempts, done, m = {}, {}, {}, {}, {}   -- tasks on the board, in the order of adding

    local function find(name)
      for i, task in ipairs(tasks) do
        if task.name == name then return task, i end
      end
    end
    local function needs(a, b)                                -- directly or through others
      for name in pairs(a.first) do
        if name == b.name or needs(find(name), b) then return true end
      end
      return false
    end
    local function names(wanted)
      local list = {}
      for _, task in ipairs(tasks) do
        if wanted(task) then list[#list + 1] = task.name end
      end
      return list
    end
    local function free(pool)
      local places = pools[pool]
      for _, task in ipairs(tasks) do
        if task.state == "running" then places = places - (task.takes[pool] or 0) end
      end
      return places
    end
    local function has_room(task)
      for pool, places in pairs(task.takes) do
        if places > 0 and free(pool) < places then return false end
      end
      return true
    end
    local function is_ready(now, task)
      if task.state ~= "waiting" or now < task.pause then return false end
      for _ in pairs(task.first) do return false end
      return true
    end
    local function serve(name)
      local _, i = find(name)
      table.remove(tasks, i)
      for _, other in ipairs(tasks) do other.first[name] = nil end
      done[#done + 1] = { name = name, attempt = attempts[name] }
      return true
    end

    function m.add(now, task)
      if find(task) then return false end
      tasks[#tasks + 1] = { name = task, first = {}, takes = {}, state = "waiting", pause = 0, failures = 0, urgency = 0 }
      return true
    end
    function m.depends(now, task, first)
      local a, b = find(task), find(first)
      if not a or not b or a.state ~= "waiting" or a == b or needs(b, a) then return false end
      a.first[first] = true
      return true
    end
    function m.ready(now)
      return sort_by(names(function(task) return is_ready(now, task) end), function(name) return -find(name).urgency end)
    end
    function m.start(now)
      if #names(function(task) return task.state == "running" end) == 2 then return nil end
      for _, name in ipairs(m.ready(now)) do
        local task = find(name)
        if has_room(task) then
          task.state = "running"
          attempts[name] = (attempts[name] or 0) + 1
          return name
        end
      end
      return nil
    end
    function m.finish(now, task)
      local a = find(task)
      return a ~= nil and a.state == "running" and serve(task)
    end
    function m.fail(now, task)
      local a = find(task)
      if not a or a.state ~= "running" then return nil end
      a.failures = a.failures + 1
      if a.failures == 3 then
        a.state = "spoiled"
        return -1
      end
      a.state, a.pause = "waiting", now + ({ 2, 6 })[a.failures]
      return a.pause
    end
    function m.lost(now)
      return names(function(task)
        if task.state == "spoiled" then return true end
        for _, other in ipairs(tasks) do
          if task.state == "waiting" and other.state == "spoiled" and needs(task, other) then return true end
        end
        return false
      end)
    end
    function m.pool(now, name, places)
      pools[name] = places
      return free(name)
    end
    function m.takes(now, task, name, places)
      local a = find(task)
      if not a or not pools[name] or a.state ~= "waiting" then return false end
      a.takes[name] = places
      return true
    end
    function m.prefer(now, task, urgency)
      local a = find(task)
      if not a then return false end
      a.urgency = urgency
      return true
    end
    function m.cancel(now, unwanted)
      local a, n = find(unwanted), 0
      for _, b in ipairs(tasks) do
        if a and (a == b or needs(b, a)) and (b.state == "waiting" or b.state == "running" or b.state == "spoiled") then
          b.state = "cancelled"
          n = n + 1
        end
      end
      return n
    end
    function m.resume(now, wanted)
      local a, n = find(wanted), 0
      for _, b in ipairs(tasks) do
        if a and (a == b or needs(a, b)) and b.state ~= "running" then
          if b.state ~= "waiting" then n = n + 1 end
          b.state, b.failures, b.pause = "waiting", 0, 0
        end
      end
      return n
    end
    function m.report(now, task, attempt)
      for _, old in ipairs(done) do
        if old.name == task and old.attempt == attempt then return true end
      end
      return attempts[task] == attempt and m.finish(now, task)
    end
    function m.served(now)
      local lines = {}
      for i, old in ipairs(done) do lines[i] = old.name .. " " .. old.attempt end
      return lines
    end
    return m
  end,

  hint { cost = 5, "Keep one record per task: its state, what it needs directly, its failures, its attempts. Compute lists from the records when somebody asks." },
  hint { cost = 10, "One private function that collects everything a task needs, directly or through others, answers four questions: circles, lost tasks, cancel and resume." },
  hint { cost = 20, "Do not count free places up and down. Count the places of the running tasks when you need to know: then fail, cancel and finish give them back by themselves. For reports, remember which attempt finished which task." },
  idea { seconds = 120, "A report arrives for a task that was cancelled and started again. How do you know whether to believe it?",
    right = "by the number of the attempt that it names",
    wrong = { "by the minute in which it arrives", "by the state of the task: if it runs, the report is right",
              "by keeping a list of the reports that were seen" } },
  follow_up { "Take it to production: 50,000 flows a minute of 12 tasks each, every task writes 3 state changes of 200 bytes. How many writes a second and how many GB a day are that? A worker dies every 20 minutes in a fleet of 400: how many attempts a day run twice if a task takes 40 seconds and a worker runs 8 at a time? What makes the second run harmless?" },

  solution { "ok.py", file = "ok.py" },
  solution { "ok.cpp", file = "ok.cpp" },
  solution { "short-circles-only.py", file = "short_circles_only.py", expect = "wrong_answer on 1" },
  solution { "needs-by-name.py", file = "needs_by_name.py", expect = "wrong_answer on 1" },
  solution { "steady-pauses.py", file = "steady_pauses.py", expect = "accepted on 1; wrong_answer on 2" },
  solution { "lost-neighbours-only.py", file = "lost_neighbours_only.py", expect = "accepted on 1; wrong_answer on 2" },
  solution { "first-or-nothing.py", file = "first_or_nothing.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "failure-keeps-the-oven.py", file = "failure_keeps_the_oven.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "any-report-will-do.py", file = "any_report_will_do.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
  solution { "served-twice.py", file = "served_twice.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
  solution { "remembers-old-failures.py", file = "remembers_old_failures.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
}
