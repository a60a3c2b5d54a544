#include "ptx/places.hpp"

#include <cstdlib>

namespace assay::ptx {

bool of_toolkit(const std::string& path) {
  return path.starts_with("/usr/include/") ||
         (path.find("/cuda") != std::string::npos && path.find("/include/") != std::string::npos);
}

Places::Places(Module& module) : module_(module) {
  module_.files.assign(1, "");
  module_.places.assign(1, {});
  const std::string& text = *module_.text;
  for (std::size_t at = 0; (at = text.find(".file", at)) != std::string::npos; ++at) {
    const std::size_t line = at == 0 ? 0 : text.find_last_not_of(" \t", at - 1);
    if (at != 0 && text[line] != '\n') continue;
    const std::size_t number = std::strtoul(text.c_str() + at + 5, nullptr, 10);
    const std::size_t open = text.find('"', at), close = text.find('"', open + 1);
    if (close == std::string::npos || number > 100000) continue;
    if (module_.files.size() <= number) module_.files.resize(number + 1);
    module_.files[number] = text.substr(open + 1, close - open - 1);
  }
  for (const std::string& file : module_.files) {
    toolkit_.push_back(of_toolkit(file));
    cub_.push_back(file.find("/cccl/cub/") != std::string::npos);
    groups_.push_back(toolkit_.back() && (file.ends_with("/cooperative_groups/details/reduce.h") ||
                                          file.ends_with("/cooperative_groups/details/scan.h") ||
                                          file.ends_with("/cooperative_groups.h")));
  }
}

std::uint32_t Places::index_of(const Place& place) {
  const auto [found, fresh] = indices_.try_emplace(
      {place.file, place.line}, static_cast<std::uint32_t>(module_.places.size()));
  if (fresh) module_.places.push_back(place);
  return found->second;
}

std::uint32_t Places::at(const SourceMark& mark, const SourceMark& caller) {
  // Line 0 is the compiler's own: it belongs to what stands around it.
  if (mark.line == 0 && last_ != 0) return last_;
  of_groups_ = mark.file < groups_.size() && groups_[mark.file];
  of_cub_ = mark.file < cub_.size() && cub_[mark.file];
  Place place{mark.file, mark.line};
  const bool of_toolkit = mark.file < toolkit_.size() && toolkit_[mark.file];
  if (module_.debug && caller.file == 0) {  // -G inlines, too, and does not say where
    if (!of_toolkit) within_ = place;
    if (within_.line != 0) place = within_;
  } else if (caller.file != 0 && of_toolkit) {
    const auto outer = seen_.find(caller);
    place = outer == seen_.end() ? Place{caller.file, caller.line} : outer->second;
  }
  seen_[mark] = place;
  return last_ = index_of(place);
}

}  // namespace assay::ptx
