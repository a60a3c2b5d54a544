#include "report_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "printable.hpp"
#include "simulate.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kPrintedLines = 20;
constexpr char kAnswersFile[] = "answers.json";                         // stands among the examples
constexpr char kPlainlyWrong[] = "the answer is not the expected one";  // both are shown anyway

std::string text_of(const json& object, const char* key) { return object.value(key, ""); }

// The candidate's own output; what is long is cut in the middle: the end says how it went on.
// `rows`: of the screen, that a line may take.
void print_block(Screen& out, const std::string& title, const std::string& text,
                 std::size_t rows = 1) {
  if (text.empty()) return;
  const std::vector<std::string> lines =
      split(text.substr(0, text.find_last_not_of('\n') + 1), '\n');
  out.line("   " + title);
  const std::size_t cut = lines.size() - std::min(lines.size(), kPrintedLines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (cut > 0 && i == kPrintedLines / 2) {
      out.line(fmt::format("     ... {} more", count_of(static_cast<std::int64_t>(cut), "line")));
      i += cut;
    }
    // Bytes that are no text could also be taken for marks of the screen's own.
    out.line("     " + shorten(printable(lines[i]), rows * out.width() - 5));
  }
}

// Why nothing could be judged: said of the whole submission, or of the first test that failed so.
std::string why_not(const json& report) {
  const std::string verdict = report.at("verdict"), message = text_of(report, "message");
  if (!message.empty()) return message;
  for (const json& test : report.value("tests", json::array())) {
    const std::string feedback = text_of(test, "feedback");
    if (test.value("verdict", "") == verdict && !feedback.empty()) {
      return text_of(test, "name") + ": " + feedback;
    }
  }
  return "nobody said why";
}

// What a verdict that is nobody's mark means, and other words that concern the whole submission.
void print_message(Screen& out, const json& report) {
  const std::string verdict = report.at("verdict"), told = text_of(report, "message");
  const std::string message = told.substr(0, told.find_last_not_of(" \n") + 1);
  if (verdict == "unsupported") {
    const std::string why = why_not(report);
    out.line(out.paint(Style::yellow, verdict) + ": " + why + (why.ends_with('.') ? "" : ".") +
             " Nothing was charged to you.");
  } else if (verdict == "internal_error") {
    out.line(out.paint(Style::yellow, verdict) + ": " + why_not(report));
    out.line("The fault is Assay's or the problem's, not yours. Nothing was charged to you.");
  } else if (report.at("tests").empty() && verdict != "accepted") {
    const std::string when =
        verdict == "compile_error" ? text_of(report, "toolchain") : "before the first test";
    out.line(" " + out.paint(Style::red, verdict) + "  " + when);
    for (const std::string& line : split(message, '\n')) out.line("   " + line);
  } else if (!message.empty()) {
    for (const std::string& line : split(message, '\n')) out.line(" " + line);
  }
}

// What was done about races in global memory, where a kernel answered wrongly without findings.
std::string said_of_races(const json& test) {
  if (test.at("verdict") != "wrong_answer" || !test.contains("simulation")) return "";
  const json& simulation = test["simulation"];
  if (!simulation.is_object() || !simulation.at("findings").empty()) return "";
  if (text_of(simulation, "checks") == "races") {
    return "no findings, and no races in global memory were found either";
  }
  return "no findings, but races in global memory were not looked for, which takes more than a "
         "test may: "
         "`assay simulate --checks races` of a program of your own does";
}

