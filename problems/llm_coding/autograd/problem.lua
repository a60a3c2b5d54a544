-- The idea to find: the program's order is a topological order, so one pass backwards is enough; gradients are added, not
-- set; and what was broadcast is summed over the axes along which it was stretched.
return problem "autograd" {
  title = "Backwards through a program", round = "llm_coding", difficulty = 5, minutes = 50,
  tags = "numpy, autograd, calculus", skills = { calculus = 0.8, numpy = 0.7 },
  statement = [[
Write the part of a deep learning library that computes gradients. A program works on numbered matrices. First come the **leaves**: leaf `i` has `shapes[i] = (rows, columns)`, and its
numbers, row by row, follow those of the leaf before in `data`. Then each operation `(name, a, b)` makes one more matrix, numbered on, from matrices that were there before:

| operation | result |
|---|---|
| `add`, `sub`, `mul` | element by element, with broadcasting: a side of length 1 is stretched to that of the other matrix |
| `matmul` | the product of the matrices `a` and `b` |
| `exp`, `relu`, `tanh` | of every element of `a` |
| `sumrows` | the sum over the rows of `a`: one row, as many columns |
| `transpose` | of `a` |

For operations of one matrix `b` is 0 and means nothing. The **value** is the sum of all elements of the last matrix of the program. Return the value, and the derivative of the value by
every number of `data`, in the order of `data`. (A leaf that the value does not depend on has derivatives 0. The derivative of `relu` at 0 is 0.)

A matrix may be used many times, also twice in one operation. In the group "deep" every matrix of a long chain is used twice by the next operation: following each path on its own
would take for ever.
]],
  fn = "gradients(shapes: (int, int)[1..6], data: f64[n=1..200], program: (str, int, int)[1..200]) -> (float, f64[n])",
  runtimes = { "numpy" }, allow = { "numpy", "math" },
  check = tensor { rtol = 1e-8, atol = 1e-9, dtype = true, finite = true },
  unchanged = { "data" },

  example { shapes = { {1, 2}, {1, 1} }, data = {3, 4, 2}, program = { {"mul", 0, 1}, {"mul", 2, 2} }, returns = { 100, {24, 32, 100} },
    "The value is `(3*2)^2 + (4*2)^2`. The leaf 2 is stretched over both elements: by it the derivative is `2*2*(9 + 16)`." },
  example { shapes = { {2, 1}, {1, 1} }, data = {-1, 2, 5}, program = { {"relu", 0, 0} }, returns = { 2, {0, 1, 0} } },
  random { "element by element", 8, kind = "same", points = 20 },
  random { "broadcasting", 10, kind = "broadcast", points = 35 },
  random { "matrices", 8, kind = "matrix", points = 25 },
  random { "deep", 2, kind = "deep", points = 20 },
  edge { "relu at 0", shapes = { {1, 2} }, data = {0, 1}, program = { {"relu", 0, 0} } },

  make = function(r, row)
    local kind = row.kind
    local shapes, data, program = {}, {}, {}
    local rows, columns = r:int(2, 4), r:int(2, 4)
    local all = {}                                          -- the shapes of all matrices so far
    local function leaf(a, b)
      shapes[#shapes + 1], all[#all + 1] = { a, b }, { a, b }
      for _ = 1, a * b do data[#data + 1] = r:real(0.2, 1) * r:pick({ -1, 1 }) end
    end
    local function op(name, a, b, shape)
      program[#program + 1], all[#all + 1] = { name, a, b }, shape
    end
    if kind == "deep" then
      leaf(rows, columns)
      leaf(1, 1)
      data[#data] = r:real(0.48, 0.52)
      for i = 1, 60 do
        local last = i == 1 and 0 or #all - 1
        op("add", last, last, all[1])
        op("mul", #all - 1, 1, all[1])
      end
      return { shapes = shapes, data = data, program = program }
    end
    local count = r:int(2, 4)
    for i = 1, count do
      local narrow = kind == "broadcast"
      leaf((narrow and (i == 2 or r:bool())) and 1 or rows, (narrow and (i == 1 or r:bool())) and 1 or columns)
    end
    local small = { "exp", "relu", "tanh" }
    for _ = 1, r:int(3, 9) do
      local a, b = r:int(0, #all - 1), r:int(0, #all - 1)
      local A, B = all[a + 1], all[b + 1]
      local fits = (A[1] == B[1] or A[1] == 1 or B[1] == 1) and (A[2] == B[2] or A[2] == 1 or B[2] == 1)
      local choice = r:int(1, 10)
      if kind == "matrix" and choice <= 3 then
        op("transpose", a, 0, { A[2], A[1] })
      elseif kind == "matrix" and choice <= 8 and A[2] == B[1] then
        op("matmul", a, b, { A[1], B[2] })
      elseif choice == 9 and kind ~= "same" then
        op("sumrows", a, 0, { 1, A[2] })
      elseif choice >= 6 or not fits then
        op("tanh", a, 0, A)                                 -- keeps numbers small
        if r:bool(0.6) then op(r:pick(small), #all - 1, 0, A) end
      else
        op(r:pick({ "add", "sub", "mul" }), a, b, { math.max(A[1], B[1]), math.max(A[2], B[2]) })
      end
    end
    if kind == "broadcast" then                             -- a column and a row meet in any case
      op("mul", 0, 1, { rows, columns })
      op("sub", #all - 1, 0, all[#all])
    end
    if kind == "matrix" then                                -- an unsymmetric product in any case
      op("transpose", 0, 0, { all[1][2], all[1][1] })
      op("matmul", 1, #all - 1, { all[2][1], all[1][1] })
      op("tanh", #all - 1, 0, all[#all])
    end
    -- Everything counts: the value is the sum of all matrices that were computed.
    local last, total = #all - 1, nil
    for i = #shapes, last do
      op("sumrows", i, 0, { 1, all[i + 1][2] })
      op("transpose", #all - 1, 0, { all[#all][2], 1 })
      op("sumrows", #all - 1, 0, { 1, 1 })
      if total then op("add", total, #all - 1, { 1, 1 }) end
      total = #all - 1
    end
    return { shapes = shapes, data = data, program = program }
  end,

  hint { cost = 5, "Keep a gradient beside each matrix, all zeros; that of the last one is all ones. Go through the operations from the last to the first." },
  hint { cost = 10, "Where a side was stretched, sum the gradient over that axis with keepdims. Write one function for it and let add, sub and mul use it." },
  follow_up { "The program has a billion elements in between. Which matrices can you drop on the way forward, and what do you pay on the way back?" },

  solution { "backwards.numpy.py", file = "ok.py" },
  solution { "sets-gradients.numpy.py", file = "sets.py", expect = "wrong_answer on element by element; wrong_answer on broadcasting; wrong_answer on deep", "The last use of a matrix overwrites the gradient of the others." },
  solution { "no-summing.numpy.py", file = "no_summing.py", expect = "accepted on element by element; runtime_error on broadcasting", "Forgets that a matrix was stretched." },
  solution { "first-of-stretched.numpy.py", file = "first_of_stretched.py", expect = "accepted on element by element; wrong_answer on broadcasting", "Takes one slice of the gradient where it should sum them." },
  solution { "no-transposes.numpy.py", file = "swapped.py", expect = "wrong_answer on matrices; accepted on broadcasting", "Transposes the wrong sides of a product." },
  solution { "path-by-path.numpy.py", file = "paths.py", expect = "accepted on element by element; accepted on broadcasting; time_limit on deep", "Follows every path from the value to a leaf." },
  solution { "differences.numpy.py", file = "differences.py", expect = "wrong_answer on matrices", "Differences of values: not precise enough." },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
