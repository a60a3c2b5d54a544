#include "service/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "grade/compare.hpp"
#include "grade/decide.hpp"
#include "grade/kernel.hpp"
#include "value/check.hpp"
#include "value/class_script.hpp"
#include "value/kernel.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

// Nobody looks at larger values, and a report is kept in memory.
constexpr std::size_t kMostShown = 200'000;

// What the comparison of one answer needs to look at.
struct Judging {
  Workbench& bench;
  const Problem& problem;
  const Case& test;
  bool visible;
  TestReport shown = {};  // the values of a visible test
  std::string_view group = {};
  std::optional<KernelVerdict> kernel = {};   // goes before the comparison of values
  std::optional<KernelVerdict> counted = {};  // goes after it

  void show_got(const Value& got) {
    if (visible && count_values(got) <= kMostShown) shown.got = got;
  }
};

// A frame made by hand can say that an answer has one; a checker could not be given it.
bool holds_function(const Value& value) {
  if (value.as<Function>() != nullptr) return true;
  if (const auto* map = value.as<Map>()) {
    return std::any_of(map->entries.begin(), map->entries.end(), [](const auto& entry) {
      return holds_function(entry.first) || holds_function(entry.second);
    });
  }
  if (const auto* record = value.as<Record>()) {
    return std::any_of(record->fields.begin(), record->fields.end(),
                       [](const auto& field) { return holds_function(field.second); });
  }
  const Values* items = value.items();
  return items != nullptr && std::any_of(items->begin(), items->end(), holds_function);
}

// Moves both in, where they are of no further use: an answer may be large.
Comparison compared(const Judging& judging, const CompareRules& rules, Value expected, Value got) {
  Comparison comparison =
      compare(rules, std::move(expected), std::move(got), &*judging.problem.signature.returns);
  if (judging.visible && !comparison.detail.empty()) comparison.feedback = comparison.detail;
  return comparison;
}

Result<Comparison> judge_calls(Judging& judging, std::string_view answer) {
  const Problem& problem = judging.problem;
  const ClassShape shape{problem.signature, methods_of(problem)};
  ASSAY_TRY(const ClassScript script, decode_script(shape, judging.test.arguments));
  ASSAY_TRY(const Values got, decode_results(shape, script, answer));
  const Result<Values> expected = decode_results(shape, script, judging.test.expected.value_or(""));
  if (!expected.ok()) return internal_error("the model's answer: " + expected.status().message());
  ASSAY_TRY(const CompareRules rules, compare_rules(problem));

  for (std::size_t i = 0; i < got.size(); ++i) {
    const auto& method = shape.methods[static_cast<std::size_t>(script.calls[i].method)];
    const Type* promised = method.returns ? &*method.returns : nullptr;
    Comparison comparison = compare(rules, (*expected)[i], got[i], promised);
    if (comparison.score >= 1) continue;
    comparison.score = 0;
    comparison.feedback =
        fmt::format("call {} of {}, `{}`, returned another value", i + 1, got.size(), method.name);
    if (judging.visible) {
      std::string calls;
      for (std::size_t k = 0; k <= i; ++k) {
        calls += display(shape, script.calls[k]) + (k < i ? "; " : "");
      }
      judging.shown.arguments = Value(Record{{{"calls", Value(calls)}}});
      judging.shown.expected = (*expected)[i];
      judging.show_got(got[i]);
    }
    return comparison;
  }
  Comparison right;
  right.score = 1;
  return right;
}

// An answer is followed by the `unchanged` arguments as they stand after the call, which are taken
// from `after`.  The name of the first that is not what it was, or "".
Result<std::string> changed_argument(const Problem& problem, std::string_view arguments,
                                     std::string_view* after) {
  if (problem.unchanged.empty()) return std::string();
  ASSAY_TRY(const std::vector<std::string_view> before,
            split_arguments(problem.signature.parameters, arguments));
  for (const std::string& name : problem.unchanged) {
    const std::string_view was = before[static_cast<std::size_t>(problem.signature.find(name))];
    if (!after->starts_with(was)) return name;
    after->remove_prefix(was.size());
  }
  return std::string();
}

