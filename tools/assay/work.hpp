#pragma once
// The file at hand: which problem it answers, and its grading.

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "app.hpp"

namespace assay::cli {

// How a person named their work; everything may be left out in a started folder.
struct WorkOptions {
  std::string problem, language;
  std::filesystem::path file;
};

struct Work {
  std::string problem;
  std::string language;        // "": by the file's ending
  std::filesystem::path path;  // absolute; exists
  bool started = false;        // in a folder made by `assay start`
};

// Fails (invalid_argument, not_found) with what to type instead.
Result<Work> find_work(const App& app, const WorkOptions& options);

// What problem/get says, with the stub of the language in which the file is written; an empty
// object if it fails, as the grading then does too, with a reason.
nlohmann::json problem_of(App& app, const Work& work);

// Calls grade/run with progress on the terminal, and the events as lines of JSON where they were
// asked for.  `mode` is "test" or "grade"; `input` is an object of arguments, or null.
Result<nlohmann::json> run_work(App& app, const Work& work, const std::string& mode,
                                const nlohmann::json& input, std::stop_token stop = {});

// Fails (invalid_argument) if the file is still the stub: grading it would teach nothing.
Status check_written(App& app, const Work& work);

// What is left on the clock of the newest attempt at a problem; none without a clock.
std::optional<std::int64_t> left_ms(App& app, const std::string& problem);

}  // namespace assay::cli
