-- Python, as a candidate writes it: one file, the standard library.

local scalars = {
  int = "int", float = "float", bool = "bool", str = "str", bytes = "bytes", bigint = "int", any = "Any",
  tree = "TreeNode | None", linked_list = "ListNode | None",
  table = "dict[str, np.ndarray]", model = "Model",
}

local runtime  -- "numpy" or "torch", when the problem asks for one

-- The annotation of a type.  `uses` collects the names that need an import or a definition, and
-- records, which Python's annotations cannot spell.
local function annotation(t, uses)
  if type(t) == "string" then
    uses[t] = true
    return scalars[t]
  end
  local function all(items)
    local out = {}
    for i, item in ipairs(items) do out[i] = annotation(item, uses) end
    return table.concat(out, ", ")
  end
  if t.list then return "list[" .. annotation(t.list, uses) .. "]" end
  if t.opt then
    local inner = annotation(t.opt, uses)
    return inner:find("| None", 1, true) and inner or inner .. " | None"
  end
  if t.tuple then return "tuple[" .. all(t.tuple) .. "]" end
  if t.map then return "dict[" .. all(t.map) .. "]" end
  if t.tensor then
    uses[runtime] = true
    return runtime == "torch" and "torch.Tensor" or "np.ndarray"
  end
  if t.set then return "set[" .. annotation(t.set, uses) .. "]" end
  if t.stream then
    uses.Iterator = true
    return "Iterator[" .. annotation(t.stream, uses) .. "]"
  end
  if t.fn then
    uses.Callable = true
    local result = t.fn.returns and annotation(t.fn.returns, uses) or "None"
    return "Callable[[" .. all(t.fn.params) .. "], " .. result .. "]"
  end
  local keys = {}
  for i, field in ipairs(t.record) do
    keys[i] = '"' .. field[1] .. '": ' .. annotation(field[2], uses)
  end
  uses.records = uses.records or {}
  table.insert(uses.records, "{" .. table.concat(keys, ", ") .. "}")
  return "dict"
end

