#include "lua/author_problem.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "lua/convert.hpp"
#include "lua/declare.hpp"
#include "lua/dump.hpp"
#include "lua/generate.hpp"
#include "lua/random_module.hpp"
#include "lua/scan.hpp"
#include "lua/state.hpp"
#include "model/problem.hpp"
#include "value/check.hpp"
#include "value/kernel.hpp"
#include "value/settle.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

constexpr int kDraws = 1000;  // tries to satisfy `where` by drawing

}  // namespace

void AuthorProblem::raise(const std::string& message) {
  lua_pushlstring(L_, message.data(), message.size());
  lua_error(L_);
  std::abort();  // lua_error does not return
}

void AuthorProblem::at(int line, std::string what) {
  line_ = line;
  what_ = std::move(what);
}

std::string AuthorProblem::located(const std::string& message) const {
  if (message.rfind(name_ + ":", 0) == 0) {
    return what_.empty() ? message : message + " (in " + what_ + ")";
  }
  std::string place = name_;
  if (line_ > 0) place += ":" + std::to_string(line_);
  return place + ": " + (what_.empty() ? "" : what_ + ": ") + message;
}

// Leaves what the file returns on the stack.
void AuthorProblem::evaluate() {
  load_chunk(L_, name_, source_);
  lua_call(L_, 0, 1);
  if (!is_declaration(L_, -1)) {
    raise("the file must end with: return problem \"id\" { ... }");
  }
  const std::string kind = declaration_kind(L_, -1);
  if (kind != "problem" && kind != "quiz" && kind != "rubric" && kind != "loop") {
    raise("the file must return a problem, quiz, rubric or loop, not " + kind);
  }
}

Summary AuthorProblem::summary() {
  evaluate();
  return summarize(L_, -1);
}

std::string AuthorProblem::load() {
  evaluate();
  std::string json = dump_declaration(L_, lua_gettop(L_), source_);
  definition_ = luaL_ref(L_, LUA_REGISTRYINDEX);
  read_where();
  return json;
}

void AuthorProblem::read_where() {
  where_.clear();
  push_setting("where");
  if (lua_type(L_, -1) == LUA_TSTRING) where_.emplace_back(lua_tostring(L_, -1));
  if (lua_istable(L_, -1)) {
    for (lua_Integer i = 1; lua_rawgeti(L_, -1, i) == LUA_TSTRING; ++i) {
      where_.emplace_back(lua_tostring(L_, -1));
      lua_pop(L_, 1);
    }
  }
  lua_settop(L_, 0);
  for (const std::string& clause : where_) {
    const std::string text = "return " + clause;
    if (luaL_loadbufferx(L_, text.data(), text.size(), "=where", "t") != LUA_OK) {
      raise_in_where(clause);
    }
    lua_pop(L_, 1);
  }
}

// Raises the error at the top of the stack as one of that clause, at the line where it is written.
void AuthorProblem::raise_in_where(const std::string& clause) {
  std::string message = lua_type(L_, -1) == LUA_TSTRING ? lua_tostring(L_, -1) : "fails";
  constexpr std::string_view kPlace = "where:1: ";
  if (message.rfind(kPlace, 0) == 0) message.erase(0, kPlace.size());
  int line = 0;
  for (const ScannedTable& table : scan_tables(source_)) {
    if (table.word == "problem") line = table.find("where");
  }
  // The clauses of a list may stand on lines of their own.
  std::size_t begin = 0;
  for (int i = 1; i < line && begin != std::string::npos; ++i)
    begin = source_.find('\n', begin) + 1;
  const std::size_t at = source_.find(clause, begin);
  if (at != std::string::npos) {
    line += static_cast<int>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(begin),
                                        source_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  }
  constexpr std::size_t kLongest = 300;  // bytes; its place is told
  raise(name_ + ":" + std::to_string(line) + ": where \"" + clause.substr(0, kLongest) +
        "\": " + message.substr(0, kLongest));
}

void AuthorProblem::push_definition() {
  lua_rawgeti(L_, LUA_REGISTRYINDEX, definition_);
  push_body(L_, -1);
  lua_remove(L_, -2);
}

void AuthorProblem::push_setting(const char* setting) {
  push_definition();
  lua_getfield(L_, -1, setting);
  lua_remove(L_, -2);
}

