-- C++20 with the GNU compiler.  The glue includes the candidate's file, so that the compiler's
-- messages keep its lines, and is itself named "signature" in them.

local scalars = {
  int = "long long", float = "double", bool = "bool", str = "std::string", bytes = "std::string",
  bigint = "std::string", tree = "TreeNode*", linked_list = "ListNode*",
}
local headers = {
  list = "vector", opt = "optional", tuple = "tuple", map = "map", set = "set", fn = "functional",
  str = "string", bytes = "string", bigint = "string",
}
local nodes = {
  tree = "// struct TreeNode { long long val; TreeNode *left, *right; } is defined for you.",
  linked_list = "// struct ListNode { long long val; ListNode* next; } is defined for you.",
  stream = "// Stream<T> is defined for you: for (T x; stream.next(x);) reads it to its end.",
  bigint = "// Numbers beyond 64 bits are texts of decimal digits.",
}

local function each(list, f)
  local out = {}
  for i, item in ipairs(list or {}) do out[i] = f(item, i) end
  return out
end

-- Names given to what a signature's types use: kinds seen, and a struct for each record shape.
local function new_uses() return {kinds = {}, records = {}, shapes = {}, names = {}} end

local function struct_name(hint, uses)
  local base = hint:gsub("^%l", string.upper):gsub("_(%l)", string.upper)
  local name, n = base, 1
  while uses.names[name] do
    n = n + 1
    name = base .. n
  end
  uses.names[name] = true
  return name
end

-- The C++ type; `hint` names a record that is met for the first time.
local function spell(t, uses, hint)
  if type(t) == "string" then
    uses.kinds[t] = true
    return scalars[t]
  end
  local kind, inner = next(t)
  uses.kinds[kind] = true
  local function all(items)
    return table.concat(each(items, function(item) return spell(item, uses, hint) end), ", ")
  end
  if kind == "list" then return "std::vector<" .. spell(inner, uses, hint) .. ">" end
  if kind == "opt" then return "std::optional<" .. spell(inner, uses, hint) .. ">" end
  if kind == "set" then return "std::set<" .. spell(inner, uses, hint) .. ">" end
  if kind == "stream" then return "Stream<" .. spell(inner, uses, hint) .. ">" end
  if kind == "tuple" then return "std::tuple<" .. all(inner) .. ">" end
  if kind == "map" then return "std::map<" .. all(inner) .. ">" end
  if kind == "fn" then
    local result = inner.returns and spell(inner.returns, uses, hint) or "void"
    return "std::function<" .. result .. "(" .. all(inner.params) .. ")>"
  end
  local fields = each(inner, function(field) return {field[1], spell(field[2], uses, field[1])} end)
  local shape = table.concat(each(fields, function(f) return f[2] .. " " .. f[1] .. ";" end), " ")
  if not uses.shapes[shape] then
    uses.shapes[shape] = struct_name(hint, uses)
    table.insert(uses.records, {name = uses.shapes[shape], fields = fields, shape = shape})
  end
  return uses.shapes[shape]
end

local function spell_all(parameters, uses)
  return each(parameters, function(p) return spell(p[2], uses, p[1]) end)
end

-- "R name(A a, B b)"; `changes` is the index of a parameter that is changed in place.
local function declaration(name, parameters, returns, uses, constructor, changes)
  local given = each(parameters, function(p, i)
    local t = spell(p[2], uses, p[1])
    return t .. ((i - 1 == changes and not t:find("%*$")) and "& " or " ") .. p[1]
  end)
  local result = returns and spell(returns, uses, "result") .. " " or "void "
  return (constructor and "" or result) .. name .. "(" .. table.concat(given, ", ") .. ")"
end

-- Every type of the signature, outermost first.
local function walk_types(spec, visit)
  local function walk(t, depth)
    if not t then return end
    visit(t, depth)
    if type(t) == "string" then return end
    local kind, inner = next(t)
    if kind == "tensor" then return end
    if kind == "fn" then
      for _, p in ipairs(inner.params) do walk(p, depth + 1) end
      walk(inner.returns, depth + 1)
    elseif kind == "tuple" or kind == "map" then
      for _, item in ipairs(inner) do walk(item, depth + 1) end
    elseif kind == "record" then
      for _, field in ipairs(inner) do walk(field[2], depth + 1) end
    else
      walk(inner, depth + 1)
    end
  end
  local function signature(s)
    for _, p in ipairs(s.parameters or {}) do walk(p[2], 0) end
    walk(s.returns, 1)  -- a result is never a function or a stream
  end
  signature(spec)
  for _, method in ipairs(spec.methods or {}) do signature(method) end
