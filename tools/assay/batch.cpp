// assay grade --batch: one submission a line in, one result a line out, in the order in which they
// end.  Threads take lines from the file and call the engine; every line that was read gets exactly
// one answer.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/text.hpp"
#include "service/engine.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

struct Line {
  std::int64_t number = 0;
  std::string text;
};

class Lines {
 public:
  explicit Lines(const std::filesystem::path& file) : in_(file) {}
  bool opened() const { return in_.is_open(); }
  // Whether nothing kept it from being read to its end.
  bool complete() const { return !in_.bad(); }

  std::optional<Line> next() {
    const std::lock_guard lock(mutex_);
    Line line;
    while (std::getline(in_, line.text)) {
      line.number = ++number_;
      if (line.text.find_first_not_of(" \t\r") != std::string::npos) return line;
    }
    return std::nullopt;
  }

 private:
  std::mutex mutex_;
  std::ifstream in_;
  std::int64_t number_ = 0;
};

// Where the answers go, and what they add up to.
class Answers {
 public:
  explicit Answers(App& app) : app_(app) {}

  void result(json report) {
    const std::lock_guard lock(mutex_);
    const std::string verdict = report.at("verdict");
    ++count_;
    accepted_ += verdict == "accepted" ? 1 : 0;
    worst_ = std::max<int>(worst_, exit_code(verdict));
    if (app_.text()) {
      const json& id = report.at("id");
      std::string line =
          fmt::format(" {}  {}  {}", id.is_string() ? id.get<std::string>() : id.dump(),
                      report.value("problem", ""), app_.out.paint(verdict_style(verdict), verdict));
      const std::string message = report.value("message", "");
      if (verdict != "accepted" && !message.empty()) line += "  " + message;
      app_.out.line(line);
    } else {
      give(std::move(report));
    }
  }

  // `id`: that of the line, null if it has none.
  void unreadable(std::int64_t line, const json& id, const std::string& message) {
    const std::lock_guard lock(mutex_);
    worst_ = std::max<int>(worst_, kUsage);
    if (app_.text()) {
      app_.err.line(fmt::format("line {}: {}", line, message));
    } else {
      json error = {{"event", "error"}, {"line", line}, {"message", message}};
      if (!id.is_null()) error["id"] = id;
      give(std::move(error));
    }
  }

  int finish() {
    if (app_.format == Format::document) app_.print_json({{"results", documents_}});
    if (app_.text()) app_.out.line(fmt::format("{} of {} accepted.", accepted_, count_));
    return app_.stop.stop_requested() ? kInterrupted : worst_;
  }

 private:
  void give(json answer) {
    if (app_.format == Format::lines) {
      app_.print_json(answer);
    } else {
      documents_.push_back(std::move(answer));
    }
  }

  App& app_;
  std::mutex mutex_;
  json documents_ = json::array();
  std::int64_t count_ = 0, accepted_ = 0;
  int worst_ = kFine;
};

// What to answer when the engine could not grade a line: as a result, so that nothing is lost.
json refusal(const Status& status, const json& line) {
  const bool ours = status.code() == Code::internal || status.code() == Code::io ||
                    status.code() == Code::bad_problem || status.code() == Code::script_lost;
  const bool cancelled = status.code() == Code::cancelled;
  return {{"event", "result"},
          {"problem", line.at("problem")},
          {"language", line.value("language", "")},
          {"verdict", cancelled ? "cancelled" : (ours ? "internal_error" : "unsupported")},
          {"score", 0},
          {"tier", "none"},
          {"cpu_ms", 0},
          {"tests", json::array()},
          {"message", status.message()}};
}

// Why a line cannot be graded at all, or "".
std::string complaint(const json& line) {
  if (line.is_discarded()) return "not JSON";
  if (!line.is_object()) return "not an object";
  for (const char* key : {"problem", "language", "source"}) {
    if (!line.contains(key)) return fmt::format("\"{}\" is missing", key);
    if (!line[key].is_string()) return fmt::format("\"{}\" is not text", key);
  }
  return "";
}

void grade_line(App& app, Door& door, const Line& text, Answers& answers) {
  const json line = nests_too_deep(text.text) ? json(json::value_t::discarded)
                                              : json::parse(text.text, nullptr, false);
  if (const std::string words = complaint(line); !words.empty()) {
    answers.unreadable(text.number, line.is_object() ? line.value("id", json()) : json(), words);
    return;
  }
  // Not stored: a batch is somebody's measurement, not a candidate's history.
  const json params = {{"problem", line["problem"]}, {"language", line["language"]},
                       {"source", line["source"]},   {"mode", "grade"},
                       {"priority", "batch"},        {"store", false}};
  Result<json> report = door.call("grade/run", params, {}, app.stop);
  json answer = report.ok() ? std::move(report).value() : refusal(report.status(), line);
  answer["id"] = line.value("id", json());
  answers.result(std::move(answer));
}

}  // namespace

int grade_batch(App& app, const std::filesystem::path& file) {
  Lines lines(file);
  std::error_code error;
  if (!lines.opened() || std::filesystem::is_directory(file, error)) {
    return app.fail(not_found("cannot read " + file.string()));
  }
  const Result<Door*> door = app.door();
  if (!door.ok()) return app.fail(door.status());

  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const unsigned jobs = app.common.jobs > 0 ? static_cast<unsigned>(app.common.jobs) : cores;
  Answers answers(app);
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < jobs + kMadeReady; ++i) {
    workers.emplace_back([&] {
      while (!app.stop.stop_requested()) {
        const std::optional<Line> line = lines.next();
        if (!line) return;
        grade_line(app, **door, *line, answers);
      }
    });
  }
  workers.clear();  // joins
  const int code = answers.finish();
  return lines.complete() ? code
                          : app.fail(io_error("cannot read " + file.string() + " to its end"));
}

}  // namespace assay::cli
