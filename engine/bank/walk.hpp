#pragma once
// Finds the problem files of a bank.  Reads folders only if one of those known has changed.
//
// A folder with a problem.lua is a problem: nothing below it is looked at.  Any other folder may
// hold *.lua files and further folders; its own mtime tells when an entry came or went.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bank/index.hpp"

namespace assay {

struct FoundFile {
  std::string path;  // relative to the bank
  Stamp stamp;
};

struct Walked {
  std::vector<FoundFile> files;  // by path
  std::vector<IndexedFolder> folders;
  bool folders_changed = false;
};

// `known` is what the index holds.
Walked walk_bank(const std::filesystem::path& root, const IndexContent& known);

}  // namespace assay
