#pragma once
// Finds the problem files of a bank.
//
// A folder with a problem.lua is a problem: nothing below it is looked at.  Any other folder may
// hold *.lua files and further folders; its own mtime tells when an entry came or went.

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
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

// Looks once at each file of an index while that is still being read, on all processors; no folder
// is read.  One thread, which helps.
class Looking {
 public:
  // `files` of them will be offered.
  Looking(const std::filesystem::path& root, const std::vector<IndexedFolder>& folders,
          std::size_t files);
  Looking(const Looking&) = delete;
  ~Looking();

  // Those there are by now; they have to stay where they are.
  void offer(std::span<const IndexedFile> files);
  // Once all were offered: their present stamps, in their order, if no file or folder came or went.
  std::optional<std::vector<Stamp>> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads all folders.
Walked walk_bank(const std::filesystem::path& root);

}  // namespace assay
