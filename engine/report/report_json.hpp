#pragma once
// A report as docs/methods.md describes it.  This is the one place that decides what of a test may
// leave the engine.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "base/status.hpp"
#include "model/report.hpp"

namespace assay {

// What was asked for: the examples (or an input of the candidate's own), or everything.
enum class Purpose : std::uint8_t { test, grade };

// True if a person may see the data of a test: it is an example, which the statement shows anyway,
// or it was run by Purpose::test, which runs nothing but examples, the traces that a statement
// prints and the candidate's own input.  Of any other test, no argument, expected value, answer or
// output appears in JSON, whatever the report holds.
bool visible(const TestReport& test, Purpose purpose);

// `submission`: its number in the store, if it was kept.
nlohmann::json to_json(const Report& report, Purpose purpose,
                       std::optional<std::int64_t> submission = std::nullopt);

// The way back, as far as JSON goes: raw facts are not in it (Store::facts has them), and values
// come back as lists and records.  Fails (invalid_argument) with the key that does not fit.
Result<Report> report_from_json(const nlohmann::json& json);

}  // namespace assay