// Then it may say that another value was returned in place of an argument's change.
Result<bool> returned_elsewhere(const Problem& problem, std::string_view after) {
  if (after.empty()) return false;
  if (problem.signature.changes >= 0 && after == "\1") return true;
  return invalid_argument(std::to_string(after.size()) + " bytes are left over");
}

// Visible groups too, so that `assay test` says what the hidden tests would.
bool is_counted(const Problem& problem, std::string_view name) {
  if (problem.kernel->counted == name) return true;
  return std::any_of(problem.groups.begin(), problem.groups.end(),
                     [name](const Group& group) { return group.visible && group.name == name; });
}

// What follows the results of a kernel: the simulator's report, and the results under schedules
// that gave others.  Notes what was found and counted.
Status judge_kernel(Judging& judging, const Value& arguments, std::string_view tail,
                    std::vector<Value>* others) {
  const Problem& problem = judging.problem;
  ByteReader in(tail);
  const std::string_view report = in.get_string();
  const auto further = in.get<std::uint32_t>();
  std::string_view rest = in.rest();
  if (!in.ok()) return internal_error("the simulator's answer is cut short");
  if (judging.visible) judging.shown.simulation = report;
  ASSAY_TRY(judging.kernel, judge_findings(report));
  if (judging.kernel) return {};
  for (std::uint32_t i = 0; i < further; ++i) {
    ASSAY_TRY(others->emplace_back(), take(*problem.signature.returns, &rest, kAnswerCaps));
  }
  if (further > 0 && problem.same_bits > 0) {
    judging.kernel = {Verdict::wrong_answer, 0,
                      "not the same bits under every schedule of blocks and warps"};
    return {};
  }
  if (!is_counted(problem, judging.group)) return {};
  double elements = 0;
  if (!problem.kernel->per.text.empty()) {
    ASSAY_TRY(const Bound::Names names, kernel_names(problem.kernel->declared, arguments));
    ASSAY_TRY(elements, problem.kernel->per.evaluate(names));
  }
  ASSAY_TRY(judging.counted, judge_counters(*problem.kernel, report, elements));
  return {};
}

// Holds the answer, and those under other schedules, against the right one.
Result<Comparison> compare_all(const Judging& judging, Value expected, Value got,
                               std::vector<Value> others) {
  const Problem& problem = judging.problem;
  ASSAY_TRY(CompareRules rules, compare_rules(problem));
  const bool any = problem.signature.returns->kind == Type::Kind::any;
  if (any && problem.check == "exact") rules.rtol = rules.atol = 0;  // as Python's == would
  if (others.empty()) return compared(judging, rules, std::move(expected), std::move(got));
  Comparison comparison = compared(judging, rules, expected, std::move(got));
  for (std::size_t i = 0; i < others.size() && comparison.score >= 1; ++i) {
    comparison = compared(judging, rules, expected, std::move(others[i]));
    if (comparison.score < 1) comparison.feedback += "; under another order of blocks and warps";
  }
  return comparison;
}

// A checker may take a while, or a lot of memory, for each element.  If a right answer is no
// trouble to it, one that is far larger was.
bool too_large_for_checker(const Judging& judging, std::string_view answer, const Status& failure) {
  constexpr std::size_t kFarLarger = 4, kLarge = 1 << 16;
  const Case& test = judging.test;
  const std::string& words = failure.message();
  const bool past_limit = words.find("ran past its limit") != std::string::npos ||
                          words.find("used more than ") != std::string::npos;
  if (!past_limit || !test.expected || answer.size() < kLarge ||
      answer.size() / kFarLarger < test.expected->size()) {
    return false;
  }
  Result<Scripts::Lease> script = judging.bench.scripts.borrow(judging.problem);
  return script.ok() &&
         (*script)->check(test.arguments, *test.expected, *test.expected, test.secret).ok();
}

