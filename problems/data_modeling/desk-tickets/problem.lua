-- The idea to find: since week 9 two subjects belong to other desks, and whoever answers a ticket again keeps its old desk.
local DESKS, MOVED_IN = 5, 9

-- A subject: its desk before and since the move, and what people call the thing and its trouble.
local SUBJECTS = {
  { 0, 0, { "password", "login", "account", "sign-in", "passphrase" }, { "expired", "is not accepted", "was forgotten", "is locked", "asks again and again" } },
  { 0, 0, { "access card", "badge", "door card", "key card" }, { "opens nothing", "was lost", "is bent", "beeps red", "ran out yesterday" } },
  { 1, 1, { "laptop", "notebook", "computer", "dock", "machine" }, { "does not start", "gets hot", "shows a blue page", "freezes", "is slow" } },
  { 1, 3, { "printer", "copier", "scanner", "toner", "plotter" }, { "is jammed", "prints stripes", "is empty", "is offline", "prints nothing" } },
  { 2, 2, { "mail", "mailbox", "calendar", "inbox", "newsletter" }, { "bounces", "is full", "arrives twice", "lost an entry", "shows the wrong hour" } },
  { 2, 4, { "invoice", "bill", "receipt", "refund", "expense" }, { "has the wrong sum", "was paid twice", "is missing", "is overdue", "lacks a stamp" } },
  { 3, 3, { "projector", "screen", "speaker", "meeting room", "camera" }, { "stays dark", "flickers", "has no sound", "is booked twice", "hums" } },
  { 4, 4, { "heating", "window", "lamp", "lift", "tap" }, { "drips", "is stuck", "makes noise", "is broken", "blinks" } },
}
local OPENINGS = { "hello", "hi all", "good morning", "dear colleagues", "please help", "again", "urgent", "since monday", "for my team" }
local PLACES = { "in room 12", "on floor 3", "in the east wing", "at the front desk", "in the lab", "at home", "in the annex", "downstairs" }
local CLOSINGS = { "thanks", "please call back", "it is urgent", "no hurry", "kind regards", "can somebody look", "this is the second time" }
-- What people also mention, though it is not the matter.
local ASIDES = { "my laptop is fine", "the printer works", "I wrote a mail before", "the lift is fine", "the invoice is paid", "the screen is on", "my password is new" }

