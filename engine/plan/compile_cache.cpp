#include "plan/compile_cache.hpp"

#include <algorithm>
#include <vector>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/private_file.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kDigest = 64;  // an entry begins with the hash of the rest

}  // namespace

std::optional<std::string> CompileCache::find(const std::string& key) const {
  const fs::path path = folder_ / key;
  Result<std::string> entry = read_file(path);
  if (!entry.ok()) return std::nullopt;
  std::error_code error;
  std::string bytes = std::move(entry).value();
  const std::string_view body = std::string_view(bytes).substr(std::min(kDigest, bytes.size()));
  if (bytes.compare(0, kDigest, sha256(body)) != 0) {
    fs::remove(path, error);
    return std::nullopt;
  }
  fs::last_write_time(path, fs::file_time_type::clock::now(), error);
  bytes.erase(0, kDigest);
  return bytes;
}

Status CompileCache::put(const std::string& key, std::string_view bytes) const {
  std::string entry = sha256(bytes);
  entry += bytes;
  ASSAY_CHECK(write_private_file(folder_ / key, entry));
  shrink();
  return {};
}

void CompileCache::shrink() const {
  struct Entry {
    fs::file_time_type used;
    std::uintmax_t size;
    fs::path path;
  };
  std::vector<Entry> entries;
  std::uintmax_t total = 0;
  std::error_code error;  // entries that others remove meanwhile
  for (const fs::directory_entry& file : fs::directory_iterator(folder_, error)) {
    const std::uintmax_t size = file.file_size(error);
    if (error) continue;
    entries.push_back({file.last_write_time(error), size, file.path()});
    total += size;
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.used < b.used; });
  for (const Entry& entry : entries) {
    if (total <= cap_) return;
    fs::remove(entry.path, error);
    total -= entry.size;
  }
}

}  // namespace assay
