#pragma once
// Source in, something that runs out: plan, compile (or take from the cache), and the helper that a
// problem's kind needs beside it.

#include <optional>
#include <stop_token>
#include <string>

#include "model/verdict.hpp"
#include "runner/runner.hpp"
#include "service/workbench.hpp"

namespace assay {

// The language that the code of `asserts` declarations is written in.
inline constexpr char kAssertLanguage[] = "python";

struct Built {
  Verdict verdict = Verdict::accepted;  // else compile_error or unsupported, and `message` says why
  std::string message;
  Program program;
  std::optional<Program> driver;  // kind asserts, and kernels with host code
  std::string toolchain;          // "g++ 12.2.0"
  double compile_ms = 0;
  bool cached = false;
};

Result<Built> build(Workbench& bench, const Problem& problem, const std::string& language,
                    const std::string& source, std::stop_token stop);

// Solutions that do not name their language get it from the ending of their file name.  Problems
// come from a bank without it, since languages are found apart from banks.
void name_languages(const Languages& languages, Problem& problem);

// The first solution that must be accepted everywhere, in the language if one is named, whose tool
// chain is here; nullptr if there is none.
const Solution* accepted_solution(const Workbench& bench, const Problem& problem,
                                  const std::string& language = "");

}  // namespace assay
