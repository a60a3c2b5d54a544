#pragma once

#include "runner/protocol.hpp"
#include "runner/runner.hpp"
#include "runner/slot_pool.hpp"

namespace assay {

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
  Result<Step> step(Message type, const std::string& payload, std::span<const int> fds,
                    std::stop_token stop);
};

}  // namespace assay