void print_difference(Screen& out, const json& test) {
  const std::size_t limit = out.width() - 16;
  const std::string feedback = text_of(test, "feedback");
  const bool right = test.at("verdict") == "too_slow";  // as far as the tolerance goes
  const auto difference =
      right ? std::vector<std::string>() : test.value("difference", std::vector<std::string>());
  std::string headline = difference.empty() ? feedback : difference.front();
  if (headline.empty()) headline = test.at("verdict");

  out.line();
  const std::vector<std::string> lines = split(headline, '\n');
  out.line(" " + out.paint(Style::bold, test.at("name").get<std::string>() + ":") + " " + lines[0]);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (!lines[i].empty()) out.line("   " + lines[i]);
  }
  if (const std::string arguments = text_of(test, "arguments_text"); !arguments.empty()) {
    out.line("   " + shorten(arguments, out.width() - 3));
  }
  for (std::size_t i = 1; i < difference.size(); ++i) out.line("   " + difference[i]);
  if (right) return;
  if (difference.empty()) {
    if (test.contains("expected")) out.line("   expected  " + inline_json(test["expected"], limit));
    if (test.contains("got")) out.line("   got       " + inline_json(test["got"], limit));
  } else if (!feedback.empty() && feedback != headline && feedback != kPlainlyWrong) {
    out.line("   " + feedback);
  }
  if (const std::string mistake = text_of(test, "mistake"); !mistake.empty()) {
    out.line("   " + mistake);
  }
  if (const std::string races = said_of_races(test); !races.empty()) out.line("   " + races);
}

bool failed(const json& test) {
  const std::string verdict = test.at("verdict");
  return verdict != "accepted" && verdict != "skipped";
}

// Levels of a class are groups that are named by their number; 0 for other groups.
int level_of(const json& group) {
  const std::string name = group.at("name");
  const bool number = name.find_first_not_of("0123456789") == std::string::npos;
  return number ? std::atoi(name.c_str()) : 0;
}

// Of what a closed level asks for, nothing was told.
bool closed(const json& group) { return level_of(group) > 0 && group.at("verdict") == "skipped"; }

// "large: 69 ms used, 60 ms allowed".
std::string failure_sentence(const json& group) {
  const std::string name = title_of(group), verdict = group.at("verdict");
  const std::string feedback = text_of(group, "feedback");
  if (name == "example") return "example: " + verdict + ", assay test shows why.";
  const double used = group.value("worst_cpu_ms", 0.0), limit = group.value("limit_ms", 0.0);
  const double bytes = group.value("worst_memory_bytes", 0.0);
  const double allowed = group.value("memory_limit_bytes", 0.0);
  std::string words = verdict;
  if (!feedback.empty()) {
    words = split(feedback, '\n')[0];  // of a visible test the whole is in assay test
  } else if (verdict == "time_limit" && limit > 0) {
    words = fmt::format("stopped at {}, {} allowed", human_ms(used), human_ms(limit));
  } else if (verdict == "memory_limit" && allowed > 0) {
    words = bytes > allowed
                ? fmt::format("{} used, {} allowed", human_bytes(bytes), human_bytes(allowed))
                : "needs more than the " + human_bytes(allowed) + " allowed";
  }
  return name + ": " + words + (words.ends_with('.') ? "" : ".");
}

// What of a limit a group used, where that is worth a look.
std::string usage(const json& group) {
  const double used = group.value("worst_cpu_ms", 0.0), limit = group.value("limit_ms", 0.0);
  const double bytes = group.value("worst_memory_bytes", 0.0);
  const double allowed = group.value("memory_limit_bytes", 0.0);
  if (group.at("verdict") == "memory_limit" && allowed > 0) {
    return bytes > allowed ? human_bytes(bytes) + " of " + human_bytes(allowed)
                           : "more than " + human_bytes(allowed);
  }
  if (limit > 0 && used >= 0.1 * limit) return human_ms(used) + " of " + human_ms(limit);
  return "";
}

// Why nothing can be said of how the time grows.
std::string untold_growth(const json& growth) {
  constexpr double kShortMs = 100;
  const double low = growth.at("low"), high = growth.at("high");
  const double longest_ms = growth.value("longest_ms", 0.0);
  if (low == high) return "too quick to be measured";
  return fmt::format(
      "cannot be told: anything from n^{} to n^{} fits; {}", short_number(low), short_number(high),
      longest_ms < kShortMs ? "runs of at most " + human_ms(longest_ms) + " are too short"
                            : "the times vary too much, is the machine busy?");
}

// The first that failed: the sentence of the summary tells of it.
const json* first_failed(const json& report) {
  for (const json& group : report.at("groups")) {
    if (failed(group)) return &group;
  }
  return nullptr;
}

