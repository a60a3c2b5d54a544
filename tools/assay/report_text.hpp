#pragma once
// A report (docs/methods.md) as a person reads it.

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "screen.hpp"

namespace assay::cli {

// "level 2" of a class, else the group's name.
std::string title_of(const nlohmann::json& group);

// Whether a visible test printed anything.
bool shows_text(const nlohmann::json& test);

// One line a test, then what differs; for runs of the examples, of visible tests or of the
// candidate's own input.  `file` is what was run; lines of it are shown beside a race.
void print_tests(Screen& out, const nlohmann::json& report, const std::filesystem::path& file);
// The last line of it: "1 of 2 examples. Hidden tests were not run (assay grade does).".
void print_test_summary(Screen& out, const nlohmann::json& report,
                        std::optional<std::int64_t> left_ms);

// One line a group, then the first group that failed in a sentence, then the points.  Hidden tests
// appear as their group, verdict and feedback only.
void print_grade(Screen& out, const nlohmann::json& report);

}  // namespace assay::cli