-- "name: type" for every parameter; `any` says nothing and is left out.
local function parameters(list, uses, first)
  local out = {first}
  for _, parameter in ipairs(list or {}) do
    local name, t = parameter[1], parameter[2]
    out[#out + 1] = t == "any" and name or name .. ": " .. annotation(t, uses)
  end
  return table.concat(out, ", ")
end

local function arrow(t, uses)
  return (not t or t == "any") and "" or " -> " .. annotation(t, uses)
end

local function header(uses)
  local lines = {}
  if uses.Callable or uses.Iterator then
    local names = {uses.Callable and "Callable", uses.Iterator and "Iterator"}
    if not names[1] then names = {"Iterator"} end
    lines[#lines + 1] = "from collections.abc import " .. table.concat(names, ", ")
  end
  if runtime == "torch" then lines[#lines + 1] = "import torch" end
  if runtime == "numpy" or runtime == "sklearn" then lines[#lines + 1] = "import numpy as np" end
  if uses.any then lines[#lines + 1] = "from typing import Any" end
  if #lines > 0 then lines[#lines + 1] = "" end
  if uses.tree then lines[#lines + 1] = "# TreeNode(val, left, right) is defined for you." end
  if uses.linked_list then lines[#lines + 1] = "# ListNode(val, next) is defined for you." end
  for _, record in ipairs(uses.records or {}) do
    lines[#lines + 1] = "# dict: " .. record
  end
  if #lines > 0 and lines[#lines] ~= "" then lines[#lines + 1] = "" end
  if #lines > 0 then lines[#lines + 1] = "" end
  return #lines > 0 and table.concat(lines, "\n") .. "\n" or ""
end

local function function_stub(spec)
  local uses = {}
  local head = "def " .. spec.name .. "(" .. parameters(spec.parameters, uses) .. ")"
    .. arrow(spec.returns, uses) .. ":\n"
  return header(uses) .. head .. "    raise NotImplementedError\n"
end

-- What each method of a model gives, one a row.
local predictions = {
  "# The probability that each row is of class 1.",
  "# The class, number or score of each row.",
}

local function model_stub(spec)
  local uses, lines = {}, {"# Is copied by pickle into the process that predicts: keep in `self` what it needs.", "class Model:"}
  for _, method in ipairs(spec.predicts) do
    local name = method == 1 and "predict_proba" or "predict"
    lines[#lines + 1] = "    " .. predictions[method]
    lines[#lines + 1] = "    def " .. name .. "(self, rows: dict[str, np.ndarray]) -> np.ndarray:"
    lines[#lines + 1] = "        raise NotImplementedError"
    lines[#lines + 1] = ""
  end
  local head = "def " .. spec.name .. "(" .. parameters(spec.parameters, uses) .. ") -> Model:\n"
  return "import numpy as np\n\n\n" .. table.concat(lines, "\n") .. "\n\n" .. head .. "    return Model()\n"
end

local function class_stub(spec)
  local uses, lines = {}, {}
  local function add(line) lines[#lines + 1] = line end
  add("class " .. spec.name .. ":")
  add("    def __init__(" .. parameters(spec.parameters, uses, "self") .. "):")
  add("        pass")
  local level
  for _, method in ipairs(spec.methods) do
    add("")
    if method.level and method.level ~= level then
      level = method.level
      add("    # Level " .. level)
    end
    add("    def " .. method.name .. "(" .. parameters(method.parameters, uses, "self") .. ")"
      .. arrow(method.returns, uses) .. ":")
    add("        raise NotImplementedError")
  end
  return header(uses) .. table.concat(lines, "\n") .. "\n"
end

-- Whether a key of that name is anywhere in the signature.
local function mentions(spec, key)
  if type(spec) ~= "table" then return false end
  for name, inner in pairs(spec) do
    if name == key or mentions(inner, key) then return true end
  end
  return false
end

return language "python" {
  title = "Python",
  extension = "py",
  line_comment = "#",
  reserved = "False None True and as assert async await break class continue def del elif else except "
    .. "finally for from global if import in is lambda nonlocal not or pass raise return try while with yield",
  program = {"/usr/bin/python3", "python3"},
  version = {"{program}", "--version"},
  install = "apt install python3",
  -- No site packages, no user's folder, no .pyc files written.
  run = {"{program}", "-s", "-S", "-B", "{folder}/harness.py"},
  env = {
    "PYTHONHASHSEED=0", "PYTHONUTF8=1", "LANG=C.UTF-8",
    "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1",
  },
  warm = true,
  maps = true,
  factor = 40,
  -- The same with a library, in warm parents of their own.  Threads are pinned to one: what a test
  -- costs must not depend on what else the machine does.
  variants = {
    numpy = {
      title = "Python with NumPy", extension = "numpy.py", module = "numpy", install = "apt install python3-numpy",
      run = {"{program}", "-s", "-S", "-B", "{folder}/harness.py", "numpy"},
    },
    torch = {
      title = "Python with PyTorch", extension = "torch.py", module = "torch", install = "apt install python3-torch",
      run = {"{program}", "-s", "-S", "-B", "{folder}/harness.py", "torch"},
    },
    sklearn = {
      title = "Python with scikit-learn", extension = "sklearn.py", module = "sklearn",
      install = "apt install python3-sklearn",
      run = {"{program}", "-s", "-S", "-B", "{folder}/harness.py", "sklearn"},
    },
  },

  refuses = function(spec)
    local bare = not spec.runtime and (mentions(spec, "tensor") or spec.kind == "model")
    return bare and "its tensors need NumPy or PyTorch" or ""
  end,

  stub = function(spec)
    runtime = spec.runtime
    if spec.scaffold then return spec.scaffold end
    if spec.kind == "program" then
      return "import sys\n\n\ndef main() -> None:\n    raise NotImplementedError\n\n\nmain()\n"
    end
    if spec.kind == "model" then return model_stub(spec) end
    if spec.kind == "class" then return class_stub(spec) end
    -- Assertions may also make objects of a class; only its name tells.
    if spec.kind == "asserts" and spec.name:match("^%u") then
      return "class " .. spec.name .. ":\n    def __init__(" .. parameters(spec.parameters, {}, "self")
        .. "):\n        raise NotImplementedError\n"
    end
    return function_stub(spec)
  end,
}