// What single ratings (a metric, an audit) say, where points are missing.
void print_ratings(Screen& out, const json& report) {
  const json* told = first_failed(report);
  for (const json& group : report.at("groups")) {
    const std::string verdict = group.at("verdict"), feedback = text_of(group, "feedback");
    const bool rated = verdict == "accepted" || verdict == "wrong_answer";
    const bool whole = group.value("points", 0.0) >= group.value("of", 0.0);
    if (&group == told || !rated || whole || feedback.empty() || group.value("count", 0) != 1) {
      continue;
    }
    out.line("   " + title_of(group) + ": " + feedback);
  }
}

void print_groups(Screen& out, const json& report) {
  std::size_t width = std::string_view("compiled").size();
  for (const json& group : report.at("groups")) {
    width = std::max(width, display_width(title_of(group)));
  }
  const double compile_ms = report.value("compile_ms", 0.0);
  if (report.value("compile_cached", false) || compile_ms > 0) {
    const std::string time =
        report.value("compile_cached", false) ? "cached" : human_ms(compile_ms);
    out.line(fmt::format(" {:<{}}  {}  {}", "compiled", width, time, text_of(report, "toolchain")));
  }

  Table table({{}, {.right = true}, {}, {.right = true}, {}, {}});
  bool first = true;
  for (const json& group : report.at("groups")) {
    std::string name = title_of(group);
    name.resize(std::max(name.size(), name.size() + width - display_width(name)), ' ');
    const double of = group.value("of", 0.0);
    std::string points, unit;
    if (of > 0) {
      points = short_number(group.value("points", 0.0)) + "/" + short_number(of);
      if (std::exchange(first, false)) unit = "points";
    }
    const std::string verdict = closed(group) ? "closed" : text_of(group, "verdict");
    table.add({{name},
               {fmt::format("{}/{}", group.value("accepted", 0), group.value("count", 0))},
               {verdict, verdict_style(verdict)},
               {points},
               {unit},
               {usage(group)}});
  }
  table.print(out);
  print_ratings(out, report);
  if (const json growth = report.value("growth", json()); growth.is_object()) {
    const std::string verdict = growth.value("verdict", "accepted");
    if (verdict == "inconclusive") {
      out.line(fmt::format(" {:<{}}  {}, asked for {}", "growth", width, untold_growth(growth),
                           text_of(growth, "asked")));
      return;
    }
    out.line(fmt::format(" {:<{}}  n^{} (95 % {} to {}), asked for {}{}", "growth", width,
                         short_number(growth.at("exponent")), short_number(growth.at("low")),
                         short_number(growth.at("high")), text_of(growth, "asked"),
                         verdict == "accepted" ? "" : ": " + verdict));
  }
}

std::string measured_text(const json& timing) {
  const std::string of = timing.at("of");
  const bool times = of.ends_with(".cu");  // as fast as that solution, else a share
  const double factor = times ? 1 : 100;
  const auto number = [&](const char* key) {
    return fmt::format("{:.3g}", factor * timing.at(key).get<double>());
  };
  std::string text =
      fmt::format("{}{} (95 %: {} to {}), {:.4g} ms, {}", number("value"),
                  (times ? "x " : " % of ") + of, number("low"), number("high"),
                  timing.at("time_ms").get<double>(), count_of(timing.value("rounds", 0), "round"));
  if (timing.value("dropped", 0) > 0) {
    text += fmt::format(", {} dropped for its clock", timing.value("dropped", 0));
  }
  if (timing.value("clock_mhz", 0) > 0) {
    text += fmt::format(", at {} MHz", timing.value("clock_mhz", 0));
  }
  return text;
}

void print_timings(Screen& out, const json& labels) {
  const json timings = labels.value("timings", json::array());
  if (timings.empty()) return;
  out.line();
  out.line(fmt::format("MEASURED on {} (driver {}), each result of a timed run checked:",
                       text_of(labels, "device"), text_of(labels, "driver")));
  for (const json& timing : timings) {
    const std::string verdict = timing.at("verdict");
    out.line("  " + text_of(timing, "asked"));
    if (timing.at("time_ms") != 0) out.line("    " + measured_text(timing));
    const std::string feedback = text_of(timing, "feedback");
    out.line("    " + verdict + (feedback.empty() ? "" : ": " + feedback));
    if (!timing.value("calibrated", true)) {
      out.line("    uncalibrated bounds: they decide nothing");
    }
  }
}

