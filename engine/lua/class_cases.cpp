// Tests of classes: traces that the author wrote, then random scripts that the model answers.

#include "lua/author_problem.hpp"
#include "lua/convert.hpp"
#include "lua/declare.hpp"
#include "lua/generate.hpp"
#include "lua/state.hpp"
#include "lua/trace.hpp"
#include "value/check.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

constexpr lua_Integer kOps = 100;  // calls of a random script, unless fuzz says otherwise

}  // namespace

// Collects the methods, level after level.
void AuthorProblem::bind_class() {
  push_definition();
  const int table = lua_gettop(L_);
  for (const int place : find_declarations(table, "level")) {
    lua_rawgeti(L_, table, place);
    at(declaration_line(L_, -1), "level");
    push_body(L_, -1);
    const int body = lua_gettop(L_);
    // The first text is the statement; the others are methods.
    bool statement = true;
    for (lua_Integer i = 1; lua_rawgeti(L_, body, i) != LUA_TNIL; ++i) {
      if (lua_type(L_, -1) == LUA_TSTRING) {
        if (!statement) shape_.methods.push_back(need(parse_signature(lua_tostring(L_, -1))));
        statement = false;
      }
      lua_settop(L_, body);
    }
    level_ends_.push_back(shape_.methods.size());
    lua_settop(L_, table);
  }
  lua_settop(L_, table - 1);
  at(0, "");
}

Case AuthorProblem::class_case(int level, int index) {
  push_definition();
  const int table = lua_gettop(L_);
  const std::vector<int> levels = find_declarations(table, "level");
  if (level < 1 || level > static_cast<int>(levels.size())) raise("there is no such level");
  lua_rawgeti(L_, table, levels[static_cast<std::size_t>(level - 1)]);
  push_body(L_, -1);
  const int body = lua_gettop(L_);
  const std::vector<int> traces = find_declarations(body, "trace");
  Told told;
  ClassScript script;
  if (index < static_cast<int>(traces.size())) {
    lua_rawgeti(L_, body, traces[static_cast<std::size_t>(index)]);
    at(declaration_line(L_, -1), "trace");
    push_body(L_, -1);
    script = read_trace(lua_tostring(L_, -1), &told);
  } else {
    const std::vector<int> fuzz = find_declarations(table, "fuzz");
    if (fuzz.empty()) raise("there is no fuzz { ... }");
    lua_rawgeti(L_, table, fuzz[0]);
    push_body(L_, -1);
    script = fuzz_script(level, index - static_cast<int>(traces.size()), lua_gettop(L_));
    told.resize(script.calls.size());
  }
  lua_settop(L_, 0);
  Case made;
  made.arguments = need(encode_script(shape_, script));
  bool all_told = true;
  Values results(script.calls.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    const Signature& method = shape_.methods[static_cast<std::size_t>(script.calls[i].method)];
    if (told[i]) results[i] = *told[i];
    if (!told[i] && method.returns) all_told = false;
  }
  if (!all_told) {
    const Values answers = run_model(script);
    for (std::size_t i = 0; i < told.size(); ++i) {
      if (!told[i]) results[i] = answers[i];
    }
  }
  made.expected = need(encode_results(shape_, script, results));
  return made;
}

// The arguments of one call, from the text between its parentheses.
Value AuthorProblem::read_trace_arguments(const std::string& expression, const Signature& method) {
  const int top = lua_gettop(L_);
  push_expression("return " + expression, LUA_MULTRET);
  const int count = lua_gettop(L_) - top;
  const auto wanted = static_cast<int>(method.parameters.size());
  if (count > wanted) {
    raise(method.name + " takes " + std::to_string(wanted) + " arguments, the trace gives " +
          std::to_string(count));
  }
  lua_settop(L_, top + wanted);
  Record arguments;
  for (int i = 0; i < wanted; ++i) {
    const Parameter& parameter = method.parameters[static_cast<std::size_t>(i)];
    arguments.fields.emplace_back(parameter.name, to_value(L_, top + 1 + i, parameter.type,
                                                           method.name + "'s " + parameter.name));
  }
  lua_settop(L_, top);
  const Status bounds = check_bounds(method.parameters, arguments);
  if (!bounds.ok()) raise(method.name + ": " + bounds.message());
  return arguments;
}

