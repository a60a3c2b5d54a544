#pragma once
// The side of docs/wire.md that answers: frames on descriptor 3.

#include <string>
#include <string_view>

namespace assay::harness {

struct Frame {
  char type = 0;  // 0: the channel has ended
  std::string payload;
};

Frame read_frame();
void write_frame(char type, std::string_view payload);

// For frames that break the protocol, which are never the candidate's.
[[noreturn]] void give_up(const char* why);

}  // namespace assay::harness