// What was compiled as solution.cu has the name of the candidate's file, also in what is said of
// it.
void name_file(json* of, const std::string& name) {
  constexpr std::string_view kCompiled = "solution.cu";
  const bool placed = of->is_object() && of->value("file", json()).is_string();
  if (placed && std::filesystem::path(of->value("file", "")).filename() == kCompiled) {
    (*of)["file"] = name;
    std::string message = text_of(*of, "message");
    for (std::size_t at = 0; (at = message.find(kCompiled, at)) != std::string::npos;) {
      message.replace(at, kCompiled.size(), name);
      at += name.size();
    }
    if (!message.empty()) (*of)["message"] = message;
  }
  for (json& part : *of) {
    if (part.is_structured()) name_file(&part, name);
  }
}

// The counters of the last test that has some: the largest by convention.  Then what no simulation
// can tell.
void print_kernel_labels(Screen& out, const json& report, const std::string& file) {
  const json labels = report.value("kernel", json());
  if (!labels.is_object() || report["tests"].empty()) return;
  const json* last = nullptr;
  for (const json& test : report["tests"]) {
    if (test.contains("simulation")) last = &test;
  }
  if (last != nullptr && last->at("simulation").is_object()) {
    json simulation = last->at("simulation");
    if (!file.empty()) name_file(&simulation, file);
    print_simulation(out, simulation, last->value("name", ""));
  }
  print_timings(out, labels);
  const json& missing = labels.at("not_measured");
  if (missing.empty()) return;
  const std::string why = text_of(labels, "why_not_measured");
  out.line();
  out.line("NOT MEASURED" + (why.empty() ? "" : ": " + why) +
           ". On a GPU it would still have to show:");
  for (const json& what : missing) out.line("  " + what.get<std::string>());
}

// Of all tests the race with the fewest threads around it.
void print_smallest_race(Screen& out, const json& report, const std::filesystem::path& file) {
  const json* smallest = nullptr;
  double least = 0;
  for (const json& test : report["tests"]) {
    if (!test.contains("simulation")) continue;
    const json& simulation = test["simulation"];
    if (!simulation.is_object() || !simulation.value("smallest_race", json()).is_object()) continue;
    const json& race = simulation["smallest_race"];
    double threads = 1;
    for (const char* shape : {"grid", "threads"}) {
      for (const json& size : race[shape]) threads *= size.get<double>();
    }
    if (smallest != nullptr && threads >= least) continue;
    smallest = &race;
    least = threads;
  }
  if (smallest == nullptr) return;
  const Result<std::string> source = read_file(file);
  print_race(out, *smallest, source.ok() ? *source : "");
}

// To be pasted, so it is never folded.
void print_score_line(Screen& out, const json& report) {
  const json labels = report.value("kernel", json());
  if (!labels.is_object() || text_of(labels, "score_line").empty()) return;
  out.line();
  out.line(text_of(labels, "score_line"));
}

}  // namespace

std::string title_of(const json& group) {
  return (level_of(group) > 0 ? "level " : "") + group.at("name").get<std::string>();
}

bool shows_text(const json& test) {
  return test.contains("out") || test.contains("conversation") || test.contains("err");
}

