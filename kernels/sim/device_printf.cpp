#include "sim/device_printf.hpp"

#include <cstdio>
#include <cstring>

namespace assay::sim {
namespace {

// Where a byte of the generic space lies on the host; nullptr if it is nowhere.
const u8* generic_byte(Warp& w, u32 lane, u64 address) {
  if (Memory::owns(address)) {
    return *Memory::state(address) & kAllocated ? Memory::view(address) : nullptr;
  }
  if (address - kLocalWindow < kWindowBytes) {
    const u64 offset = address - kLocalWindow;
    if (offset >= w.block->local_bytes) return nullptr;
    return w.local + static_cast<u64>(lane) * w.block->local_bytes + offset;
  }
  if (address - kSharedWindow < kWindowBytes) {
    const u64 offset = address - kSharedWindow;
    return offset < w.block->shared_bytes ? w.block->shared + offset : nullptr;
  }
  return nullptr;
}

class Arguments {
 public:
  Arguments(Warp& warp, u32 lane, u64 address) : warp_(warp), lane_(lane), address_(address) {}

  u64 take(u32 bytes) {
    address_ = (address_ + bytes - 1) / bytes * bytes;
    u64 value = 0;
    for (u32 k = 0; k < bytes; ++k) {
      const u8* const byte = generic_byte(warp_, lane_, address_ + k);
      if (byte) value |= static_cast<u64>(*byte) << (8 * k);
    }
    address_ += bytes;
    return value;
  }

 private:
  Warp& warp_;
  u32 lane_;
  u64 address_;
};

void append(std::string& text, const std::string& spec, auto value) {
  char room[512];
  // The conversion was checked letter by letter against the value's type.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const int length = std::snprintf(room, sizeof room, spec.c_str(), value);
#pragma GCC diagnostic pop
  text.append(room, static_cast<std::size_t>(std::min<int>(std::max(length, 0), 511)));
}

}  // namespace

std::string device_string(Warp& w, u32 lane, u64 address) {
  std::string text;
  while (text.size() < 4096) {
    const u8* const byte = generic_byte(w, lane, address + text.size());
    if (!byte || *byte == 0) break;
    text += static_cast<char>(*byte);
  }
  return text;
}

std::string device_printf(Warp& w, u32 lane, u64 format, u64 packed) {
  const std::string pattern = device_string(w, lane, format);
  Arguments arguments(w, lane, packed);
  std::string text;
  for (std::size_t k = 0; k < pattern.size(); ++k) {
    if (pattern[k] != '%') {
      text += pattern[k];
      continue;
    }
    if (pattern.substr(k, 2) == "%%") {
      text += '%';
      ++k;
      continue;
    }
    std::string spec = "%";
    bool wide = false;
    for (++k; k < pattern.size() && std::strchr("0123456789.-+ #*hlzjtL", pattern[k]); ++k) {
      const char c = pattern[k];
      wide |= c == 'l' || c == 'z' || c == 'j' || c == 't';
      if (c == '*') {
        spec += std::to_string(static_cast<i32>(arguments.take(4)));
      } else if (!std::strchr("hlzjtL", c)) {
        spec += c;
      }
    }
    if (k >= pattern.size()) break;
    const char c = pattern[k];
    if (std::strchr("di", c)) {
      const u64 raw = arguments.take(wide ? 8 : 4);
      append(text, spec + "lld",
             static_cast<long long>(wide ? static_cast<i64>(raw) : static_cast<i32>(raw)));
    } else if (std::strchr("uoxX", c)) {
      append(text, spec + "ll" + c, static_cast<unsigned long long>(arguments.take(wide ? 8 : 4)));
    } else if (std::strchr("fFeEgGaA", c)) {
      const u64 raw = arguments.take(8);
      double value;
      std::memcpy(&value, &raw, 8);
      append(text, spec + c, value);
    } else if (c == 'c') {
      append(text, spec + "c", static_cast<int>(arguments.take(4)));
    } else if (c == 's') {
      append(text, spec + "s", device_string(w, lane, arguments.take(8)).c_str());
    } else if (c == 'p') {
      append(text, spec + "p", reinterpret_cast<void*>(arguments.take(8)));
    } else {
      text += spec + c;
    }
  }
  return text;
}

}  // namespace assay::sim
