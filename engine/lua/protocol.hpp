#pragma once
// Frames between the host and a script process: u32 length, then that many bytes.
//
// Request: u8 Request, f64 cpu limit in ms, i64 memory limit in bytes, payload.
// A turn is string text, u8 whether it judged, f64 score, string feedback.
// Reply:   u8 Code, u8 1 if the process must be given up, then the payload or the failure's text.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/status.hpp"

namespace assay {

enum class Request : std::uint8_t {
  load_problem = 1,  // string name, string source -> JSON text
  load_language,     // the same
  language_text,     // string function, string JSON -> text
  bind,              // string id, u32 count, (string group, u8 source, i32 line) each
  make_case,         // u32 group, u32 index -> case
  growth_case,       // i64 n, u32 index -> case
  reference,         // string arguments, string secret -> wire bytes
  check_where,       // string arguments -> text
  check,             // string arguments, answer, want, secret -> f64 score, string feedback
  answer,            // u32 function, string arguments, secret, call -> wire bytes
  interact,          // string secret -> turn
  hear,              // u8 1 and the line as a string, or 0 at the end -> turn
  summarize,         // u32 count, (string name, source) each -> u32 count, (u8 ok, summary or text)
  mask,              // string where, string table -> u8 a row
  timing_case,       // u32 perf, u32 index -> case
  drawing_without,   // u32 index, u32 quirk -> case
  sized_case,        // u32 group, u32 index, u32 count, (string name, f64 value) each -> case
};

// Longer frames are refused before anything is allocated.
constexpr std::size_t kLargestFrame = std::size_t{1} << 30;

// Blocks until a whole frame is there.  False when the other side is gone or sends nonsense.
bool read_frame(int socket, std::string* frame);
bool write_frame(int socket, const std::string& bytes);

// The same for a host that must not wait longer than `timeout_ms` in all.
enum class Arrival : std::uint8_t { complete, closed, late };
Arrival read_frame_within(int socket, double timeout_ms, std::string* frame);

}  // namespace assay
