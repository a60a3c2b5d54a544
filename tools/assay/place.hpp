#pragma once
// Where we are: the problem that was started here, and the bank that it comes from.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/status.hpp"

namespace assay::cli {

// What `assay start` leaves in a folder as .assay.json, so that no verb needs arguments there.
struct Started {
  std::string problem, language;
  std::string file;                    // "solution.cpp", in `folder`
  std::filesystem::path bank, folder;  // the bank may be empty: found as always
};

// The nearest .assay.json in `from` or above it.  A damaged one is a failure that names it.
Result<std::optional<Started>> find_started(const std::filesystem::path& from);
Status write_started(const Started& started);

// The banks to use: those given, else ASSAY_BANK (several with ':'), else the started problem's,
// else a folder `problems` here or above, else the one that was installed with the program.  Fails
// (bad_problem) if there is none, and names the places.
Result<std::vector<std::filesystem::path>> find_banks(
    const std::vector<std::filesystem::path>& given, const std::optional<Started>& started);

// A path as a person here would type it: relative if it lies below the current folder.
std::string shown(const std::filesystem::path& path);
// The same for a command: between quotes if a shell would take it apart.
std::string typed(const std::filesystem::path& path);

}  // namespace assay::cli