bool AuthorProblem::push_function(const char* setting) {
  push_setting(setting);
  if (lua_isfunction(L_, -1)) return true;
  lua_pop(L_, 1);
  return false;
}

std::string AuthorProblem::text_setting(const char* setting) {
  push_setting(setting);
  std::string text;
  if (lua_type(L_, -1) == LUA_TSTRING) text = lua_tostring(L_, -1);
  lua_pop(L_, 1);
  return text;
}

// Places of the declarations of one kind among the positional entries of a table.
std::vector<int> AuthorProblem::find_declarations(int table, const char* kind) {
  std::vector<int> places;
  const auto count = static_cast<int>(lua_rawlen(L_, table));
  for (int i = 1; i <= count; ++i) {
    lua_rawgeti(L_, table, i);
    if (is_declaration(L_, -1, kind)) places.push_back(i);
    lua_pop(L_, 1);
  }
  return places;
}

void AuthorProblem::bind(std::string id, std::vector<Group> groups, std::string grow_name) {
  id_ = std::move(id);
  groups_ = std::move(groups);
  grow_name_ = std::move(grow_name);
  const std::string secret = text_setting("secret");
  if (!secret.empty()) secret_ = need(parse_parameters(secret));
  const std::string of_class = text_setting("class");
  is_class_ = !of_class.empty();
  if (is_class_) {
    signature_ = shape_.constructor = need(parse_signature(of_class));
    bind_class();
  } else {
    const std::string program = program_signature();
    const std::string kernel = text_setting("kernel");
    if (!kernel.empty()) {
      signature_ = need(kernel_function(need(parse_signature(kernel))));
    } else {
      signature_ = need(parse_signature(program.empty() ? text_setting("fn") : program));
    }
  }
  all_ = signature_.parameters;
  all_.insert(all_.end(), secret_.begin(), secret_.end());
}

// `program` problems read a text and write a text; of an interactive one all of it is conversation.
std::string AuthorProblem::program_signature() {
  push_setting("program");
  const bool program = lua_toboolean(L_, -1) != 0;
  lua_pop(L_, 1);
  if (!program) return "";
  return text_setting("program") == "interactive" ? kInteractiveSignature : kProgramSignature;
}

Case AuthorProblem::make_case(int group, int index) {
  if (group < 0 || group >= static_cast<int>(groups_.size())) raise("there is no such group");
  const Group& asked = groups_[static_cast<std::size_t>(group)];
  at(asked.line, asked.name + " " + std::to_string(index + 1));
  switch (asked.source) {
    case Group::Source::example:
    case Group::Source::edge:
      return literal_case(asked, index);
    case Group::Source::random:
      push_row(asked.name);
      return drawn_case(asked.name, index, lua_gettop(L_));
    case Group::Source::level:
      return class_case(std::stoi(asked.name), index);
    case Group::Source::metric:
      return drawing(index);
    case Group::Source::part:
      raise("the candidate answers in words");
    case Group::Source::suite:
      raise("the candidate writes the tests");
    case Group::Source::asserts:
      raise("assert-style tests have no arguments of their own");
  }
  return {};
}

Case AuthorProblem::growth_case(std::int64_t n, int index) {
  const std::string group = "grow " + std::to_string(n);
  at(0, group);
  push_growth_row(n);
  return drawn_case(group, index, lua_gettop(L_));
}

Case AuthorProblem::timing_case(int perf, int index) {
  const std::string group = "perf " + std::to_string(perf + 1);
  at(0, group);
  push_definition();
  const int table = lua_gettop(L_);
  const std::vector<int> places = find_declarations(table, "perf");
  if (perf < 0 || perf >= static_cast<int>(places.size())) raise("there is no such perf { ... }");
  lua_rawgeti(L_, table, places[static_cast<std::size_t>(perf)]);
  at(declaration_line(L_, -1), what_);
  push_body(L_, -1);
  return drawn_case(group, index, lua_gettop(L_));
}

