#include "runner/kept_files.hpp"

#include <fcntl.h>

#include <algorithm>

#include "runner/protocol.hpp"

namespace assay {
namespace {

constexpr std::size_t kMostFiles = 64;  // descriptors are few

Result<Fd> another(const Fd& file) {
  Fd copy(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
  if (!copy.valid()) return errno_status("dup");
  return copy;
}

}  // namespace

Result<Fd> KeptFiles::get(const std::string& key,
                          const std::function<Result<std::string>()>& make) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(files_.begin(), files_.end(),
                                    [&](const Kept& kept) { return kept.key == key; });
    if (found != files_.end()) {
      files_.splice(files_.begin(), files_, found);
      return another(found->file);
    }
  }
  ASSAY_TRY(const std::string bytes, make());
  ASSAY_TRY(Fd file, sealed_file(bytes, "arguments"));
  const std::lock_guard lock(mutex_);
  files_.push_front({key, std::move(file), bytes.size()});
  bytes_ += bytes.size();
  while ((bytes_ > most_ || files_.size() > kMostFiles) && files_.size() > 1) {
    bytes_ -= files_.back().size;
    files_.pop_back();
  }
  return another(files_.front().file);
}

}  // namespace assay
