// The command line's door without an engine: answers come from the JSON file that ASSAY_SCRIPT
// names, a list of {"method", "params"?, "once"?, "events"?, "result" | "error" | "until_stopped"}.
// The first entry whose method is the one called and whose params are among the given ones answers;
// one with "once" answers one call of all the programs that share ASSAY_SCRIPT_LOG, a file that
// gets a line for each call.

#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "door.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

class ScriptedDoor final : public Door {
 public:
  explicit ScriptedDoor(json script) : script_(std::move(script)) {
    const char* log = std::getenv("ASSAY_SCRIPT_LOG");
    log_ = log == nullptr ? "/dev/null" : log;
    std::ifstream spent(log_ + ".spent");
    for (std::size_t i = 0; spent >> i;) script_.at(i)["spent"] = true;
  }

  Result<json> call(std::string_view method, const json& params, const OnEvent& on_event,
                    std::stop_token stop) override {
    const json entry = find(method, params);
    for (const json& event : entry.value("events", json::array())) {
      if (on_event) on_event(event);
    }
    if (entry.contains("until_stopped")) {
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any().wait(lock, stop, [] { return false; });
      return Status(Code::cancelled, "cancelled");
    }
    if (entry.contains("result")) return entry["result"];
    return error_of(entry.value("error", json::object()), method);
  }

 private:
  json find(std::string_view method, const json& params) {
    const std::lock_guard lock(mutex_);
    std::ofstream(log_, std::ios::app) << method << ' ' << params << '\n';
    for (std::size_t i = 0; i < script_.size(); ++i) {
      json& entry = script_[i];
      if (entry.at("method") != method || entry.contains("spent")) continue;
      bool fits = true;
      const json wanted = entry.value("params", json::object());
      for (const auto& [key, value] : wanted.items()) {
        fits = fits && params.contains(key) && params[key] == value;
      }
      if (!fits) continue;
      const json found = entry;
      if (entry.contains("once")) {
        entry["spent"] = true;
        std::ofstream(log_ + ".spent", std::ios::app) << i << '\n';
      }
      return found;
    }
    return json::object();
  }

  static Status error_of(const json& error, std::string_view method) {
    for (const Code code : {Code::invalid_argument, Code::not_found, Code::bad_problem,
                            Code::unavailable, Code::io, Code::cancelled}) {
      if (error.value("code", "") == name(code)) return {code, error.value("message", "")};
    }
    return internal_error("the script has no answer to " + std::string(method));
  }

  std::mutex mutex_;
  json script_;
  std::string log_;
};

}  // namespace

Result<std::unique_ptr<Door>> open_door(const EngineOptions&) {
  const char* path = std::getenv("ASSAY_SCRIPT");
  ASSAY_TRY(const std::string text, read_file(path == nullptr ? "" : path));
  return std::unique_ptr<Door>(std::make_unique<ScriptedDoor>(json::parse(text)));
}

}  // namespace assay::cli
