#pragma once
// Finds the problem files of a bank.
//
// A folder with a problem.lua is a problem: nothing below it is looked at.  Any other folder may
// hold *.lua files and further folders; its own mtime tells when an entry came or went.

#include <filesystem>
#include <optional>
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
  std::vector<std::string> closed;  // folders that may not be read, relative to the bank
};

// The present stamps of the known files, in their order, if no file or folder came or went; one
// look at each, no folder is read.
std::optional<std::vector<Stamp>> look_again(const std::filesystem::path& root,
                                             const IndexContent& known);

// Reads all folders.
Walked walk_bank(const std::filesystem::path& root);

}  // namespace assay
