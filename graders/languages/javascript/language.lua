-- JavaScript under Node: whole numbers beyond 2^53 are BigInts.

local scalars = {
  int = "number", float = "number", bool = "boolean", str = "string", bytes = "Uint8Array",
  bigint = "bigint", any = "any", tree = "TreeNode|null", linked_list = "ListNode|null",
}

-- The type in JSDoc's spelling.
local function spell(t)
  if type(t) == "string" then return scalars[t] end
  local kind, inner = next(t)
  local function all(items)
    local out = {}
    for i, item in ipairs(items) do out[i] = spell(item) end
    return table.concat(out, ", ")
  end
  if kind == "list" then
    local item = spell(inner)
    return (item:find("|", 1, true) and "(" .. item .. ")" or item) .. "[]"
  end
  if kind == "opt" then
    local item = spell(inner)
    return item:find("|null", 1, true) and item or item .. "|null"
  end
  if kind == "tuple" then return "[" .. all(inner) .. "]" end
  if kind == "map" then return "Map<" .. all(inner) .. ">" end
  if kind == "set" then return "Set<" .. spell(inner) .. ">" end
  if kind == "stream" then return "Iterator<" .. spell(inner) .. ">" end
  if kind == "fn" then
    return "function(" .. all(inner.params) .. "): " .. (inner.returns and spell(inner.returns) or "void")
  end
  local fields = {}
  for i, field in ipairs(inner) do fields[i] = field[1] .. ": " .. spell(field[2]) end
  return "{" .. table.concat(fields, ", ") .. "}"
end

local function names(parameters)
  local out = {}
  for i, parameter in ipairs(parameters or {}) do out[i] = parameter[1] end
  return table.concat(out, ", ")
end

local function comment(s, indent)
  local lines = {indent .. "/**\n"}
  for _, parameter in ipairs(s.parameters or {}) do
    lines[#lines + 1] = indent .. " * @param {" .. spell(parameter[2]) .. "} " .. parameter[1] .. "\n"
  end
  if s.returns then lines[#lines + 1] = indent .. " * @return {" .. spell(s.returns) .. "}\n" end
  return #lines > 1 and table.concat(lines) .. indent .. " */\n" or ""
end

local not_written = 'throw new Error("not written yet");\n'

local function class_stub(spec)
  local out = {"class " .. spec.name .. " {\n", comment(spec, "  "),
    "  constructor(" .. names(spec.parameters) .. ") {}\n"}
  local level
  for _, method in ipairs(spec.methods) do
    out[#out + 1] = "\n"
    if method.level and method.level ~= level then
      level = method.level
      out[#out + 1] = "  // Level " .. level .. "\n"
    end
    out[#out + 1] = comment({parameters = method.parameters, returns = method.returns}, "  ")
    out[#out + 1] = "  " .. method.name .. "(" .. names(method.parameters) .. ") {\n    " .. not_written
      .. "  }\n"
  end
  return table.concat(out) .. "}\n"
end

local line_reader = [[
const fs = require("fs");

// The next line of the input, or null at its end.
function readLine() {
  const bytes = [], one = Buffer.alloc(1);
  let got = fs.readSync(0, one);
  if (got === 0) return null;
  for (; got === 1 && one[0] !== 10; got = fs.readSync(0, one)) bytes.push(one[0]);
  return Buffer.from(bytes).toString();
}

// Print with console.log(...).
]]

local function stub(spec)
  if spec.interactive then return line_reader .. not_written end
  if spec.kind == "program" then
    return 'const input = require("fs").readFileSync(0, "utf8");\n' .. not_written
  end
  if spec.kind == "class" then return class_stub(spec) end
  return comment(spec, "") .. "function " .. spec.name .. "(" .. names(spec.parameters) .. ") {\n  "
    .. not_written .. "}\n"
end

-- Whether a key of that name is anywhere in the signature.
local function mentions(spec, key)
  if type(spec) ~= "table" then return false end
  for name, inner in pairs(spec) do
    if name == key or mentions(inner, key) then return true end
  end
  return false
end

return language "javascript" {
  title = "JavaScript (Node)",
  extension = "js",
  line_comment = "//",
  reserved = "arguments await break case catch class const continue debugger default delete do else enum eval "
    .. "export extends false finally for function if implements import in instanceof interface let new null "
    .. "package private protected public return static super switch this throw true try typeof var void while "
    .. "with yield",
  program = {"/usr/bin/node", "node"},
  version = {"{program}", "--version"},
  install = "apt install nodejs",
  -- The stack is 256 MiB; a single thread keeps time and memory steady.
  run = {"{program}", "--stack-size=200000", "--single-threaded", "--v8-pool-size=0", "{folder}/harness.js"},
  env = {"LANG=C.UTF-8", "NODE_OPTIONS="},
  factor = 4,

  stub = stub,
  refuses = function(spec)
    if mentions(spec, "tensor") then return "it has no tensors here" end
    return spec.kind == "asserts" and "assert-style tests are written for Python's values" or ""
  end,
}
