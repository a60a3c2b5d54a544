#include "cudart/occupancy.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/fd.hpp"
#include "base/file.hpp"

namespace assay::cudart {
namespace {

// ptxas -v says, among more:
//   ptxas info    : Compiling entry function 'NAME' for 'sm_80'
//       0 bytes stack frame, 8 bytes spill stores, 8 bytes spill loads
//   ptxas info    : Used 32 registers, ...
std::map<std::string, Assembled> parse(const std::string& text) {
  std::map<std::string, Assembled> result;
  std::string kernel;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    const auto number_before = [&](const char* words) -> u32 {
      const std::size_t place = line.find(words);
      if (place == std::string::npos) return 0;
      const std::size_t start = line.find_last_not_of("0123456789", place - 1) + 1;
      return static_cast<u32>(std::strtoul(line.c_str() + start, nullptr, 10));
    };
    if (const std::size_t place = line.find("entry function '"); place != std::string::npos) {
      kernel = line.substr(place + 16, line.find('\'', place + 16) - place - 16);
    }
    if (kernel.empty()) continue;
    result[kernel].spill_bytes += number_before(" bytes spill stores");
    if (const u32 registers = number_before(" registers,")) result[kernel].registers = registers;
  }
  return result;
}

bool is_name(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '$'; });
}

u32 up(u32 value, u32 step) { return (value + step - 1) / step * step; }

}  // namespace

std::map<std::string, Assembled> assemble(const std::string& ptx, const std::string& target,
                                          const std::vector<std::string>& kernels) {
  const Fd file(::memfd_create("ptx", 0));  // ptxas inherits it
  const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  std::string command = "PATH=\"$PATH:/usr/local/cuda/bin\" ptxas -v -arch=" + target;
  for (const std::string& kernel : kernels) {
    if (is_name(kernel)) command += " -e '" + kernel + "'";
  }
  command += " -o /dev/null " + path + " 2>&1";
  std::string text;
  // Compressed PTX ends in zero bytes, which ptxas does not like: c_str() leaves them out.
  if (is_name(target) && overwrite_file(path, ptx.c_str()).ok()) {
    if (std::FILE* const said = ::popen(command.c_str(), "r")) {
      char room[4096];
      while (const std::size_t length = std::fread(room, 1, sizeof room, said)) {
        text.append(room, length);
      }
      if (::pclose(said) != 0) text.clear();
    }
  }
  return parse(text);
}

Occupancy occupancy(u32 block_threads, u32 registers, u32 shared_bytes) {
  const u32 warps = (block_threads + 31) / 32;
  // Registers are given to warps in lots of 256, and to the four parts of a multiprocessor alike.
  const u32 by_registers = registers == 0 ? kMostWarps : 65536 / up(32 * registers, 256) / 4 * 4;
  const u32 room = 164 * 1024;
  const std::pair<u32, const char*> limits[] = {
      {kMostWarps / warps, "threads"},
      {32, "blocks"},
      {by_registers / warps, "registers"},
      {room / up(shared_bytes + 1024, 128), "shared memory"}};
  const auto least = std::min_element(std::begin(limits), std::end(limits),
                                      [](auto& x, auto& y) { return x.first < y.first; });
  return {least->first * warps, least->second};
}

}  // namespace assay::cudart
