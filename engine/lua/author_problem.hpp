#pragma once
// A problem as it lives in the script process: its Lua table, and what its signatures say.
//
// Every method runs inside run_guarded and raises a Lua error when the author's code or data is at
// fault; located() then adds the place.

#include <cstdint>
#include <lua.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lua/random.hpp"
#include "lua/script.hpp"
#include "lua/summary.hpp"
#include "value/class_script.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

class AuthorProblem {
 public:
  // `name` is the file's name, as messages show it.
  AuthorProblem(lua_State* L, std::string name, std::string source)
      : L_(L), name_(std::move(name)), source_(std::move(source)) {}

  // Evaluates the file; the definition as JSON.
  std::string load();
  // Evaluates the file for what a list shows of it.
  Summary summary();
  // Reads the signatures.  `groups` and `grow_name` are those of the Problem.
  void bind(std::string id, std::vector<Group> groups, std::string grow_name);

  Case make_case(int group, int index);
  Case growth_case(std::int64_t n, int index);
  Case timing_case(int perf, int index);
  // A case of a random group in which these dims and arguments have these values.
  Case sized_case(int group, int index, const Bound::Names& sizes);
  // Data, or the arguments of the first group that is drawn, with one quirk left out, from 0.
  Case drawing_without(int index, int quirk);
  std::string reference(std::string_view arguments, std::string_view secret);
  // The first `where` clause that does not hold, or "".
  std::string check_where(std::string_view arguments);
  CheckResult check(std::string_view arguments, std::string_view answer, std::string_view want,
                    std::string_view secret);
  // For each row of a table whether the expression over its columns holds: u8 0 or 1 each.
  std::string mask(const std::string& where, std::string_view table);
  // A conversation with a program (conversation.cpp): its beginning, and what follows a line or
  // the program's end.
  Turn interact(std::string_view secret);
  Turn hear(std::optional<std::string_view> line);
  std::string answer(int function, std::string_view arguments, std::string_view secret,
                     std::string_view call);

  // The message of an error with the place at which it happened: "problem.lua:29: small 3: ...".
  std::string located(const std::string& message) const;

 private:
  struct Drawn {
    Value arguments, secret;
  };

  void evaluate();
  // The push_* functions leave one value on the stack.
  void push_definition();
  void push_setting(const char* setting);
  bool push_function(const char* setting);  // false, and nothing pushed, if there is none
  std::vector<int> find_declarations(int table, const char* kind);
  std::string text_setting(const char* setting);
  void push_row(const std::string& group);
  void push_growth_row(std::int64_t n);
  bool holds_numbers(const std::string& field) const;
  void push_arguments(std::string_view arguments);
  void push_secret(std::string_view secret);
  void push_expression(const std::string& text, int results);

  void read_where();
  [[noreturn]] void raise_in_where(const std::string& clause);
  std::string program_signature();
  void bind_class();
  std::string edge_group(int table, int place);
  Case literal_case(const Group& group, int index);
  Case drawn_case(const std::string& group, int index, int row);
  Drawn draw(const std::string& group, int index, int row);
  Case drawing(int index);
  void push_quirks();
  Drawn read_arguments(int table, const std::vector<std::string>& others);
  Case finish(Drawn drawn);
  Value result(int index, std::string_view arguments, const char* what);
  void add_lengths(const Value& arguments);
  std::string broken_where(const Value& arguments);
  Value decoded(const Type& type, std::string_view bytes);
  Value decoded_arguments(const std::vector<Parameter>& parameters, std::string_view bytes);
  std::string encoded(const Type& type, const Value& value);

  // Kind class (class_cases.cpp).
  using Told = std::vector<std::optional<Value>>;  // results that a trace states
  Case class_case(int level, int index);
  ClassScript read_trace(const std::string& text, Told* told);
  Value read_trace_arguments(const std::string& expression, const Signature& method);
  ClassScript fuzz_script(int level, int run, int fuzz);
  Values run_model(const ClassScript& script);

  Turn resume_conversation(int values);
  static int read_line(lua_State* L);
  static int write_text(lua_State* L);
  // The result of a checker: two values at the top of the stack.
  CheckResult read_judgement(lua_State* L);

  void at(int line, std::string what);  // what located() says from now on
  [[noreturn]] void raise(const std::string& message);
  template <class T>
  T need(Result<T> result) {
    if (!result.ok()) raise(result.status().message());
    return std::move(result).value();
  }

  lua_State* L_;
  std::string name_, source_;
  int definition_ = LUA_NOREF;
  std::string id_;
  std::vector<Group> groups_;
  std::string grow_name_;
  Signature signature_;
  std::vector<Parameter> secret_;
  std::vector<Parameter> all_;  // arguments, then secret: bounds of the second may name the first
  std::vector<std::string> where_;
  bool is_class_ = false;
  ClassShape shape_;
  std::vector<std::size_t>
      level_ends_;  // level k, from 1, has the methods below level_ends_[k - 1]
  int line_ = 0;
  std::string what_;
  int left_out_ = -1;                  // the quirk that a drawing is without
  lua_State* conversation_ = nullptr;  // a thread, kept by the registry
  int conversation_ref_ = LUA_NOREF;
  bool ended_ = false;  // the program of the conversation has
  std::string to_say_;  // what `write` was given in this turn
};

}  // namespace assay
