#pragma once

#include <stop_token>
#include <thread>

#include "base/fd.hpp"

namespace assay::cli {

// Turns SIGINT and SIGTERM into a stop request for as long as it lives; a second one ends the
// program at once.  One object at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  Fd read_end_, write_end_;
  std::thread watcher_;
};

}  // namespace assay::cli
