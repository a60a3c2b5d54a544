-- The idea to find: a request's state is two numbers, prompt tokens left and answer tokens left; between events of interest
-- nothing happens, so idle time can be skipped.
return problem "full-batch" {
  title = "Keep the batch full", round = "llm_coding", difficulty = 3, minutes = 35,
  tags = "llm, serving, simulation", skills = { inference = 0.7, simulation = 0.6 },
  statement = [[
A server of a language model works in steps. Requests come and go at every step; nobody waits for the slowest of a batch. Compute when each request is done.

Request `i` comes at step `comes[i]`, with `prompt[i]` tokens to read and `answer[i]` tokens to write. In each step:

1. Requests that have come (at this step or before) and wait are **admitted** in the order in which they came; of those that came at the same step the one with the
   lower index is first. At most `seats` requests are in the batch.
2. The step has `budget` tokens to spend. First every request in the batch that **has read its whole prompt before this step** writes one token. (There
   are never more of them than the budget: each has read its last token in a step in which the others before it wrote.)
3. What is left of the budget goes to reading: in the order of admission each request reads as many tokens of its prompt as it still has, or as the budget
   gives.
4. A request that has written its last token is **done at this step**. Its seat is free from the next step on.

Return for each request the step at which it is done. Steps are counted from 0, and requests may come at steps as late as a billion: not every step can be looked at.
]],
  fn = "done_at(comes: int[n=1..300] in 0..1e9, prompt: int[n] in 1..200, answer: int[n] in 1..200, seats: int in 1..64, budget: int in 1..512) -> int[n]",

  example { comes = {0, 0, 1}, prompt = {3, 5, 1}, answer = {2, 1, 1}, seats = 2, budget = 4, returns = {2, 3, 4},
    "Step 0: request 0 reads 3 tokens, request 1 reads 1. Step 1: 0 writes, 1 reads 3. Step 2: 0 writes and is done, 1 reads its last. "
      .. "Step 3: request 1 writes and is done; request 2 was admitted to the free seat and reads. Step 4: it writes." },
  example { comes = {7}, prompt = {1}, answer = {1}, seats = 1, budget = 1, returns = {8} },
  random { "small", 20, n = "1..8", comes = "0..12", prompt = "1..6", answer = "1..5", seats = "1..4", budget = "1..8", points = 40 },
  random { "little budget", 8, n = "6..20", comes = "0..30", prompt = "1..40", answer = "1..12", seats = "3..8", budget = "1..5", points = 20 },
  random { "busy", 4, n = "150..300", comes = "0..400", seats = "8..32", budget = "40..120", points = 20 },
  random { "quiet", 4, n = "20..40", comes = "0..1e9", prompt = "1..30", answer = "1..30", seats = "2..8", budget = "8..32", points = 20 },
  edge { "all at once", comes = {0, 0, 0}, prompt = {1, 1, 1}, answer = {1, 1, 1}, seats = 1, budget = 9 },
  edge { "the budget is used up by writing", comes = {0, 0, 1}, prompt = {1, 1, 2}, answer = {9, 9, 1}, seats = 3, budget = 2 },

  reference = function(a)
    local n, waiting, batch, done = #a.comes, {}, {}, {}
    for i = 1, n do waiting[i] = { i = i, comes = a.comes[i], prompt = a.prompt[i], answer = a.answer[i] } end
    waiting = sort_by(waiting, function(q) return q.comes, q.i end)
    local step, finished = 0, 0
    while finished < n do
      while #batch < a.seats and waiting[1] and waiting[1].comes <= step do batch[#batch + 1] = table.remove(waiting, 1) end
      local left, stay = a.budget, {}
      local reading = {}
      for k, q in ipairs(batch) do reading[k] = q.prompt > 0 end
      for k, q in ipairs(batch) do
        if not reading[k] then q.answer, left = q.answer - 1, left - 1 end
      end
      for k, q in ipairs(batch) do
        if reading[k] then
          local tokens = math.min(left, q.prompt)
          q.prompt, left = q.prompt - tokens, left - tokens
        end
      end
      for _, q in ipairs(batch) do
        if q.answer == 0 then
          done[q.i], finished = step, finished + 1
        else
          stay[#stay + 1] = q
        end
      end
      batch = stay
      step = (#batch == 0 and waiting[1]) and math.max(step + 1, waiting[1].comes) or step + 1
    end
    return done
  end,

  hint { cost = 5, "Write one step as three loops over the batch: write, read, leave." },
  hint { cost = 5, "When the batch is empty, the next step that matters is the one at which the next request comes." },
  follow_up { "A long prompt now delays the tokens of everybody in its step. Which limit on step 3 would you add, and what does it cost the one with the long prompt?" },

  solution { "steps.py", file = "ok.py" },
  solution { "whole-batches.py", file = "whole_batches.py", expect = "wrong_answer on small", "Admits nobody until the whole batch is done." },
  solution { "reads-first.py", file = "reads_first.py", expect = "wrong_answer on little budget; wrong_answer on edge", "Spends the budget on reading before writing." },
  solution { "reads-and-writes.py", file = "reads_and_writes.py", expect = "wrong_answer on small", "Writes the first token in the step that ends the prompt." },
  solution { "seat-at-once.py", file = "seat_at_once.py", expect = "wrong_answer on small", "Gives a seat away in the step in which it becomes free." },
  solution { "every-step.py", file = "every_step.py", expect = "accepted on small; accepted on busy; time_limit on quiet", "Looks at a billion empty steps." },

  sources = { "Original. That servers admit requests at every step is common knowledge; the rules here are ours." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "steps.py:7", "every request gets its step before the end" },
}
