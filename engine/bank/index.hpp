#pragma once
// What is known of a bank since the last look: an SQLite file in the cache folder.
//
// It is a cache: one that is missing, of another version or damaged is made anew.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "lua/summary.hpp"

namespace assay {

// What a file looked like when it was read.
struct Stamp {
  std::int64_t mtime_ns = 0;  // 0: too fresh to trust, read it again
  std::int64_t size = 0;
  bool operator==(const Stamp&) const = default;
};

struct IndexedFile {
  std::string path;  // relative to the bank
  Stamp stamp;
  std::string hash;  // SHA-256 of the bytes, once they were read again
  Summary summary;   // kind "": no problem, left out of lists
  std::string error;
};

struct IndexedFolder {
  std::string path;  // relative to the bank, "" for itself
  std::int64_t mtime_ns = 0;
};

struct IndexContent {
  std::vector<IndexedFile> files;  // by path
  std::vector<IndexedFolder> folders;
};

// One thread at a time; several processes may use the same file.
class Index {
 public:
  // The index of the bank at `root`, kept under `folder`.  In memory only if nothing can be written
  // there.
  static Result<Index> open(const std::filesystem::path& root, const std::filesystem::path& folder);
  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;
  ~Index();

  // Begins to read: the folders, and how many files there are.
  Result<std::size_t> read_folders(IndexContent* content);
  // What follows read_folders() and may not be left out.  Now and then `on_more` is told what has
  // been read by then, which stays where it is.
  Status read_files(IndexContent* content,
                    const std::function<void(std::span<const IndexedFile>)>& on_more);
  // What the bytes of the file were when they were read; "" if they never were.
  Result<std::string> hash_of(const std::string& path);
  // Stores `changed` files over those of the same path, removes `gone`, replaces all folders.
  Status write(const std::vector<IndexedFile*>& changed, const std::vector<std::string>& gone,
               const std::vector<IndexedFolder>& folders);

 private:
  struct State;
  explicit Index(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay
