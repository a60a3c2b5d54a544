#pragma once

#include <cstdint>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// What became of a test, a group or a submission.  Stored as text; the words are DESIGN's.
enum class Verdict : std::uint8_t {
  accepted,
  wrong_answer,
  time_limit,
  memory_limit,
  output_limit,
  runtime_error,
  compile_error,
  no_answer,
  too_slow,
  security_violation,
  skipped,
  cancelled,
  inconclusive,
  unsupported,
  internal_error,
};

// How strongly a run was isolated, weakest first.
enum class Tier : std::uint8_t { none, landlock, namespaces, full };

// How the tests of a submission share processes.
enum class Mode : std::uint8_t { resident, loaded, fresh };

std::string_view name(Verdict verdict);
std::string_view name(Tier tier);
std::string_view name(Mode mode);
Result<Verdict> verdict_from(std::string_view text);
Result<Tier> tier_from(std::string_view text);
Result<Mode> mode_from(std::string_view text);

}  // namespace assay
