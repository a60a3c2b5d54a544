// The one table between enums and their text.

#include <array>
#include <string>

#include "model/problem.hpp"
#include "model/run.hpp"
#include "model/verdict.hpp"

namespace assay {
namespace {

constexpr std::array<std::string_view, 15> kVerdicts = {
    "accepted",      "wrong_answer",  "time_limit",   "memory_limit", "output_limit",
    "runtime_error", "compile_error", "no_answer",    "too_slow",     "security_violation",
    "skipped",       "cancelled",     "inconclusive", "unsupported",  "internal_error"};
constexpr std::array<std::string_view, 4> kTiers = {"none", "landlock", "namespaces", "full"};
constexpr std::array<std::string_view, 3> kModes = {"resident", "loaded", "fresh"};

constexpr std::array<std::string_view, kMathUnits> kMathNames = {"f32", "tf32", "f16", "bf16",
                                                                 "i8"};

constexpr std::array<std::string_view, 11> kEndings = {
    "answered",   "raised",       "unreadable",   "exited", "signalled", "cpu_limit",
    "wall_limit", "memory_limit", "output_limit", "denied", "cancelled"};

template <class Enum, std::size_t N>
Result<Enum> find(const std::array<std::string_view, N>& names, std::string_view text,
                  const char* what) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return invalid_argument("\"" + std::string(text) + "\" is not a " + what);
}

}  // namespace

std::string_view name(Verdict verdict) { return kVerdicts.at(static_cast<std::size_t>(verdict)); }
std::string_view name(Tier tier) { return kTiers.at(static_cast<std::size_t>(tier)); }
std::string_view name(Mode mode) { return kModes.at(static_cast<std::size_t>(mode)); }
std::string_view name(MathUnit unit) { return kMathNames.at(static_cast<std::size_t>(unit)); }
std::string_view name(Ending ending) { return kEndings.at(static_cast<std::size_t>(ending)); }

Result<Verdict> verdict_from(std::string_view text) {
  return find<Verdict>(kVerdicts, text, "verdict");
}
Result<Tier> tier_from(std::string_view text) { return find<Tier>(kTiers, text, "tier"); }
Result<Mode> mode_from(std::string_view text) { return find<Mode>(kModes, text, "process mode"); }
Result<Ending> ending_from(std::string_view text) {
  return find<Ending>(kEndings, text, "way of ending");
}

}  // namespace assay
