return problem "adam-steps" {
  title = "Adam, step by step", round = "ml_coding", difficulty = 2, minutes = 25,
  tags = "ml, numpy, training", skills = { optimisation = 0.9 },
  statement = [[
Take the optimiser's steps by hand. Row `t` of `gradients` (from 0) is the gradient at step `t`; return the parameters
after every step, `[steps, d]`, starting from `start`. All in float64. For each step, with `t` counted from 1:

1. **Clip**: if the Euclidean length of the gradient is greater than `clip`, scale it to that length.
2. **Moments**: `m = 0.9 m + 0.1 g` and `v = 0.999 v + 0.001 g^2`, both zero at first.
3. **Bias**: `m' = m / (1 - 0.9^t)`, `v' = v / (1 - 0.999^t)`.
4. **Rate**: while `t <= warmup` it is `rate * t / warmup`; after that it falls from `rate` along half a cosine:
   `rate * (1 + cos(pi * (t - warmup) / (steps - warmup))) / 2`.
5. **Decay**, not through the gradient: `p = p - rate_t * decay * p`.
6. **Step**: `p = p - rate_t * m' / (sqrt(v') + 1e-8)`.
]],
  fn = "train(start: f64[d=1..20], gradients: f64[steps=1..200, d], rate: float in 0.0001..1, warmup: int in 0..steps-1, decay: float in 0..0.5, clip: float in 0.01..100) -> f64[steps, d]",
  runtimes = { "numpy", "torch" }, forbid = { "scipy", "torch.optim" },
  check = tensor { rtol = 1e-10, atol = 1e-10, dtype = true, finite = true },
  unchanged = { "start", "gradients" },

  example { start = {1, 1}, gradients = {{3, 4}}, rate = 0.5, warmup = 0, decay = 0, clip = 100, returns = {{1, 1}},
    "With one step and no warm-up the cosine has already reached 0." },
  example { start = {1, 1}, gradients = {{3, -4}, {3, -4}}, rate = 0.5, warmup = 1, decay = 0, clip = 100, returns = {{0.5, 1.5}, {0.5, 1.5}},
    "A first step has the size of the rate in every direction, whatever the gradient." },
  random { "plain", 6, warmup = 0, decay = 0, clip = 100, points = 20 },
  random { "clipped", 6, warmup = 0, decay = 0, clip = 1, points = 20 },
  random { "decayed", 6, warmup = 0, decay = 1, clip = 100, points = 20 },
  random { "warmed up", 6, warmup = 1, decay = 0, clip = 100, points = 20 },
  random { "everything", 6, warmup = 1, decay = 1, clip = 1, points = 20 },
  edge { "a gradient of zero", start = {2}, gradients = {{0}, {0}}, rate = 0.1, warmup = 1, decay = 0.5, clip = 1 },

  make = function(r, row)
    local d, steps = r:int(1, 20), r:int(20, 200)
    return {
      start = r:tensor("f64", { d }, normal(0, 1)), gradients = r:tensor("f64", { steps, d }, normal(0.1, 1)),
      rate = r:real(0.001, 0.1), warmup = row.warmup == 1 and r:int(2, 19) or 0,
      decay = row.decay == 1 and r:real(0.05, 0.5) or 0, clip = row.clip == 1 and r:real(0.1, 0.9) or 100,
    }
  end,

  solution { "steps.numpy.py", file = "steps.numpy.py" },
  solution { "steps.torch.py", file = "steps.torch.py" },
  solution { "no-bias.numpy.py", file = "no_bias.numpy.py", expect = "wrong_answer on plain", "Leaves the moments as they are." },
  solution { "clips-each.numpy.py", file = "clips_each.numpy.py", expect = "wrong_answer on clipped; accepted on plain", "Clips each number instead of the length." },
  solution { "decay-in-gradient.numpy.py", file = "coupled.numpy.py", expect = "wrong_answer on decayed; accepted on plain", "Adds the decay to the gradient." },
  solution { "cosine-from-zero.numpy.py", file = "from_zero.numpy.py", expect = "wrong_answer on warmed up; accepted on plain",
    "Counts the cosine from the first step instead of from the end of the warm-up." },
  solution { "epsilon-inside.numpy.py", file = "epsilon.numpy.py", expect = "wrong_answer on plain", "Adds epsilon under the root." },
  solution { "counts-from-zero.numpy.py", file = "counts.numpy.py", expect = "wrong_answer on warmed up", "Warms up from a rate of 0." },
  equivalent { "steps.numpy.py:7", "at the end of the warm-up the cosine is at its top: both branches give the rate" },
  equivalent { "steps.numpy.py:17", "a gradient of just that length is scaled by 1" },
  equivalent { "steps.torch.py:11", "a gradient of just that length is scaled by 1" },
  equivalent { "steps.torch.py:15", "at the end of the warm-up both branches give the rate" },

  sources = { "Original. The optimiser is the published AdamW." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
