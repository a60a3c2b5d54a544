#pragma once
// A dumped definition becomes a Problem; every mistake becomes a finding.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bank/finding.hpp"
#include "base/status.hpp"
#include "model/problem.hpp"

namespace assay {

struct Reading {
  Problem problem;  // as far as it could be read
  Findings findings;

  bool ok() const;  // no errors; warnings are fine
};

// Gives the bytes of a file beside the problem.
using ReadBeside = std::function<Result<std::string>(const std::string& name)>;

// `dump` is what Script::load_problem returned for the file at `path`, whose bytes are `source`.
// The arguments of examples stay empty: see fill_examples.
Reading read_problem(std::string_view dump, const std::string& path, std::string_view source,
                     const ReadBeside& read_beside);

// What `round` may be.
const std::vector<std::string>& known_rounds();

// "problem.lua:12: message" of a Status as a finding about `path`.
Finding load_finding(const std::string& path, const std::string& message);

}  // namespace assay
