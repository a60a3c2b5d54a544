#include "interrupt.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "exit_code.hpp"

namespace assay::cli {
namespace {

// A signal handler may do little more than write: a thread reads the other end.
std::atomic<int> g_write_end{-1};
std::atomic<bool> g_asked{false};

extern "C" void on_signal(int) {
  if (g_asked.exchange(true)) ::_exit(kInterrupted);
  const char byte = 's';
  (void)!::write(g_write_end, &byte, 1);
}

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;  // then a signal ends us as it always did
  read_end_.reset(ends[0]);
  write_end_.reset(ends[1]);
  g_write_end = ends[1];
  watcher_ = std::thread([this] {
    char byte = 0;
    while (::read(read_end_.get(), &byte, 1) == 1 && byte == 's') source_.request_stop();
  });
  handle(on_signal);
}

Interrupt::~Interrupt() {
  if (!watcher_.joinable()) return;
  handle(SIG_DFL);
  const char byte = 'q';
  (void)!::write(write_end_.get(), &byte, 1);
  watcher_.join();
}

}  // namespace assay::cli
