-- Attack: asks the generator for more than there is: elements, nodes, letters, shapes whose product is small again.
-- Must end with: 3
-- Says: elements were asked for
return problem "asks-for-too-much" {
  title = "Mirror", round = "coding", difficulty = 1, minutes = 5, ai = "forbidden",
  statement = "Return `text` backwards.",
  fn = "mirror(text: str[0..9]) -> str",
  random { "all", 1 },
  make = function(r)
    local much = 1 << 50
    for _, ask in ipairs({
      function() r:ints(much, "1..2") end, function() r:string(much, "a-z") end, function() r:tree(much) end,
      function() r:permutation(-much) end, function() r:distinct(much, much) end, function() r:int("1..0") end,
      function() r:graph { nodes = much, edges = much, connected = true } end,
      function() r:graph { nodes = 100000, edges = 4999950000 } end,
      function() r:tensor("f64", { 1 << 32, 1 << 32 }, normal(0, 1)) end,
      function() r:tensor("f64", { -1, -much }, normal(0, 1)) end,
      function() r:pick(setmetatable({}, { __len = function() return 1 << 62 end })) end,
    }) do
      if pcall(ask) then return { text = "this was given" } end
    end
    return { text = #r:permutation(much) }
  end,
  reference = function(a) return a.text:reverse() end,
  solution { "honest.py", "def mirror(text):\n    return text[::-1]" },
}