ClassScript AuthorProblem::read_trace(const std::string& text, Told* told) {
  ClassScript script;
  script.constructor = Record{};
  bool constructed = shape_.constructor.parameters.empty();
  for (const TraceCall& call : need(parse_trace(text))) {
    if (call.method == shape_.constructor.name && script.calls.empty()) {
      script.constructor = read_trace_arguments(call.arguments, shape_.constructor);
      constructed = true;
      continue;
    }
    const int method = shape_.find(call.method);
    if (method < 0) raise("there is no method \"" + call.method + "\"");
    const Signature& signature = shape_.methods[static_cast<std::size_t>(method)];
    script.calls.push_back({method, read_trace_arguments(call.arguments, signature)});
    told->emplace_back();
    if (call.result.empty()) continue;
    if (!signature.returns) raise(call.method + " has no result, the trace states one");
    const int top = lua_gettop(L_);
    push_expression("return " + call.result, 1);
    told->back() = to_value(L_, -1, *signature.returns, "the result of " + call.method);
    lua_settop(L_, top);
  }
  if (!constructed) {
    raise("the trace must begin with " + shape_.constructor.name + "(...)");
  }
  return script;
}

ClassScript AuthorProblem::fuzz_script(int level, int run, int fuzz) {
  Random random(id_, std::to_string(level), run);
  Generator generator(L_, &random, fuzz);
  lua_getfield(L_, fuzz, "ops");
  const lua_Integer ops = luaL_optinteger(L_, -1, kOps);
  lua_pop(L_, 1);
  const auto methods = static_cast<std::int64_t>(level_ends_[static_cast<std::size_t>(level - 1)]);
  if (methods == 0) raise("the level has no methods");
  ClassScript script;
  script.constructor = generator.arguments(shape_.constructor.parameters);
  for (lua_Integer i = 0; i < ops; ++i) {
    const auto method = static_cast<int>(random.integer(0, methods - 1));
    const Signature& signature = shape_.methods[static_cast<std::size_t>(method)];
    Value arguments = generator.arguments(signature.parameters);
    const Status bounds = check_bounds(signature.parameters, arguments);
    if (!bounds.ok()) raise("fuzz: " + signature.name + ": " + bounds.message());
    script.calls.push_back({method, std::move(arguments)});
  }
  return script;
}

// Absent arguments are nil here: they stand alone, not in a table.
Values AuthorProblem::run_model(const ClassScript& script) {
  lua_settop(L_, 0);
  if (!push_function("model")) raise("there is no model");
  for (const auto& [name, value] : script.constructor.as<Record>()->fields) {
    push_value(L_, value, Absent::nil);
  }
  lua_call(L_, static_cast<int>(script.constructor.as<Record>()->fields.size()), 1);
  if (!lua_istable(L_, 1)) raise("model returned no table of functions");
  Values results;
  for (const ClassCall& call : script.calls) {
    const Signature& method = shape_.methods[static_cast<std::size_t>(call.method)];
    if (lua_getfield(L_, 1, method.name.c_str()) != LUA_TFUNCTION) {
      raise("the model has no function \"" + method.name + "\"");
    }
    const auto& fields = call.arguments.as<Record>()->fields;
    for (const auto& [name, value] : fields) push_value(L_, value, Absent::nil);
    lua_call(L_, static_cast<int>(fields.size()), 1);
    results.emplace_back(Null{});
    if (method.returns) {
      results.back() = to_value(L_, -1, *method.returns, "the model's " + method.name);
    }
    lua_settop(L_, 1);
  }
  return results;
}

}  // namespace assay
