return problem "thin-adapter" {
  title = "A thin adapter", round = "llm_coding", difficulty = 3, minutes = 30,
  tags = "llm, numpy, training", skills = { training = 0.7, calculus = 0.7 },
  statement = [[
A trained layer `w` is too large to be trained again. Beside it a thin adapter of rank `r` learns what has to change (LoRA). The layer gives, for each row of `x`,

    out = x @ w.T + scale * (x @ down.T) @ up.T

and the loss is the mean of `(out - y)^2` over all elements of all rows. Take `steps` steps of gradient descent with learning rate `rate`: `w` stays as it is; in each step the gradients of `down` and
`up` are taken **at the same point**, and then both move.

Return

1. `down` and `up` after the last step;
2. the **merged** layer: one matrix that does what `w` and the trained adapter do together;
3. the losses: before the first step, and after every step;
4. how many numbers were trained.
]],
  fn = "adapt(w: f64[o=1..12, i=1..12], down: f64[r=1..4, i], up: f64[o, r], x: f64[n=1..20, i], y: f64[n, o], scale: float in 0.1..8, rate: float in 0.0001..0.1, steps: int in 1..30)"
    .. " -> (f64[r, i], f64[o, r], f64[o, i], f64[steps+1], int)",
  runtimes = { "numpy", "torch" }, allow = { "numpy", "torch", "math" },
  check = tensor { derived = true, rtol = 1e-8, atol = 1e-10, dtype = true, finite = true },
  unchanged = { "w", "down", "up", "x", "y" },

  example { w = {{1}}, down = {{1}}, up = {{0}}, x = {{2}}, y = {{4}}, scale = 0.5, rate = 0.0625, steps = 1,
    returns = { {{1}}, {{0.25}}, {{1.125}}, {4, 3.0625}, 2 },
    "The output is 2, the error -2. The derivative by `up` is 2 * -2 * 0.5 * 2 = -4, that by `down` is 0 because `up` is 0." },
  random { "one step", 10, steps = "1", points = 40 },
  random { "many steps", 10, steps = "5..30", points = 40 },
  random { "fresh adapter", 6, steps = "2..8", fresh = true, points = 20 },
  make = function(r, row)
    local o, i, rank, n = r:int(2, 12), r:int(2, 12), r:int(1, 4), r:int(3, 20)
    if o == i then o = o % 12 + 1 end                       -- a wrong transpose shows
    local draw = function(a, b, size) return r:tensor("f64", { a, b }, normal(0, size)) end
    return { w = draw(o, i, 0.5), down = draw(rank, i, 0.4), up = row.fresh and r:tensor("f64", { o, rank }, 0) or draw(o, rank, 0.4),
      x = draw(n, i, 1), y = draw(n, o, 1), scale = r:pick({ 0.5, 2, 4 }), rate = r:real(0.001, 0.01), steps = r:int(row.steps) }
  end,

  hint { cost = 5, "Let g = 2 * (out - y) / (number of elements). The gradient of `up` is scale * g.T @ (x @ down.T)." },
  hint { cost = 5, "`down -= ...` changes the array that you were given." },
  follow_up { "`up` begins with zeros and `down` does not. What happens if both begin with zeros, and what if neither does?" },
  follow_up { "A server holds one layer and 500 adapters. Do you merge them?" },

  solution { "both-at-once.numpy.py", file = "ok.py" },
  solution { "ok.torch.py", file = "ok_torch.py" },
  solution { "one-after-the-other.numpy.py", file = "one_after_the_other.py", expect = "wrong_answer on one step; wrong_answer on many steps", "Moves `up` first and takes the gradient of `down` there." },
  solution { "trains-everything.numpy.py", file = "trains_everything.py", expect = "wrong_answer on one step; wrong_answer on fresh adapter", "Lets the large layer learn, too." },
  solution { "forgets-the-scale.numpy.py", file = "forgets_the_scale.py", expect = "wrong_answer on one step; wrong_answer on many steps", "The gradients lack the factor `scale`." },
  solution { "mean-over-rows.numpy.py", file = "mean_over_rows.py", expect = "wrong_answer on one step; wrong_answer on many steps", "Divides by the rows, not by all elements." },
  solution { "in-place.numpy.py", file = "in_place.py", expect = "wrong_answer on one step", "Changes the arrays that it was given." },
  solution { "merges-without-scale.numpy.py", file = "merges_without_scale.py", expect = "wrong_answer on one step; wrong_answer on fresh adapter", "Adds up @ down to the layer as it is." },

  sources = { "Original. The method is that of Hu et al. 2021." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
  equivalent { "both-at-once.numpy.py:6", "the loop is left in its last round" },
  equivalent { "both-at-once.numpy.py:11", "the last round is the last one anyway" },
  equivalent { "ok.torch.py:8", "the loop is left in its last round" },
  equivalent { "ok.torch.py:12", "the last round is the last one anyway" },
}
