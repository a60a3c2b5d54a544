return problem "turning-heads" {
  title = "Turned pairs, shared keys", round = "llm_coding", difficulty = 3, minutes = 30,
  tags = "llm, numpy, attention", skills = { attention = 0.8, numpy = 0.6 },
  statement = [[
Causal attention as today's language models do it: positions are turned into angles, and several query heads share one head of keys and values.

There are `s` tokens so far, at the places 0 to `s - 1`; `k` and `v` hold all of them, for `g` heads. `q` holds the **last** `t` tokens, for `h` heads: query `j` stands at place
`s - t + j`. The first `h / g` query heads use head 0 of `k` and `v`, the next `h / g` head 1, and so on.

1. **Turn** queries and keys (not values). The numbers of a token are taken in pairs, the first half with the second half: `x[i]` with `x[i + d/2]` for `i < d/2`. At place `p` the pair
   `(a, b)` becomes `(a cos z - b sin z, a sin z + b cos z)` with the angle `z = p * base^(-2i/d)`.
2. The **score** of a query and a key is their dot product, divided by the root of `d`. A query sees the keys of its own place and of all places before, nothing else.
3. The **weights** are the softmax of the scores that it sees; the result is the weighted sum of their values.

`h` is a multiple of `g`, `d` is even, and `t` is at most `s`. Scores may be as large as 2000.
]],
  fn = "attend(q: f64[h=1..8, t=1..24, d=2..16], k: f64[g=1..8, s=1..40, d], v: f64[g, s, d], base: float in 2..100000) -> f64[h, t, d]",
  where = {
    "q.shape[1] % k.shape[1] == 0 -- `g` divides `h`",
    "q.shape[3] % 2 == 0 -- `d` is even",
    "q.shape[2] <= k.shape[2] -- `t` is at most `s`",
  },
  runtimes = { "numpy", "torch" }, allow = { "numpy", "torch", "math" },
  check = tensor { derived = true, rtol = 1e-7, atol = 1e-9, dtype = true, finite = true },
  unchanged = { "q", "k", "v" },

  example { q = {{{1, 0}}}, k = {{{1, 0}, {1, 0}}}, v = {{{1, 0}, {0, 1}}}, base = 10,
    returns = {{{0.4195, 0.5805}}},
    "The query and the second key stand at place 1, the first key at place 0: the scores are cos(1) and 1, over the root of 2." },
  random { "one head", 8, h = "1", g = "1", points = 25 },
  random { "shared keys", 10, h = { 4, 6, 8 }, g = { 2 }, points = 30 },
  random { "with a cache", 10, h = { 2, 4 }, g = { 1, 2 }, cache = true, points = 30 },
  random { "large scores", 5, h = { 2 }, g = { 1 }, size = 30, points = 15 },

  make = function(r, row)
    local h, g = r:int(row.h), r:int(row.g)
    local d, s = 2 * r:int(2, 8), r:int(6, 40)
    local t = row.cache and r:int(1, s // 2) or math.min(s, 24)
    if not row.cache then s = t end
    local size = row.size or 1
    return { q = r:tensor("f64", { h, t, d }, normal(0, size)), k = r:tensor("f64", { g, s, d }, normal(0, size)),
      v = r:tensor("f64", { g, s, d }, normal(0, 1)), base = r:pick({ 10, 100, 10000 }) }
  end,

  hint { cost = 5, "Write `turn(x, places)` once and call it for queries and keys with their own places." },
  hint { cost = 5, "np.repeat(k, h // g, axis=0) puts the shared heads where they belong." },
  follow_up { "Add 100 to all places. What changes in the result, and why does that help a cache whose oldest tokens are dropped?" },

  solution { "turned.numpy.py", file = "ok.py" },
  solution { "ok.torch.py", file = "ok_torch.py" },
  solution { "neighbours.numpy.py", file = "neighbours.py", expect = "wrong_answer on one head; wrong_answer on shared keys", "Pairs neighbours: x[2i] with x[2i + 1]." },
  solution { "round-robin.numpy.py", file = "round_robin.py", expect = "accepted on one head; wrong_answer on shared keys", "Deals the query heads to the key heads in turn." },
  solution { "starts-at-zero.numpy.py", file = "starts_at_zero.py", expect = "accepted on one head; accepted on shared keys; wrong_answer on with a cache", "The queries' places begin at 0." },
  solution { "turns-values.numpy.py", file = "turns_values.py", expect = "wrong_answer on one head", "Turns the values, too." },
  solution { "turns-one-way.numpy.py", file = "one_side.py", expect = "wrong_answer on one head", "Turns the queries only." },
  solution { "plain-softmax.numpy.py", file = "plain_softmax.py", expect = "accepted on one head; wrong_answer on large scores", "exp of a large score is infinite." },

  sources = { "Original. Rotary positions and grouped heads are common knowledge; the conventions are stated." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