Case AuthorProblem::sized_case(int group, int index, const Bound::Names& sizes) {
  if (group < 0 || group >= static_cast<int>(groups_.size())) raise("there is no such group");
  const Group& asked = groups_[static_cast<std::size_t>(group)];
  const std::string name = asked.name + ", other sizes";
  at(asked.line, name);
  push_row(asked.name);
  const int body = lua_gettop(L_);
  lua_newtable(L_);
  const int row = lua_gettop(L_);
  for (lua_pushnil(L_); lua_next(L_, body) != 0; lua_settop(L_, row + 1)) {
    lua_pushvalue(L_, row + 1);
    lua_insert(L_, -2);
    lua_rawset(L_, row);
  }
  for (const auto& [size, value] : sizes) {
    lua_pushinteger(L_, static_cast<lua_Integer>(value));
    lua_setfield(L_, row, size.c_str());
  }
  return drawn_case(name, index, row);
}

// The body of the random row of that name.
void AuthorProblem::push_row(const std::string& group) {
  push_definition();
  const int table = lua_gettop(L_);
  for (const char* kind : {"random", "tensors"}) {
    for (const int place : find_declarations(table, kind)) {
      lua_rawgeti(L_, table, place);
      push_body(L_, -1);
      lua_rawgeti(L_, -1, 1);
      const bool found = lua_type(L_, -1) == LUA_TSTRING && group == lua_tostring(L_, -1);
      lua_pop(L_, 1);
      if (found) return;
      lua_settop(L_, table);
    }
  }
  raise("there is no random { \"" + group + "\", ... }");
}

// The fields of `grow` with its list of sizes replaced by n, and expressions of n by their values.
void AuthorProblem::push_growth_row(std::int64_t n) {
  push_definition();
  const int table = lua_gettop(L_);
  const std::vector<int> places = find_declarations(table, "grow");
  if (places.empty()) raise("there is no grow { ... }");
  lua_rawgeti(L_, table, places[0]);
  at(declaration_line(L_, -1), what_);
  push_body(L_, -1);
  const int body = lua_gettop(L_);
  lua_newtable(L_);
  const int row = lua_gettop(L_);
  for (lua_pushnil(L_); lua_next(L_, body) != 0; lua_settop(L_, row + 1)) {
    if (lua_type(L_, row + 1) != LUA_TSTRING) continue;
    const std::string field = lua_tostring(L_, row + 1);
    if (field == grow_name_) {
      lua_pushinteger(L_, n);
    } else if (lua_type(L_, row + 2) == LUA_TSTRING && holds_numbers(field) &&
               std::string_view(lua_tostring(L_, row + 2)).find("..") == std::string_view::npos) {
      push_expression("local n = " + std::to_string(n) + " return math.floor(" +
                          lua_tostring(L_, row + 2) + ")",
                      1);
    } else {
      lua_pushvalue(L_, row + 2);
    }
    lua_setfield(L_, row, field.c_str());
  }
}

// False for an argument of texts: "ab" are its letters.  What else a row names is a dim, or belongs
// to `make`.
bool AuthorProblem::holds_numbers(const std::string& field) const {
  const auto named = std::find_if(all_.begin(), all_.end(), [&](const Parameter& parameter) {
    return parameter.name == field;
  });
  if (named == all_.end()) return true;
  const Type* type = &named->type;
  while (!type->items.empty()) type = &type->items.front();
  return type->kind != Type::Kind::text && type->kind != Type::Kind::bytes;
}

// Evaluates Lua text that stands inside a text of the problem.
void AuthorProblem::push_expression(const std::string& text, int results) {
  load_chunk(L_, "expression", text);
  lua_call(L_, 0, results);
}

// `edge { "one card", group = "small", ... }`; "edge" where it says nothing.
std::string AuthorProblem::edge_group(int table, int place) {
  lua_rawgeti(L_, table, place);
  push_body(L_, -1);
  const bool named = lua_getfield(L_, -1, "group") == LUA_TSTRING;
  std::string name = named ? lua_tostring(L_, -1) : "edge";
  lua_pop(L_, 3);
  return name;
}

