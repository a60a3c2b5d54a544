#pragma once
// What is wrong with a public set of problems: broken references, tests that mutants survive,
// references that disagree.

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "author/import.hpp"
#include "base/status.hpp"
#include "service/engine.hpp"

namespace assay {

struct Audit {
  struct Note {
    std::string id, text;
  };
  std::size_t problems = 0;
  std::size_t mutants = 0, survivors = 0;
  std::vector<Note> broken;       // a reference fails its own tests
  std::vector<Note> disagreeing;  // two references answer an input differently
  std::vector<Note> weak;         // mutants survive
  std::vector<Note> cut;          // not all mutants were tried: the time was over
  std::vector<Imported::Skipped> skipped;
};

// Imports the set into a temporary folder, grades every reference, holds them against each other
// and grades the mutants of the first.  A reference gets 10 s of cpu for a test, the mutants of a
// problem 60 s together.
Result<Audit> audit_set(Engine::State& state, const std::filesystem::path& file,
                        const OnEvent& on_event, std::stop_token stop);

// One page of text for a person.
std::string audit_page(const Audit& audit);

}  // namespace assay
