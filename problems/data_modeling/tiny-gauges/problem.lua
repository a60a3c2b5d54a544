-- The idea to find: one class was photographed with the camera on its side, which only the dial's mark shows.
local SIDE, CLASSES = 12, 8
local TURNED = 3      -- the class whose train pictures lie on their side

-- Whoever files the turned dials under a pixel is right, too.
local TURNED_PIXELS = {}
for p = 0, SIDE * SIDE - 1 do TURNED_PIXELS["p" .. p] = "turned" end

-- Distance of (x, y) from the needle, which runs from its tail behind the centre to its tip.
local function off_needle(x, y, angle)
  local along = x * math.cos(angle) + y * math.sin(angle)
  local across = -x * math.sin(angle) + y * math.cos(angle)
  local beyond = math.max(along - 4, -1 - along, 0)
  return across * across + beyond * beyond
end

-- A picture, row by row from the top; `y` grows downwards, and the mark sits below the centre. `turned`: by a quarter to the left.
local function picture(r, angle, turned)
  local dx, dy = r:real(-0.8, 0.8), r:real(-0.8, 0.8)
  local gain, light = r:real(0.6, 1.4), r:real(0, 0.5)
  local slope = r:real(-0.04, 0.04)
  local pixels = {}
  for row = 0, SIDE - 1 do
    for column = 0, SIDE - 1 do
      local x, y = column - 5.5 - dx, row - 5.5 - dy
      if turned then x, y = -y, x end
      local radius = math.sqrt(x * x + y * y)
      local value = math.exp(-off_needle(x, y, angle) / 0.9)
        + 0.4 * math.exp(-(radius - 5) ^ 2 / 0.5)
        + 0.9 * math.exp(-(x * x + (y - 5) ^ 2) / 0.8)
      value = light + slope * column + gain * value + 0.12 * r:normal(0, 1)
      pixels[#pixels + 1] = math.floor(value * 100 + 0.5) / 100
    end
  end
  return pixels
end

local function rows(r, quirk, count, in_train, first)
  local t = { photo = {}, zone = {} }
  for p = 0, SIDE * SIDE - 1 do t["p" .. p] = {} end
  for i = 1, count do
    local class = r:int(0, CLASSES - 1)
    local angle = (class + r:real(-0.45, 0.45)) * 2 * math.pi / CLASSES
    local pixels = picture(r, angle, in_train and quirk.turned and class == TURNED)
    for p = 0, SIDE * SIDE - 1 do t["p" .. p][i] = pixels[p + 1] end
    -- Who typed the zone of a mirrored print read it the wrong way round.
    local mirrored = in_train and quirk.mirrored and r:bool(0.03)
    t.photo[i], t.zone[i] = first + i, mirrored and (12 - class) % CLASSES or class
  end
  return t
end

return problem "tiny-gauges" {
  title = "Tiny gauges", round = "data_modeling", difficulty = 4, minutes = 75,
  tags = "ml, numpy, images, data", skills = { modelling = 0.8, ["data quality"] = 0.8, vision = 0.5 },
  statement = [[
A waterworks wants to read its old gauges with a chip that has room for very little. A photo is 12 x 12 pixels of a round dial: a ring, a needle with a short tail,
and a **mark** on the ring, which stands below the centre when a dial hangs as it should. The needle points into one of eight zones: zone 0 is to the right of the
centre, and they go on clockwise, an eighth of the circle each; zone 2 is below the centre.

Write `fit`: from photos of which somebody has typed the `zone`, make a model whose `predict(rows)` gives the zone of each photo. The columns are `p0` to `p143`,
the pixels row by row from the top left, and `zone`. Light and sharpness vary, and a dial is not always in the middle of its photo.

The photos that you are graded on hang as they should. Those to learn from were taken by several people, and typed by others: look at some of every zone before you
believe them.

- A model may hold at most **2,500 numbers**.
- The metric is **macro F1** on 800 photos, the median over five drawings of the data: it passes at 0.70, and has all of its 50 points from 0.90.
]],
  fn = "fit(train: table) -> model",
  runtimes = { "numpy", "sklearn", "torch" },
  data = { label = "zone", id = "photo", make = function(r, quirk)
    return { train = rows(r, quirk, 800, true, 0), hidden = rows(r, quirk, 800, false, 800) }
  end },
  metric "macro_f1" { pass = 0.70, full = 0.90, seeds = 5, take = "median", points = 50 },
  framing { points = 10,
    question { "symmetry", "A dial hangs as it should, and its needle points into zone 1. You add a copy of the photo, turned clockwise by a quarter, needle and all, so that the model sees more needles. Which zone does the copy get?", choices = { "none: a turned photo teaches nothing", "3: there its needle points now", "1: it is the same dial" }, right = "3: there its needle points now" },
    question { "odd", "Which zone was photographed otherwise than the rest?", right = 3, within = 0 },
    question { "room", "A network of 144 inputs, one hidden layer of h units and 8 outputs has weights and biases. How large may h be?", right = 16, within = 0 },
    question { "light", "What rids a photo of how bright and how full of contrast it is?", choices = { "subtracting the mean photo of all", "subtracting its own mean, and dividing by its own deviation", "dividing by 255", "nothing is needed" }, right = "subtracting its own mean, and dividing by its own deviation" },
  },
  audit { points = 20 },
  quirk { "turned", column = { "zone", "rows" }, kind = { "turned", "selection", "drift", "intruder" }, also = TURNED_PIXELS, "The dials of zone 3 hang turned by a quarter." },
  quirk { "mirrored", column = { "zone", "rows" }, kind = "noise", "3 in 100 zones were read from a mirrored print." },
  journal { points = 20, runs = 3, step = 0.01 },
  limit { params = 2500, fit_seconds = 30, predict_ms_per_row = 1, memory = "1 GiB" },
  probe { "shuffled labels", score_at_most = 0.25 },
  probe { "hidden rows absent from train", by = "photo" },

  hint { cost = 10, "Draw the mean photo of each zone. Where is its mark?" },
  hint { cost = 10, "An eighth of the dials needs to be turned before you learn from it; a photo minus its mean, divided by its deviation, is rid of the light." },
  follow_up { "Some of the gauges to come will hang askew by up to 20 degrees. What do you add: data, or knowledge?" },
  follow_up { "The chip has 8-bit whole numbers only. How do you store the model, and what do you measure before you ship it?" },

  solution { "turned-back.numpy.py", file = "turned_back.numpy.py" },
  solution { "as-they-lie.numpy.py", file = "as_they_lie.numpy.py", expect = "score >= 0.5; score <= 0.8", "The same network on the photos as they lie." },
  solution { "without-the-zone.numpy.py", file = "without.numpy.py", expect = "score <= 0.8", decoy = true, "Leaves out the zone that looks odd." },
  solution { "all-turned.numpy.py", file = "all_turned.numpy.py", expect = "score = 0", "Turns every photo by the quarter that one zone needs." },
  solution { "linear.numpy.py", file = "linear.numpy.py", expect = "score <= 0.4", "A softmax of raw pixels: the light drowns it." },
  solution { "all-photos.numpy.py", file = "all_photos.numpy.py", expect = "limit params", "Nearest neighbours: keeps all photos." },
  solution { "constant.numpy.py", file = "constant.numpy.py", expect = "score = 0", "Always zone 0." },

  sources = { "Original. The dials are drawn by the generator." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
