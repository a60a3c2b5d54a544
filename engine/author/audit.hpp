#pragma once
// What is wrong with a public set of problems: broken references, tests that mutants survive.

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
  std::vector<Note> broken;  // the canonical solution fails its own tests
  std::vector<Note> weak;    // mutants survive
  std::vector<Imported::Skipped> skipped;
};

// Imports the set into a temporary folder, grades every canonical solution and its mutants.
Result<Audit> audit_set(Engine::State& state, const std::filesystem::path& file,
                        const OnEvent& on_event, std::stop_token stop);

// One page of text for a person.
std::string audit_page(const Audit& audit);

}  // namespace assay
