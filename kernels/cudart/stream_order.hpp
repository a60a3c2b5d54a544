#pragma once
// Work of different streams on the same memory that nothing orders.  Asked for by `--checks races`.

#include <cuda_runtime_api.h>

#include <map>
#include <string>
#include <vector>

#include "cudart/host_guard.hpp"
#include "sim/findings.hpp"
#include "sim/global_races.hpp"
#include "sim/machine.hpp"

namespace assay::cudart {

using sim::u64;

// How much of each stream's work is over, by the stream's number.
using StreamClock = std::map<u64, u64>;

// Under the runtime's lock.
class StreamOrder {
 public:
  explicit StreamOrder(sim::Findings* findings) : findings_(findings) {}

  // The next piece of work is this stream's.
  void begin(cudaStream_t stream);
  // What it reads or writes: by a call of the host, or by a launch.
  void touch(u64 address, u64 bytes, bool writes, const char* call);
  void touch(const sim::Launch& launch, const sim::GlobalRaces& cells);

  // The work that was given to a stream until now, which an event stands for.
  StreamClock given(cudaStream_t stream);
  void stream_waits(cudaStream_t stream, const StreamClock& until);
  void host_waits(const StreamClock& until);
  void host_waits_for_all();
  // The host touched closed memory: says so if work that it did not wait for is at the address, and
  // opens the page.  False if the page was open.  `at`: the instruction that did.
  bool host_touches(u64 address, bool writes, const void* at);
  // New memory: what was there before has nothing to do with it.
  void forget(u64 address, u64 bytes);

 private:
  struct Span {
    u64 begin = 0, end = 0;
    bool writes = false;
    const sim::GlobalRaces::Seen* seen = nullptr;  // of a launch, while it is looked at
    std::string by;                                // "kernel at file.cu:12", "a copy"
  };
  struct Work {
    u64 stream = 0, number = 0;
    std::vector<Span> spans;  // sorted, apart from each other
  };
  struct Stream {
    StreamClock clock;
    bool blocking = true;  // waits for the legacy default stream, and that one for it
  };

  Stream& enter(cudaStream_t stream, u64* number);
  void add(std::vector<Span> spans, const sim::Launch* launch);
  void report(const Span& before, const Span& now, const sim::Launch* launch);
  void guard(const Work& work);

  sim::Findings* findings_;
  std::map<u64, Stream> streams_;
  StreamClock host_;        // what the host waited for
  std::vector<Work> live_;  // what it did not wait for yet
  u64 stream_ = 0;          // of the work that was begun
  HostGuard guard_;         // of what live_ is on
};

// While it lives, what this thread asks for is the stream's.  What is asked for without one is the
// legacy default stream's, and the host may wait for it.
class InStream {
 public:
  explicit InStream(cudaStream_t stream);
  ~InStream();
  InStream(const InStream&) = delete;
  InStream& operator=(const InStream&) = delete;
  static bool here();
};

}  // namespace assay::cudart