end

local function refuses(spec)
  local why = spec.kind == "asserts" and "assert-style tests need a language with dynamic types" or ""
  walk_types(spec, function(t, depth)
    local kind = type(t) == "table" and next(t) or t
    if kind == "tensor" then why = "it has no tensors here" end
    if kind == "any" then why = "`any` has no C++ type" end
    if depth > 0 and (kind == "fn" or kind == "stream") then
      why = "a function or stream must be an argument of its own"
    end
  end)
  return why
end

-- The stub ---------------------------------------------------------------------------------------

local function stub_header(uses)
  local includes, seen = {}, {stdexcept = true}
  for kind in pairs(uses.kinds) do
    if headers[kind] then seen[headers[kind]] = true end
  end
  for header in pairs(seen) do includes[#includes + 1] = "#include <" .. header .. ">" end
  table.sort(includes)
  local lines = {}
  for _, kind in ipairs {"tree", "linked_list", "stream", "bigint"} do
    if uses.kinds[kind] then lines[#lines + 1] = nodes[kind] end
  end
  for _, r in ipairs(uses.records) do
    lines[#lines + 1] = "// struct " .. r.name .. " { " .. r.shape .. " } is defined for you."
  end
  if #lines > 0 then lines[#lines + 1] = "" end
  return table.concat(includes, "\n") .. "\n\n" .. table.concat(lines, "\n") .. (#lines > 0 and "\n" or "")
end

local function class_stub(spec, uses)
  local lines = {"class " .. spec.name .. " {", " public:"}
  lines[3] = "  " .. declaration(spec.name, spec.parameters, nil, uses, true) .. " {}"
  local level
  for _, method in ipairs(spec.methods) do
    lines[#lines + 1] = ""
    if method.level and method.level ~= level then
      level = method.level
      lines[#lines + 1] = "  // Level " .. level
    end
    local head = declaration(method.name, method.parameters, method.returns, uses)
    lines[#lines + 1] = "  " .. head .. " {"
    lines[#lines + 1] = '    throw std::logic_error("not written yet");'
    lines[#lines + 1] = "  }"
  end
  return table.concat(lines, "\n") .. "\n};\n"
end

local function stub(spec)
  if spec.kind == "program" then
    return '#include <iostream>\n#include <stdexcept>\n\nint main() {\n'
      .. '  throw std::logic_error("not written yet");\n}\n'
  end
  local uses = new_uses()
  local body
  if spec.kind == "class" then
    body = class_stub(spec, uses)
  else
    body = declaration(spec.name, spec.parameters, spec.returns, uses, false, spec.changes)
      .. ' {\n  throw std::logic_error("not written yet");\n}\n'
  end
  return stub_header(uses) .. body
end

-- The glue ---------------------------------------------------------------------------------------

local codec = [=[
template <>
struct assay::Codec<%s> {
  static %s decode(Reader& in) { return {%s}; }
  static void encode(const %s& value, Writer& out) {
%s  }
};
]=]

local function preamble(uses)
  local out = {}
  if uses.kinds.tree then out[#out + 1] = "using assay::TreeNode;\n" end
  if uses.kinds.linked_list then out[#out + 1] = "using assay::ListNode;\n" end
  if uses.kinds.stream then out[#out + 1] = "using assay::Stream;\n" end
  for _, r in ipairs(uses.records) do
    out[#out + 1] = "struct " .. r.name .. " {\n  " .. r.shape:gsub("; ", ";\n  ")
      .. "\n  auto operator<=>(const " .. r.name .. "&) const = default;\n};\n"
    local reads = each(r.fields, function(f) return "assay::decode<" .. f[2] .. ">(in)" end)
    local writes = each(r.fields, function(f)
      return "    assay::encode<" .. f[2] .. ">(value." .. f[1] .. ", out);\n"
    end)
    out[#out + 1] = codec:format(r.name, r.name, table.concat(reads, ", "), r.name, table.concat(writes))
  end
  out[#out + 1] = '#define main assay_main_of_the_solution\n#include "solution.cpp"\n#undef main\n'
    .. '#line 1 "signature"\n'
  return table.concat(out)
end

-- A braced tuple of decoded arguments; a function's is made on the spot.
local function decoded(parameters, types)
  local parts = each(parameters, function(p, i)
    if type(p[2]) == "table" and p[2].fn then
      return "assay::Callback<" .. types[i]:match("^std::function<(.*)>$") .. ">::make(" .. (i - 1) .. ")"
    end
    return "assay::decode<" .. types[i] .. ">(in)"
  end)
  return "{" .. table.concat(parts, ", ") .. "}"
end

local function_glue = [=[
namespace assay_signature {
$fallback
}
using namespace assay_signature;
class Solution;  // perhaps the candidate's

namespace assay_glue {
struct Function {  // qualified: std has functions of many names
  template <class... A>
  auto operator()(A&&... a) const -> decltype(::$name(std::forward<A>(a)...)) { return ::$name(std::forward<A>(a)...); }
};
template <class S>
struct Method {
  template <class... A, class Q = S>
  auto operator()(A&&... a) const -> decltype(Q().$name(std::forward<A>(a)...)) { return Q().$name(std::forward<A>(a)...); }
};
template <class... A>
struct Call {
  // Of one name, a method is the candidate's and a function may be the library's.
  using Asked = std::conditional_t<assay::way<Method<Solution>, A...>() != assay::Way::none, Method<Solution>, Function>;
  using Got = assay::Given<Asked, A...>;  // `Result` may be a struct of the candidate's
  static_assert(!std::is_same_v<Got, assay::None>, "solution.cpp must define `$declaration`, outside of any class and with these types");
  static_assert($returns_it, "`$name` must return `$result`: `$declaration`");
};
struct Test final : assay::Test {
  using Arguments = std::tuple<$types>;
  Arguments arguments;
  void prepare([[maybe_unused]] assay::Reader& in) override { arguments = Arguments$decoded; }
  void run([[maybe_unused]] assay::Writer& out, int&) override {
    const auto call = []<class... A>(A&... a) -> $result {
      using Asked = typename Call<A...>::Asked;
      std::tuple<assay::Like<A>...> turned{assay::Like<A>(a)...};
      $returned
    };
    $run
  }
};
}  // namespace assay_glue

int main() { return assay::serve([]() -> assay::Test* { return new assay_glue::Test; }); }
]=]

local function fill(template, fields)
  return (template:gsub("%$([%l_]+)", function(name) return fields[name] end))
end

local function glue_function(spec, uses)
  local types = spell_all(spec.parameters, uses)
  local result = spec.returns and spell(spec.returns, uses, "result") or "void"
  local each_argument = each(types, function(_, i) return "std::get<" .. (i - 1) .. ">(arguments)" end)
  local run = "call(" .. table.concat(each_argument, ", ") .. ");"
  if spec.changes then
    local answer = "assay::encode<" .. types[spec.changes + 1] .. ">(" .. each_argument[spec.changes + 1] .. ", out);"
    run = run .. "\n    " .. answer
  end
  if spec.returns then run = "assay::encode<" .. result .. ">(" .. run:sub(1, -2) .. ", out);" end
  return fill(function_glue, {
    name = spec.name,
    -- With no arguments an ellipsis would be as good as the candidate's own.
    fallback = (#types > 0 and "assay::None " or "template <class... T> assay::None ") .. spec.name
      .. (#types > 0 and "(...);" or "(T...);"),
    declaration = declaration(spec.name, spec.parameters, spec.returns, uses, false, spec.changes),
    returns_it = spec.returns
      and "std::is_same_v<Got, assay::None> || assay::kStandsFor<Got, " .. result .. ">"
      or "true",
    result = result,
    returned = spec.returns and "return assay::answered<" .. result .. ">(assay::call(Asked(), turned, a...));"
      or "assay::change(Asked(), turned, a...);",
    types = table.concat(types, ", "),
    decoded = decoded(spec.parameters, types),
    run = run,
  })
end

-- A name that two bases have is ambiguous, however private it is in one of them.
local method_glue = [=[
  struct Named$index { int $name; };
  template <class T>
  struct Twice$index : T, Named$index {};
  template <class... A>
  static void method_$index(S& subject, [[maybe_unused]] assay::Writer& out, A&... a) {
    const auto asked = [&subject]<class... T, class Q = S>(T&&... x)
        -> decltype(std::declval<Q&>().$name(std::forward<T>(x)...)) {
      return static_cast<Q&>(subject).$name(std::forward<T>(x)...);
    };
    if constexpr (assay::way<decltype(asked), A...>() != assay::Way::none) {
      std::tuple<assay::Like<A>...> turned{assay::Like<A>(a)...};
      $call
    } else if constexpr (requires { &S::$name; }) {
      static_assert(assay::kNever<S>, "$class must have `$declaration`");
    } else if constexpr (requires { &S::$other; }) {
      throw assay::Missing{"`$name` is not defined$level; did you mean `$other`?"};
    } else if constexpr (std::is_final_v<S>) {
      throw assay::Missing{"`$name` is not defined$level"};
    } else if constexpr (requires { &Twice$index<S>::$name; }) {
      throw assay::Missing{"`$name` is not defined$level"};
    } else {
      throw assay::Missing{"`$name` is private: write `public:` before it"};
    }
  }
]=]

local class_glue = [=[
namespace assay_glue {
using Subject = ::$name;
struct Made {
  template <class... A>
    requires(std::is_constructible_v<Subject, A...>)
  Subject operator()(A&&... a) const { return Subject(std::forward<A>(a)...); }
};
static_assert(assay::way<Made$given>() != assay::Way::none, "`$name` must have the public constructor `$declaration`");
$arguments
template <class S>
struct Methods {
$methods};
struct Test final : assay::Test {
  using First = std::tuple<$types>;
  First first;
  std::vector<std::variant<$variants>> calls;
  void prepare(assay::Reader& in) override {
    first = First$decoded;
    for (auto left = in.get<std::uint32_t>(); left > 0; --left) {
      switch (in.get<std::uint16_t>()) {
$prepares        default: assay::give_up("no such method");
      }
    }
  }
  void run(assay::Writer& out, int& call) override {
    std::apply([&]<class... A>(A&... a) {
      std::tuple<assay::Like<A>...> turned{assay::Like<A>(a)...};
      Subject subject = assay::call(Made(), turned, a...);
      run_on(subject, out, call);
    }, first);
  }
  void run_on(Subject& subject, assay::Writer& out, int& call) {
    out.put_count(calls.size());
    for (call = 0; call < static_cast<int>(calls.size()); ++call) {
      auto& arguments = calls[static_cast<std::size_t>(call)];
      switch (arguments.index()) {
$runs      }
    }
  }
};
}  // namespace assay_glue

int main() { return assay::serve([]() -> assay::Test* { return new assay_glue::Test; }); }
]=]

local function glue_method(method, class, index, uses)
  local written = declaration(method.name, method.parameters, method.returns, uses)
  local call = "assay::call(asked, turned, a...)"
  if method.returns then
    local result = spell(method.returns, uses, method.name)
    call = ("static_assert(assay::kStandsFor<decltype(%s), %s>, \"`%s` must return `%s`: `%s`\");\n"):format(
      call, result, method.name, result, written)
      .. ("      assay::encode<%s>(assay::answered<%s>(%s), out)"):format(result, result, call)
  end
  -- As those would call it who write camelCase, or the others.
  local other = method.name:find("_") and method.name:gsub("_(%l)", string.upper) or method.name:gsub("%u", function(c) return "_" .. c:lower() end)
  return fill(method_glue, {
    index = index, name = method.name, other = other, class = class, call = call .. ";", declaration = written,
    level = method.level and " (needed from level " .. method.level .. ")" or "",
  })
end

local function glue_class(spec, uses)
  local types = spell_all(spec.parameters, uses)
  local arguments, methods, variants, prepares, runs = {}, {}, {}, {}, {}
  for i, method in ipairs(spec.methods) do
    local index, own = i - 1, spell_all(method.parameters, uses)
    local name = "Arguments" .. index
    variants[i] = name
    arguments[i] = "using " .. name .. " = std::tuple<" .. table.concat(own, ", ") .. ">;\n"
    methods[i] = glue_method(method, spec.name, index, uses)
    prepares[i] = ("        case %d: calls.emplace_back(std::in_place_index<%d>, %s%s); break;\n"):format(
      index, index, name, decoded(method.parameters, own))
    runs[i] = ([[
        case %d:
          std::apply([&](auto&... a) { Methods<Subject>::method_%d(subject, out, a...); }, std::get<%d>(arguments));
          break;
]]):format(index, index, index)
  end
  return fill(class_glue, {
    name = spec.name, given = (#types > 0 and ", " or "") .. table.concat(types, ", "),
    declaration = declaration(spec.name, spec.parameters, nil, uses, true),
    arguments = table.concat(arguments), methods = table.concat(methods),
    types = table.concat(types, ", "), variants = table.concat(variants, ", "),
    decoded = decoded(spec.parameters, types), prepares = table.concat(prepares),
    runs = table.concat(runs),
  })
end

local function glue(spec)
  if spec.kind == "program" then return '#include "solution.cpp"\n' end
  local uses = new_uses()
  local body = (spec.kind == "class" and glue_class or glue_function)(spec, uses)
  return preamble(uses) .. body
end

-- A function that ends without a return would run on into the harness: it traps instead.
local flags = {"-std=c++20", "-O2", "-pipe", "-I{folder}/include", "-fsanitize=return",
  "-fsanitize-undefined-trap-on-error", "-fno-delete-null-pointer-checks"}

-- Of a program that looks for its own mistakes and knows its lines.
local checks = {"-std=c++20", "-O1", "-g", "-pipe", "-I{folder}/include", "-fsanitize=address,undefined",
  "-fno-sanitize=object-size", "-D_GLIBCXX_ASSERTIONS"}

local function with(options, ...)
  local argv = {"{program}"}
  for _, flag in ipairs(options) do argv[#argv + 1] = flag end
  for _, argument in ipairs {...} do argv[#argv + 1] = argument end
  return argv
end

local function command(...) return with(flags, ...) end

local function header(name, file, options)
  local output = file .. ".gch"
  return {name = name, argv = with(options, "-x", "c++-header", "{folder}/" .. file, "-o", output), output = output}
end

return language "cpp" {
  title = "C++20",
  extension = "cpp",
  line_comment = "//",
  reserved = "alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t "
    .. "char32_t class co_await co_return co_yield compl concept const const_cast consteval constexpr "
    .. "constinit continue decltype default delete do double dynamic_cast else enum explicit export extern "
    .. "false float for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr "
    .. "operator or or_eq private protected public register reinterpret_cast requires return short signed "
    .. "sizeof static static_assert static_cast struct switch template this thread_local throw true try "
    .. "typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq",
  program = {"/usr/bin/g++", "g++"},
  version = {"{program}", "--version"},
  install = "apt install g++",
  env = {"PATH=/usr/bin:/bin", "LC_ALL=C"},
  factor = 1,

  run = {"./solution"},
  prepare = {
    header("common", "assay.hpp", flags),
    header("everything", "everything.hpp", flags),
    {name = "harness", argv = command("-include", "{common}/assay.hpp", "-c", "{folder}/assay.cpp", "-o", "assay.o"),
      output = "assay.o"},
    header("common-checked", "assay.hpp", checks),
    {name = "checks", argv = with(checks, "-c", "{folder}/checked.cpp", "-o", "checked.o"), output = "checked.o"},
  },
  compile = command("{by_source}", "-I{folder}", "-fmax-errors=5", "glue.cpp", "{harness}/assay.o", "-o", "program",
    "{options}"),
  -- Every precompiled header costs time in each compile: what few include is in a second one.
  by_source = {
    mentions = {"bits/stdc++.h", "<regex>", "<filesystem>", "<future>"},
    flags = {"-include", "{everything}/everything.hpp"},
    otherwise = {"-include", "{common}/assay.hpp"},
  },
  output = "program",
  checked = {
    compile = with(checks, "-include", "{common-checked}/assay.hpp", "-I{folder}", "glue.cpp", "{harness}/assay.o",
      "{checks}/checked.o", "-o", "program"),
    lines = {"/usr/bin/addr2line", "-i", "-e", "program"},
  },
  -- Flags for what a machine may lack: a program, or a file whose path a command prints.
  options = {
    {flag = "-fuse-ld=gold", program = "ld.gold"},  -- two thirds of the time of ld; the last counts
    {flag = "-fuse-ld=mold", program = "ld.mold"},
    {flag = "-static", path = {"{program}", "-print-file-name=libstdc++.a"}},
  },

  stub = stub,
  glue = glue,
  refuses = refuses,
}
