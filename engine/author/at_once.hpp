#pragma once

#include <cstddef>
#include <functional>

#include "service/state.hpp"

namespace assay {

// Calls work(0) to work(count - 1) in this order, as many at once as the engine has jobs, until one
// of them says false.  Returns when all that began have ended.
void at_once(const Engine::State& state, std::size_t count,
             const std::function<bool(std::size_t)>& work);

}  // namespace assay