// The author's checker never gets an answer out of the promised bounds.
Result<Comparison> ask_checker(const Judging& judging, const Value& arguments, const Value& got,
                               std::string_view answer) {
  const Problem& problem = judging.problem;
  const Case& test = judging.test;
  Comparison comparison;
  if (Status bounds = check_result(problem.signature, arguments, got); !bounds.ok()) {
    comparison.feedback = judging.visible ? bounds.message() : "the answer is outside its bounds";
    return comparison;
  }
  Status failure;
  {
    ASSAY_TRY(Scripts::Lease script, judging.bench.scripts.borrow(problem));
    Result<CheckResult> checked =
        script->check(test.arguments, answer, test.expected.value_or(""), test.secret);
    if (checked.ok()) {
      comparison.score = checked->score;
      comparison.feedback = checked->feedback;
      return comparison;
    }
    failure = std::move(checked).status();
  }
  if (too_large_for_checker(judging, answer, failure)) {
    comparison.feedback = "the answer is far larger than a right one, too large to be checked";
    return comparison;
  }
  return internal_error("the checker failed: " + failure.message());
}

// An answer that can be taken for one, against the right one or by the author's checker.
Result<Comparison> compare_with_right(Judging& judging, const Value& arguments, Value got,
                                      std::string_view answer, std::vector<Value> others) {
  const Problem& problem = judging.problem;
  const Case& test = judging.test;
  if (test.expected) {
    Result<Value> expected = decode(*problem.signature.returns, *test.expected);
    if (!expected.ok()) return internal_error("the answer: " + expected.status().message());
    if (judging.visible) judging.shown.expected = *expected;
    if (!problem.has_checker) {
      return compare_all(judging, std::move(*expected), std::move(got), std::move(others));
    }
  } else if (judging.visible) {  // only a candidate's own input has no right answer
    Comparison comparison;
    comparison.score = 1;
    comparison.feedback = "it ran; nobody knows the right answer to an input of your own";
    return comparison;
  }
  if (!problem.has_checker) return internal_error("the test has no right answer");
  return ask_checker(judging, arguments, got, answer);
}

Result<Comparison> judge_value(Judging& judging, std::string_view answer) {
  const Problem& problem = judging.problem;
  const Case& test = judging.test;
  const Type& type = *problem.signature.returns;
  std::string_view rest = answer;
  ASSAY_TRY(Value got, take(type, &rest, kAnswerCaps));
  answer.remove_suffix(rest.size());
  if (problem.has_checker && holds_function(got)) {
    return invalid_argument("a function is no answer");
  }
  Result<Value> arguments = Value();  // they may be large, and are mostly of no interest
  if (problem.kernel || judging.visible || problem.has_checker) {
    arguments = decode_arguments(problem.signature.parameters, test.arguments);
  }
  if (!arguments.ok()) return internal_error("the test: " + arguments.status().message());
  std::vector<Value> others;
  if (problem.kernel && !rest.empty()) {
    ASSAY_CHECK(judge_kernel(judging, *arguments, std::exchange(rest, {}), &others));
  }
  ASSAY_TRY(const std::string changed, changed_argument(problem, test.arguments, &rest));
  if (judging.visible) {
    judging.shown.arguments = *arguments;
    judging.show_got(got);
  }
  if (!changed.empty()) {
    Comparison comparison;
    comparison.feedback = "`" + changed + "` was modified: arguments must stay as they came";
    return comparison;
  }
  ASSAY_TRY(const bool elsewhere, returned_elsewhere(problem, rest));
  ASSAY_TRY(Comparison comparison,
            compare_with_right(judging, *arguments, std::move(got), answer, std::move(others)));
  if (elsewhere && comparison.score < 1) {
    const std::string& name =
        problem.signature.parameters[static_cast<std::size_t>(problem.signature.changes)].name;
    comparison.feedback =
        "`" + name +
        "` is as it came, and another value was returned: it has to be changed in place";
  }
  return comparison;
}

