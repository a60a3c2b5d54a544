#include "cudart/host_place.hpp"

#include <execinfo.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "ptx/places.hpp"

namespace assay::cudart {
namespace {

using sim::u32;
using sim::u64;

constexpr int kMostFrames = 32;

// The program's own file in memory: shared libraries are not looked at.
struct Image {
  u64 base = 0, begin = ~0ull, end = 0;
};

int first_image(dl_phdr_info* info, size_t, void* image_) {
  auto* const image = static_cast<Image*>(image_);
  image->base = info->dlpi_addr;
  for (int k = 0; k < info->dlpi_phnum; ++k) {
    if (info->dlpi_phdr[k].p_type != PT_LOAD) continue;
    const u64 begin = image->base + info->dlpi_phdr[k].p_vaddr;
    image->begin = std::min(image->begin, begin);
    image->end = std::max(image->end, begin + info->dlpi_phdr[k].p_memsz);
  }
  return 1;
}

const Image& image() {
  static const Image the_image = [] {
    Image found;
    ::dl_iterate_phdr(first_image, &found);
    return found;
  }();
  return the_image;
}

// What addr2line says: a function's line, then "FILE:LINE", for each place from the inside out.
std::string lines_of(const std::vector<u64>& calls) {
  std::string command =
      "addr2line -C -f -i -e /proc/" + std::to_string(::getpid()) + "/exe 2>/dev/null";
  char number[24];
  for (const u64 call : calls) {
    std::snprintf(number, sizeof number, " 0x%llx", static_cast<unsigned long long>(call));
    command += number;
  }
  std::string text;
  if (std::FILE* const said = ::popen(command.c_str(), "r")) {
    char room[4096];
    while (const std::size_t length = std::fread(room, 1, sizeof room, said)) {
      text.append(room, length);
    }
    ::pclose(said);
  }
  return text;
}

}  // namespace

std::vector<u64> host_calls(const void* at) {
  std::vector<u64> calls;
  const auto add = [&](u64 address, u64 back) {
    const Image& own = image();
    if (own.begin <= address && address < own.end) calls.push_back(address - own.base - back);
  };
  if (at) add(reinterpret_cast<u64>(at), 0);
  void* frames[kMostFrames];
  const int count = ::backtrace(frames, kMostFrames);
  for (int k = 0; k < count; ++k) add(reinterpret_cast<u64>(frames[k]), 1);  // in the call
  return calls;
}

// A launch goes through two functions of the compiler's: a stub, and the kernel's own name, which
// stands where the kernel is defined.
void place(const std::vector<u64>& calls, sim::Finding* finding) {
  const std::string text = calls.empty() ? "" : lines_of(calls);
  bool after_stub = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t middle = std::min(text.find('\n', at), text.size());
    const std::size_t end = std::min(text.find('\n', middle + 1), text.size());
    const std::string function = text.substr(at, middle - at);
    const std::string where = text.substr(std::min(middle + 1, text.size()), end - middle - 1);
    at = end + 1;
    const bool stub = function.find("__device_stub__") != std::string::npos;
    const bool skipped = std::exchange(after_stub, stub) || stub;
    const std::size_t colon = where.find_last_of(':');
    if (skipped || colon == std::string::npos || where[0] == '?') continue;
    const std::string file = where.substr(0, colon);
    const auto line = static_cast<u32>(std::strtoul(where.c_str() + colon + 1, nullptr, 10));
    if (line == 0 || ptx::of_toolkit(file)) continue;
    finding->file = file;
    finding->line = line;
    return;
  }
}

}  // namespace assay::cudart
