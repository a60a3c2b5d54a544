#pragma once
// Memory files that many runs map: large arguments, made once.

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <string>

#include "base/fd.hpp"
#include "base/status.hpp"

namespace assay {

// Threads: any.  Two that ask for the same file at once may both make it.
class KeptFiles {
 public:
  // `most`: bytes of all of them; the one longest unused goes first.
  explicit KeptFiles(std::size_t most) : most_(most) {}

  // The caller's own descriptor of the file.
  Result<Fd> get(const std::string& key, const std::function<Result<std::string>()>& make);

 private:
  struct Kept {
    std::string key;
    Fd file;
    std::size_t size;
  };

  std::size_t most_;
  std::mutex mutex_;
  std::list<Kept> files_;  // the last used first
  std::size_t bytes_ = 0;
};

}  // namespace assay