local function typo(r, quirk, text)
  if not quirk.typos or #text < 4 or not r:bool(0.06) then return text end
  local at = r:int(2, #text - 1)
  return text:sub(1, at - 1) .. text:sub(at + 1)
end

local function ticket(r, quirk, subject)
  local parts = { r:pick(OPENINGS), "the", r:pick(subject[3]), r:pick(subject[4]) }
  if r:bool(0.6) then parts[#parts + 1] = r:pick(PLACES) end
  if r:bool(0.35) then parts[#parts + 1] = r:pick(ASIDES) end
  if r:bool(0.6) then parts[#parts + 1] = r:pick(CLOSINGS) end
  local words = {}
  for word in table.concat(parts, " "):gmatch("%S+") do words[#words + 1] = typo(r, quirk, word) end
  return table.concat(words, " ")
end

-- Tickets of the weeks `first` to `last`, in their order. With `answers`, some are sent again later with "re:" before them, and stay with the desk that had them first.
local function tickets(r, quirk, count, first, last, answers, number)
  local t = { ticket = {}, week = {}, text = {}, desk = {} }
  for i = 1, count do
    local week = first + (i - 1) * (last - first + 1) // count
    local old = answers and quirk["sent again"] and i > 50 and r:bool(0.3) and r:int(1, i - 1)
    local text, desk
    if old then
      text, desk = t.text[old], t.desk[old]
      if text:sub(1, 4) ~= "re: " then text = "re: " .. text end
      if r:bool(0.5) then text = text .. " " .. r:pick(CLOSINGS) end
    else
      local subject = r:pick(SUBJECTS)
      text, desk = ticket(r, quirk, subject), quirk.moved and week >= MOVED_IN and subject[2] or subject[1]
      if quirk.mistakes and r:bool(0.04) then desk = r:int(0, DESKS - 1) end
    end
    t.ticket[i], t.week[i], t.text[i], t.desk[i] = number + i, week, text, desk
  end
  return t
end

return problem "desk-tickets" {
  title = "Which desk?", round = "data_modeling", difficulty = 3, minutes = 60,
  tags = "ml, numpy, text, drift, data", skills = { modelling = 0.7, ["data quality"] = 0.9, monitoring = 0.4 },
  statement = [[
Five desks, 0 to 4, answer the tickets of a large house. Write `fit`: from the tickets of the weeks 1 to 10 make a model whose `predict(rows)` says which desk
each ticket of the weeks 11 and 12 belongs to. The columns:

- `week`: whole numbers;
- `text`: what somebody wrote, a line in small letters, with typing errors;
- `desk`: 0 to 4, of the tickets to learn from.

Nobody promised that a ticket means the same to the house all year long, nor that every ticket is a new one. Look at the tickets by week before you believe a number
that you measured on a part of them.

- A model may hold at most **20,000 numbers**.
- The metric is **macro F1** on the later weeks, the median over five drawings of the data: it passes at 0.75, and has all of its 50 points from 0.92. Some tickets went to a
  desk by mistake: nobody reaches 1.
]],
  fn = "fit(train: table) -> model",
  runtimes = { "numpy", "sklearn" },
  data = { label = "desk", id = "ticket", make = function(r, quirk)
    return { train = tickets(r, quirk, 1500, 1, 10, true, 0), hidden = tickets(r, quirk, 1000, 11, 12, false, 1500) }
  end },
  metric "macro_f1" { pass = 0.75, full = 0.92, seeds = 5, take = "median", points = 50 },
  framing { points = 10,
    question { "metric", "Why is the metric macro F1?", choices = { "it is the share of tickets that reach the right desk", "each desk counts the same, however many tickets it gets", "it does not depend on the desks that are wrong most often" }, right = "each desk counts the same, however many tickets it gets" },
    question { "split", "On which rows do you measure whether a change helps on the weeks 11 and 12?", choices = { "on a fifth of the rows, drawn at random", "on the last weeks, without tickets whose text was learned from", "on the last weeks", "on the first weeks" }, right = "on the last weeks, without tickets whose text was learned from" },
    question { "copies", "About how many percent of the tickets are sent again, with the same matter in nearly the same words?", right = 29, within = 6 },
    question { "since", "From which week on are some subjects answered elsewhere?", right = 9, within = 0 },
  },
  audit { points = 20 },
  quirk { "moved", column = { "desk", "week" }, kind = "drift", also = { text = "drift" }, "Since week 9 printers belong to desk 3 and invoices to desk 4." },
  quirk { "sent again", column = { "text", "rows" }, kind = "duplicate", also = { desk = "selection" }, "Three in ten are answers to earlier tickets, and stay with the desk that had them first." },
  quirk { "mistakes", column = "desk", kind = "noise", "One in 25 went to any desk." },
  quirk { "typos", column = "text", kind = { "spelling", "noise" }, "Letters are missing." },
  journal { points = 20, runs = 3, step = 0.005 },
  limit { params = 20000, fit_seconds = 30, predict_ms_per_row = 4, memory = "1 GiB" },
  probe { "shuffled labels", score_at_most = 0.35 },
  probe { "hidden rows absent from train", by = "ticket" },

  hint { cost = 10, "Count, for some telling words, to which desk they go in each week." },
  hint { cost = 10, "Which tickets of the last weeks still go where they went in the first? What do their texts begin with?" },
  follow_up { "How would you have noticed in week 9 that two subjects moved, without anybody telling you? How long would it have taken at 150 tickets a week?" },
  follow_up { "Measured on a fifth of the rows, drawn at random, a model looks different from what it is on the later weeks. In which direction, and why?" },

  solution { "new-desks.numpy.py", file = "new_desks.numpy.py" },
  solution { "recent-first-hand.numpy.py", file = "recent_first_hand.numpy.py", expect = "score >= 0.6; score <= 0.98", "Learns only from new tickets since the move: right, but few." },
  solution { "recent.numpy.py", file = "recent.numpy.py", expect = "score <= 0.85", decoy = true, "Learns from the weeks since the move, answers with their old desks and all." },
  solution { "all-weeks.numpy.py", file = "all_weeks.numpy.py", expect = "score = 0", "Believes that a ticket means the same all year." },
  solution { "same-text.numpy.py", file = "same_text.numpy.py", expect = "score = 0", "Finds the ticket that is most alike: excellent where tickets are sent twice." },
  solution { "most-tickets.numpy.py", file = "most_tickets.numpy.py", expect = "score = 0", "Always the desk that gets most." },

  sources = { "Original. The tickets are written by the generator's grammar." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
