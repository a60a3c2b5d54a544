// assay-kernel: the process in which kernels are simulated.  It is ours, and what the candidate
// wrote enters it as PTX only, so what it counts cannot be forged.  Started by the engine in a box.

#include <cstdio>
#include <cstring>
#include <optional>

#include "harness/channel.hpp"
#include "harness/trial.hpp"
#include "sim/memory.hpp"

namespace {

using namespace assay;
using namespace assay::harness;

int serve() {
  sim::Memory::keep_from_host();
  std::optional<Subject> subject;
  for (Frame frame = read_frame(); frame.type != 0; frame = read_frame()) {
    switch (frame.type) {
      case 'L': {
        Result<Order> order = read_order(frame.payload);
        if (!order.ok()) give_up(order.status().message().c_str());
        subject.emplace(std::move(*order));
        if (subject->misfit().empty()) {
          write_frame('l', {});
        } else {
          write_frame('E', misfit_json(subject->misfit()));
        }
        break;
      }
      case 'T':
        if (!subject) give_up("a test before the load");
        if (const Status bad = subject->prepare(frame.payload); !bad.ok()) {
          give_up(bad.message().c_str());
        }
        write_frame('r', {});
        break;
      case 'G': {
        if (!subject) give_up("a test before the load");
        if (!subject->broken_plan().empty()) {
          write_frame('U', subject->broken_plan());
          break;
        }
        const Result<std::string> answer = subject->run();
        if (!answer.ok()) give_up(answer.status().message().c_str());
        std::fflush(stdout);
        write_frame('A', *answer);
        break;
      }
      default:
        give_up("a frame is out of place");
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--serve") == 0) return serve();
  std::fputs("assay-kernel is started by the Assay library, not by hand\n", stderr);
  return 2;
}
