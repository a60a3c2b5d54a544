#pragma once
// A folder of problems.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bank/index.hpp"
#include "bank/load.hpp"
#include "base/file.hpp"
#include "base/status.hpp"
#include "lua/script.hpp"

namespace assay {

struct ListedProblem {
  Summary summary;
  std::string path;  // absolute
};

struct ListingError {
  std::string path;  // absolute
  std::string message;
};

struct Listing {
  std::vector<ListedProblem> problems;  // in the order of their paths
  std::vector<ListingError> errors;     // files that do not load, ids used twice
};

// Threads: any.  A problem that takes long to load keeps nobody else from theirs.
class Bank {
 public:
  struct Options {
    ScriptLimits limits;
    std::filesystem::path index_folder = cache_dir() / "banks";
  };

  // Problems are problem.lua in folders of any depth, and other *.lua files that return one.
  static Result<Bank> open(const std::filesystem::path& root, ScriptStarter starter,
                           Options options);
  static Result<Bank> open(const std::filesystem::path& root, ScriptStarter starter) {
    return open(root, std::move(starter), Options());
  }

  const std::filesystem::path& root() const { return root_; }
  // Evaluates only what changed since the last list.
  Result<Listing> list();
  // A problem by its id, loaded in `script`; not_found names the nearest id there is.
  Result<Loaded> load(const std::string& id, Script script);

 private:
  Bank(std::filesystem::path root, ScriptStarter starter, Options options, Index index);
  // All files as they are now; what is new or changed was read and evaluated.
  Result<std::vector<IndexedFile>> refresh();
  Status evaluate(const std::vector<IndexedFile*>& files);
  // Where the last list saw it.
  std::optional<std::string> known_place(const std::string& id) const;
  // Where it is now.
  Result<std::string> find(const std::string& id);

  std::filesystem::path root_;
  ScriptStarter starter_;
  Options options_;
  Index index_;
  std::map<std::string, std::string> paths_;  // by id, of the last list
  // Of the index, and of the paths: each is held for as long as it is read or written.
  struct Locks {
    std::mutex index, paths;
  };
  std::unique_ptr<Locks> locks_ = std::make_unique<Locks>();
};

}  // namespace assay