// What the simulator found goes before the values, and what it counted after them.
void judge_beside(const Judging& judging, TestReport* report) {
  const bool right = report->verdict == Verdict::accepted;
  if (!right && report->verdict != Verdict::wrong_answer) return;
  const KernelVerdict* said = judging.kernel             ? &*judging.kernel
                              : right && judging.counted ? &*judging.counted
                                                         : nullptr;
  if (said == nullptr) return;
  report->verdict = said->verdict;
  report->score = said->score;
  report->feedback = said->feedback;
}

// Exceptions whose names say nothing of the data.  A class of the candidate's own could be named
// after an argument.
constexpr std::string_view kPlainExceptions[] = {"ArithmeticError",
                                                 "AssertionError",
                                                 "AttributeError",
                                                 "EOFError",
                                                 "Error",
                                                 "Exception",
                                                 "ImportError",
                                                 "IndexError",
                                                 "KeyError",
                                                 "MemoryError",
                                                 "ModuleNotFoundError",
                                                 "NameError",
                                                 "NotImplementedError",
                                                 "OSError",
                                                 "OverflowError",
                                                 "PermissionError",
                                                 "RangeError",
                                                 "RecursionError",
                                                 "ReferenceError",
                                                 "RuntimeError",
                                                 "StopIteration",
                                                 "SyntaxError",
                                                 "TypeError",
                                                 "UnboundLocalError",
                                                 "ValueError",
                                                 "ZeroDivisionError",
                                                 "std::bad_alloc",
                                                 "std::exception",
                                                 "std::length_error",
                                                 "std::logic_error",
                                                 "std::out_of_range",
                                                 "std::runtime_error",
                                                 "std::invalid_argument"};

bool is_plain(const std::string& exception) {
  return std::find(std::begin(kPlainExceptions), std::end(kPlainExceptions), exception) !=
         std::end(kPlainExceptions);
}

// Test code that could not work with an answer says so by its exception's class.
std::string failed_assertion(const std::string& error, int line) {
  const bool other = is_plain(error) && error != "AssertionError";
  const std::string where = line > 0 ? fmt::format(" (line {} of the test code)", line) : "";
  return (other ? "an assertion could not be tried: " + error : "an assertion does not hold") +
         where;
}

// What a person may know of an exception in a hidden test: its class and the line, if the class is
// a common one.  Its message could carry the arguments.
std::string exception_without_data(const Outcome& outcome, int source_lines) {
  std::string text = is_plain(outcome.raised_class) ? outcome.raised_class : "an exception";
  if (outcome.raised_line > 0 && outcome.raised_line <= source_lines) {
    text += fmt::format(" on line {}", outcome.raised_line);
  }
  return text;
}

}  // namespace

Result<std::string> result_of(const Problem& problem, std::string answer) {
  const bool followed =
      !problem.unchanged.empty() || problem.kernel || problem.signature.changes >= 0;
  if (!followed || problem.kind != Kind::function) return answer;
  std::string_view rest = answer;
  ASSAY_TRY(const Value value, take(*problem.signature.returns, &rest, kAnswerCaps));
  static_cast<void>(value);
  answer.resize(answer.size() - rest.size());
  return answer;
}

Result<std::string> answer_with(const Problem& problem, std::string_view arguments,
                                std::string result) {
  if (problem.unchanged.empty() || problem.kind != Kind::function) return result;
  ASSAY_TRY(const std::vector<std::string_view> parts,
            split_arguments(problem.signature.parameters, arguments));
  for (const std::string& name : problem.unchanged) {
    result += parts[static_cast<std::size_t>(problem.signature.find(name))];
  }
  return result;
}

int visible_tests(const Problem& problem, const Group& group, int open_levels) {
  if (group.source == Group::Source::example || group.visible) return group.count;
  if (group.source != Group::Source::level) return 0;
  const int level = std::atoi(group.name.c_str());
  const int last = std::min(static_cast<int>(problem.levels.size()), open_levels);
  if (level < 1 || level > last) return 0;
  return static_cast<int>(problem.levels[static_cast<std::size_t>(level) - 1].traces.size());
}

