#pragma once

#include "runner/protocol.hpp"
#include "runner/runner.hpp"
#include "runner/slot_pool.hpp"

namespace assay {

// What a test that asks the host has come to.
struct Step {
  bool over = true;
  int function = 0;       // until it is over: what OnCall is given
  std::string arguments;  // likewise
  Outcome outcome;        // once it is over
};

struct Session::State {
  SlotPool* pool = nullptr;
  SlotPool::Slot slot;
  std::string load;

  State(SlotPool* pool_of_slot, SlotPool::Slot own, std::string load_bytes)
      : pool(pool_of_slot), slot(std::move(own)), load(std::move(load_bytes)) {}
  ~State();

  // A keeper that cannot be talked to makes the slot unfit for others.
  Result<Frame> exchange(Message type, const std::string& payload, std::span<const int> fds,
                         std::stop_token stop);
  Result<Step> test(const TestInput& input, const Limits& limits, bool calls, std::stop_token stop);
  // A failed reply refuses the call or ends the test, by its code, as OnCall says.
  Result<Step> answer(const Result<std::string>& reply, std::stop_token stop);
  Result<Step> step(Message type, const std::string& payload, std::span<const int> fds,
                    std::stop_token stop);
};

}  // namespace assay
