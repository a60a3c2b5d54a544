#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "screen.hpp"

namespace assay::cli {

// One line on a terminal that says how far a grading is, rewritten at most ten times a second.
// Elsewhere it writes nothing.  One thread at a time.
class Progress {
 public:
  explicit Progress(Screen& screen) : screen_(screen) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void event(const nlohmann::json& event);
  void clear();

 private:
  void show(const std::string& text);
  void draw(const std::string& text);

  Screen& screen_;
  std::int64_t finished_ = 0, tests_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point drawn_at_;
};

}  // namespace assay::cli
