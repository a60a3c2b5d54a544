return problem "by-hand" {
  title = "Two layers, by hand", round = "ml_coding", difficulty = 3, minutes = 30,
  tags = "ml, numpy, calculus", skills = { calculus = 0.8, numpy = 0.6 },
  statement = [[
A network with one hidden layer: `hidden = tanh(x @ w1 + b1)`, `logits = hidden @ w2 + b2`. The probabilities of a row's classes are the softmax of its logits. The loss is

    mean over the rows of  -log(probability of the row's label)     +     decay / 2 * (sum of the squares of w1 and w2; the biases are left alone)

Return the loss and its derivatives by `w1`, `b1`, `w2` and `b2`, written out by hand: the toolkits' own differentiation is not allowed. The labels of some rows are unknown: they are -1. Such rows count
neither in the sum nor in the mean.

Logits may be as large as 5000, and a label's probability may be too small for a double: the loss is finite all the same.
]],
  fn = "gradients(x: f64[n=1..60, d=1..10], w1: f64[d, h=1..12], b1: f64[h], w2: f64[h, k=2..8], b2: f64[k], labels: i64[n] in -1..k-1, decay: float in 0..1)"
    .. " -> (float, f64[d, h], f64[h], f64[h, k], f64[k])",
  where = "(function() for i = 1, #labels do if labels[i] >= 0 then return true end end return false end)() -- at least one label is known",
  runtimes = { "numpy", "torch" }, allow = { "numpy", "torch", "math" }, forbid = { "torch.autograd", ".backward(", "requires_grad" },
  check = tensor { rtol = 1e-8, atol = 1e-10, dtype = true, finite = true },
  unchanged = { "x", "labels", "w1", "b1", "w2", "b2" },

  example { x = {{1}, {2}}, labels = {0, -1}, w1 = {{0}}, b1 = {0}, w2 = {{3, 1}}, b2 = {0, 0}, decay = 0,
    returns = { 0.6931471805599453, {{-1}}, {-1}, {{0, 0}}, {-0.5, 0.5} },
    "The hidden number is tanh(0) = 0, both classes have probability 1/2. The second row does not count." },
  random { "plain", 10, points = 35 },
  random { "unknown labels", 10, unknown = true, points = 30 },
  random { "decay", 6, decays = true, points = 15 },
  random { "large logits", 6, size = 1500, points = 20 },
  make = function(r, row)
    local n, d, h, k = r:int(4, 60), r:int(2, 10), r:int(2, 12), r:int(2, 8)
    if d == h then h = h % 12 + 1 end
    local labels = r:ints(n, "0.." .. (k - 1))
    if row.unknown then
      for i = 2, n do labels[i] = r:bool(0.4) and -1 or labels[i] end
      labels[2] = -1
    end
    local draw = function(shape, size) return r:tensor("f64", shape, normal(0, size)) end
    return { x = draw({ n, d }, 1), labels = labels, w1 = draw({ d, h }, 0.5), b1 = draw({ h }, 0.5), w2 = draw({ h, k }, row.size or 0.7), b2 = draw({ k }, 0.5),
      decay = row.decays and r:real(0.1, 1) or 0 }
  end,

  hint { cost = 5, "The derivative of the loss by the logits is (probabilities - one-hot labels) / (number of rows that count), and 0 for the others." },
  hint { cost = 5, "The derivative of tanh is 1 - tanh^2: you have tanh already." },
  follow_up { "How would you test these derivatives without a toolkit, and how near would you expect the two to be?" },

  solution { "written-out.numpy.py", file = "ok.py" },
  solution { "ok.torch.py", file = "ok_torch.py" },
  solution { "overflows.numpy.py", file = "overflows.py", expect = "accepted on plain; wrong_answer on large logits", "Takes exp of the logits as they are." },
  solution { "log-of-zero.numpy.py", file = "log_of_zero.py", expect = "accepted on plain; wrong_answer on large logits", "Takes the logarithm of a probability that became 0." },
  solution { "all-rows.numpy.py", file = "all_rows.py", expect = "accepted on plain; wrong_answer on unknown labels", "Divides by all rows." },
  solution { "last-class.numpy.py", file = "last_class.py", expect = "accepted on plain; wrong_answer on unknown labels", "Label -1 is the last class in Python." },
  solution { "decays-biases.numpy.py", file = "decays_biases.py", expect = "accepted on plain; wrong_answer on decay", "The decay pulls at the biases, too." },
  solution { "slope-of-the-slope.numpy.py", file = "slope.py", expect = "wrong_answer on plain", "Takes tanh of tanh for its derivative." },

  sources = { "Original. The network is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
