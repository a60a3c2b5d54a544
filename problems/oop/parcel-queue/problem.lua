-- The idea to find: never move a parcel. Keep one log per topic, in the order of publishing, and give each parcel a state.
-- "Its old place", "earlier parcel of the key", offsets, replay and compaction are then all questions to one list.

return problem "parcel-queue" {
  title = "Parcel queue", round = "oop", difficulty = 4, minutes = 75, tags = "design, industry",
  skills = { design = 0.7, algorithms = 0.3 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
Write a queue that hands out parcels. It has topics; each topic is a queue of its own and knows nothing of the others. Go one level at a
time. Level 1 is short on purpose; each later level adds methods and leaves the earlier ones as they are.

- A parcel is known by its number. The same number in two topics means two different parcels.
- A topic needs no opening: one that nobody has used is simply empty.
- Every call carries `now`, a second. It never decreases from one call to the next; several calls may share a second. It means nothing
  before level 2.
- "Absent" is `None` in Python, `std::nullopt` in C++ and `null` in JavaScript (shown as `nil` below). Lists are shown in curly brackets.
- A few hundred calls come in one test. Clear code is fast enough.]],

  class = "ParcelQueue()",

  level "1. Publish and poll" { points = 25, [[
A published parcel is *waiting* until it is handed out.

- `publish` puts a parcel at the end of the topic. Senders repeat themselves when they are unsure, so: if the topic has had this parcel
  before, `publish` changes nothing and returns `false`, even if the parcel was handed out long ago.
- `poll` hands out the oldest waiting parcel of the topic (the one that was published first) and returns its number. The parcel is *done*.
  Absent if none is waiting.
- `waiting` returns how many parcels of the topic are waiting.]],
    'publish(now: int in 0..1e9, topic: str[1..10] in "a-z", parcel: int in 1..1e6) -> bool',
    'poll(now: int in 0..1e9, topic: str[1..10] in "a-z") -> int?',
    'waiting(now: int in 0..1e9, topic: str[1..10] in "a-z") -> int',
    trace [[
      publish(1, "north", 7) = true; publish(1, "north", 3) = true; publish(2, "north", 7) = false; waiting(2, "north") = 2
      poll(3, "north") = 7; publish(3, "north", 7) = false; poll(4, "north") = 3; poll(4, "north") = nil ]],
    trace [[
      poll(0, "north") = nil; waiting(0, "north") = 0; publish(0, "north", 1) = true; publish(0, "south", 1) = true
      poll(0, "south") = 1; waiting(0, "south") = 0; waiting(0, "north") = 1 ]],
  },
  level "2. Leases" { points = 25, needs = 1, [[
Couriers sometimes fail. A courier who wants to be sure leases a parcel and confirms it later.

- `lease` lends the oldest waiting parcel for some seconds and returns its number; absent if none is waiting. While it is lent, the parcel
  is *leased* and not waiting.
- `ack` confirms a leased parcel: it is done. It returns `false` and changes nothing if the parcel is not leased at this moment.
- A parcel that is leased at `now` and not confirmed is waiting again from second `now + seconds` on, at its old place: before every
  parcel that was published after it.]],
    'lease(now: int in 0..1e9, topic: str[1..10] in "a-z", seconds: int in 1..1e6) -> int?',
    'ack(now: int in 0..1e9, topic: str[1..10] in "a-z", parcel: int in 1..1e6) -> bool',
    trace [[
      publish(0, "north", 7) = true; publish(0, "north", 3) = true
      lease(1, "north", 10) = 7; waiting(1, "north") = 1; lease(2, "north", 3) = 3; lease(4, "north", 5) = nil
      ack(4, "north", 3) = true; ack(4, "north", 3) = false; ack(10, "north", 7) = true; waiting(99, "north") = 0 ]],
    trace [[
      publish(0, "north", 7) = true; publish(0, "north", 3) = true; lease(1, "north", 10) = 7
      waiting(10, "north") = 1; waiting(11, "north") = 2; ack(11, "north", 7) = false; poll(11, "north") = 7; poll(12, "north") = 3 ]],
    trace [[
      ack(0, "north", 5) = false; publish(0, "north", 5) = true; ack(0, "north", 5) = false; lease(0, "north", 2) = 5
      ack(1, "south", 5) = false; lease(2, "north", 2) = 5; ack(3, "north", 5) = true; publish(4, "north", 5) = false ]],
  },
  level "3. Keys and dead letters" { points = 25, needs = { 1, 2 }, [[
Parcels for one house must arrive in order, and a parcel that nobody manages to deliver must not come back for ever.

- `publish_keyed` is `publish` for a parcel with a key, the house. Parcels from `publish` have no key; nothing changes for them.
- While a parcel with a key is leased, all later parcels of the topic with the same key are held back: `poll` and `lease` pass over them
  and take the oldest waiting parcel that is not held back (absent if there is none). Parcels that are held back still count as waiting.
- When the third lease of a parcel with a key runs out without `ack`, the parcel does not wait again: it is *dead*. It holds nothing back.
- `dead` lists the numbers of the dead parcels of a topic, the smallest number first.]],
    'publish_keyed(now: int in 0..1e9, topic: str[1..10] in "a-z", parcel: int in 1..1e6, key: str[1..10] in "a-z") -> bool',
    'dead(now: int in 0..1e9, topic: str[1..10] in "a-z") -> int[]',
    trace [[
      publish_keyed(0, "north", 1, "oak") = true; publish_keyed(0, "north", 2, "oak") = true; publish_keyed(0, "north", 3, "elm") = true
      lease(1, "north", 9) = 1; poll(2, "north") = 3; poll(2, "north") = nil; waiting(2, "north") = 1
      ack(3, "north", 1) = true; poll(3, "north") = 2; publish_keyed(4, "north", 2, "elm") = false; publish(4, "north", 1) = false
      publish(5, "north", 8) = true; publish(5, "north", 9) = true; lease(5, "north", 1) = 8; poll(5, "north") = 9 ]],
    trace [[
      publish_keyed(0, "north", 1, "oak") = true; publish_keyed(0, "north", 2, "oak") = true
      lease(0, "north", 1) = 1; lease(1, "north", 1) = 1; lease(2, "north", 5) = 1; dead(6, "north") = {}; lease(6, "north", 1) = nil
      dead(7, "north") = {1}; ack(7, "north", 1) = false; lease(7, "north", 1) = 2; publish(8, "north", 1) = false ]],
    trace [[
      publish_keyed(0, "north", 2, "oak") = true; publish_keyed(0, "north", 1, "elm") = true
      lease(0, "north", 1) = 2; lease(0, "north", 1) = 1; lease(1, "north", 1) = 2; lease(1, "north", 1) = 1
      lease(2, "north", 4) = 2; lease(2, "north", 9) = 1
      poll(20, "north") = nil; dead(20, "north") = {1, 2}; dead(20, "south") = {}
      publish(21, "south", 1) = true; lease(21, "south", 1) = 1; lease(22, "south", 1) = 1; lease(23, "south", 1) = 1
      lease(24, "south", 1) = 1; dead(25, "south") = {}; waiting(25, "south") = 1 ]],
  },
  level "4. Replay and compaction" { points = 25, needs = { 1, 2, 3 }, [[
Every parcel of a topic has an offset: 0 for the first that was published there, then 1, 2, ... An offset never changes.

- `offset` returns the offset of a parcel; absent if the topic does not have it.
- `replay` looks at all parcels with offset `first` or higher. Those that are done or dead are waiting again, at their old places, as if
  they had never been leased. It returns how many these were.
- `compact` removes every parcel that is done or dead and has a key, if the topic has a later parcel with the same key (in whatever
  state). It returns how many it removed. The other parcels keep their offsets.
- A removed parcel is forgotten: the topic does not have it any more. Its number may be published again, as a new parcel with a new
  offset, one higher than the highest so far. Offsets are not used twice.]],
    'offset(now: int in 0..1e9, topic: str[1..10] in "a-z", parcel: int in 1..1e6) -> int?',
    'replay(now: int in 0..1e9, topic: str[1..10] in "a-z", first: int in 0..1e6) -> int',
    'compact(now: int in 0..1e9, topic: str[1..10] in "a-z") -> int',
    trace [[
      publish_keyed(0, "north", 7, "oak") = true; publish(0, "north", 8) = true; publish_keyed(0, "north", 9, "oak") = true
      poll(1, "north") = 7; poll(1, "north") = 8; compact(2, "north") = 1; offset(2, "north", 7) = nil; offset(2, "north", 9) = 2
      replay(3, "north", 0) = 1; poll(3, "north") = 8; poll(3, "north") = 9; publish(4, "north", 7) = true; offset(4, "north", 7) = 3 ]],
    trace [[
      publish_keyed(0, "north", 1, "oak") = true
      lease(0, "north", 1) = 1; lease(1, "north", 1) = 1; lease(2, "north", 1) = 1; dead(3, "north") = {1}
      replay(3, "north", 1) = 0; replay(3, "north", 0) = 1; dead(3, "north") = {}; lease(3, "north", 1) = 1; lease(4, "north", 1) = 1
      lease(5, "north", 1) = 1; replay(5, "north", 0) = 0; dead(6, "north") = {1} ]],
    trace [[
      publish_keyed(0, "north", 1, "oak") = true; publish_keyed(0, "north", 2, "oak") = true; compact(0, "north") = 0
      lease(0, "north", 5) = 1; compact(1, "north") = 0; ack(2, "north", 1) = true; lease(2, "north", 5) = 2
      replay(3, "north", 0) = 1; lease(3, "north", 5) = 1; compact(4, "south") = 0; offset(4, "south", 1) = nil ]],
  },

  fuzz { runs = 18, ops = 300, now = increasing, seeds = "per_level",
         topic = { "north", "north", "north", "north", "south" }, parcel = "1..40", key = { "oak", "elm", "ash" },
         seconds = { 1, 2, 3, 5, 8, 13, 30 }, first = { 0, 0, 1, 3, 6, 12, 24, 48 } },

  model = function()
    local topics, m = {}, {}

    -- The topic's parcels in the order of publishing, after every lease that has run out by `now` has ended.
    local function settled(now, name)
      topics[name] = topics[name] or { log = {}, published = 0 }
      for _, p in ipairs(topics[name].log) do
        if p.state == "leased" and p.ends <= now then
          p.state = p.key and p.leases == 3 and "dead" or "waiting"
        end
      end
      return topics[name].log
    end
    local function find(log, parcel)
      for i, p in ipairs(log) do
        if p.parcel == parcel then return p, i end
      end
    end
    local function held_back(log, i)
      for j = 1, i - 1 do
        if log[j].state == "leased" and log[j].key and log[j].key == log[i].key then return true end
      end
      return false
    end
    local function oldest(log)
      for i, p in ipairs(log) do
        if p.state == "waiting" and not held_back(log, i) then return p end
      end
    end
    local function finished(p) return p.state == "done" or p.state == "dead" end

    function m.publish_keyed(now, topic, parcel, key)
      local log = settled(now, topic)
      if find(log, parcel) then return false end
      log[#log + 1] = { parcel = parcel, key = key, offset = topics[topic].published, state = "waiting", leases = 0 }
      topics[topic].published = topics[topic].published + 1
      return true
    end
    function m.publish(now, topic, parcel) return m.publish_keyed(now, topic, parcel, nil) end
    function m.poll(now, topic)
      local p = oldest(settled(now, topic))
      if not p then return nil end
      p.state = "done"
      return p.parcel
    end
    function m.waiting(now, topic)
      local n = 0
      for _, p in ipairs(settled(now, topic)) do
        if p.state == "waiting" then n = n + 1 end
      end
      return n
    end
    function m.lease(now, topic, seconds)
      local p = oldest(settled(now, topic))
      if not p then return nil end
      p.state, p.ends, p.leases = "leased", now + seconds, p.leases + 1
      return p.parcel
    end
    function m.ack(now, topic, parcel)
      local p = find(settled(now, topic), parcel)
      if not p or p.state ~= "leased" then return false end
      p.state = "done"
      return true
    end
    function m.dead(now, topic)
      local numbers = {}
      for _, p in ipairs(settled(now, topic)) do
        if p.state == "dead" then numbers[#numbers + 1] = p.parcel end
      end
      table.sort(numbers)
      return numbers
    end
    function m.offset(now, topic, parcel)
      local p = find(settled(now, topic), parcel)
      return p and p.offset
    end
    function m.replay(now, topic, first)
      local n = 0
      for _, p in ipairs(settled(now, topic)) do
        if p.offset >= first and finished(p) then
          p.state, p.leases = "waiting", 0
          n = n + 1
        end
      end
      return n
    end
    function m.compact(now, topic)
      local log, kept = settled(now, topic), {}
      for i, p in ipairs(log) do
        local newer = false
        for j = i + 1, #log do
          newer = newer or p.key and log[j].key == p.key
        end
        if not (finished(p) and newer) then kept[#kept + 1] = p end
      end
      topics[topic].log = kept
      return #log - #kept
    end
    return m
  end,

  hint { cost = 5, "Let every method begin with the same step: end all leases of the topic that have run out by `now`." },
  hint { cost = 10, "Do not take a parcel out of the list when it is handed out. Write on it what it is: waiting, leased, done or dead." },
  hint { cost = 20, "Walk through the log from the front and collect the keys of the leased parcels that you pass. The first waiting parcel whose key you have not collected is the one to hand out. Store the offset in the parcel; do not count places in the list." },
  idea { seconds = 120, "A lease runs out. How does the parcel find its old place?",
    right = "it never left: the log keeps its order, only the parcel's state changes",
    wrong = { "it is put in front of the queue", "it goes to the back and the queue is sorted by the time of the lease",
              "a second queue of returned parcels is always served first" } },
  follow_up { "Take it to production: 2 million messages a second of 1 KB, each stored three times. How many GB a second come in, how many are written to disks, and how many TB of disk does a day need? Then choose the partitions: what does your key rule demand of them?" },

  solution { "ok.py", file = "ok.py" },
  solution { "ok.cpp", file = "ok.cpp" },
  solution { "forgets-delivered.py", file = "forgets_delivered.py", expect = "wrong_answer on 1" },
  solution { "back-of-the-queue.py", file = "back_of_the_queue.py", expect = "accepted on 1; wrong_answer on 2" },
  solution { "late-ack.py", file = "late_ack.py", expect = "accepted on 1; wrong_answer on 2" },
  solution { "one-lease-too-many.py", file = "one_lease_too_many.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "dead-hold-back.py", file = "dead_hold_back.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "poll-ignores-keys.py", file = "poll_ignores_keys.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "offsets-are-places.py", file = "offsets_are_places.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
  solution { "replay-keeps-the-count.py", file = "replay_keeps_the_count.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
  solution { "compacts-what-waits.py", file = "compacts_what_waits.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
}
