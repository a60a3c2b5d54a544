// Fat binaries: a header, then entries of PTX (kind 1) or machine code (kind 2), each with its own
// header and perhaps compressed with zstd or an LZ4 block.  A program built with -rdc=true has one
// of what was linked, which is machine code, and one of each of its files.

#include <zstd.h>

#include <cstring>

#include "cudart/runtime.hpp"

namespace assay::cudart {
namespace {

struct Wrapper {
  int magic, version;
  const u8* data;
  const void* other;  // of version 2: the files' fat binaries, up to a null pointer
};

template <class T>
T at(const u8* base, std::size_t offset) {
  T value;
  std::memcpy(&value, base + offset, sizeof value);
  return value;
}

// Sequences of literals and matches; `room` is as long as the text will be.
bool unpack_lz4(const u8* from, const u8* end, std::string& room) {
  std::size_t out = 0;
  const auto length_of = [&](std::size_t start) {
    std::size_t length = start;
    if (start != 15) return length;
    while (from < end) {
      const u8 more = *from++;
      length += more;
      if (more != 255) break;
    }
    return length;
  };
  while (from < end) {
    const u8 token = *from++;
    const std::size_t literals = length_of(token >> 4);
    if (literals > static_cast<std::size_t>(end - from) || out + literals > room.size())
      return false;
    std::memcpy(room.data() + out, from, literals);
    from += literals;
    out += literals;
    if (from + 2 > end || out == room.size()) break;
    const std::size_t distance = at<std::uint16_t>(from, 0);
    from += 2;
    const std::size_t length = length_of(token & 15) + 4;
    if (distance == 0 || distance > out || out + length > room.size()) return false;
    for (std::size_t k = 0; k < length; ++k, ++out) room[out] = room[out - distance];
  }
  return out == room.size();
}

std::string unpack(const u8* from, std::size_t packed, std::size_t size, std::string* problem) {
  std::string room(size, '\0');
  if (packed >= 4 && at<u32>(from, 0) == 0xfd2fb528) {
    const std::size_t got = ZSTD_decompress(room.data(), size, from, packed);
    if (!ZSTD_isError(got) && got == size) return room;
    *problem = "its PTX does not decompress (zstd)";
    return "";
  }
  if (unpack_lz4(from, from + packed, room)) return room;
  *problem = "its PTX does not decompress (lz4)";
  return "";
}

// The PTX for the newest device in one fat binary; "" if there is none.
std::string newest_ptx(const u8* data, std::string* problem) {
  if (at<u32>(data, 0) != 0xba55ed50) {
    *problem = "it is no fat binary that we know";
    return "";
  }
  const u8* entry = data + at<std::uint16_t>(data, 6);
  const u8* const end = entry + at<u64>(data, 8);
  std::string best;
  u32 best_arch = 0;
  while (entry < end) {
    const auto kind = at<std::uint16_t>(entry, 0);
    const auto header = at<u32>(entry, 4);
    const auto padded = at<u64>(entry, 8);
    const auto packed = at<u32>(entry, 16), arch = at<u32>(entry, 28);
    const auto size = at<u64>(entry, 56);
    if (kind == 1 && arch >= best_arch) {
      const char* const text = reinterpret_cast<const char*>(entry + header);
      std::string found = size != 0 ? unpack(entry + header, packed, size, problem)
                                    : std::string(text, ::strnlen(text, padded));
      if (!found.empty()) {
        best = std::move(found);
        best_arch = arch;
      }
    }
    entry += header + padded;
  }
  return best;
}

}  // namespace

std::string find_ptx(const void* wrapper_, std::string* problem) {
  const auto* const wrapper = static_cast<const Wrapper*>(wrapper_);
  if (wrapper->magic != 0x466243b1) {
    *problem = "it is no fat binary that we know";
    return "";
  }
  const u8* const alone[] = {wrapper->data, nullptr};
  const bool linked = wrapper->version == 2 && wrapper->other;
  std::string ptx;
  for (auto file = linked ? static_cast<const u8* const*>(wrapper->other) : alone; *file; ++file) {
    std::string found = newest_ptx(*file, problem);
    if (found.empty()) continue;
    if (!ptx.empty()) {
      *problem =
          "it is linked from several files of device code, or its kernels launch kernels: put the "
          "device code into one file, launch from the host, and build it without -rdc=true";
      return "";
    }
    ptx = std::move(found);
  }
  if (ptx.empty() && problem->empty()) {
    *problem = "it holds no PTX: build it with -gencode arch=compute_80,code=compute_80";
  }
  return ptx;
}

}  // namespace assay::cudart
