#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// Compiled programs on disk, by a hash of all that went into them.  The least recently used go when
// the folder grows beyond the cap.
// Threads and processes: several may use one folder at once.
class CompileCache {
 public:
  static constexpr std::uintmax_t kCap = std::uintmax_t{512} << 20;

  explicit CompileCache(std::filesystem::path folder, std::uintmax_t cap = kCap)
      : folder_(std::move(folder)), cap_(cap) {}

  // The bytes that were put under this key, if they are still there and whole.
  std::optional<std::string> find(const std::string& key) const;
  Status put(const std::string& key, std::string_view bytes) const;

 private:
  void shrink() const;

  std::filesystem::path folder_;
  std::uintmax_t cap_;
};

}  // namespace assay
