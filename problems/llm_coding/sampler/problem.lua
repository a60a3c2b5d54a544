return problem "sampler" {
  title = "From logits to a token", round = "llm_coding", difficulty = 2, minutes = 25,
  tags = "llm, numpy, sampling", skills = { sampling = 0.9 },
  statement = [[
Pick one token for each of `b` requests. Row `i` of `logits` belongs to request `i`, and `u[i]` is its random
number, `0 <= u < 1`: there is no other randomness, so each answer is exact.

With `temperature` 0 the answer is the token with the largest logit; of equal ones the lowest number.
Otherwise:

1. divide the logits by the temperature and order the tokens: larger logit first, of equal ones the
   lower number first;
2. **top-k**: if `top_k > 0`, keep only the first `top_k` of them;
3. take the softmax of those that are left;
4. **top-p**: going down the order, add up the probabilities, and keep tokens until the sum reaches
   `top_p`: the token with which it is reached (`>=`) is the last one that stays;
5. divide the probabilities that are left by their sum, and return the first token in the order at
   which the running sum is **greater** than `u[i]`; if rounding leaves none, the last one kept.

Compute in float64.
]],
  fn = "sample(logits: f64[b=1..16, v=1..200], temperature: float in 0..5, top_k: int in 0..200, top_p: float in 0..1, u: f64[b] in 0..0.999999) -> i64[b]",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { dtype = true },
  unchanged = "logits",

  example { logits = {{1, 3, 2}}, temperature = 0, top_k = 0, top_p = 1, u = {0.9}, returns = {1} },
  example { logits = {{0, 0, 0, 0}}, temperature = 1, top_k = 3, top_p = 1, u = {0.5}, returns = {1},
    "Tokens 0, 1 and 2 stay, a third each. The running sums are 0.333, 0.667 and 1." },
  random { "greedy", 6, temperature = {0}, grid = 2, points = 15 },
  random { "plain", 10, top_k = {0}, top_p = {1}, points = 20 },
  random { "top k", 10, top_k = "1..12", top_p = {1}, points = 20 },
  random { "top p", 10, top_k = {0}, top_p = "0.1..0.95", points = 25 },
  random { "both, with equal logits", 12, top_k = "1..30", top_p = "0.3..0.95", grid = 2, points = 20 },
  edge { "top p of 0 keeps one token", logits = {{1, 2, 1.5}}, temperature = 1, top_k = 0, top_p = 0, u = {0.9} },
  edge { "large logits", logits = {{1000, 999, -1000}}, temperature = 0.5, top_k = 0, top_p = 1, u = {0.9} },
  edge { "top k above the vocabulary", logits = {{0, 1}}, temperature = 1, top_k = 200, top_p = 1, u = {0.8} },
  edge { "top k of 1", logits = {{0, 0, 0}}, temperature = 1, top_k = 1, top_p = 1, u = {0.9} },
  edge { "the sum is reached exactly", logits = {{0, 0}}, temperature = 1, top_k = 0, top_p = 0.5, u = {0.75} },
  edge { "u meets a running sum exactly", logits = {{0, 0}}, temperature = 1, top_k = 0, top_p = 1, u = {0.5} },

  make = function(r, row)
    local b, v = r:int(1, 16), r:int(2, 200)
    local fill = row.grid and { -1, 0, 1, 2 } or normal(0, 3)
    local top_p = row.top_p
    return {
      logits = r:tensor("f64", { b, v }, fill), temperature = row.temperature and 0 or r:pick { 0.5, 0.7, 1, 1.5, 2 },
      top_k = r:int(row.top_k or 0), top_p = type(top_p) == "table" and top_p[1] or r:real(top_p or "0..1"),
      u = r:tensor("f64", { b }, uniform(0, 0.999)),
    }
  end,

  hint { cost = 5, "argsort(-logits, kind='stable') gives exactly the order asked for." },

  solution { "stable.numpy.py", file = "stable.numpy.py" },
  solution { "drops-the-last.numpy.py", file = "drops.numpy.py", expect = "wrong_answer on top p; accepted on plain",
    "Drops the token with which top_p is reached." },
  solution { "p-before-k.numpy.py", file = "p_before_k.numpy.py", expect = "wrong_answer on both, with equal logits; accepted on top p; accepted on top k",
    "Takes top-p of the probabilities of all tokens." },
  solution { "higher-of-equals.numpy.py", file = "higher.numpy.py", expect = "wrong_answer on greedy; wrong_answer on both, with equal logits",
    "Of equal logits it takes the higher number first." },
  solution { "keeps-all-equal.numpy.py", file = "threshold.numpy.py", expect = "wrong_answer on both, with equal logits; accepted on top p",
    "Keeps every token whose logit is not under the k-th: more than k where logits are equal." },
  solution { "not-divided-again.numpy.py", file = "unnormalised.numpy.py", expect = "wrong_answer on top p; accepted on plain",
    "Does not divide by what top-p left." },
  solution { "always-the-largest.numpy.py", file = "largest.numpy.py", expect = "wrong_answer on plain; accepted on greedy",
    "Answers greedily at every temperature." },
  solution { "at-least-u.numpy.py", file = "at_least.numpy.py", expect = "wrong_answer on edge; accepted on plain",
    "Stops where the running sum equals u." },
  equivalent { "stable.numpy.py:17", "u is at most 0.999999: rounding leaves none only above that" },

  sources = { "Original. The rules are those that inference servers document, made exact." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
