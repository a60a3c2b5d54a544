#pragma once
// The score of a kernel as one line of text, to be pasted and checked again by anybody who has the
// source: what is counted is the same on every machine.
//
//   assay-score 1 saxpy@1a2b3c4d nvrtc-13.0.88 source@9f8e7d6c sectors_per_ideal=1 score=1

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.hpp"
#include "model/report.hpp"

namespace assay {

// Of the line and of how the simulator counts: rises when either would give other figures.
inline constexpr int kScoreVersion = 1;

struct ScoreLine {
  int version = kScoreVersion;
  std::string problem;
  std::string problem_hash, source_hash;                // the first eight digits of each
  std::string compiler;                                 // "nvrtc-13.0.88"
  std::vector<std::pair<std::string, double>> figures;  // "score" is the last
};

// "nvrtc 13.0.88" -> "nvrtc-13.0.88"
std::string compiler_of(std::string_view toolchain);

// "" for a report that has no score to show: of no kernel, or not accepted.
std::string score_line(const Report& report);

// Fails (invalid_argument) on anything else than such a line, and says what is wrong with it.  Of a
// line of another version only the version is read.
Result<ScoreLine> read_score_line(std::string_view text);

}  // namespace assay
