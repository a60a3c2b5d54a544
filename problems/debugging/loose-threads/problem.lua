return problem "loose-threads" {
  title = "Loose threads", round = "debugging", difficulty = 4, minutes = 40,
  tags = "cuda, debugging, races, shared-memory", skills = { debugging = 0.9, gpu = 0.6 },
  statement = [[
You start from six small parts of a library for signals, which one CUDA kernel calls by number. Somebody reports: "it gave the right numbers on my card, and
other ones on theirs". There are **five** planted faults, each in one part, each mended by a line or two: races, what is read where nothing is, what a warp
asks of threads that have left, and one part that is right but makes shared memory work eight times as long as it must.

The comments say what each part is meant to do; they are right. Leave the kernel `signal` as it is: it says which part each number of `part` calls. The
visible tests find one of the faults; what looks for the others is hidden. Parts that work now must go on working: **each group of tests that you break
costs 20 points**. Each fault that you mend brings 20.

It is launched with blocks of 256 threads, one for each element of `x`. Not everything that looks odd is wrong.
]],
  kernel = "signal(part: i32 in 0..5, x: in f32[n], y: out f32[n], n: i32 in 1..1<<20)",
  launch = { grid = "(n + 255) / 256", block = 256 },
  scaffold = "scaffold.cu", budget = 12, regression = 20,

  example { part = 0, x = {1, 2, 3}, n = 3, returns = {3, 2, 1} },
  tensors { "shown", 2, visible = true, part = {0, 1}, n = 600 },
  tensors { "works now", 4, part = 0, n = {1, 255, 256, 700} },
  tensors { "fault 1", 4, part = 1, n = {1, 200, 256, 700} },
  tensors { "fault 2", 4, part = 2, n = {1, 200, 257, 700} },
  tensors { "fault 3", 4, part = 3, n = {1, 200, 257, 700} },
  tensors { "fault 4", 4, part = 4, n = {1, 200, 256, 700} },
  tensors { "fault 5", 4, part = 5, n = {256, 300, 512, 1024} },
  reference = [[
    for (int base = 0; base < n; base += 256) {
      const int count = std::min(256, n - base);
      double sum = 0;
      for (int t = 0; t < count; ++t) sum += x[base + t];
      double before = 0;
      for (int t = 0; t < count; ++t) {
        const int i = base + t;
        before += x[i];
        if (part == 0) y[i] = x[base + count - 1 - t];
        if (part == 1) y[i] = static_cast<float>(sum);
        if (part == 2) y[i] = i > 0 ? x[i] - x[i - 1] : x[i];
        if (part == 3) {
          y[i] = x[i / 32 * 32];
          for (int j = i / 32 * 32; j < std::min(n, i / 32 * 32 + 32); ++j) y[i] = std::max(y[i], x[j]);
        }
        if (part == 4) y[i] = static_cast<float>(before);
        if (part == 5) y[i] = count == 256 ? x[base + t % 8 * 32 + t / 8] : x[i];
      }
    }
  ]],
  check = tensor { rtol = 1e-4, atol = 1e-4, finite = true },
  counters { on = "fault 5", wavefronts_per_ideal = "<= 1.1" },

  bug { "fault 1", 20, "no barrier between filling the tile and the first step of the tree" },
  bug { "fault 2", 20, "the last block reads past the end of x" },
  bug { "fault 3", 20, "threads behind the end return before the shuffles that ask them" },
  bug { "fault 4", 20, "an element is added to before its right neighbour has read it" },
  bug { "fault 5", 20, "the tile has rows of 32: reading its columns makes eight-way bank conflicts" },

  hint { cost = 5, "Ask of each tile: who writes this place, who reads it, and what stands between the two?" },
  hint { cost = 5, "`assay test` shows bank passes line by line: `--input` runs a part of your choice." },

  solution { "mended.cu", file = "mended.cu" },
  solution { "untouched.cu", file = "scaffold.cu", "What a candidate is given.",
    expect = "score = 0; runtime_error on fault 1; runtime_error on fault 2; runtime_error on fault 3; runtime_error on fault 4; too_slow on fault 5; accepted on works now" },
  solution { "four-of-five.cu", file = "four.cu", expect = "score = 0.8; too_slow on fault 5", "All but the bank conflicts." },
  solution { "in-a-branch.cu", file = "in-a-branch.cu", expect = "score = 0.8; runtime_error on fault 4", "A barrier that not all threads reach." },
  solution { "looks-odd.cu", file = "looks-odd.cu", expect = "score = 0.6; runtime_error on works now", "Also mends what was right: blocks that are not whole." },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
