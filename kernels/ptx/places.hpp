#pragma once

#include <map>
#include <string>
#include <tuple>

#include "ptx/module.hpp"

namespace assay::ptx {

// Where a .loc directive points.
struct SourceMark {
  std::uint32_t file = 0, line = 0, column = 0;
  auto operator<=>(const SourceMark&) const = default;
};

// Whether a file is a header of the toolkit or the system.
bool of_toolkit(const std::string& path);

// Turns .loc directives into places of the candidate's own code: what is inlined from the
// toolkit's headers is charged to the line that called it.
class Places {
 public:
  // Reads the .file directives, wherever in the text they stand.
  explicit Places(Module& module);
  // What follows is of another function.
  void enter_function() { within_ = {}; }
  // The index in Module::places of a mark that was inlined at `caller` (file 0: nowhere).
  std::uint32_t at(const SourceMark& mark, const SourceMark& caller);
  // Whether the last mark lies in the collectives of cooperative groups.
  bool of_groups() const { return of_groups_; }
  bool of_cub() const { return of_cub_; }

 private:
  std::uint32_t index_of(const Place& place);

  Module& module_;
  std::vector<bool> toolkit_;         // by file
  std::vector<bool> groups_, cub_;    // by file
  std::map<SourceMark, Place> seen_;  // what a mark was resolved to
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> indices_;
  std::uint32_t last_ = 0;
  bool of_groups_ = false, of_cub_ = false;
  Place within_;  // of the function's own code, the last
};

}  // namespace assay::ptx
