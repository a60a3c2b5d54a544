#pragma once
// Tools of this machine: where they are and what they say of themselves.

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/status.hpp"

namespace assay {

// Runs a tool ("g++ --version") and gives what it printed.
using AskTool = std::function<Result<std::string>(const std::vector<std::string>& argv,
                                                  const std::vector<std::string>& env)>;

// The first of the names that is a program: absolute, or on $PATH.  "" if none is.
std::string find_tool(const std::vector<std::string>& names);

// The same for a shared library: absolute, in a folder of $LD_LIBRARY_PATH, or in one of the
// system's.
std::string find_library(const std::vector<std::string>& names);

// Changes when the file does: its path, size and time.
std::string stamp_of(const std::filesystem::path& file);

// What tools answered, kept on disk until the tool changes.  One thread at a time.
class ToolAnswers {
 public:
  // `file`: where answers are kept.  One that cannot be read counts as empty.
  ToolAnswers(std::filesystem::path file, AskTool ask);

  // argv[0] must be an absolute path; files that others name are watched too.  The first line of
  // the answer.
  Result<std::string> ask(const std::vector<std::string>& argv,
                          const std::vector<std::string>& env);
  // Writes what is new.  Answers that cannot be kept are asked for again next time.
  void save();

 private:
  std::filesystem::path file_;
  AskTool ask_;
  std::map<std::string, std::string> known_;
  bool changed_ = false;
};

}  // namespace assay