void print_tests(Screen& out, const json& report, const std::filesystem::path& file) {
  if (report.at("tests").empty()) {
    print_message(out, report);
    return;
  }
  Table table({{}, {}, {.right = true}, {.right = true}});
  for (const json& test : report["tests"]) {
    const std::string verdict = test.at("verdict");
    // Nobody knows the right answer to an input of the candidate's own, and answers are judged
    // later.
    std::string word = verdict;
    if (verdict == "accepted" && test.at("group") == "input") word = "ran";
    if (verdict == "accepted" && test.at("name") == kAnswersFile) word = "read";
    table.add({{test.at("name")},
               {word, verdict_style(verdict)},
               {human_ms(test.value("cpu_ms", 0.0))},
               {human_bytes(test.value("memory_bytes", 0.0))}});
  }
  table.print(out);
  for (const json& test : report["tests"]) {
    const bool own_input = test.at("group") == "input";
    if (failed(test) || own_input) {
      print_difference(out, test);
    } else if (const std::string said = text_of(test, "feedback");
               !said.empty() || shows_text(test)) {
      out.line();
      out.line(" " + out.paint(Style::bold, test.at("name").get<std::string>() + ":") +
               (said.empty() ? "" : " " + said));
    }
    print_block(out, "printed", text_of(test, "out"));
    print_block(out,
                "conversation (> marks what the program printed; the rest is what it was told)",
                text_of(test, "conversation"));
    // A failed assertion says what failed at the end of its line.
    print_block(out, "on stderr", text_of(test, "err"), 4);
  }
  print_smallest_race(out, report, file);
  print_kernel_labels(out, report, file.filename().string());
}

void print_test_summary(Screen& out, const json& report, std::optional<std::int64_t> left) {
  std::int64_t accepted = 0, count = 0;
  const char* kind = "example";
  for (const json& test : report.at("tests")) {
    if (test.at("group") == "input" || test.at("name") == kAnswersFile) continue;
    if (test.at("group") != "example") kind = "visible test";
    ++count;
    accepted += test.at("verdict") == "accepted" ? 1 : 0;
  }
  std::string line;
  if (count > 0) {
    line = fmt::format("{} of {}. Hidden tests were not run (assay grade does).", accepted,
                       count_of(count, kind));
  }
  if (const json lines = report.value("changed_lines", json()); lines.is_object()) {
    const int changed = lines.at("count"), most = lines.at("most");
    line += fmt::format("\n{} changed, {} may be{}.", count_of(changed, "line"), most,
                        changed > most ? ": too many for assay grade" : "");
  }
  if (left) line += (line.empty() ? "" : " ") + time_left(*left) + ".";
  if (!line.empty()) out.line(line);
}

void print_grade(Screen& out, const json& report) {
  const std::string verdict = report.at("verdict");
  if (!report.at("groups").empty()) print_groups(out, report);
  print_message(out, report);
  print_kernel_labels(out, report, "");
  if (verdict == "unsupported" || verdict == "internal_error" || verdict == "cancelled") return;

  out.line();
  std::int64_t accepted = 0, count = 0;
  std::string sentence;
  for (const json& group : report["groups"]) {
    if (group.at("name") != "example" && !group.value("visible", false) && !closed(group)) {
      accepted += group.value("accepted", 0);
      count += group.value("count", 0);
    }
  }
  if (const json* failure = first_failed(report)) sentence = " " + failure_sentence(*failure);
  // Who solves all levels at once needs none opened.
  if (const int level = report.value("opened_level", 0); level > 0 && verdict != "accepted") {
    sentence = fmt::format(
        " Level {} is solved. Level {} is open now: assay start {} adds it to README.md.",
        level - 1, level, text_of(report, "problem"));
  }
  if (count > 0)
    out.line(
        fmt::format("{} of {} accepted.{}", accepted, count_of(count, "hidden test"), sentence));
  std::string line = fmt::format("{} of {} points", short_number(report.value("points", 0.0)),
                                 short_number(report.value("of", 0.0)));
  if (const double cost = report.value("hint_cost", 0.0); cost > 0) {
    line += fmt::format(" ({} went for hints)", short_number(cost));
  }
  if (verdict == "accepted") line += ", " + out.paint(Style::green, "accepted");
  if (verdict != "accepted" && verdict != "skipped") line += ", not yet accepted";
  line += ".";
  if (report.contains("submission") && !report["submission"].is_null()) {
    line += fmt::format(" Submission {}, isolation {}.", report["submission"].get<std::int64_t>(),
                        text_of(report, "tier"));
  } else {
    line += fmt::format(" Isolation {}.", text_of(report, "tier"));
  }
  out.line(line);
  print_score_line(out, report);
}

}  // namespace assay::cli
