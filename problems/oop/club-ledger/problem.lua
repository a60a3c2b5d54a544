-- The idea to find: an account is the list of what happened to it, each entry with the minute in which it really
-- happened. Balances, look-backs and merges then follow; a payment that is settled late still belongs to its own minute.

return problem "club-ledger" {
  title = "Club ledger", round = "oop", difficulty = 3, minutes = 60, tags = "design, industry",
  skills = { design = 0.7, algorithms = 0.3 },
  license = "Apache-2.0", written = "2026-11-21", review_by = "2028-11-21", ai = "forbidden",
  sources = { "Original." },

  statement = [[
A rowing club keeps its members' money in a small ledger. Write it as a class, one level at a time. Level 1 is short on purpose; each later
level adds methods and leaves the earlier ones as they are.

- All money is in whole cents. Members are known by name.
- Every call carries `now`, a minute. It never decreases from one call to the next; several calls may share a minute.
- "Absent" is `None` in Python, `std::nullopt` in C++ and `null` in JavaScript (shown as `nil` below). Lists are shown in curly brackets. A call that answers absent or `false` changes nothing.
- A few hundred calls come in one test. Clear code is fast enough.]],

  class = "ClubLedger()",

  level "1. Accounts" { points = 25, [[
- `join` opens an account with 0 cents. It returns `false` if the member has one already.
- `deposit` adds money and returns the new balance; absent if there is no such member.
- `transfer` moves money from `payer` to `payee` and returns the payer's new balance. It is refused (absent) if one of them is unknown,
  if both are the same member, or if the payer has less than `cents`.
- `balance` returns the balance; absent if there is no such member.]],
    'join(now: int in 0..1e9, member: str[1..10] in "a-z") -> bool',
    'deposit(now: int in 0..1e9, member: str[1..10] in "a-z", cents: int in 1..1e6) -> int?',
    'transfer(now: int in 0..1e9, payer: str[1..10] in "a-z", payee: str[1..10] in "a-z", cents: int in 1..1e6) -> int?',
    'balance(now: int in 0..1e9, member: str[1..10] in "a-z") -> int?',
    trace [[
      join(1, "ann") = true; join(1, "bob") = true; join(2, "ann") = false
      deposit(2, "ann", 100) = 100; deposit(3, "zoe", 5) = nil
      transfer(3, "ann", "bob", 30) = 70; transfer(3, "ann", "bob", 71) = nil
      balance(4, "bob") = 30; balance(4, "zoe") = nil ]],
    trace [[
      join(5, "ann") = true; deposit(5, "ann", 40) = 40
      transfer(5, "ann", "ann", 10) = nil; transfer(5, "ann", "bob", 10) = nil; transfer(5, "bob", "ann", 10) = nil
      balance(5, "ann") = 40; join(5, "bob") = true; transfer(5, "ann", "bob", 40) = 0; balance(5, "bob") = 40 ]],
  },
  level "2. Top spenders" { points = 25, needs = 1, [[
A member's spending is the money that left the account by transfers.

- `top_spenders` lists the first `count` members: more spending first, then by name (a before b). Everybody who has an account takes part,
  also with a spending of 0. Write each as the name, a space and the cents: `"ann 120"`. With fewer than `count` members, list them all.]],
    "top_spenders(now: int in 0..1e9, count: int in 1..10) -> str[]",
    trace [[
      join(1, "cat") = true; join(1, "bob") = true; join(1, "ann") = true
      deposit(1, "bob", 50) = 50; transfer(2, "bob", "ann", 20) = 30; transfer(2, "bob", "ann", 90) = nil
      top_spenders(3, 2) = {"bob 20", "ann 0"}
      top_spenders(3, 9) = {"bob 20", "ann 0", "cat 0"} ]],
    trace [[
      top_spenders(0, 1) = {}; join(0, "eve") = true; top_spenders(0, 1) = {"eve 0"} ]],
  },
  level "3. Planned payments" { points = 25, needs = { 1, 2 }, [[
Members plan payments to shops outside the club.

- `plan` books a payment of `price` cents that falls due in minute `now + delay`. It returns the payment's number: 1 for the first payment that
  the ledger ever books, then 2, 3, ... (one count for all members). Absent if there is no such member. The balance does not matter yet.
- A payment is made at the start of its minute: before anything else that is called in that minute. Payments of one minute are made in the
  order of their numbers.
- If the balance is short at that moment, the payment is dropped for good. If not, the money leaves the account and counts as spending.
- `cancel` drops a payment that is still to come. It returns `false` if there is no such payment any more or if it is not this member's.
- `paid` lists the numbers of the last `count` payments that were made, the latest first (fewer if there are not so many).]],
    'plan(now: int in 0..1e9, member: str[1..10] in "a-z", price: int in 1..1e6, delay: int in 1..1e6) -> int?',
    'cancel(now: int in 0..1e9, member: str[1..10] in "a-z", payment: int in 1..1e6) -> bool',
    "paid(now: int in 0..1e9, count: int in 1..10) -> int[]",
    trace [[
      join(1, "ann") = true; deposit(1, "ann", 100) = 100
      plan(2, "ann", 60, 3) = 1; plan(2, "ann", 50, 8) = 2; plan(3, "ann", 10, 1) = 3; plan(3, "bob", 10, 1) = nil
      balance(4, "ann") = 90; balance(5, "ann") = 30; top_spenders(5, 1) = {"ann 70"}
      cancel(5, "ann", 1) = false; balance(10, "ann") = 30; deposit(11, "ann", 100) = 130; paid(11, 5) = {1, 3} ]],
    trace [[
      join(1, "ann") = true; join(1, "bob") = true; plan(1, "ann", 40, 5) = 1; plan(1, "ann", 30, 2) = 2
      cancel(2, "bob", 1) = false; cancel(2, "ann", 1) = true; cancel(2, "ann", 1) = false; cancel(2, "ann", 7) = false
      deposit(3, "ann", 30) = 30; deposit(9, "ann", 5) = 35 ]],
    trace [[
      join(0, "ann") = true; deposit(0, "ann", 50) = 50; plan(0, "ann", 40, 6) = 1; plan(0, "ann", 30, 4) = 2; plan(0, "ann", 20, 4) = 3
      paid(6, 9) = {3, 2}; balance(6, "ann") = 0; top_spenders(6, 1) = {"ann 50"} ]],
  },
  level "4. Merging and looking back" { points = 25, needs = { 1, 2, 3 }, [[
- `merge` joins two accounts of one household: `keep` stays, `gone` disappears. `keep` receives the balance, the spending, the coming
  payments (with their numbers) and the past of `gone`. It returns `false` if one of them is unknown or if both are the same.
  The name `gone` is free again: whoever joins under it starts afresh.
- `balance_at` returns the balance at the end of minute `now - ago`, after everything that happened in that minute (with `ago` 0: after
  everything so far). A payment happens in its own minute, even if nobody calls in that minute.
  For a merged account it is the sum of the accounts that it was made of, as far as they existed then.
  Absent if there is no such member now, or if none of these accounts existed then.
- `statement` lists the last `count` minutes in which money came or went (the latest first), each as the minute, a space and the balance at
  its end: `"7 250"`. Fewer if there are not so many, and an empty list if there is no such member. For a merged account, the minutes are
  those of all the accounts that it was made of, and the balances are sums as above.]],
    'merge(now: int in 0..1e9, keep: str[1..10] in "a-z", gone: str[1..10] in "a-z") -> bool',
    'balance_at(now: int in 0..1e9, member: str[1..10] in "a-z", ago: int in 0..1e9) -> int?',
    'statement(now: int in 0..1e9, member: str[1..10] in "a-z", count: int in 1..10) -> str[]',
    trace [[
      join(1, "ann") = true; deposit(2, "ann", 100) = 100; join(3, "bob") = true; deposit(4, "bob", 7) = 7
      plan(4, "bob", 5, 2) = 1; transfer(5, "ann", "bob", 20) = 80
      balance_at(9, "ann", 6) = 100; balance_at(9, "bob", 4) = 27; balance_at(9, "bob", 3) = 22; balance_at(9, "bob", 7) = nil
      merge(10, "bob", "ann") = true; balance(10, "bob") = 102; balance(10, "ann") = nil
      statement(10, "bob", 3) = {"6 102", "5 107", "4 107"}
      balance_at(10, "bob", 6) = 107; balance_at(10, "bob", 8) = 100; balance_at(10, "bob", 9) = 0; balance_at(10, "bob", 10) = nil
      top_spenders(10, 5) = {"bob 25"} ]],
    trace [[
      join(1, "ann") = true; join(1, "bob") = true; merge(1, "ann", "ann") = false; merge(1, "ann", "zoe") = false
      deposit(2, "bob", 30) = 30; plan(2, "bob", 10, 5) = 1; plan(2, "bob", 10, 6) = 2; merge(3, "ann", "bob") = true
      join(4, "bob") = true; cancel(4, "bob", 2) = false; cancel(4, "ann", 2) = true
      balance(7, "ann") = 20; balance_at(7, "bob", 3) = 0; balance_at(7, "bob", 5) = nil; balance_at(7, "ann", 0) = 20
      statement(7, "ann", 9) = {"7 20", "2 30"}; statement(7, "bob", 9) = {}; statement(7, "zoe", 9) = {} ]],
  },

  fuzz { runs = 18, ops = 300, now = increasing, seeds = "per_level",
         member = { "ann", "ann", "bob", "cat" }, payer = { "ann", "bob", "cat" }, payee = { "ann", "bob", "cat" },
         keep = { "ann", "ann", "ann", "bob" }, gone = { "ann", "ann", "bob", "cat" },     -- mostly refused: accounts should live
         cents = { 10, 20, 20, 30, 50 }, price = { 2, 5, 5, 30 }, count = { 1, 2, 3, 5, 8 }, delay = { 1, 2, 3, 5, 8, 13, 21 }, payment = "1..40",
         ago = { 0, 1, 2, 3, 5, 8, 13, 21, 34, 60, 150 } },

  model = function()
    local accounts, coming, made, booked, m = {}, {}, {}, 0, {}   -- coming[number] = { member, price, due }

    local function sum(account, moment)
      local cents = 0
      for _, entry in ipairs(account.entries) do
        if entry.minute <= moment then cents = cents + entry.cents end
      end
      return cents
    end
    local function book(member, minute, cents)
      local entries = accounts[member].entries
      entries[#entries + 1] = { minute = minute, cents = cents }
    end
    local function spend(member, minute, cents)
      book(member, minute, -cents)
      accounts[member].spent = accounts[member].spent + cents
    end
    local function first_due(now)                             -- the earliest; of one minute the lowest number
      local first
      for number, p in pairs(coming) do
        if p.due <= now and (not first or p.due < coming[first].due) then first = number end
      end
      return first
    end
    local function settle(now)
      local number = first_due(now)
      while number do
        local p = coming[number]
        coming[number] = nil
        if sum(accounts[p.member], p.due) >= p.price then
          spend(p.member, p.due, p.price)
          table.insert(made, 1, number)
        end
        number = first_due(now)
      end
    end

    function m.join(now, member)
      settle(now)
      if accounts[member] then return false end
      accounts[member] = { opened = now, spent = 0, entries = {} }
      return true
    end
    function m.balance(now, member)
      settle(now)
      if not accounts[member] then return nil end
      return sum(accounts[member], now)
    end
    function m.deposit(now, member, cents)
      settle(now)
      if not accounts[member] then return nil end
      book(member, now, cents)
      return m.balance(now, member)
    end
    function m.transfer(now, payer, payee, cents)
      settle(now)
      if not accounts[payer] or not accounts[payee] or payer == payee or m.balance(now, payer) < cents then return nil end
      spend(payer, now, cents)
      book(payee, now, cents)
      return m.balance(now, payer)
    end
    function m.top_spenders(now, count)
      settle(now)
      local names, lines = {}, {}
      for name in pairs(accounts) do names[#names + 1] = name end
      names = take(count, sort_by(names, function(name) return -accounts[name].spent, name end))
      for i, name in ipairs(names) do lines[i] = name .. " " .. accounts[name].spent end
      return lines
    end
    function m.plan(now, member, price, delay)
      settle(now)
      if not accounts[member] then return nil end
      booked = booked + 1
      coming[booked] = { member = member, price = price, due = now + delay }
      return booked
    end
    function m.cancel(now, member, payment)
      settle(now)
      if not coming[payment] or coming[payment].member ~= member then return false end
      coming[payment] = nil
      return true
    end
    function m.paid(now, count)
      settle(now)
      return take(count, made)
    end
    function m.merge(now, keep, gone)
      settle(now)
      if not accounts[keep] or not accounts[gone] or keep == gone then return false end
      local a, b = accounts[keep], accounts[gone]
      a.opened = math.min(a.opened, b.opened)
      a.spent = a.spent + b.spent
      for _, entry in ipairs(b.entries) do a.entries[#a.entries + 1] = entry end
      for _, p in pairs(coming) do
        if p.member == gone then p.member = keep end
      end
      accounts[gone] = nil
      return true
    end
    function m.balance_at(now, member, ago)
      settle(now)
      local account = accounts[member]
      if not account or now - ago < account.opened then return nil end
      return sum(account, now - ago)
    end
    function m.statement(now, member, count)
      settle(now)
      local lines, minute = {}, now
      while accounts[member] and minute >= 0 and #lines < count do
        for _, entry in ipairs(accounts[member].entries) do
          if entry.minute == minute then
            lines[#lines + 1] = minute .. " " .. sum(accounts[member], minute)
            break
          end
        end
        minute = minute - 1
      end
      return lines
    end
    return m
  end,

  hint { cost = 5, "Let every method begin with the same step: make all payments that have fallen due up to `now`." },
  hint { cost = 10, "A payment that you settle late has two minutes: the one in which you notice it and the one in which it was due. Only one of them belongs into the history." },
  hint { cost = 20, "Keep each account as a list of (minute, change). A look-back is a sum over a part of the list, and merging is putting two lists together." },
  idea { seconds = 90, "What should an account remember, so that looking back and merging stay easy?",
    right = "every change with the minute in which it happened",
    wrong = { "the balance after each call of the class", "only the present balance and the spending",
              "a copy of all accounts for every minute" } },
  follow_up { "Take it to production: 2 million members, 40 entries each a month, 60 bytes an entry. How many GB does a year of history need? How many entries a second is that on average? `balance_at` must answer in 20 ms for accounts with 100,000 entries: what do you store beside the entries, and what does a merge do to it?" },

  solution { "ok.py", file = "ok.py" },
  solution { "ok.cpp", file = "ok.cpp" },
  solution { "pays-itself.py", file = "pays_itself.py", expect = "wrong_answer on 1" },
  solution { "no-tie-break.py", file = "no_tie_break.py", expect = "accepted on 1; wrong_answer on 2" },
  solution { "due-a-minute-late.py", file = "due_a_minute_late.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "keeps-trying.py", file = "keeps_trying.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "by-number-only.py", file = "by_number_only.py", expect = "accepted on 1; accepted on 2; wrong_answer on 3" },
  solution { "books-when-noticed.py", file = "books_when_noticed.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
  solution { "merge-is-a-deposit.py", file = "merge_is_a_deposit.py", expect = "accepted on 1; accepted on 2; accepted on 3; wrong_answer on 4" },
}
