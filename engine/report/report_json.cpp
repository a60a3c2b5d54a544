#include "report/report_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "value/display.hpp"
#include "value/tensor.hpp"

namespace assay {
namespace {

using nlohmann::json;

// "prices = [5, 3], window = 2": in the signature's order, which JSON objects lose.
std::string arguments_text(const Value& arguments) {
  const Record* record = arguments.as<Record>();
  if (record == nullptr) return display(arguments);
  std::vector<std::string> parts;
  for (const auto& [name, value] : record->fields) parts.push_back(name + " = " + display(value));
  return join(parts, ", ");
}

constexpr std::size_t kMostTensorBytes = 1 << 16;

// A large tensor would be megabytes of JSON that nobody reads.
bool fits(const Value& value) {
  if (const auto* tensor = value.as<Tensor>()) return tensor->raw.size() <= kMostTensorBytes;
  const auto* record = value.as<Record>();
  return record == nullptr || std::all_of(record->fields.begin(), record->fields.end(),
                                          [](const auto& field) { return fits(field.second); });
}

// What a test showed, for the tests that may show it.
void add_data(json& out, const TestReport& test) {
  if (test.arguments) {
    if (fits(*test.arguments)) out["arguments"] = to_json(*test.arguments);
    out["arguments_text"] = arguments_text(*test.arguments);
  }
  if (test.expected && fits(*test.expected)) out["expected"] = to_json(*test.expected);
  if (test.got && fits(*test.got)) out["got"] = to_json(*test.got);
  if (test.expected && test.got && test.verdict != Verdict::accepted) {
    out["difference"] = difference(*test.expected, *test.got);
  }
  if (!test.out.empty()) out["out"] = test.out;
  if (!test.conversation.empty()) out["conversation"] = test.conversation;
  if (!test.err.empty()) out["err"] = test.err;
  if (!test.mistake.empty()) out["mistake"] = test.mistake;
}

json test_json(const TestReport& test, Purpose purpose) {
  json out = {{"name", test.name},        {"group", test.group},
              {"index", test.index},      {"verdict", name(test.verdict)},
              {"score", test.score},      {"cpu_ms", test.cpu_ms},
              {"wall_ms", test.wall_ms},  {"memory_bytes", test.memory_bytes},
              {"feedback", test.feedback}};
  if (!test.simulation.empty()) out["simulation"] = json::parse(test.simulation, nullptr, false);
  if (!test.figures.empty()) out["figures"] = test.figures;
  if (visible(test, purpose)) add_data(out, test);
  return out;
}

json group_json(const GroupReport& group) {
  return {{"name", group.name},
          {"visible", group.visible},
          {"accepted", group.accepted},
          {"count", group.count},
          {"points", group.points},
          {"of", group.of},
          {"verdict", name(group.verdict)},
          {"worst_cpu_ms", group.worst_cpu_ms},
          {"limit_ms", group.limit_ms},
          {"worst_memory_bytes", group.worst_memory_bytes},
          {"memory_limit_bytes", group.memory_limit_bytes},
          {"feedback", group.feedback}};
}

json growth_json(const GrowthReport& growth) {
  return {{"asked", growth.asked},
          {"exponent", growth.exponent},
          {"low", growth.low},
          {"high", growth.high},
          {"reference", growth.reference},
          {"longest_ms", growth.longest_ms},
          {"verdict", name(growth.verdict)}};
}

json timing_json(const TimingReport& timing) {
  return {{"asked", timing.asked},
          {"of", timing.of},
          {"verdict", name(timing.verdict)},
          {"calibrated", timing.calibrated},
          {"score", timing.score},
          {"value", timing.value},
          {"low", timing.low},
          {"high", timing.high},
          {"time_ms", timing.ms},
          {"rounds", timing.rounds},
          {"dropped", timing.dropped},
          {"clock_mhz", timing.clock_mhz},
          {"feedback", timing.feedback}};
}

json labels_json(const KernelLabels& labels) {
  json timings = json::array();
  for (const TimingReport& timing : labels.timings) timings.push_back(timing_json(timing));
  return {{"functional", labels.functional},
          {"performance", labels.performance},
          {"trust", labels.trust},
          {"device", labels.device},
          {"driver", labels.driver},
          {"timings", std::move(timings)},
          {"not_measured", labels.not_measured},
          {"why_not_measured", labels.why_not_measured},
          {"figures", labels.figures},
          {"score_line", labels.score_line}};
}

json lines_json(const ChangedLines& lines) {
  return {{"count", lines.count}, {"most", lines.most}};
}

ChangedLines read_lines(const json& in) { return {in.at("count"), in.at("most")}; }

// The untyped way back from JSON, enough to write the same JSON again.
Value loose_value(const json& in) {
  switch (in.type()) {
    case json::value_t::boolean:
      return Value(in.get<bool>());
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
      return Value::integer(in.get<std::int64_t>());
    case json::value_t::number_float:
      return Value(in.get<double>());
    case json::value_t::string:
      return Value(in.get<std::string>());
    case json::value_t::array: {
      List list;
      for (const json& item : in) list.items.push_back(loose_value(item));
      return Value(std::move(list));
    }
    case json::value_t::object: {
      Record record;
      for (const auto& [key, item] : in.items()) record.fields.emplace_back(key, loose_value(item));
      return Value(std::move(record));
    }
    default:
      return Value();
  }
}

// The readers below throw json's exceptions, or a Status; report_from_json catches both.
template <class T>
T must(Result<T> result) {
  if (!result.ok()) throw std::move(result).status();
  return std::move(result).value();
}

Verdict read_verdict(const json& in) {
  return must(verdict_from(in.at("verdict").get<std::string>()));
}

TimingReport read_timing(const json& in) {
  TimingReport timing;
  in.at("asked").get_to(timing.asked);
  in.at("of").get_to(timing.of);
  timing.verdict = read_verdict(in);
  in.at("calibrated").get_to(timing.calibrated);
  in.at("score").get_to(timing.score);
  in.at("value").get_to(timing.value);
  in.at("low").get_to(timing.low);
  in.at("high").get_to(timing.high);
  in.at("time_ms").get_to(timing.ms);
  in.at("rounds").get_to(timing.rounds);
  in.at("dropped").get_to(timing.dropped);
  in.at("clock_mhz").get_to(timing.clock_mhz);
  in.at("feedback").get_to(timing.feedback);
  return timing;
}

KernelLabels read_labels(const json& in) {
  KernelLabels labels;
  in.at("functional").get_to(labels.functional);
  in.at("performance").get_to(labels.performance);
  in.at("trust").get_to(labels.trust);
  in.at("not_measured").get_to(labels.not_measured);
  labels.device = in.value("device", "");
  labels.driver = in.value("driver", "");
  labels.why_not_measured = in.value("why_not_measured", "");
  for (const json& timing : in.value("timings", json::array())) {
    labels.timings.push_back(read_timing(timing));
  }
  labels.figures = in.value("figures", labels.figures);
  labels.score_line = in.value("score_line", "");
  return labels;
}

TestReport read_test(const json& in) {
  TestReport test;
  in.at("name").get_to(test.name);
  in.at("group").get_to(test.group);
  in.at("index").get_to(test.index);
  test.verdict = read_verdict(in);
  in.at("score").get_to(test.score);
  in.at("cpu_ms").get_to(test.cpu_ms);
  in.at("wall_ms").get_to(test.wall_ms);
  in.at("memory_bytes").get_to(test.memory_bytes);
  in.at("feedback").get_to(test.feedback);
  test.figures = in.value("figures", test.figures);
  if (in.contains("arguments")) test.arguments = loose_value(in["arguments"]);
  if (in.contains("expected")) test.expected = loose_value(in["expected"]);
  if (in.contains("got")) test.got = loose_value(in["got"]);
  if (in.contains("simulation")) test.simulation = in["simulation"].dump();
  test.out = in.value("out", "");
  test.conversation = in.value("conversation", "");
  test.err = in.value("err", "");
  test.mistake = in.value("mistake", "");
  return test;
}

GroupReport read_group(const json& in) {
  GroupReport group;
  in.at("name").get_to(group.name);
  group.visible = in.value("visible", false);
  in.at("accepted").get_to(group.accepted);
  in.at("count").get_to(group.count);
  in.at("points").get_to(group.points);
  in.at("of").get_to(group.of);
  group.verdict = read_verdict(in);
  in.at("worst_cpu_ms").get_to(group.worst_cpu_ms);
  in.at("limit_ms").get_to(group.limit_ms);
  in.at("worst_memory_bytes").get_to(group.worst_memory_bytes);
  in.at("memory_limit_bytes").get_to(group.memory_limit_bytes);
  in.at("feedback").get_to(group.feedback);
  return group;
}

GrowthReport read_growth(const json& in) {
  GrowthReport growth;
  in.at("asked").get_to(growth.asked);
  in.at("exponent").get_to(growth.exponent);
  in.at("low").get_to(growth.low);
  in.at("high").get_to(growth.high);
  in.at("reference").get_to(growth.reference);
  growth.longest_ms = in.value("longest_ms", 0.0);  // records of earlier versions lack it
  growth.verdict = read_verdict(in);
  return growth;
}

Report read_report(const json& in) {
  Report report;
  in.at("problem").get_to(report.problem);
  in.at("language").get_to(report.language);
  in.at("toolchain").get_to(report.toolchain);
  report.verdict = read_verdict(in);
  in.at("score").get_to(report.score);
  in.at("points").get_to(report.points);
  in.at("of").get_to(report.of);
  report.hint_cost = in.value("hint_cost", 0.0);
  report.tier = must(tier_from(in.at("tier").get<std::string>()));
  report.mode = must(mode_from(in.at("process").get<std::string>()));
  in.at("cpu_ms").get_to(report.cpu_ms);
  in.at("wall_ms").get_to(report.wall_ms);
  in.at("compile_ms").get_to(report.compile_ms);
  in.at("compile_cached").get_to(report.compile_cached);
  in.at("message").get_to(report.message);
  for (const json& test : in.at("tests")) report.tests.push_back(read_test(test));
  for (const json& group : in.at("groups")) report.groups.push_back(read_group(group));
  if (!in.at("growth").is_null()) report.growth = read_growth(in["growth"]);
  if (in.contains("kernel") && !in["kernel"].is_null()) report.kernel = read_labels(in["kernel"]);
  const auto lines = in.find("changed_lines");  // records of earlier versions lack it
  if (lines != in.end() && !lines->is_null()) report.changed_lines = read_lines(*lines);
  const auto open = in.find("open_levels");  // as above
  if (open != in.end() && !open->is_null()) report.open_levels = open->get<int>();
  in.at("engine").get_to(report.engine);
  in.at("problem_hash").get_to(report.problem_hash);
  in.at("source_hash").get_to(report.source_hash);
  return report;
}

}  // namespace

bool visible(const TestReport& test, Purpose purpose) {
  return test.group == "example" || purpose == Purpose::test;
}

json to_json(const Report& report, Purpose purpose, std::optional<std::int64_t> submission) {
  json groups = json::array(), tests = json::array();
  for (const GroupReport& group : report.groups) groups.push_back(group_json(group));
  for (const TestReport& test : report.tests) tests.push_back(test_json(test, purpose));
  return {{"event", "result"},
          {"submission", submission ? json(*submission) : json()},
          {"problem", report.problem},
          {"language", report.language},
          {"toolchain", report.toolchain},
          {"verdict", name(report.verdict)},
          {"score", report.score},
          {"points", report.points},
          {"of", report.of},
          {"hint_cost", report.hint_cost},
          {"tier", name(report.tier)},
          {"process", name(report.mode)},
          {"cpu_ms", report.cpu_ms},
          {"wall_ms", report.wall_ms},
          {"compile_ms", report.compile_ms},
          {"compile_cached", report.compile_cached},
          {"message", report.message},
          {"mode", purpose == Purpose::test ? "test" : "grade"},
          {"groups", std::move(groups)},
          {"tests", std::move(tests)},
          {"growth", report.growth ? growth_json(*report.growth) : json()},
          {"kernel", report.kernel ? labels_json(*report.kernel) : json()},
          {"changed_lines", report.changed_lines ? lines_json(*report.changed_lines) : json()},
          {"open_levels", report.open_levels ? json(*report.open_levels) : json()},
          {"engine", report.engine},
          {"problem_hash", report.problem_hash},
          {"source_hash", report.source_hash}};
}

Result<Report> report_from_json(const json& in) {
  try {
    return read_report(in);
  } catch (const json::exception& error) {
    return invalid_argument(std::string("not a report: ") + error.what());
  } catch (Status& status) {
    return std::move(status).in("not a report");
  }
}

}  // namespace assay
