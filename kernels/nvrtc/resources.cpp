#include "nvrtc/resources.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <sstream>

namespace assay::nvrtc {
namespace {

constexpr std::uint64_t kMostStaticShared = 48 << 10;  // of a block, on every device

std::uint64_t number_before(const std::string& line, const char* words) {
  const std::size_t place = line.find(words);
  if (place == std::string::npos || place == 0) return 0;
  const std::size_t start = line.find_last_not_of("0123456789", place - 1) + 1;
  return std::strtoull(line.c_str() + start, nullptr, 10);
}

// "_Z5saxpyfPKfPfi" -> "saxpy"
std::string plain(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), std::free);
  const std::string text = name ? name.get() : symbol;
  return text.substr(0, text.find('('));
}

std::size_t line_of(const std::string& source, const char* word) {
  const std::size_t at = source.find(word);
  if (at == std::string::npos) return 1;
  return 1 + static_cast<std::size_t>(std::count(
                 source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace

std::vector<Resources> take_resources(std::string* log) {
  std::istringstream lines(*log);
  std::vector<Resources> all;
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("ptxas info") && !line.starts_with("ptxas   ")) {  // errors stay
      rest += line + '\n';
      continue;
    }
    constexpr char kEntry[] = "entry function '";
    if (const std::size_t place = line.find(kEntry); place != std::string::npos) {
      const std::size_t begin = place + sizeof kEntry - 1;
      all.push_back({.kernel = line.substr(begin, line.find('\'', begin) - begin)});
    }
    if (all.empty()) continue;
    Resources& last = all.back();
    last.spill_bytes += number_before(line, " bytes spill stores");
    last.registers = std::max(last.registers, number_before(line, " registers,"));
    last.shared_bytes = std::max(last.shared_bytes, number_before(line, " bytes smem"));
  }
  *log = std::move(rest);
  return all;
}

std::string resource_lines(const std::vector<Resources>& all) {
  std::string lines;
  for (const Resources& one : all) {
    lines += "// ptxas " + one.kernel + ' ' + std::to_string(one.registers) + ' ' +
             std::to_string(one.spill_bytes) + '\n';
  }
  return lines;
}

std::string too_much_shared(const std::vector<Resources>& all, const std::string& file,
                            const std::string& source) {
  for (const Resources& one : all) {
    if (one.shared_bytes <= kMostStaticShared) continue;
    return file + "(" + std::to_string(line_of(source, "__shared__")) + "): error: `" +
           plain(one.kernel) + "` declares " + std::to_string(one.shared_bytes) +
           " bytes of shared memory, and a block has " + std::to_string(kMostStaticShared) +
           ": work in smaller tiles\n";
  }
  return "";
}

}  // namespace assay::nvrtc