// `example` and `edge`: the arguments stand there.
Case AuthorProblem::literal_case(const Group& group, int index) {
  push_definition();
  const int table = lua_gettop(L_);
  const bool edge = group.source == Group::Source::edge;
  std::vector<int> places = find_declarations(table, edge ? "edge" : "example");
  if (edge) {
    places.erase(std::remove_if(places.begin(), places.end(),
                                [&](int place) { return edge_group(table, place) != group.name; }),
                 places.end());
  }
  if (index < 0 || index >= static_cast<int>(places.size())) raise("there is no such test");
  lua_rawgeti(L_, table, places[static_cast<std::size_t>(index)]);
  at(declaration_line(L_, -1), what_);
  push_body(L_, -1);
  const int body = lua_gettop(L_);
  Case made = finish(read_arguments(body, {"secret", "returns", "points", "group", "all"}));
  if (edge && lua_rawgeti(L_, body, 1) == LUA_TSTRING) {
    made.name = lua_tostring(L_, -1);
  }
  if (lua_getfield(L_, body, "returns") != LUA_TNIL) {
    if (!signature_.returns) raise("returns is given, but the signature has no result");
    made.expected = encoded(*signature_.returns, result(-1, made.arguments, "returns"));
  }
  return made;
}

Case AuthorProblem::drawn_case(const std::string& group, int index, int row) {
  return finish(draw(group, index, row));
}

AuthorProblem::Drawn AuthorProblem::draw(const std::string& group, int index, int row) {
  Random random(id_, group, index);
  if (push_function("make")) {
    push_random(L_, random);
    lua_newtable(L_);  // a copy: what `make` writes into it must not reach the next test
    for (lua_pushnil(L_); lua_next(L_, row) != 0;) {
      lua_pushvalue(L_, -2);
      lua_insert(L_, -2);
      lua_rawset(L_, -4);
    }
    push_quirks();
    lua_call(L_, 3, 1);
    if (!lua_istable(L_, -1)) raise("make returned no table of arguments");
    return read_arguments(lua_gettop(L_), {"secret"});
  }
  for (int tries = 0; tries < kDraws; ++tries) {
    Generator generator(L_, &random, row);
    const Value everything = generator.arguments(all_);
    Drawn drawn{Record{}, Null{}};
    if (!secret_.empty()) drawn.secret = Record{};
    for (const auto& [name, value] : everything.as<Record>()->fields) {
      Value& part = signature_.find(name) >= 0 ? drawn.arguments : drawn.secret;
      part.as<Record>()->fields.emplace_back(name, value);
    }
    if (where_.empty() || broken_where(drawn.arguments).empty()) return drawn;
  }
  raise("no arguments within the bounds were found for which where { ... } holds; write `make`");
}

AuthorProblem::Drawn AuthorProblem::read_arguments(int table,
                                                   const std::vector<std::string>& others) {
  Drawn drawn;
  drawn.arguments = to_arguments(L_, table, signature_.parameters, others);
  if (secret_.empty()) return drawn;
  if (lua_getfield(L_, table, "secret") != LUA_TTABLE) raise("there is no secret = { ... }");
  drawn.secret = to_arguments(L_, lua_gettop(L_), secret_, {});
  lua_pop(L_, 1);
  return drawn;
}

// Holds what was made against the bounds and puts it on the wire.
Case AuthorProblem::finish(Drawn drawn) {
  Record all = std::move(*drawn.arguments.as<Record>());
  const auto own = static_cast<std::ptrdiff_t>(all.fields.size());
  if (auto* secret = drawn.secret.as<Record>()) {
    std::move(secret->fields.begin(), secret->fields.end(), std::back_inserter(all.fields));
  }
  Value whole = std::move(all);
  settle_empty(all_, whole);
  const Status bounds = check_bounds(all_, whole);
  if (!bounds.ok()) raise(bounds.message());
  auto& fields = whole.as<Record>()->fields;
  const Value secret =
      Record{{std::move_iterator(fields.begin() + own), std::move_iterator(fields.end())}};
  fields.resize(static_cast<std::size_t>(own));
  const std::string broken = broken_where(whole);
  if (!broken.empty()) raise(broken);
  Case made;
  made.arguments = need(encode_arguments(signature_.parameters, whole));
  if (!secret_.empty()) made.secret = need(encode_arguments(secret_, secret));
  return made;
}

// What Lua gave as a result for those arguments.
Value AuthorProblem::result(int index, std::string_view arguments, const char* what) {
  Value value = to_value(L_, index, *signature_.returns, what);
  if (holds_tensors(*signature_.returns)) {
    settle_empty(signature_, decoded_arguments(signature_.parameters, arguments), value);
  }
  return value;
}

