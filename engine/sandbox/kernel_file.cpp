#include "sandbox/kernel_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/fd.hpp"

namespace assay {

std::string read_kernel_file(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return {};
  char text[8192];
  const ssize_t n = ::read(file.get(), text, sizeof text);
  return n > 0 ? std::string(text, static_cast<std::size_t>(n)) : std::string();
}

Status write_kernel_file(const std::string& path, std::string_view text) {
  const Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return errno_status(path);
  if (::write(file.get(), text.data(), text.size()) < 0) return errno_status(path);
  return {};
}

}  // namespace assay
