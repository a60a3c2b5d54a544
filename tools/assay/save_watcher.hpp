#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "base/status.hpp"

namespace assay::cli {

// A save counts once the saves have stopped for so long: editors and formatters save in bursts.
inline constexpr int kQuietMs = 40;

// Tells when files in some folders were saved.  Watches folders and not files: most editors save by
// writing a new file and renaming it over the old one.
class SaveWatcher {
 public:
  // With `only`, the name of one file; other files are ignored.
  static Result<SaveWatcher> start(const std::vector<std::filesystem::path>& folders,
                                   std::string only = "");

  // Readable when something happened; then ask saved().
  int fd() const { return fd_.get(); }
  // Takes what happened so far; true if a file was saved with other bytes than before.  One save is
  // often several events, and a save without a change is none.
  bool saved();
  // Waits for a save, and then until the saves stop for a moment.  False once stop is requested.
  bool wait(const std::stop_token& stop);

 private:
  bool changed(const std::filesystem::path& file);

  Fd fd_;
  std::string only_;
  std::map<int, std::filesystem::path> folders_;       // by watch descriptor
  std::map<std::filesystem::path, std::string> seen_;  // digest of each file
};

}  // namespace assay::cli
