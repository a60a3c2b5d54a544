-- The idea to find: what is left of an epoch is a set, not a number. The order follows from seed and epoch alone; only
-- what was handed out has to be saved.
return problem "sample-once" {
  title = "Each sample once", round = "production_ml", difficulty = 3, minutes = 45,
  tags = "training, data loading, design", skills = { design = 0.7, training = 0.4 },
  license = "Apache-2.0", written = "2026-11-22", review_by = "2028-11-22", ai = "forbidden",
  sources = { "Original." },

  statement = [[
A training run reads its samples in epochs: in each epoch every sample exactly once, each time in another order, shared out among several workers. Machines
die, and then the run goes on from its last checkpoint, often with another number of workers. Still no sample may be lost or read twice. Write the sampler.

The samples are `0` to `samples - 1`. The order of an epoch is fixed by the seed and the epoch alone, so that it can always be made again. It uses the numbers

    mix(h, v): begin with g = h xor v; then twice: g = (g * 2654435761) mod 2^32, and after it g = g xor (g >> 15)
    key(epoch, i) = mix(mix(mix(0, seed), epoch), i)

In the order of an epoch a sample `i` with a smaller `key(epoch, i)` comes first; of two with equal keys the smaller `i`.

- "Absent" is `None` in Python, `std::nullopt` in C++ and `null` in JavaScript (shown as `nil` below). Lists are shown in curly brackets.
- What returns `false` or absent has changed nothing. A few hundred calls come in one test. Clear code is fast enough.

Go one level at a time; each later level adds methods. The first epoch is epoch 0.]],

  class = "Sampler(samples: int in 0..200, workers: int in 1..8, seed: int in 0..1000000)",

  level "1. Order" { points = 20, [[
`order` returns the order that an epoch of `count` samples (`0` to `count - 1`) has.]],
    "order(epoch: int in 0..1000, count: int in 0..200) -> int[]",
    trace [[
      Sampler(5, 2, 7)
      order(0, 5) = {0, 4, 1, 2, 3}; order(1, 5) = {1, 4, 3, 2, 0}; order(0, 0) = {}; order(0, 3) = {0, 1, 2} ]],
  },
  level "2. Workers" { points = 25, needs = 1, [[
When an epoch begins, its samples are *dealt* to the workers `0` to `workers - 1`: in the epoch's order, the first sample to worker 0, the next to worker 1, and so on,
round and round.

- `draw` hands the worker the next of the samples that were dealt to it. Absent if it has none left, or if there is no such worker. Workers are not equally fast.
- `left` returns how many samples of this epoch have not been handed out.
- `advance` begins the next epoch; `false` if samples are left.]],
    "draw(worker: int in 0..7) -> int?",
    "left() -> int",
    "advance() -> bool",
    trace [[
      Sampler(5, 2, 7)
      draw(0) = 0; draw(0) = 1; draw(0) = 3; draw(0) = nil; left() = 2; advance() = false; draw(1) = 4; draw(2) = nil; draw(1) = 2; draw(1) = nil
      left() = 0; advance() = true; draw(1) = 4; draw(0) = 1 ]],
  },
  level "3. Crashes" { points = 30, needs = { 1, 2 }, [[
- `save` makes a checkpoint; it replaces the one before.
- `crash` throws the run back to its last checkpoint: to the epoch of that moment, with just those samples handed out that had been handed out then. (Without a checkpoint
  that is the beginning of epoch 0.) From now on there are `workers` workers. The samples of that epoch that are not handed out are dealt to them anew, in the epoch's order, beginning with
  worker 0. The checkpoint stays: the next crash may go back to it again.
- `epoch` returns the number of the current epoch. (In Python an attribute `self.epoch` would hide that method: call yours otherwise.)]],
    "save()",
    "crash(workers: int in 1..8)",
    "epoch() -> int",
    trace [[
      Sampler(5, 2, 7)
      draw(1) = 4; draw(1) = 2; save(); draw(1) = nil; draw(0) = 0; crash(3); left() = 3
      draw(2) = 3; draw(0) = 0; draw(1) = 1; draw(0) = nil; advance() = true; draw(2) = 3; epoch() = 1; crash(1); epoch() = 0; draw(0) = 0; draw(0) = 1 ]],
    trace [[
      Sampler(2, 1, 7)
      draw(0) = 0; crash(1); draw(0) = 0; draw(0) = 1; advance() = true; save(); crash(2); epoch() = 1; left() = 2 ]],
  },
  level "4. The data change" { points = 25, needs = { 1, 2, 3 }, [[
- `grow` adds `count` new samples, which get the next numbers, and returns how many samples there are then, dropped ones included. Epochs that **begin** after that have them; an epoch that has
  begun never gets them, also if a crash leads back into it.
- `drop` says that a sample is broken: from now on it is never dealt or handed out again. If it was dealt to a worker already, it is simply missing there; nothing else is
  dealt anew. `false` if there is no such sample or if it was dropped before.

An epoch that a crash undid, because the checkpoint is of an earlier one, has not begun: when it begins again, it has all samples that there are then.

Both are facts about the data: no crash undoes them. `left` does not count dropped samples.]],
    "grow(count: int in 0..20) -> int",
    "drop(sample: int in 0..1000) -> bool",
    trace [[
      Sampler(5, 2, 7)
      drop(4) = true; drop(4) = false; drop(5) = false; draw(0) = 0; draw(0) = 1; draw(0) = 3; draw(0) = nil; left() = 1; crash(2); draw(0) = 0; draw(0) = 2; left() = 2 ]],
    trace [[
      Sampler(1, 1, 7)
      save(); grow(2) = 3; left() = 1; draw(0) = 0; advance() = true; left() = 3; crash(1); left() = 1; draw(0) = 0; advance() = true; left() = 3 ]],
  },

  fuzz { runs = 12, ops = 120, samples = "0..7", seed = "0..1000000", workers = "1..3", worker = { 0, 0, 0, 1, 1, 2, 3 }, count = "0..3", sample = "0..9", epoch = "0..50" },

  model = function(samples, workers, seed)
    local m = {}
    local total, dropped, checkpoint = samples, {}, { epoch = 0, size = samples, given = {} }
    local epoch, size, given, hands                        -- hands[worker + 1]: what was dealt and not handed out

    local function mix(h, v)
      local g = h ~ v
      for _ = 1, 2 do
        g = (g * 2654435761) & 0xffffffff
        g = g ~ (g >> 15)
      end
      return g
    end
    local function copied(set)
      local copy = {}
      for i in sorted(set) do copy[i] = true end
      return copy
    end
    function m.order(of, count)
      local list = {}
      for i = 0, count - 1 do list[i + 1] = i end
      return sort_by(list, function(i) return mix(mix(mix(0, seed), of), i), i end)
    end
    local function deal()
      hands = {}
      for worker = 1, workers do hands[worker] = {} end
      local n = 0
      for _, i in ipairs(m.order(epoch, size)) do
        if not given[i] and not dropped[i] then
          table.insert(hands[n % workers + 1], i)
          n = n + 1
        end
      end
    end
    local function go_back()
      epoch, size, given = checkpoint.epoch, checkpoint.size, copied(checkpoint.given)
      deal()
    end
    go_back()

    function m.draw(worker)
      local hand = hands[worker + 1]
      if not hand or #hand == 0 then return nil end
      given[hand[1]] = true
      return table.remove(hand, 1)
    end
    function m.left()
      local n = 0
      for _, hand in ipairs(hands) do n = n + #hand end
      return n
    end
    function m.advance()
      if m.left() > 0 then return false end
      epoch, size, given = epoch + 1, total, {}
      deal()
      return true
    end
    function m.save() checkpoint = { epoch = epoch, size = size, given = copied(given) } end
    function m.crash(now)
      workers = now
      go_back()
    end
    function m.epoch() return epoch end
    function m.grow(count)
      total = total + count
      return total
    end
    function m.drop(sample)
      if sample >= total or dropped[sample] then return false end
      dropped[sample] = true
      for _, hand in ipairs(hands) do
        for i = #hand, 1, -1 do
          if hand[i] == sample then table.remove(hand, i) end
        end
      end
      return true
    end
    return m
  end,

  hint { cost = 5, "Write `deal` once: all samples of the epoch that are neither handed out nor dropped, in order, round and round. Beginning an epoch and crashing both end with it." },
  hint { cost = 10, "A checkpoint is the epoch, its number of samples, and the set of those handed out. Copy the set." },
  idea { seconds = 60, "A checkpoint keeps the epoch and how many samples were handed out. Why is that too little?",
    right = "workers are not equally fast: what was handed out is not a beginning of the order", wrong = { "the seed has to be kept, too", "the number of workers may be different afterwards, and the order depends on it", "nothing is missing" } },
  follow_up { "There are 10 billion samples in 100,000 files, and the order of an epoch no longer fits in memory. What do you shuffle, and what does a checkpoint hold?" },

  solution { "sets.py", file = "ok.py" },
  solution { "one-order.py", file = "one_order.py", expect = "wrong_answer on 1", "The same order in every epoch." },
  solution { "never-wraps.py", file = "never_wraps.py", expect = "wrong_answer on 1", "Computes the keys without the remainder by 2^32." },
  solution { "slices.py", file = "slices.py", expect = "accepted on 1; wrong_answer on 2", "Gives each worker a part of equal length and loses the rest." },
  solution { "first-come.py", file = "first_come.py", expect = "accepted on 1; wrong_answer on 2", "Whoever asks first gets the next sample of the order." },
  solution { "counts.py", file = "counts.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3", "The checkpoint holds how many were handed out, not which." },
  solution { "loses-samples.py", file = "loses_samples.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3", "Samples that were handed out after the checkpoint do not come again." },
  solution { "one-crash.py", file = "one_crash.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3", "Goes on with the set of the checkpoint itself: the second crash does not find it as it was." },
  solution { "grows-at-once.py", file = "grows_at_once.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4", "After a crash the epoch has the new samples." },
  solution { "drops-are-undone.py", file = "drops_undone.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4", "A crash brings back what was dropped since the checkpoint." },
}
