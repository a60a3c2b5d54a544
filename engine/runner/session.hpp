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

  Result<Frame> exchange(Message type, const std::string& payload, std::span<const int> fds,
                         const OnCall& on_call, std::stop_token stop);
  Result<Outcome> run(Message type, const std::string& payload, std::span<const int> fds,
                      const OnCall& on_call, std::stop_token stop);
};

}  // namespace assay