// Puts the lengths that have names beside the arguments at the top of the stack; an argument that
// is called alike stays.
void AuthorProblem::add_lengths(const Value& arguments) {
  for (const auto& [name, length] : argument_names(signature_.parameters, arguments)) {
    if (signature_.find(name) >= 0) continue;
    lua_pushinteger(L_, static_cast<lua_Integer>(length));
    lua_setfield(L_, -2, name.c_str());
  }
}

std::string AuthorProblem::broken_where(const Value& arguments) {
  if (where_.empty()) return "";
  const int top = lua_gettop(L_);
  push_value(L_, arguments);
  add_lengths(arguments);
  lua_newtable(L_);
  push_base(L_);
  lua_setfield(L_, -2, "__index");
  lua_setmetatable(L_, -2);
  for (const std::string& clause : where_) {
    load_chunk(L_, "where", "return " + clause);
    lua_pushvalue(L_, top + 1);
    lua_setupvalue(L_, -2, 1);
    if (lua_pcall(L_, 0, 1, 0) != LUA_OK) raise_in_where(clause);
    if (lua_toboolean(L_, -1) == 0) {
      lua_settop(L_, top);
      const std::string words = words_of(clause);
      return "where \"" + (words.empty() ? clause : words) + "\" does not hold";
    }
    lua_settop(L_, top + 1);
  }
  lua_settop(L_, top);
  return "";
}

Value AuthorProblem::decoded(const Type& type, std::string_view bytes) {
  return need(decode(type, bytes));
}

Value AuthorProblem::decoded_arguments(const std::vector<Parameter>& parameters,
                                       std::string_view bytes) {
  return need(decode_arguments(parameters, bytes));
}

std::string AuthorProblem::encoded(const Type& type, const Value& value) {
  ByteWriter out;
  const Status status = encode(type, value, out);
  if (!status.ok()) raise(status.message());
  return std::move(out).bytes();
}

void AuthorProblem::push_arguments(std::string_view arguments) {
  push_value(L_, decoded_arguments(signature_.parameters, arguments));
}

void AuthorProblem::push_secret(std::string_view secret) {
  if (secret_.empty()) {
    lua_pushnil(L_);
  } else {
    push_value(L_, decoded_arguments(secret_, secret));
  }
}

std::string AuthorProblem::reference(std::string_view arguments, std::string_view secret) {
  at(0, is_class_ ? "model" : "reference");
  if (is_class_) {
    const ClassScript script = need(decode_script(shape_, arguments));
    return need(encode_results(shape_, script, run_model(script)));
  }
  if (!push_function("reference")) raise("there is none");
  push_arguments(arguments);
  push_secret(secret);
  lua_call(L_, 2, 1);
  if (!signature_.returns) return "";
  return encoded(*signature_.returns, result(-1, arguments, "the result"));
}

std::string AuthorProblem::check_where(std::string_view arguments) {
  at(0, "");
  return broken_where(decoded_arguments(signature_.parameters, arguments));
}

std::string AuthorProblem::answer(int function, std::string_view arguments, std::string_view secret,
                                  std::string_view call) {
  const auto place = static_cast<std::size_t>(function);
  if (function < 0 || place >= signature_.parameters.size() ||
      signature_.parameters[place].type.kind != Type::Kind::function) {
    raise("there is no such function argument");
  }
  const Parameter& parameter = signature_.parameters[place];
  const Type& type = parameter.type;
  at(0, "answer." + parameter.name);
  push_setting("answer");
  if (!lua_istable(L_, -1) || lua_getfield(L_, -1, parameter.name.c_str()) != LUA_TTABLE ||
      lua_rawgeti(L_, -1, 1) != LUA_TFUNCTION) {
    raise("there is no function");
  }
  const std::vector<Parameter> parameters = parameters_of(type);
  push_arguments(arguments);
  push_secret(secret);
  const Value values = decoded_arguments(parameters, call);
  for (const auto& [name, value] : values.as<Record>()->fields) {
    push_value(L_, value, Absent::nil);
  }
  lua_call(L_, 2 + static_cast<int>(parameters.size()), 1);
  if (!type.returns) return "";
  return encoded(type.items.back(), to_value(L_, -1, type.items.back(), "the result"));
}

}  // namespace assay