std::vector<Signature> methods_of(const Problem& problem) {
  std::vector<Signature> methods;
  for (const Level& level : problem.levels) {
    methods.insert(methods.end(), level.methods.begin(), level.methods.end());
  }
  return methods;
}

void hide_data(const Attempted& attempted, int source_lines, TestReport* report) {
  const Outcome& outcome = attempted.outcome;
  const bool failed = report->verdict == Verdict::runtime_error && !attempted.loading;
  if (failed && outcome.ending == Ending::raised) {
    report->feedback = exception_without_data(outcome, source_lines);
  }
  if (failed && outcome.ending == Ending::exited && outcome.code != 0) {
    // A byte of the candidate's choice.
    report->feedback = "exited with a status other than 0, which alone is taken for a success";
    report->code = 1;
  }
  if (failed && outcome.ending == Ending::signalled && !is_known_signal(outcome.code)) {
    report->feedback = "killed by a signal";
    report->code = 0;
  }
  if (outcome.ending == Ending::unreadable) {
    report->feedback = "the answer is not of the promised type";
  }
}

TestReport judge(Workbench& bench, const Problem& problem, const Case& test,
                 const Result<Attempted>& attempted, const Limits& limits, bool visible,
                 int source_lines, std::string_view group) {
  if (!attempted.ok()) {
    const Status& why = attempted.status();
    return decide(Status(why.code(), why.message()), limits, {});
  }
  const Outcome& outcome = attempted->outcome;
  Judging judging{
      .bench = bench, .problem = problem, .test = test, .visible = visible, .group = group};
  const JudgeAnswer judge_answer = [&](std::string_view answer) -> Result<Comparison> {
    if (problem.kind == Kind::asserts) {
      Comparison comparison;
      comparison.score = attempted->assert_failed ? 0 : 1;
      if (attempted->assert_failed) {
        comparison.feedback = failed_assertion(attempted->assert_error, attempted->assert_line);
      }
      return comparison;
    }
    if (problem.interactive) {
      if (!attempted->judged) return internal_error("`interact` did not end the conversation");
      return Comparison{.score = attempted->judged->score, .feedback = attempted->judged->feedback};
    }
    if (problem.kind == Kind::klass) return judge_calls(judging, answer);
    if (problem.kind == Kind::program) {
      ByteWriter text;
      text.put_string(answer);
      return judge_value(judging, text.bytes());
    }
    return judge_value(judging, answer);
  };

  TestReport report = attempted->loading ? decide_load(outcome, attempted->allowed)
                                         : decide(outcome, limits, judge_answer);
  judge_beside(judging, &report);
  if (judging.counted) report.figures = std::move(judging.counted->figures);
  if (!attempted->refused.empty()) {
    report.verdict = Verdict::wrong_answer;
    report.score = 0;
    report.feedback = attempted->refused;
  }
  if (!visible) hide_data(*attempted, source_lines, &report);
  if (problem.interactive && outcome.ending == Ending::wall_limit) {
    report.feedback += "; were its lines ended and flushed?";
  }
  report.answer_hash = outcome.answer.empty() ? "" : sha256(outcome.answer);
  if (visible) {
    report.arguments = std::move(judging.shown.arguments);
    report.expected = std::move(judging.shown.expected);
    report.got = std::move(judging.shown.got);
    report.simulation = std::move(judging.shown.simulation);
    (problem.interactive ? report.conversation : report.out) =
        problem.interactive ? attempted->transcript : outcome.out;
    report.err = outcome.err;
    if (!report.arguments && problem.kind != Kind::klass) {
      Result<Value> arguments = decode_arguments(problem.signature.parameters, test.arguments);
      if (arguments.ok()) report.arguments = std::move(*arguments);
    }
  }
  return report;
}

}  // namespace assay
