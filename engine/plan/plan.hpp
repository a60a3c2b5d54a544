#pragma once
// Problem + submission + machine -> what to compile and what to run.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/run.hpp"
#include "plan/languages.hpp"
#include "runner/runner.hpp"

namespace assay {

// A compile step and what it may see.
struct BuildPlan {
  CompileStep step;
  std::vector<SharedStep> prepare;  // what the step's argv may name
  Limits prepare_limits;
  std::vector<std::string> env;
  std::vector<std::string> readable;
  std::string identity;  // of the tool chain and the harness
};

struct Planned {
  Program program;                 // lacks only its image, if there is a build
  std::optional<BuildPlan> build;  // compiled languages
  std::string toolchain;           // "g++ 12.2.0"
  std::string harness;             // gets what is built as `source`; "" if that is run itself
  std::optional<Program> driver;   // runs what the program, host code of a kernel, asked for
  std::string file;                // what the source is called in messages: "solution.cpp"
};

enum class BuildKind : std::uint8_t { usual, checked };

// Fails with not_found for a language that is not there, and with unavailable, saying what to do,
// when its tool chain is missing, it cannot express the problem, or it has no such build.
Result<Planned> plan(const Languages& languages, const Problem& problem,
                     const std::string& language, const std::string& source,
                     BuildKind kind = BuildKind::usual);

// What runs the code of an `asserts` declaration, in a box of its own.
Result<Program> plan_driver(const Languages& languages, const Problem& problem);

}  // namespace assay
